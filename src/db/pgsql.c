// SPDX-License-Identifier: AGPL-3.0-or-later
// PostgreSQL, through libpq. Numbers go out as text (the server knows each parameter's type: an integer of any
// width fits) and come back in binary (doubles are exact). Texts go both ways as they are.
#include <assert.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/driver.h"

enum { PARAMS_MAX = 64, BATCH = 256, COPY_BYTES = 64 * 1024, NUMBER_MAX = 32 };
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT8 = 701, OID_VARCHAR = 1043 };
// Advisory locks stand in a space of this product's own, 1835100524 ("mail"): 1 is the process, 2 the transaction.

struct pgsql {
	struct db db;
	PGconn *conn;
	PGresult *row; // the row that is being read
	bool ready; // set up, and the lock taken that was asked for
	bool locked;
	enum db_lock lock;
};

struct params {
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	char numbers[PARAMS_MAX][NUMBER_MAX];
	Oid types[PARAMS_MAX]; // 0: what the statement makes of it
	bool wide;             // one of them is no INTEGER
};

static struct pgsql *self(struct db *d)
{
	return (struct pgsql *)d;
}

static void silent(void *user, const char *message)
{
}

static const struct err *fail(struct pgsql *q, const char *what, const PGresult *r)
{
	enum db_refusal why = REFUSED;
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *says = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	if (state == NULL)
		state = "";
	if (strcmp(state, "23505") == 0)
		why = REFUSED_UNIQUE;
	else if (strcmp(state, "23502") == 0)
		why = REFUSED_MISSING;
	else if (strcmp(state, "23503") == 0)
		why = REFUSED_REFERENCE;
	else if (strcmp(state, "23514") == 0)
		why = REFUSED_CHECK;
	else if (strcmp(state, "55P03") == 0)
		why = REFUSED_BUSY;
	return db_fail(why, what, says ? says : PQerrorMessage(q->conn));
}

// Runs settings and transaction statements; the result, when wanted, is the caller's to clear.
static const struct err *exec(struct pgsql *q, const char *what, const char *sql, PGresult **out)
{
	const struct err *err = NULL;
	PGresult *r = PQexec(q->conn, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		err = fail(q, what, r);
	} else if (out != NULL) {
		*out = r;
		r = NULL;
	}
	PQclear(r);
	return err;
}

static const struct err *configure(struct pgsql *q)
{
	const struct err *err;
	PGresult *r = NULL;
	PQsetNoticeProcessor(q->conn, silent, NULL);
	TRY(exec(q, "setting up", "SET client_encoding = 'UTF8'; SET lock_timeout = '5s'; SET timezone = 'UTC';"
				  "SET synchronous_commit = on; SET application_name = 'maille'", NULL));
	if (q->db.mode == DB_READ)
		TRY(exec(q, "setting up", "SET default_transaction_read_only = on", NULL));
	TRY(exec(q, "setting up", "SHOW server_encoding", &r));
	if (strcmp(PQgetvalue(r, 0, 0), "UTF8") != 0)
		err = err_new(ERR_DB, tr("cette base de données est en %s : créez-la avec ENCODING 'UTF8'"), PQgetvalue(r, 0, 0));
done:
	PQclear(r);
	return err;
}

static const struct err *take_lock(struct pgsql *q)
{
	PGresult *r = NULL;
	const struct err *err;
	TRY(exec(q, "locking", q->lock == DB_LOCK_SHARED ? "SELECT pg_try_advisory_lock_shared(1835100524, 1)"
							  : "SELECT pg_try_advisory_lock(1835100524, 1)", &r));
	if (strcmp(PQgetvalue(r, 0, 0), "t") != 0)
		err = err_new(ERR_BUSY, tr("un autre maille travaille déjà sur cette base de données : arrêtez-le d’abord"));
done:
	PQclear(r);
	return err;
}

static void forget_statements(struct pgsql *q)
{
	map_release(&q->db.stmts);
}

// A server that was restarted must not need a restart of ours: outside a transaction, connect again.
static const struct err *alive(struct pgsql *q)
{
	const struct err *err = NULL;
	if (q->db.tx != TX_NONE)
		goto done;
	// A server that hung up said why first, if it could: its words, then the end.
	for (int i = 0; i < 2 && PQstatus(q->conn) == CONNECTION_OK; i++)
		PQconsumeInput(q->conn);
	if (PQstatus(q->conn) == CONNECTION_OK && q->ready)
		goto done;
	q->ready = false;
	log_warn("the connection to PostgreSQL was lost, connecting again");
	PQreset(q->conn);
	forget_statements(q);
	if (PQstatus(q->conn) != CONNECTION_OK) {
		err = db_fail(REFUSED, "connecting again", PQerrorMessage(q->conn));
		goto done;
	}
	TRY(configure(q));
	if (q->locked)
		TRY(take_lock(q));
	q->ready = true;
done:
	return err;
}

static void pgsql_close(struct db *d)
{
	struct pgsql *q = self(d);
	PQclear(q->row);
	if (q->locked) // the server notices a closed connection when it can; whoever opens next shall not wait for that
		PQclear(PQexec(q->conn, "SELECT pg_advisory_unlock_all()"));
	PQfinish(q->conn);
	map_release(&d->stmts);
	free(q);
}

static const struct err *pgsql_lock(struct db *d, enum db_lock how)
{
	struct pgsql *q = self(d);
	const struct err *err;
	TRY(alive(q));
	q->lock = how;
	TRY(take_lock(q));
	q->locked = true;
done:
	return err;
}

static const struct err *prepare(struct pgsql *q, const struct db_stmt *s)
{
	const struct err *err;
	uint64_t known;
	PGresult *r = NULL;
	TRY(alive(q));
	if (map_get(&q->db.stmts, str_of(s->name), &known)) {
		assert(strcmp((const char *)(uintptr_t)known, s->sql) == 0); // two statements with one name
		goto done;
	}
	r = PQprepare(q->conn, s->name, s->sql, 0, NULL);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		err = fail(q, s->name, r);
		goto done;
	}
	map_set(&q->db.stmts, str_of(s->name), (uint64_t)(uintptr_t)s->sql);
done:
	PQclear(r);
	return err;
}

static void set_params(struct params *p, const struct db_value *v, size_t n)
{
	enum { INT8 = 20 }; // pg_type.dat
	assert(n <= PARAMS_MAX);
	p->wide = false;
	for (size_t i = 0; i < n; i++) {
		p->values[i] = p->numbers[i];
		p->formats[i] = 0;
		p->types[i] = 0;
		switch (v[i].type) {
		case DB_NULL:
			p->values[i] = NULL;
			break;
		case DB_INT:
			snprintf(p->numbers[i], NUMBER_MAX, "%lld", (long long)v[i].i);
			if (v[i].i > INT32_MAX || v[i].i < INT32_MIN) {
				p->types[i] = INT8;
				p->wide = true;
			}
			break;
		case DB_REAL:
			snprintf(p->numbers[i], NUMBER_MAX, "%.17g", v[i].d);
			break;
		case DB_TEXT:
		case DB_BLOB: // as they are: their binary form
			p->values[i] = v[i].s.n > 0 ? v[i].s.p : "";
			p->lengths[i] = (int)v[i].s.n;
			p->formats[i] = 1;
			break;
		}
	}
}

static const struct err *pgsql_run(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *changed)
{
	struct pgsql *q = self(d);
	struct params p;
	PGresult *r = NULL;
	const struct err *err;
	TRY(prepare(q, s));
	set_params(&p, v, n);
	r = p.wide ? PQexecParams(q->conn, s->sql, (int)n, p.types, p.values, p.lengths, p.formats, 1)
		   : PQexecPrepared(q->conn, s->name, (int)n, p.values, p.lengths, p.formats, 1);
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		assert(PQresultStatus(r) != PGRES_TUPLES_OK); // a statement that gives rows goes to db_query
		err = fail(q, s->name, r);
		goto done;
	}
	*changed = strtoll(PQcmdTuples(r), NULL, 10);
done:
	PQclear(r);
	return err;
}

static void drain(struct pgsql *q)
{
	for (PGresult *r; (r = PQgetResult(q->conn)) != NULL;)
		PQclear(r);
}

// Rows arrive one by one, so that reading the whole network does not hold it twice in memory.
static const struct err *pgsql_query(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n)
{
	struct pgsql *q = self(d);
	struct params p;
	const struct err *err;
	TRY(prepare(q, s));
	set_params(&p, v, n);
	// A number that no INTEGER column can hold is asked for as what it is: it finds nothing, as in SQLite.
	int sent = p.wide ? PQsendQueryParams(q->conn, s->sql, (int)n, p.types, p.values, p.lengths, p.formats, 1)
			  : PQsendQueryPrepared(q->conn, s->name, (int)n, p.values, p.lengths, p.formats, 1);
	if (!sent || !PQsetSingleRowMode(q->conn)) {
		err = fail(q, s->name, NULL);
		drain(q);
	}
done:
	return err;
}

static const struct err *pgsql_step(struct db *d, bool *row)
{
	struct pgsql *q = self(d);
	const struct err *err = NULL;
	PQclear(q->row);
	q->row = PQgetResult(q->conn);
	ExecStatusType status = PQresultStatus(q->row);
	*row = q->row != NULL && status == PGRES_SINGLE_TUPLE;
	if (q->row != NULL && status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK)
		err = fail(q, "reading rows", q->row);
	return err;
}

static bool pgsql_col_null(struct db *d, int col)
{
	return PQgetisnull(self(d)->row, 0, col);
}

static int64_t pgsql_col_int(struct db *d, int col)
{
	PGresult *r = self(d)->row;
	const char *p = PQgetvalue(r, 0, col);
	uint64_t wide;
	uint32_t word;
	uint16_t half;
	if (PQgetisnull(r, 0, col))
		return 0;
	switch (PQftype(r, col)) {
	case OID_INT8:
		memcpy(&wide, p, sizeof wide);
		return (int64_t)be64toh(wide);
	case OID_INT4:
		memcpy(&word, p, sizeof word);
		return (int32_t)be32toh(word);
	case OID_INT2:
		memcpy(&half, p, sizeof half);
		return (int16_t)be16toh(half);
	case OID_BOOL:
		return *p != 0;
	default:
		assert(!"the column is not an integer: cast it in the statement");
		return 0;
	}
}

static double pgsql_col_real(struct db *d, int col)
{
	PGresult *r = self(d)->row;
	uint64_t bits;
	double value;
	if (PQgetisnull(r, 0, col))
		return 0;
	if (PQftype(r, col) != OID_FLOAT8)
		return (double)pgsql_col_int(d, col);
	memcpy(&bits, PQgetvalue(r, 0, col), sizeof bits);
	bits = be64toh(bits);
	memcpy(&value, &bits, sizeof value);
	return value;
}

static struct str pgsql_col_text(struct db *d, int col)
{
	PGresult *r = self(d)->row;
	Oid type = PQftype(r, col);
	assert(type == OID_TEXT || type == OID_VARCHAR || type == OID_BYTEA); // binary forms of others are not text
	return (struct str){PQgetvalue(r, 0, col), (size_t)PQgetlength(r, 0, col)};
}

static void pgsql_rows_close(struct db *d)
{
	struct pgsql *q = self(d);
	PQclear(q->row);
	q->row = NULL;
	drain(q);
}

// "INSERT INTO t (a, b) VALUES ($1, $2)" and nothing more can go as a COPY, ten times faster; NULL for others.
static char *copy_statement(const struct db_stmt *s, size_t params)
{
	static const struct str head = {"INSERT INTO ", 12}, middle = {" VALUES (", 9};
	struct str sql = str_of(s->sql);
	ptrdiff_t at = str_find(sql, middle);
	if (!str_starts(sql, head) || at < 0)
		return NULL;
	struct buf values = {0};
	for (size_t i = 1; i <= params; i++)
		buf_addf(&values, "%s$%zu", i > 1 ? ", " : "", i);
	buf_addc(&values, ')');
	bool plain = str_eq(str_from(sql, (size_t)at + middle.n), buf_str(&values));
	buf_release(&values);
	return plain ? mem_printf("COPY %.*s FROM STDIN", (int)((size_t)at - head.n), sql.p + head.n) : NULL;
}

static void copy_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\\':
			buf_addz(b, "\\\\");
			break;
		case '\n':
			buf_addz(b, "\\n");
			break;
		case '\r':
			buf_addz(b, "\\r");
			break;
		case '\t':
			buf_addz(b, "\\t");
			break;
		default:
			buf_addc(b, s.p[i]);
		}
	}
}

static void copy_row(struct buf *b, const struct db_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(b, '\t');
		switch (v[i].type) {
		case DB_NULL:
			buf_addz(b, "\\N");
			break;
		case DB_INT:
			buf_addi(b, v[i].i);
			break;
		case DB_REAL:
			buf_addf(b, "%.17g", v[i].d);
			break;
		case DB_TEXT:
			copy_text(b, v[i].s);
			break;
		case DB_BLOB:
			buf_addz(b, "\\\\x");
			for (size_t k = 0; k < v[i].s.n; k++)
				buf_addf(b, "%02x", (unsigned char)v[i].s.p[k]);
			break;
		}
	}
	buf_addc(b, '\n');
}

static const struct err *bulk_copy(struct pgsql *q, const struct db_stmt *s, const char *copy, size_t params,
				   bool (*fill)(void *user, size_t i, struct db_value *v), void *user)
{
	const struct err *err = NULL;
	struct db_value v[PARAMS_MAX];
	struct buf b = {0};
	PGresult *r = PQexec(q->conn, copy);
	if (PQresultStatus(r) != PGRES_COPY_IN) {
		err = fail(q, s->name, r);
		goto done;
	}
	for (size_t i = 0; err == NULL && fill(user, i, v); i++) {
		err = db_check_values(s, v, params);
		copy_row(&b, v, params);
		if (err == NULL && b.n >= COPY_BYTES) {
			if (PQputCopyData(q->conn, b.p, (int)b.n) != 1)
				err = fail(q, s->name, NULL);
			buf_reset(&b);
		}
	}
	if (err == NULL && b.n > 0 && PQputCopyData(q->conn, b.p, (int)b.n) != 1)
		err = fail(q, s->name, NULL);
	PQputCopyEnd(q->conn, err ? "stopped" : NULL);
	PQclear(r);
	r = PQgetResult(q->conn);
	if (err == NULL && PQresultStatus(r) != PGRES_COMMAND_OK)
		err = fail(q, s->name, r);
	drain(q);
done:
	PQclear(r);
	buf_release(&b);
	return err;
}

// Reads the answers to `sent` statements and the sync after them; the first refusal is the one that counts.
static const struct err *pipeline_read(struct pgsql *q, const struct db_stmt *s, size_t sent, const struct err *err)
{
	for (size_t i = 0; i < sent; i++) {
		PGresult *r = PQgetResult(q->conn);
		ExecStatusType status = PQresultStatus(r);
		if (err == NULL && status != PGRES_COMMAND_OK)
			err = fail(q, s->name, r);
		PQclear(r);
		if (r != NULL)
			PQclear(PQgetResult(q->conn)); // the NULL that ends each statement's results
	}
	PQclear(PQgetResult(q->conn)); // the sync
	return err;
}

static const struct err *bulk_pipeline(struct pgsql *q, const struct db_stmt *s, size_t params,
				       bool (*fill)(void *user, size_t i, struct db_value *v), void *user)
{
	const struct err *err = NULL;
	struct db_value v[PARAMS_MAX];
	struct params p;
	size_t i = 0, sent = 0;
	bool more = true;
	TRY(prepare(q, s));
	if (!PQenterPipelineMode(q->conn)) {
		err = fail(q, s->name, NULL);
		goto done;
	}
	while (more && err == NULL) {
		for (sent = 0; sent < BATCH && err == NULL && (more = fill(user, i++, v)); ) {
			if ((err = db_check_values(s, v, params)) != NULL)
				break;
			set_params(&p, v, params);
			if (PQsendQueryPrepared(q->conn, s->name, (int)params, p.values, p.lengths, p.formats, 1))
				sent++;
			else
				err = fail(q, s->name, NULL);
		}
		if (!PQpipelineSync(q->conn)) {
			if (err == NULL)
				err = fail(q, s->name, NULL);
			break;
		}
		err = pipeline_read(q, s, sent, err);
	}
	PQexitPipelineMode(q->conn);
done:
	return err;
}

static const struct err *pgsql_bulk(struct db *d, const struct db_stmt *s, size_t params,
				    bool (*fill)(void *user, size_t i, struct db_value *v), void *user)
{
	struct pgsql *q = self(d);
	assert(params <= PARAMS_MAX);
	char *copy = copy_statement(s, params);
	const struct err *err = copy ? bulk_copy(q, s, copy, params, fill, user) : bulk_pipeline(q, s, params, fill, user);
	free(copy);
	return err;
}

// The server checks constraints all the time, and its files with tools of its own (pg_amcheck).
static const struct err *pgsql_verify(struct db *d, struct arena *a, struct str **problems, size_t *n)
{
	return NULL;
}

static const struct err *pgsql_script(struct db *d, struct str sql)
{
	const struct err *err;
	char *z = mem_printf("%.*s", STR_ARG(sql));
	TRY(alive(self(d)));
	TRY(exec(self(d), "the script", z, NULL));
done:
	free(z);
	return err;
}

static const struct err *pgsql_begin(struct db *d, enum db_tx kind)
{
	struct pgsql *q = self(d);
	const struct err *err;
	TRY(alive(q));
	if (kind == TX_READ)
		return exec(q, "beginning", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL);
	// One writer at a time, as on SQLite: changes are numbered in the order in which they are committed.
	// Each statement sees what was committed before it, whatever the server's default: what is read with the turn is true.
	TRY(exec(q, "beginning", "BEGIN ISOLATION LEVEL READ COMMITTED", NULL));
	if ((err = exec(q, "beginning", "SELECT pg_advisory_xact_lock(1835100524, 2)", NULL)) != NULL)
		PQclear(PQexec(q->conn, "ROLLBACK"));
done:
	return err;
}

static const struct err *pgsql_commit(struct db *d)
{
	struct pgsql *q = self(d);
	PGresult *r = NULL;
	const struct err *err;
	TRY(exec(q, "the commit", "COMMIT", &r));
	if (strcmp(PQcmdStatus(r), "COMMIT") != 0) // the server answers ROLLBACK after a failed statement
		err = err_new(ERR_DB, "the commit failed, nothing was written");
done:
	PQclear(r);
	return err;
}

static void pgsql_rollback(struct db *d)
{
	struct pgsql *q = self(d);
	PGTransactionStatusType status = PQtransactionStatus(q->conn);
	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		PQclear(PQexec(q->conn, "ROLLBACK"));
}

static const struct db_driver driver = {
	.close = pgsql_close, .lock = pgsql_lock, .run = pgsql_run, .query = pgsql_query,
	.step = pgsql_step, .col_null = pgsql_col_null, .col_int = pgsql_col_int, .col_real = pgsql_col_real,
	.col_text = pgsql_col_text, .rows_close = pgsql_rows_close, .bulk = pgsql_bulk,
	.verify = pgsql_verify, .script = pgsql_script,
	.begin = pgsql_begin, .commit = pgsql_commit, .rollback = pgsql_rollback,
};

const struct err *pgsql_open(const char *url, enum db_mode mode, struct db **out)
{
	const struct err *err = NULL;
	struct pgsql *q = mem_alloc(sizeof *q);
	*out = NULL;
	q->db.driver = &driver;
	q->db.mode = mode;
	q->conn = PQconnectdb(url);
	if (PQstatus(q->conn) != CONNECTION_OK) {
		// libpq's message names host and database but never the password; the URL itself may hold it.
		err = db_fail(REFUSED, "connecting to PostgreSQL", PQerrorMessage(q->conn));
		goto done;
	}
	if ((err = configure(q)) != NULL) {
		err = err_wrap(err, "cannot use the PostgreSQL database");
		goto done;
	}
	q->ready = true;
	*out = &q->db;
done:
	if (err != NULL)
		pgsql_close(&q->db);
	return err;
}
