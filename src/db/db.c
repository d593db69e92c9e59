// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/db.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "db/driver.h"

struct db_value db_null(void)
{
	return (struct db_value){.type = DB_NULL};
}

struct db_value db_int(int64_t i)
{
	return (struct db_value){.type = DB_INT, .i = i};
}

struct db_value db_real(double d)
{
	return (struct db_value){.type = DB_REAL, .d = d};
}

struct db_value db_text(struct str s)
{
	return (struct db_value){.type = DB_TEXT, .s = s};
}

struct db_value db_blob(struct str bytes)
{
	return (struct db_value){.type = DB_BLOB, .s = bytes};
}

struct db_value db_text_or_null(struct str s)
{
	return s.n > 0 ? db_text(s) : db_null();
}

const struct err *db_open(const char *where, enum db_mode mode, struct db **out)
{
	struct str s = str_of(where);
	if (str_starts(s, S("postgresql://")) || str_starts(s, S("postgres://")))
		return pgsql_open(where, mode, out);
	return sqlite_open(where, mode, out);
}

void db_close(struct db *d)
{
	if (d == NULL)
		return;
	db_rows_close(&d->rows);
	db_rollback(d);
	d->driver->close(d);
}

const struct err *db_lock(struct db *d, enum db_lock how)
{
	return d->driver->lock(d, how);
}

const struct err *db_fail(enum db_refusal why, const char *what, const char *engine_says)
{
	static const char *const words[] = {
		[REFUSED] = "failed",
		[REFUSED_UNIQUE] = "refused, it is there already",
		[REFUSED_MISSING] = "refused, a value is missing",
		[REFUSED_REFERENCE] = "refused, it refers to something that is not there",
		[REFUSED_CHECK] = "refused, a value is not allowed",
		[REFUSED_BUSY] = "gave up, another process is writing",
	};
	struct str says = str_trim(str_of(engine_says));
	return err_new(why == REFUSED_BUSY ? ERR_BUSY : ERR_DB, "%s %s (%.*s)", what, words[why], STR_ARG(says));
}

const struct err *db_check_values(const struct db_stmt *s, const struct db_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].type == DB_TEXT && !utf8_valid(v[i].s))
			return err_new(ERR_DB, "%s refused, value %zu is not UTF-8 text", s->name, i + 1);
		if (v[i].type == DB_REAL && !isfinite(v[i].d))
			return err_new(ERR_DB, "%s refused, value %zu is not a finite number", s->name, i + 1);
	}
	return NULL;
}

static const struct err *note(struct db *d, const struct err *err)
{
	if (err != NULL && d->tx != TX_NONE)
		d->broken = true;
	return err;
}

// PostgreSQL refuses whatever follows a failed statement; SQLite, which may have rolled back by itself, would commit it alone.
static const struct err *whole(const struct db *d, const char *what)
{
	return d->broken ? err_new(ERR_DB, "%s refused, a statement before it failed", what) : NULL;
}

const struct err *db_run(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *changed)
{
	const struct err *err;
	int64_t rows = 0;
	assert(!d->rows.open);
	TRY(whole(d, s->name));
	TRY(db_check_values(s, v, n));
	TRY(d->driver->run(d, s, v, n, &rows));
	if (changed != NULL)
		*changed = rows;
done:
	return note(d, err);
}

const struct err *db_query(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, struct db_rows **out)
{
	const struct err *err;
	assert(!d->rows.open);
	*out = NULL;
	TRY(whole(d, s->name));
	TRY(db_check_values(s, v, n));
	TRY(d->driver->query(d, s, v, n));
	d->rows = (struct db_rows){.db = d, .open = true};
	*out = &d->rows;
done:
	return note(d, err);
}

const struct err *db_step(struct db_rows *r, bool *row)
{
	assert(r->open);
	*row = false;
	return note(r->db, r->db->driver->step(r->db, row));
}

int64_t db_col_int(struct db_rows *r, int col)
{
	return r->db->driver->col_int(r->db, col);
}

double db_col_real(struct db_rows *r, int col)
{
	return r->db->driver->col_real(r->db, col);
}

struct str db_col_text(struct db_rows *r, int col)
{
	return r->db->driver->col_text(r->db, col);
}

bool db_col_null(struct db_rows *r, int col)
{
	return r->db->driver->col_null(r->db, col);
}

void db_rows_close(struct db_rows *r)
{
	if (r == NULL || !r->open)
		return;
	r->open = false;
	r->db->driver->rows_close(r->db);
}

const struct err *db_bulk(struct db *d, const struct db_stmt *s, size_t params,
			  bool (*fill)(void *user, size_t i, struct db_value *v), void *user)
{
	const struct err *err = NULL;
	bool own = d->tx == TX_NONE;
	assert(!d->rows.open);
	TRY(whole(d, s->name));
	if (own)
		TRY(db_begin(d));
	TRY(note(d, d->driver->bulk(d, s, params, fill, user)));
	if (own)
		TRY(db_commit(d));
done:
	if (own)
		db_rollback(d);
	return err;
}

const struct err *db_verify(struct db *d, struct arena *a, struct str **problems, size_t *n)
{
	assert(!d->rows.open);
	*problems = NULL;
	*n = 0;
	return d->driver->verify(d, a, problems, n);
}

const struct err *db_script(struct db *d, struct str sql)
{
	const struct err *err;
	assert(!d->rows.open);
	TRY(whole(d, "the script"));
	TRY(note(d, d->driver->script(d, sql)));
done:
	return err;
}

static const struct err *begin(struct db *d, enum db_tx kind)
{
	const struct err *err;
	assert(d->tx == TX_NONE && !d->rows.open);
	TRY(d->driver->begin(d, kind));
	d->tx = kind;
	d->broken = d->savepoint = false;
done:
	return err;
}

const struct err *db_begin(struct db *d)
{
	assert(d->mode == DB_WRITE);
	return begin(d, TX_WRITE);
}

const struct err *db_begin_read(struct db *d)
{
	return begin(d, TX_READ);
}

const struct err *db_commit(struct db *d)
{
	const struct err *err;
	assert(d->tx == TX_WRITE && !d->rows.open && !d->savepoint);
	if (d->broken) {
		db_rollback(d);
		return err_new(ERR_DB, "nothing was written, a statement before failed");
	}
	err = d->driver->commit(d);
	if (err != NULL)
		db_rollback(d);
	d->tx = TX_NONE;
	return err;
}

void db_rollback(struct db *d)
{
	if (d->tx == TX_NONE)
		return;
	db_rows_close(&d->rows);
	d->driver->rollback(d);
	d->tx = TX_NONE;
	d->broken = d->savepoint = false;
}

const struct err *db_savepoint(struct db *d)
{
	const struct err *err;
	assert(d->tx == TX_WRITE && !d->rows.open && !d->savepoint);
	TRY(whole(d, "the savepoint"));
	TRY(note(d, d->driver->script(d, S("SAVEPOINT part"))));
	d->savepoint = true;
done:
	return err;
}

const struct err *db_savepoint_release(struct db *d)
{
	const struct err *err;
	assert(d->savepoint && !d->rows.open);
	TRY(whole(d, "the savepoint"));
	TRY(note(d, d->driver->script(d, S("RELEASE SAVEPOINT part"))));
	d->savepoint = false;
done:
	return err;
}

const struct err *db_savepoint_rollback(struct db *d)
{
	const struct err *err;
	assert(d->savepoint);
	db_rows_close(&d->rows);
	d->savepoint = false;
	d->broken = false;
	TRY(note(d, d->driver->script(d, S("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part"))));
done:
	return err;
}

bool db_in_transaction(const struct db *d)
{
	return d->tx != TX_NONE;
}
