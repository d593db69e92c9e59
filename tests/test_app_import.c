// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports on both engines: the starter network, the same file twice, changed values, what is shown and why.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/import.h"
#include "app/slug.h"
#include "base/embed.h"
#include "engine.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "exchange/export.h"
#include "store/atlas.h"
#include "store/store.h"

static struct import_report take(struct db *db, struct str bytes, const char *key)
{
	struct arena arena = {0};
	struct record_set set;
	struct import_report report;
	ok(exchange_read(bytes, str_of(key), &arena, &set));
	assert_int_equal(set.refusal_n, 0);
	enrich_records(&set, &arena);
	ok(db_begin(db));
	ok(import_run(db, &set, NULL, NULL, &arena, &report));
	ok(db_commit(db));
	arena_release(&arena);
	return report;
}

static struct import_report take_shipped(struct db *db, const char *file, const char *key)
{
	struct arena arena = {0};
	const struct embed_file *f = embed_find(str_of(file));
	assert_non_null(f);
	struct import_report r = take(db, embed_plain(f, &arena), key);
	arena_release(&arena);
	return r;
}

static void take_starter(struct db *db)
{
	take_shipped(db, "data/fabriques-de-territoire-2024.geojson", "fabriques-de-territoire-2024");
	take_shipped(db, "data/manufactures-de-proximite-2024.geojson", "manufactures-de-proximite-2024");
	take_shipped(db, "data/tiers-lieux-2019.csv", "tiers-lieux-2019");
	take_shipped(db, "data/fablabs-bretagne-2020.geojson", "fablabs-bretagne-2020");
	take_shipped(db, "data/documents-de-depart.json", "documents-de-depart");
}

static struct atlas *load(struct db *db)
{
	struct atlas *a;
	ok(store_atlas_load(db, &a));
	return a;
}

static const struct place *called(const struct atlas *a, const char *source, const char *identifier)
{
	int32_t at = atlas_source(a, str_of(source));
	for (uint32_t i = 0; i < a->place_n; i++)
		for (unsigned k = 0; k < a->places[i].origin_n; k++)
			if (a->places[i].origins[k].source == at && str_eqz(a->places[i].origins[k].identifier, identifier))
				return &a->places[i];
	fail_msg("nobody is %s of %s", identifier, source);
	return NULL;
}

static void assert_text(struct str s, const char *expected)
{
	if (!str_eqz(s, expected))
		fail_msg("« %.*s » instead of « %s »", STR_ARG(s), expected);
}

static void each_place_once(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_starter(e->db);
	struct atlas *a = load(e->db);
	print_message("%u places, %lld proposals\n", a->place_n,
		      (long long)engine_int(e->db, "n", "SELECT count(*) FROM duplicate"));
	const struct place *konk = called(a, "fabriques-de-territoire-2024", "fabt-13");
	assert_ptr_equal(konk, called(a, "tiers-lieux-2019", "1452"));
	assert_ptr_equal(konk, called(a, "fablabs-bretagne-2020", "77"));
	assert_ptr_equal(konk, called(a, "documents-de-depart", "konk-ar-lab"));
	assert_text(konk->name, "Konk Ar Lab"); // the network's own documents say so
	assert_text(konk->slug, "konk-ar-lab"); // the address follows the name, the old one leads there
	assert_ptr_equal(atlas_place(a, S("konk-ar-lab-le-fablab-de-la-baie")), konk);
	assert_true(str_find(konk->other_names, S("Le FabLab de la Baie")) >= 0);
	// One page, one door, and one name the beginning of the other.
	assert_ptr_equal(called(a, "fablabs-bretagne-2020", "42"), called(a, "documents-de-depart", "la-fabrique-du-loch"));
	assert_ptr_equal(called(a, "tiers-lieux-2019", "1265"), called(a, "documents-de-depart", "la-fabrique-du-loch"));
	assert_text(konk->address, "2 rue des Charmes, Kérandon");
	assert_false(konk->at_centre);
	assert_true(konk->types & 1 << TYPE_FABLAB);
	assert_int_equal(konk->label_n, 1);
	assert_int_equal(konk->labels[0].date.year, 2020); // the label file knows no year, the documents do
	assert_int_equal(konk->confirmed.year, 2024);
	assert_text(a->sources[konk->confirmed_by].key, "fabriques-de-territoire-2024");
	// One name, two towns.
	assert_ptr_not_equal(called(a, "fabriques-de-territoire-2024", "fabt-43"), called(a, "fabriques-de-territoire-2024", "fabt-22"));
	assert_ptr_equal(called(a, "fabriques-de-territoire-2024", "fabt-43"), called(a, "documents-de-depart", "la-machinerie-amiens"));
	int32_t amiens = atlas_network(a, S("consortium-amiens"));
	assert_true(amiens >= 0 && a->networks[amiens].member_n == 6);
	assert_ptr_equal(&a->places[a->networks[amiens].lead], called(a, "documents-de-depart", "la-machinerie-amiens"));
	struct str *problems;
	size_t n;
	struct arena arena = {0};
	ok(store_check(e->db, &arena, &problems, &n));
	if (n > 0)
		fail_msg("%.*s", STR_ARG(problems[0]));
	arena_release(&arena);
	atlas_free(a);
}

static void twice_changes_nothing(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_starter(e->db);
	int64_t before = engine_int(e->db, "changes", "SELECT count(*) FROM change");
	static const char *const again[][2] = {
		{"data/fabriques-de-territoire-2024.geojson", "fabriques-de-territoire-2024"},
		{"data/manufactures-de-proximite-2024.geojson", "manufactures-de-proximite-2024"},
		{"data/tiers-lieux-2019.csv", "tiers-lieux-2019"},
		{"data/fablabs-bretagne-2020.geojson", "fablabs-bretagne-2020"},
		{"data/documents-de-depart.json", "documents-de-depart"},
	};
	for (size_t i = 0; i < sizeof again / sizeof again[0]; i++) {
		struct import_report r = take_shipped(e->db, again[i][0], again[i][1]);
		if (r.created + r.changed != 0)
			fail_msg("%s: %zu made, %zu changed", again[i][1], r.created, r.changed);
	}
	assert_int_equal(engine_int(e->db, "changes", "SELECT count(*) FROM change"), before);
}

static void new_values_are_taken(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take(e->db, S("id,nom,commune,cp,adresse,web,date_maj\n1,Le Cube,Allonnes,72700,3 rue A,http://a.fr,2020-01-01\n"), "un");
	struct import_report r =
		take(e->db, S("id,nom,commune,cp,adresse,web,date_maj\n1,Le Cube,Allonnes,72700,4 rue B,,2021-01-01\n2,Le Dé,Allonnes,72700,,,\n"), "un");
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.created, 1);
	struct atlas *a = load(e->db);
	const struct place *p = called(a, "un", "1");
	assert_text(p->address, "4 rue B");
	assert_text(p->website, ""); // the source took it back
	assert_int_equal(p->confirmed.year, 2021);
	assert_text(p->slug, "le-cube");
	atlas_free(a);
	// Another source, older: its street is kept as a fact but not shown; its website is.
	r = take(e->db, S("id,nom,commune,cp,adresse,web,date_maj\nx,Le Cube,Allonnes,72700,4 rue B,http://cube.fr,2010-01-01\n"), "deux");
	assert_int_equal(r.merged, 1);
	a = load(e->db);
	p = called(a, "deux", "x");
	assert_ptr_equal(p, called(a, "un", "1"));
	assert_text(p->website, "http://cube.fr");
	assert_int_equal(p->confirmed.year, 2021);
	assert_text(a->sources[p->confirmed_by].key, "un");
	assert_int_equal(p->origin_n, 2);
	atlas_free(a);
}

// A file that says something new of a network, a label, an action, a structure or itself, but of no place, is followed too.
static void words_about_ties_are_a_change(void **state)
{
	struct engine *e = *state;
	static const char file_of[] =
		"{\"maille\":1,\"source\":{\"cle\":\"r\",\"titre\":\"R\"},\"reseaux\":[{\"cle\":\"rff\",\"nom\":\"RFF\"%s}],"
		"\"labels\":[{\"cle\":\"l\",\"nom\":\"L\"%s}],\"actions\":[{\"cle\":\"a\",\"nom\":\"A\"%s}],"
		"\"structures\":[{\"cle\":\"s\",\"nom\":\"S\"%s}],"
		"\"lieux\":[{\"identifiant\":\"a\",\"nom\":\"Le Cube\",\"commune\":\"Allonnes\",\"code_postal\":\"72700\"}]}";
	static const char *const more[][4] = {
		{"", "", "", ""}, {",\"presentation\":\"Un réseau\"", "", "", ""}, {",\"chef_de_file\":\"a\"", "", "", ""},
		{",\"consortium\":true", "", "", ""}, {"", ",\"presentation\":\"Un label\"", "", ""},
		{"", "", ",\"presentation\":\"Une action\"", ""}, {"", "", "", ",\"nature\":\"association\""},
	};
	ok(store_migrate(e->db, NULL));
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		struct buf file = {0};
		buf_addf(&file, file_of, more[i][0], more[i][1], more[i][2], more[i][3]);
		int64_t before = engine_int(e->db, "changes", "SELECT count(*) FROM change");
		take(e->db, buf_str(&file), "r");
		int64_t after = engine_int(e->db, "changes", "SELECT count(*) FROM change");
		assert_int_equal(after - before, i == 0 ? 2 : 1); // the place itself, and the import
		take(e->db, buf_str(&file), "r");
		assert_int_equal(engine_int(e->db, "changes", "SELECT count(*) FROM change"), after);
		buf_release(&file);
	}
	take(e->db, S("id,nom,commune,cp\na,Le Cube,Allonnes,72700\n"), "r"); // a table says nothing of itself
	struct atlas *a = load(e->db);
	assert_text(a->sources[0].title, "R");
	atlas_free(a);
}

static void slugs_are_short_and_unique(void **state)
{
	struct arena arena = {0};
	struct map taken = {0};
	assert_text(slug_unique(&taken, S("La FABrique du Loch"), S("Auray"), &arena), "la-fabrique-du-loch");
	assert_text(slug_unique(&taken, S("La Machinerie"), S("Amiens"), &arena), "la-machinerie");
	assert_text(slug_unique(&taken, S("La Machinerie"), S("Grenoble"), &arena), "la-machinerie-grenoble");
	assert_text(slug_unique(&taken, S("La Machinerie"), S("Grenoble"), &arena), "la-machinerie-grenoble-2");
	assert_text(slug_unique(&taken, S("La Machinerie"), S("Grenoble"), &arena), "la-machinerie-grenoble-3");
	assert_text(slug_unique(&taken, S("L’Œuvre @ Noël !"), S(""), &arena), "l-oeuvre-a-noel");
	assert_text(slug_unique(&taken, S("***"), S(""), &arena), "lieu");
	map_release(&taken);
	arena_release(&arena);
}

static void what_is_written_is_read_back(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_starter(e->db);
	struct atlas *a = load(e->db);
	struct buf first = {0};
	struct arena arena = {0};
	uint32_t *all = arena_array(&arena, a->place_n, sizeof *all);
	for (uint32_t i = 0; i < a->place_n; i++)
		all[i] = i;
	export_write(EXPORT_NATIVE, &(struct export){.atlas = a, .places = all, .n = a->place_n, .date = {2026, 0, 0}}, &first, NULL);
	struct record_set set;
	ok(exchange_read(buf_str(&first), S("x"), &arena, &set));
	assert_int_equal(set.refusal_n, 0);
	assert_int_equal(set.record_n, a->place_n);
	for (uint32_t i = 0; i < a->place_n; i++) {
		const struct place *was = &a->places[i], *is = &set.records[i].place;
		for (size_t k = 0; k < place_field_n; k++) {
			const struct field *f = &place_fields[k];
			if (f->type == FIELD_REAL ? fabs(was->lat - is->lat) > 1e-6 || fabs(was->lon - is->lon) > 1e-6 : !field_same(f, was, is))
				fail_msg("%.*s of %.*s", STR_ARG(str_of(f->key)), STR_ARG(was->slug));
		}
		assert_int_equal(set.records[i].tie_n, was->label_n + was->engagement_n + was->membership_n + was->tie_n);
	}
	arena_release(&arena);
	buf_release(&first);
	atlas_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slugs_are_short_and_unique),
		ENGINES(each_place_once),
		ENGINES(twice_changes_nothing),
		ENGINES(new_values_are_taken),
		ENGINES(words_about_ties_are_a_change),
		cmocka_unit_test_setup_teardown(what_is_written_is_read_back, engine_sqlite, engine_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
