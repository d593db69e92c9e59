// SPDX-License-Identifier: AGPL-3.0-or-later
// What an engine gives to db.c. Only db.c and the engines include this.
#ifndef MAILLE_DB_DRIVER_H
#define MAILLE_DB_DRIVER_H

#include "base/arena.h"
#include "base/map.h"
#include "db/db.h"

struct db_rows {
	struct db *db;
	bool open;
};

enum db_tx { TX_NONE, TX_READ, TX_WRITE };

struct db_driver {
	void (*close)(struct db *d);
	const struct err *(*lock)(struct db *d, enum db_lock how);
	const struct err *(*run)(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *changed);
	const struct err *(*query)(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n);
	const struct err *(*step)(struct db *d, bool *row);
	bool (*col_null)(struct db *d, int col);
	int64_t (*col_int)(struct db *d, int col);
	double (*col_real)(struct db *d, int col);
	struct str (*col_text)(struct db *d, int col);
	void (*rows_close)(struct db *d);
	const struct err *(*bulk)(struct db *d, const struct db_stmt *s, size_t params,
				  bool (*fill)(void *user, size_t i, struct db_value *v), void *user);
	const struct err *(*verify)(struct db *d, struct arena *a, struct str **problems, size_t *n);
	const struct err *(*script)(struct db *d, struct str sql);
	const struct err *(*begin)(struct db *d, enum db_tx kind);
	const struct err *(*commit)(struct db *d);
	void (*rollback)(struct db *d);
};

// The head of each engine's connection.
struct db {
	const struct db_driver *driver;
	struct db_rows rows; // one walk at a time
	struct map stmts;    // prepared statements, by name
	enum db_mode mode;
	enum db_tx tx;
	bool broken;         // a statement of this transaction failed
	bool savepoint;      // one is open
};

const struct err *sqlite_open(const char *path, enum db_mode mode, struct db **out);
const struct err *pgsql_open(const char *url, enum db_mode mode, struct db **out);

// Why an engine refused, in words that both share.
enum db_refusal { REFUSED, REFUSED_UNIQUE, REFUSED_MISSING, REFUSED_REFERENCE, REFUSED_CHECK, REFUSED_BUSY };
const struct err *db_fail(enum db_refusal why, const char *what, const char *engine_says);
// Text must be UTF-8 without NUL on both engines, and real numbers finite.
const struct err *db_check_values(const struct db_stmt *s, const struct db_value *v, size_t n);

#endif
