// SPDX-License-Identifier: AGPL-3.0-or-later
// The port to a relational database: SQLite (embedded) and PostgreSQL, with one text a statement.
// Statements use $1-style parameters and SQL that both engines read alike. A connection belongs to one
// thread at a time.
#ifndef MAILLE_DB_DB_H
#define MAILLE_DB_DB_H

#include "base/err.h"
#include "base/str.h"

struct db;
struct db_rows;

// A named statement: the driver prepares it once a connection, by name.
struct db_stmt {
	const char *name; // unique, the constant's own name
	const char *sql;
};

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
struct db_value {
	enum db_type type;
	union {
		int64_t i;
		double d;
		struct str s; // text (UTF-8) or blob, borrowed during the call
	};
};

struct db_value db_null(void);
struct db_value db_int(int64_t i);
struct db_value db_real(double d);
struct db_value db_text(struct str s);
struct db_value db_text_or_null(struct str s); // empty is NULL
struct db_value db_blob(struct str bytes);

// `where` is "postgresql://…" (or "postgres://…") or a path to a SQLite file, which DB_WRITE makes when absent.
// A DB_READ connection cannot change anything and never checkpoints.
enum db_mode { DB_READ, DB_WRITE };
const struct err *db_open(const char *where, enum db_mode mode, struct db **out);
void db_close(struct db *d);

// Only one process writes at a time. DB_LOCK_ALONE refuses every other holder; DB_LOCK_SHARED refuses only those
// who want it alone (the nodes of one network on PostgreSQL; on SQLite it is the same as alone). ERR_BUSY, with a
// sentence fit for a person, when it is taken. Held until db_close; SQLite: flock on maille.lock beside the file.
enum db_lock { DB_LOCK_ALONE, DB_LOCK_SHARED };
const struct err *db_lock(struct db *d, enum db_lock how);

// Runs a statement that gives no rows; *changed (may be NULL) is the number of rows it touched.
const struct err *db_run(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *changed);
// Runs a statement and walks its rows. Close them before the next statement on this connection.
const struct err *db_query(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, struct db_rows **out);
const struct err *db_step(struct db_rows *r, bool *row); // *row false at the end
int64_t db_col_int(struct db_rows *r, int col);          // 0 for NULL
double db_col_real(struct db_rows *r, int col);
struct str db_col_text(struct db_rows *r, int col);      // valid until the next step; empty for NULL
bool db_col_null(struct db_rows *r, int col);
void db_rows_close(struct db_rows *r);                   // NULL is fine
// Many rows of one statement that gives none (INSERT), fast: `fill` sets the values of row i and returns false at the
// end. What the values borrow must live until the next call of fill. Outside a transaction it is one of its own.
// Fastest for a plain INSERT INTO t (a, b) VALUES ($1, $2), without anything after it.
const struct err *db_bulk(struct db *d, const struct db_stmt *s, size_t params,
			  bool (*fill)(void *user, size_t i, struct db_value *v), void *user);

// What the engine's own consistency checks find wrong, in its words; nothing when all is well.
struct arena;
const struct err *db_verify(struct db *d, struct arena *a, struct str **problems, size_t *n);

// Runs a script of several statements (migrations).
const struct err *db_script(struct db *d, struct str sql);

// One level of transactions. A write transaction waits for the writer's turn (5 s, then ERR_BUSY) and has it to its
// end. A read transaction sees one state of the database throughout; end it with db_rollback. After a failed
// statement only a rollback is possible: every further statement is refused, db_commit rolls back and fails.
const struct err *db_begin(struct db *d);
const struct err *db_begin_read(struct db *d);
const struct err *db_commit(struct db *d);
void db_rollback(struct db *d); // does nothing outside a transaction
bool db_in_transaction(const struct db *d);

// A part of a write transaction that may be undone alone; one at a time. After db_savepoint_rollback the transaction goes on as
// if nothing had happened since, even after a failed statement; when that fails the transaction as a whole is lost (the
// connection broke, the engine rolled it all back): end it with db_rollback.
const struct err *db_savepoint(struct db *d);
const struct err *db_savepoint_release(struct db *d); // what was done since db_savepoint belongs to the transaction
const struct err *db_savepoint_rollback(struct db *d);

#define DB_V(...) ((struct db_value[]){__VA_ARGS__}), (sizeof((struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))

#endif
