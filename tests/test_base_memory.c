// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

static void test_arena(void **state)
{
	struct arena a = {0};
	unsigned char *first = arena_alloc(&a, 1);
	for (size_t i = 1; i < 2000; i++) {
		unsigned char *p = arena_alloc(&a, i);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < i; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xAB, i);
	}
	assert_int_equal(*first, 0); // neighbours do not overlap
	void *large = arena_alloc(&a, 5 * 1024 * 1024);
	memset(large, 1, 5 * 1024 * 1024);
	assert_non_null(arena_alloc(&a, 0));
	arena_release(&a);
	assert_int_equal(a.total, 0);
}

static void test_arena_reset(void **state)
{
	struct arena a = {0};
	for (int i = 0; i < 100; i++)
		memset(arena_alloc(&a, 4096), 0xCD, 4096);
	size_t before = a.total;
	arena_reset(&a);
	assert_true(a.total > 0 && a.total < before); // the largest block alone is kept
	size_t kept = a.total;
	unsigned char *p = arena_alloc(&a, 64);
	for (int i = 0; i < 64; i++)
		assert_int_equal(p[i], 0);
	assert_int_equal(a.total, kept);
	arena_reset(&a);
	arena_release(&a);
	arena_reset(&a); // nothing to keep
	arena_release(&a);
}

static void test_arena_copies(void **state)
{
	struct arena a = {0};
	char text[] = "abc";
	struct str s = arena_str(&a, (struct str){text, 2});
	const char *z = arena_z(&a, (struct str){text, 2});
	text[0] = 'x';
	assert_string_equal(s.p, "ab");
	assert_string_equal(z, "ab");
	assert_string_equal(arena_z(&a, STR_NONE), "");
	assert_true(str_eqz(arena_printf(&a, "%d-%s", 7, "x"), "7-x"));
	arena_release(&a);
}

static void test_map(void **state)
{
	struct map m = {0};
	uint64_t value = 9;
	assert_false(map_get(&m, S("a"), &value));
	struct arena a = {0};
	for (uint64_t i = 0; i < 5000; i++)
		map_set(&m, arena_printf(&a, "key %d", (int)i), i * 3);
	assert_int_equal(m.n, 5000);
	for (uint64_t i = 0; i < 5000; i++) {
		assert_true(map_get(&m, arena_printf(&a, "key %d", (int)i), &value));
		assert_int_equal(value, i * 3);
	}
	assert_false(map_get(&m, S("key 5000"), &value));
	assert_true(map_get(&m, S("key 1"), NULL));
	map_set(&m, S("key 1"), 77);
	assert_int_equal(m.n, 5000);
	assert_int_equal(*map_at(&m, S("key 1"), 5), 77);
	++*map_at(&m, S("count"), 10);
	++*map_at(&m, S("count"), 10);
	assert_int_equal(*map_at(&m, S("count"), 10), 12);
	map_set(&m, STR_NONE, 1); // an empty key is a key
	assert_true(map_get(&m, S(""), &value) && value == 1);
	map_release(&m);
	arena_release(&a);
}

static void test_vec(void **state)
{
	VEC(struct str) list = {0};
	for (int i = 0; i < 1000; i++)
		vec_push(&list, (struct str){"x", (size_t)i});
	assert_int_equal(list.n, 1000);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(list.v[i].n, i);
	vec_free(&list);
	assert_null(list.v);
	assert_int_equal(list.cap, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena), cmocka_unit_test(test_arena_reset), cmocka_unit_test(test_arena_copies),
		cmocka_unit_test(test_map),   cmocka_unit_test(test_vec),
	};
	return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
