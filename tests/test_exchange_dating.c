// SPDX-License-Identifier: AGPL-3.0-or-later
// Of when a file is: what it says of itself, its dates, its name; and when nothing says so, nothing is made up.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "exchange/dating.h"

static struct arena arena;
static const struct date today = {2026, 11, 22};

static int reset(void **state)
{
	arena_release(&arena);
	return 0;
}

static enum dated_by dated(const char *text, const char *name, const char *expected, struct str *column)
{
	struct table t;
	struct mapping m;
	struct date d;
	struct buf b = BUF_IN(&arena);
	const struct err *err = table_read(str_of(text), S("essai"), &arena, &t);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	mapping_guess(&t, &arena, &m);
	enum dated_by by = table_dated(&t, &m, str_of(name), today, &d, column);
	date_add(&b, d);
	if (!str_eqz(buf_str(&b), expected))
		fail_msg("%s: « %.*s » instead of « %s »", name, STR_ARG(buf_str(&b)), expected);
	return by;
}

static void a_name_may_say_it(void **state)
{
	static const char places[] = "nom;commune\nLe Lieu;Auray\n";
	static const struct {
		const char *name, *date;
	} all[] = {
		{"paca-2022.csv", "2022"},
		{"lieux_2024-03.csv", "2024-03"},
		{"2021.06.30 tiers lieux.csv", "2021-06-30"},
		{"export-20240131.json", "2024-01-31"},
		{"carte_202403.csv", "2024-03"},
		{"lieux-2024-13.csv", "2024"},
		{"31-12-2022.csv", "2022"},
		{"v2-2025.csv", "2025"},
		{"lieux.csv", ""},
		{"lieux-2031.csv", ""},
		{"lieux-1998.csv", ""},
		{"lot-20241399.csv", ""},
		{"lot-120245.csv", ""},
		{"56000.csv", ""},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct str column;
		enum dated_by by = dated(places, all[i].name, all[i].date, &column);
		assert_int_equal(by, all[i].date[0] != '\0' ? DATED_NAME : DATED_NOT);
		assert_int_equal(column.n, 0);
	}
}

static void a_column_says_it_better(void **state)
{
	struct str column;
	enum dated_by by = dated("nom;commune;date_maj\nA;Auray;2023-05-02\nB;Vannes;2024-01-31\nC;Lorient;2031-01-01\nD;Ploemeur;\n",
				 "lieux-2022.csv", "2024-01-31", &column);
	assert_int_equal(by, DATED_COLUMN);
	assert_true(str_eqz(column, "date_maj"));
}

static void a_file_of_ours_says_it_of_itself(void **state)
{
	struct str column;
	enum dated_by by = dated("{\"maille\":1,\"source\":{\"cle\":\"x\",\"titre\":\"X\",\"date\":\"2021-02\"},"
				 "\"lieux\":[{\"identifiant\":\"a\",\"nom\":\"A\",\"commune\":\"Auray\",\"code_postal\":\"56400\"}]}",
				 "x-2020.json", "2021-02", &column);
	assert_int_equal(by, DATED_FILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_name_may_say_it, reset),
		cmocka_unit_test_teardown(a_column_says_it_better, reset),
		cmocka_unit_test_teardown(a_file_of_ours_says_it_of_itself, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
