// SPDX-License-Identifier: AGPL-3.0-or-later
// What was acknowledged survives kill -9, and what was not is not there by halves; readers go on meanwhile.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "model/field.h"
#include "store/atlas.h"
#include "store/change.h"
#include "store/place.h"
#include "store/store.h"

enum { PER_CHANGE = 20, ROUNDS = 6 };

// One change: some places and a row in the journal, in one transaction.
static const struct err *change_once(struct db *d, int64_t *number)
{
	const struct err *err;
	struct arena a = {0};
	struct place p[PER_CHANGE];
	struct place_row rows[PER_CHANGE];
	int64_t id;
	TRY(db_begin(d));
	TRY(store_next_id(d, STORE_PLACE, &id));
	for (int i = 0; i < PER_CHANGE; i++) {
		p[i] = place_none();
		p[i].id = id + i;
		p[i].slug = arena_printf(&a, "lieu-%lld", (long long)p[i].id);
		p[i].name = S("Un lieu");
		rows[i] = (struct place_row){&p[i], 0};
	}
	TRY(store_place_insert(d, rows, PER_CHANGE));
	TRY(store_change_append(d, &(struct change_row){.what = S("import")}, 1));
	TRY(store_change_last(d, number));
	TRY(db_commit(d));
done:
	db_rollback(d);
	arena_release(&a);
	return err;
}

// Writes until it is killed, and says each acknowledged change on the pipe.
static void write_for_ever(const char *where, int pipe)
{
	struct db *d;
	int64_t number;
	if (db_open(where, DB_WRITE, &d) != NULL)
		_exit(1);
	while (change_once(d, &number) == NULL)
		if (write(pipe, &number, sizeof number) != sizeof number)
			_exit(1);
	_exit(1);
}

static void test_killed_writer_loses_nothing(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	db_close(e->db);
	e->db = NULL;
	for (int round = 0; round < ROUNDS; round++) {
		int ends[2], status;
		int64_t number, acknowledged = 0;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			write_for_ever(e->where, ends[1]);
		close(ends[1]);
		while (acknowledged == 0 && read(ends[0], &number, sizeof number) == sizeof number)
			acknowledged = number;
		usleep(3000 + (useconds_t)round * 2500); // somewhere in the middle of a later change
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (read(ends[0], &number, sizeof number) == sizeof number)
			acknowledged = number;
		close(ends[0]);

		struct db *d;
		struct arena a = {0};
		struct str *problems;
		size_t n;
		int64_t last;
		ok(db_open(e->where, DB_WRITE, &d));
		ok(store_change_last(d, &last));
		assert_true(last >= acknowledged && acknowledged > 0);
		assert_int_equal(engine_int(d, "places", "SELECT count(*) FROM place"), last * PER_CHANGE);
		ok(db_verify(d, &a, &problems, &n));
		assert_int_equal(n, 0);
		db_close(d);
		arena_release(&a);
	}
	ok(db_open(e->where, DB_WRITE, &e->db));
}

struct reader {
	const char *where;
	atomic_bool stop;
	atomic_int reads;
	atomic_bool wrong;
};

// Each load sees whole changes only.
static void *read_for_ever(void *user)
{
	struct reader *r = user;
	struct db *d = NULL;
	const struct err *err = db_open(r->where, DB_READ, &d);
	while (err == NULL && !atomic_load(&r->stop)) {
		struct atlas *a;
		if ((err = store_atlas_load(d, &a)) != NULL)
			break;
		if ((int64_t)a->place_n != a->change * PER_CHANGE)
			atomic_store(&r->wrong, true);
		atlas_free(a);
		atomic_fetch_add(&r->reads, 1);
	}
	if (err != NULL)
		atomic_store(&r->wrong, true);
	err_free(err);
	db_close(d);
	return NULL;
}

static void test_readers_during_writes(void **state)
{
	struct engine *e = *state;
	struct reader readers[3];
	pthread_t threads[3];
	int64_t number = 0;
	ok(store_migrate(e->db, NULL));
	for (int i = 0; i < 3; i++) {
		readers[i] = (struct reader){.where = e->where};
		assert_int_equal(pthread_create(&threads[i], NULL, read_for_ever, &readers[i]), 0);
	}
	for (int i = 0; i < 40; i++)
		ok(change_once(e->db, &number));
	for (int i = 0; i < 3; i++) {
		while (atomic_load(&readers[i].reads) == 0 && !atomic_load(&readers[i].wrong))
			usleep(1000);
		atomic_store(&readers[i].stop, true);
		pthread_join(threads[i], NULL);
		assert_false(atomic_load(&readers[i].wrong));
	}
	assert_int_equal(number, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_killed_writer_loses_nothing), ENGINES(test_readers_during_writes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
