// SPDX-License-Identifier: AGPL-3.0-or-later
// The writer's door: each job is on the disk and in the next snapshot when it returns, or is not there at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/internal.h"
#include "app/write.h"
#include "base/i18n.h"
#include "engine.h"
#include "model/field.h"
#include "store/change.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

static struct app *open_app(struct engine *e, enum app_mode mode)
{
	struct app_config config = {.data = e->dir, .mode = mode, .db = strncmp(e->where, "postgres", 8) == 0 ? e->where : NULL};
	struct app *app;
	ok(app_open(&config, &app));
	return app;
}

// A place is added, or, when `fail` says so, half of one and then an end.
struct adding {
	struct arena arena;
	const char *prefix;
	bool fail, silent; // silent: no row in the journal
	int64_t id;
	struct str slug;
};

static const struct err *add(struct db *d, void *user)
{
	struct adding *a = user;
	const struct err *err;
	struct place p = place_none();
	TRY(store_next_id(d, STORE_PLACE, &p.id));
	p.slug = arena_printf(&a->arena, "%s-%lld", a->prefix, (long long)p.id);
	p.name = S("Un lieu");
	TRY(store_place_insert(d, &(struct place_row){&p, 0}, 1));
	if (a->fail)
		return err_new(ERR_INPUT, "this one is not wanted");
	if (!a->silent)
		TRY(store_change_append(d, &(struct change_row){.what = S("lieu-cree"), .place = p.id}, 1));
	a->id = p.id;
	a->slug = p.slug;
done:
	return err;
}

static bool shown(struct app *app, struct str slug)
{
	uint64_t at;
	const struct snapshot *s = app_enter(app);
	bool found = map_get(&s->atlas->slugs, slug, &at);
	app_leave(app, s);
	return found;
}

static const struct err *count(struct db *d, void *user)
{
	*(int64_t *)user = engine_int(d, "places", "SELECT count(*) FROM place");
	return NULL;
}

static int64_t places(struct app *app)
{
	int64_t n;
	ok(app_read(app, count, &n));
	return n;
}

static void test_one(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	struct adding a = {.prefix = "lieu"}, bad = {.prefix = "rate", .fail = true};
	ok(app_write(app, add, &a));
	assert_true(shown(app, a.slug));
	assert_int_equal(places(app), 1);
	refused(app_write(app, add, &bad), ERR_INPUT, "not wanted");
	assert_int_equal(places(app), 1);
	ok(app_write(app, add, &a));
	assert_true(shown(app, a.slug));
	assert_int_equal(places(app), 2);
	app_close(app);
	arena_release(&a.arena);
	arena_release(&bad.arena);
}

static const struct err *note_language(struct db *d, void *user)
{
	*(enum lang *)user = i18n_get();
	return NULL;
}

// A job may run on another thread: it speaks the language of who waits for it.
static void test_language(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	enum lang heard = LANG_FR;
	i18n_set(LANG_EN);
	ok(app_write(app, note_language, &heard));
	assert_int_equal(heard, LANG_EN);
	i18n_set(LANG_FR);
	ok(app_write(app, note_language, &heard));
	assert_int_equal(heard, LANG_FR);
	app_close(app);
}

static void test_read_only(void **state)
{
	struct app *app = open_app(*state, APP_WRITE);
	struct adding a = {.prefix = "lieu"};
	ok(app_write(app, add, &a)); // without a server too
	app_close(app);
	app = open_app(*state, APP_READ);
	assert_true(shown(app, a.slug));
	refused(app_write(app, add, &a), ERR_USAGE, "reading only");
	app_close(app);
	arena_release(&a.arena);
}

enum { PEOPLE = 24, EACH = 12 };

struct person {
	struct app *app;
	int n;
	atomic_int *wrong;
	struct adding adding;
};

// Every third job fails, every fourth tells the journal nothing.
static void *save_on(void *user)
{
	struct person *p = user;
	p->adding.prefix = "lieu";
	for (int i = 0; i < EACH; i++) {
		p->adding.fail = (p->n + i) % 3 == 0;
		p->adding.silent = (p->n + i) % 4 == 1;
		const struct err *err = app_write(p->app, add, &p->adding);
		bool fine = p->adding.fail ? err != NULL && err_code(err) == ERR_INPUT : err == NULL;
		if (fine && !p->adding.fail && !p->adding.silent && !shown(p->app, p->adding.slug))
			fine = false;
		if (!fine)
			atomic_fetch_add(p->wrong, 1);
		err_free(err);
	}
	arena_release(&p->adding.arena);
	return NULL;
}

static void test_many_at_once(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	struct person people[PEOPLE] = {0};
	pthread_t threads[PEOPLE];
	atomic_int wrong = 0;
	int64_t kept = 0, told = 0, journal;
	for (int n = 0; n < PEOPLE; n++) {
		people[n] = (struct person){.app = app, .n = n, .wrong = &wrong};
		assert_int_equal(pthread_create(&threads[n], NULL, save_on, &people[n]), 0);
		for (int i = 0; i < EACH; i++) {
			kept += (n + i) % 3 != 0;
			told += (n + i) % 3 != 0 && (n + i) % 4 != 1;
		}
	}
	for (int n = 0; n < PEOPLE; n++)
		pthread_join(threads[n], NULL);
	assert_int_equal(wrong, 0);
	assert_int_equal(places(app), kept);
	ok(store_change_last(((struct engine *)*state)->db, &journal));
	assert_int_equal(journal, told); // numbered without a gap, and none twice
	app_close(app);
}

// A job that loses the transaction of all, the first time.
static const struct err *breaks(struct db *d, void *user)
{
	int *calls = user;
	return (*calls)++ == 0 ? db_script(d, S("ROLLBACK")) : NULL;
}

struct call {
	struct app *app;
	app_job *job;
	void *user;
	const struct err *err;
};

static void *call(void *user)
{
	struct call *c = user;
	c->err = app_write(c->app, c->job, c->user);
	return NULL;
}

// Jobs that waited together share a transaction; when it is lost, those who are not to blame are written all the same.
static void test_lost_transaction(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	struct adding adding[4] = {{.prefix = "a"}, {.prefix = "b", .fail = true}, {.prefix = "c"}, {.prefix = "d"}};
	int broken = 0;
	struct call calls[5] = {{app, add, &adding[0], NULL}, {app, add, &adding[1], NULL}, {app, breaks, &broken, NULL},
				{app, add, &adding[2], NULL}, {app, add, &adding[3], NULL}};
	pthread_t threads[5];
	struct db *d;
	ok(app_begin(app, &d));
	for (int i = 0; i < 5; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, call, &calls[i]), 0);
		usleep(20000);
	}
	app_rollback(app);
	for (int i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(broken, 2);
	refused(calls[1].err, ERR_INPUT, "not wanted");
	for (int i = 0; i < 5; i++)
		if (i != 1)
			ok(calls[i].err);
	assert_int_equal(places(app), 3);
	for (int i = 0; i < 4; i++) {
		assert_true(i == 1 || shown(app, adding[i].slug));
		arena_release(&adding[i].arena);
	}
	app_close(app);
}

// Who waits while a long import writes is told so, and what they wanted is not written behind their back.
static void test_no_turn(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	struct adding late = {.prefix = "tard"}, soon = {.prefix = "tot"};
	struct call first = {app, add, &late, NULL}, second = {app, add, &soon, NULL};
	pthread_t threads[2];
	struct db *d;
	ok(app_begin(app, &d));
	assert_int_equal(pthread_create(&threads[0], NULL, call, &first), 0);
	usleep(3000000);
	assert_int_equal(pthread_create(&threads[1], NULL, call, &second), 0);
	pthread_join(threads[0], NULL);
	refused(first.err, ERR_BUSY, "réessayez");
	ok(app_commit(app));
	pthread_join(threads[1], NULL);
	ok(second.err);
	assert_int_equal(places(app), 1);
	assert_true(shown(app, soon.slug));
	app_close(app);
	arena_release(&late.arena);
	arena_release(&soon.arena);
}

static const struct err *sleep_on(struct db *d, void *user)
{
	atomic_fetch_add((atomic_int *)user, 1);
	usleep(100000);
	return NULL;
}

static void *read_slowly(void *user)
{
	struct call *c = user;
	c->err = app_read(c->app, sleep_on, c->user);
	return NULL;
}

// More readers than connections: they take turns.
static void test_readers(void **state)
{
	struct app *app = open_app(*state, APP_SERVE);
	struct call calls[40];
	pthread_t threads[40];
	atomic_int served = 0;
	for (int i = 0; i < 40; i++) {
		calls[i] = (struct call){.app = app, .user = &served};
		assert_int_equal(pthread_create(&threads[i], NULL, read_slowly, &calls[i]), 0);
	}
	for (int i = 0; i < 40; i++) {
		pthread_join(threads[i], NULL);
		ok(calls[i].err);
	}
	assert_int_equal(served, 40);
	app_close(app);
}

// Writes until it is killed, with many threads, and says each acknowledged place on the pipe.
struct told {
	struct app *app;
	int pipe;
};

static void *tell_for_ever(void *user)
{
	struct told *t = user;
	struct adding a = {.prefix = "lieu"};
	while (app_write(t->app, add, &a) == NULL)
		if (write(t->pipe, &a.id, sizeof a.id) != sizeof a.id)
			break;
	_exit(1);
}

static void write_for_ever(const struct app_config *config, int pipe)
{
	struct told t = {.pipe = pipe};
	pthread_t threads[8];
	if (app_open(config, &t.app) != NULL)
		_exit(1);
	for (int i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, tell_for_ever, &t);
	for (;;)
		pause();
}

static void test_killed(void **state)
{
	enum { ROUNDS = 5 };
	struct engine *e = *state;
	struct app_config config = {.data = e->dir, .mode = APP_SERVE, .db = strncmp(e->where, "postgres", 8) == 0 ? e->where : NULL};
	app_close(open_app(e, APP_WRITE)); // the tables
	db_close(e->db);
	e->db = NULL;
	for (int round = 0; round < ROUNDS; round++) {
		static int64_t acknowledged[100000];
		size_t n = 0;
		int ends[2], status;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			write_for_ever(&config, ends[1]);
		close(ends[1]);
		assert_int_equal(read(ends[0], &acknowledged[n], sizeof *acknowledged), sizeof *acknowledged);
		n++;
		usleep(5000 + (useconds_t)round * 7000);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		while (n < 100000 && read(ends[0], &acknowledged[n], sizeof *acknowledged) == sizeof *acknowledged)
			n++;
		close(ends[0]);
		struct app *app = open_app(e, APP_WRITE); // the next server
		const struct snapshot *s = app_enter(app);
		for (size_t i = 0; i < n; i++) {
			char slug[64];
			uint64_t at;
			snprintf(slug, sizeof slug, "lieu-%lld", (long long)acknowledged[i]);
			assert_true(map_get(&s->atlas->slugs, str_of(slug), &at));
		}
		assert_int_equal(s->atlas->change, s->atlas->place_n); // each with its row in the journal, none by halves
		app_leave(app, s);
		app_close(app);
	}
	ok(db_open(e->where, DB_WRITE, &e->db));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_one), ENGINES(test_language), ENGINES(test_read_only), ENGINES(test_many_at_once), ENGINES(test_lost_transaction),
		ENGINES(test_readers), ENGINES(test_killed), {"sqlite: test_no_turn", test_no_turn, engine_sqlite, engine_done, NULL},
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
