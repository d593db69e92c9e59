// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>

#include "base/utf8.h"
#include "model/field.h"

static struct arena arena;

static bool reads(struct place *p, const char *key, const char *text)
{
	struct str problem = STR_NONE;
	bool ok = field_read(field_find(str_of(key)), str_of(text), &arena, p, &problem);
	assert_true(ok || (problem.n > 0 && utf8_valid(problem)));
	return ok;
}

static const char *writes(const struct place *p, const char *key)
{
	struct buf b = BUF_IN(&arena);
	buf_addz(&b, "");
	field_write(field_find(str_of(key)), p, &b);
	return arena_z(&arena, buf_str(&b));
}

static void test_keys(void **state)
{
	for (size_t i = 0; i < place_field_n; i++) {
		assert_ptr_equal(field_find(str_of(place_fields[i].key)), &place_fields[i]);
		assert_true(place_fields[i].label[0] != '\0');
	}
	assert_null(field_find(S("couleur")));
	assert_null(field_find(STR_NONE));
}

static void test_text(void **state)
{
	struct place p = place_none();
	assert_true(reads(&p, "nom", "  Konk\r\n Ar\xc2\xa0 Lab  "));
	assert_string_equal(writes(&p, "nom"), "Konk Ar Lab");
	assert_false(reads(&p, "nom", "  "));
	assert_false(reads(&p, "nom", "\xff\xfe"));
	assert_string_equal(writes(&p, "nom"), "Konk Ar Lab");
	char longer[202];
	for (size_t i = 0; i < 201; i++)
		longer[i] = 'a';
	longer[201] = '\0';
	assert_false(reads(&p, "nom", longer));
	longer[200] = '\0';
	assert_true(reads(&p, "nom", longer));
	assert_true(reads(&p, "presentation_detail", " # Titre  \r\n\r\nUne ligne\r\n"));
	assert_string_equal(writes(&p, "presentation_detail"), "# Titre\n\nUne ligne");
	assert_true(reads(&p, "adresse", ""));
	assert_true(field_empty(field_find(S("adresse")), &p));
}

static void test_codes(void **state)
{
	struct place p = place_none();
	assert_true(reads(&p, "code_postal", "06000"));
	assert_false(reads(&p, "code_postal", "6000"));
	assert_false(reads(&p, "code_postal", "2A004"));
	assert_true(reads(&p, "code_insee", "2A004"));
	assert_false(reads(&p, "code_insee", "2C004"));
	assert_string_equal(writes(&p, "code_insee"), "2A004");
}

static void test_url(void **state)
{
	struct place p = place_none();
	assert_true(reads(&p, "site_web", "www.konkarlab.bzh/contact"));
	assert_string_equal(writes(&p, "site_web"), "https://www.konkarlab.bzh/contact");
	assert_true(reads(&p, "site_web", "HTTP://exemple.fr"));
	assert_string_equal(writes(&p, "site_web"), "http://exemple.fr");
	static const char *const bad[] = {"javascript:alert(1)", "mailto:a@b.fr", "exemple", "https://", "https://a b.fr",
					  "https://x.fr/\"onclick", "ftp://x.fr", "a@b.fr", "http://.fr", "http://fr."};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(reads(&p, "site_web", bad[i]));
}

static void test_contact(void **state)
{
	struct place p = place_none();
	static const char *const phones[][2] = {
		{"0298970000", "02 98 97 00 00"}, {"+33 (0)2.98.97.00.00", "02 98 97 00 00"}, {"0033298970000", "02 98 97 00 00"},
		{"02\xc2\xa0" "98-97/00 00", "02 98 97 00 00"}, {"+32 2 123 45 67", "+3221234567"}, {"3939", "3939"}, {"", ""},
	};
	for (size_t i = 0; i < sizeof phones / sizeof phones[0]; i++) {
		assert_true(reads(&p, "telephone", phones[i][0]));
		assert_string_equal(writes(&p, "telephone"), phones[i][1]);
		assert_true(reads(&p, "telephone", phones[i][1]));
		assert_string_equal(writes(&p, "telephone"), phones[i][1]);
	}
	static const char *const bad[] = {"02 98 97", "+", "+33 298", "appelez-nous", "02 98 97 00 00 00", "999999999999999999999"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(reads(&p, "telephone", bad[i]));
	assert_true(reads(&p, "courriels", " Bonjour@Exemple.FR "));
	assert_string_equal(writes(&p, "courriels"), "bonjour@exemple.fr");
	static const char *const no_mail[] = {"bonjour", "a@b", "@exemple.fr", "a@b@c.fr", "a b@c.fr", "a@c.fr,b@c.fr", "<a@b.fr>"};
	for (size_t i = 0; i < sizeof no_mail / sizeof no_mail[0]; i++)
		assert_false(reads(&p, "courriels", no_mail[i]));
	assert_int_equal(field_find(S("courriels"))->see, WHO_TEAM);
	assert_true(reads(&p, "horaires", "Mo-Fr 9:00-18:00"));
	assert_string_equal(writes(&p, "horaires"), "Mo-Fr 09:00-18:00");
	assert_true(reads(&p, "horaires", "Jul-Aug off")); // kept as it is
	assert_string_equal(writes(&p, "horaires"), "Jul-Aug off");
	assert_false(reads(&p, "horaires", "tous les jours"));
}

static void test_lists(void **state)
{
	struct place p = place_none();
	assert_true(reads(&p, "videos", " https://a.fr/1 \r\n\r\nb.fr/2|https://a.fr/1"));
	assert_string_equal(writes(&p, "videos"), "https://a.fr/1\nhttps://b.fr/2");
	assert_false(reads(&p, "videos", "https://a.fr\njavascript:alert(1)"));
	assert_true(reads(&p, "criteres", "ancrage: avec  la ville\ncommunaute: douze\nrésidents\nancrage: et le lycée"));
	assert_string_equal(writes(&p, "criteres"), "communaute: douze résidents\nancrage: avec la ville et le lycée");
	assert_true(str_eqz(field_part(p.criteria, S("ancrage")), "avec la ville et le lycée"));
	assert_int_equal(field_part(p.criteria, S("implication")).n, 0);
	assert_true(reads(&p, "criteres", writes(&p, "criteres")));
	assert_false(reads(&p, "criteres", "sans nom"));
	assert_true(reads(&p, "criteres", "ancrage:  \n"));
	assert_true(field_empty(field_find(S("criteres")), &p));
}

static void test_numbers(void **state)
{
	struct place p = place_none();
	assert_true(isnan(p.lat));
	assert_string_equal(writes(&p, "latitude"), "");
	assert_true(reads(&p, "latitude", " 48,1173 "));
	assert_true(fabs(p.lat - 48.1173) < 1e-12);
	assert_string_equal(writes(&p, "latitude"), "48.1173");
	static const char *const bad[] = {"90.01", "-91", "nan", "inf", "x", "4 8", "1,2,3", "1e999"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(reads(&p, "latitude", bad[i]));
	assert_true(reads(&p, "longitude", "-180"));
	assert_true(reads(&p, "latitude", ""));
	assert_true(isnan(p.lat));
	assert_true(reads(&p, "porteuse_depuis", "1982"));
	assert_false(reads(&p, "porteuse_depuis", "19822"));
	assert_false(reads(&p, "porteuse_depuis", "1982.5"));
	assert_string_equal(writes(&p, "porteuse_depuis"), "1982");
}

static void test_dates(void **state)
{
	struct place p = place_none();
	static const char *const good[][2] = {
		{"2024", "2024"}, {"2024-02", "2024-02"}, {"2024-02-29", "2024-02-29"},
		{"29/02/2024", "2024-02-29"}, {"2024-02-29T10:00:00Z", "2024-02-29"}, {"2024-02-29 10:00", "2024-02-29"},
	};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_true(reads(&p, "date_maj", good[i][0]));
		assert_string_equal(writes(&p, "date_maj"), good[i][1]);
	}
	static const char *const bad[] = {"2023-02-29", "31/02/2024", "hier", "24", "2024-13", "0000", "9999-01-01"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(reads(&p, "date_maj", bad[i]));
}

static void test_choices(void **state)
{
	struct place p = place_none();
	assert_true(reads(&p, "qpv", "Oui"));
	assert_int_equal(p.qpv, YES);
	assert_true(reads(&p, "qpv", "0"));
	assert_string_equal(writes(&p, "qpv"), "non");
	assert_true(reads(&p, "qpv", ""));
	assert_int_equal(p.qpv, UNKNOWN);
	assert_false(reads(&p, "qpv", "peut-être"));

	assert_true(reads(&p, "typologie", "fablab | Living Lab;Bureaux partagés, Cuisine partagée / foodlab"));
	assert_string_equal(writes(&p, "typologie"), "coworking|foodlab|fablab|living-lab");
	assert_false(reads(&p, "typologie", "fablab|bibliothèque"));
	assert_string_equal(writes(&p, "typologie"), "coworking|foodlab|fablab|living-lab");
	for (unsigned t = 0; t < TYPE_COUNT; t++) {
		assert_true(reads(&p, "typologie", vocab_name(VOCAB_TYPE, t)));
		assert_int_equal(p.types, 1u << t);
	}
}

static void test_pivot(void **state)
{
	struct place p = place_none();
	static const char *const good[][2] = {
		{"732 829 320 00074", "73282932000074"}, {"W 291 004 567", "W291004567"}, {"w291004567", "W291004567"},
		{"356 000 000 49837", "35600000049837"}, // an office of La Poste
		{"732.829.320-00074", "73282932000074"},
	};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_true(reads(&p, "pivot", good[i][0]));
		assert_string_equal(writes(&p, "pivot"), good[i][1]);
	}
	static const char *const bad[] = {"73282932000075", "732829320", "00000000000000", "73282932000000", "7.32829E+13", "W29100456", "oui",
					  "3282932000074"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(reads(&p, "pivot", bad[i]));
}

static void test_same(void **state)
{
	struct place a = place_none(), b = place_none();
	for (size_t i = 0; i < place_field_n; i++) {
		assert_true(field_empty(&place_fields[i], &a));
		assert_true(field_same(&place_fields[i], &a, &b));
	}
	assert_true(reads(&a, "latitude", "48.1234567"));
	assert_false(field_same(field_find(S("latitude")), &a, &b));
	assert_true(reads(&b, "latitude", writes(&a, "latitude")));
	assert_true(field_same(field_find(S("latitude")), &a, &b));
	assert_true(reads(&a, "nom", "L'Établi"));
	field_copy(field_find(S("nom")), &b, &a);
	assert_string_equal(writes(&b, "nom"), "L'Établi");
}

static int release(void **state)
{
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),    cmocka_unit_test(test_text),   cmocka_unit_test(test_codes),
		cmocka_unit_test(test_url),     cmocka_unit_test(test_numbers), cmocka_unit_test(test_contact),
		cmocka_unit_test(test_lists), cmocka_unit_test(test_dates),
		cmocka_unit_test(test_choices), cmocka_unit_test(test_pivot), cmocka_unit_test(test_same),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
