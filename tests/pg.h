// SPDX-License-Identifier: AGPL-3.0-or-later
// A PostgreSQL database of a test's own, in the cluster that tests/with-pg started.
#ifndef MAILLE_TESTS_PG_H
#define MAILLE_TESTS_PG_H

// Makes an empty database and returns its URL for --db and libpq; the caller frees it. Fails the test when
// MAILLE_TEST_PG is not set: run the program under tests/with-pg.
char *pg_create(void);
// Drops the database, cutting whoever is still connected, and frees the URL. NULL is fine.
void pg_drop(char *url);

#endif
