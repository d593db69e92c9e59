// SPDX-License-Identifier: AGPL-3.0-or-later
// One suite, two engines: each test gets an empty database of its own, in a temporary directory or in the cluster of
// tests/with-pg.
#ifndef MAILLE_TESTS_ENGINE_H
#define MAILLE_TESTS_ENGINE_H

#include "db/db.h"

struct engine {
	char *where;   // for db_open
	char *dir;     // temporary directory, on both engines
	struct db *db; // open for writing
};

// cmocka's setup and teardown of one test; *state is a struct engine.
int engine_sqlite(void **state);
int engine_pgsql(void **state);
int engine_done(void **state);

// Fails the test with the failure's text.
void ok(const struct err *err);
// Fails the test when there is no failure of that code, or when its text lacks `says`.
void refused(const struct err *err, enum err_code code, const char *says);
// The integer that one statement gives.
int64_t engine_int(struct db *d, const char *name, const char *sql);

void remove_tree(const char *dir);
char *temporary_dir(void); // the caller frees it

// Both rows of a test table: {ENGINES(test_insert), ENGINES(test_rollback)}
#define ENGINES(test)                                                                           \
	{"sqlite: " #test, test, engine_sqlite, engine_done, NULL}, {"postgresql: " #test, test, engine_pgsql, engine_done, NULL}

#endif
