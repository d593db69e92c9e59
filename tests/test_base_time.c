// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"

static void hours_of_france(void **state)
{
	static const char *const pairs[][2] = {
		{"2026-11-22T01:28:00Z", "2026-11-22T02:28:00"}, {"2026-07-14T22:30:00Z", "2026-07-15T00:30:00"},
		{"2026-03-29T00:59:59Z", "2026-03-29T01:59:59"}, {"2026-03-29T01:00:00Z", "2026-03-29T03:00:00"},
		{"2026-10-25T00:59:59Z", "2026-10-25T02:59:59"}, {"2026-10-25T01:00:00Z", "2026-10-25T02:00:00"},
		{"2024-03-31T01:00:00Z", "2024-03-31T03:00:00"}, {"2021-10-31T01:00:00Z", "2021-10-31T02:00:00"},
		{"2026-12-31T23:10:00Z", "2027-01-01T00:10:00"}, {"", ""}, {"hier", ""},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct moment m;
		struct str s = moment_paris(str_of(pairs[i][0]), &m);
		print_message("%s\n", pairs[i][0]);
		assert_true(str_eqz(s, pairs[i][1]));
	}
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		bool good;
		struct date d;
	} cases[] = {
		{"2024-01-31", true, {2024, 1, 31}}, {"2024-02-29", true, {2024, 2, 29}}, {"2000-02-29", true, {2000, 2, 29}},
		{"2024-01", true, {2024, 1, 0}},     {"2024", true, {2024, 0, 0}},        {"2023-02-29", false, {0}},
		{"1900-02-29", false, {0}},          {"2024-13", false, {0}},             {"2024-00", false, {0}},
		{"2024-04-31", false, {0}},          {"2024-01-00", false, {0}},          {"24", false, {0}},
		{"", false, {0}},                    {"2024/01/31", false, {0}},          {"2024-1-31", false, {0}},
		{"2024-01-31T", false, {0}},         {"-024", false, {0}},                {"0024", false, {0}},
		{"2024-01x31", false, {0}},          {"２０２４", false, {0}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct date d = {1, 2, 3};
		print_message("date '%s'\n", cases[i].text);
		assert_int_equal(date_parse(str_of(cases[i].text), &d), cases[i].good);
		struct date want = cases[i].good ? cases[i].d : (struct date){1, 2, 3};
		assert_int_equal(date_cmp(d, want), 0);
		if (cases[i].good) {
			struct buf b = {0};
			date_add(&b, d);
			assert_string_equal(b.p, cases[i].text);
			buf_release(&b);
		}
	}
}

static void test_order(void **state)
{
	const struct date unknown = {0}, year = {2024, 0, 0}, month = {2024, 1, 0}, day = {2024, 1, 1}, later = {2024, 2, 0};
	assert_true(date_cmp(unknown, year) < 0 && date_cmp(year, month) < 0 && date_cmp(month, day) < 0);
	assert_true(date_cmp(later, day) > 0);
	assert_int_equal(date_months_between((struct date){2023, 11, 5}, (struct date){2024, 2, 1}), 3);
	assert_int_equal(date_months_between((struct date){2024, 2, 1}, (struct date){2023, 11, 5}), -3);
	struct buf b = {0};
	date_add(&b, unknown);
	assert_int_equal(b.n, 0);
	assert_true(date_cmp(date_today(), (struct date){2024, 1, 1}) > 0);
}

static void test_clocks(void **state)
{
	int64_t a = time_mono_ns(), b = time_mono_ns();
	assert_true(b >= a);
	assert_true(time_unix() > 1700000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_of_france), cmocka_unit_test(test_parse),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_clocks),
	};
	return cmocka_run_group_tests_name("base time", tests, NULL, NULL);
}
