// SPDX-License-Identifier: AGPL-3.0-or-later
// The server over raw sockets: what a browser, a proxy and an attacker may send.
#include "test_http_raw.h"

#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

#include "base/time.h"
#include "http/http.h"

static const char *const sorts[] = {"distance", "nom", NULL};
static const struct http_param list_params[] = {
	{.name = "q", .kind = HTTP_TEXT, .max = 20},
	{.name = "rayon", .kind = HTTP_NUMBER, .min = 1, .max = 200},
	{.name = "page", .kind = HTTP_INT, .min = 1, .max = 1000},
	{.name = "type", .kind = HTTP_TEXT, .repeatable = true},
	{.name = "tri", .kind = HTTP_CHOICE, .choices = sorts},
	{0},
};

// Says back all that it was given.
static void echo(struct http_request *r, struct http_reply *reply)
{
	reply->type = "text/plain; charset=utf-8";
	buf_addf(&reply->body, "route=%s path=%.*s", r->route->pattern, STR_ARG(r->path));
	for (size_t i = 0; i < r->capture_n; i++)
		buf_addf(&reply->body, " {%.*s}=%.*s", STR_ARG(r->captures[i].name), STR_ARG(r->captures[i].value));
	for (size_t i = 0; i < r->query_n; i++)
		buf_addf(&reply->body, " ?%.*s=%.*s", STR_ARG(r->query[i].name), STR_ARG(r->query[i].value));
	for (size_t i = 0; i < r->form_n; i++)
		buf_addf(&reply->body, " &%.*s=%.*s", STR_ARG(r->form[i].name), STR_ARG(r->form[i].value));
	for (size_t i = 0; i < r->file_n; i++)
		buf_addf(&reply->body, " #%.*s=%.*s/%.*s/%.*s", STR_ARG(r->files[i].field), STR_ARG(r->files[i].name),
			STR_ARG(r->files[i].type), STR_ARG(r->files[i].bytes));
	buf_addf(&reply->body, " body=%.*s cookie=%.*s", STR_ARG(r->body), STR_ARG(http_cookie(r, "jeton")));
}

static void list(struct http_request *r, struct http_reply *reply)
{
	struct str problem;
	if (!http_param_check(r, r->route->params, r->arena, &problem)) {
		reply->status = 400;
		buf_add(&reply->body, problem);
		return;
	}
	double rayon = 0;
	http_query_double(r, "rayon", &rayon);
	buf_addf(&reply->body, "rayon=%g", rayon);
}

static void page(struct http_request *r, struct http_reply *reply)
{
	for (int i = 0; i < 1000; i++)
		buf_addz(&reply->body, "0123456789");
	reply->squeeze = true;
	reply->etag = S("abc");
}

static void large(struct http_request *r, struct http_reply *reply)
{
	static const char part[4096];
	for (int i = 0; i < 3 * 1024; i++)
		buf_add(&reply->body, (struct str){part, sizeof part});
	http_set(r, reply, "Content-Disposition", S("attachment"));
}

static struct str gz;

static void still(struct http_request *r, struct http_reply *reply)
{
	reply->still = gz;
	reply->gzip = true;
	reply->type = "text/css";
	reply->etag = S("feed");
	http_set(r, reply, "Cache-Control", S("max-age=60"));
}

static atomic_int slow_in;

static void slow(struct http_request *r, struct http_reply *reply)
{
	atomic_fetch_add(&slow_in, 1);
	usleep(300 * 1000);
	buf_addz(&reply->body, "enfin");
}

static void hop(struct http_request *r, struct http_reply *reply)
{
	http_redirect(r, reply, 303, S("/lieux"));
}

static const struct http_route routes[] = {
	{.method = HTTP_GET, .pattern = "/", .handle = echo},
	{.method = HTTP_GET, .pattern = "/lieux", .handle = echo},
	{.method = HTTP_GET, .pattern = "/lieux/{slug}", .handle = echo},
	{.method = HTTP_GET, .pattern = "/lieux/carte", .handle = echo},
	{.method = HTTP_GET, .pattern = "/a/{x}/c", .handle = echo},
	{.method = HTTP_GET, .pattern = "/a/b/d", .handle = echo},
	{.method = HTTP_POST, .pattern = "/depot", .handle = echo, .body_max = 64 * 1024},
	{.method = HTTP_GET, .pattern = "/depot", .handle = echo},
	{.method = HTTP_GET, .pattern = "/liste", .handle = list, .params = list_params},
	{.method = HTTP_GET, .pattern = "/page", .handle = page},
	{.method = HTTP_GET, .pattern = "/style.css", .handle = still},
	{.method = HTTP_GET, .pattern = "/lent", .handle = slow},
	{.method = HTTP_GET, .pattern = "/hop", .handle = hop},
	{.method = HTTP_GET, .pattern = "/gros", .handle = large},
	{0},
};

static void on_error(struct http_request *r, struct http_reply *reply, int status)
{
	buf_addf(&reply->body, "erreur %d: %s path=%.*s", status, r->problem ? r->problem : "", STR_ARG(r->path));
	for (size_t i = 0; i < r->query_n; i++)
		buf_addf(&reply->body, " ?%.*s=%.*s", STR_ARG(r->query[i].name), STR_ARG(r->query[i].value));
}

static void after(struct http_request *r, struct http_reply *reply)
{
	http_set(r, reply, "X-Content-Type-Options", S("nosniff"));
}

static const struct http_config config = {
	.listen = "127.0.0.1:0",
	.threads = 2,
	.routes = routes,
	.on_error = on_error,
	.after = after,
	.header_seconds = 1,
	.body_seconds = 2,
	.idle_seconds = 2,
};

static struct http_server *server;
static struct buf in;

static int setup(void **state)
{
	char text[3000];
	memset(text, 'a', sizeof text);
	static unsigned char packed[4000];
	z_stream z = {.next_in = (Bytef *)text, .avail_in = sizeof text, .next_out = packed, .avail_out = sizeof packed};
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	gz = (struct str){(const char *)packed, z.total_out};
	deflateEnd(&z);
	assert_null(http_start(&config, &server));
	return 0;
}

static int teardown(void **state)
{
	http_stop(server);
	buf_release(&in);
	return 0;
}

static struct raw_reply get(const char *target, const char *more)
{
	struct buf b = {0};
	buf_addf(&b, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, more ? more : "");
	struct raw_reply r = raw_ask(http_port(server), buf_str(&b), &in);
	buf_release(&b);
	return r;
}

static bool has(struct raw_reply r, const char *what)
{
	return str_find(r.body, str_of(what)) >= 0;
}

static void test_routes(void **state)
{
	static const struct {
		const char *target;
		int status;
		const char *says;
	} cases[] = {
		{"/", 200, "route=/ path=/ "},
		{"/lieux", 200, "route=/lieux "},
		{"/lieux/ma-fat", 200, "route=/lieux/{slug} path=/lieux/ma-fat {slug}=ma-fat "},
		{"/lieux/carte", 200, "route=/lieux/carte "},
		{"/a/b/c", 200, "route=/a/{x}/c path=/a/b/c {x}=b "},
		{"/a/b/d", 200, "route=/a/b/d "},
		{"/lieux/a%2Fb", 200, "{slug}=a/b "},
		{"/lieux/caf%C3%A9", 200, "{slug}=café "},
		{"/lieux/a+b", 200, "{slug}=a+b "},
		{"/lieux?q=v%C3%A9lo+bleu&type=a&type=b&vide=&seul", 200, "?q=vélo bleu ?type=a ?type=b ?vide= ?seul= "},
		{"/lieux?q=a%26b%3Dc", 200, "?q=a&b=c "},
		{"/lieux?q=vélo", 200, "?q=vélo "},
		{"http://exemple.fr/lieux?q=1", 200, "route=/lieux path=/lieux ?q=1 "},
		{"http://exemple.fr", 200, "route=/ "},
		{"/lieux/a/b", 404, "erreur 404"},
		{"/rien", 404, "erreur 404"},
		{"/%00", 400, "caractère nul"},
		{"/lieux?q=%00", 400, "caractère nul"},
		{"/lieux/%FF", 400, "UTF-8"},
		{"/lieux?q=%C3", 400, "UTF-8"},
		{"/lieux?q=%ED%A0%80", 400, "UTF-8"},
		{"/lieux?q=\xFF", 400, "UTF-8"},
		{"/lieux?q=%C0%AF", 400, "UTF-8"},
		{"/lieux/%", 400, "isolé"},
		{"/lieux/%4", 400, "isolé"},
		{"/lieux?q=%zz", 400, "isolé"},
		{"/lieux/%u0041", 400, "isolé"},
		{"//lieux", 400, "deux barres"},
		{"/lieux//x", 400, "deux barres"},
		{"/lieux/../x", 400, "entre deux barres"},
		{"/lieux/.", 400, "entre deux barres"},
		{"/lieux/%2e%2E", 400, "entre deux barres"},
		{"/lieux?q=a#b", 400, "n’y a pas sa place"},
		{"/lieux?q=a b", 400, "n’y a pas sa place"},
		{"/lieux?q=a%20b&pres=%FF&type=c", 400, " path=/lieux ?q=a b ?type=c"}, // what was legible is kept
		{"lieux", 400, "commencer par"},
		{"*", 400, "commencer par"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct raw_reply r = get(cases[i].target, NULL);
		if (r.status != cases[i].status || !has(r, cases[i].says))
			fail_msg("%s: %d %.*s", cases[i].target, r.status, STR_ARG(r.body));
		assert_true(str_eq(raw_header(&r, "X-Content-Type-Options"), S("nosniff")));
	}
}

static void test_canonical(void **state)
{
	struct raw_reply r = get("/lieux/?q=v%C3%A9lo", NULL);
	assert_int_equal(r.status, 308);
	assert_true(str_eq(raw_header(&r, "Location"), S("/lieux?q=v%C3%A9lo")));
	r = get("/rien/", NULL);
	assert_int_equal(r.status, 404);
	r = get("/hop", NULL);
	assert_int_equal(r.status, 303);
	assert_true(str_eq(raw_header(&r, "Location"), S("/lieux")));
}

static void test_methods(void **state)
{
	static const struct {
		const char *line;
		int status;
		const char *allow;
	} cases[] = {
		{"POST /lieux", 405, "GET, HEAD, OPTIONS"},
		{"DELETE /depot", 405, "GET, HEAD, POST, OPTIONS"},
		{"TRACE /lieux", 405, "GET, HEAD, OPTIONS"},
		{"BREW /lieux", 405, "GET, HEAD, OPTIONS"},
		{"get /lieux", 405, "GET, HEAD, OPTIONS"},
		{"OPTIONS /depot", 204, "GET, HEAD, POST, OPTIONS"},
		{"OPTIONS *", 204, ""},
		{"BREW /rien", 404, ""},
		{"OPTIONS /rien", 404, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = {0};
		buf_addf(&b, "%s HTTP/1.1\r\nHost: x\r\n\r\n", cases[i].line);
		struct raw_reply r = raw_ask(http_port(server), buf_str(&b), &in);
		buf_release(&b);
		if (r.status != cases[i].status || !str_eqz(raw_header(&r, "Allow"), cases[i].allow))
			fail_msg("%s: %d %.*s", cases[i].line, r.status, STR_ARG(r.head));
	}
}

static void test_head(void **state)
{
	int fd = raw_connect(http_port(server));
	assert_true(raw_send(fd, S("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\nGET /lieux HTTP/1.1\r\nHost: x\r\n\r\n")));
	size_t at = 0;
	buf_reset(&in);
	struct raw_reply r = raw_reply(fd, &in, &at, false);
	assert_int_equal(r.status, 200);
	assert_true(str_eq(raw_header(&r, "Content-Length"), S("10000")));
	r = raw_reply(fd, &in, &at, true); // right behind: there was no body
	assert_int_equal(r.status, 200);
	assert_true(has(r, "route=/lieux "));
	close(fd);
}

static void test_pipeline(void **state)
{
	enum { N = 50 };
	struct buf b = {0};
	for (int i = 0; i < N; i++)
		buf_addf(&b, "GET /lieux/n%d HTTP/1.1\r\nHost: x\r\n\r\n", i);
	int fd = raw_connect(http_port(server));
	assert_true(raw_send(fd, buf_str(&b)));
	size_t at = 0;
	buf_reset(&in);
	for (int i = 0; i < N; i++) {
		char slug[32];
		snprintf(slug, sizeof slug, "{slug}=n%d ", i);
		struct raw_reply r = raw_reply(fd, &in, &at, true);
		assert_int_equal(r.status, 200);
		assert_true(has(r, slug));
	}
	close(fd);
	buf_release(&b);
}

static void test_long_targets(void **state)
{
	struct buf b = {0};
	for (size_t size = 16000; size <= 110000; size += 94000 / 4) {
		buf_reset(&b);
		buf_addz(&b, "GET /lieux?q=");
		while (b.n < size)
			buf_addz(&b, size > 20000 ? "a&b=" : "a");
		buf_addz(&b, " HTTP/1.1\r\nHost: x\r\n\r\nGET /lieux HTTP/1.1\r\nHost: x\r\n\r\n");
		int fd = raw_connect(http_port(server));
		assert_true(raw_send(fd, buf_str(&b)));
		size_t at = 0;
		buf_reset(&in);
		struct raw_reply r = raw_reply(fd, &in, &at, true);
		assert_int_equal(r.status, size < 16384 ? 200 : 414);
		if (size > 16384)
			assert_true(has(r, "trop longue") && has(r, "path=/lieux"));
		r = raw_reply(fd, &in, &at, true); // the connection lives on
		assert_int_equal(r.status, 200);
		close(fd);
	}
	buf_reset(&b);
	buf_addz(&b, "/lieux?");
	for (int i = 0; i < 300; i++)
		buf_addz(&b, "type=a&");
	struct raw_reply r = get(b.p, NULL);
	assert_int_equal(r.status, 400);
	assert_true(has(r, "trop de champs"));
	buf_release(&b);
}

static void test_params(void **state)
{
	static const struct {
		const char *query;
		int status;
		const char *says;
	} cases[] = {
		{"rayon=2,5", 200, "rayon=2.5"},
		{"rayon=&page=+3+&inconnu=x&type=a&type=b", 200, "rayon=0"},
		{"rayon=-3", 400, "« rayon » vaut « -3 » : il faut un nombre entre 1 et 200."},
		{"rayon=nan", 400, "« nan »"},
		{"rayon=1e999", 400, "il faut un nombre"},
		{"page=0", 400, "« page » vaut « 0 » : il faut un nombre entier entre 1 et"},
		{"page=99999999999999999999", 400, "nombre entier"},
		{"page=1.5", 400, "nombre entier"},
		{"page=1&page=2", 400, "deux fois"},
		{"page=2&page=2", 200, ""},
		{"tri=couleur", 400, "il faut choisir parmi distance, nom."},
		{"q=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9", 200, ""},
		{"q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400, "aaa… » : c’est trop long, il faut 20 caractères"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char target[256];
		snprintf(target, sizeof target, "/liste?%s", cases[i].query);
		struct raw_reply r = get(target, NULL);
		if (r.status != cases[i].status || !has(r, cases[i].says))
			fail_msg("%s: %d %.*s", target, r.status, STR_ARG(r.body));
	}
}

static void test_still(void **state)
{
	struct raw_reply r = get("/style.css", NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.body.n, 3000);
	assert_true(str_starts(r.body, S("aaaa")));
	assert_null(raw_header(&r, "Content-Encoding").p);
	assert_true(str_eq(raw_header(&r, "Vary"), S("Accept-Encoding")));
	assert_true(str_eq(raw_header(&r, "Content-Type"), S("text/css")));

	r = get("/style.css", "Accept-Encoding: br, gzip;q=0.5\r\n");
	assert_true(str_eq(r.body, gz));
	assert_true(str_eq(raw_header(&r, "Content-Encoding"), S("gzip")));
	static const char *const without[] = {"gzip;q=0", "br", "identity", "*;q=0", "gzip;q=0, *;q=1", "gzip;q=x", ""};
	for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
		char line[100];
		snprintf(line, sizeof line, "Accept-Encoding: %s\r\n", without[i]);
		r = get("/style.css", line);
		assert_int_equal(r.body.n, 3000);
	}
	r = get("/style.css", "Accept-Encoding: *;q=0.1\r\n");
	assert_true(str_eq(r.body, gz));
}

static void test_unchanged(void **state)
{
	struct raw_reply r = get("/style.css", NULL);
	assert_true(str_eq(raw_header(&r, "ETag"), S("W/\"feed\"")));
	static const char *const same[] = {"\"feed\"", "W/\"feed\"", "\"x\", W/\"feed\"", "*"};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		char line[100];
		snprintf(line, sizeof line, "If-None-Match: %s\r\n", same[i]);
		r = get("/style.css", line);
		assert_int_equal(r.status, 304);
		assert_true(str_eq(raw_header(&r, "Vary"), S("Accept-Encoding")));
		assert_true(str_eq(raw_header(&r, "ETag"), S("W/\"feed\"")));
		assert_true(str_eq(raw_header(&r, "Cache-Control"), S("max-age=60")));
		assert_int_equal(r.body.n, 0);
	}
	static const char *const other[] = {"\"fee\"", "feed", "\"feed", "\"FEED\""};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		char line[100];
		snprintf(line, sizeof line, "If-None-Match: %s\r\n", other[i]);
		assert_int_equal(get("/style.css", line).status, 200);
	}
}

static void test_squeeze(void **state)
{
	struct raw_reply r = get("/page", NULL);
	assert_int_equal(r.body.n, 10000);
	assert_true(str_eq(raw_header(&r, "Vary"), S("Accept-Encoding")));
	for (int i = 0; i < 3; i++) { // the compressor is used again
		r = get("/page", "Accept-Encoding: gzip\r\n");
		assert_true(str_eq(raw_header(&r, "Content-Encoding"), S("gzip")));
		assert_true(r.body.n < 1000);
		char plain[10001];
		z_stream z = {.next_in = (Bytef *)(uintptr_t)r.body.p, .avail_in = (uInt)r.body.n, .next_out = (Bytef *)plain,
			.avail_out = sizeof plain};
		inflateInit2(&z, 15 + 16);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, 10000);
		inflateEnd(&z);
		assert_memory_equal(plain, "01234567890123", 14);
	}
}

// Who asks for a large file and does not read it holds its memory: few may, the others are told to come back.
static void test_large(void **state)
{
	struct http_config small = config;
	small.large_bytes = 1 << 20;
	struct http_server *s;
	assert_null(http_start(&small, &s));
	int slow_reader = raw_connect(http_port(s)), few = 4096;
	setsockopt(slow_reader, SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
	struct str ask = S("GET /gros HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	assert_true(raw_send(slow_reader, ask));
	struct pollfd begun = {.fd = slow_reader, .events = POLLIN};
	assert_int_equal(poll(&begun, 1, 5000), 1);
	struct raw_reply r = raw_ask(http_port(s), ask, &in);
	assert_int_equal(r.status, 503);
	assert_true(str_eq(raw_header(&r, "Retry-After"), S("30")));
	assert_null(raw_header(&r, "Content-Disposition").p);
	assert_int_equal(raw_ask(http_port(s), S("GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &in).status, 200);
	close(slow_reader);
	for (int i = 0; i < 50 && r.status != 200; i++) {
		usleep(20 * 1000);
		r = raw_ask(http_port(s), ask, &in);
	}
	assert_int_equal(r.status, 200);
	http_stop(s);
}

static void test_port_taken(void **state)
{
	char where[64];
	snprintf(where, sizeof where, "127.0.0.1:%u", http_port(server));
	struct http_config again = config;
	again.listen = where;
	struct http_server *second;
	const struct err *err = http_start(&again, &second);
	assert_non_null(err);
	assert_int_equal(err_code(err), ERR_BUSY);
	assert_non_null(strstr(err_text(err), where));
	err_free(err);
	static const char *const wrong[] = {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "[::1:80", "::1:80",
		"127.0.0.1:-1"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		again.listen = wrong[i];
		err = http_start(&again, &second);
		assert_non_null(err);
		assert_int_equal(err_code(err), ERR_USAGE);
		err_free(err);
	}
}

static void test_ipv6(void **state)
{
	struct http_config six = config;
	six.listen = "[::1]:0";
	six.threads = 1;
	struct http_server *s;
	const struct err *err = http_start(&six, &s);
	if (err != NULL) { // this machine has no IPv6
		err_free(err);
		skip();
	}
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)http_port(s)), .sin6_addr = in6addr_loopback};
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	raw_send(fd, S("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n"));
	size_t at = 0;
	buf_reset(&in);
	assert_int_equal(raw_reply(fd, &in, &at, true).status, 200);
	close(fd);
	http_stop(s);
}

static void *ask_slow(void *cls)
{
	struct buf got = {0};
	unsigned port = http_port(cls);
	struct raw_reply r = raw_ask(port, S("GET /lent HTTP/1.1\r\nHost: x\r\n\r\n"), &got);
	bool fine = r.status == 200 && str_eq(r.body, S("enfin"));
	buf_release(&got);
	return fine ? cls : NULL;
}

static void test_stop_drains(void **state)
{
	enum { N = 6 };
	struct http_server *s;
	assert_null(http_start(&config, &s));
	pthread_t threads[N];
	int idle = raw_connect(http_port(s));
	atomic_store(&slow_in, 0);
	for (int i = 0; i < N; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_slow, s), 0);
	while (atomic_load(&slow_in) == 0)
		usleep(1000);
	usleep(20 * 1000);
	int64_t start = time_mono_ns();
	unsigned port = http_port(s);
	http_stop(s);
	assert_true(time_mono_ns() - start < 5000000000);
	int answered = 0;
	for (int i = 0; i < N; i++) {
		void *fine;
		pthread_join(threads[i], &fine);
		answered += fine != NULL;
	}
	// Who was still waiting to be accepted may be sent away; who was let in is answered.
	assert_int_equal(answered, atomic_load(&slow_in));
	assert_true(raw_read(idle, &in, in.n + 1, 1000)); // closed
	close(idle);
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), -1);
	close(fd);
}

// When exactly 128 connections were ready at once, libmicrohttpd's loop went to sleep on them.
static void test_many_at_once(void **state)
{
	enum { MOST = 129 };
	static int fds[MOST];
	struct http_config one = config;
	one.threads = 1;
	struct http_server *s;
	assert_null(http_start(&one, &s));
	size_t n = 0;
	for (; n < MOST; n++) { // as many as are let in
		fds[n] = raw_connect(http_port(s));
		raw_send(fds[n], S("GET /lieux HTTP/1.1\r\nHost: x\r\n\r\n"));
		buf_reset(&in);
		raw_read(fds[n], &in, 1, 300);
		if (in.n == 0) {
			close(fds[n]);
			break;
		}
	}
	assert_true(n >= 100);
	atomic_store(&slow_in, 0);
	raw_send(fds[0], S("GET /lent HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
	while (atomic_load(&slow_in) == 0)
		usleep(1000);
	for (size_t i = 1; i < n; i++)
		raw_send(fds[i], S("GET /lieux HTTP/1.1\r\nHost: x\r\n\r\n"));
	for (size_t i = 0; i < n; i++) {
		buf_reset(&in);
		raw_read(fds[i], &in, 1, 1500);
		if (in.n == 0)
			fail_msg("connection %zu of %zu stalled", i, n);
		close(fds[i]);
	}
	http_stop(s);
}

struct load {
	unsigned port;
	atomic_bool *begun;
	int whole, broken;
};

static void *press(void *cls)
{
	struct load *load = cls;
	struct buf got = {0};
	int fd = raw_connect(load->port);
	for (size_t at = 0;; load->whole++) {
		if (!raw_send(fd, S("GET /page HTTP/1.1\r\nHost: x\r\n\r\n")))
			break;
		size_t had = got.n;
		struct raw_reply r = raw_reply(fd, &got, &at, true);
		if (r.status == 0) {
			load->broken += got.n > had; // the end in the middle of a reply
			break;
		}
		load->broken += r.status != 200 || r.body.n != 10000;
		atomic_store(load->begun, true);
		if (str_eq(raw_header(&r, "Connection"), S("close"))) {
			load->whole++;
			break;
		}
		if (at == got.n)
			at = got.n = 0;
	}
	close(fd);
	buf_release(&got);
	return NULL;
}

static void test_stop_under_load(void **state)
{
	enum { N = 6, ROUNDS = 5 };
	for (int round = 0; round < ROUNDS; round++) {
		struct http_server *s;
		assert_null(http_start(&config, &s));
		struct load loads[N];
		pthread_t threads[N];
		atomic_bool begun = false;
		for (int i = 0; i < N; i++) {
			loads[i] = (struct load){.port = http_port(s), .begun = &begun};
			assert_int_equal(pthread_create(&threads[i], NULL, press, &loads[i]), 0);
		}
		while (!atomic_load(&begun))
			usleep(100);
		usleep(20 * 1000);
		int64_t start = time_mono_ns();
		http_stop(s);
		assert_true(time_mono_ns() - start < 3000000000);
		int whole = 0;
		for (int i = 0; i < N; i++) {
			pthread_join(threads[i], NULL);
			assert_int_equal(loads[i].broken, 0);
			whole += loads[i].whole;
		}
		assert_true(whole > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes), cmocka_unit_test(test_canonical), cmocka_unit_test(test_methods),
		cmocka_unit_test(test_head), cmocka_unit_test(test_pipeline), cmocka_unit_test(test_long_targets),
		cmocka_unit_test(test_params), cmocka_unit_test(test_still), cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_squeeze), cmocka_unit_test(test_large),
		cmocka_unit_test(test_port_taken), cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_stop_drains), cmocka_unit_test(test_many_at_once), cmocka_unit_test(test_stop_under_load),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
