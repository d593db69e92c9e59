// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static void test_valid(void **state)
{
	static const struct {
		struct str s;
		bool good;
	} cases[] = {
		{{"", 0}, true},
		{{"Konk Ar Lab", 11}, true},
		{{"\xC3\xA9", 2}, true},
		{{"\xE2\x82\xAC", 3}, true},
		{{"\xF0\x9F\x98\x80", 4}, true},
		{{"\xF4\x8F\xBF\xBF", 4}, true}, // U+10FFFF
		{{"a\0b", 3}, false},
		{{"\xC3", 1}, false},             // cut
		{{"\xE2\x82", 2}, false},
		{{"\x80", 1}, false},             // a continuation alone
		{{"\xC0\xAF", 2}, false},         // overlong
		{{"\xE0\x80\xAF", 3}, false},
		{{"\xED\xA0\x80", 3}, false},     // a surrogate
		{{"\xF4\x90\x80\x80", 4}, false}, // past U+10FFFF
		{{"\xFF", 1}, false},
		{{"caf\xE9", 4}, false},          // Latin-1
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		print_message("case %zu\n", i);
		assert_int_equal(utf8_valid(cases[i].s), cases[i].good);
	}
}

static void test_next(void **state)
{
	int32_t cp = -7;
	assert_int_equal(utf8_next(S("éa"), &cp), 2);
	assert_int_equal(cp, 0xE9);
	assert_int_equal(utf8_next(S("\xC3"), &cp), 0);
	assert_int_equal(utf8_next(STR_NONE, &cp), 0);
	assert_int_equal(utf8_length(S("L'été à Œuf")), 11);
}

static void folds(struct str from, const char *to)
{
	struct buf b = {0};
	utf8_fold(&b, from);
	assert_string_equal(b.p != NULL ? b.p : "", to);
	buf_release(&b);
}

static void test_fold(void **state)
{
	folds(S("ÉTÉ à la Forêt"), "ete a la foret");
	folds(S("e\xCC\x81te\xCC\x81"), "ete");      // NFD input
	folds(S("E\xCC\x81"), "e");
	folds(S("c\xCC\xA7" "a"), "ca");
	folds(S("Œuvre, cœur, Ægir, Straße"), "oeuvre, coeur, aegir, strasse");
	folds(S("L’Atelier ‘ l´été ʼ"), "l'atelier ' l'ete '");
	folds(S("co‑working – Saint—Malo"), "co-working - saint-malo");
	folds(S("N°\u00a01 ½ ﬁn"), "n° 1 1⁄2 fin"); // ligatures and no-break spaces resolved
	folds(S("ＬＡＢ"), "lab");
	folds(S("Ł Đ Ø"), "l d o");
	folds(S("soft\u00adhyphen zero\u200bwidth"), "softhyphen zerowidth");
	folds(S("İstanbul ΣΑΣ"), "istanbul σασ");
	folds(S("a\xFF" "b\xC3"), "a b ");
	folds(S("a\tb\nc"), "a b c");
	folds(S(""), "");
}

static void squeezes(struct str from, const char *to)
{
	struct buf b = {0};
	utf8_squeeze(&b, from);
	assert_string_equal(b.p != NULL ? b.p : "", to);
	buf_release(&b);
}

static void test_squeeze(void **state)
{
	squeezes(S("  Le\u00a0\u202f Bel\r\n\tOuvrage \u2003"), "Le Bel Ouvrage");
	squeezes(S("\n \t"), "");
	squeezes(S("déjà"), "déjà");
	squeezes(S("a\xFFz"), "a z");
}

static void test_clip(void **state)
{
	assert_true(str_eqz(utf8_clip(S("été"), 2), "ét"));
	assert_true(str_eqz(utf8_clip(S("été"), 0), ""));
	assert_true(str_eqz(utf8_clip(S("été"), 9), "été"));
	assert_true(str_eqz(utf8_clip(S("a😀b"), 2), "a😀"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),   cmocka_unit_test(test_next), cmocka_unit_test(test_fold),
		cmocka_unit_test(test_squeeze), cmocka_unit_test(test_clip),
	};
	return cmocka_run_group_tests_name("base utf8", tests, NULL, NULL);
}
