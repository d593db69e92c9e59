// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening, snapshots and the writer's turn, on both engines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/internal.h"
#include "base/mem.h"
#include "engine.h"
#include "model/field.h"
#include "store/change.h"
#include "store/duplicate.h"
#include "store/fact.h"
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

static struct app_config config_of(struct engine *e, enum app_mode mode)
{
	return (struct app_config){.data = e->dir, .mode = mode, .db = strncmp(e->where, "postgres", 8) == 0 ? e->where : NULL};
}

// Adds a place, told by a source, and the change that says so.
static void add(struct app *app, int64_t id, const char *slug, const char *name)
{
	struct db *d;
	struct source source = {.key = S("essai"), .title = S("Essai"), .date = {2024, 1, 0}};
	struct place p = place_none();
	ok(app_begin(app, &d));
	ok(store_source_put(d, &source));
	p.id = id;
	p.slug = str_of(slug);
	p.name = str_of(name);
	p.confirmed = source.date;
	ok(store_place_insert(d, &(struct place_row){&p, source.id}, 1));
	ok(store_origin_insert(d, &(struct origin_row){id, source.id, S("x"), source.date}, 1));
	ok(store_fact_insert(d, &(struct fact_row){id, source.id, "nom", p.name, source.date}, 1));
	ok(store_change_append(d, &(struct change_row){.what = S("lieu-cree"), .place = id, .source = source.id, .after = S("nom: x")}, 1));
	ok(app_commit(app));
}

static void test_life(void **state)
{
	struct engine *e = *state;
	struct app *app = open_app(e, APP_WRITE);
	const struct snapshot *s = app_enter(app);
	assert_int_equal(s->atlas->place_n, 0);
	assert_null(s->index);
	add(app, 1, "l-etabli", "L'Établi");
	assert_int_equal(s->atlas->place_n, 0); // what a reader holds never changes
	ok(app_refresh(app));
	const struct snapshot *fresh = app_enter(app);
	assert_int_equal(fresh->atlas->place_n, 1);
	assert_int_equal(s->atlas->place_n, 0);
	app_leave(app, s);
	app_leave(app, fresh);
	app_close(app);

	app = open_app(e, APP_READ);
	s = app_enter(app);
	assert_non_null(s->index);
	assert_ptr_equal(index_atlas(s->index), s->atlas);
	struct arena a = {0};
	struct search_result r;
	index_search(s->index, &(struct search_query){.limit = 10}, &a, &r);
	assert_int_equal(r.total, 1);
	struct db *d;
	refused(app_begin(app, &d), ERR_USAGE, "reading only");
	app_leave(app, s);
	app_close(app);
	arena_release(&a);
}

static void test_rollback(void **state)
{
	struct engine *e = *state;
	struct app *app = open_app(e, APP_WRITE);
	struct db *d;
	ok(app_begin(app, &d));
	ok(store_change_append(d, &(struct change_row){.what = S("import")}, 1));
	app_rollback(app);
	app_rollback(app);
	add(app, 1, "a", "A"); // the turn was given back
	assert_int_equal(engine_int(e->db, "changes", "SELECT count(*) FROM change"), 1);
	app_close(app);
}

static void test_refusals(void **state)
{
	struct engine *e = *state;
	struct app *app, *second;
	struct app_config config = config_of(e, APP_READ);
	if (config.db == NULL) { // the file that the test made is elsewhere: nothing is there
		char *empty = mem_printf("%s/vide", e->dir);
		config.data = empty;
		refused(app_open(&config, &app), ERR_INPUT, "maille starter");
		assert_int_equal(access(empty, F_OK), -1); // looking makes nothing
		free(empty);
	} else {
		refused(app_open(&config, &app), ERR_INPUT, "maille starter");
	}
	app = open_app(e, APP_SERVE);
	config = config_of(e, APP_WRITE);
	if (config.db == NULL)
		refused(app_open(&config, &second), ERR_BUSY, "un autre maille travaille");
	struct app *reader = open_app(e, APP_READ); // looking is always possible
	app_close(reader);
	app_close(app);
	app = open_app(e, APP_WRITE);
	config = config_of(e, APP_SERVE);
	if (config.db == NULL)
		refused(app_open(&config, &second), ERR_BUSY, "un autre maille travaille");
	app_close(app);
	config.db = "mysql://x";
	refused(app_open(&config, &app), ERR_USAGE, "postgresql://");
}

// Two nodes of one network: what one writes, the other shows.
static void test_following(void **state)
{
	struct engine *e = *state;
	struct app *one = open_app(e, APP_SERVE), *two = open_app(e, APP_SERVE);
	add(one, 1, "a", "A");
	uint32_t seen = 0;
	for (int i = 0; i < 100 && seen == 0; i++) {
		usleep(100000);
		const struct snapshot *s = app_enter(two);
		seen = s->atlas->place_n;
		app_leave(two, s);
	}
	assert_int_equal(seen, 1);
	app_close(one);
	app_close(two);
}

// On PostgreSQL an import works beside a server, which shows what it brought.
static void test_writing_beside_a_server(void **state)
{
	struct engine *e = *state;
	struct app *server = open_app(e, APP_SERVE), *import = open_app(e, APP_WRITE);
	add(import, 1, "a", "A");
	app_close(import);
	ok(app_refresh(server));
	const struct snapshot *s = app_enter(server);
	assert_int_equal(s->atlas->place_n, 1);
	app_leave(server, s);
	app_close(server);
}

// The database is asked, at most once a second, and an end of it is told.
static void test_well(void **state)
{
	struct engine *e = *state;
	bool pgsql = strncmp(e->where, "postgres", 8) == 0;
	struct app *app = open_app(e, APP_SERVE);
	assert_true(app_is_well(app));
	assert_string_equal(app_engine(app), pgsql ? "postgresql" : "sqlite");
	ok(db_script(e->db, S("ALTER TABLE change RENAME TO gone")));
	assert_true(app_is_well(app)); // asked a moment ago
	usleep(1100000);
	assert_false(app_is_well(app));
	app_close(app);
}

struct reader {
	struct app *app;
	atomic_bool stop, wrong;
	atomic_int reads;
};

static void *read_for_ever(void *user)
{
	struct reader *r = user;
	struct arena a = {0};
	while (!atomic_load(&r->stop)) {
		struct search_result found;
		const struct snapshot *s = app_enter(r->app);
		index_search(s->index, &(struct search_query){.limit = 3}, &a, &found);
		if (found.total != s->atlas->place_n || (int64_t)found.total != s->atlas->change)
			atomic_store(&r->wrong, true);
		app_leave(r->app, s);
		arena_reset(&a);
		atomic_fetch_add(&r->reads, 1);
	}
	arena_release(&a);
	return NULL;
}

static void test_readers_and_swaps(void **state)
{
	struct engine *e = *state;
	struct app *app = open_app(e, APP_SERVE);
	struct reader r = {.app = app};
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_for_ever, &r), 0);
	for (int64_t i = 1; i <= 20; i++) {
		char slug[] = {'l', (char)('a' + i), '\0'};
		add(app, i, slug, slug);
		ok(app_refresh(app));
	}
	while (atomic_load(&r.reads) < 100)
		usleep(1000);
	atomic_store(&r.stop, true);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	assert_false(atomic_load(&r.wrong));
	app_close(app);
}

static void test_known(void **state)
{
	struct engine *e = *state;
	struct app *app = open_app(e, APP_WRITE);
	struct db *d;
	struct arena a = {0};
	add(app, 1, "l-etabli", "L'Établi");
	add(app, 2, "l-etabli-2", "L'Etabli");
	ok(app_refresh(app));
	const struct snapshot *before = app_enter(app);
	ok(app_begin(app, &d));
	struct source other = {.key = S("autre"), .title = S("Autre")};
	ok(store_source_put(d, &other));
	struct fact_row rows[] = {
		{1, other.id, "nom", S("ETABLI"), {2019, 0, 0}}, {1, other.id, "adresse", S("ailleurs"), {2019, 0, 0}}};
	ok(store_fact_insert(d, rows, 2));
	struct str reasons[] = {S("même nom")};
	ok(store_duplicate_put(d, &(struct duplicate_row){2, 1, 0.8, reasons, 1}, 1));
	ok(store_change_append(d, &(struct change_row){.what = S("import"), .source = other.id, .after = S("2 lieux\ndétail")}, 1));
	ok(app_commit(app));
	ok(app_refresh(app));

	struct fact *facts;
	struct change *changes;
	struct duplicate *duplicates;
	size_t n;
	const struct snapshot *s = app_enter(app);
	ok(app_facts(app, before->atlas, 1, &a, &facts, &n)); // a reader that started earlier knows one source
	assert_int_equal(n, 1);
	assert_true(before->atlas->source_n == 1 && facts[0].source == 0);
	app_leave(app, before);
	ok(app_facts(app, s->atlas, 1, &a, &facts, &n));
	assert_int_equal(n, 3);
	assert_true(str_eqz(facts[0].key, "nom") && str_eqz(facts[0].value, "L'Établi") && facts[0].shown && facts[0].agrees);
	assert_true(str_eqz(s->atlas->sources[facts[0].source].key, "essai") && facts[0].date.year == 2024);
	assert_true(str_eqz(facts[1].key, "nom") && str_eqz(facts[1].value, "ETABLI") && !facts[1].shown && !facts[1].agrees);
	assert_true(str_eqz(facts[2].key, "adresse") && !facts[2].shown);
	ok(app_facts(app, s->atlas, 99, &a, &facts, &n));
	assert_int_equal(n, 0);

	ok(app_changes(app, 10, &a, &changes, &n));
	assert_int_equal(n, 3);
	assert_true(str_eqz(changes[0].what, "import") && str_eqz(changes[0].summary, "2 lieux") && str_eqz(changes[0].source, "autre"));
	assert_true(str_eqz(changes[2].summary, "L'Établi") && changes[2].place_id == 1);

	ok(app_duplicates(app, &a, &duplicates, &n));
	assert_int_equal(n, 1);
	assert_true(duplicates[0].a == 1 && duplicates[0].b == 2 && str_eqz(duplicates[0].reasons[0], "même nom"));

	struct app_check k;
	ok(app_check(app, NULL, NULL, &a, &k));
	assert_int_equal(k.place_n, 2);
	assert_int_equal(k.problem_n, 0);
	app_leave(app, s);
	app_close(app);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_life), ENGINES(test_rollback), ENGINES(test_refusals), ENGINES(test_readers_and_swaps), ENGINES(test_known),
		ENGINES(test_well),
		{"postgresql: test_following", test_following, engine_pgsql, engine_done, NULL},
		{"postgresql: test_writing_beside_a_server", test_writing_beside_a_server, engine_pgsql, engine_done, NULL},
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
