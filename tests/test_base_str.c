// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static void test_slices(void **state)
{
	assert_true(str_eq(STR_NONE, S("")));
	assert_true(str_eqz(STR_NONE, NULL));
	assert_false(str_eq(S("a"), S("b")));
	assert_true(str_ieq(S("Content-TYPE"), S("content-type")));
	assert_false(str_ieq(S("é"), S("É"))); // ASCII alone
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("b"), S("ab")) > 0);
	assert_true(str_cmp(S("\xff"), S("a")) > 0);
	assert_int_equal(str_cmp(STR_NONE, S("")), 0);
	assert_true(str_starts(S("abc"), S("ab")) && str_starts(S("abc"), STR_NONE) && !str_starts(S("a"), S("ab")));
	assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
	assert_true(str_eqz(str_from(S("abc"), 1), "bc"));
	assert_int_equal(str_from(S("abc"), 9).n, 0);
	assert_true(str_eqz(str_sub(S("abc"), 1, 9), "bc"));
	assert_int_equal(str_sub(S("abc"), 3, 1).n, 0);
	assert_true(str_eqz(str_trim(S(" \t\r\n a b \v\f")), "a b"));
	assert_int_equal(str_trim(S("  ")).n, 0);
	assert_int_equal(str_find(S("abcabc"), S("ca")), 2);
	assert_int_equal(str_find(S("abc"), S("x")), -1);
	assert_int_equal(str_find(S(""), S("x")), -1);
	assert_int_equal(str_find(S("abc"), S("")), 0);
	assert_int_equal(str_findc(S("abc"), 'c'), 2);
	assert_int_equal(str_findc(STR_NONE, 'c'), -1);
	assert_true(str_hash(S("a")) != str_hash(S("b")));
	assert_true(str_hash(S("a")) == str_hash(str_sub(S("ba"), 1, 1)));
}

static void test_cut(void **state)
{
	struct str rest = S("a;;b"), part;
	part = str_cut(rest, ';', &rest);
	assert_true(str_eqz(part, "a") && str_eqz(rest, ";b"));
	part = str_cut(rest, ';', &rest);
	assert_true(part.n == 0 && str_eqz(rest, "b"));
	part = str_cut(rest, ';', &rest);
	assert_true(str_eqz(part, "b") && rest.p == NULL);
	part = str_cut(S("a;"), ';', &rest);
	assert_true(str_eqz(part, "a") && rest.n == 0 && rest.p != NULL); // a last empty part is not the end
}

static void test_integers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} cases[] = {
		{"0", true, 0},   {"-12", true, -12},  {"+7", true, 7}, {"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN}, {"9223372036854775808", false, 0}, {"", false, 0}, {"-", false, 0},
		{" 1", false, 0}, {"1 ", false, 0},    {"1a", false, 0}, {"0x10", false, 0}, {"1.0", false, 0},
		{"000000000000000000000000001", false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t value = 42;
		print_message("integer '%s'\n", cases[i].text);
		assert_int_equal(str_to_i64(str_of(cases[i].text), &value), cases[i].good);
		assert_int_equal(value, cases[i].good ? cases[i].value : 42);
	}
	int64_t value;
	assert_false(str_to_i64((struct str){"1\0002", 3}, &value));
	assert_true(str_to_i64((struct str){"123", 2}, &value) && value == 12); // stops at the slice's end
}

static void test_doubles(void **state)
{
	static const struct {
		const char *text;
		bool good;
		double value;
	} cases[] = {
		{"0", true, 0},       {"-1.5", true, -1.5}, {".5", true, 0.5},  {"1e3", true, 1000}, {"48.1173", true, 48.1173},
		{"", false, 0},       {"1,5", false, 0},    {"nan", false, 0},  {"inf", false, 0},   {"1e999", false, 0},
		{"0x1p3", false, 0},  {" 1", false, 0},     {"1.2.3", false, 0}, {"e", false, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double value = 42;
		print_message("number '%s'\n", cases[i].text);
		assert_int_equal(str_to_double(str_of(cases[i].text), &value), cases[i].good);
		assert_true(value == (cases[i].good ? cases[i].value : 42));
	}
}

static void fill(struct buf *b)
{
	buf_addz(b, "x");
	buf_addz(b, NULL);
	buf_addc(b, '=');
	buf_addi(b, INT64_MIN);
	buf_addi(b, 0);
	buf_addf(b, " %s %d", "é", 5);
	buf_add(b, STR_NONE);
	assert_string_equal(b->p, "x=-92233720368547758080 é 5");
	buf_reset(b);
	assert_int_equal(buf_str(b).n, 0);
	for (int i = 0; i < 10000; i++)
		buf_addc(b, (char)('a' + i % 26));
	assert_int_equal(b->n, 10000);
	assert_int_equal(b->p[10000], '\0');
	assert_int_equal(b->p[9999], 'a' + 9999 % 26);
	for (int i = 0; i < 300; i++)
		buf_addf(b, "%0100d", i);
	assert_int_equal(b->n, 40000);
}

static void test_buffer(void **state)
{
	struct buf heap = {0};
	fill(&heap);
	buf_release(&heap);
	assert_null(heap.p);
	struct arena a = {0};
	struct buf in_arena = BUF_IN(&a);
	fill(&in_arena);
	buf_release(&in_arena);
	arena_release(&a);
}

static void test_decimals(void **state)
{
	static const struct {
		double d;
		int decimals;
		const char *text;
	} cases[] = {
		{48.1, 6, "48.1"}, {48, 6, "48"},   {100, 0, "100"}, {-0.0, 2, "0"}, {-0.001, 2, "0"}, {0.1 + 0.2, 15, "0.3"},
		{1.005, 1, "1"},   {-3.25, 2, "-3.25"}, {1e15, 3, "1000000000000000"}, {0.5, 0, "0"}, {10, 2, "10"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = {0};
		buf_addd(&b, cases[i].d, cases[i].decimals);
		assert_string_equal(b.p, cases[i].text);
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slices), cmocka_unit_test(test_cut),    cmocka_unit_test(test_integers),
		cmocka_unit_test(test_doubles), cmocka_unit_test(test_buffer), cmocka_unit_test(test_decimals),
	};
	return cmocka_run_group_tests_name("base str", tests, NULL, NULL);
}
