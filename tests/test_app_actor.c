// SPDX-License-Identifier: AGPL-3.0-or-later
// Who somebody is, and what they may do where.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/session.h"
#include "app/write.h"
#include "people.h"
#include "store/mandate.h"
#include "store/person.h"
#include "store/session.h"

// What each role is answered for place A, place C, its network and the rest.
static void test_permissions(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	enum { VISITOR, NOBODY, TEAM_A, TEAM_C, NETWORK, DEPARTMENT, REGION, ADMIN, ROLE_N };
	int64_t who[ROLE_N] = {0};
	static const char *const names[ROLE_N] = {"", "rien", "equipe-a", "equipe-c", "reseau", "departement", "region", "admin"};
	for (int i = NOBODY; i < ROLE_N; i++)
		who[i] = people_add(app, names[i], i == ADMIN);
	people_mandate(app, (struct mandate_row){.person = who[TEAM_A], .place = PEOPLE_PLACE_A});
	people_mandate(app, (struct mandate_row){.person = who[TEAM_C], .place = PEOPLE_PLACE_C});
	people_mandate(app, (struct mandate_row){.person = who[NETWORK], .network = 1});
	people_mandate(app, (struct mandate_row){.person = who[DEPARTMENT], .department = S("56")});
	people_mandate(app, (struct mandate_row){.person = who[REGION], .region = S("bretagne")});
	const struct snapshot *s = app_enter(app);
	const struct place *pa = atlas_place(s->atlas, S("lieu-a")), *pb = atlas_place(s->atlas, S("lieu-b")),
			   *pc = atlas_place(s->atlas, S("lieu-c"));
	const struct network *n = &s->atlas->networks[0];
	static const struct {
		const char *team_a, *team_b, *team_c, *animator_a, *network, *animator, *admin; // y, n (not theirs), s (sign in)
		const char *role_a, *role_b;
	} due[ROLE_N] = {
		[VISITOR] = {"s", "s", "s", "s", "s", "s", "s", "visite", "visite"},
		[NOBODY] = {"n", "n", "n", "n", "n", "n", "n", "visite", "visite"},
		[TEAM_A] = {"y", "n", "n", "n", "n", "n", "n", "equipe", "visite"},
		[TEAM_C] = {"n", "n", "y", "n", "n", "n", "n", "visite", "visite"},
		[NETWORK] = {"y", "n", "n", "y", "y", "y", "n", "animation", "visite"},
		[DEPARTMENT] = {"y", "y", "n", "y", "n", "y", "n", "animation", "animation"},
		[REGION] = {"y", "y", "n", "y", "n", "y", "n", "animation", "animation"},
		[ADMIN] = {"y", "y", "y", "y", "y", "y", "y", "administration", "administration"},
	};
	static const char *const letters = "ysn";
	for (int i = 0; i < ROLE_N; i++) {
		struct actor who_is;
		ok(app_actor_of(app, who[i], &a, &who_is));
		assert_int_equal(who_is.person, who[i]);
		const struct atlas *t = s->atlas;
		assert_int_equal(letters[actor_allowed(&who_is, MAY_TEAM, t, pa, NULL)], due[i].team_a[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_TEAM, t, pb, NULL)], due[i].team_b[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_TEAM, t, pc, NULL)], due[i].team_c[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_PLACE_ANIMATOR, t, pa, NULL)], due[i].animator_a[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_NETWORK, t, NULL, n)], due[i].network[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_ANIMATOR, t, NULL, NULL)], due[i].animator[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_ADMIN, t, NULL, NULL)], due[i].admin[0]);
		assert_int_equal(letters[actor_allowed(&who_is, MAY_PERSON, t, NULL, NULL)], i == VISITOR ? 's' : 'y');
		assert_int_equal(actor_allowed(&who_is, MAY_ANYONE, t, pa, NULL), ALLOWED);
		assert_true(str_eqz(actor_role(&who_is, t, pa), due[i].role_a));
		assert_true(str_eqz(actor_role(&who_is, t, pb), due[i].role_b));
	}
	app_leave(app, s);
	app_close(app);
	arena_release(&a);
}

struct acting {
	struct str hash;
	int64_t person, helper;
	bool ends;
};

static const struct err *help(struct db *d, void *user)
{
	struct acting *x = user;
	const struct err *err;
	TRY(x->ends ? store_delegate_remove(d, x->person, x->helper) : store_delegate_add(d, x->person, x->helper, S("2026-01-01T00:00:00Z")));
	if (!x->ends)
		TRY(store_session_help(d, x->hash, x->person));
done:
	return err;
}

static const struct err *end_it(struct db *d, void *user)
{
	struct acting *x = user;
	int64_t ended;
	return store_session_end(d, x->person, x->hash, &ended);
}

static const struct err *age_it(struct db *d, void *user)
{
	struct acting *x = user;
	return store_session_seen(d, x->hash, S("2026-01-01T00:00:00Z"), S("2026-01-02T00:00:00Z"));
}

static const struct err *tire_it(struct db *d, void *user)
{
	struct acting *x = user;
	return store_session_seen(d, x->hash, S("2001-01-01T00:00:00Z"), S("2999-01-01T00:00:00Z"));
}

static void test_session(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	struct actor who;
	int64_t ada = people_add(app, "ada", false);
	struct str secret = people_session(app, ada, &a);
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(who.person, ada);
	assert_true(str_eqz(who.name, "ada"));
	assert_true(who.session.n == 64 && !str_eq(who.session, secret));

	// What was long ago is noted as of now, and the session lives on.
	struct acting x = {.hash = who.session, .person = ada};
	ok(app_write(app, tire_it, &x));
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(people_count(app, "SELECT count(*) FROM session WHERE seen_at > '2025' AND ends_at < '2900'"), 1);

	ok(app_actor(app, S(""), &a, &who));
	assert_int_equal(who.person, 0);
	ok(app_actor(app, S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &a, &who));
	assert_int_equal(who.person, 0);
	ok(app_actor(app, S("' OR 1=1 --"), &a, &who));
	assert_int_equal(who.person, 0);

	ok(app_write(app, age_it, &x));
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(who.person, 0);

	secret = people_session(app, ada, &a);
	assert_int_equal(people_count(app, "SELECT count(*) FROM session"), 1); // the ended one is forgotten
	ok(app_actor(app, secret, &a, &who));
	x.hash = who.session;
	ok(app_write(app, end_it, &x));
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(who.person, 0);
	app_close(app);
	arena_release(&a);
}

static void test_helper(void **state)
{
	struct app *app = people_app(*state);
	struct arena a = {0};
	struct actor who;
	int64_t ada = people_add(app, "ada", true), bob = people_add(app, "bob", true);
	people_mandate(app, (struct mandate_row){.person = ada, .place = PEOPLE_PLACE_A});
	struct str secret = people_session(app, bob, &a);
	ok(app_actor(app, secret, &a, &who));
	struct acting x = {.hash = who.session, .person = ada, .helper = bob};
	ok(app_write(app, help, &x));
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(who.person, ada);
	assert_int_equal(who.helped, ada);
	assert_int_equal(who.helper, bob);
	assert_false(who.admin);
	assert_int_equal(who.mandate_n, 1);
	x.ends = true; // the help was taken back: the session is theirs alone again
	ok(app_write(app, help, &x));
	ok(app_actor(app, secret, &a, &who));
	assert_int_equal(who.person, bob);
	assert_int_equal(who.helper, 0);
	assert_true(who.admin);
	app_close(app);
	arena_release(&a);
}

static void test_device(void **state)
{
	struct arena a = {0};
	assert_true(str_eqz(session_device(S("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
					     "Version/17.0 Mobile/15E148 Safari/604.1"), &a), "Safari, iPhone"));
	assert_true(str_eqz(session_device(S("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
					     "Safari/537.36 Edg/130.0.0.0"), &a), "Edge, Windows"));
	assert_int_equal(session_device(S("<script>"), &a).n, 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(test_permissions), ENGINES(test_session), ENGINES(test_helper),
					   cmocka_unit_test(test_device)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
