// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures keep every byte, show in their order, hide and come back, on both engines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/time.h"
#include "engine.h"
#include "store/picture.h"
#include "store/store.h"

static struct arena arena;

static struct db *begin(void **state)
{
	struct db *d = ((struct engine *)*state)->db;
	ok(store_migrate(d, NULL));
	ok(db_script(d, S("INSERT INTO place (id, slug, name, at_centre, state) VALUES (1, 'a', 'A', 0, 'ouvert'), (2, 'b', 'B', 0, 'ouvert')")));
	ok(db_begin(d));
	return d;
}

static int64_t add(struct db *d, int64_t place)
{
	static const char every[] = "\0\x01'\\|\xff\xfe%\n\0";
	struct picture_row p = {.place = place, .position = 1, .alt = S("essai"), .size_n = 2};
	p.sizes[0] = (struct picture_row_size){320, 200, S("image/webp"), {every, sizeof every}};
	p.sizes[1] = (struct picture_row_size){640, 400, S("image/webp"), S("large")};
	ok(store_picture_insert(d, &p));
	return p.id;
}

static bool say(struct db *d, int64_t place, int64_t id, const char *text)
{
	bool known;
	ok(store_picture_say(d, place, id, str_of(text), &known));
	return known;
}

static void assert_said(struct db *d, int64_t place, int64_t id, const char *text)
{
	struct str s;
	ok(store_picture_said(d, place, id, &arena, &s));
	assert_string_equal(arena_z(&arena, s), text);
}

static bool served(struct db *d, int64_t id, int64_t width, struct str *bytes)
{
	struct str type;
	bool found;
	ok(store_picture_bytes(d, id, width, &arena, &type, bytes, &found));
	if (found)
		assert_true(str_eqz(type, "image/webp"));
	return found;
}

static void test_bytes(void **state)
{
	struct db *d = begin(state);
	struct str bytes;
	int64_t id = add(d, 1);
	assert_false(served(d, id, 320, &bytes)); // not shown yet
	assert_true(say(d, 1, id, "1|L’atelier|Ana"));
	assert_true(served(d, id, 320, &bytes));
	assert_int_equal(bytes.n, 11);
	assert_memory_equal(bytes.p, "\0\x01'\\|\xff\xfe%\n\0", 11);
	assert_true(served(d, id, 640, &bytes));
	assert_false(served(d, id, 641, &bytes));
	assert_false(served(d, id + 1, 320, &bytes));
	ok(db_commit(d));
	ok(db_script(d, S("UPDATE place SET gone = 'retire' WHERE id = 1")));
	assert_false(served(d, id, 320, &bytes));
}

static void test_said(void **state)
{
	struct db *d = begin(state);
	int64_t id = add(d, 1);
	assert_said(d, 1, id, "");
	assert_true(say(d, 1, id, "3|L’atelier bois|Ana"));
	assert_said(d, 1, id, "3|L’atelier bois|Ana");
	assert_said(d, 2, id, ""); // another place's
	assert_false(say(d, 2, id, "1|Pris|"));
	assert_false(say(d, 2, id, ""));
	assert_said(d, 1, id, "3|L’atelier bois|Ana");
	assert_true(say(d, 1, id, "2|Sans nom|"));
	assert_said(d, 1, id, "2|Sans nom|");
	static const char *const wrong[] = {"1", "1|a", "x|a|b", "-1|a|b", "1|a|b|c", "99999|a|b"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(say(d, 1, id, wrong[i]));
	assert_true(say(d, 1, id, ""));
	assert_said(d, 1, id, "");
	struct str text = picture_text(&arena, 4, S(" deux | choses "), S("A|B"));
	assert_true(str_eqz(text, "4|deux / choses|A/B"));
}

static void test_order(void **state)
{
	struct db *d = begin(state);
	struct picture_row *rows;
	size_t n;
	int64_t a = add(d, 1), b = add(d, 1), c = add(d, 1), other = add(d, 2);
	assert_true(other > c && c > b && b > a);
	assert_true(say(d, 1, a, "2|deuxième|"));
	assert_true(say(d, 1, c, "1|première|Zoé"));
	ok(store_picture_list(d, 1, &arena, &rows, &n));
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].id, c);
	assert_true(str_eqz(rows[0].alt, "première") && str_eqz(rows[0].credit, "Zoé") && rows[0].shown);
	assert_int_equal(rows[0].size_n, 2);
	assert_int_equal(rows[0].sizes[1].width, 640);
	assert_int_equal(rows[1].id, a);
	assert_int_equal(rows[2].id, b);
	assert_false(rows[2].shown);
}

static void test_forgotten(void **state)
{
	struct db *d = begin(state);
	int64_t gone = add(d, 1), kept = add(d, 1), n;
	struct str bytes;
	assert_true(say(d, 1, kept, "1|vue|"));
	int64_t dropped = add(d, 1);
	ok(store_picture_drop(d, kept)); // it is shown: nothing happens
	ok(store_picture_drop(d, dropped));
	assert_false(say(d, 1, dropped, "1|de retour|"));
	ok(store_picture_forget(d, time_unix() - 60, &n));
	assert_int_equal(n, 0);
	ok(store_picture_forget(d, time_unix() + 60, &n));
	assert_int_equal(n, 2); // both sizes
	assert_false(say(d, 1, gone, "1|de retour|"));
	assert_true(served(d, kept, 640, &bytes));
	assert_true(add(d, 1) > kept); // and its number is given to no other
}

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(test_bytes), ENGINES(test_said), ENGINES(test_order), ENGINES(test_forgotten)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
