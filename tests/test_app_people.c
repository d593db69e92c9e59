// SPDX-License-Identifier: AGPL-3.0-or-later
// Ways in, teams and their heirs, limits: what cannot be seen over HTTP, above all what time does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "app/entry.h"
#include "app/limit.h"
#include "app/people.h"
#include "app/privacy.h"
#include "app/team.h"
#include "app/write.h"
#include "people.h"
#include "store/token.h"

static const struct err *age_tokens(struct db *d, void *user)
{
	static const struct db_stmt age = {"age", "UPDATE token SET ends_at = '2026-01-01T00:00:00Z'"};
	return db_run(d, &age, NULL, 0, NULL);
}

static void test_link_late(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	struct str secret;
	struct entry e;
	ok(app_entry_link(app, S("ada@exemple.org"), &a, &secret));
	ok(app_entry_look(app, secret, &a, &e));
	assert_int_equal(e.outcome, ENTRY_OPEN);
	ok(app_write(app, age_tokens, NULL));
	ok(app_entry_look(app, secret, &a, &e));
	assert_int_equal(e.outcome, ENTRY_LATE);
	ok(app_entry_by_link(app, secret, S(""), &a, &e));
	assert_int_equal(e.outcome, ENTRY_LATE);
	assert_int_equal(people_count(app, "SELECT count(*) FROM session"), 0);
	assert_int_equal(people_count(app, "SELECT count(*) FROM person"), 0);
	ok(app_entry_by_link(app, S("nothing"), S(""), &a, &e));
	assert_int_equal(e.outcome, ENTRY_WRONG);
	// What is kept opens nothing.
	assert_int_equal(people_count(app, "SELECT count(*) FROM token WHERE length(hash) = 64"), 1);
	app_close(app);
	arena_release(&a);
}

static void test_address(void **state)
{
	struct arena a = {0};
	assert_true(str_eqz(entry_address(S("  Ada@Exemple.ORG "), &a), "ada@exemple.org"));
	assert_int_equal(entry_address(S("ada"), &a).n, 0);
	assert_int_equal(entry_address(S("ada@exemple.org\r\nBcc: x@y.z"), &a).n, 0);
	assert_int_equal(entry_address(S("\xff@exemple.org"), &a).n, 0);
	arena_release(&a);
}

// The last one leaves: those who animate are told, the network's and the territory's, not those of elsewhere; nobody
// animates it: the administrators are.
static void test_heirs(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	struct actor who;
	bool removed, last;
	enum leaving left;
	int64_t ada = people_add(app, "ada", false), bob = people_add(app, "bob", false);
	int64_t net = people_add(app, "net", false), far = people_add(app, "loin", false);
	people_add(app, "admin", true);
	people_mandate(app, (struct mandate_row){.person = ada, .place = PEOPLE_PLACE_A});
	people_mandate(app, (struct mandate_row){.person = bob, .place = PEOPLE_PLACE_A});
	people_mandate(app, (struct mandate_row){.person = ada, .place = PEOPLE_PLACE_C});
	people_mandate(app, (struct mandate_row){.person = net, .network = 1});
	people_mandate(app, (struct mandate_row){.person = far, .department = S("13")});
	const struct snapshot *s = app_enter(app);
	const struct place *place = atlas_place(s->atlas, S("lieu-a"));
	ok(app_actor_of(app, ada, &a, &who));
	ok(app_team_remove(app, s->atlas, &who, place, bob, &a, &removed, &last));
	assert_true(removed && !last);
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox WHERE recipient = 'bob@exemple.org'"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox"), 1);
	ok(app_team_remove(app, s->atlas, &who, place, bob, &a, &removed, &last));
	assert_false(removed);
	ok(app_team_remove(app, s->atlas, &who, place, ada, &a, &removed, &last));
	assert_true(removed && last);
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox WHERE recipient = 'net@exemple.org'"), 1);
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox"), 2);
	// Who leaves Maille altogether leaves the teams too.
	ok(app_leave_for_good(app, &who, &left));
	assert_int_equal(left, LEAVING_DONE);
	assert_int_equal(people_count(app, "SELECT count(*) FROM outbox WHERE recipient = 'admin@exemple.org'"), 1);
	app_leave(app, s);
	app_close(app);
	arena_release(&a);
}

// Who may no longer invite does not do so by a link sent before.
static void test_invitations_of_who_lost_it(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	struct actor net, admin;
	enum people_outcome how;
	static const char waiting[] = "SELECT count(*) FROM token WHERE purpose = 'invitation' AND used_at IS NULL";
	int64_t id = people_add(app, "net", false), boss = people_add(app, "boss", true);
	people_add(app, "autre", true);
	people_mandate(app, (struct mandate_row){.person = id, .network = 1});
	people_mandate(app, (struct mandate_row){.person = id, .place = PEOPLE_PLACE_C});
	ok(app_actor_of(app, id, &a, &net));
	ok(app_actor_of(app, boss, &a, &admin));
	const struct snapshot *s = app_enter(app);
	const struct place *in = atlas_place(s->atlas, S("lieu-a")), *own = atlas_place(s->atlas, S("lieu-c"));
	ok(app_team_invite(app, &net, in, S("double@exemple.org"), false, &a));
	ok(app_team_invite(app, &net, own, S("collegue@exemple.org"), false, &a));
	ok(app_team_invite(app, &admin, in, S("invitee@exemple.org"), false, &a));
	assert_int_equal(people_count(app, waiting), 3);
	int64_t team = people_count(app, "SELECT id FROM mandate WHERE place IS NOT NULL");
	ok(app_people_take(app, id, team)); // a team is not left this way
	assert_int_equal(people_count(app, waiting), 3);
	ok(app_people_take(app, id, people_count(app, "SELECT id FROM mandate WHERE network IS NOT NULL")));
	assert_int_equal(people_count(app, waiting), 2);
	assert_int_equal(people_count(app, "SELECT count(*) FROM token WHERE subject = 'double@exemple.org' AND used_at IS NULL"), 0);
	ok(app_people_rights(app, boss, true, true, &how));
	assert_int_equal(people_count(app, waiting), 2);
	ok(app_people_rights(app, boss, false, true, &how));
	assert_int_equal(people_count(app, waiting), 1);
	app_leave(app, s);
	app_close(app);
	arena_release(&a);
}

static void test_last_admin(void **state)
{
	struct app *app = people_app(*state);
	enum people_outcome how;
	int64_t one = people_add(app, "une", true);
	ok(app_people_rights(app, one, false, false, &how));
	assert_int_equal(how, PEOPLE_LAST);
	int64_t two = people_add(app, "deux", true);
	ok(app_people_rights(app, one, false, true, &how));
	assert_int_equal(how, PEOPLE_DONE);
	ok(app_people_rights(app, two, false, false, &how));
	assert_int_equal(how, PEOPLE_LAST);
	ok(app_people_rights(app, 99, true, false, &how));
	assert_int_equal(how, PEOPLE_ABSENT);
	app_close(app);
}

static void test_limits(void **state)
{
	struct limits *l = limits_new();
	int64_t second = 1000000000, now = 5 * second;
	for (int i = 0; i < 4; i++)
		assert_true(limits_take_at(l, LIMIT_LINK_ADDRESS, S("a@exemple.org"), now));
	assert_false(limits_take_at(l, LIMIT_LINK_ADDRESS, S("a@exemple.org"), now));
	assert_true(limits_take_at(l, LIMIT_LINK_ADDRESS, S("b@exemple.org"), now));
	assert_true(limits_take_at(l, LIMIT_PASSWORD_ADDRESS, S("a@exemple.org"), now));
	assert_false(limits_take_at(l, LIMIT_LINK_ADDRESS, S("a@exemple.org"), now + 299 * second));
	assert_true(limits_take_at(l, LIMIT_LINK_ADDRESS, S("a@exemple.org"), now + 300 * second));
	assert_false(limits_take_at(l, LIMIT_LINK_ADDRESS, S("a@exemple.org"), now + 301 * second));
	// A flood of others takes no more memory, and each newcomer has their turn.
	for (int i = 0; i < 100000; i++) {
		struct str key = {(const char *)&i, sizeof i};
		assert_true(limits_take_at(l, LIMIT_LINK_NET, key, now));
	}
	limits_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(test_link_late), ENGINES(test_heirs), ENGINES(test_invitations_of_who_lost_it), ENGINES(test_last_admin),
					   cmocka_unit_test(test_address), cmocka_unit_test(test_limits)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
