// SPDX-License-Identifier: AGPL-3.0-or-later
// SQLite. Version 3.40 loses data when two connections checkpoint at once (the WAL-reset bug), so only the one
// writing connection checkpoints, and ANALYZE is never run (it made some joins 25 times slower).
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/vec.h"
#include "db/driver.h"

enum { BUSY_MS = 5000, PARAMS_MAX = 64 };

struct prepared {
	sqlite3_stmt *stmt;
	const char *sql;
	size_t params;
	int at[PARAMS_MAX]; // SQLite's own position of $1, $2 …: it numbers them as they first appear
};

struct sqlite {
	struct db db;
	sqlite3 *handle;
	struct prepared *walking; // the statement of the open rows
	char *path;
	int lock; // maille.lock, or -1
};

static struct sqlite *self(struct db *d)
{
	return (struct sqlite *)d;
}

static const struct err *fail(struct sqlite *q, const char *what)
{
	enum db_refusal why = REFUSED;
	int code = sqlite3_extended_errcode(q->handle);
	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID)
		why = REFUSED_UNIQUE;
	else if (code == SQLITE_CONSTRAINT_NOTNULL)
		why = REFUSED_MISSING;
	else if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
		why = REFUSED_REFERENCE;
	else if ((code & 0xff) == SQLITE_CONSTRAINT)
		why = REFUSED_CHECK;
	else if ((code & 0xff) == SQLITE_BUSY)
		why = REFUSED_BUSY;
	return db_fail(why, what, sqlite3_errmsg(q->handle));
}

static const struct err *exec(struct sqlite *q, const char *what, const char *sql)
{
	return sqlite3_exec(q->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? NULL : fail(q, what);
}

static void sqlite_close(struct db *d)
{
	struct sqlite *q = self(d);
	for (size_t i = 0; i < d->stmts.cap; i++) {
		if (!d->stmts.slots[i].used)
			continue;
		struct prepared *p = (struct prepared *)(uintptr_t)d->stmts.slots[i].value;
		sqlite3_finalize(p->stmt);
		free(p);
	}
	map_release(&d->stmts);
	sqlite3_close(q->handle);
	if (q->lock >= 0)
		close(q->lock);
	free(q->path);
	free(q);
}

static const struct err *sqlite_lock(struct db *d, enum db_lock how)
{
	struct sqlite *q = self(d);
	const struct err *err = NULL;
	const char *slash = strrchr(q->path, '/');
	char *path = slash ? mem_printf("%.*s/maille.lock", (int)(slash - q->path), q->path) : mem_strdup("maille.lock");
	int fd = -1;
	if (q->lock >= 0)
		goto done;
	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0) {
		err = err_errno("cannot open %s", path);
		goto done;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		err = errno == EWOULDBLOCK
			      ? err_new(ERR_BUSY, tr("un autre maille travaille déjà sur ces données (il tient %s) : arrêtez-le d’abord"), path)
			      : err_errno("cannot lock %s", path);
		goto done;
	}
	q->lock = fd;
	fd = -1;
done:
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static const struct err *prepare(struct sqlite *q, const struct db_stmt *s, size_t n, struct prepared **out)
{
	const struct err *err = NULL;
	uint64_t *slot = map_at(&q->db.stmts, str_of(s->name), 0);
	struct prepared *p = (struct prepared *)(uintptr_t)*slot;
	assert(n <= PARAMS_MAX);
	if (p == NULL) {
		p = mem_alloc(sizeof *p);
		p->sql = s->sql;
		*slot = (uint64_t)(uintptr_t)p;
	}
	assert(strcmp(p->sql, s->sql) == 0); // two statements with one name
	if (p->stmt == NULL) {
		if (sqlite3_prepare_v3(q->handle, s->sql, -1, SQLITE_PREPARE_PERSISTENT, &p->stmt, NULL) != SQLITE_OK) {
			err = fail(q, s->name);
			goto done;
		}
		p->params = (size_t)sqlite3_bind_parameter_count(p->stmt);
		for (size_t i = 0; i < p->params; i++) {
			char name[16];
			sqlite3_snprintf(sizeof name, name, "$%d", (int)i + 1);
			p->at[i] = sqlite3_bind_parameter_index(p->stmt, name);
			assert(p->at[i] > 0); // parameters are $1 to $n without a gap
		}
	}
	assert(p->params == n);
	*out = p;
done:
	return err;
}

// A NULL pointer would bind NULL: the empty text is not that.
static const char *bytes_of(struct str s)
{
	return s.n > 0 ? s.p : "";
}

// keep: SQLITE_STATIC when the values live until the statement is reset, else SQLITE_TRANSIENT.
static const struct err *bind(struct sqlite *q, struct prepared *p, const struct db_stmt *s, const struct db_value *v, size_t n,
			      sqlite3_destructor_type keep)
{
	for (size_t i = 0; i < n; i++) {
		int at = p->at[i], rc = SQLITE_OK;
		switch (v[i].type) {
		case DB_NULL:
			rc = sqlite3_bind_null(p->stmt, at);
			break;
		case DB_INT:
			rc = sqlite3_bind_int64(p->stmt, at, v[i].i);
			break;
		case DB_REAL:
			rc = sqlite3_bind_double(p->stmt, at, v[i].d);
			break;
		case DB_TEXT:
			rc = sqlite3_bind_text64(p->stmt, at, bytes_of(v[i].s), v[i].s.n, keep, SQLITE_UTF8);
			break;
		case DB_BLOB:
			rc = sqlite3_bind_blob64(p->stmt, at, bytes_of(v[i].s), v[i].s.n, keep);
			break;
		}
		if (rc != SQLITE_OK)
			return fail(q, s->name);
	}
	return NULL;
}

static const struct err *run_once(struct sqlite *q, struct prepared *p, const struct db_stmt *s, const struct db_value *v, size_t n)
{
	const struct err *err;
	TRY(bind(q, p, s, v, n, SQLITE_STATIC));
	int rc = sqlite3_step(p->stmt);
	assert(rc != SQLITE_ROW); // a statement that gives rows goes to db_query
	if (rc != SQLITE_DONE)
		err = fail(q, s->name);
done:
	sqlite3_reset(p->stmt);
	return err;
}

static const struct err *sqlite_run(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *changed)
{
	struct sqlite *q = self(d);
	struct prepared *p = NULL;
	const struct err *err;
	TRY(prepare(q, s, n, &p));
	TRY(run_once(q, p, s, v, n));
	*changed = sqlite3_changes64(q->handle);
done:
	if (p != NULL)
		sqlite3_clear_bindings(p->stmt);
	return err;
}

static const struct err *sqlite_query(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n)
{
	struct sqlite *q = self(d);
	struct prepared *p;
	const struct err *err;
	TRY(prepare(q, s, n, &p));
	// The values are borrowed during this call only, the rows live longer.
	TRY(bind(q, p, s, v, n, SQLITE_TRANSIENT));
	q->walking = p;
done:
	return err;
}

static const struct err *sqlite_step(struct db *d, bool *row)
{
	struct sqlite *q = self(d);
	int rc = sqlite3_step(q->walking->stmt);
	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? NULL : fail(q, "reading rows");
}

static bool sqlite_col_null(struct db *d, int col)
{
	return sqlite3_column_type(self(d)->walking->stmt, col) == SQLITE_NULL;
}

static int64_t sqlite_col_int(struct db *d, int col)
{
	return sqlite3_column_int64(self(d)->walking->stmt, col);
}

static double sqlite_col_real(struct db *d, int col)
{
	return sqlite3_column_double(self(d)->walking->stmt, col);
}

static struct str sqlite_col_text(struct db *d, int col)
{
	sqlite3_stmt *stmt = self(d)->walking->stmt;
	const char *p = sqlite3_column_blob(stmt, col); // a blob's bytes need no conversion, a text's are the same
	return (struct str){p, (size_t)sqlite3_column_bytes(stmt, col)};
}

static void sqlite_rows_close(struct db *d)
{
	struct sqlite *q = self(d);
	sqlite3_reset(q->walking->stmt);
	sqlite3_clear_bindings(q->walking->stmt);
	q->walking = NULL;
}

static const struct err *sqlite_bulk(struct db *d, const struct db_stmt *s, size_t params,
				     bool (*fill)(void *user, size_t i, struct db_value *v), void *user)
{
	struct sqlite *q = self(d);
	struct prepared *p = NULL;
	struct db_value v[PARAMS_MAX];
	const struct err *err;
	TRY(prepare(q, s, params, &p));
	for (size_t i = 0; fill(user, i, v); i++) {
		TRY(db_check_values(s, v, params));
		TRY(run_once(q, p, s, v, params));
	}
done:
	if (p != NULL)
		sqlite3_clear_bindings(p->stmt);
	return err;
}

struct verifying {
	struct arena *arena;
	VEC(struct str) problems;
};

static int note_integrity(void *user, int n, char **values, char **names)
{
	struct verifying *f = user;
	if (n > 0 && values[0] != NULL && strcmp(values[0], "ok") != 0)
		vec_push(&f->problems, arena_str(f->arena, str_of(values[0])));
	return 0;
}

static int note_reference(void *user, int n, char **values, char **names)
{
	struct verifying *f = user;
	vec_push(&f->problems, arena_printf(f->arena, "row %s of %s refers to a %s that is not there", values[1] ? values[1] : "?",
					    values[0], values[2]));
	return 0;
}

static const struct err *sqlite_verify(struct db *d, struct arena *a, struct str **problems, size_t *n)
{
	struct sqlite *q = self(d);
	const struct err *err = NULL;
	struct verifying f = {.arena = a};
	if (sqlite3_exec(q->handle, "PRAGMA integrity_check", note_integrity, &f, NULL) != SQLITE_OK ||
	    sqlite3_exec(q->handle, "PRAGMA foreign_key_check", note_reference, &f, NULL) != SQLITE_OK) {
		err = fail(q, "checking");
		goto done;
	}
	*problems = arena_copy(a, f.problems.v, f.problems.n, sizeof **problems);
	*n = f.problems.n;
done:
	vec_free(&f.problems);
	return err;
}

static const struct err *sqlite_script(struct db *d, struct str sql)
{
	char *z = mem_printf("%.*s", STR_ARG(sql));
	const struct err *err = exec(self(d), "the script", z);
	free(z);
	return err;
}

static const struct err *sqlite_begin(struct db *d, enum db_tx kind)
{
	return exec(self(d), "beginning", kind == TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static const struct err *sqlite_commit(struct db *d)
{
	return exec(self(d), "the commit", "COMMIT");
}

static void sqlite_rollback(struct db *d)
{
	if (!sqlite3_get_autocommit(self(d)->handle)) // some failures have rolled back already
		sqlite3_exec(self(d)->handle, "ROLLBACK", NULL, NULL, NULL);
}

static const struct db_driver driver = {
	.close = sqlite_close, .lock = sqlite_lock, .run = sqlite_run, .query = sqlite_query,
	.step = sqlite_step, .col_null = sqlite_col_null, .col_int = sqlite_col_int, .col_real = sqlite_col_real,
	.col_text = sqlite_col_text, .rows_close = sqlite_rows_close, .bulk = sqlite_bulk,
	.verify = sqlite_verify, .script = sqlite_script,
	.begin = sqlite_begin, .commit = sqlite_commit, .rollback = sqlite_rollback,
};

// Settings are not SQL of the product: they make this engine behave as db.h says.
static const struct err *configure(struct sqlite *q)
{
	const struct err *err = NULL;
	static const struct {
		int option, value;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_DQS_DML, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	};
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		sqlite3_db_config(q->handle, options[i].option, options[i].value, NULL);
	sqlite3_busy_timeout(q->handle, BUSY_MS);
	if (q->db.mode == DB_READ) {
		sqlite3_db_config(q->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		TRY(exec(q, "setting up", "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;"));
	} else {
		TRY(exec(q, "setting up", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON;"));
	}
	// Each thread of a server may come to have a reader: theirs are small.
	TRY(exec(q, "setting up", q->db.mode == DB_READ ? "PRAGMA cache_size=-2000;" : "PRAGMA cache_size=-16000;"));
	TRY(exec(q, "setting up", "PRAGMA temp_store=MEMORY;"));
done:
	return err;
}

// The file is the owner's alone, and what SQLite puts beside it takes after it. Only a new one is opened here:
// closing a second descriptor of an open database would drop SQLite's locks. A failure is told by SQLite.
static void make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

const struct err *sqlite_open(const char *path, enum db_mode mode, struct db **out)
{
	const struct err *err = NULL;
	struct sqlite *q = mem_alloc(sizeof *q);
	*out = NULL;
	q->db.driver = &driver;
	q->db.mode = mode;
	q->path = mem_strdup(path);
	q->lock = -1;
	if (mode == DB_WRITE)
		make_private(path);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // its count of memory costs a mutex at each allocation
	int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (sqlite3_open_v2(path, &q->handle, flags, NULL) != SQLITE_OK) {
		err = err_new(ERR_DB, "cannot open %s: %s", path, q->handle ? sqlite3_errmsg(q->handle) : "out of memory");
		goto done;
	}
	sqlite3_extended_result_codes(q->handle, 1);
	if ((err = configure(q)) != NULL) {
		err = err_wrap(err, "cannot open %s", path);
		goto done;
	}
	*out = &q->db;
done:
	if (err != NULL)
		sqlite_close(&q->db);
	return err;
}
