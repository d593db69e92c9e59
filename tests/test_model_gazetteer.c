// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "model/gazetteer.h"

static void assert_name(uint32_t at, const char *name)
{
	struct str got = gazetteer_commune(at).name;
	if (!str_eqz(got, name))
		fail_msg("%.*s instead of %s", STR_ARG(got), name);
}

static uint32_t first(const char *name)
{
	uint32_t out[4];
	size_t n = gazetteer_by_name(str_of(name), out, 4);
	if (n == 0)
		fail_msg("no commune %s", name);
	return out[0];
}

static void test_counts(void **state)
{
	assert_int_equal(gazetteer_commune_n(), 35014);
	assert_int_equal(gazetteer_department_n(), 109);
	assert_int_equal(gazetteer_region_n(), 26);
	for (uint32_t i = 0; i < gazetteer_commune_n(); i++) {
		struct commune c = gazetteer_commune(i);
		if (str_find(c.name, S("Arrondissement")) < 0)
			assert_int_equal(gazetteer_by_insee(c.insee), i);
		assert_true(c.name.n > 0 && c.folded.n > 0 && c.department < 109 && c.region < 26);
		assert_int_equal(gazetteer_department(c.department).region, c.region);
		assert_true(c.density <= 7 && c.rurality <= 10);
	}
}

static void test_insee(void **state)
{
	assert_name((uint32_t)gazetteer_by_insee(S("29039")), "Concarneau");
	assert_name((uint32_t)gazetteer_by_insee(S("2A004")), "Ajaccio");
	assert_name((uint32_t)gazetteer_by_insee(S("75110")), "Paris");
	assert_name((uint32_t)gazetteer_by_insee(S("69383")), "Lyon");
	assert_name((uint32_t)gazetteer_by_insee(S("13216")), "Marseille");
	assert_int_equal(gazetteer_by_insee(S("75121")), -1);
	assert_int_equal(gazetteer_by_insee(S("00000")), -1);
	assert_int_equal(gazetteer_by_insee(S("2900")), -1);
	assert_int_equal(gazetteer_by_insee(STR_NONE), -1);
}

static void test_commune(void **state)
{
	struct commune c = gazetteer_commune((uint32_t)gazetteer_by_insee(S("44109")));
	assert_true(str_eqz(c.postcodes, "44000|44100|44200|44300") || str_find(c.postcodes, S("44300")) >= 0);
	assert_true(str_eqz(gazetteer_department(c.department).name, "Loire-Atlantique"));
	assert_true(str_eqz(gazetteer_region(c.region).name, "Pays de la Loire"));
	assert_true(c.population > 300000 && c.density == 1);
	assert_true(geo_km((double)c.lat, (double)c.lon, 47.2184, -1.5536) < 5);
	assert_true(isnan(gazetteer_commune(first("Nouméa")).lat));
}

static void test_postcode(void **state)
{
	uint32_t out[8];
	assert_true(gazetteer_by_postcode(S("44300"), out, 8) >= 1);
	assert_name(out[0], "Nantes");
	assert_int_equal(gazetteer_by_postcode(S("75011"), out, 8), 2);
	assert_name(out[0], "Paris");
	assert_name(out[1], "Paris 11e Arrondissement");
	assert_int_equal(gazetteer_commune(out[1]).density, 1);
	size_t n = gazetteer_by_postcode(S("01400"), out, 8);
	assert_true(n > 2);
	for (size_t i = 1; i < n && i < 8; i++)
		assert_true(gazetteer_commune(out[i - 1]).population >= gazetteer_commune(out[i]).population);
	assert_int_equal(gazetteer_by_postcode(S("00001"), out, 8), 0);
	assert_int_equal(gazetteer_by_postcode(S("4430"), out, 8), 0);
	assert_int_equal(gazetteer_by_postcode(S("-4430"), out, 8), 0);
	assert_true(gazetteer_by_postcode(S("01400"), out, 0) > 2);
}

static void test_names(void **state)
{
	static const char *const same[][2] = {
		{"saint-denis", "Saint-Denis"},   {"ST DENIS", "Saint-Denis"},      {"St-Étienne", "Saint-Étienne"},
		{"Ste Foy", "Sainte-Foy"},        {"havre", "Le Havre"},            {"le havre", "Le Havre"},
		{"rochelle", "La Rochelle"},      {"hay les roses", "L'Haÿ-les-Roses"}, {"l’hay les roses", "L'Haÿ-les-Roses"},
		{"lhay-les-roses", "L'Haÿ-les-Roses"}, {"chalon s/saone", "Chalon-sur-Saône"}, {"laval", "Laval"},
		{"PARIS", "Paris"},               {"saint martin d'heres", "Saint-Martin-d'Hères"}, {"œting", "Œting"},
		{"oeting", "Œting"},               {"Paris 11", "Paris 11e Arrondissement"}, {"lyon 1er", "Lyon 1er Arrondissement"},
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_name(first(same[i][0]), same[i][1]);
	uint32_t out[64];
	size_t n = gazetteer_by_name(S("saint denis"), out, 64);
	assert_true(n >= 3);
	for (size_t i = 1; i < n; i++)
		assert_true(gazetteer_commune(out[i - 1]).population >= gazetteer_commune(out[i]).population);
	assert_true(str_eqz(gazetteer_department(gazetteer_commune(first("laval")).department).code, "53"));
	assert_int_equal(gazetteer_by_name(S("Xyzzy"), out, 64), 0);
	assert_int_equal(gazetteer_by_name(STR_NONE, out, 64), 0);
	assert_int_equal(gazetteer_by_name(S("\xff\xfe"), out, 64), 0);
}

static void test_prefix(void **state)
{
	uint32_t out[5];
	assert_int_equal(gazetteer_by_prefix(S("nan"), out, 5), 5);
	assert_name(out[0], "Nantes");
	assert_name(out[1], "Nancy");
	assert_int_equal(gazetteer_by_prefix(S("s"), out, 5), 5);
	assert_name(out[0], "Strasbourg");
	assert_true(gazetteer_by_prefix(S("concarn"), out, 5) == 1);
	assert_int_equal(gazetteer_by_prefix(S("zzz"), out, 5), 0);
}

static double pseudo(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(*seed >> 11) / (double)(1ull << 53);
}

static int32_t nearest_slowly(double lat, double lon)
{
	int32_t found = -1;
	double best = 30;
	for (uint32_t i = 0; i < gazetteer_commune_n(); i++) {
		struct commune c = gazetteer_commune(i);
		if (str_find(c.name, S("Arrondissement")) > 0)
			continue;
		double km = geo_km(lat, lon, (double)c.lat, (double)c.lon);
		if (km <= best) {
			best = km;
			found = (int32_t)i;
		}
	}
	return found;
}

static void test_nearest(void **state)
{
	uint64_t seed = 42;
	size_t found = 0;
	for (int i = 0; i < 400; i++) {
		double lat = 41 + 11 * pseudo(&seed), lon = -6 + 16 * pseudo(&seed);
		if (i % 10 == 0) {
			lat = -22 + 2 * pseudo(&seed);
			lon = 55 + pseudo(&seed);
		}
		int32_t fast = gazetteer_nearest(lat, lon), slow = nearest_slowly(lat, lon);
		if (fast != slow)
			fail_msg("nearest to %f,%f: %d instead of %d", lat, lon, fast, slow);
		found += fast >= 0;
	}
	assert_true(found > 150);
	assert_name((uint32_t)gazetteer_nearest(47.875, -3.919), "Concarneau");
	assert_int_equal(gazetteer_nearest(0, -30), -1);
	assert_int_equal(gazetteer_nearest(95, 0), -1);
	assert_int_equal(gazetteer_nearest(NAN, 0), -1);
	assert_int_equal(gazetteer_nearest(90, 180), -1);
	assert_int_equal(gazetteer_nearest(-90, -180), -1);
}

static void assert_department(const char *text, const char *code)
{
	int32_t d = gazetteer_find_department(str_of(text));
	if (d < 0 || !str_eqz(gazetteer_department((uint16_t)d).code, code))
		fail_msg("department %s is not %s", text, code);
}

static void assert_region(const char *text, const char *code)
{
	int32_t r = gazetteer_find_region(str_of(text));
	if (r < 0 || !str_eqz(gazetteer_region((uint16_t)r).code, code))
		fail_msg("region %s is not %s", text, code);
}

static void test_areas(void **state)
{
	assert_department("29", "29");
	assert_department("2a", "2A");
	assert_department("finistere", "29");
	assert_department("Finistère", "29");
	assert_department("le Finistère", "29");
	assert_department("ille-et-vilaine", "35");
	assert_department("côtes d'Armor", "22");
	assert_department("Seine St Denis", "93");
	assert_department("réunion", "974");
	assert_department("l'Ain", "01");
	assert_int_equal(gazetteer_find_department(S("1")), -1);
	assert_int_equal(gazetteer_find_department(S("20")), -1);
	assert_int_equal(gazetteer_find_department(STR_NONE), -1);
	assert_region("Bretagne", "53");
	assert_region("53", "53");
	assert_region("ile de france", "11");
	assert_region("PACA", "93");
	assert_region("centre-val-de-loire", "24");
	assert_int_equal(gazetteer_find_region(S("centre")), -1);
	uint16_t out[16];
	assert_int_equal(gazetteer_former_region(S("Picardie"), out, 16), 3);
	assert_true(str_eqz(gazetteer_department(out[2]).code, "80"));
	assert_int_equal(gazetteer_former_region(S("Nord-Pas-de-Calais"), out, 1), 2);
	assert_int_equal(gazetteer_former_region(S("Bretagne"), out, 16), 0);
	assert_int_equal(gazetteer_former_region(S("Midi Pyrénées"), out, 16), 8);
	for (uint16_t i = 0; i < gazetteer_department_n(); i++) {
		struct department d = gazetteer_department(i);
		assert_int_equal(gazetteer_find_department(d.code), i);
		assert_int_equal(gazetteer_find_department(d.key), i);
		assert_int_equal(gazetteer_find_department(d.name), i);
		assert_true(d.lat > -60 && d.lat < 52 && d.lat != 0);
	}
	for (uint16_t i = 0; i < gazetteer_region_n(); i++) {
		assert_int_equal(gazetteer_find_region(gazetteer_region(i).key), i);
		assert_int_equal(gazetteer_find_region(gazetteer_region(i).name), i);
		assert_int_equal(gazetteer_find_region(gazetteer_region(i).code), i);
	}
}

static void test_km(void **state)
{
	assert_true(fabs(geo_km(48.8566, 2.3522, 45.7640, 4.8357) - 391.5) < 1);
	assert_true(geo_km(10, 10, 10, 10) < 1e-9);
	assert_true(fabs(geo_km(0, 0, 0, 180) - 20015) < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),   cmocka_unit_test(test_insee),  cmocka_unit_test(test_commune),
		cmocka_unit_test(test_postcode), cmocka_unit_test(test_names),  cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_nearest),  cmocka_unit_test(test_areas),  cmocka_unit_test(test_km),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
