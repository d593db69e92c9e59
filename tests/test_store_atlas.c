// SPDX-License-Identifier: AGPL-3.0-or-later
// What is written through the store is what the atlas holds, on both engines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "model/field.h"
#include "store/action.h"
#include "store/atlas.h"
#include "store/change.h"
#include "store/duplicate.h"
#include "store/fact.h"
#include "store/label.h"
#include "store/network.h"
#include "store/org.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

static struct arena arena;
static struct source seeds, mission;

static struct place place(int64_t id, const char *slug, const char *name)
{
	struct place p = place_none();
	p.id = id;
	p.slug = str_of(slug);
	p.name = str_of(name);
	return p;
}

static void add_place(struct db *d, struct place p)
{
	ok(store_place_insert(d, &(struct place_row){&p, p.confirmed.year ? seeds.id : 0}, 1));
}

// Two sources, three places, inside a transaction that is left open.
static struct db *begin(void **state)
{
	struct db *d = ((struct engine *)*state)->db;
	ok(store_migrate(d, NULL));
	ok(db_begin(d));
	seeds = (struct source){.key = S("documents-de-depart"), .title = S("Documents de départ"), .licence = S("CC BY-SA"), .date = {2021, 3, 0}};
	mission = (struct source){.key = S("tiers-lieux-2019")};
	ok(store_source_put(d, &seeds));
	ok(store_source_put(d, &mission));
	struct place konk = place(1, "konk-ar-lab", "Konk Ar Lab");
	konk.other_names = S("Le FabLab de la Baie; L'« établi » d'à côté");
	konk.address = S("1 rue \"Maréchal\"\tFoch");
	konk.postcode = S("29900");
	konk.commune = S("Concarneau");
	konk.insee = S("29039");
	konk.lat = 47.87500000000001;
	konk.lon = -3.9;
	konk.types = 1u << TYPE_FABLAB | 1u << TYPE_COWORKING;
	konk.summary = S("Un fablab 🧵");
	konk.description = S("# Titre\n\n* un\n* deux");
	konk.website = S("https://exemple.fr");
	konk.document = S("https://exemple.fr/d.pdf");
	konk.qpv = NO;
	konk.digital = YES;
	konk.holder_since = 1982;
	konk.phone = S("02 98 97 00 00");
	konk.email = S("bonjour@exemple.fr");
	konk.hours = S("Mo-Fr 09:00-18:00");
	konk.videos = S("https://a.fr/1\nhttps://b.fr/2");
	konk.criteria = S("ancrage: la ville");
	konk.confirmed = (struct date){2021, 3, 0};
	add_place(d, konk);
	add_place(d, place(2, "la-machinerie-amiens", "La Machinerie"));
	struct place closed = place(7, "argonaute", "[ma]FAT");
	closed.state = PLACE_CLOSED;
	closed.at_centre = true;
	add_place(d, closed);
	return d;
}

static struct atlas *commit_and_load(struct db *d)
{
	struct atlas *a;
	ok(db_commit(d));
	ok(store_atlas_load(d, &a));
	return a;
}

#define assert_str(s, z) assert_string_equal(arena_z(&arena, (s)), (z))

static void test_empty(void **state)
{
	struct db *d = ((struct engine *)*state)->db;
	struct atlas *a;
	ok(store_migrate(d, NULL));
	ok(store_atlas_load(d, &a));
	assert_int_equal(a->place_n + a->source_n + a->label_n + a->action_n + a->network_n + a->org_n, 0);
	assert_int_equal(a->change, 0);
	assert_null(atlas_place(a, S("rien")));
	atlas_free(a);
}

// Positions are 16 bits wide: more labels than that would be taken for each other.
static void test_too_many(void **state)
{
	struct db *d = ((struct engine *)*state)->db;
	struct atlas *a;
	ok(store_migrate(d, NULL));
	ok(db_script(d, S("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 65535) "
			  "INSERT INTO label (id, key, name) SELECT i, 'l' || i, 'L' FROM n")));
	refused(store_atlas_load(d, &a), ERR_DB, "65535 rows");
	assert_null(a);
}

static void test_places(void **state)
{
	struct db *d = begin(state);
	int64_t next;
	ok(store_next_id(d, STORE_PLACE, &next));
	assert_int_equal(next, 8);
	struct atlas *a = commit_and_load(d);
	assert_int_equal(a->place_n, 3);
	const struct place *p = atlas_place(a, S("konk-ar-lab"));
	assert_non_null(p);
	assert_int_equal(p->id, 1);
	assert_str(p->name, "Konk Ar Lab");
	assert_str(p->other_names, "Le FabLab de la Baie; L'« établi » d'à côté");
	assert_str(p->address, "1 rue \"Maréchal\"\tFoch");
	assert_str(p->postcode, "29900");
	assert_str(p->commune, "Concarneau");
	assert_true(p->commune_at != NONE);
	assert_true(p->lat == 47.87500000000001 && p->lon == -3.9 && !p->at_centre);
	assert_int_equal(p->types, 1u << TYPE_FABLAB | 1u << TYPE_COWORKING);
	assert_str(p->summary, "Un fablab 🧵");
	assert_str(p->description, "# Titre\n\n* un\n* deux");
	assert_str(p->website, "https://exemple.fr");
	assert_str(p->document, "https://exemple.fr/d.pdf");
	assert_int_equal(p->qpv, NO);
	assert_int_equal(p->digital, YES);
	assert_int_equal(p->holder_since, 1982);
	assert_str(p->phone, "02 98 97 00 00");
	assert_str(p->email, "bonjour@exemple.fr");
	assert_str(p->hours, "Mo-Fr 09:00-18:00");
	assert_str(p->videos, "https://a.fr/1\nhttps://b.fr/2");
	assert_str(p->criteria, "ancrage: la ville");
	assert_int_equal(date_cmp(p->confirmed, (struct date){2021, 3, 0}), 0);
	assert_str(a->sources[p->confirmed_by].key, "documents-de-depart");
	assert_str(a->sources[p->confirmed_by].licence, "CC BY-SA");
	assert_str(a->sources[1].title, "tiers-lieux-2019"); // for want of a title, its key

	p = atlas_place(a, S("la-machinerie-amiens"));
	for (size_t i = 0; i < place_field_n; i++)
		assert_true(place_fields[i].required || field_empty(&place_fields[i], p));
	assert_int_equal(p->commune_at, NONE);
	assert_int_equal(p->state, PLACE_OPEN);
	p = atlas_place(a, S("argonaute"));
	assert_int_equal(p->state, PLACE_CLOSED);
	assert_true(p->at_centre);
	atlas_free(a);
}

// A place that was merged is not shown; its addresses, old ones too, lead to the one that took it in, step by step.
static void test_gone(void **state)
{
	struct db *d = begin(state);
	struct source *x = &seeds;
	ok(store_origin_put(d, (struct origin_row[]){{1, x->id, S("a"), {0}}, {2, x->id, S("b"), {0}}, {7, x->id, S("c"), {0}}}, 3));
	ok(store_slug_put(d, &(struct slug_row){S("machinerie"), 2}, 1));
	ok(db_script(d, S("UPDATE place SET gone = 'fusionne', gone_to = 7 WHERE id = 2; "
			  "UPDATE place SET gone = 'fusionne', gone_to = 1 WHERE id = 7")));
	struct atlas *a = commit_and_load(d);
	assert_int_equal(a->place_n, 1);
	assert_int_equal(a->places[0].origin_n, 1);
	static const char *const slugs[] = {"konk-ar-lab", "la-machinerie-amiens", "machinerie", "argonaute"};
	for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++)
		assert_ptr_equal(atlas_place(a, str_of(slugs[i])), &a->places[0]);
	atlas_free(a);
	ok(db_script(d, S("UPDATE place SET gone_to = 2 WHERE id = 7; UPDATE place SET gone = 'retire', gone_to = NULL WHERE id = 1")));
	ok(store_atlas_load(d, &a)); // a ring, and one taken back
	assert_int_equal(a->place_n, 0);
	for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++)
		assert_null(atlas_place(a, str_of(slugs[i])));
	atlas_free(a);
}

// What is unknown is NULL in the columns: a person who reads them is not misled by empty texts.
static void test_unknown_is_null(void **state)
{
	struct db *d = begin(state);
	assert_int_equal(engine_int(d, "nulls", "SELECT count(*) FROM place WHERE id = 2 AND other_names IS NULL AND address IS NULL "
						"AND lat IS NULL AND types IS NULL AND qpv IS NULL AND confirmed IS NULL"), 1);
	assert_int_equal(engine_int(d, "readable", "SELECT count(*) FROM place WHERE id = 1 AND types = 'coworking|fablab' AND "
						   "qpv = 'non' AND confirmed = '2021-03' AND state = 'ouvert'"), 1);
	db_rollback(d);
	assert_int_equal(engine_int(d, "none_left", "SELECT count(*) FROM place"), 0);
}

static void test_ties(void **state)
{
	struct db *d = begin(state);
	struct label fdt = {.key = S("fabrique-de-territoire"), .name = S("Fabrique de territoire")}, again = {.key = S("fabrique-de-territoire")};
	ok(store_label_put(d, &fdt));
	ok(store_label_put(d, &again));
	assert_int_equal(fdt.id, again.id);
	struct action form = {.key = S("former"), .name = S("Former"), .category_key = S("formation"), .category = S("Formation")};
	struct action alone = {.key = S("compost"), .name = S("Compost")};
	struct action second = {.key = S("tutorer"), .name = S("Tutorer"), .category_key = S("formation")};
	ok(store_action_put(d, &form));
	ok(store_action_put(d, &alone));
	ok(store_action_put(d, &second));
	struct network amiens = {.key = S("consortium-amiens"), .name = S("Consortium d'Amiens"), .consortium = true};
	struct network rff = {.key = S("rff"), .name = S("RFF"), .lead_name = S("Réseau français des fablabs")};
	ok(store_network_put(d, &amiens));
	ok(store_network_put(d, &rff));
	ok(store_network_put(d, &(struct network){.key = S("consortium-amiens"), .url = S("https://a.fr")}));
	ok(store_network_lead(d, amiens.id, 2));
	struct org asso = {.key = S("bricoles"), .name = S("Bricoles"), .holder_kind = HOLDER_ASSOCIATION};
	struct org town = {.key = S("ville"), .name = S("La Ville"), .holder_kind = NONE};
	ok(store_org_put(d, &asso));
	ok(store_org_put(d, &town));

	struct label_row labels[] = {{7, fdt.id, mission.id, {2019, 0, 0}}, {1, fdt.id, seeds.id, {2020, 5, 1}}};
	ok(store_place_label_put(d, labels, 2));
	ok(store_place_label_put(d, labels, 2));
	struct engagement_row engagements[] = {
		{2, form.id, seeds.id, STAGE_DOES, {0}, S("depuis \"toujours\"")},
		{2, alone.id, seeds.id, STAGE_WANTS, {0}, STR_NONE},
		{1, form.id, seeds.id, STAGE_WANTS, {2020, 0, 0}, STR_NONE},
		{1, form.id, seeds.id, STAGE_STARTED, {2021, 1, 0}, STR_NONE}, // one stage per place and action: the last
	};
	ok(store_engagement_put(d, engagements, 4));
	struct membership_row members[] = {
		{7, amiens.id, seeds.id, S("l'accueil")}, {2, amiens.id, seeds.id, STR_NONE}, {1, amiens.id, seeds.id, S("le fil")}, {1, rff.id, seeds.id, STR_NONE}};
	ok(store_membership_put(d, members, 4));
	struct tie_row ties[] = {
		{1, town.id, seeds.id, false, PARTNER_PUBLIC, S("médiation depuis 2015")}, {1, asso.id, seeds.id, true, NONE, STR_NONE}};
	ok(store_tie_put(d, ties, 2));
	struct origin_row origins[] = {
		{1, mission.id, S("b"), {2019, 0, 0}}, {1, mission.id, S("a"), {2019, 0, 0}}, {1, seeds.id, S("konk"), {2021, 3, 0}}, {7, mission.id, S("a"), {0}}};
	ok(store_origin_insert(d, origins, 4));
	ok(store_origin_put(d, origins, 1));

	struct atlas *a = commit_and_load(d);
	const struct place *konk = atlas_place(a, S("konk-ar-lab")), *machinerie = atlas_place(a, S("la-machinerie-amiens"));
	const struct place *fat = atlas_place(a, S("argonaute"));
	assert_int_equal(konk->label_n, 1);
	assert_int_equal(konk->labels[0].date.day, 1);
	assert_str(a->sources[fat->labels[0].source].key, "tiers-lieux-2019");
	assert_int_equal(machinerie->label_n, 0);

	assert_int_equal(a->action_n, 3); // by category: formation has two, compost stands alone
	assert_str(a->actions[0].name, "Former");
	assert_str(a->actions[1].name, "Tutorer");
	assert_str(a->actions[1].category, "Formation");
	assert_str(a->actions[2].category, "Compost");
	assert_int_equal(konk->engagement_n, 1);
	assert_int_equal(konk->engagements[0].stage, STAGE_STARTED);
	assert_int_equal(konk->engagements[0].since.month, 1);
	assert_int_equal(machinerie->engagement_n, 2);
	assert_str(machinerie->engagements[0].note, "depuis \"toujours\"");
	assert_int_equal(machinerie->engagements[1].action, atlas_action(a, S("compost")));
	assert_int_equal(machinerie->engagements[1].stage, STAGE_WANTS);

	const struct network *n = &a->networks[atlas_network(a, S("consortium-amiens"))];
	assert_true(n->consortium);
	assert_str(n->url, "https://a.fr");
	assert_str(n->name, "Consortium d'Amiens");
	assert_ptr_equal(&a->places[n->lead], machinerie);
	assert_int_equal(n->member_n, 3);
	assert_ptr_equal(&a->places[n->members[0]], fat); // by name: [ma]FAT, Konk, La Machinerie
	assert_ptr_equal(&a->places[n->members[2]], machinerie);
	assert_true(machinerie->memberships[0].lead && !konk->memberships[0].lead);
	assert_str(konk->memberships[0].role, "le fil");
	n = &a->networks[atlas_network(a, S("rff"))];
	assert_int_equal(n->lead, NONE);
	assert_str(n->lead_name, "Réseau français des fablabs");

	assert_int_equal(konk->tie_n, 2);
	assert_true(konk->ties[0].holder && !konk->ties[1].holder);
	assert_str(a->orgs[konk->ties[0].org].name, "Bricoles");
	assert_int_equal(a->orgs[konk->ties[0].org].holder_kind, HOLDER_ASSOCIATION);
	assert_int_equal(a->orgs[konk->ties[1].org].holder_kind, NONE);
	assert_int_equal(konk->ties[1].partner_kind, PARTNER_PUBLIC);
	assert_int_equal(konk->ties[0].partner_kind, NONE);
	assert_str(konk->ties[1].note, "médiation depuis 2015");

	assert_int_equal(konk->origin_n, 3);
	assert_str(konk->origins[0].identifier, "konk");
	assert_str(konk->origins[1].identifier, "a");
	assert_int_equal(a->sources[0].place_n, 1);
	assert_int_equal(a->sources[1].place_n, 2);
	atlas_free(a);
}

static void test_facts(void **state)
{
	struct db *d = begin(state);
	struct fact_row rows[] = {
		{1, seeds.id, "nom", S("Konk Ar Lab"), {2021, 3, 0}},
		{1, mission.id, "nom", S("KONK AR LAB"), {2019, 0, 0}},
		{1, mission.id, "adresse", S("1 rue \\ \"x\""), {0}},
		{2, mission.id, "nom", S("La Machinerie"), {0}},
	};
	struct fact_row *list;
	size_t n;
	ok(store_fact_insert(d, rows, 4));
	rows[1].value = S("Konk");
	ok(store_fact_put(d, &rows[1], 1));
	ok(store_fact_delete(d, &rows[3], 1));
	ok(db_commit(d));
	ok(store_fact_list(d, 1, &arena, &list, &n));
	assert_int_equal(n, 3);
	assert_string_equal(list[0].field, "adresse");
	assert_str(list[0].value, "1 rue \\ \"x\"");
	assert_int_equal(list[0].date.year, 0);
	assert_str(list[1].value, "Konk Ar Lab"); // newest first
	assert_int_equal(list[1].date.month, 3);
	assert_str(list[2].value, "Konk");
	ok(store_fact_of_source(d, mission.id, &arena, &list, &n));
	assert_int_equal(n, 2);
	refused(store_fact_insert(d, &rows[0], 1), ERR_DB, "it is there already");
}

static void test_renaming(void **state)
{
	struct db *d = begin(state);
	struct place p = place(2, "la-machinerie", "La Machinerie");
	ok(store_place_update(d, &(struct place_row){&p, 0}, 1));
	p.slug = S("machinerie");
	ok(store_place_update(d, &(struct place_row){&p, 0}, 1));
	p.slug = S("la-machinerie-amiens"); // back to the first
	ok(store_place_update(d, &(struct place_row){&p, 0}, 1));
	ok(store_slug_put(d, &(struct slug_row){S("konk"), 1}, 1));
	struct atlas *a = commit_and_load(d);
	assert_str(atlas_place(a, S("la-machinerie"))->slug, "la-machinerie-amiens");
	assert_str(atlas_place(a, S("machinerie"))->slug, "la-machinerie-amiens");
	assert_str(atlas_place(a, S("la-machinerie-amiens"))->slug, "la-machinerie-amiens");
	assert_str(atlas_place(a, S("konk"))->slug, "konk-ar-lab");
	atlas_free(a);
	assert_int_equal(engine_int(d, "old_slugs", "SELECT count(*) FROM place_slug"), 3);
}

static void test_duplicates(void **state)
{
	struct db *d = begin(state);
	struct str reasons[] = {S("même nom"), S("à 80 m; même rue")};
	struct duplicate_row rows[] = {{7, 1, 0.75, reasons, 2}, {1, 2, 0.9, reasons, 1}}, *list;
	size_t n;
	ok(store_duplicate_put(d, rows, 2));
	rows[0].confidence = 0.95;
	ok(store_duplicate_put(d, rows, 1));
	ok(store_duplicate_list(d, &arena, &list, &n));
	assert_int_equal(n, 2);
	assert_true(list[0].a == 1 && list[0].b == 7 && list[0].confidence == 0.95);
	assert_int_equal(list[0].reason_n, 2);
	assert_str(list[0].reasons[1], "à 80 m; même rue");
	assert_int_equal(list[1].reason_n, 1);
	ok(db_script(d, S("UPDATE duplicate SET state = 'distincts' WHERE b = 7")));
	ok(store_duplicate_put(d, rows, 1)); // what a person decided stays
	ok(store_duplicate_list(d, &arena, &list, &n));
	assert_int_equal(n, 1);
	rows[0].b = 7;
	refused(store_duplicate_put(d, rows, 1), ERR_DB, "a value is not allowed");
}

static void test_changes(void **state)
{
	struct db *d = begin(state);
	struct change_row rows[] = {
		{.what = S("import"), .source = mission.id, .after = S("3 lieux")},
		{.what = S("lieu-cree"), .place = 1, .made_by = S("nadia"), .before = S("nom: a\nqpv: oui"), .after = S("nom: b")},
	}, *list;
	size_t n;
	int64_t last;
	ok(store_change_last(d, &last));
	assert_int_equal(last, 0);
	ok(store_change_append(d, rows, 2));
	ok(store_change_append(d, rows, 1));
	struct atlas *a = commit_and_load(d);
	assert_int_equal(a->change, 3);
	atlas_free(a);
	ok(store_change_list(d, 2, &arena, &list, &n));
	assert_int_equal(n, 2);
	assert_int_equal(list[0].number, 3);
	assert_int_equal(list[1].place, 1);
	assert_str(list[1].before, "nom: a\nqpv: oui");
	assert_str(list[1].made_by, "nadia");
	assert_int_equal(list[1].made_at.n, 20);
	assert_int_equal(list[0].source, mission.id);
}

static void check_refused(void **state, struct place p, const char *says)
{
	struct engine *e = *state;
	ok(db_begin(e->db));
	refused(store_place_insert(e->db, &(struct place_row){&p, 0}, 1), ERR_DB, says);
	db_rollback(e->db);
}

static void test_constraints(void **state)
{
	struct db *d = begin(state);
	ok(db_commit(d));
	check_refused(state, place(1, "autre", "Autre"), "it is there already");
	check_refused(state, place(8, "konk-ar-lab", "Autre"), "it is there already");
	check_refused(state, place(8, "", "Autre"), "a value is not allowed");
	check_refused(state, place(8, "autre", ""), "a value is not allowed");
	struct place p = place(8, "autre", "Autre");
	p.insee = S("123");
	check_refused(state, p, "a value is not allowed");
	p = place(8, "autre", "Autre");
	p.lat = 91;
	p.lon = 0;
	check_refused(state, p, "a value is not allowed");
	ok(db_begin(d));
	refused(store_origin_put(d, &(struct origin_row){99, seeds.id, S("x"), {0}}, 1), ERR_DB, "something that is not there");
	refused(db_commit(d), ERR_DB, "nothing was written");
	ok(db_begin(d));
	refused(store_fact_insert(d, &(struct fact_row){1, seeds.id, "", S("x"), {0}}, 1), ERR_DB, "a value is not allowed");
	db_rollback(d);
	assert_int_equal(engine_int(d, "places", "SELECT count(*) FROM place"), 3);
}

static void test_check(void **state)
{
	struct db *d = begin(state);
	struct str *problems;
	size_t n;
	ok(store_change_append(d, &(struct change_row){.what = S("import")}, 1));
	for (int64_t i = 0; i < 3; i++) {
		int64_t id = (int64_t[]){1, 2, 7}[i];
		ok(store_origin_put(d, &(struct origin_row){id, seeds.id, S("x"), {0}}, 1));
		ok(store_fact_insert(d, &(struct fact_row){id, seeds.id, "nom", S("Un nom"), {0}}, 1));
	}
	ok(db_commit(d));
	ok(store_check(d, &arena, &problems, &n));
	assert_int_equal(n, 0);
	ok(db_script(d, S("DELETE FROM fact WHERE place = 7; INSERT INTO place_slug (slug, place) VALUES ('argonaute', 1)")));
	ok(store_check(d, &arena, &problems, &n));
	assert_int_equal(n, 2);
	assert_str(problems[0], "anciennes adresses qui sont aussi celle d’un lieu : 1");
	assert_str(problems[1], "lieux dont aucune source ne dit le nom : 1");
}

static int release(void **state)
{
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(test_empty), ENGINES(test_too_many), ENGINES(test_places), ENGINES(test_gone),
		ENGINES(test_unknown_is_null), ENGINES(test_ties), ENGINES(test_facts),
		ENGINES(test_renaming), ENGINES(test_duplicates), ENGINES(test_changes), ENGINES(test_constraints), ENGINES(test_check),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
