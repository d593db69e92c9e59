// SPDX-License-Identifier: AGPL-3.0-or-later
// The writer's door: each job is on the disk and in the next snapshot when it returns, or is not there at all.
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
#include "app/write.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(test_one), ENGINES(test_read_only)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
