// SPDX-License-Identifier: AGPL-3.0-or-later
// Proposals from the first click to the answer: confirmed by mail, decided by whose turn it is, escalated, told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/claim.h"
#include "app/history.h"
#include "app/journal.h"
#include "app/creation.h"
#include "app/escalate.h"
#include "app/suggestion.h"
#include "app/team.h"
#include "app/write.h"
#include "credential/secret.h"
#include "small_place.h"
#include "store/token.h"

static struct arena arena;

static struct proposed phone(struct app *app, const char *value)
{
	struct proposed_item *items = arena_array(&arena, 1, sizeof *items);
	const char *now = small_now(app, ITEM_FIELD, "telephone", &arena);
	items[0] = (struct proposed_item){S("champ"), S("telephone"), str_of(now), str_of(value)};
	return (struct proposed){.kind = SUGGESTION_CHANGE, .place = 1, .items = items, .item_n = 1};
}

static struct str suggest(struct app *app, struct proposed *s)
{
	const struct snapshot *snap = app_enter(app);
	struct str follow;
	ok(app_suggest(app, snap->atlas, s, &arena, &follow));
	app_leave(app, snap);
	return follow;
}

static struct decision_answer decide(struct app *app, int64_t person, struct decision d)
{
	const struct snapshot *snap = app_enter(app);
	struct actor who = small_actor(app, person, &arena);
	struct decision_answer answer;
	ok(app_suggestion_decide(app, &who, snap->atlas, &d, &arena, &answer));
	app_leave(app, snap);
	return answer;
}

static size_t waiting(struct app *app, int64_t person)
{
	const struct snapshot *snap = app_enter(app);
	struct actor who = small_actor(app, person, &arena);
	struct proposed *all;
	size_t n;
	ok(app_suggestions(app, &who, snap->atlas, 50, &arena, &all, &n));
	app_leave(app, snap);
	return n;
}

static struct history_change last_change(struct app *app, int64_t place)
{
	struct history_change *h;
	size_t n;
	ok(app_history(app, place, 0, 1, &arena, &h, &n));
	assert_int_equal(n, 1);
	return h[0];
}

static struct public_change last_public(struct app *app)
{
	const struct snapshot *snap = app_enter(app);
	struct public_change *c;
	size_t n;
	ok(app_journal_place(app, snap->atlas, atlas_place_by_id(snap->atlas, 1), 1, &arena, &c, &n));
	assert_int_equal(n, 1);
	app_leave(app, snap);
	return c[0];
}

static void a_visitor_is_confirmed_then_heard(void **state)
{
	struct app *app = small_place_open(*state);
	struct proposed s = phone(app, "02 98 97 00 01"), found;
	s.address = S("lou@exemple.fr");
	struct str follow = suggest(app, &s);
	assert_int_equal(s.state, SUGGESTION_UNCONFIRMED);
	assert_int_equal(waiting(app, 2), 0);
	assert_int_equal(small_number(app, "link", "SELECT count(*) FROM outbox WHERE kind = 'proposition' AND recipient = 'lou@exemple.fr'"), 1);
	assert_int_equal(small_number(app, "none", "SELECT count(*) FROM outbox WHERE kind = 'moderation'"), 0);
	ok(app_suggestion_follow(app, follow, &arena, &found));
	assert_int_equal(found.id, s.id);
	ok(app_suggestion_follow(app, arena_printf(&arena, "%.*s0", STR_ARG(str_sub(follow, 0, follow.n - 1))), &arena, &found));
	assert_true(found.id == 0 || follow.p[follow.n - 1] == '0');
	const struct snapshot *snap = app_enter(app);
	ok(app_suggestion_confirm(app, snap->atlas, s.id));
	ok(app_suggestion_confirm(app, snap->atlas, s.id)); // twice is once
	app_leave(app, snap);
	assert_int_equal(waiting(app, 2), 1);
	assert_int_equal(waiting(app, 1), 1);
	assert_int_equal(small_number(app, "team", "SELECT count(*) FROM outbox WHERE kind = 'moderation'"), 2); // the team: 2 and 3
	struct decision_answer answer = decide(app, 2, (struct decision){.id = s.id, .accept = true, .reason = S("Merci !")});
	assert_int_equal(answer.outcome, DECIDED);
	assert_string_equal(small_now(app, ITEM_FIELD, "telephone", &arena), "02 98 97 00 01");
	assert_int_equal(small_number(app, "told", "SELECT count(*) FROM outbox WHERE kind = 'decision' AND letter LIKE '%Merci !%'"), 1);
	assert_int_equal(small_number(app, "kept", "SELECT count(*) FROM suggestion WHERE state = 'accepte' AND decided_by = 2 AND change IS NOT NULL"), 1);
	assert_int_equal(decide(app, 1, (struct decision){.id = s.id}).outcome, DECIDED_BEFORE);
	struct history_change h = last_change(app, 1); // it is the visitor's, unnamed; Bo wants their role told
	assert_false(h.person);
	assert_true(h.accepted && h.name.n == 0 && h.accepted_name.n == 0);
	assert_true(str_eqz(h.role, "visite") && str_eqz(h.accepted_role, "equipe"));
	assert_true(str_eqz(last_public(app).role, "visite"));
	assert_int_equal(small_number(app, "whose", "SELECT count(*) FROM change WHERE person IS NULL AND accepted_by = 2 AND role = 'visite'"), 1);
	app_close(app);
}

static void what_changed_meanwhile_is_seen(void **state)
{
	struct app *app = small_place_open(*state);
	struct proposed s = phone(app, "02 98 97 00 01");
	s.person = 3;
	suggest(app, &s);
	assert_int_equal(small_edit(app, 2, -1, ITEMS(ITEM(FIELD, "telephone", "02 98 97 00 02")), &arena).outcome, EDIT_DONE);
	assert_int_equal(decide(app, 2, (struct decision){.id = s.id, .accept = true}).outcome, DECIDED_CONFLICT);
	assert_string_equal(small_now(app, ITEM_FIELD, "telephone", &arena), "02 98 97 00 02");
	assert_int_equal(decide(app, 2, (struct decision){.id = s.id, .accept = true, .anyway = true, .trust = true}).outcome, DECIDED);
	assert_string_equal(small_now(app, ITEM_FIELD, "telephone", &arena), "02 98 97 00 01");
	assert_int_equal(small_number(app, "trusted", "SELECT trusted FROM person WHERE id = 3"), 1);
	assert_int_equal(small_number(app, "hers", "SELECT count(*) FROM change WHERE person = 3 AND accepted_by = 2"), 1);
	struct history_change h = last_change(app, 1); // Cleo wants nothing told
	assert_true(h.person && h.accepted && h.name.n == 0 && h.role.n == 0);
	small_run(app, "UPDATE person SET shown = 'nom', name = 'Cleo' WHERE id = 3; UPDATE person SET shown = 'rien' WHERE id = 2");
	h = last_change(app, 1);
	assert_true(str_eqz(h.name, "Cleo") && h.accepted && h.accepted_name.n == 0 && h.accepted_role.n == 0);
	s = phone(app, "non");
	s.person = 3;
	suggest(app, &s);
	assert_int_equal(decide(app, 2, (struct decision){.id = s.id, .accept = true}).outcome, DECIDED_INVALID);
	assert_int_equal(decide(app, 2, (struct decision){.id = s.id, .reason = S("Pas un numéro")}).outcome, DECIDED);
	assert_int_equal(waiting(app, 1), 0);
	app_close(app);
}

static void a_place_is_made(void **state)
{
	struct app *app = small_place_open(*state);
	struct proposed_item items[] = {{S("champ"), S("nom"), STR_NONE, S("Atelier du Quai")}, {S("champ"), S("commune"), STR_NONE, S("Quimper")},
					  {S("champ"), S("typologie"), STR_NONE, S("fablab")}};
	struct proposed s = {.kind = SUGGESTION_NEW, .person = 3, .items = items, .item_n = 3};
	suggest(app, &s);
	assert_int_equal(waiting(app, 2), 0); // not their territory
	assert_int_equal(waiting(app, 1), 1);
	struct decision_answer answer = decide(app, 1, (struct decision){.id = s.id, .accept = true});
	assert_int_equal(answer.outcome, DECIDED);
	const struct snapshot *snap = app_enter(app);
	const struct place *p = atlas_place(snap->atlas, S("atelier-du-quai"));
	assert_non_null(p);
	assert_true(str_eqz(p->insee, "29232") && p->types == 1u << TYPE_FABLAB);
	struct place same = place_none();
	same.name = S("L’atelier du quai");
	same.commune = S("Quimper");
	struct likely likely[LIKELY_MAX];
	assert_int_equal(creation_likely(snap->atlas, &same, &arena, likely, LIKELY_MAX), 1);
	assert_ptr_equal(likely[0].place, p);
	same.name = S("Boulangerie");
	assert_int_equal(creation_likely(snap->atlas, &same, &arena, likely, LIKELY_MAX), 0);
	struct history_change h = last_change(app, p->id);
	assert_true(str_eqz(h.what, "lieu-cree") && h.person && h.accepted && str_eqz(h.accepted_name, "Ana"));
	app_leave(app, snap);
	assert_int_equal(small_number(app, "made", "SELECT count(*) FROM change WHERE what = 'lieu-cree'"), 1);
	assert_int_equal(small_number(app, "named", "SELECT count(*) FROM fact WHERE field = 'nom' AND value = 'Atelier du Quai'"), 1);
	app_close(app);
}

#define FAR "2999-01-01T00:00:00Z"

struct making {
	const char *purpose, *ends;
	struct str secret;
};

static const struct err *make_link(struct db *d, void *user)
{
	struct making *m = user;
	return store_token_add(d, &(struct token_row){.hash = secret_hash(&arena, m->secret), .purpose = str_of(m->purpose), .person = 4,
						      .place = 1, .made_at = S("2026-01-01T00:00:00Z"), .ends_at = str_of(m->ends)});
}

// The secret of a link for person 4 and place 1.
static struct str made_link(struct app *app, const char *purpose, const char *ends)
{
	struct making m = {purpose, ends, secret_new(&arena)};
	ok(app_write(app, make_link, &m));
	return m.secret;
}

static void an_address_of_the_place_opens_its_door(void **state)
{
	struct app *app = small_place_open(*state);
	struct place p = place_none();
	p.website = S("https://www.konk.example/lab");
	p.email = S("bonjour@orange.fr");
	assert_true(claim_speaks_for(S("lou@konk.example"), &p));
	assert_true(claim_speaks_for(S("Bonjour@orange.fr"), &p));
	assert_false(claim_speaks_for(S("lou@orange.fr"), &p));
	assert_false(claim_speaks_for(S("lou@mail.konk.example"), &p));
	p.website = S("https://gmail.com/x");
	assert_false(claim_speaks_for(S("lou@gmail.com"), &p));
	assert_false(claim_speaks_for(S(""), &p));

	small_run(app, "INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES "
		 "(4, 'lou@konk.example', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z')");
	struct actor lou = {.person = 4, .address = S("lou@konk.example")};
	enum claim_outcome how;
	struct str follow;
	const struct snapshot *snap = app_enter(app);
	ok(app_claim(app, snap->atlas, &lou, atlas_place_by_id(snap->atlas, 1), S("Je tiens l’accueil"), &arena, &how, &follow));
	assert_int_equal(how, CLAIM_WAITING); // no website is known
	app_leave(app, snap);
	assert_int_equal(decide(app, 2, (struct decision){.id = 1, .accept = true}).outcome, DECIDED);
	assert_int_equal(small_number(app, "member", "SELECT count(*) FROM mandate WHERE person = 4 AND place = 1"), 1);
	small_run(app, "DELETE FROM mandate WHERE person = 4");
	snap = app_enter(app);
	ok(app_claim(app, snap->atlas, &lou, atlas_place_by_id(snap->atlas, 1), S("Encore moi"), &arena, &how, &follow));
	app_leave(app, snap);
	assert_int_equal(how, CLAIM_WAITING);
	assert_int_equal(small_number(app, "in_queue", "SELECT count(*) FROM suggestion WHERE state = 'en-attente'"), 1);

	assert_int_equal(small_edit(app, 2, -1, ITEMS(ITEM(FIELD, "site_web", "https://konk.example")), &arena).outcome, EDIT_DONE);
	snap = app_enter(app);
	ok(app_claim(app, snap->atlas, &lou, atlas_place_by_id(snap->atlas, 1), STR_NONE, &arena, &how, &follow));
	assert_int_equal(how, CLAIM_MAILED);
	assert_int_equal(small_number(app, "kept", "SELECT count(*) FROM token WHERE purpose = 'equipe' AND person = 4 AND place = 1 AND length(hash) = 64"), 1);
	struct claim claim;
	struct str late = made_link(app, "equipe", "2026-01-01T00:00:00Z"), other = made_link(app, "invitation", FAR);
	struct str link = made_link(app, "equipe", FAR), second = made_link(app, "equipe", FAR);
	ok(app_claim_open(app, late, &arena, &claim));
	assert_true(claim.late && claim.place == 0);
	ok(app_claim_open(app, other, &arena, &claim));
	assert_int_equal(claim.place, 0);
	ok(app_claim_open(app, link, &arena, &claim));
	assert_int_equal(claim.place, 1);
	ok(app_claim_accept(app, snap->atlas, link, &arena, &claim));
	assert_int_equal(claim.place, 1);
	assert_int_equal(small_number(app, "member", "SELECT count(*) FROM mandate WHERE person = 4 AND place = 1"), 1);
	assert_int_equal(small_number(app, "in_queue", "SELECT count(*) FROM suggestion WHERE state = 'en-attente'"), 0); // the link let them in
	assert_int_equal(small_number(app, "granted", "SELECT count(*) FROM suggestion WHERE state = 'accepte' AND decided_at IS NOT NULL"), 2);
	assert_int_equal(small_number(app, "told", "SELECT count(*) FROM outbox WHERE kind = 'equipe' AND recipient IN ('b@exemple.fr', 'c@exemple.fr')"), 2);

	// Who leaves by themselves may come back, though not by the link that has served.
	const struct place *place = atlas_place_by_id(snap->atlas, 1);
	struct actor two = small_actor(app, 2, &arena), self = small_actor(app, 4, &arena);
	bool removed, direct;
	ok(app_team_remove(app, snap->atlas, &self, place, 4, &arena, &removed, NULL));
	ok(app_claim_direct(app, &lou, place, &direct));
	assert_true(removed && direct);
	ok(app_claim_accept(app, snap->atlas, link, &arena, &claim));
	assert_int_equal(claim.place, 0);
	assert_int_equal(small_number(app, "member", "SELECT count(*) FROM mandate WHERE person = 4 AND place = 1"), 0);
	ok(app_claim_accept(app, snap->atlas, second, &arena, &claim));
	assert_int_equal(claim.place, 1);

	// Who was taken off by somebody else asks the animators, and a link that was on its way opens nothing.
	link = made_link(app, "equipe", FAR);
	ok(app_team_remove(app, snap->atlas, &two, place, 4, &arena, &removed, NULL));
	ok(app_claim_open(app, link, &arena, &claim));
	assert_int_equal(claim.place, 0);
	ok(app_claim_accept(app, snap->atlas, link, &arena, &claim));
	assert_int_equal(small_number(app, "member", "SELECT count(*) FROM mandate WHERE person = 4 AND place = 1"), 0);
	ok(app_claim_direct(app, &lou, place, &direct));
	assert_false(direct);
	small_run(app, "INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES "
		 "(5, 'zoe@konk.example', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z'); "
		 "INSERT INTO mandate (id, person, department, given_at) VALUES (50, 3, '29', '2026-01-01T00:00:00Z')");
	struct actor zoe = {.person = 5, .address = S("zoe@konk.example")};
	ok(app_claim_direct(app, &zoe, place, &direct));
	assert_true(direct); // it does not concern their colleagues
	ok(app_claim(app, snap->atlas, &lou, place, S("Je reviens"), &arena, &how, &follow));
	assert_int_equal(how, CLAIM_WAITING);
	assert_int_equal(small_number(app, "scope", "SELECT count(*) FROM suggestion WHERE note = 'Je reviens' AND scope = 'animation'"), 1);
	// A page that this one was merged into remembers it too; so does it when they come as somebody new.
	small_run(app, "UPDATE place SET gone = 'fusionne', gone_to = 2 WHERE id = 1");
	ok(app_claim_direct(app, &lou, &(struct place){.id = 2, .email = S("lou@konk.example")}, &direct));
	assert_false(direct);
	small_run(app, "UPDATE place SET gone = NULL, gone_to = NULL WHERE id = 1; UPDATE person SET left_at = '2026-01-02T00:00:00Z' WHERE id = 4");
	ok(app_claim_direct(app, &zoe, place, &direct));
	assert_false(direct);
	small_run(app, "UPDATE person SET left_at = NULL WHERE id = 4");
	int64_t asked = small_number(app, "asked", "SELECT id FROM suggestion WHERE note = 'Je reviens'");
	assert_int_equal(decide(app, 3, (struct decision){.id = asked, .accept = true}).outcome, DECIDED);
	assert_int_equal(small_number(app, "lifted", "SELECT count(*) FROM removal"), 0);
	app_leave(app, snap);
	app_close(app);
}

static void nobody_waits_for_ever(void **state)
{
	struct app *app = small_place_open(*state);
	struct buf said = {0};
	struct daily_run daily = {.app = app, .a = &arena, .today = date_today(), .said = &said};
	small_run(app, "INSERT INTO person (id, address, shown, lang, admin, trusted, made_at) VALUES "
		 "(4, 'd@exemple.fr', 'nom', 'fr', 0, 0, '2026-01-01T00:00:00Z'); "
		 "INSERT INTO mandate (id, person, department, given_at) VALUES (3, 4, '29', '2026-01-01T00:00:00Z')");
	struct proposed s = phone(app, "02 98 97 00 01");
	s.person = 4;
	suggest(app, &s);
	ok(suggestion_escalate(&daily));
	assert_int_equal(small_number(app, "scope", "SELECT count(*) FROM suggestion WHERE scope = 'equipe'"), 1);
	small_run(app, "UPDATE suggestion SET asked_at = '2020-01-01T00:00:00Z', person = 3");
	ok(suggestion_escalate(&daily));
	assert_int_equal(small_number(app, "animation", "SELECT count(*) FROM suggestion WHERE scope = 'animation' AND escalated_at IS NOT NULL"), 1);
	assert_int_equal(small_number(app, "told", "SELECT count(*) FROM outbox WHERE recipient = 'd@exemple.fr' AND kind = 'moderation'"), 1);
	ok(suggestion_escalate(&daily)); // they too have fifteen days
	assert_int_equal(small_number(app, "animation", "SELECT count(*) FROM suggestion WHERE scope = 'animation' AND escalated_at IS NOT NULL"), 1);
	small_run(app, "UPDATE suggestion SET escalated_at = '2020-01-16T00:00:00Z'");
	ok(suggestion_escalate(&daily));
	assert_int_equal(small_number(app, "admin", "SELECT count(*) FROM suggestion WHERE scope = 'administration'"), 1);
	assert_int_equal(small_number(app, "told admin", "SELECT count(*) FROM outbox WHERE recipient = 'a@exemple.fr' AND kind = 'moderation'"), 1);
	small_run(app, "INSERT INTO suggestion (id, kind, state, scope, place, seen, address, lang, made_at) VALUES "
		 "(9, 'signalement', 'a-confirmer', 'equipe', 1, 1, 'x@exemple.fr', 'fr', '2020-01-01T00:00:00Z')");
	ok(suggestion_escalate(&daily));
	assert_int_equal(small_number(app, "gone", "SELECT count(*) FROM suggestion WHERE id = 9"), 0);
	buf_release(&said);
	app_close(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(a_visitor_is_confirmed_then_heard), ENGINES(what_changed_meanwhile_is_seen), ENGINES(a_place_is_made),
		ENGINES(an_address_of_the_place_opens_its_door), ENGINES(nobody_waits_for_ever),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
