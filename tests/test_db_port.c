// SPDX-License-Identifier: AGPL-3.0-or-later
// What db.h promises, on both engines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "engine.h"

static const struct db_stmt parent_insert = {"parent_insert", "INSERT INTO parent (id, name) VALUES ($1, $2)"};
static const struct db_stmt thing_insert = {
	"thing_insert", "INSERT INTO thing (id, parent, text, number, bytes) VALUES ($1, $2, $3, $4, $5)"};
static const struct db_stmt thing_put = {
	"thing_put", "INSERT INTO thing (id, parent, text, number) VALUES ($1, $2, $3, $4) "
		     "ON CONFLICT (id) DO UPDATE SET text = excluded.text, number = excluded.number"};
static const struct db_stmt thing_get = {"thing_get", "SELECT text, number, bytes, parent FROM thing WHERE id = $1"};
static const struct db_stmt thing_all = {"thing_all", "SELECT id FROM thing ORDER BY id"};
// Parameters in another order than their numbers, one twice.
static const struct db_stmt thing_swap = {"thing_swap", "UPDATE thing SET text = $2 WHERE id = $1 AND text <> $2"};

static struct db *fresh(void **state)
{
	struct db *d = ((struct engine *)*state)->db;
	ok(db_script(d, S("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''));"
			  "CREATE TABLE thing (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent, text TEXT,"
			  " number DOUBLE PRECISION, bytes BYTEA);")));
	ok(db_run(d, &parent_insert, DB_V(db_int(1), db_text(S("un"))), NULL));
	return d;
}

static int64_t count(struct db *d)
{
	return engine_int(d, "count", "SELECT count(*) FROM thing");
}

static void insert(struct db *d, int64_t id, const char *text)
{
	int64_t changed = 0;
	ok(db_run(d, &thing_insert, DB_V(db_int(id), db_null(), db_text(str_of(text)), db_null(), db_null()), &changed));
	assert_int_equal(changed, 1);
}

static void assert_text(struct db *d, int64_t id, const char *text)
{
	struct db_rows *r;
	bool row;
	ok(db_query(d, &thing_get, DB_V(db_int(id)), &r));
	ok(db_step(r, &row));
	assert_true(row);
	assert_true(str_eqz(db_col_text(r, 0), text));
	db_rows_close(r);
}

static void test_values(void **state)
{
	struct db *d = fresh(state);
	static const double numbers[] = {0.1, -1e-300, 1.0 / 3, DBL_MAX, DBL_MIN, 48.11733333333333, -2.9765432109876543};
	static const char *const texts[] = {"", "L'Établi", "\"quoted\" 'simple' \\back\\ $1 %s; DROP TABLE thing;--",
					    "tab\tline\nreturn\rend", "\\N", "\\.", "日本 🧵 é", "  blanks  "};
	struct str bytes = {"\0\xff\\\n'", 5};
	struct db_rows *r;
	bool row;
	for (size_t i = 0; i < 8; i++) {
		double number = numbers[i % 7];
		ok(db_run(d, &thing_insert,
			  DB_V(db_int((int64_t)i), db_int(1), db_text(str_of(texts[i])), db_real(number), (struct db_value){.type = DB_BLOB, .s = bytes}), NULL));
		ok(db_query(d, &thing_get, DB_V(db_int((int64_t)i)), &r));
		ok(db_step(r, &row));
		assert_true(row);
		assert_true(str_eqz(db_col_text(r, 0), texts[i]));
		assert_false(db_col_null(r, 0)); // the empty text is not NULL
		double back = db_col_real(r, 1);
		assert_memory_equal(&back, &number, sizeof number);
		assert_true(str_eq(db_col_text(r, 2), bytes));
		assert_int_equal(db_col_int(r, 3), 1);
		ok(db_step(r, &row));
		assert_false(row);
		db_rows_close(r);
	}
	ok(db_run(d, &thing_insert, DB_V(db_int(-2147483647), db_null(), db_text_or_null(STR_NONE), db_null(), db_null()), NULL));
	ok(db_query(d, &thing_get, DB_V(db_int(-2147483647)), &r));
	ok(db_step(r, &row));
	assert_true(row);
	for (int i = 0; i < 4; i++)
		assert_true(db_col_null(r, i));
	assert_int_equal(db_col_text(r, 0).n, 0);
	assert_int_equal(db_col_int(r, 3), 0);
	assert_true(db_col_real(r, 1) == 0);
	db_rows_close(r);
}

static void test_wide_integers(void **state)
{
	struct db *d = fresh(state);
	static const struct db_stmt put = {"wide_put", "INSERT INTO wide (id) VALUES ($1)"};
	ok(db_script(d, S("CREATE TABLE wide (id BIGINT)")));
	ok(db_run(d, &put, DB_V(db_int(INT64_MIN)), NULL));
	ok(db_run(d, &put, DB_V(db_int(INT64_MAX)), NULL));
	assert_true(engine_int(d, "wide_min", "SELECT min(id) FROM wide") == INT64_MIN);
	assert_true(engine_int(d, "wide_max", "SELECT max(id) FROM wide") == INT64_MAX);
}

static void test_parameters(void **state)
{
	struct db *d = fresh(state);
	int64_t changed;
	insert(d, 1, "un");
	insert(d, 2, "deux");
	ok(db_run(d, &thing_swap, DB_V(db_int(2), db_text(S("trois"))), &changed));
	assert_int_equal(changed, 1);
	ok(db_run(d, &thing_swap, DB_V(db_int(2), db_text(S("trois"))), &changed));
	assert_int_equal(changed, 0);
	assert_text(d, 1, "un");
	assert_text(d, 2, "trois");
	for (int64_t far = INT64_MAX; far > INT32_MAX; far /= 1000) { // what no column holds is not there, and no failure
		struct db_rows *r;
		bool row;
		ok(db_run(d, &thing_swap, DB_V(db_int(far), db_text(S("quatre"))), &changed));
		assert_int_equal(changed, 0);
		ok(db_query(d, &thing_get, DB_V(db_int(far)), &r));
		ok(db_step(r, &row));
		assert_false(row);
		db_rows_close(r);
	}
}

static void test_refusals(void **state)
{
	struct db *d = fresh(state);
	refused(db_run(d, &parent_insert, DB_V(db_int(1), db_text(S("deux"))), NULL), ERR_DB, "parent_insert refused, it is there already");
	refused(db_run(d, &parent_insert, DB_V(db_int(2), db_text(S("un"))), NULL), ERR_DB, "it is there already");
	refused(db_run(d, &parent_insert, DB_V(db_int(2), db_null()), NULL), ERR_DB, "a value is missing");
	refused(db_run(d, &parent_insert, DB_V(db_int(2), db_text(STR_NONE)), NULL), ERR_DB, "a value is not allowed");
	refused(db_run(d, &thing_insert, DB_V(db_int(1), db_int(9), db_null(), db_null(), db_null()), NULL), ERR_DB, "something that is not there");
	refused(db_run(d, &thing_insert, DB_V(db_int(1), db_null(), db_text(S("a\xff")), db_null(), db_null()), NULL), ERR_DB, "not UTF-8");
	refused(db_run(d, &thing_insert, DB_V(db_int(1), db_null(), db_text(((struct str){"a\0b", 3})), db_null(), db_null()), NULL), ERR_DB, "not UTF-8");
	refused(db_run(d, &thing_insert, DB_V(db_int(1), db_null(), db_null(), db_real(NAN), db_null()), NULL), ERR_DB, "not a finite number");
	static const struct db_stmt wrong = {"wrong", "SELECT nothing FROM nowhere"};
	struct db_rows *r;
	refused(db_query(d, &wrong, NULL, 0, &r), ERR_DB, "wrong failed");
	refused(db_query(d, &wrong, NULL, 0, &r), ERR_DB, "wrong failed"); // not remembered as prepared
	assert_null(r);
	assert_int_equal(count(d), 0);
}

static void test_transactions(void **state)
{
	struct db *d = fresh(state);
	ok(db_begin(d));
	insert(d, 1, "un");
	db_rollback(d);
	assert_int_equal(count(d), 0);
	ok(db_begin(d));
	insert(d, 1, "un");
	ok(db_commit(d));
	db_rollback(d); // does nothing
	assert_int_equal(count(d), 1);

	// After a failed statement nothing of the transaction stays, on both engines.
	ok(db_begin(d));
	insert(d, 2, "deux");
	refused(db_run(d, &thing_insert, DB_V(db_int(1), db_null(), db_null(), db_null(), db_null()), NULL), ERR_DB, "there already");
	struct db_rows *r;
	refused(db_run(d, &thing_insert, DB_V(db_int(3), db_null(), db_null(), db_null(), db_null()), NULL), ERR_DB, "a statement before it failed");
	refused(db_query(d, &thing_all, NULL, 0, &r), ERR_DB, "a statement before it failed");
	refused(db_script(d, S("CREATE TABLE late (id INTEGER)")), ERR_DB, "a statement before it failed");
	refused(db_commit(d), ERR_DB, "nothing was written");
	assert_int_equal(count(d), 1);
	insert(d, 2, "deux");
	assert_int_equal(count(d), 2);
}

struct rows {
	int64_t from, n;
	const char *text;
	int64_t bad; // the row that names a parent that is not there, or -1
	char made[32];
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct rows *rows = user;
	if ((int64_t)i == rows->n)
		return false;
	memcpy(rows->made, rows->text, strlen(rows->text) + 1); // what is given lives until the next call only
	v[0] = db_int(rows->from + (int64_t)i);
	v[1] = (int64_t)i == rows->bad ? db_int(99) : i % 2 ? db_int(1) : db_null();
	v[2] = db_text(str_of(rows->made));
	v[3] = db_real((double)i / 3);
	v[4] = i % 2 ? db_null() : (struct db_value){.type = DB_BLOB, .s = S("\001\\x\n")};
	return true;
}

static void test_bulk(void **state)
{
	struct db *d = fresh(state);
	struct rows rows = {.from = 0, .n = 1000, .text = "a\\b\tc\nd\re'\"\\N", .bad = -1};
	struct db_rows *r;
	bool row;
	ok(db_bulk(d, &thing_insert, 5, fill, &rows));
	assert_int_equal(count(d), 1000);
	ok(db_query(d, &thing_get, DB_V(db_int(500)), &r));
	ok(db_step(r, &row));
	assert_true(row && str_eqz(db_col_text(r, 0), rows.text) && db_col_real(r, 1) == 500.0 / 3);
	assert_true(str_eq(db_col_text(r, 2), S("\001\\x\n")) && db_col_null(r, 3));
	db_rows_close(r);
	ok(db_query(d, &thing_get, DB_V(db_int(501)), &r));
	ok(db_step(r, &row));
	assert_true(row && db_col_null(r, 2) && db_col_int(r, 3) == 1);
	db_rows_close(r);

	rows = (struct rows){.from = 500, .n = 1000, .text = "nouveau", .bad = -1};
	ok(db_bulk(d, &thing_put, 4, fill, &rows)); // half of them are there
	assert_int_equal(count(d), 1500);
	assert_text(d, 700, "nouveau");
	rows.n = 0;
	ok(db_bulk(d, &thing_put, 4, fill, &rows));
	ok(db_bulk(d, &thing_insert, 5, fill, &rows));

	// A refused row leaves nothing, by itself and within a transaction.
	rows = (struct rows){.from = 5000, .n = 1000, .text = "x", .bad = 700};
	refused(db_bulk(d, &thing_insert, 5, fill, &rows), ERR_DB, "thing_insert refused, it refers to something that is not there");
	refused(db_bulk(d, &thing_put, 4, fill, &rows), ERR_DB, "thing_put refused, it refers to something that is not there");
	assert_int_equal(count(d), 1500);
	ok(db_begin(d));
	insert(d, 9999, "avant");
	refused(db_bulk(d, &thing_insert, 5, fill, &rows), ERR_DB, "something that is not there");
	refused(db_commit(d), ERR_DB, "nothing was written");
	rows.text = "\xff";
	refused(db_bulk(d, &thing_insert, 5, fill, &rows), ERR_DB, "not UTF-8");
	refused(db_bulk(d, &thing_put, 4, fill, &rows), ERR_DB, "not UTF-8");
	assert_int_equal(count(d), 1500);
	insert(d, 9999, "après");
}

static void test_rows_closed_early(void **state)
{
	struct db *d = fresh(state);
	struct rows rows = {.from = 0, .n = 5000, .text = "x", .bad = -1};
	struct db_rows *r;
	bool row;
	ok(db_bulk(d, &thing_insert, 5, fill, &rows));
	ok(db_query(d, &thing_all, NULL, 0, &r));
	for (int64_t i = 0; i < 3; i++) {
		ok(db_step(r, &row));
		assert_true(row);
		assert_int_equal(db_col_int(r, 0), i);
	}
	db_rows_close(r);
	db_rows_close(NULL);
	assert_int_equal(count(d), 5000);
}

static void test_reader_sees_one_state(void **state)
{
	struct engine *e = *state;
	struct db *d = fresh(state), *reader;
	ok(db_open(e->where, DB_READ, &reader));
	insert(d, 1, "un");
	ok(db_begin_read(reader));
	assert_int_equal(count(reader), 1);
	ok(db_begin(d));
	insert(d, 2, "deux");
	assert_int_equal(count(reader), 1); // does not wait for the writer
	ok(db_commit(d));
	assert_int_equal(count(reader), 1);
	db_rollback(reader);
	assert_int_equal(count(reader), 2);
	refused(db_run(reader, &parent_insert, DB_V(db_int(2), db_text(S("deux"))), NULL), ERR_DB, "failed");
	db_close(reader);
}

static void test_second_writer_is_refused(void **state)
{
	struct engine *e = *state;
	struct db *d = e->db, *other;
	ok(db_lock(d, DB_LOCK_ALONE));
	ok(db_open(e->where, DB_WRITE, &other));
	refused(db_lock(other, DB_LOCK_ALONE), ERR_BUSY, "un autre maille travaille");
	refused(db_lock(other, DB_LOCK_SHARED), ERR_BUSY, "un autre maille travaille");
	db_close(d);
	ok(db_lock(other, DB_LOCK_ALONE));
	e->db = other;
}

static void test_private_file(void **state)
{
	struct engine *e = *state;
	struct stat st;
	static const char *const ends[] = {"", "-wal", "-shm"};
	fresh(state);
	for (size_t i = 0; i < 3; i++) {
		char *path = mem_printf("%s%s", e->where, ends[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		free(path);
	}
}

// A server that was restarted, or that hung up on us, needs no restart of ours; a transaction that was open is lost.
static void test_connection_comes_back(void **state)
{
	struct engine *e = *state;
	struct db *d = fresh(state), *other;
	static const struct db_stmt mine = {"mine", "SELECT pg_backend_pid()"}, cut = {"cut", "SELECT pg_terminate_backend($1)"};
	struct db_rows *r;
	bool row;
	ok(db_lock(d, DB_LOCK_ALONE));
	ok(db_open(e->where, DB_WRITE, &other));
	for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
		ok(db_query(d, &mine, NULL, 0, &r));
		ok(db_step(r, &row));
		int64_t pid = db_col_int(r, 0);
		db_rows_close(r);
		if (in_transaction) {
			ok(db_begin(d));
			insert(d, 7, "perdu");
		}
		ok(db_query(other, &cut, DB_V(db_int(pid)), &r));
		ok(db_step(r, &row));
		db_rows_close(r);
		for (int i = 0; i < 100 && engine_int(other, "alive", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'maille' "
								     "AND datname = current_database()") > 1; i++)
			usleep(20000);
		usleep(300000); // the backend has taken its leave, its socket closes just after
		if (in_transaction) {
			refused(db_run(d, &parent_insert, DB_V(db_int(50), db_text(S("x"))), NULL), ERR_DB, "parent_insert failed");
			db_rollback(d);
		}
		assert_int_equal(count(d), 0);
		refused(db_lock(other, DB_LOCK_ALONE), ERR_BUSY, "un autre maille travaille"); // the lock came back too
	}
	db_close(other);
}

// While this one was away another took the lock: nothing is done without it, however often it is asked.
static void test_lock_taken_meanwhile(void **state)
{
	struct engine *e = *state;
	struct db *d = fresh(state), *other;
	static const struct db_stmt mine = {"mine", "SELECT pg_backend_pid()"}, cut = {"cut", "SELECT pg_terminate_backend($1, 5000)"};
	struct db_rows *r;
	bool row;
	ok(db_lock(d, DB_LOCK_ALONE));
	ok(db_open(e->where, DB_WRITE, &other));
	ok(db_query(d, &mine, NULL, 0, &r));
	ok(db_step(r, &row));
	int64_t pid = db_col_int(r, 0);
	db_rows_close(r);
	ok(db_query(other, &cut, DB_V(db_int(pid)), &r));
	ok(db_step(r, &row));
	db_rows_close(r);
	ok(db_lock(other, DB_LOCK_ALONE));
	usleep(300000); // the socket closes just after
	for (int i = 0; i < 3; i++)
		refused(db_run(d, &parent_insert, DB_V(db_int(2), db_text(S("x"))), NULL), ERR_BUSY, "un autre maille travaille");
	db_close(other);
	ok(db_run(d, &parent_insert, DB_V(db_int(2), db_text(S("x"))), NULL));
}

static void test_open_failures(void **state)
{
	struct engine *e = *state;
	struct db *d;
	char *path = mem_printf("%s/absent/maille.db", e->dir);
	refused(db_open(path, DB_WRITE, &d), ERR_DB, "cannot open");
	refused(db_open(e->dir, DB_WRITE, &d), ERR_DB, "cannot open");
	assert_null(d);
	free(path);
	refused(db_open("postgresql://nobody@127.0.0.1:1/nothing", DB_READ, &d), ERR_DB, "connecting to PostgreSQL failed");
	assert_null(d);
}

// A part is undone alone, whatever failed in it, and what stands around it is kept.
static void test_savepoints(void **state)
{
	struct db *d = fresh(state);
	ok(db_begin(d));
	insert(d, 1, "before");
	ok(db_savepoint(d));
	insert(d, 2, "undone");
	refused(db_run(d, &parent_insert, DB_V(db_int(1), db_text(S("deux"))), NULL), ERR_DB, "there already");
	refused(db_run(d, &parent_insert, DB_V(db_int(3), db_text(S("trois"))), NULL), ERR_DB, "before it failed");
	refused(db_savepoint_release(d), ERR_DB, "before it failed");
	ok(db_savepoint_rollback(d));
	ok(db_savepoint(d));
	insert(d, 3, "kept");
	ok(db_savepoint_release(d));
	ok(db_savepoint(d));
	insert(d, 4, "undone without a failure");
	struct db_rows *r;
	bool row;
	ok(db_query(d, &thing_all, NULL, 0, &r)); // left open by who fails in the middle of reading
	ok(db_step(r, &row));
	ok(db_savepoint_rollback(d));
	insert(d, 5, "after");
	ok(db_commit(d));
	assert_int_equal(count(d), 3);
	assert_text(d, 3, "kept");
	ok(db_begin(d));
	ok(db_savepoint(d));
	insert(d, 6, "in a transaction that is rolled back");
	db_rollback(d);
	ok(db_begin(d)); // nothing of the savepoint is left
	ok(db_savepoint(d));
	ok(db_savepoint_release(d));
	ok(db_commit(d));
	assert_int_equal(count(d), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_values), ENGINES(test_wide_integers), ENGINES(test_parameters), ENGINES(test_refusals),
		ENGINES(test_transactions), ENGINES(test_savepoints), ENGINES(test_bulk), ENGINES(test_rows_closed_early),
		ENGINES(test_reader_sees_one_state), ENGINES(test_second_writer_is_refused),
		{"sqlite: test_private_file", test_private_file, engine_sqlite, engine_done, NULL},
		{"postgresql: test_connection_comes_back", test_connection_comes_back, engine_pgsql, engine_done, NULL},
		{"postgresql: test_lock_taken_meanwhile", test_lock_taken_meanwhile, engine_pgsql, engine_done, NULL},
		{"open failures", test_open_failures, engine_sqlite, engine_done, NULL},
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
