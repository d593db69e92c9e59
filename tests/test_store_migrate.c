// SPDX-License-Identifier: AGPL-3.0-or-later
// From nothing to this binary's schema, once; a newer schema is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine.h"
#include "store/store.h"

static void test_from_nothing(void **state)
{
	struct engine *e = *state;
	int applied;
	refused(store_check_version(e->db), ERR_INPUT, "maille starter");
	ok(store_migrate(e->db, &applied));
	assert_true(applied >= 1);
	assert_int_equal(engine_int(e->db, "steps", "SELECT count(*) FROM migration"), applied);
	ok(store_check_version(e->db));
	ok(store_migrate(e->db, &applied));
	assert_int_equal(applied, 0);
}

static void test_newer_is_refused(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	ok(db_script(e->db, S("INSERT INTO migration (number, name, applied_at) VALUES (999, 'x', '2030-01-01')")));
	refused(store_migrate(e->db, NULL), ERR_INPUT, "plus récent");
	refused(store_check_version(e->db), ERR_INPUT, "plus récent");
	assert_int_equal(engine_int(e->db, "places", "SELECT count(*) FROM place"), 0);
}

static void test_older_is_not_read(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	ok(db_script(e->db, S("DELETE FROM migration")));
	refused(store_check_version(e->db), ERR_INPUT, "plus ancien");
}

// A step that fails leaves the database as it was: here a table of its own is in the way.
static void test_all_or_nothing(void **state)
{
	struct engine *e = *state;
	ok(db_script(e->db, S("CREATE TABLE change (number INTEGER)")));
	refused(store_migrate(e->db, NULL), ERR_DB, "cannot bring the database to schema 1");
	assert_int_equal(engine_int(e->db, "steps", "SELECT count(*) FROM migration"), 0);
	ok(db_script(e->db, S("DROP TABLE change")));
	ok(store_migrate(e->db, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_from_nothing), ENGINES(test_newer_is_refused), ENGINES(test_older_is_not_read), ENGINES(test_all_or_nothing)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
