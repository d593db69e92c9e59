// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/hours.h"

#define assert_str(s, z) assert_true(str_eqz((s), (z)))

static const char *again(const char *osm, struct arena *a)
{
	struct hours h;
	struct buf b = BUF_IN(a);
	if (!hours_read(str_of(osm), &h))
		return "?";
	hours_write(&h, &b);
	return arena_z(a, buf_str(&b));
}

static void a_week_is_read_and_written(void **state)
{
	struct arena a = {0};
	static const char *const cases[][2] = {
		{"Mo-Fr 09:00-18:00", "Mo-Fr 09:00-18:00"},
		{"Mo-Fr 9:00-12:00,14:00-18:00; Sa off", "Mo-Fr 09:00-12:00,14:00-18:00; Sa off"},
		{"mo,we 10:00-12:00; PH off", "Mo,We 10:00-12:00; PH off"},
		{"Mo 09:00-12:00; Mo-Fr 10:00-12:00", "Mo-Fr 10:00-12:00"},                  // the later rule wins
		{"Mo-Fr 09:00-12:00, Mo 14:00-16:00", "Mo 09:00-12:00,14:00-16:00; Tu-Fr 09:00-12:00"}, // a comma adds
		{"Tu \"sur rendez-vous\"", "Tu \"sur rendez-vous\""},
		{"Tu 09:00-12:00 \"sur RDV\"", "Tu 09:00-12:00 \"sur rendez-vous\""},
		{"24/7", "Mo-Su 00:00-24:00"},
		{"Fr 18:00-02:00", "Fr 18:00-02:00"},
		{"Fr 18:00-26:00", "Fr 18:00-02:00"},
		{"Sa-Mo 10:00-12:00", "Mo,Sa,Su 10:00-12:00"},
		{"09:00-17:00", "Mo-Su 09:00-17:00"},
		{"Mo 14:00-16:00,09:00-12:00", "Mo 09:00-12:00,14:00-16:00"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *got = again(cases[i][0], &a);
		assert_string_equal(got, cases[i][1]);
		if (*got != '\0')
			assert_string_equal(again(got, &a), got);
	}
	arena_release(&a);
}

static void the_rest_is_not_ours(void **state)
{
	struct arena a = {0};
	static const char *const plausible[] = {"Jul-Aug off", "Mo[1] 09:00-12:00", "week 1-10 Mo 09:00-12:00", "Mo-Fr sunrise-sunset",
						"Mo \"fermé en cas de neige\"", "2026 Mo 10:00-12:00"};
	static const char *const wrong[] = {"du lundi au vendredi", "Mo-Fr 9h-12h", "Mo <b>", "\"sans fin", "", ";;"};
	static const char *const unfit[] = {"Mo 25:00-26:00", "Mo 10:00", "Mo 10:61-12:00", "Mo 10:00-12:00,11:00-13:00", "Mo",
					    "Mo 10:00-12:00;;x", "Mo-PH 10:00-12:00"};
	for (size_t i = 0; i < sizeof plausible / sizeof plausible[0]; i++) {
		assert_string_equal(again(plausible[i], &a), "?");
		assert_true(hours_plausible(str_of(plausible[i])));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(hours_plausible(str_of(wrong[i])));
	for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++)
		assert_string_equal(again(unfit[i], &a), "?");
	arena_release(&a);
}

static void times_as_people_write_them(void **state)
{
	uint16_t m;
	assert_true(hours_time(S("9h"), &m) && m == 540);
	assert_true(hours_time(S("9 h 30"), &m) && m == 570);
	assert_true(hours_time(S("09:30"), &m) && m == 570);
	assert_true(hours_time(S("24:00"), &m) && m == 1440);
	assert_true(hours_time(S("18"), &m) && m == 1080);
	assert_false(hours_time(S(""), &m));
	assert_false(hours_time(S("25h"), &m));
	assert_false(hours_time(S("midi"), &m));
	assert_false(hours_time(S("9h7"), &m));
	assert_false(hours_time(S("9:30:00"), &m));
}

static void a_week_in_words(void **state)
{
	struct arena a = {0};
	struct hours_row *rows;
	size_t n = hours_words(S("Mo-Fr 09:00-12:00,14:00-18:30; Sa \"sur rendez-vous\"; PH off"), &a, &rows);
	assert_int_equal(n, 4);
	assert_str(rows[0].days, "lundi à vendredi");
	assert_str(rows[0].times, "9 h – 12 h et 14 h – 18 h 30");
	assert_str(rows[1].days, "samedi");
	assert_str(rows[1].times, "sur rendez-vous");
	assert_str(rows[2].days, "dimanche");
	assert_str(rows[2].times, "fermé");
	assert_str(rows[3].days, "jours fériés");
	assert_int_equal(hours_words(S("Jul-Aug off"), &a, &rows), 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_is_read_and_written),
		cmocka_unit_test(the_rest_is_not_ours),
		cmocka_unit_test(times_as_people_write_them),
		cmocka_unit_test(a_week_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
