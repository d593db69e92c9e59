// SPDX-License-Identifier: AGPL-3.0-or-later
// What is written for others can be read again, keeps its digits, cannot run as a formula, and names its sources.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "exchange/codec.h"
#include "exchange/csv.h"
#include "exchange/export.h"
#include "model/field.h"
#include "model/gazetteer.h"

static struct arena arena;
static struct atlas atlas;
static struct place places[4];
static const uint32_t all[] = {0, 1, 2, 3};

static struct source sources[] = {
	{.key = S("tiers-lieux-2019"), .title = S("Tiers-lieux"), .licence = S("Licence Ouverte 2.0"), .date = {2019, 0, 0}},
	{.key = S("bretagne"), .title = S("Fablabs; Bretagne"), .licence = S("CC BY"), .date = {2020, 3, 0}},
	{.key = S("unused"), .title = S("Nobody's"), .licence = S("none")},
};
static struct label labels[] = {{.key = S("fabrique-de-territoire"), .name = S("Fabrique de territoire")},
				{.key = S("autre"), .name = S("Un | autre")}};
static struct action actions[] = {{.key = S("fablab"), .name = S("Animer un fablab"), .category = S("Faire")}};
static struct network networks[] = {{.key = S("mibs"), .name = S("MIBS"), .consortium = true, .lead = 1}};
static struct org orgs[] = {{.key = S("asso"), .name = S("L'Asso"), .holder_kind = HOLDER_ASSOCIATION},
			    {.key = S("ville"), .name = S("Ville"), .holder_kind = NONE}};

static int setup(void **state)
{
	static struct place_label label = {.label = 0, .source = 0, .date = {2020, 1, 31}};
	static struct engagement does = {.action = 0, .source = 1, .stage = STAGE_WANTS, .note = S("bientôt")};
	static struct membership member = {.network = 0, .source = 1, .lead = true, .role = S("les enfants")};
	static struct tie ties[] = {{.org = 0, .source = 0, .holder = true, .partner_kind = NONE},
				    {.org = 1, .source = 0, .partner_kind = PARTNER_SOCIAL, .note = S("depuis 2015")}};
	static struct origin origins[] = {{.source = 0, .identifier = S("59")},
					  {.source = 1, .identifier = S("x"), .date = {2020, 4, 2}}};
	for (size_t i = 0; i < 4; i++) {
		places[i] = place_none();
		places[i].id = (int64_t)i + 1;
	}
	struct place *p = &places[0];
	p->slug = S("lab-01");
	p->name = S("Lab 01");
	p->address = S("48, Rue Noblemaire; \"2e\" étage");
	p->postcode = S("01500");
	p->insee = S("01004");
	p->commune = S("Ambérieu-en-Bugey");
	p->commune_at = gazetteer_by_insee(p->insee);
	p->lat = 45.9631712345;
	p->lon = -3.92;
	p->types = 1 << TYPE_FABLAB | 1 << TYPE_COWORKING;
	p->qpv = NO;
	p->confirmed = (struct date){2019, 0, 0};
	p->holder_since = 1998;
	p->pivot = S("35600000000048");
	p->labels = &label, p->label_n = 1;
	p->engagements = &does, p->engagement_n = 1;
	p->memberships = &member, p->membership_n = 1;
	p->ties = ties, p->tie_n = 2;
	p->origins = origins, p->origin_n = 2;
	places[1].slug = S("sans-adresse");
	places[1].name = S("=cmd|' /C calc'!A0");
	places[1].summary = S("+33 ; \"oui\"\nsuite");
	places[2].slug = S("tiret");
	places[2].name = S("-Lab");
	places[2].description = S("@SUM(1;2)");
	places[3].slug = S("fini");
	places[3].name = S("Fermé");
	places[3].state = PLACE_CLOSED;
	atlas = (struct atlas){.places = places, .place_n = 4, .sources = sources, .source_n = 3, .labels = labels, .label_n = 2,
			       .actions = actions, .action_n = 1, .networks = networks, .network_n = 1, .orgs = orgs, .org_n = 2};
	return 0;
}

static int reset(void **state)
{
	arena_release(&arena);
	return 0;
}

static struct str written(enum export_format f, size_t n, size_t *left_out)
{
	struct buf b = BUF_IN(&arena);
	struct export e = {.atlas = &atlas, .places = all, .n = n, .origin = S("https://exemple.org"), .date = {2026, 11, 21}};
	export_write(f, &e, &b, left_out);
	return buf_str(&b);
}

static void assert_text(struct str s, const char *expected)
{
	if (!str_eqz(s, expected))
		fail_msg("« %.*s » instead of « %s »", STR_ARG(s), expected);
}

static struct str cell(const struct csv *t, size_t row, const char *column)
{
	int at = csv_column(t, str_of(column));
	if (at < 0)
		fail_msg("no column %s", column);
	return t->rows[row].cells[at];
}

static struct csv table(enum export_format f, size_t n)
{
	struct csv t;
	const struct err *err = csv_read(written(f, n, NULL), &arena, &t);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	return t;
}

static void table_holds_every_fact(void **state)
{
	assert_true(str_starts(written(EXPORT_CSV, 4, NULL), S("\xEF\xBB\xBFidentifiant;nom;")));
	struct csv t = table(EXPORT_CSV, 4);
	assert_int_equal(t.row_n, 4);
	for (size_t i = 0; i < place_field_n; i++)
		assert_int_equal(csv_column(&t, str_of(place_fields[i].key)) >= 0, place_fields[i].see == WHO_ANYONE);
	static const char *const expected[][2] = {
		{"identifiant", "lab-01"}, {"nom", "Lab 01"}, {"adresse", "48, Rue Noblemaire; \"2e\" étage"}, {"code_postal", "01500"},
		{"code_insee", "01004"}, {"localite", "01500 Ambérieu-en-Bugey"}, {"longitude", "-3.92"}, {"qpv", "non"},
		{"fabrique_numerique", ""}, {"porteuse_depuis", "1998"}, {"departement", "Ain"}, {"densite", "Centres urbains intermédiaires"}, {"ruralite", ""}, {"labels", "Fabrique de territoire"},
		{"labels_dates", "2020-01-31"}, {"veulent_le_faire", "Animer un fablab"}, {"font", ""},
		{"reseaux", "MIBS (chef de file, les enfants)"}, {"porteuse", "L'Asso"}, {"porteuse_nature", "Association"},
		{"partenaires_centre_social", "Ville (depuis 2015)"}, {"partenaires_collectivite", ""},
		{"source", "tiers-lieux-2019 | bretagne"}, {"licence", "Licence Ouverte 2.0 | CC BY"}, {"date", "2019 | 2020-04-02"},
		{"source_identifiant", "59 | x"}, {"date_maj", "2019"}, {"lien", "https://exemple.org/lieux/lab-01"},
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_text(cell(&t, 0, expected[i][0]), expected[i][1]);
	assert_text(cell(&t, 3, "ferme"), "oui");
}

static void no_cell_is_a_formula(void **state)
{
	static const char *const bad[] = {"=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "-Lab", "=\"a\";b"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf b = BUF_IN(&arena);
		csv_text(&b, str_of(bad[i]), ';');
		struct str s = buf_str(&b);
		assert_true(s.p[0] == '\'' || (s.p[0] == '"' && s.p[1] == '\''));
	}
	struct buf plain = BUF_IN(&arena);
	csv_text(&plain, S("L'Été = 3 - 2"), ';');
	assert_text(buf_str(&plain), "L'Été = 3 - 2");
	static const enum export_format tables[] = {EXPORT_CSV, EXPORT_MEDNUM};
	for (size_t f = 0; f < 2; f++) {
		places[0].name = S("=HYPERLINK(\"http://a\")");
		struct csv t = table(tables[f], 4);
		for (size_t r = 0; r < t.row_n; r++)
			for (size_t c = 0; c < t.column_n; c++) {
				struct str s = t.rows[r].cells[c];
				bool number = str_eqz(t.columns[c], "latitude") || str_eqz(t.columns[c], "longitude");
				if (s.n > 0 && strchr("=+-@\t\r", s.p[0]) != NULL && !number)
					fail_msg("%.*s holds « %.*s »", STR_ARG(t.columns[c]), STR_ARG(s));
			}
	}
}

static void our_own_table_is_read_again(void **state)
{
	struct record_set set;
	assert_null(exchange_read(written(EXPORT_CSV, 1, NULL), S("essai"), &arena, &set));
	assert_int_equal(set.record_n, 1);
	assert_int_equal(set.refusal_n, 0);
	const struct place *p = &set.records[0].place;
	assert_text(set.records[0].identifier, "lab-01");
	assert_text(p->name, "Lab 01");
	assert_text(p->postcode, "01500");
	assert_text(p->insee, "01004");
	assert_int_equal(p->types, 1 << TYPE_FABLAB | 1 << TYPE_COWORKING);
	assert_true(fabs(p->lon + 3.92) < 1e-9);
	assert_int_equal(p->confirmed.year, 2019);
	assert_int_equal(p->website.n, 0);
}

static void excel_keeps_zeros_and_commas(void **state)
{
	struct str whole = written(EXPORT_EXCEL, 1, NULL);
	assert_true(str_find(whole, S(";\"=\"\"01500\"\"\";")) > 0);
	assert_true(str_find(whole, S(";-3,92;")) > 0);
	struct csv t = table(EXPORT_EXCEL, 1);
	assert_text(cell(&t, 0, "code_insee"), "=\"01004\"");
	assert_text(cell(&t, 0, "porteuse_depuis"), "1998");
	struct record_set set;
	assert_null(exchange_read(whole, S("essai"), &arena, &set));
	assert_int_equal(set.record_n, 1);
	assert_text(set.records[0].place.postcode, "01500");
	assert_text(set.records[0].place.insee, "01004");
	assert_true(fabs(set.records[0].place.lon + 3.92) < 1e-9);
}

static json_t *parsed(enum export_format f, size_t n)
{
	struct str s = written(f, n, NULL);
	json_error_t e;
	json_t *root = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, &e);
	if (root == NULL)
		fail_msg("%s, line %d column %d", e.text, e.line, e.column);
	return root;
}

static void geojson_is_one(void **state)
{
	json_t *root = parsed(EXPORT_GEOJSON, 4), *features = json_object_get(root, "features");
	assert_string_equal(json_string_value(json_object_get(root, "type")), "FeatureCollection");
	assert_int_equal(json_array_size(features), 4);
	assert_int_equal(json_array_size(json_object_get(root, "sources")), 2);
	const json_t *first = json_array_get(features, 0), *geometry = json_object_get(first, "geometry");
	const json_t *at = json_object_get(geometry, "coordinates"), *facts = json_object_get(first, "properties");
	assert_true(fabs(json_number_value(json_array_get(at, 0)) + 3.92) < 1e-9);
	assert_true(fabs(json_number_value(json_array_get(at, 1)) - 45.963171) < 1e-9);
	assert_string_equal(json_string_value(json_object_get(facts, "code_postal")), "01500");
	assert_int_equal(json_array_size(json_object_get(facts, "sources")), 2);
	assert_true(json_is_null(json_object_get(json_array_get(features, 1), "geometry")));
	json_decref(root);
}

static void jsonld_names_its_sources(void **state)
{
	json_t *root = parsed(EXPORT_JSONLD, 4), *graph = json_object_get(root, "@graph");
	assert_int_equal(json_array_size(graph), 5);
	const json_t *based = json_object_get(json_array_get(graph, 0), "isBasedOn");
	assert_int_equal(json_array_size(based), 2);
	assert_string_equal(json_string_value(json_object_get(json_array_get(based, 0), "license")), "Licence Ouverte 2.0");
	assert_string_equal(json_string_value(json_object_get(json_array_get(graph, 1), "@id")), "https://exemple.org/lieux/lab-01");
	json_decref(root);
}

static void native_is_read_again(void **state)
{
	struct record_set set;
	for (size_t n = 1; n <= 4; n++) { // of the first alone, the lead of its network is elsewhere
		const struct err *err = exchange_read(written(EXPORT_NATIVE, n, NULL), S("essai"), &arena, &set);
		if (err != NULL)
			fail_msg("%s", err_text(err));
		if (set.refusal_n > 0)
			fail_msg("%.*s", STR_ARG(set.refusals[0].reason));
		assert_int_equal(set.record_n, n);
		assert_text(set.records[0].place.address, "48, Rue Noblemaire; \"2e\" étage");
		assert_int_equal(set.records[0].tie_n, 5);
	}
	assert_text(set.records[1].place.name, "=cmd|' /C calc'!A0");
	json_t *root = parsed(EXPORT_NATIVE, 2);
	assert_int_equal(json_array_size(json_object_get(root, "sources")), 2);
	assert_int_equal(json_array_size(json_object_get(json_object_get(root, "origines"), "lab-01")), 2);
	json_decref(root);
}

static void mednum_holds_what_it_may(void **state)
{
	size_t left_out;
	struct str text = written(EXPORT_MEDNUM, 4, &left_out);
	assert_int_equal(left_out, 3);
	assert_true(str_starts(text, S("id,pivot,nom,commune,")));
	struct csv t = table(EXPORT_MEDNUM, 4);
	assert_int_equal(t.column_n, 32);
	assert_int_equal(t.row_n, 1);
	static const char *const expected[][2] = {
		{"id", "lab-01"}, {"pivot", "35600000000048"}, {"code_postal", "01500"}, {"date_maj", "2019-01-01"},
		{"typologie", "TIERS_LIEUX|ASSO"}, {"formations_labels", "Fabriques de Territoire"}, {"services", ""},
		{"structure_parente", "L'Asso"}, {"longitude", "-3.92"},
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_text(cell(&t, 0, expected[i][0]), expected[i][1]);
}

static void nothing_at_all(void **state)
{
	for (int f = 0; f < EXPORT_COUNT; f++) {
		size_t left_out;
		assert_true(written((enum export_format)f, 0, &left_out).n > 0);
		assert_int_equal(left_out, 0);
	}
	json_decref(parsed(EXPORT_GEOJSON, 0));
	json_decref(parsed(EXPORT_JSONLD, 0));
	json_decref(parsed(EXPORT_NATIVE, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(table_holds_every_fact, setup, reset),
		cmocka_unit_test_setup_teardown(no_cell_is_a_formula, setup, reset),
		cmocka_unit_test_setup_teardown(our_own_table_is_read_again, setup, reset),
		cmocka_unit_test_setup_teardown(excel_keeps_zeros_and_commas, setup, reset),
		cmocka_unit_test_setup_teardown(geojson_is_one, setup, reset),
		cmocka_unit_test_setup_teardown(jsonld_names_its_sources, setup, reset),
		cmocka_unit_test_setup_teardown(native_is_read_again, setup, reset),
		cmocka_unit_test_setup_teardown(mednum_holds_what_it_may, setup, reset),
		cmocka_unit_test_setup_teardown(nothing_at_all, setup, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
