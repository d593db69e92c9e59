// SPDX-License-Identifier: AGPL-3.0-or-later
// Two pages that become one, and two again: whatever was chosen, undoing gives the first state.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "app/history.h"
#include "app/merge.h"
#include "app/suggestion.h"
#include "app/write.h"
#include "app/imports.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "small_place.h"
#include "store/place.h"

static struct arena arena;

// All that stands with a place, as text.
struct dump {
	int64_t place;
	struct buf text;
};

static const struct err *write_dump(struct db *d, void *user)
{
	const struct err *err;
	struct dump *x = user;
	static const struct db_stmt follows = {"test_follows",
		"SELECT 'follow', id, person FROM follow WHERE place = $1 UNION ALL SELECT 'photo', id, 0 FROM picture WHERE place = $1 "
		"UNION ALL SELECT 'lead', id, 0 FROM network WHERE lead = $1 UNION ALL SELECT 'waits', id, 0 FROM suggestion WHERE place = $1 "
		"ORDER BY 1, 2"};
	struct merge_row *rows;
	struct db_rows *r = NULL;
	struct place p = place_none();
	size_t n;
	int64_t by = 0;
	bool found, row;
	buf_reset(&x->text);
	TRY(store_place_read(d, x->place, &arena, &p, &by, &found));
	buf_addf(&x->text, "%s %.*s by %lld state %d centre %d\n", found ? "there" : "gone", STR_ARG(p.slug), (long long)by, p.state, p.at_centre);
	for (size_t i = 0; found && i < place_field_n; i++) {
		buf_addf(&x->text, "%s=", place_fields[i].key);
		field_write(&place_fields[i], &p, &x->text);
		buf_addc(&x->text, '\n');
	}
	TRY(store_merge_rows(d, x->place, &arena, &rows, &n));
	for (size_t i = 0; i < n; i++)
		buf_addf(&x->text, "%d %.*s %lld %.*s %.*s\n", rows[i].kind, STR_ARG(rows[i].key), (long long)rows[i].source,
			 STR_ARG(rows[i].value), STR_ARG(rows[i].date));
	TRY(db_query(d, &follows, DB_V(db_int(x->place)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		buf_addf(&x->text, "%.*s %lld of %lld\n", STR_ARG(db_col_text(r, 0)), (long long)db_col_int(r, 1), (long long)db_col_int(r, 2));
	}
done:
	db_rows_close(r);
	return err;
}

static struct str dump(struct app *app, int64_t place)
{
	struct dump x = {.place = place};
	ok(app_read(app, write_dump, &x));
	struct str s = arena_str(&arena, buf_str(&x.text));
	buf_release(&x.text);
	return s;
}

static const char more[] =
	"UPDATE fact SET date = '2019' WHERE source = 2; "
	"UPDATE place SET address = '3 quai', postcode = '29900', commune = 'Concarneau', insee = '29039', phone = '02 98 00 00 00', "
	"summary = 'Un lieu', confirmed = '2025-03', confirmed_by = 2, types = 'culturel', website = 'https://q.example' WHERE id = 2; "
	"INSERT INTO fact (place, field, source, value) VALUES (2, 'telephone', 2, '02 98 00 00 00'), (2, 'site_web', 2, 'https://q.example'), "
	"(2, 'presentation_resume', 2, 'Un lieu'), (2, 'typologie', 2, 'culturel'), (2, 'commune', 2, 'Concarneau'), (2, 'adresse', 2, '3 quai'); "
	"INSERT INTO engagement (place, action, source, stage, since, note) VALUES (2, 1, 2, 'fait', '2021', 'le mardi'), (2, 2, 2, 'veut', NULL, NULL); "
	"INSERT INTO membership (place, network, source, role) VALUES (2, 1, 2, 'relais'); "
	"INSERT INTO tie (place, org, holder, partner_kind, source, note) VALUES (2, 1, 0, 'association', 2, 'depuis 2015'); "
	"INSERT INTO place_slug (slug, place) VALUES ('ancienne', 2); "
	"INSERT INTO mandate (id, person, place, given_by, given_at) VALUES (8, 1, 2, NULL, '2026-02-01T00:00:00Z'), (9, 3, 2, 1, '2026-03-01T00:00:00Z'); "
	"INSERT INTO duplicate (a, b, confidence, reasons, state) VALUES (1, 2, 0.8, 'même nom', 'propose'); "
	"INSERT INTO suggestion (id, kind, state, scope, place, seen, lang, made_at, asked_at, note) VALUES "
	"(5, 'signalement', 'en-attente', 'equipe', 2, 1, 'fr', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'fermé le lundi'); "
	"INSERT INTO said (place, kind, key, source, value, date) VALUES (2, 'label', 'fabrique-de-territoire', 2, '2020', '2020'), "
	"(2, 'partenaire', 'lycee', 2, 'association|Lycée|depuis 2015', NULL); "
	"INSERT INTO follow (id, person, place, query, title, rhythm, seen, made_at) VALUES "
	"(1, 1, 1, NULL, 'Konk', 'jour', 1, '2026-01-01T00:00:00Z'), (2, 1, 2, NULL, 'Quincaille', 'semaine', 1, '2026-01-01T00:00:00Z'), "
	"(3, 3, 2, NULL, 'Quincaille', 'jour', 1, '2026-01-01T00:00:00Z'), (4, 3, NULL, '?q=fablab', 'Les fablabs', 'jour', 1, "
	"'2026-01-01T00:00:00Z'); "
	"INSERT INTO picture (id, place, shown, position, alt, made_at) VALUES (1, 1, 1, 1, 'La cour', '2026-01-01T00:00:00Z'), "
	"(2, 2, 1, 1, 'Le four', '2026-01-01T00:00:00Z'); UPDATE network SET lead = 2 WHERE id = 1; "
	"INSERT INTO change (number, made_at, what) VALUES (50, '2026-01-01T00:00:00Z', 'import')";

static struct merging merge(struct app *app, int64_t kept, int64_t gone, unsigned choice)
{
	const struct snapshot *s = app_enter(app);
	struct actor who = small_actor(app, 1, &arena);
	struct merge_choice *choices;
	size_t n = merge_choices(s->atlas, atlas_place_by_id(s->atlas, kept), atlas_place_by_id(s->atlas, gone), &arena, &choices);
	struct item *take = arena_array(&arena, n, sizeof *take);
	struct merging m = {.kept = kept, .gone = gone, .take = take};
	for (size_t i = 0; i < n; i++)
		if (!choices[i].same && choice >> (i % 30) & 1)
			take[m.take_n++] = (struct item){.kind = choices[i].kind, .key = choices[i].key};
	ok(app_merge(app, s->atlas, &who, &m, &arena));
	app_leave(app, s);
	return m;
}

static bool unmerge(struct app *app, int64_t id)
{
	const struct snapshot *s = app_enter(app);
	struct actor who = small_actor(app, 1, &arena);
	bool done;
	ok(app_unmerge(app, s->atlas, &who, id, &arena, &done));
	app_leave(app, s);
	return done;
}

static void two_become_one(void **state)
{
	struct app *app = small_place_open(*state);
	small_run(app, more);
	ok(app_refresh(app));
	struct merging m = merge(app, 1, 2, 0);
	assert_false(m.absent);
	assert_true(m.merge > 0);
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place(s->atlas, S("la-quincaille"));
	assert_int_equal(p->id, 1); // its address leads there
	assert_ptr_equal(atlas_place(s->atlas, S("ancienne")), p);
	assert_null(atlas_place_by_id(s->atlas, 2));
	assert_true(str_eqz(p->name, "Konk Ar Lab"));
	assert_true(str_find(p->other_names, S("La Quincaille")) >= 0);
	assert_true(str_eqz(p->summary, "Un fablab"));
	assert_int_equal(p->engagement_n, 2);
	assert_int_equal(p->engagements[0].stage, STAGE_WANTS); // its own word on the one that both tell of
	assert_int_equal(p->membership_n, 1);
	assert_int_equal(p->tie_n, 2);
	assert_int_equal(p->origin_n, 4); // the teams’ word is one
	app_leave(app, s);
	struct str now = dump(app, 1);
	assert_true(str_find(now, arena_printf(&arena, "%d 1 0", MERGE_TEAM)) >= 0); // Ana is of the team now
	assert_true(str_find(now, arena_printf(&arena, "%d label/fabrique-de-territoire 2 2020 2020", MERGE_SAID)) >= 0);
	assert_true(str_find(now, S("follow 1 of 1")) >= 0 && str_find(now, S("follow 2 of 1")) < 0); // who followed both: once
	assert_true(str_find(now, S("photo 2")) >= 0 && str_find(now, S("lead 1")) >= 0 && str_find(now, S("waits 5")) >= 0);
	assert_true(str_find(now, S("follow 3 of 3")) >= 0 && str_find(now, S("follow 4")) < 0);
	assert_true(merge(app, 1, 1, 0).absent);
	app_close(app);
}

static void undoing_gives_the_first_state(void **state)
{
	struct app *app = small_place_open(*state);
	small_run(app, more);
	ok(app_refresh(app));
	struct str first[2] = {dump(app, 1), dump(app, 2)};
	uint64_t seed = 20261122;
	for (int round = 0; round < 12; round++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		bool other = seed >> 60 & 1;
		struct merging m = merge(app, other ? 2 : 1, other ? 1 : 2, (unsigned)(seed >> 20));
		assert_true(m.merge > 0);
		assert_false(str_eq(dump(app, 1), first[0]) && str_eq(dump(app, 2), first[1]));
		assert_true(unmerge(app, m.merge));
		assert_false(unmerge(app, m.merge));
		struct str again = dump(app, 1);
		if (!str_eq(again, first[0]))
			fail_msg("round %d: %.*s\nwas\n%.*s", round, STR_ARG(again), STR_ARG(first[0]));
		again = dump(app, 2);
		if (!str_eq(again, first[1]))
			fail_msg("round %d: %.*s\nwas\n%.*s", round, STR_ARG(again), STR_ARG(first[1]));
		const struct snapshot *s = app_enter(app);
		assert_int_equal(atlas_place(s->atlas, S("la-quincaille"))->id, 2);
		assert_int_equal(atlas_place(s->atlas, S("konk-ar-lab"))->id, 1);
		app_leave(app, s);
	}
	app_close(app);
}

static void what_was_said_since_stays(void **state)
{
	struct app *app = small_place_open(*state);
	small_run(app, more);
	ok(app_refresh(app));
	struct merging m = merge(app, 1, 2, ~0u); // all that the other says
	assert_string_equal(small_now(app, ITEM_FIELD, "presentation_resume", &arena), "Un lieu");
	assert_int_equal(small_edit(app, 2, -1, ITEMS(ITEM(FIELD, "presentation_resume", "Mieux dit")), &arena).outcome, EDIT_DONE);
	assert_true(unmerge(app, m.merge));
	assert_string_equal(small_now(app, ITEM_FIELD, "presentation_resume", &arena), "Mieux dit");
	assert_string_equal(small_now(app, ITEM_FIELD, "nom", &arena), "Konk Ar Lab");
	app_close(app);
}

// A form opened while the two were one does not bring back what the other page said.
static void who_had_a_form_open_sees_that_they_are_two_again(void **state)
{
	struct app *app = small_place_open(*state);
	struct history_change *told;
	size_t n;
	small_run(app, more);
	ok(app_refresh(app));
	struct merging m = merge(app, 1, 2, ~0u);
	assert_string_equal(small_now(app, ITEM_FIELD, "presentation_resume", &arena), "Un lieu");
	const struct snapshot *s = app_enter(app);
	int64_t seen = s->atlas->change;
	app_leave(app, s);
	assert_true(unmerge(app, m.merge));
	struct edit_answer answer = small_edit(app, 2, seen, ITEMS(ITEM(FIELD, "presentation_resume", "Un lieu, le mien")), &arena);
	assert_int_equal(answer.outcome, EDIT_CONFLICT);
	assert_true(str_eqz(answer.conflicts[0].now, "Un fablab"));
	assert_int_equal(small_edit(app, 2, seen, ITEMS(ITEM(NETWORK, "bretagne", "relais")), &arena).outcome, EDIT_CONFLICT); // it came along
	ok(app_history(app, 1, 0, 1, &arena, &told, &n));
	assert_int_equal(n, 1);
	assert_true(str_eqz(told[0].what, "lieux-separes"));
	bool summary = false, network = false;
	for (size_t i = 0; i < told[0].item_n; i++) {
		const struct history_item *x = &told[0].items[i];
		summary |= str_eqz(x->key, "presentation_resume") && str_eqz(x->before, "Un lieu") && str_eqz(x->after, "Un fablab");
		network |= x->kind == ITEM_NETWORK && str_eqz(x->before, "relais") && x->after.n == 0;
	}
	assert_true(summary && network);
	app_close(app);
}

static void what_changed_since_they_were_compared_is_looked_at_again(void **state)
{
	struct app *app = small_place_open(*state);
	small_run(app, more);
	ok(app_refresh(app));
	const struct snapshot *s = app_enter(app);
	struct actor who = small_actor(app, 1, &arena);
	struct merging m = {.kept = 2, .gone = 1, .seen = s->atlas->change};
	app_leave(app, s);
	assert_int_equal(small_edit(app, 2, -1, ITEMS(ITEM(FIELD, "presentation_resume", "Mieux dit")), &arena).outcome, EDIT_DONE);
	s = app_enter(app);
	ok(app_merge(app, s->atlas, &who, &m, &arena));
	assert_true(m.changed);
	assert_int_equal(m.merge, 0);
	m.seen = s->atlas->change;
	ok(app_merge(app, s->atlas, &who, &m, &arena));
	assert_false(m.changed);
	assert_true(m.merge > 0);
	app_leave(app, s);
	app_close(app);
}

// Those who proposed this very merge are answered, and nobody else.
static void a_merge_answers_its_proposals(void **state)
{
	struct app *app = small_place_open(*state);
	struct proposed s;
	small_run(app, more);
	small_run(app, "INSERT INTO suggestion (id, kind, state, scope, place, other, seen, lang, address, made_at, asked_at) VALUES "
		 "(20, 'fusion', 'en-attente', 'animation', 2, 1, 1, 'fr', 'lou@exemple.fr', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), "
		 "(21, 'fermeture', 'en-attente', 'animation', 1, NULL, 1, 'fr', 'max@exemple.fr', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')");
	ok(app_refresh(app));
	struct merging m = merge(app, 1, 2, 0);
	ok(app_suggestion(app, 20, &arena, &s));
	assert_int_equal(s.state, SUGGESTION_ACCEPTED);
	assert_true(s.change > 0);
	ok(app_suggestion(app, 21, &arena, &s));
	assert_int_equal(s.state, SUGGESTION_WAITING);
	small_run(app, "UPDATE outbox SET recipient = 'seen' WHERE recipient = 'lou@exemple.fr' AND kind = 'decision'; "
		 "INSERT INTO suggestion (id, kind, state, scope, seen, lang, made_at) SELECT 30, 'creation', 'retire', 'animation', "
		 "count(*), 'fr', '2026-01-01T00:00:00Z' FROM outbox WHERE recipient = 'seen'");
	ok(app_suggestion(app, 30, &arena, &s));
	assert_int_equal(s.seen, 1); // one mail
	assert_true(m.merge > 0);
	app_close(app);
}

#define GATE "{\"maille\":1,\"source\":{\"cle\":\"deux\",\"titre\":\"deux\",\"date\":\"%s\"}," \
	"\"labels\":[{\"cle\":\"lab\",\"nom\":\"Label\"}],\"lieux\":[{\"identifiant\":\"b\",\"nom\":\"Tiers-lieu de la gare\"," \
	"\"commune\":\"Le Mans\",\"code_postal\":\"72000\",\"telephone\":\"%s\",\"labels\":[{\"label\":\"lab\"}]}]}"
#define CUBE "{\"maille\":1,\"source\":{\"cle\":\"un\",\"titre\":\"un\",\"date\":\"%s\"},\"lieux\":[{\"identifiant\":\"a\"," \
	"\"nom\":\"Le Cube\",\"commune\":\"Allonnes\",\"code_postal\":\"72700\",\"telephone\":\"%s\"}]}"

static struct import_report take(struct app *app, const char *key, const char *date, const char *phone)
{
	struct record_set set;
	struct import_report report;
	struct str file = str_eqz(str_of(key), "deux") ? arena_printf(&arena, GATE, date, phone) : arena_printf(&arena, CUBE, date, phone);
	ok(exchange_read(file, str_of(key), &arena, &set));
	enrich_records(&set, &arena);
	ok(app_import_as(app, &(struct import_request){.set = &set}, NULL, NULL, &arena, &report));
	return report;
}

// Two files' pages, made one with nothing chosen of the second; the numbers of both.
static struct merging merged_files(struct app *app)
{
	take(app, "un", "2024-01-01", "02 43 00 00 01");
	take(app, "deux", "2024-02-01", "02 43 00 00 02");
	const struct snapshot *s = app_enter(app);
	int64_t kept = atlas_place(s->atlas, S("le-cube"))->id, gone = atlas_place(s->atlas, S("tiers-lieu-de-la-gare"))->id;
	app_leave(app, s);
	return merge(app, kept, gone, 0);
}

static void assert_shown(struct app *app, int64_t place, const char *name, const char *phone, const char *commune, unsigned label_n)
{
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place_by_id(s->atlas, place);
	assert_string_equal(arena_z(&arena, p->name), name);
	assert_string_equal(arena_z(&arena, p->phone), phone);
	assert_string_equal(arena_z(&arena, p->commune), commune);
	assert_int_equal(p->label_n, label_n);
	app_leave(app, s);
}

static void what_was_chosen_outlives_the_next_file(void **state)
{
	struct app *app = small_place_open(*state);
	struct merging m = merged_files(app);
	struct import_report r = take(app, "deux", "2024-02-01", "02 43 00 00 02");
	assert_int_equal(r.unchanged, 1); // the same file
	take(app, "deux", "2026-02-01", "02 43 00 00 02");
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 01", "Allonnes", 1);
	const struct snapshot *s = app_enter(app);
	const struct place *p = atlas_place_by_id(s->atlas, m.kept); // no team said that it is true: the newest file did
	assert_int_equal(date_cmp(p->confirmed, (struct date){2026, 2, 1}), 0);
	app_leave(app, s);
	r = take(app, "deux", "2026-02-02", "02 43 00 00 03"); // it knows something new: that is proposed
	assert_int_equal(r.wished, 1);
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 01", "Allonnes", 1);
	assert_true(unmerge(app, m.merge)); // what a file said since of the page that went goes with it
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 01", "Allonnes", 0);
	take(app, "deux", "2026-03-01", "02 43 00 00 09");
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 01", "Allonnes", 0);
	assert_shown(app, m.gone, "Tiers-lieu de la gare", "02 43 00 00 09", "Le Mans", 1);
	take(app, "un", "2026-04-01", "02 43 00 00 10"); // and nothing holds the first any more
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 10", "Allonnes", 0);
	app_close(app);
}

static void a_file_is_taken_back_after_its_page_went_into_another(void **state)
{
	struct app *app = small_place_open(*state);
	struct merging m = merged_files(app);
	struct undo_report report;
	enum undo_outcome outcome;
	ok(app_import_undo(app, NULL, S("deux"), 0, &arena, &report, &outcome));
	assert_int_equal(outcome, UNDO_DONE);
	assert_shown(app, m.kept, "Le Cube", "02 43 00 00 01", "Allonnes", 0);
	app_close(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(two_become_one), ENGINES(undoing_gives_the_first_state), ENGINES(what_was_said_since_stays),
		ENGINES(who_had_a_form_open_sees_that_they_are_two_again),
		ENGINES(what_changed_since_they_were_compared_is_looked_at_again), ENGINES(a_merge_answers_its_proposals),
		ENGINES(what_was_chosen_outlives_the_next_file), ENGINES(a_file_is_taken_back_after_its_page_went_into_another),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
