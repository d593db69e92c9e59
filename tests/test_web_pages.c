// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages over HTTP, on the starter network: languages, what is refused and how, headers, and no dead link.
#include "test_http_raw.h"

#include <jansson.h>
#include <sqlite3.h>

#include "app/app.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "engine.h"
#include "web/settings.h"
#include "web/web.h"

static char *dir;
static struct app *app;
static struct web *web;
static struct buf in;

static int start(void **state)
{
	dir = temporary_dir();
	struct app_config config = {.data = dir, .mode = APP_WRITE};
	ok(app_open(&config, &app));
	ok(app_starter(app, NULL, NULL, NULL));
	app_close(app);
	config.mode = APP_SERVE;
	ok(app_open(&config, &app));
	ok(web_start(app, "127.0.0.1:0", NULL, &web));
	return 0;
}

static int stop(void **state)
{
	web_stop(web);
	app_close(app);
	remove_tree(dir);
	free(dir);
	buf_release(&in);
	return 0;
}

// One request on its own connection; the reply stands in `in` until the next.
static struct raw_reply get(const char *target, const char *headers)
{
	struct buf request = {0};
	buf_addf(&request, "GET %s HTTP/1.1\r\nHost: lieux.exemple.org\r\n%s\r\n", target, headers);
	struct raw_reply r = raw_ask(web_port(web), buf_str(&request), &in);
	buf_release(&request);
	return r;
}

static bool holds(struct str s, const char *what)
{
	return str_find(s, str_of(what)) >= 0;
}

static void page_holds(const char *target, int status, const char *what)
{
	struct raw_reply r = get(target, "");
	if (r.status != status || !holds(r.body, what))
		fail_msg("%s: status %d, wanted %d with '%s'", target, r.status, status, what);
}

static void test_language(void **state)
{
	page_holds("/", 200, "<html lang=\"fr\"");
	assert_true(holds(get("/", "Accept-Language: en-GB,en;q=0.9\r\n").body, "<html lang=\"en\""));
	struct raw_reply r = get("/fr/lieux", "Accept-Language: en\r\n");
	assert_true(holds(r.body, "<html lang=\"fr\""));
	assert_true(holds(r.body, "href=\"/fr/actions\""));
	assert_true(holds(r.body, "href=\"/en/lieux\" lang=\"en\""));
	r = get("/en/lieux?q=fablab&pres=Vannes", "");
	assert_true(holds(r.body, "href=\"/fr/lieux?q=fablab&amp;pres=Vannes\" lang=\"fr\""));
	assert_true(holds(get("/lieux", "").head, "Vary: Accept-Language"));
}

static void test_headers(void **state)
{
	static const char *const pages[] = {"/", "/lieux", "/lieux/lab01", "/inconnu", "/lieux?rayon=-3", "/sante"};
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct raw_reply r = get(pages[i], "");
		struct str csp = raw_header(&r, "Content-Security-Policy");
		assert_true(holds(csp, "default-src 'none'"));
		assert_true(holds(csp, "frame-ancestors 'none'"));
		assert_false(holds(csp, "unsafe"));
		assert_true(str_eqz(raw_header(&r, "X-Content-Type-Options"), "nosniff"));
		assert_null(raw_header(&r, "Set-Cookie").p);
		assert_false(holds(r.body, " style=\""));
	}
	struct raw_reply r = get("/carte/integree", "");
	assert_true(holds(raw_header(&r, "Content-Security-Policy"), "frame-ancestors *"));
}

static void test_refused(void **state)
{
	static const struct {
		const char *target, *holds;
	} table[] = {
		{"/lieux?pres=Xyzzy&q=fablab", "value=\"Xyzzy\" placeholder"},
		{"/lieux?pres=Xyzzy&q=fablab", "id=\"pres-souci\""},
		{"/lieux?pres=95,200", "id=\"pres-souci\""},
		{"/lieux?rayon=-3", "name=\"rayon\" value=\"-3\""},
		{"/lieux?page=0", "name=\"page\" value=\"0\""},
		{"/lieux?par_page=1000000", "name=\"par_page\""},
		{"/lieux?tri=au-hasard", "name=\"tri\""},
		{"/lieux?type=chateau", "class=\"problem\""},
		{"/lieux?vue=nuage", "name=\"vue\" value=\"nuage\""},
		{"/lieux?vue=tableau&colonne=age", "name=\"colonne\" value=\"age\""},
		{"/lieux?q=%FF", "role=\"search\""},
		{"/lieux?q=%00", "role=\"search\""},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		page_holds(table[i].target, 400, table[i].holds);
	page_holds("/inconnu", 404, "name=\"q\"");
	page_holds("/en/inconnu", 404, "<html lang=\"en\"");
	page_holds("/lieux/nulle-part", 404, "role=\"search\"");
	page_holds("/lieux?inconnu=1", 200, "id=\"resultats\"");
	page_holds("/lieux?q=&pres=&rayon=&type=", 200, "id=\"resultats\"");

	struct buf target = {0};
	buf_addz(&target, "/lieux?q=");
	for (int i = 0; i < 100000; i++)
		buf_addc(&target, 'a');
	int status = get(target.p, "").status;
	assert_true(status == 400 || status == 414);
	buf_release(&target);
}

static void test_search(void **state)
{
	page_holds("/lieux?q=fablab+vers+Vannes", 200, "class=\"why\"");
	page_holds("/lieux?q=fablab+vers+Vannes", 200, "name=\"rayon\"");
	page_holds("/lieux?q=%3Cscript%3Ealert(1)%3C/script%3E", 200, "&lt;script&gt;");
	assert_false(holds(get("/lieux?q=%3Cscript%3Ealert(1)%3C/script%3E", "").body, "<script>alert"));
	page_holds("/lieux?vue=tableau&q=LAB01", 200, "Dynacité");
	page_holds("/lieux?vue=tableau&colonne=depuis&sens=desc", 200, "aria-sort=\"descending\"");
	page_holds("/lieux?vue=tableau&colonne=nom&sens=desc", 200, "page=2&amp;vue=tableau&amp;colonne=nom&amp;sens=desc");
	page_holds("/lieux?vue=tableau&colonne=nom", 200, "name=\"colonne\" value=\"nom\"");
	page_holds("/lieux?vue=tableau&colonne=nom&q=recyclrie", 200, "aria-sort");
	page_holds("/carte/points.json?q=recyclrie", 200, "\"nom\"");
	page_holds("/lieux?vue=tableau&colonne=nom&q=konk+ar+lab", 200, "Konk Ar Lab");
	page_holds("/lieux?confirme=2020", 200, "Confirmé depuis : 2020");
	page_holds("/lieux?type=fablab", 200, "value=\"fablab\" checked");
	page_holds("/lieux?type=foodlab", 200, "type=\"hidden\" name=\"type\" value=\"foodlab\"");
	page_holds("http://lieux.exemple.org/lieux?q=fablab", 200, "href=\"/en/lieux?q=fablab\"");
}

// Past the last page stands no empty list: one is led back to the last.
static void test_beyond(void **state)
{
	page_holds("/lieux?page=1000", 200, "elle a 10");
	assert_false(holds(get("/lieux?page=1000", "").body, "page=999"));
	page_holds("/lieux?page=1000&vue=tableau", 200, "Voir la dernière");
	page_holds("/carte?page=1000", 200, "elle a 4");
	assert_false(holds(get("/carte?page=1000", "").body, "1000 sur"));
	page_holds("/lieux?q=konk+ar+lab&departement=29&page=7", 200, "elle a 1 page.");
	page_holds("/carte?q=konk+ar+lab&departement=29&page=7", 200, "elle a 1 page.");
	assert_false(holds(get("/lieux?page=2", "").body, "Voir la dernière"));
}

// The first <script type="application/ld+json"> of a page, parsed; the caller decrefs it.
static json_t *json_ld(struct str page)
{
	ptrdiff_t at = str_find(page, S("application/ld+json\">"));
	assert_true(at >= 0);
	struct str rest = str_from(page, (size_t)at + strlen("application/ld+json\">"));
	rest.n = (size_t)str_find(rest, S("</script>"));
	json_t *j = json_loadb(rest.p, rest.n, 0, NULL);
	assert_non_null(j);
	return j;
}

static void test_place(void **state)
{
	struct raw_reply r = get("/en/lieux/lab-01", ""); // what one of its sources calls it
	assert_int_equal(r.status, 301);
	assert_true(str_eqz(raw_header(&r, "Location"), "/en/lieux/lab01"));
	r = get("/lieux/lab01", "");
	assert_int_equal(r.status, 200);
	assert_true(holds(r.body, "<link rel=\"canonical\" href=\"http://lieux.exemple.org/lieux/lab01\">"));
	assert_true(holds(r.body, "property=\"og:title\" content=\"LAB01\""));
	assert_true(holds(r.body, "Ambérieu-en-Bugey"));
	assert_true(holds(r.body, "Centre social Le Lavoir"));
	assert_true(holds(r.body, "href=\"#i-fait\""));
	assert_true(holds(r.body, "Licence Ouverte 2.0"));
	// Labels, actions and whom it works with have a source and a date too; what agrees is no other version.
	assert_true(holds(r.body, "<th scope=\"row\">Label</th><td>Fabrique de territoire"));
	assert_true(holds(r.body, "<th scope=\"row\">Structure porteuse</th>"));
	assert_true(holds(r.body, "<th scope=\"row\">Action</th>"));
	assert_false(holds(r.body, "<td>01500 <span class=\"quiet\">"));
	assert_false(holds(r.body, "coworking|"));
	page_holds("/lieux?q=ROCHER+concept", 200, "ROCHER concept | Coworking");
	r = get("/lieux/lab01", "");
	json_t *j = json_ld(r.body);
	assert_string_equal(json_string_value(json_object_get(j, "@type")), "Place");
	assert_string_equal(json_string_value(json_object_get(j, "name")), "LAB01");
	assert_non_null(json_object_get(json_object_get(j, "geo"), "latitude"));
	json_decref(j);
}

static void test_static(void **state)
{
	struct raw_reply r = get("/", "");
	ptrdiff_t at = str_find(r.body, S("/static/"));
	assert_true(at >= 0);
	struct str rest, address = str_cut(str_from(r.body, (size_t)at), '"', &rest);
	char target[200];
	snprintf(target, sizeof target, "%.*s", STR_ARG(address));
	r = get(target, "");
	assert_int_equal(r.status, 200);
	assert_true(holds(raw_header(&r, "Cache-Control"), "immutable"));
	r = get("/static/000000000000/maille.css", "");
	assert_int_equal(r.status, 200);
	assert_false(holds(raw_header(&r, "Cache-Control"), "immutable"));
	assert_int_equal(get("/static/000000000000/rien.css", "").status, 404);
	page_holds("/robots.txt", 200, "Disallow: /lieux?");
	page_holds("/sante", 200, "\"etat\":\"ok\"");
	page_holds("/sante", 200, "\"moteur\":\"sqlite\"");
}

// A page is kept, plain and packed, and its mark spares sending it again.
static void test_kept(void **state)
{
	static const char target[] = "/lieux?q=coworking&pres=Lille";
	struct buf first = {0};
	buf_add(&first, get(target, "").body);
	struct raw_reply r = get(target, "");
	assert_true(str_eq(r.body, buf_str(&first)));
	char again[80];
	snprintf(again, sizeof again, "If-None-Match: %.*s\r\n", STR_ARG(raw_header(&r, "ETag")));
	assert_int_equal(get(target, again).status, 304);
	r = get(target, "Accept-Encoding: gzip\r\n");
	assert_true(str_eqz(raw_header(&r, "Content-Encoding"), "gzip"));
	assert_true(r.body.n < first.n / 2);
	r = get(target, "");
	assert_true(str_eq(r.body, buf_str(&first)));
	assert_false(str_eq(get(target, "Accept-Language: en\r\n").body, buf_str(&first)));
	// The map's points too: they are what takes longest to make.
	buf_reset(&first);
	buf_add(&first, get("/carte/points.json?q=coworking", "").body);
	r = get("/carte/points.json?q=coworking", "");
	assert_true(str_eq(r.body, buf_str(&first)) && raw_header(&r, "ETag").n > 0);
	assert_true(str_eqz(raw_header(&r, "Cache-Control"), "max-age=60"));
	assert_true(str_eqz(raw_header(&r, "Content-Type"), "application/json"));
	buf_reset(&first);
	buf_add(&first, get(target, "").body);
	// More than the cache holds: the first ones go, all are answered.
	for (int i = 0; i < 600; i++) {
		char other[80];
		snprintf(other, sizeof other, "/lieux?q=lieu&page=%d&par_page=%d", 1 + i % 20, 20 + i % 31);
		assert_int_equal(get(other, "").status, 200);
	}
	assert_true(str_eq(get(target, "").body, buf_str(&first)));
	buf_release(&first);
}

// What the policy lets the map's tiles come from.
static void test_tiles(void **state)
{
	static const char *const table[][2] = {
		{"https://tuiles.exemple.org/{z}/{x}/{y}.png", "https://tuiles.exemple.org"},
		{"https://{s}.tuiles.exemple.org/{z}/{x}/{y}.png", "https://*.tuiles.exemple.org"},
		{"https://a.{s}.exemple.org/{z}.png", ""}, {"https://a;script-src *", ""}, {"/ici/{z}.png", ""}, {"", ""},
	};
	struct arena a = {0};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		setenv("MAILLE_TUILES", table[i][0], 1);
		assert_true(str_eqz(settings_tiles_origin(&a), table[i][1]));
	}
	unsetenv("MAILLE_TUILES");
	arena_release(&a);
}

static void sql(const char *text)
{
	sqlite3 *db;
	char path[300];
	snprintf(path, sizeof path, "%s/maille.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

// What could not be read once is read the next time: a page that lacks it is not kept.
static void test_not_kept(void **state)
{
	sql("ALTER TABLE fact RENAME TO fact_away");
	struct raw_reply r = get("/fr/lieux/konk-ar-lab", "");
	assert_int_equal(r.status, 200);
	assert_false(holds(r.body, "told-more"));
	assert_true(holds(r.body, "ne se laisse pas lire"));
	assert_true(str_eqz(raw_header(&r, "Cache-Control"), "no-store"));
	sql("ALTER TABLE fact_away RENAME TO fact");
	page_holds("/fr/lieux/konk-ar-lab", 200, "told-more");
}

// The lists of an action turn their pages, and its pairs are of the page shown. The last test: it changes the network.
static void test_action_pages(void **state)
{
	page_holds("/actions/micro-folie", 200, "id=\"veut\"");
	page_holds("/actions/micro-folie?page=0", 400, "liste");
	page_holds("/actions/micro-folie?page=2", 400, "liste");
	page_holds("/actions/micro-folie?page=99999999999999999999", 400, "liste");
	sql("INSERT INTO engagement SELECT id, (SELECT id FROM action WHERE key = 'micro-folie'), 1, CASE WHEN id % 2 = 0 "
	    "THEN 'veut' ELSE 'fait' END, NULL, NULL FROM place WHERE id < 400 ON CONFLICT DO NOTHING");
	sql("INSERT INTO change (number, made_at, what) SELECT max(number) + 1, '2026-01-01T00:00:00Z', 'import' FROM change");
	ok(app_refresh(app));
	struct raw_reply r = get("/fr/actions/micro-folie?pres=Vannes&page=2", "");
	assert_int_equal(r.status, 200);
	assert_true(holds(r.body, "href=\"/fr/actions/micro-folie?pres=Vannes&amp;page=1\" rel=\"prev\""));
	assert_true(holds(r.body, "href=\"/fr/actions/micro-folie?pres=Vannes&amp;page=3\" rel=\"next\""));
	size_t hits = 0, pairs = 0;
	for (struct str rest = r.body; str_find(rest, S("<li class=\"hit\">")) >= 0; hits++)
		rest = str_from(rest, (size_t)str_find(rest, S("<li class=\"hit\">")) + 1);
	for (struct str rest = r.body; str_find(rest, S("le fait déjà <span")) >= 0; pairs++)
		rest = str_from(rest, (size_t)str_find(rest, S("le fait déjà <span")) + 1);
	assert_int_equal(hits, 100);
	assert_true(pairs > 40 && pairs <= 50);
}

static void test_suggestions(void **state)
{
	struct raw_reply r = get("/suggestions?q=konk", "Accept: application/json\r\n");
	assert_int_equal(r.status, 200);
	assert_true(holds(raw_header(&r, "Content-Type"), "application/json"));
	assert_true(holds(r.body, "Konk Ar Lab"));
	r = get("/suggestions?q=vann&champ=lieu", "Accept: application/json\r\n");
	assert_true(holds(r.body, "\"genre\":\"commune\""));
	assert_false(holds(r.body, "\"genre\":\"lieu\""));
	page_holds("/suggestions?q=konk", 200, "<h1>");
}

// Adds the page's own links that were not seen yet.
static void links_of(struct arena *a, struct str page, struct map *seen, struct str *queue, size_t *n, size_t max)
{
	for (ptrdiff_t at; (at = str_find(page, S("href=\"/"))) >= 0;) {
		struct str link = str_cut(str_from(page, (size_t)at + 6), '"', &page), fragment;
		link = str_cut(link, '#', &fragment);
		struct buf plain = BUF_IN(a);
		for (size_t i = 0; i < link.n; i++) {
			buf_addc(&plain, link.p[i]);
			if (str_starts(str_from(link, i), S("&amp;")))
				i += 4;
		}
		uint64_t before;
		if (*n == max || map_get(seen, buf_str(&plain), &before))
			continue;
		map_set(seen, buf_str(&plain), 1);
		queue[(*n)++] = buf_str(&plain);
	}
}

// What a visitor can reach in a few hundred steps answers.
static void test_links(void **state)
{
	enum { MOST = 400 };
	struct arena a = {0};
	struct map seen = {0};
	struct str queue[MOST];
	size_t n = 0;
	static const char *const begin[] = {"/", "/lieux?q=fablab+vers+Vannes", "/lieux?vue=tableau", "/lieux/lab01", "/en"};
	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
		map_set(&seen, str_of(begin[i]), 1);
		queue[n++] = str_of(begin[i]);
	}
	for (size_t i = 0; i < n; i++) {
		struct raw_reply r = get(arena_z(&a, queue[i]), "");
		bool asks = r.status == 303 && holds(raw_header(&r, "Location"), "/connexion?"); // a page for who is signed in
		if (r.status != 200 && !asks)
			fail_msg("%.*s: status %d", STR_ARG(queue[i]), r.status);
		if (holds(raw_header(&r, "Content-Type"), "text/html"))
			links_of(&a, arena_str(&a, r.body), &seen, queue, &n, MOST);
	}
	assert_int_equal(n, MOST);
	map_release(&seen);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_language), cmocka_unit_test(test_headers), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_search), cmocka_unit_test(test_beyond), cmocka_unit_test(test_place), cmocka_unit_test(test_static),
		cmocka_unit_test(test_kept), cmocka_unit_test(test_not_kept), cmocka_unit_test(test_tiles),
		cmocka_unit_test(test_suggestions), cmocka_unit_test(test_links), cmocka_unit_test(test_action_pages),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
