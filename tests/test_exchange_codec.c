// SPDX-License-Identifier: AGPL-3.0-or-later
// The corpora: what must be read, what must be refused with which words; and the four files that ship.
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "exchange/clean.h"
#include "exchange/codec.h"
#include "exchange/csv.h"
#include "exchange/enrich.h"
#include "exchange/native.h"
#include "model/gazetteer.h"

static struct arena arena;
static struct buf file;

static const char *source_path(const char *name)
{
	const char *root = getenv("MAILLE_SOURCE");
	return arena_z(&arena, arena_printf(&arena, "%s/%s", root != NULL ? root : "..", name));
}

static const struct err *read_path(const char *path, struct record_set *set)
{
	file = (struct buf){0};
	assert_null(file_read(path, 64 << 20, &file));
	struct str bytes = arena_str(&arena, buf_str(&file));
	buf_release(&file);
	return exchange_read(bytes, S("essai"), &arena, set);
}

static struct record_set read_good(const char *name)
{
	struct record_set set;
	const struct err *err = read_path(source_path(name), &set);
	if (err != NULL)
		fail_msg("%s: %s", name, err_text(err));
	if (set.refusal_n > 0)
		fail_msg("%s: %.*s", name, STR_ARG(set.refusals[0].reason));
	return set;
}

static int reset(void **state)
{
	arena_release(&arena);
	return 0;
}

static void assert_text(struct str s, const char *expected)
{
	if (!str_eqz(s, expected))
		fail_msg("« %.*s » instead of « %s »", STR_ARG(s), expected);
}

static const struct record *find(const struct record_set *set, const char *identifier)
{
	for (size_t i = 0; i < set->record_n; i++)
		if (str_eqz(set->records[i].identifier, identifier))
			return &set->records[i];
	fail_msg("no record %s", identifier);
	return NULL;
}

static void good_files_are_read(void **state)
{
	struct record_set s = read_good("tests/exchange/ok/simple.csv");
	assert_int_equal(s.record_n, 1);
	assert_text(s.records[0].place.name, "Le Hangar");

	s = read_good("tests/exchange/ok/bom-points-virgules.csv");
	assert_int_equal(s.record_n, 2);
	assert_text(s.records[0].place.name, "Le \"Hangar\", au fond");
	assert_text(s.records[0].identifier, "a");
	assert_true(fabs(s.records[0].place.lat - 48.11) < 1e-9 && fabs(s.records[0].place.lon + 1.67) < 1e-9);
	assert_text(s.records[1].place.name, "Deux");
	assert_int_equal(s.records[1].line, 3);

	s = read_good("tests/exchange/ok/tabulations-1252.csv");
	assert_text(s.records[0].place.name, "Fablab étoilé");
	assert_text(s.records[0].place.insee, "01004");

	s = read_good("tests/exchange/ok/barres-cr.csv");
	assert_int_equal(s.record_n, 2);
	assert_int_equal(s.records[1].line, 4);

	s = read_good("tests/exchange/ok/liste.json");
	assert_int_equal(s.record_n, 2);
	assert_text(s.records[0].place.postcode, "76600");
	assert_true(isnan(s.records[1].place.lat));
	assert_int_equal(s.records[1].line, 3);

	s = read_good("tests/exchange/ok/points.geojson");
	assert_text(s.records[0].place.name, "Atelier & Co");
	assert_text(s.records[1].identifier, "n2");
}

static void native_files_are_read(void **state)
{
	struct record_set s = read_good("tests/exchange/ok/natif.json");
	assert_text(s.source.key, "essai");
	assert_int_equal(s.source.date.month, 2);
	assert_int_equal(s.record_n, 1);
	assert_int_equal(s.networks[0].lead, 0);
	const struct record *r = &s.records[0];
	assert_int_equal(r->place.types, 1 << TYPE_FABLAB | 1 << TYPE_COWORKING);
	assert_int_equal(r->place.qpv, YES);
	assert_int_equal(r->tie_n, 5);
	assert_int_equal(r->ties[1].stage, STAGE_WANTS);
	assert_int_equal(r->ties[4].org_kind, PARTNER_TRAINING);

	s = read_good("tests/exchange/ok/natif-lignes.ndjson");
	assert_int_equal(s.record_n, 2);
	assert_int_equal(s.records[1].line, 4);
	assert_int_equal(s.label_n, 1);
}

// What a person would read: the error, or the first refusal.
static struct str complaint(const char *path)
{
	struct record_set set;
	const struct err *err = read_path(path, &set);
	if (err != NULL) {
		struct str text = arena_str(&arena, str_of(err_text(err)));
		err_free(err);
		return text;
	}
	if (set.refusal_n == 0)
		return S("(nothing)");
	const struct refusal *r = &set.refusals[0];
	if (r->column.n == 0)
		return arena_printf(&arena, "ligne %u : %.*s", r->line, STR_ARG(r->reason));
	return arena_printf(&arena, "ligne %u, %.*s : %.*s", r->line, STR_ARG(r->column), STR_ARG(r->reason));
}

static void bad_files_are_refused(void **state)
{
	const char *root = source_path("tests/exchange/bad");
	DIR *dir = opendir(root);
	assert_non_null(dir);
	size_t n = 0;
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.' || str_ends(str_of(e->d_name), S(".attendu")))
			continue;
		struct buf expected = {0};
		const char *path = arena_z(&arena, arena_printf(&arena, "%s/%s", root, e->d_name));
		assert_null(file_read(arena_z(&arena, arena_printf(&arena, "%s.attendu", path)), 4096, &expected));
		struct str said = complaint(path);
		if (!str_eq(said, str_trim(buf_str(&expected))))
			fail_msg("%s: « %.*s » instead of « %.*s »", e->d_name, STR_ARG(said), STR_ARG(str_trim(buf_str(&expected))));
		buf_release(&expected);
		n++;
	}
	closedir(dir);
	assert_true(n >= 23);
}

static void label_files(void **state)
{
	struct record_set s = read_good("data/fabriques-de-territoire-2024.geojson");
	assert_int_equal(s.read_n, 342);
	assert_int_equal(s.record_n, 382);
	enrich_records(&s, &arena);
	assert_text(find(&s, "fabt-117")->place.name, "La Fabulerie");
	assert_text(find(&s, "fabt-301")->place.name, "L'imprimerie.");
	assert_text(find(&s, "fabt-151")->place.other_names, "L'Argonaute");
	assert_text(find(&s, "fabt-291")->place.name, "Sentiers communs");
	assert_text(find(&s, "fabt-194")->place.name, "Le Lieu-Dit");
	assert_text(find(&s, "fabt-321")->place.name, "U Chjosu di a Vignarella");
	assert_text(find(&s, "fabt-262")->place.name, "La Brasserie du Digital");
	assert_text(find(&s, "fabt-217")->place.commune, "Cérilly");
	assert_true(find(&s, "fabt-59")->place.at_centre);
	assert_text(find(&s, "fabt-364")->place.commune, "Saint-Martin"); // an empty GeometryCollection
	s = read_good("data/manufactures-de-proximite-2024.geojson");
	assert_int_equal(s.record_n, 111);
	assert_text(find(&s, "manuprox-1-46")->place.name, "Manufacture des Métiers d'Art");
	assert_int_equal(find(&s, "manuprox-2-91")->ties[0].kind, TIE_LABEL);
}

static void census_and_bretagne(void **state)
{
	struct record_set s = read_good("data/tiers-lieux-2019.csv");
	assert_int_equal(s.record_n, 1512);
	enrich_records(&s, &arena);
	size_t homeless = 0;
	for (size_t i = 0; i < s.record_n; i++)
		homeless += s.records[i].place.commune_at == NONE;
	assert_int_equal(homeless, 0);
	assert_text(find(&s, "32")->place.postcode, "01000"); // CP 0 in the file
	assert_text(find(&s, "26")->place.commune, "Moulins"); // INSEE 0, and there are several
	assert_text(find(&s, "26")->place.insee, "03190");
	assert_text(find(&s, "2")->place.insee, "75056"); // an arrondissement
	assert_text(find(&s, "2")->place.postcode, "75010");
	assert_text(find(&s, "156")->place.name, "L'atelier du 9"); // « (Actuellement fermé) »: shut for now is not closed
	assert_int_equal(find(&s, "156")->place.state, PLACE_OPEN);
	assert_text(find(&s, "1414")->place.website, ""); // a person's name stands there
	assert_int_equal(find(&s, "1")->place.types, 1 << TYPE_COWORKING);
	s = read_good("data/fablabs-bretagne-2020.geojson");
	assert_int_equal(s.record_n, 121);
	enrich_records(&s, &arena);
	assert_text(find(&s, "3")->place.address, "Espace associatif d'Arvor, Place d'Armorique");
	assert_text(find(&s, "15")->place.commune, "Cesson-Sévigné"); // "Cesson"
	assert_int_equal(find(&s, "81")->place.types, 1 << TYPE_FABLAB); // "hakerspace"
}

static void values_are_cleaned(void **state)
{
	assert_text(clean_postcode(S("1500"), &arena), "01500");
	assert_text(clean_postcode(S("0"), &arena), "");
	assert_text(clean_postcode(S("44 000"), &arena), "44000");
	assert_text(clean_insee(S("2A004"), &arena), "2A004");
	assert_text(clean_url(S("www.alzire.fr"), &arena), "http://www.alzire.fr");
	assert_text(clean_url(S("Innovation studio http://theschoolab.com/"), &arena), "http://theschoolab.com/");
	assert_text(clean_url(S("javascript:alert(1)"), &arena), "");
	assert_text(clean_url(S("Madame Untel"), &arena), "");
	assert_text(clean_line(S("Les Capucins<br />25, rue de Pontaniou"), &arena), "Les Capucins, 25, rue de Pontaniou");
	assert_text(clean_case(S("COMMUNAUTÉ DE COMMUNES DE L'ARTOIS"), &arena), "Communauté de Communes de l'Artois");
	assert_text(clean_case(S("SCIC LE TEMPS DE VIVRE"), &arena), "SCIC le Temps de Vivre");
	struct date d;
	assert_true(clean_date(S("31/12/2023"), &d) && d.year == 2023 && d.month == 12 && d.day == 31);
	assert_false(clean_date(S("01/01/1970"), &d));
	struct clean_name n = clean_name(S("Bouillon de printemps\nreprésenté par Une Personne, trésorière"), &arena);
	assert_text(n.name, "Bouillon de printemps");
	assert_text(n.notes, "");
	n = clean_name(S("ROCHER concept |\u00c2\u00a0Coworking"), &arena);
	assert_true(str_eqz(n.name, "ROCHER concept | Coworking"));
	n = clean_name(S("ROCHER concept |\u00c2 Coworking"), &arena);
	assert_true(str_eqz(n.name, "ROCHER concept | Coworking"));
	n = clean_name(S("Caf\u00c3\u00a9 de l'\u00c2ge"), &arena);
	assert_true(str_eqz(n.name, "Café de l'Âge"));
	n = clean_name(S("[ma]FAT (anciennement L'Argonaute)"), &arena);
	assert_text(n.name, "[ma]FAT");
	assert_text(n.others, "L'Argonaute");
}

static void a_point_far_away_is_distrusted(void **state)
{
	struct place p = place_none();
	p.commune = S("Vannes");
	p.postcode = S("56000");
	p.lat = 43.3;
	p.lon = 5.4;
	enrich_place(&p, &arena);
	assert_text(p.insee, "56260");
	assert_true(p.at_centre && geo_km(p.lat, p.lon, 47.65, -2.75) < 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(good_files_are_read, reset),
		cmocka_unit_test_teardown(native_files_are_read, reset),
		cmocka_unit_test_teardown(bad_files_are_refused, reset),
		cmocka_unit_test_teardown(label_files, reset),
		cmocka_unit_test_teardown(census_and_bretagne, reset),
		cmocka_unit_test_teardown(values_are_cleaned, reset),
		cmocka_unit_test_teardown(a_point_far_away_is_distrusted, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
