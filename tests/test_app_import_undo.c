// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports on both engines: taken back and done again, what teams said since stays, trust, rows refused alone, decisions.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/import.h"
#include "engine.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "store/atlas.h"
#include "store/change.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

static struct import_report take_as(struct db *db, struct str bytes, const char *key, const struct import_request *how)
{
	struct arena arena = {0};
	struct record_set set;
	struct import_report report;
	struct import_request req = how != NULL ? *how : (struct import_request){0};
	ok(exchange_read(bytes, str_of(key), &arena, &set));
	enrich_records(&set, &arena);
	req.set = &set;
	ok(db_begin(db));
	ok(import_run_as(db, &req, NULL, NULL, &arena, &report));
	ok(db_commit(db));
	arena_release(&arena);
	return report;
}

static struct import_report take(struct db *db, struct str bytes, const char *key)
{
	return take_as(db, bytes, key, NULL);
}

static struct undo_report undo(struct db *db, const char *key, enum undo_outcome expected)
{
	struct arena arena = {0};
	struct undo_report report;
	enum undo_outcome outcome;
	ok(db_begin(db));
	ok(import_undo_in(db, NULL, str_of(key), 0, &arena, &report, &outcome));
	ok(db_commit(db));
	assert_int_equal(outcome, expected);
	arena_release(&arena);
	return report;
}

static struct atlas *load(struct db *db)
{
	struct atlas *a;
	ok(store_atlas_load(db, &a));
	return a;
}

static const struct place *named(const struct atlas *a, const char *name)
{
	for (uint32_t i = 0; i < a->place_n; i++)
		if (str_eqz(a->places[i].name, name))
			return &a->places[i];
	return NULL;
}

static void assert_text(struct str s, const char *expected)
{
	if (!str_eqz(s, expected))
		fail_msg("« %.*s » instead of « %s »", STR_ARG(s), expected);
}

// Everything that is shown, as text.
static char *picture_of(struct db *db)
{
	struct atlas *a = load(db);
	struct buf b = {0};
	for (uint32_t i = 0; i < a->place_n; i++) {
		const struct place *p = &a->places[i];
		buf_addf(&b, "%.*s %d\n", STR_ARG(p->slug), p->state);
		for (size_t k = 0; k < place_field_n; k++) {
			buf_addf(&b, " %s=", place_fields[k].key);
			field_write(&place_fields[k], p, &b);
		}
		for (unsigned k = 0; k < p->label_n; k++)
			buf_addf(&b, " L%.*s/%d/%.*s", STR_ARG(a->labels[p->labels[k].label].key), p->labels[k].date.year,
				 STR_ARG(a->sources[p->labels[k].source].key));
		for (unsigned k = 0; k < p->engagement_n; k++)
			buf_addf(&b, " A%.*s/%d/%.*s/%.*s", STR_ARG(a->actions[p->engagements[k].action].key), p->engagements[k].stage,
				 STR_ARG(p->engagements[k].note), STR_ARG(a->sources[p->engagements[k].source].key));
		for (unsigned k = 0; k < p->membership_n; k++)
			buf_addf(&b, " N%.*s/%.*s", STR_ARG(a->networks[p->memberships[k].network].key), STR_ARG(p->memberships[k].role));
		for (unsigned k = 0; k < p->tie_n; k++)
			buf_addf(&b, " S%.*s/%d", STR_ARG(a->orgs[p->ties[k].org].key), p->ties[k].holder);
		for (unsigned k = 0; k < p->origin_n; k++)
			buf_addf(&b, " O%.*s:%.*s", STR_ARG(a->sources[p->origins[k].source].key), STR_ARG(p->origins[k].identifier));
		buf_addc(&b, '\n');
	}
	atlas_free(a);
	return b.p;
}

static const char file_of[] =
	"{\"maille\":1,\"source\":{\"cle\":\"%s\",\"titre\":\"%s\",\"date\":\"%s\"},"
	"\"actions\":[{\"cle\":\"accueil\",\"nom\":\"Accueillir\"},{\"cle\":\"former\",\"nom\":\"Former\"}],"
	"\"labels\":[{\"cle\":\"lab\",\"nom\":\"Label\"}],\"reseaux\":[{\"cle\":\"rff\",\"nom\":\"RFF\"}],"
	"\"structures\":[{\"cle\":\"asso\",\"nom\":\"Asso\"}],\"lieux\":[%s]}";
#define CUBE "\"identifiant\":\"a\",\"nom\":\"Le Cube\",\"commune\":\"Allonnes\",\"code_postal\":\"72700\",\"adresse\":\"1 rue Paul\""

static struct import_report take_native(struct db *db, const char *key, const char *date, const char *places)
{
	struct buf file = {0};
	buf_addf(&file, file_of, key, key, date, places);
	struct import_report r = take(db, buf_str(&file), key);
	buf_release(&file);
	return r;
}

// What a team says goes through these three, like app_edit's.
static void team_says(struct db *db, int64_t place, const char *kind, const char *key, const char *value)
{
	struct source team = {.key = S("equipe"), .title = S("Équipe")};
	int64_t last;
	ok(db_begin(db));
	ok(store_source_put(db, &team));
	if (strcmp(kind, "champ") == 0) {
		ok(store_fact_put(db, &(struct fact_row){place, team.id, field_find(str_of(key))->key, str_of(value), {2026, 1, 1}}, 1));
		ok(store_origin_put(db, &(struct origin_row){place, team.id, S("x"), {2026, 1, 1}}, 1));
	}
	ok(store_change_append(db, &(struct change_row){.what = S("lieu-modifie"), .place = place, .source = team.id}, 1));
	ok(store_change_last(db, &last));
	ok(store_change_item_insert(db, &(struct change_item_row){last, place, str_of(kind), str_of(key), S(""), str_of(value)}, 1));
	ok(db_commit(db));
}

static void undone_is_as_before(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_native(e->db, "un", "2020", "{" CUBE ",\"labels\":[{\"label\":\"lab\",\"date\":\"2019\"}],"
		    "\"actions\":[{\"action\":\"accueil\",\"etape\":\"fait\",\"note\":\"depuis\"}]}");
	take_native(e->db, "deux", "2021", "{" CUBE ",\"reseaux\":[{\"reseau\":\"rff\",\"role\":\"membre actif\"}]}");
	char *before = picture_of(e->db);
	struct import_report r = take_native(e->db, "un", "2024", "{" CUBE ",\"site_web\":\"https://cube.fr\",\"presentation_resume\":\"Un cube\","
		"\"actions\":[{\"action\":\"accueil\",\"etape\":\"veut\"},{\"action\":\"former\",\"etape\":\"fait\"}],"
		"\"structures\":[{\"structure\":\"asso\",\"lien\":\"porteuse\"}]},"
		"{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\"}");
	assert_int_equal(r.created, 1);
	assert_int_equal(r.changed, 1);
	assert_true(r.run > 0);
	char *after = picture_of(e->db);
	assert_string_not_equal(before, after);
	struct atlas *a = load(e->db);
	assert_int_equal(named(a, "Le Cube")->label_n, 0); // no longer told
	assert_int_equal(named(a, "Le Cube")->engagement_n, 2);
	atlas_free(a);
	assert_int_equal(engine_int(e->db, "items", "SELECT count(*) FROM change_item WHERE kind = 'action' AND key = 'former' AND after = 'fait||'"), 1);
	struct undo_report u = undo(e->db, "un", UNDO_DONE);
	assert_int_equal(u.retired, 1);
	assert_int_equal(u.restored, 1);
	char *undone = picture_of(e->db);
	assert_string_equal(undone, before);
	assert_int_equal(engine_int(e->db, "places", "SELECT count(*) FROM place"), 2); // never deleted
	// Again, and the place comes back as itself.
	take_native(e->db, "un", "2024", "{" CUBE ",\"site_web\":\"https://cube.fr\",\"presentation_resume\":\"Un cube\","
		"\"actions\":[{\"action\":\"accueil\",\"etape\":\"veut\"},{\"action\":\"former\",\"etape\":\"fait\"}],"
		"\"structures\":[{\"structure\":\"asso\",\"lien\":\"porteuse\"}]},"
		"{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\"}");
	char *again = picture_of(e->db);
	assert_string_equal(again, after);
	assert_int_equal(engine_int(e->db, "places", "SELECT count(*) FROM place"), 2);
	undo(e->db, "un", UNDO_DONE);
	undo(e->db, "un", UNDO_DONE); // the first one of this source
	undo(e->db, "un", UNDO_NOTHING);
	a = load(e->db);
	const struct place *p = named(a, "Le Cube");
	assert_non_null(p); // the other source tells of it
	assert_int_equal(p->label_n, 0);
	assert_int_equal(p->membership_n, 1);
	atlas_free(a);
	struct arena arena = {0};
	struct str *problems;
	size_t n;
	ok(store_check(e->db, &arena, &problems, &n));
	if (n > 0)
		fail_msg("%.*s", STR_ARG(problems[0]));
	arena_release(&arena);
	free(before);
	free(after);
	free(undone);
	free(again);
}

static void teams_have_the_last_word(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_native(e->db, "un", "2020", "{" CUBE ",\"site_web\":\"https://a.fr\",\"actions\":[{\"action\":\"accueil\",\"etape\":\"fait\"}]},"
		    "{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\"}");
	struct atlas *a = load(e->db);
	int64_t cube = named(a, "Le Cube")->id, die = named(a, "Le Dé")->id;
	atlas_free(a);
	team_says(e->db, cube, "champ", "site_web", "https://equipe.fr");
	team_says(e->db, die, "champ", "presentation_resume", "Notre dé");
	team_says(e->db, cube, "action", "former", ""); // they do not
	team_says(e->db, cube, "etat", "", "ouvert");
	struct import_report r = take_native(e->db, "un", "2027", "{" CUBE ",\"site_web\":\"https://b.fr\",\"ferme\":true,"
		"\"actions\":[{\"action\":\"accueil\",\"etape\":\"fait\"},{\"action\":\"former\",\"etape\":\"fait\"}]},"
		"{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\"}");
	assert_int_equal(r.wished, 2);
	a = load(e->db);
	const struct place *p = named(a, "Le Cube");
	assert_text(p->website, "https://equipe.fr");
	assert_int_equal(p->engagement_n, 1);
	assert_int_equal(p->state, PLACE_OPEN);
	atlas_free(a);
	assert_int_equal(engine_int(e->db, "kept", "SELECT count(*) FROM fact WHERE value = 'https://b.fr'"), 1);
	assert_int_equal(engine_int(e->db, "asked", "SELECT count(*) FROM suggestion WHERE kind = 'import' AND state = 'en-attente'"), 1);
	assert_int_equal(engine_int(e->db, "what", "SELECT count(*) FROM suggestion_item WHERE key = 'site_web' AND after = 'https://b.fr'"), 1);
	undo(e->db, "un", UNDO_DONE); // with what it asked
	assert_int_equal(engine_int(e->db, "withdrawn", "SELECT count(*) FROM suggestion WHERE kind = 'import' AND state = 'retire'"), 1);
	take_native(e->db, "un", "2027", "{" CUBE ",\"site_web\":\"https://b.fr\"},"
		    "{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\"}");
	assert_int_equal(engine_int(e->db, "again", "SELECT count(*) FROM suggestion WHERE kind = 'import' AND state = 'en-attente'"), 1);
	// Refused once, it is not proposed again, not even after it was away.
	ok(db_begin(e->db));
	ok(db_script(e->db, S("UPDATE suggestion SET state = 'refuse'")));
	ok(db_commit(e->db));
	take_native(e->db, "un", "2028", "{" CUBE "}");
	take_native(e->db, "un", "2029", "{" CUBE ",\"site_web\":\"https://b.fr\"}");
	assert_int_equal(engine_int(e->db, "ever_asked", "SELECT count(*) FROM suggestion WHERE kind = 'import'"), 2);
	// Taken back altogether: the places stay, with what their teams said.
	for (int i = 0; i < 4; i++)
		undo(e->db, "un", UNDO_DONE);
	a = load(e->db);
	p = named(a, "Le Cube");
	assert_non_null(p);
	assert_text(p->website, "https://equipe.fr");
	assert_int_equal(p->engagement_n, 0);
	p = named(a, "Le Dé");
	assert_non_null(p);
	assert_text(p->summary, "Notre dé");
	assert_text(p->commune, "Amiens");
	atlas_free(a);
	struct arena arena = {0};
	struct str *problems;
	size_t n;
	ok(store_check(e->db, &arena, &problems, &n));
	if (n > 0)
		fail_msg("%.*s", STR_ARG(problems[0]));
	arena_release(&arena);
}

static void trust_decides_between_files(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_native(e->db, "reseau-x", "2020", "{" CUBE ",\"actions\":[{\"action\":\"accueil\",\"etape\":\"commence\",\"note\":\"au calme\"}],"
		    "\"reseaux\":[{\"reseau\":\"rff\",\"role\":\"tête\"}]}");
	take_native(e->db, "fichier", "2025", "{" CUBE ",\"actions\":[{\"action\":\"accueil\",\"etape\":\"fait\"}],\"reseaux\":[{\"reseau\":\"rff\"}]}");
	struct atlas *a = load(e->db);
	assert_int_equal(named(a, "Le Cube")->engagements[0].stage, STAGE_STARTED);
	assert_text(named(a, "Le Cube")->memberships[0].role, "tête");
	atlas_free(a);
	// The network no longer says so: the file's word is shown, not nothing.
	take_native(e->db, "reseau-x", "2021", "{" CUBE "}");
	a = load(e->db);
	assert_int_equal(named(a, "Le Cube")->engagements[0].stage, STAGE_DOES);
	assert_int_equal(named(a, "Le Cube")->membership_n, 1);
	atlas_free(a);
}

static void rows_are_refused_alone(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	struct import_report r = take_native(e->db, "un", "2020", "{" CUBE "},{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\","
		"\"code_postal\":\"80000\",\"actions\":[{\"action\":\"inconnue\",\"etape\":\"fait\"}]}");
	assert_int_equal(r.created, 1);
	assert_int_equal(r.refused, 1);
	// An animator's file tells of their territory; of a place elsewhere it changes nothing, whatever it says of where it is.
	struct mandate sarthe = {.department = S("72")};
	struct actor who = {.mandates = &sarthe, .mandate_n = 1};
	take(e->db, S("id,nom,commune,cp\nz,Le Zinc,Amiens,80000\n"), "trois");
	r = take_as(e->db, S("id,nom,commune,cp\n1,Ici,Le Mans,72000\n2,Ailleurs,Paris,75011\nz,Le Zinc,Allonnes,72700\n"), "trois",
		    &(struct import_request){.who = &who});
	assert_int_equal(r.created, 1);
	assert_int_equal(r.changed, 0);
	assert_int_equal(r.refused, 2);
	struct atlas *a = load(e->db);
	assert_null(named(a, "Ailleurs"));
	assert_text(named(a, "Le Zinc")->commune, "Amiens");
	atlas_free(a);
}

static void pairs_are_decided(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take(e->db, S("id,nom,commune,cp,adresse\n1,La Fabrique du Loch,Auray,56400,\n"), "un");
	struct str file = S("id,nom,commune,cp,adresse\nx,La Fabrique du Loch,Pluneret,56400,\n");
	struct arena arena = {0};
	struct record_set set;
	struct import_report r;
	ok(exchange_read(file, S("deux"), &arena, &set));
	enrich_records(&set, &arena);
	ok(db_begin_read(e->db));
	ok(import_run_as(e->db, &(struct import_request){.set = &set, .dry_run = true, .detail = true}, NULL, NULL, &arena, &r));
	db_rollback(e->db);
	assert_non_null(r.detail);
	assert_int_equal(r.detail->created_n, 1);
	assert_int_equal(r.detail->pair_n, 1);
	const struct import_pair *pair = &r.detail->pairs[0];
	assert_text(pair->other_name, "La Fabrique du Loch");
	struct import_decision same = {pair->line, pair->place, 0, true}, two = {pair->line, pair->place, 0, false};
	assert_int_equal(engine_int(e->db, "places", "SELECT count(*) FROM place"), 1); // nothing was written
	r = take_as(e->db, file, "deux", &(struct import_request){.decisions = &same, .decision_n = 1});
	assert_int_equal(r.created, 0);
	assert_int_equal(r.merged, 1);
	undo(e->db, "deux", UNDO_DONE);
	r = take_as(e->db, file, "deux", &(struct import_request){.decisions = &two, .decision_n = 1});
	assert_int_equal(r.created, 1);
	assert_int_equal(engine_int(e->db, "pairs", "SELECT count(*) FROM duplicate WHERE state = 'distincts'"), 1);
	assert_int_equal(engine_int(e->db, "open", "SELECT count(*) FROM duplicate WHERE state = 'propose'"), 0);
	arena_release(&arena);
}

// What a merge took along goes with the import that told it; the page that stays keeps the rest.
static void undone_after_a_merge(void **state)
{
	struct engine *e = *state;
	ok(store_migrate(e->db, NULL));
	take_native(e->db, "un", "2020", "{" CUBE ",\"ferme\":true}");
	take_native(e->db, "deux", "2024", "{\"identifiant\":\"b\",\"nom\":\"Le Dé\",\"commune\":\"Amiens\",\"code_postal\":\"80000\","
		    "\"site_web\":\"https://de.fr\",\"labels\":[{\"label\":\"lab\"}]}");
	ok(db_begin(e->db));
	ok(db_script(e->db, S("UPDATE place SET gone = 'fusionne', gone_to = 1 WHERE id = 2;"
			      "INSERT INTO place_source SELECT 1, source, identifier, date FROM place_source WHERE place = 2;"
			      "INSERT INTO place_label SELECT 1, label, source, date FROM place_label WHERE place = 2;"
			      "INSERT INTO fact SELECT 1, field, source, value, date FROM fact WHERE place = 2 AND field = 'site_web';"
			      "UPDATE place SET website = 'https://de.fr' WHERE id = 1")));
	ok(db_commit(e->db));
	struct atlas *a = load(e->db);
	assert_int_equal(named(a, "Le Cube")->label_n, 1);
	atlas_free(a);
	undo(e->db, "deux", UNDO_DONE);
	a = load(e->db);
	const struct place *p = named(a, "Le Cube");
	assert_int_equal(a->place_n, 1);
	assert_int_equal(p->origin_n, 1);
	assert_int_equal(p->label_n, 0);
	assert_text(p->website, "");
	assert_int_equal(p->state, PLACE_CLOSED);
	atlas_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(undone_is_as_before), ENGINES(teams_have_the_last_word), ENGINES(trust_decides_between_files),
		ENGINES(rows_are_refused_alone), ENGINES(pairs_are_decided), ENGINES(undone_after_a_merge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
