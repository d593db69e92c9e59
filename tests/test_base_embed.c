// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/i18n.h"

static void test_find(void **state)
{
	const struct embed_file *f = embed_find(S("static/style.css"));
	assert_non_null(f);
	assert_string_equal(f->name, "static/style.css");
	assert_string_equal(f->type, "text/css; charset=utf-8");
	assert_true(f->gzip);
	assert_true(f->bytes.n < f->size);
	assert_int_equal(strlen(f->hash), 12);
	struct arena a = {0};
	struct str plain = embed_plain(f, &a);
	assert_int_equal(plain.n, f->size);
	assert_true(str_starts(plain, S("/* A style")));
	assert_true(str_ends(plain, S("}\n")));
	arena_release(&a);
}

static void test_as_it_is(void **state)
{
	struct arena a = {0};
	const struct embed_file *tiny = embed_find(S("tiny.txt")), *empty = embed_find(S("empty.json"));
	assert_non_null(tiny);
	assert_false(tiny->gzip); // gzip would be larger
	assert_true(str_eqz(embed_plain(tiny, &a), "ab\n"));
	assert_non_null(empty);
	assert_int_equal(embed_plain(empty, &a).n, 0);
	assert_string_not_equal(tiny->hash, empty->hash);
	arena_release(&a);
}

static void test_absent(void **state)
{
	assert_null(embed_find(S("")));
	assert_null(embed_find(S("a")));
	assert_null(embed_find(S("static/style.cs")));
	assert_null(embed_find(S("zzz")));
}

static void test_english(void **state)
{
	i18n_set(LANG_EN);
	assert_string_equal(tr("Bonjour"), "Hello");
	assert_string_equal(tr("Lieux"), "Places");
	assert_string_equal(tr("À traduire"), "À traduire"); // left empty in the catalogue
	assert_string_equal(tr("Inconnu"), "Inconnu");
	assert_string_equal(tr(""), "");
	assert_string_equal(trn("%d lieu", "%d lieux", 0), "%d places");
	assert_string_equal(trn("%d lieu", "%d lieux", 1), "%d place");
	assert_string_equal(trn("%d lieu", "%d lieux", 2), "%d places");
	i18n_set(LANG_FR);
	assert_string_equal(tr("Bonjour"), "Bonjour");
	assert_string_equal(trn("%d lieu", "%d lieux", 0), "%d lieu");
	assert_string_equal(i18n_code(LANG_FR), "fr");
	assert_string_equal(i18n_code(LANG_EN), "en");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_as_it_is),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_english),
	};
	return cmocka_run_group_tests_name("base embed", tests, NULL, NULL);
}
