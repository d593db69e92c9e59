// SPDX-License-Identifier: AGPL-3.0-or-later
// Changing a place: what is wished is shown, what was there is kept, and nobody writes over somebody else unseen.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "app/write.h"
#include "small_place.h"
#include "store/fact.h"

static struct arena arena;

static const char *now_of(struct app *app, const char *field)
{
	return small_now(app, ITEM_FIELD, field, &arena);
}

#define edit_as(person, seen, ...) small_edit(app, (person), (seen), ITEMS(__VA_ARGS__), &arena)
#define assert_done(answer) assert_int_equal((answer).outcome, EDIT_DONE)

static void fields_are_shown_and_told(void **state)
{
	struct app *app = small_place_open(*state);
	struct edit_answer answer = edit_as(2, -1, ITEM(FIELD, "presentation_resume", "  Un atelier  ouvert "), ITEM(FIELD, "telephone", "0298970000"),
					    ITEM(FIELD, "nom", "Konk Ar Lab"));
	assert_done(answer);
	assert_string_equal(now_of(app, "presentation_resume"), "Un atelier ouvert");
	assert_string_equal(now_of(app, "telephone"), "02 98 97 00 00");
	assert_int_equal(small_number(app, "items", "SELECT count(*) FROM change_item"), 2); // the name was so already
	assert_int_equal(small_number(app, "told", "SELECT count(*) FROM fact JOIN source ON source.id = fact.source WHERE key = 'equipe'"), 2);
	assert_int_equal(small_number(app, "kept", "SELECT count(*) FROM fact WHERE value = 'Un fablab'"), 1);
	assert_int_equal(small_number(app, "who", "SELECT count(*) FROM change WHERE person = 2 AND role = 'equipe' AND what = 'lieu-modifie'"), 1);
	assert_int_equal(edit_as(2, -1, ITEM(FIELD, "telephone", "+33298970000")).outcome, EDIT_NOTHING);
	// An empty value wins over what a file says.
	assert_done(edit_as(2, -1, ITEM(FIELD, "presentation_resume", "")));
	assert_string_equal(now_of(app, "presentation_resume"), "");
	// Types are the team's alone once it tells them.
	assert_string_equal(now_of(app, "typologie"), "coworking|fablab");
	assert_done(edit_as(2, -1, ITEM(FIELD, "typologie", "culturel")));
	assert_string_equal(now_of(app, "typologie"), "culturel");
	app_close(app);
}

static void a_name_takes_its_address(void **state)
{
	struct app *app = small_place_open(*state);
	assert_done(edit_as(2, -1, ITEM(FIELD, "nom", "L'ATELIER du port")));
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place(s->atlas, S("l-atelier-du-port"));
	assert_non_null(p);
	assert_true(str_eqz(p->name, "L'ATELIER du port")); // as it was typed
	assert_ptr_equal(atlas_place(s->atlas, S("konk-ar-lab")), p);
	assert_true(str_find(p->other_names, S("Konk Ar Lab")) >= 0);
	app_leave(app, s);
	assert_done(edit_as(2, -1, ITEM(FIELD, "nom", "La Quincaille")));
	s = app_enter(app);
	assert_int_equal(atlas_place(s->atlas, S("la-quincaille"))->id, 2); // taken: the commune tells them apart
	assert_int_equal(atlas_place(s->atlas, S("la-quincaille-concarneau"))->id, 1);
	app_leave(app, s);
	assert_done(edit_as(2, -1, ITEM(FIELD, "nom", "Konk Ar Lab"), ITEM(FIELD, "autres_noms", "KAL")));
	assert_string_equal(now_of(app, "autres_noms"), "KAL"); // the team's word is the whole
	s = app_enter(app);
	assert_true(str_eqz(atlas_place(s->atlas, S("l-atelier-du-port"))->slug, "konk-ar-lab"));
	app_leave(app, s);
	app_close(app);
}

static void a_move_finds_its_commune(void **state)
{
	struct app *app = small_place_open(*state);
	assert_done(edit_as(2, -1, ITEM(FIELD, "commune", "quimper")));
	assert_string_equal(now_of(app, "commune"), "Quimper");
	assert_string_equal(now_of(app, "code_insee"), "29232");
	assert_string_equal(now_of(app, "code_postal"), "29000");
	assert_string_equal(now_of(app, "latitude"), ""); // the centre is nobody's word
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place_by_id(s->atlas, 1);
	assert_true(p->at_centre && fabs(p->lat - 48) < 0.1);
	app_leave(app, s);
	assert_done(edit_as(2, -1, ITEM(FIELD, "latitude", "47,9957"), ITEM(FIELD, "longitude", "-4.1015")));
	assert_string_equal(now_of(app, "latitude"), "47.9957");
	assert_done(edit_as(2, -1, ITEM(FIELD, "adresse", "2 rue du Port")));
	assert_string_equal(now_of(app, "latitude"), "47.9957");
	const struct item wrong[][1] = {{ITEM(FIELD, "commune", "Nulle-Part-sur-Rien")}, {ITEM(FIELD, "latitude", "")},
					       {ITEM(FIELD, "latitude", "45")}, {ITEM(FIELD, "code_postal", "299")}};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct edit_answer answer = small_edit(app, 2, -1, wrong[i], 1, &arena);
		assert_int_equal(answer.outcome, EDIT_INVALID);
		assert_int_equal(answer.problem_n, 1);
		assert_true(answer.problems[0].sentence.n > 0);
	}
	assert_done(edit_as(2, -1, ITEM(FIELD, "commune", "Paris"))); // from far away, with the old code still there
	assert_string_equal(now_of(app, "commune"), "Paris");
	app_close(app);
}

static void ties_are_made_and_ended(void **state)
{
	struct app *app = small_place_open(*state);
	assert_string_equal(small_now(app, ITEM_ACTION, "tricot", &arena), "veut||");
	assert_done(edit_as(2, -1, ITEM(ACTION, "tricot", "fait|2021|le mardi | soir"), ITEM(ACTION, "impression", "commence||"),
			    ITEM(LABEL, "fabrique", ""), ITEM(NETWORK, "bretagne", "accueil"),
			    ITEM(PARTNER, "", "formation|Lycée de la Mer|deux classes"), ITEM(HOLDER, "les-ateliers", "cooperative|Autre nom")));
	assert_string_equal(small_now(app, ITEM_ACTION, "tricot", &arena), "fait|2021|le mardi | soir");
	assert_string_equal(small_now(app, ITEM_ACTION, "impression", &arena), "commence||");
	assert_string_equal(small_now(app, ITEM_LABEL, "fabrique", &arena), "");
	assert_string_equal(small_now(app, ITEM_NETWORK, "bretagne", &arena), "accueil");
	assert_string_equal(small_now(app, ITEM_PARTNER, "lycee-de-la-mer", &arena), "formation|Lycée de la Mer|deux classes");
	assert_string_equal(small_now(app, ITEM_HOLDER, "les-ateliers", &arena), "cooperative|Les Ateliers"); // its name is its own
	assert_int_equal(small_number(app, "tombstone", "SELECT count(*) FROM fact WHERE field = 'label:fabrique' AND value = ''"), 1);
	struct edit_answer answer = edit_as(2, -1, ITEM(ACTION, "couture", "fait||"), ITEM(ACTION, "tricot", "parfois||"),
					    ITEM(ACTION, "impression", "fait|hier|"), ITEM(PARTNER, "", "formation||"), ITEM(STATE, "", "brûlé"),
					    ITEM(FIELD, "couleur", "bleu"), ITEM(FIELD, "date_maj", "2020"), ITEM(PICTURE, "7", "x"));
	assert_int_equal(answer.outcome, EDIT_INVALID);
	assert_int_equal(answer.problem_n, 8);
	assert_done(edit_as(2, -1, ITEM(STATE, "", "ferme"), ITEM(ACTION, "tricot", "")));
	assert_string_equal(small_now(app, ITEM_STATE, "", &arena), "ferme");
	assert_string_equal(small_now(app, ITEM_ACTION, "tricot", &arena), "");
	app_close(app);
}

static void nobody_is_written_over(void **state)
{
	struct app *app = small_place_open(*state);
	assert_done(edit_as(2, -1, ITEM(FIELD, "presentation_resume", "Version de Bo"), ITEM(ACTION, "tricot", "fait||")));
	int64_t seen = 1; // the form was opened before
	struct edit_answer answer = edit_as(3, seen, ITEM(FIELD, "presentation_resume", "Version de Cleo"), ITEM(FIELD, "site_web", "exemple.fr"),
					    ITEM(ACTION, "tricot", "commence||"));
	assert_int_equal(answer.outcome, EDIT_CONFLICT);
	assert_int_equal(answer.conflict_n, 2);
	assert_int_equal(answer.conflicts[0].item, 0);
	assert_true(str_eqz(answer.conflicts[0].seen, "Un fablab"));
	assert_true(str_eqz(answer.conflicts[0].now, "Version de Bo"));
	assert_true(str_eqz(answer.conflicts[0].mine, "Version de Cleo"));
	assert_int_equal(answer.conflicts[0].change, 2);
	assert_string_equal(now_of(app, "site_web"), ""); // nothing by halves
	assert_done(edit_as(3, seen, ITEM(FIELD, "site_web", "exemple.fr")));                    // another thing
	assert_int_equal(edit_as(3, seen, ITEM(FIELD, "presentation_resume", "Version de Bo")).outcome, EDIT_NOTHING); // the same wish
	assert_done(edit_as(3, 2, ITEM(FIELD, "presentation_resume", "Version de Cleo")));       // seen, and decided
	assert_done(edit_as(2, -1, ITEM(FIELD, "presentation_resume", "Un fablab")));            // and back
	assert_done(edit_as(3, seen, ITEM(FIELD, "presentation_resume", "Version de Cleo")));    // it is as it was seen
	app_close(app);
}

static void a_team_confirms(void **state)
{
	struct app *app = small_place_open(*state);
	struct actor who = small_actor(app, 2, &arena);
	struct edit_answer answer;
	ok(app_edit(app, &who, &(struct edit){.place = 1, .confirms = true}, &arena, &answer));
	assert_done(answer);
	ok(app_edit(app, &who, &(struct edit){.place = 1, .confirms = true}, &arena, &answer));
	assert_int_equal(answer.outcome, EDIT_NOTHING); // today already
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place_by_id(s->atlas, 1);
	assert_int_equal(date_cmp(p->confirmed, date_today()), 0);
	assert_true(str_eqz(s->atlas->sources[p->confirmed_by].key, "equipe"));
	app_leave(app, s);
	assert_int_equal(small_number(app, "what", "SELECT count(*) FROM change WHERE what = 'lieu-confirme'"), 1);
	ok(app_edit(app, &who, &(struct edit){.place = 99, .confirms = true}, &arena, &answer));
	assert_int_equal(answer.outcome, EDIT_ABSENT);
	app_close(app);
}

static void things_in_words(void **state)
{
	struct app *app = small_place_open(*state);
	const struct snapshot *s = app_enter(app);
	static const struct {
		enum item_kind kind;
		const char *key, *value, *label, *shown;
	} cases[] = {
		{ITEM_FIELD, "typologie", "fablab|culturel", "Types de lieu", "Fablab / makerspace / hackerspace, Tiers-lieu culturel"},
		{ITEM_FIELD, "horaires", "Mo 09:00-12:00", "Horaires", "lundi 9 h – 12 h ; mardi à dimanche fermé"},
		{ITEM_FIELD, "horaires", "Jul off", "Horaires", "Jul off"},
		{ITEM_FIELD, "date_maj", "2024-05", "Confirmé le", "mai 2024"},
		{ITEM_ACTION, "tricot", "fait|2021|le mardi", "Action : Tricoter", "ce lieu le fait, depuis 2021, le mardi"},
		{ITEM_LABEL, "fabrique", "oui", "Label : Fabrique de territoire", "oui"},
		{ITEM_NETWORK, "bretagne", "membre", "Réseau : Réseau breton", "membre"},
		{ITEM_HOLDER, "les-ateliers", "association|Les Ateliers", "Structure porteuse : Les Ateliers", "Les Ateliers, Association"},
		{ITEM_STATE, "", "ferme", "État du lieu", "fermé"},
		{ITEM_ACTION, "tricot", "", "Action : Tricoter", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str label = item_label(s->atlas, cases[i].kind, str_of(cases[i].key), &arena);
		struct str shown = item_shown(s->atlas, cases[i].kind, str_of(cases[i].key), str_of(cases[i].value), &arena);
		assert_string_equal(arena_z(&arena, label), cases[i].label);
		assert_string_equal(arena_z(&arena, shown), cases[i].shown);
	}
	app_leave(app, s);
	app_close(app);
}

static int release(void **state)
{
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(fields_are_shown_and_told), ENGINES(a_name_takes_its_address), ENGINES(a_move_finds_its_commune),
		ENGINES(ties_are_made_and_ended),   ENGINES(nobody_is_written_over),   ENGINES(a_team_confirms),
		ENGINES(things_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
