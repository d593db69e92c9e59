// SPDX-License-Identifier: AGPL-3.0-or-later
// Teams are asked whether their page is still true; their answers count, their silence is told, bounces are seen.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/daily.h"
#include "app/freshness.h"
#include "app/write.h"
#include "small_place.h"

static struct arena arena;

static void remind(struct app *app)
{
	struct buf said = {0};
	struct daily_run daily = {.app = app, .a = &arena, .today = date_today(), .said = &said};
	ok(freshness_remind(&daily));
	buf_release(&said);
}

static int64_t asked(struct app *app)
{
	return small_number(app, "asked", "SELECT count(*) FROM outbox WHERE kind = 'fraicheur'");
}

static void a_team_is_asked_three_times(void **state)
{
	struct app *app = small_place_open(*state); // konk-ar-lab was confirmed in May 2024; 2 and 3 are its team
	remind(app);
	assert_int_equal(asked(app), 2);
	assert_int_equal(small_number(app, "facts", "SELECT count(*) FROM outbox WHERE letter LIKE '%Maréchal Foch%'"), 2);
	remind(app); // the same day, or the next
	assert_int_equal(asked(app), 2);
	small_run(app, "UPDATE reminder SET mailed_at = '2026-01-01T00:00:00Z'");
	remind(app);
	assert_int_equal(asked(app), 4);
	small_run(app, "UPDATE reminder SET mailed_at = '2026-01-22T00:00:00Z'");
	remind(app);
	assert_int_equal(asked(app), 6);
	remind(app);
	small_run(app, "UPDATE reminder SET mailed_at = '2026-02-12T00:00:00Z'");
	remind(app);
	assert_int_equal(asked(app), 6);
	assert_int_equal(small_number(app, "told", "SELECT count(*) FROM outbox WHERE kind = 'silence' AND recipient = 'a@exemple.fr'"), 1);
	remind(app);
	assert_int_equal(small_number(app, "silence", "SELECT count(*) FROM outbox WHERE kind = 'silence'"), 1);
	const struct snapshot *s = app_enter(app);
	struct actor ana = small_actor(app, 1, &arena);
	struct fresh_row *rows;
	size_t n;
	ok(app_freshness(app, s->atlas, &ana, &arena, &rows, &n));
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].place->id, 2); // never confirmed comes first
	assert_int_equal(rows[0].freshness, FRESH_NEVER);
	assert_int_equal(rows[1].freshness, FRESH_DORMANT);
	assert_true(rows[1].reach == REACH_MAIL && rows[1].reminder.told != 0);
	ok(app_confirm(app, s->atlas, &ana, 1, true)); // "j’ai appelé"
	app_leave(app, s);
	s = app_enter(app);
	assert_int_equal(place_freshness(atlas_place_by_id(s->atlas, 1), date_today()), FRESH_TRUE);
	app_leave(app, s);
	assert_int_equal(small_number(app, "over", "SELECT count(*) FROM reminder"), 0);
	assert_int_equal(small_number(app, "who", "SELECT count(*) FROM change WHERE what = 'lieu-confirme' AND person = 1 AND place = 1"), 1);
	remind(app);
	assert_int_equal(asked(app), 6);
	app_close(app);
}

static void the_link_opens_one_page_for_one_member(void **state)
{
	struct app *app = small_place_open(*state);
	struct seal_key key;
	struct actor who;
	int64_t place;
	bool late;
	ok(link_key(app, &key));
	struct link link = {.purpose = "fraicheur", .object = 1, .person = 2, .until = link_day(FRESH_LINK_DAYS)}, other = link;
	ok(app_fresh_link(app, link_make(&key, &link, &arena), &arena, &who, &place, &late));
	assert_true(who.person == 2 && place == 1 && !late);
	other.until = link_day(-1);
	ok(app_fresh_link(app, link_make(&key, &other, &arena), &arena, &who, &place, &late));
	assert_true(who.person == 0 && late);
	other = link;
	other.object = 2; // sealed, but they are not of that team
	ok(app_fresh_link(app, link_make(&key, &other, &arena), &arena, &who, &place, &late));
	assert_int_equal(who.person, 0);
	struct str text = link_make(&key, &link, &arena);
	struct str forged = arena_printf(&arena, "2%.*s", STR_ARG(str_from(text, 1)));
	ok(app_fresh_link(app, forged, &arena, &who, &place, &late));
	assert_int_equal(who.person, 0);
	small_run(app, "UPDATE person SET admin = 1, trusted = 1 WHERE id = 2");
	ok(app_fresh_link(app, text, &arena, &who, &place, &late));
	assert_true(who.person == 2 && !who.admin && !who.trusted);
	small_run(app, "DELETE FROM mandate WHERE person = 2");
	ok(app_fresh_link(app, text, &arena, &who, &place, &late));
	assert_int_equal(who.person, 0);
	app_close(app);
}

static const char report[] =
	"From: mailer\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\n"
	"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exemple.fr\r\n\r\n"
	"Final-Recipient: rfc822; B@exemple.fr\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
	"Final-Recipient: rfc822; <late@exemple.fr>\r\nAction: delayed\r\nStatus: 4.2.2\r\n\r\n"
	"Final-Recipient: rfc822;full@exemple.fr\r\nAction: failed\r\nStatus: 4.2.2\r\n\r\n--x--\r\n";

static void bounces_are_seen(void **state)
{
	struct app *app = small_place_open(*state);
	struct str found[BOUNCES_MAX];
	bool known;
	assert_int_equal(bounce_read(str_of(report), &arena, found, BOUNCES_MAX), 1);
	assert_true(str_eqz(found[0], "B@exemple.fr"));
	assert_int_equal(bounce_read(S("Bonjour"), &arena, found, BOUNCES_MAX), 0);
	ok(app_bounce(app, S("B@exemple.fr"), true, &known));
	assert_true(known);
	ok(app_bounce(app, S("inconnue@exemple.fr"), true, &known));
	assert_false(known);
	remind(app);
	assert_int_equal(asked(app), 1); // Bo is no longer written to
	small_run(app, "INSERT INTO outbox (id, message_id, kind, recipient, subject, lang, state, made_at, due_at, done_at, tries, code) VALUES "
		 "(90, 'x', 'suivi', 'c@exemple.fr', 's', 'fr', 'echoue', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', 1, 550)");
	remind(app);
	assert_int_equal(small_number(app, "bounced", "SELECT count(*) FROM person WHERE bounced_at IS NOT NULL"), 2);
	for (int i = 0; i < 2; i++, remind(app)) // nobody is left whom mail reaches: the animators know at once, once
		assert_int_equal(small_number(app, "silence", "SELECT count(*) FROM outbox WHERE kind = 'silence'"), 1);
	app_close(app);
}

static void eighteen_months(void **state)
{
	(void)state;
	struct place p = place_none();
	struct date today = {2026, 11, 22};
	assert_true(place_dormant(&p, today));
	p.confirmed = (struct date){2025, 6, 0};
	assert_false(place_dormant(&p, today));
	p.confirmed = (struct date){2025, 5, 30};
	assert_true(place_dormant(&p, today));
	p.confirmed = (struct date){2025, 0, 0}; // maybe in December
	assert_false(place_dormant(&p, today));
	assert_int_equal(place_freshness(&p, today), FRESH_TRUE);
	p.confirmed = (struct date){2024, 0, 0};
	assert_int_equal(place_freshness(&p, today), FRESH_DORMANT);
	p.confirmed = (struct date){2025, 11, 0};
	assert_int_equal(place_freshness(&p, today), FRESH_DUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ENGINES(a_team_is_asked_three_times), ENGINES(the_link_opens_one_page_for_one_member), ENGINES(bounces_are_seen),
		cmocka_unit_test(eighteen_months),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
