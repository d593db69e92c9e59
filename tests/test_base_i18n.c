// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/i18n.h"

static const char *shown(struct buf *b)
{
	return b->p != NULL ? b->p : "";
}

static void test_accept(void **state)
{
	static const struct {
		const char *header;
		enum lang lang;
	} cases[] = {
		{"", LANG_FR},
		{"fr", LANG_FR},
		{"en", LANG_EN},
		{"en-GB,en;q=0.9,fr;q=0.8", LANG_EN},
		{"fr-FR,fr;q=0.9,en;q=0.8", LANG_FR},
		{"en;q=0.5, fr;q=0.5", LANG_EN},
		{"fr;q=0.5, en;q=0.5", LANG_FR},
		{"de, en;q=0.3", LANG_EN},
		{"de", LANG_FR},
		{"*", LANG_FR},
		{"en;q=0", LANG_FR},
		{"en;q=0, *", LANG_FR},
		{"fr;q=0, *", LANG_EN},
		{"eng", LANG_FR},
		{"en;q=2", LANG_FR},
		{"EN-us", LANG_EN},
		{";;,,;q=", LANG_FR},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		print_message("accept '%s'\n", cases[i].header);
		assert_int_equal(i18n_accept(str_of(cases[i].header)), cases[i].lang);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		int64_t i;
		const char *fr, *en;
	} ints[] = {
		{0, "0", "0"},
		{999, "999", "999"},
		{1512, "1\u202f512", "1,512"},
		{-1234567, "−1\u202f234\u202f567", "−1,234,567"},
	};
	for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
		struct buf fr = {0}, en = {0};
		i18n_set(LANG_FR);
		i18n_int(&fr, ints[i].i);
		i18n_set(LANG_EN);
		i18n_int(&en, ints[i].i);
		assert_string_equal(shown(&fr), ints[i].fr);
		assert_string_equal(shown(&en), ints[i].en);
		buf_release(&fr);
		buf_release(&en);
	}
	static const struct {
		double d;
		int decimals;
		const char *fr, *en;
	} nums[] = {
		{4.25, 1, "4,2", "4.2"}, {4.0, 2, "4", "4"},   {12345.678, 2, "12\u202f345,68", "12,345.68"},
		{-0.001, 1, "0", "0"},   {-0.5, 1, "−0,5", "−0.5"},
	};
	for (size_t i = 0; i < sizeof nums / sizeof *nums; i++) {
		struct buf fr = {0}, en = {0};
		i18n_set(LANG_FR);
		i18n_num(&fr, nums[i].d, nums[i].decimals);
		i18n_set(LANG_EN);
		i18n_num(&en, nums[i].d, nums[i].decimals);
		assert_string_equal(shown(&fr), nums[i].fr);
		assert_string_equal(shown(&en), nums[i].en);
		buf_release(&fr);
		buf_release(&en);
	}
	i18n_set(LANG_FR);
}

static void test_distances(void **state)
{
	static const struct {
		double km;
		const char *fr;
	} cases[] = {
		{0, "0\u00a0m"},       {0.804, "800\u00a0m"}, {0.994, "990\u00a0m"}, {0.996, "1\u00a0km"},
		{4.23, "4,2\u00a0km"}, {9.94, "9,9\u00a0km"}, {9.97, "10\u00a0km"},  {37.6, "38\u00a0km"},
		{1234, "1\u202f234\u00a0km"},
	};
	i18n_set(LANG_FR);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = {0};
		i18n_km(&b, cases[i].km);
		assert_string_equal(shown(&b), cases[i].fr);
		buf_release(&b);
	}
}

static void test_dates(void **state)
{
	static const struct {
		struct date d;
		const char *fr, *en;
	} cases[] = {
		{{2024, 3, 12}, "12 mars 2024", "12 March 2024"},
		{{2024, 8, 1}, "1er août 2024", "1 August 2024"},
		{{2024, 2, 0}, "février 2024", "February 2024"},
		{{2019, 0, 0}, "2019", "2019"},
		{{0, 0, 0}, "", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf fr = {0}, en = {0};
		i18n_set(LANG_FR);
		i18n_date(&fr, cases[i].d);
		i18n_set(LANG_EN);
		i18n_date(&en, cases[i].d);
		assert_string_equal(shown(&fr), cases[i].fr);
		assert_string_equal(shown(&en), cases[i].en);
		buf_release(&fr);
		buf_release(&en);
	}
	i18n_set(LANG_FR);
}

static void test_unknown_message(void **state)
{
	i18n_set(LANG_EN);
	const char *text = "Un message que le catalogue ne connaît pas";
	assert_ptr_equal(tr(text), text);
	assert_string_equal(tr(""), "");
	assert_string_equal(trn("%d chose inconnue", "%d choses inconnues", 1), "%d chose inconnue");
	assert_string_equal(trn("%d chose inconnue", "%d choses inconnues", 0), "%d choses inconnues");
	i18n_set(LANG_FR);
	assert_string_equal(trn("%d chose inconnue", "%d choses inconnues", 0), "%d chose inconnue");
	assert_string_equal(trn("%d chose inconnue", "%d choses inconnues", 2), "%d choses inconnues");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accept),    cmocka_unit_test(test_numbers), cmocka_unit_test(test_distances),
		cmocka_unit_test(test_dates),     cmocka_unit_test(test_unknown_message),
	};
	return cmocka_run_group_tests_name("base i18n", tests, NULL, NULL);
}
