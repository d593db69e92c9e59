// SPDX-License-Identifier: AGPL-3.0-or-later
// A team keeps the photos of its place, over HTTP, through the real worker, on both engines.
#include "test_http_raw.h"

#include "app/app.h"
#include "app/edit.h"
#include "base/arena.h"
#include "people.h"
#include "picture/picture.h"
#include "picture_samples.h"
#include "store/mandate.h"
#include "web/web.h"

static struct app *app;
static struct web *web;
static struct arena arena;
static struct buf in;
static struct str cookie;

static void open_site(void **state)
{
	app = people_app(*state);
	int64_t ana = people_add(app, "ana", false);
	people_mandate(app, (struct mandate_row){.person = ana, .place = PEOPLE_PLACE_A});
	cookie = people_session(app, ana, &arena);
	ok(web_start(app, "127.0.0.1:0", NULL, &web));
}

static void close_site(void)
{
	web_stop(web);
	app_close(app);
}

static struct raw_reply get(const char *target, struct str with)
{
	struct buf request = BUF_IN(&arena);
	buf_addf(&request, "GET %s HTTP/1.1\r\nHost: exemple.org\r\n", target);
	if (with.n > 0)
		buf_addf(&request, "Cookie: maille=%.*s\r\n", STR_ARG(with));
	buf_addz(&request, "\r\n");
	return raw_ask(web_port(web), buf_str(&request), &in);
}

static bool holds(struct str s, const char *what)
{
	return str_find(s, str_of(what)) >= 0;
}

// What stands between two texts of the page.
static struct str between(struct str s, const char *from, const char *to)
{
	ptrdiff_t at = str_find(s, str_of(from));
	if (at < 0)
		fail_msg("the page lacks %s", from);
	struct str rest = str_from(s, (size_t)at + strlen(from));
	return arena_str(&arena, str_sub(rest, 0, (size_t)str_find(rest, str_of(to))));
}

#define PHOTOS "/lieux/lieu-a/photos"

// The forms of the page, filled: pairs of name and value, ended by NULL.
static struct raw_reply post(const char *const *pairs, struct str file)
{
	struct raw_reply page = get(PHOTOS, cookie);
	assert_int_equal(page.status, 200);
	struct str token = between(page.body, "name=\"jeton\" value=\"", "\""), seen = between(page.body, "name=\"vu\" value=\"", "\"");
	struct buf body = BUF_IN(&arena), request = BUF_IN(&arena);
#define PART "--frontiere\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%.*s\r\n"
	buf_addf(&body, PART, "jeton", STR_ARG(token));
	buf_addf(&body, PART, "vu", STR_ARG(seen));
	for (; pairs[0] != NULL; pairs += 2)
		buf_addf(&body, PART, pairs[0], (int)strlen(pairs[1]), pairs[1]);
	buf_addz(&body, "--frontiere\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"../a.jpg\"\r\nContent-Type: image/svg+xml\r\n\r\n");
	buf_add(&body, file);
	buf_addz(&body, "\r\n--frontiere--\r\n");
	buf_addf(&request,
		 "POST " PHOTOS " HTTP/1.1\r\nHost: exemple.org\r\nSec-Fetch-Site: same-origin\r\nCookie: maille=%.*s\r\n"
		 "Content-Type: multipart/form-data; boundary=frontiere\r\nContent-Length: %zu\r\n\r\n",
		 STR_ARG(cookie), body.n);
	buf_add(&request, buf_str(&body));
	return raw_ask(web_port(web), buf_str(&request), &in);
}

#define FORM(...) ((const char *const[]){__VA_ARGS__, NULL})

static void says(struct raw_reply r, int status, const char *what)
{
	if (r.status != status || !holds(r.body, what))
		fail_msg("status %d, wanted %d with '%s': %.*s", r.status, status, what, STR_ARG(str_sub(r.body, 0, 3000)));
}

static void goes_on(struct raw_reply r, const char *where)
{
	if (r.status != 303 || !holds(raw_header(&r, "Location"), where))
		fail_msg("status %d to %.*s, wanted %s: %.*s", r.status, STR_ARG(raw_header(&r, "Location")), where, STR_ARG(r.body));
}

static void add(const char *alt, uint32_t w, uint32_t h)
{
	struct buf png = sample_png(w, h, 8, false);
	goes_on(post(FORM("geste", "ajouter", "alternative", alt, "credit", "Ana & Zoé", "droit", "oui"), buf_str(&png)), "fait=ajoutee");
	buf_release(&png);
}

static void test_add(void **state)
{
	open_site(state);
	assert_false(holds(get("/lieux/lieu-a", STR_NONE).body, "/images/"));
	add("L’\"atelier\" <bois>", 900, 600);
	struct str page = get("/lieux/lieu-a", STR_NONE).body;
	assert_true(holds(page, "alt=\"L’&quot;atelier&quot; &lt;bois&gt;\""));
	assert_true(holds(page, "Photo : Ana &amp; Zoé"));
	assert_false(holds(page, "/lieux/lieu-a/photos"));
	assert_true(holds(get("/lieux/lieu-a", cookie).body, "href=\"/lieux/lieu-a/photos\""));
	page = get("/api/v1/lieux/lieu-a", STR_NONE).body;
	assert_true(holds(page, "\"photos\":[{\"alternative\":\"L’"));
	assert_true(holds(page, "{\"largeur\":900,\"hauteur\":600,\"url\":\"http://exemple.org/images/1/900\"}"));
	page = get("/lieux/lieu-a", STR_NONE).body;
	assert_true(holds(page, "srcset=\"/images/1/320 320w, /images/1/640 640w, /images/1/900 900w\""));
	assert_true(holds(page, "width=\"900\" height=\"600\""));
	assert_int_equal(people_count(app, "SELECT count(*) FROM consent WHERE subject = '1' AND words LIKE '%droit de publier%'"), 1);
	struct raw_reply r = get("/images/1/640", STR_NONE);
	assert_int_equal(r.status, 200);
	assert_true(str_eqz(raw_header(&r, "Content-Type"), PICTURE_TYPE));
	assert_true(str_eqz(raw_header(&r, "X-Content-Type-Options"), "nosniff"));
	assert_true(holds(raw_header(&r, "Cache-Control"), "immutable"));
	assert_true(raw_header(&r, "ETag").n > 0);
	assert_true(str_starts(r.body, S("RIFF")) && str_starts(str_from(r.body, 8), S("WEBP")));
	static const char *const absent[] = {"/images/1/641", "/images/2/320", "/images/x/320", "/images/1/-1", "/images/99999999999999999999/1"};
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		assert_int_equal(get(absent[i], STR_NONE).status, 404);
	close_site();
}

static void test_refused(void **state)
{
	open_site(state);
	struct buf png = sample_png(100, 100, 8, false);
	struct raw_reply r = post(FORM("geste", "ajouter", "alternative", "Vue <b>", "credit", "Zoé", "droit", "oui"), S("<svg onload=alert(1)>"));
	says(r, 400, "dessin SVG");
	says(r, 400, "value=\"Vue &lt;b&gt;\""); // what was typed is kept
	says(r, 400, "value=\"Zoé\"");
	says(post(FORM("geste", "ajouter", "alternative", "", "droit", "oui"), buf_str(&png)), 400, "id=\"alternative-souci\"");
	says(post(FORM("geste", "ajouter", "alternative", "Vue"), buf_str(&png)), 400, "id=\"droit-souci\"");
	says(post(FORM("geste", "ajouter", "alternative", "Vue", "droit", "oui"), S("")), 400, "Choisissez d’abord");
	says(post(FORM("geste", "retirer", "photo", "77"), S("")), 404, "n’est plus ici");
	assert_int_equal(people_count(app, "SELECT count(*) FROM picture"), 0);
	assert_int_equal(get(PHOTOS, STR_NONE).status, 303);                    // a visitor signs in first
	assert_int_equal(get("/lieux/lieu-b/photos", cookie).status, 403); // not theirs: it says who may
	buf_release(&png);
	close_site();
}

// "/images/N/" of each photo, in the order of the place's page.
static void assert_order(const char *order)
{
	struct str page = get("/lieux/lieu-a", STR_NONE).body;
	struct buf found = BUF_IN(&arena);
	for (ptrdiff_t at; (at = str_find(page, S("<img src=\"/images/"))) >= 0;) {
		page = str_from(page, (size_t)at + 18);
		buf_addc(&found, page.p[0]);
	}
	assert_string_equal(found.n ? arena_z(&arena, buf_str(&found)) : "", order);
}

static void test_order_and_back(void **state)
{
	open_site(state);
	add("Une", 80, 80);
	add("Deux", 80, 80);
	add("Trois", 80, 80);
	assert_order("123");
	goes_on(post(FORM("geste", "monter", "photo", "3"), S("")), "fait=rangee#photo-3");
	assert_order("132");
	goes_on(post(FORM("geste", "descendre", "photo", "1"), S("")), "fait=rangee");
	assert_order("312");
	goes_on(post(FORM("geste", "monter", "photo", "3"), S("")), "fait=rien");
	goes_on(post(FORM("geste", "dire", "photo", "1", "alternative", "La cour", "credit", ""), S("")), "fait=dite");
	assert_true(holds(get("/lieux/lieu-a", STR_NONE).body, "alt=\"La cour\""));
	says(post(FORM("geste", "dire", "photo", "1", "alternative", " ", "credit", "moi"), S("")), 400, "id=\"alt-1-souci\"");
	goes_on(post(FORM("geste", "retirer", "photo", "1"), S("")), "fait=retiree");
	assert_order("32");
	assert_int_equal(get("/images/1/80", STR_NONE).status, 404);
	says(get(PHOTOS "?fait=retiree", cookie), 200, "Vous pouvez la remettre");
	says(post(FORM("geste", "monter", "photo", "1"), S("")), 409, "retirée entre-temps");
	goes_on(post(FORM("geste", "remettre", "photo", "1"), S("")), "fait=remise");
	assert_order("321");
	assert_int_equal(get("/images/1/80", STR_NONE).status, 200);
	assert_true(people_count(app, "SELECT count(*) FROM change_item WHERE kind = 'photo'") >= 8);
	close_site();
}

// Two at once: the second sees how it stands now, and nothing is overwritten.
static void test_two_at_once(void **state)
{
	open_site(state);
	add("La cour", 80, 80);
	struct str before = get(PHOTOS, cookie).body;
	struct str token = between(before, "name=\"jeton\" value=\"", "\""), seen = between(before, "name=\"vu\" value=\"", "\"");
	goes_on(post(FORM("geste", "dire", "photo", "1", "alternative", "La cour en été"), S("")), "fait=dite");
	struct str form = arena_printf(&arena, "jeton=%.*s&vu=%.*s&geste=dire&photo=1&alternative=La+cour+en+hiver", STR_ARG(token), STR_ARG(seen));
	struct str request = arena_printf(&arena, "POST " PHOTOS " HTTP/1.1\r\nHost: exemple.org\r\nCookie: maille=%.*s\r\nContent-Type: "
						  "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
					  STR_ARG(cookie), form.n, STR_ARG(form));
	struct raw_reply r = raw_ask(web_port(web), request, &in);
	says(r, 409, "en même temps que vous");
	says(r, 409, "La cour en été");
	assert_true(holds(get("/lieux/lieu-a", STR_NONE).body, "alt=\"La cour en été\""));
	close_site();
}

// Videos stay elsewhere: a link that says where to, and nothing that the browser would fetch.
static void test_videos(void **state)
{
	open_site(state);
	struct actor who;
	struct edit_answer answer;
	struct item item = {ITEM_FIELD, S("videos"), S("https://tube.exemple.org/w/a\nhttps://films.exemple.net/b?c=1&d=2")};
	ok(app_actor_of(app, 1, &arena, &who));
	ok(app_edit(app, &who, &(struct edit){.place = PEOPLE_PLACE_A, .items = &item, .item_n = 1}, &arena, &answer));
	if (answer.outcome != EDIT_DONE)
		fail_msg("outcome %d: %.*s", answer.outcome, STR_ARG(answer.problem_n ? answer.problems[0].sentence : STR_NONE));
	struct str page = get("/lieux/lieu-a", STR_NONE).body;
	assert_true(holds(page, "<a href=\"https://films.exemple.net/b?c=1&amp;d=2\" rel=\"noopener noreferrer"));
	assert_true(holds(page, "sur tube.exemple.org"));
	assert_false(holds(page, "<iframe") || holds(page, "src=\"https://"));
	close_site();
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], PICTURE_WORKER) == 0)
		return picture_worker();
	const struct CMUnitTest tests[] = {ENGINES(test_add), ENGINES(test_refused), ENGINES(test_order_and_back), ENGINES(test_videos), ENGINES(test_two_at_once)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_release(&in);
	arena_release(&arena);
	return failed;
}
