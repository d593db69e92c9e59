// SPDX-License-Identifier: AGPL-3.0-or-later
// The privacy page, my data and leaving, over HTTP, on both engines.
#include "test_http_raw.h"

#include "app/app.h"
#include "base/arena.h"
#include "model/personal.h"
#include "people.h"
#include "store/mandate.h"
#include "web/web.h"

static struct app *app;
static struct web *web;
static struct arena arena;
static struct buf in;
static struct str cookie;

static void open_site(void **state, bool admin)
{
	app = people_app(*state);
	int64_t ana = people_add(app, "ana", admin);
	people_mandate(app, (struct mandate_row){.person = ana, .place = PEOPLE_PLACE_A});
	cookie = people_session(app, ana, &arena);
	ok(web_start(app, "127.0.0.1:0", NULL, &web));
}

static void close_site(void)
{
	web_stop(web);
	app_close(app);
}

static struct raw_reply ask(const char *method, const char *target, struct str with, struct str form)
{
	struct buf request = BUF_IN(&arena);
	buf_addf(&request, "%s %s HTTP/1.1\r\nHost: exemple.org\r\nSec-Fetch-Site: same-origin\r\n", method, target);
	if (with.n > 0)
		buf_addf(&request, "Cookie: maille=%.*s\r\n", STR_ARG(with));
	if (form.n > 0)
		buf_addf(&request, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n", form.n);
	buf_addz(&request, "\r\n");
	buf_add(&request, form);
	return raw_ask(web_port(web), buf_str(&request), &in);
}

static bool holds(struct str s, const char *what)
{
	return str_find(s, str_of(what)) >= 0;
}

static struct str token(void)
{
	struct str page = ask("GET", "/compte/mes-donnees", cookie, STR_NONE).body;
	ptrdiff_t at = str_find(page, S("name=\"jeton\" value=\""));
	assert_true(at > 0);
	struct str rest = str_from(page, (size_t)at + 20), after;
	return arena_str(&arena, str_cut(rest, '"', &after));
}

static struct raw_reply leave(const char *ticked)
{
	struct str t = token();
	return ask("POST", "/compte/partir", cookie, arena_printf(&arena, "jeton=%.*s%s", STR_ARG(t), ticked));
}

static void test_page(void **state)
{
	open_site(state, false);
	struct raw_reply r = ask("GET", "/vie-privee", STR_NONE, STR_NONE);
	assert_int_equal(r.status, 200);
	for (int k = 0; k < PERSONAL_COUNT; k++)
		if (personal_kinds[k].what != NULL && !holds(r.body, personal_kinds[k].what))
			fail_msg("the page lacks %s", personal_kinds[k].what);
	assert_true(holds(r.body, "Adresse mail de l’équipe"));
	assert_true(holds(r.body, "365 jours") && holds(r.body, "<td>30 jours après l’envoi</td>"));
	assert_false(holds(r.body, "%d"));
	assert_true(holds(ask("GET", "/en/vie-privee", STR_NONE, STR_NONE).body, "30 days after it is sent"));
	close_site();
}

static void test_file(void **state)
{
	open_site(state, false);
	assert_int_equal(ask("GET", "/compte/mes-donnees", STR_NONE, STR_NONE).status, 303);
	assert_int_equal(ask("GET", "/compte/mes-donnees.json", STR_NONE, STR_NONE).status, 303);
	struct raw_reply r = ask("GET", "/compte/mes-donnees.json", cookie, STR_NONE);
	assert_int_equal(r.status, 200);
	assert_true(holds(raw_header(&r, "Content-Disposition"), "attachment"));
	assert_true(str_eqz(raw_header(&r, "Cache-Control"), "no-store"));
	assert_true(holds(r.body, "\"adresse\":\"ana@exemple.org\""));
	assert_true(holds(r.body, "\"lieu\":\"lieu-a\""));
	close_site();
}

static void test_leave(void **state)
{
	open_site(state, false);
	struct raw_reply r = leave("");
	assert_int_equal(r.status, 400);
	assert_true(holds(r.body, "Rien n’a été effacé"));
	assert_int_equal(ask("POST", "/compte/partir", cookie, S("oui=oui")).status == 200, 0); // not from our form
	assert_int_equal(people_count(app, "SELECT count(*) FROM person WHERE left_at IS NULL"), 1);
	r = leave("&oui=oui");
	assert_int_equal(r.status, 200);
	assert_true(holds(r.body, "C’est fait"));
	assert_true(holds(raw_header(&r, "Set-Cookie"), "Max-Age=0"));
	assert_false(holds(r.body, "ana@exemple.org"));
	assert_int_equal(ask("GET", "/compte/mes-donnees.json", cookie, STR_NONE).status, 303);
	assert_int_equal(people_count(app, "SELECT count(*) FROM person WHERE left_at IS NOT NULL AND address IS NULL"), 1);
	close_site();
}

static void test_last_administrator(void **state)
{
	open_site(state, true);
	struct raw_reply r = leave("&oui=oui");
	assert_int_equal(r.status, 409);
	assert_true(holds(r.body, "Nommez d’abord"));
	assert_int_equal(ask("GET", "/compte/mes-donnees.json", cookie, STR_NONE).status, 200);
	close_site();
}

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(test_page), ENGINES(test_file), ENGINES(test_leave), ENGINES(test_last_administrator)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_release(&in);
	arena_release(&arena);
	return failed;
}
