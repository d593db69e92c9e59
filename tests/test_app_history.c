// SPDX-License-Identifier: AGPL-3.0-or-later
// What happened to a place is told, can be taken back, and adds up: the journal replayed gives what stands there now.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "app/history.h"
#include "app/journal.h"
#include "small_place.h"

static struct arena arena;

#define edit_as(person, seen, ...) small_edit(app, (person), (seen), ITEMS(__VA_ARGS__), &arena)
#define assert_str(s, z) assert_string_equal(arena_z(&arena, (s)), (z))

static const char *now_of(struct app *app, const char *field)
{
	return small_now(app, ITEM_FIELD, field, &arena);
}

static struct history_change *history(struct app *app, size_t *n)
{
	struct history_change *h;
	ok(app_history(app, 1, 0, 1000, &arena, &h, n));
	return h;
}

static enum edit_outcome take_back(struct app *app, int64_t change, bool since)
{
	struct actor who = small_actor(app, 1, &arena);
	struct edit_answer answer;
	ok(app_revert(app, &who, 1, change, since, 0, &arena, &answer));
	return answer.outcome;
}

static void what_came_after_the_page_was_read_is_not_taken_back_with_the_rest(void **state)
{
	struct app *app = small_place_open(*state);
	struct actor who = small_actor(app, 1, &arena);
	struct edit_answer answer;
	int64_t first = edit_as(1, -1, ITEM(FIELD, "presentation_resume", "Un atelier")).change;
	int64_t read = edit_as(1, -1, ITEM(FIELD, "telephone", "02 98 00 00 00")).change;
	edit_as(2, -1, ITEM(FIELD, "site_web", "https://neuf.example/"));
	ok(app_revert(app, &who, 1, first, true, read, &arena, &answer));
	assert_int_equal(answer.outcome, EDIT_CONFLICT);
	assert_string_equal(now_of(app, "site_web"), "https://neuf.example/");
	assert_string_equal(now_of(app, "presentation_resume"), "Un atelier");
	ok(app_revert(app, &who, 1, first, true, answer.conflicts[0].change, &arena, &answer)); // having seen it
	assert_int_equal(answer.outcome, EDIT_DONE);
	assert_string_equal(now_of(app, "site_web"), "");
	assert_string_equal(now_of(app, "presentation_resume"), "Un fablab");
	app_close(app);
}

// Codes stand in the sources as S("lieu-…"), S("lieux-…") or S("import…").
static void every_code_has_its_words(void **state)
{
	(void)state;
	static const char *const codes[] = {"lieu-cree", "lieu-modifie", "lieu-confirme", "lieu-retabli", "lieu-retire", "lieux-fusionnes",
					    "lieux-separes", "import", "import-annule"};
	enum { N = sizeof codes / sizeof *codes };
	struct atlas atlas = {0};
	for (size_t i = 0; i < N; i++) {
		assert_non_null(change_sentence(str_of(codes[i])));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(change_sentence(str_of(codes[i])), change_sentence(str_of(codes[k])));
	}
	assert_null(change_sentence(S("lieu-inconnu")));
	struct public_item item = {S("champ"), S("telephone"), STR_NONE, S("02")};
	struct public_change c = {.what = S("lieu-retire"), .items = &item, .item_n = 1};
	assert_str(public_change_text(&atlas, &c, &arena), "Retiré");
	c.what = S("import-annule");
	assert_str(public_change_text(&atlas, &c, &arena), "Import annulé : Téléphone");
	c.what = S("lieu-modifie");
	assert_str(public_change_text(&atlas, &c, &arena), "Changé : Téléphone");
	c.item_n = 0;
	assert_str(public_change_text(&atlas, &c, &arena), "Mis à jour");
	c.what = S("lieux-separes");
	assert_str(public_change_text(&atlas, &c, &arena), "Séparé d’une autre page");
}

// Bo spoils: what only Bo changed is as before, what Ana mended since stays, others' words are not touched.
static void all_of_one_person_is_taken_back(void **state)
{
	struct app *app = small_place_open(*state);
	edit_as(1, -1, ITEM(FIELD, "telephone", "02 98 00 00 00"));
	edit_as(2, -1, ITEM(FIELD, "presentation_resume", "Nul"), ITEM(FIELD, "site_web", "https://spam.example/"), ITEM(ACTION, "impression", "fait||"));
	int64_t spoiled = edit_as(2, -1, ITEM(FIELD, "presentation_resume", "Très nul"), ITEM(FIELD, "telephone", "06 00 00 00 00")).change;
	edit_as(1, -1, ITEM(FIELD, "site_web", "https://mieux.example/"));
	const struct snapshot *s = app_enter(app);
	struct actor bo = small_actor(app, 2, &arena), ana = small_actor(app, 1, &arena);
	struct undone *all;
	size_t n, elsewhere;
	int64_t person;
	ok(app_change_person(app, 1, spoiled, &arena, &person));
	assert_int_equal(person, 2);
	ok(app_change_person(app, 2, spoiled, &arena, &person));
	assert_int_equal(person, 0); // another place's
	ok(app_revert_person(app, s->atlas, &bo, 1, &arena, &all, &n, &elsewhere)); // who animates nothing takes nothing back
	assert_int_equal(n, 0);
	assert_int_equal(elsewhere, 1);
	ok(app_revert_person(app, s->atlas, &ana, 2, &arena, &all, &n, &elsewhere));
	assert_int_equal(n, 1);
	assert_int_equal(elsewhere, 0);
	assert_true(all[0].back && !all[0].made);
	assert_int_equal(all[0].left_n, 1);
	assert_str(all[0].left[0].key, "site_web");
	app_leave(app, s);
	assert_string_equal(now_of(app, "presentation_resume"), "Un fablab");
	assert_string_equal(now_of(app, "telephone"), "02 98 00 00 00");
	assert_string_equal(now_of(app, "site_web"), "https://mieux.example/");
	assert_string_equal(small_now(app, ITEM_ACTION, "impression", &arena), "");
	s = app_enter(app);
	ok(app_revert_person(app, s->atlas, &ana, 2, &arena, &all, &n, &elsewhere)); // once is enough
	app_leave(app, s);
	assert_false(n > 0 && all[0].back);
	app_close(app);
}

static void changes_are_told(void **state)
{
	struct app *app = small_place_open(*state);
	size_t n;
	edit_as(1, -1, ITEM(FIELD, "presentation_resume", "Un atelier"), ITEM(FIELD, "courriels", "a@exemple.fr"));
	edit_as(2, -1, ITEM(ACTION, "tricot", "fait||"));
	edit_as(3, -1, ITEM(STATE, "", "ferme"));
	struct history_change *h = history(app, &n);
	assert_int_equal(n, 3);
	assert_str(h[0].name, "");
	assert_str(h[0].role, ""); // Cleo wants nothing told
	assert_true(h[0].person);
	assert_str(h[1].name, ""); // Bo their role
	assert_str(h[1].role, "equipe");
	assert_str(h[2].name, "Ana");
	assert_str(h[2].role, "administration");
	assert_str(h[2].source, "Les équipes des lieux");
	assert_int_equal(h[2].item_n, 2);
	assert_str(h[2].items[0].key, "courriels");
	assert_str(h[2].items[0].after, ""); // never published, not even here
	assert_str(h[2].items[1].before, "Un fablab");
	assert_str(h[2].items[1].after, "Un atelier");

	struct public_change *all; // nor in what everybody may read
	const struct snapshot *now = app_enter(app);
	ok(app_journal_place(app, now->atlas, atlas_place_by_id(now->atlas, 1), 3, &arena, &all, &n));
	app_leave(app, now);
	assert_int_equal(n, 3);
	assert_str(all[0].role, "");
	assert_str(all[1].role, "equipe");
	assert_int_equal(all[2].item_n, 1);
	assert_str(all[2].items[0].key, "presentation_resume");
	app_close(app);
}

static void one_change_is_taken_back(void **state)
{
	struct app *app = small_place_open(*state);
	size_t n;
	int64_t first = edit_as(2, -1, ITEM(FIELD, "nom", "Autre"), ITEM(FIELD, "commune", "Quimper"), ITEM(ACTION, "tricot", "")).change;
	int64_t second = edit_as(3, -1, ITEM(FIELD, "site_web", "exemple.fr"), ITEM(FIELD, "presentation_resume", "A")).change;
	edit_as(2, -1, ITEM(FIELD, "presentation_resume", "B"));
	assert_int_equal(take_back(app, second, false), EDIT_CONFLICT); // B would be lost
	assert_string_equal(now_of(app, "site_web"), "https://exemple.fr");
	assert_int_equal(take_back(app, first, false), EDIT_DONE);
	assert_string_equal(now_of(app, "nom"), "Konk Ar Lab");
	assert_string_equal(now_of(app, "autres_noms"), "Konk");
	assert_string_equal(now_of(app, "commune"), "Concarneau");
	assert_string_equal(now_of(app, "latitude"), "47.8752");
	assert_string_equal(small_now(app, ITEM_ACTION, "tricot", &arena), "veut||");
	assert_string_equal(now_of(app, "presentation_resume"), "B");
	struct history_change *h = history(app, &n);
	assert_int_equal(h[0].reverts, first);
	assert_int_equal(h[3].reverted, h[0].number);
	assert_int_equal(take_back(app, first, false), EDIT_NOTHING);
	assert_int_equal(take_back(app, h[0].number, false), EDIT_DONE); // taking back can be taken back
	assert_string_equal(now_of(app, "nom"), "Autre");
	assert_int_equal(take_back(app, first, true), EDIT_DONE);
	assert_string_equal(now_of(app, "presentation_resume"), "Un fablab");
	assert_string_equal(now_of(app, "site_web"), "");
	app_close(app);
}

// --- many edits by several people, against a table kept by hand ---

struct thing {
	enum item_kind kind;
	const char *key;
	const char *values[4];
};
static const struct thing things[] = {
	{ITEM_FIELD, "nom", {"Konk Ar Lab", "Le Port", "La Quincaille", "KONK"}},
	{ITEM_FIELD, "presentation_resume", {"", "Un", "Deux", "Un fablab"}},
	{ITEM_FIELD, "typologie", {"", "fablab", "culturel|autre", "coworking|fablab"}},
	{ITEM_FIELD, "horaires", {"", "Mo 09:00-12:00", "Jul-Aug off", "24/7"}},
	{ITEM_FIELD, "commune", {"Quimper", "Concarneau", "Paris", "Brest"}},
	{ITEM_FIELD, "adresse", {"", "1 rue A", "2 rue B", "3 rue C"}},
	{ITEM_FIELD, "telephone", {"", "02 98 00 00 00", "3939", "+3212345678"}},
	{ITEM_FIELD, "qpv", {"", "oui", "non", "oui"}},
	{ITEM_ACTION, "tricot", {"", "fait|2020|", "veut||bientôt", "commence||"}},
	{ITEM_ACTION, "impression", {"", "fait||", "veut||", "commence|2022-03|"}},
	{ITEM_LABEL, "fabrique", {"", "oui", "2021", "2022-05"}},
	{ITEM_NETWORK, "bretagne", {"", "membre", "accueil", "trésorerie"}},
	{ITEM_PARTNER, "le-lycee", {"", "formation|Le Lycée|", "formation|Le Lycée|x", "|Le Lycée|"}},
	{ITEM_STATE, "", {"ouvert", "ferme", "ouvert", "ferme"}},
};
enum { THING_N = sizeof things / sizeof things[0], STEPS = 60 };

// Every thing that a change ever touched, played again from the first value that the journal knows.
static void replay(struct app *app)
{
	size_t n;
	struct history_change *h = history(app, &n);
	for (size_t i = 0; i < n; i++) { // newest first: the first time a thing is met, it is as it is now
		for (size_t k = 0; k < h[i].item_n; k++) {
			const struct history_item *x = &h[i].items[k];
			const struct history_item *later = NULL;
			for (size_t j = 0; j < i; j++)
				for (size_t m = 0; m < h[j].item_n; m++)
					if (h[j].items[m].kind == x->kind && str_eq(h[j].items[m].key, x->key))
						later = &h[j].items[m];
			if (later == NULL)
				assert_str(x->after, small_now(app, x->kind, arena_z(&arena, x->key), &arena));
			else
				assert_true(str_eq(later->before, x->after)); // no gap in the chain
		}
	}
}

static void random_edits_add_up(void **state)
{
	struct app *app = small_place_open(*state);
	const char *first[THING_N], *known[THING_N];
	int64_t seen[4] = {1, 1, 1, 1};
	unsigned seed = 20261122;
	size_t done = 0, conflicts = 0;
	for (size_t t = 0; t < THING_N; t++)
		first[t] = known[t] = small_now(app, things[t].kind, things[t].key, &arena);
	for (int step = 0; step < STEPS; step++) {
		int64_t person = 1 + rand_r(&seed) % 3;
		struct item items[3];
		size_t of[3], n = 1 + (size_t)rand_r(&seed) % 3;
		for (size_t i = 0; i < n; i++) {
			of[i] = (size_t)rand_r(&seed) % THING_N;
			const struct thing *t = &things[of[i]];
			items[i] = (struct item){t->kind, str_of(t->key), str_of(t->values[rand_r(&seed) % 4])};
		}
		struct edit_answer answer = small_edit(app, person, seen[person], items, n, &arena);
		if (answer.outcome == EDIT_CONFLICT) { // they look again
			conflicts++;
			for (size_t i = 0; i < answer.conflict_n; i++)
				assert_false(str_eq(answer.conflicts[i].now, answer.conflicts[i].seen));
			seen[person] = 0;
			answer = small_edit(app, person, 0, items, n, &arena);
		}
		assert_true(answer.outcome == EDIT_DONE || answer.outcome == EDIT_NOTHING);
		if (answer.outcome == EDIT_DONE) {
			done++;
			for (size_t i = 0; i < n; i++)
				known[of[i]] = items[i].value.n > 0 ? arena_z(&arena, items[i].value) : "";
		}
		const struct snapshot *s = app_enter(app);
		if (rand_r(&seed) % 2)
			seen[person] = s->atlas->change;
		app_leave(app, s);
		for (size_t t = 0; t < THING_N; t++) { // what was wished last is there; 24/7 is written as a week
			const char *now = small_now(app, things[t].kind, things[t].key, &arena);
			assert_string_equal(now, str_eqz(str_of(known[t]), "24/7") ? "Mo-Su 00:00-24:00" : known[t]);
		}
	}
	assert_true(done > STEPS / 2 && conflicts > 3);
	replay(app);
	assert_int_equal(take_back(app, 2, true), EDIT_DONE);
	for (size_t t = 0; t < THING_N; t++)
		assert_string_equal(small_now(app, things[t].kind, things[t].key, &arena), first[t]);
	replay(app);
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
		ENGINES(what_came_after_the_page_was_read_is_not_taken_back_with_the_rest), cmocka_unit_test(every_code_has_its_words),
		ENGINES(all_of_one_person_is_taken_back),
		ENGINES(changes_are_told), ENGINES(one_change_is_taken_back), ENGINES(random_edits_add_up)};
	return cmocka_run_group_tests(tests, NULL, release);
}
