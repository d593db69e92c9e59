// SPDX-License-Identifier: AGPL-3.0-or-later
// Bodies and deadlines over raw sockets.
#include "test_http_raw.h"

#include <pthread.h>

#include "base/time.h"
#include "http/http.h"

enum { SMALL = 1000, LARGE = 300 * 1000, HUGE_BODY = 1 << 20 };

static void say(struct http_request *r, struct http_reply *reply)
{
	for (size_t i = 0; i < r->form_n; i++)
		buf_addf(&reply->body, "&%.*s=%.*s ", STR_ARG(r->form[i].name), STR_ARG(r->form[i].value));
	for (size_t i = 0; i < r->file_n; i++)
		buf_addf(&reply->body, "#%.*s:%.*s:%.*s:%zu ", STR_ARG(r->files[i].field), STR_ARG(r->files[i].name),
			STR_ARG(r->files[i].type), r->files[i].bytes.n);
	buf_addf(&reply->body, "body=%zu %.*s", r->body.n, STR_ARG(str_sub(r->body, 0, 40)));
}

static const struct http_route routes[] = {
	{.method = HTTP_GET, .pattern = "/", .handle = say},
	{.method = HTTP_POST, .pattern = "/petit", .handle = say, .body_max = SMALL},
	{.method = HTTP_PUT, .pattern = "/grand", .handle = say, .body_max = LARGE},
	{.method = HTTP_POST, .pattern = "/grand", .handle = say, .body_max = LARGE},
	{.method = HTTP_POST, .pattern = "/enorme", .handle = say, .body_max = HUGE_BODY},
	{0},
};

static const struct http_config config = {.listen = "127.0.0.1:0", .threads = 2, .routes = routes,
	.header_seconds = 1, .body_seconds = 2, .idle_seconds = 2, .large_bytes = HUGE_BODY + 1000};
static struct http_server *server;
static struct buf in;

static int setup(void **state)
{
	assert_null(http_start(&config, &server));
	return 0;
}

static int teardown(void **state)
{
	http_stop(server);
	buf_release(&in);
	return 0;
}

static void request(struct buf *b, const char *line, const char *type, struct str body)
{
	buf_addf(b, "%s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", line, type, body.n);
	buf_add(b, body);
}

static struct raw_reply post(const char *line, const char *type, struct str body)
{
	struct buf b = {0};
	request(&b, line, type, body);
	struct raw_reply r = raw_ask(http_port(server), buf_str(&b), &in);
	buf_release(&b);
	return r;
}

static bool has(struct raw_reply r, const char *what)
{
	return str_find(r.body, str_of(what)) >= 0;
}

static const char form_type[] = "application/x-www-form-urlencoded";

static void test_urlencoded(void **state)
{
	struct raw_reply r = post("POST /petit", form_type, S("nom=Le+Caf%C3%A9&note=a%0D%0Ab&vide="));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "&nom=Le Café &note=a\r\nb &vide= body=0"));
	r = post("POST /petit", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", S("a=1"));
	assert_true(has(r, "&a=1 "));
	static const char *const wrong[] = {"a=%FF", "a=%00", "a=%", "%zz=1", "a=\xE9"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(post("POST /petit", form_type, str_of(wrong[i])).status, 400);
	struct buf many = {0};
	for (int i = 0; i < 1001; i++)
		buf_addz(&many, "a=1&");
	r = post("POST /grand", form_type, buf_str(&many));
	assert_int_equal(r.status, 400);
	assert_true(has(r, "trop de champs"));
	buf_release(&many);
}

static void test_other_types(void **state)
{
	struct raw_reply r = post("PUT /grand", "application/json", S("{\"a\":1}"));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "body=7 {\"a\":1}"));
	struct buf big = {0};
	while (big.n < LARGE)
		buf_addc(&big, 'z');
	r = post("POST /grand", "text/csv", buf_str(&big));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "body=300000 zzz"));
	buf_release(&big);
}

#define B "------lieu"
#define PART(head, bytes) "--" B "\r\n" head "\r\n\r\n" bytes "\r\n"
#define FIELD(name, bytes) PART("Content-Disposition: form-data; name=\"" name "\"", bytes)
#define END "--" B "--\r\n"

static void test_multipart(void **state)
{
	const char *type = "multipart/form-data; boundary=" B;
	static const struct {
		const char *body;
		int status;
		const char *says;
	} cases[] = {
		{FIELD("nom", "Café") FIELD("vide", "") END, 200, "&nom=Café &vide= "},
		{PART("content-disposition: form-data; name=\"csv\"; filename=\"a b.csv\"\r\nContent-Type: text/csv", "x;y\r\n1;2")
				FIELD("n", "1") END,
			200, "&n=1 #csv:a b.csv:text/csv:8 "},
		{FIELD("a", "x\r\n--\r\n-----") END, 200, "&a=x\r\n--\r\n----- "},
		{"avant\r\n" FIELD("a", "1") END "après", 200, "&a=1 "},
		{END, 200, "body=0"},
		{"", 200, "body=0"},
		{FIELD("a", "1"), 400, "abîmé"},
		{"--" B "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", 400, "abîmé"},
		{"--" B "\r\nContent-Type: text/plain\r\n\r\n1\r\n" END, 400, "abîmé"},
		{"--" B "x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" END, 400, "abîmé"},
		{"rien", 400, "abîmé"},
		{FIELD("a", "\xFF") END, 400, "UTF-8"},
		{FIELD("\xFF", "1") END, 400, "UTF-8"},
		{PART("Content-Disposition: form-data; name=\"f\"; filename=\"\"", "\xFF") END, 200, "#f:::1 "},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct raw_reply r = post("POST /grand", type, str_of(cases[i].body));
		if (r.status != cases[i].status || !has(r, cases[i].says))
			fail_msg("case %zu: %d %.*s", i, r.status, STR_ARG(r.body));
	}
	assert_int_equal(post("POST /grand", "multipart/form-data", S("x")).status, 400);
	assert_int_equal(post("POST /grand", "multipart/form-data; boundary=\"\"", S("x")).status, 400);
	struct buf many = {0};
	for (int i = 0; i < 1001; i++)
		buf_addz(&many, FIELD("a", "1"));
	buf_addz(&many, END);
	struct raw_reply r = post("POST /grand", type, buf_str(&many));
	assert_int_equal(r.status, 400);
	assert_true(has(r, "trop de champs"));
	buf_release(&many);
}

static void test_too_large(void **state)
{
	struct buf b = {0}, body = {0};
	while (body.n <= SMALL)
		buf_addc(&body, 'a');
	static const struct {
		const char *line;
		int status;
	} cases[] = {{"POST /petit", 413}, {"GET /", 413}, {"POST /rien", 404}, {"DELETE /petit", 405}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buf_reset(&b);
		request(&b, cases[i].line, form_type, buf_str(&body));
		buf_addz(&b, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
		int fd = raw_connect(http_port(server));
		size_t at = 0;
		buf_reset(&in);
		raw_send(fd, buf_str(&b));
		struct raw_reply r = raw_reply(fd, &in, &at, true);
		assert_int_equal(r.status, cases[i].status);
		// The body was read to its end: the next request is not taken out of its middle.
		r = raw_reply(fd, &in, &at, true);
		assert_int_equal(r.status, 200);
		close(fd);
	}
	buf_release(&body);
	buf_release(&b);
}

static void test_refused_at_once(void **state)
{
	// Nothing of the body is sent, and none is waited for.
	static const char *const heads[] = {
		"POST /petit HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000000\r\n\r\n",
		"POST /petit HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		int fd = raw_connect(http_port(server));
		size_t at = 0;
		buf_reset(&in);
		int64_t start = time_mono_ns();
		raw_send(fd, str_of(heads[i]));
		assert_int_equal(raw_reply(fd, &in, &at, true).status, 413);
		assert_true(raw_read(fd, &in, in.n + 1, 1000)); // and closed
		assert_true(time_mono_ns() - start < 1800000000);
		close(fd);
	}
}

static void test_continue(void **state)
{
	int fd = raw_connect(http_port(server));
	size_t at = 0;
	buf_reset(&in);
	raw_send(fd, S("POST /petit HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
	assert_int_equal(raw_reply(fd, &in, &at, false).status, 100);
	raw_send(fd, S("a=1"));
	struct raw_reply r = raw_reply(fd, &in, &at, true);
	assert_int_equal(r.status, 200);
	assert_true(has(r, "&a=1 "));
	close(fd);
}

// Sends `head`, then a byte of `drip` every 100 ms until the server has enough. Returns after how many milliseconds.
static int64_t drip(struct str head, const char *drop, struct buf *got)
{
	int fd = raw_connect(http_port(server));
	int64_t start = time_mono_ns();
	raw_send(fd, head);
	for (int i = 0; i < 80; i++) {
		if (raw_read(fd, got, got->n + 1, 100))
			break;
		if (got->n == 0 && drop != NULL)
			raw_send(fd, str_sub(str_of(drop), (size_t)i % strlen(drop), 1));
	}
	close(fd);
	return (time_mono_ns() - start) / 1000000;
}

struct slow {
	const char *head, *drop;
	int status; // 0: closed without a word
	int64_t least, most;
	int64_t took;
	struct buf got;
};

static void *run_slow(void *cls)
{
	struct slow *s = cls;
	s->took = drip(str_of(s->head), s->drop, &s->got);
	return NULL;
}

static void test_deadlines(void **state)
{
	// All at once, for they wait.
	static struct slow cases[] = {
		{"", NULL, 0, 900, 5000, 0, {0}},
		{"", "GET / HTTP/1.1", 0, 900, 5000, 0, {0}},
		{"GET / HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n", 408, 900, 5000, 0, {0}},
		{"GET / HTTP/1.1\r\nHost: x\r\n", NULL, 408, 900, 5000, 0, {0}},
		{"POST /petit HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n", "abc", 408, 1900, 6000, 0, {0}},
		{"POST /petit HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n", "abc", 408, 1900, 6000, 0, {0}},
		{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", NULL, 200, 1900, 7000, 0, {0}}, // idle after an answer
	};
	enum { N = sizeof cases / sizeof *cases };
	pthread_t threads[N];
	for (size_t i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, run_slow, &cases[i]);
	for (size_t i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < N; i++) {
		struct slow *s = &cases[i];
		int64_t status = 0;
		str_to_i64(str_sub(buf_str(&s->got), 9, 3), &status);
		if (status != s->status || s->took < s->least || s->took > s->most)
			fail_msg("case %zu: status %d after %d ms", i, (int)status, (int)s->took);
		buf_release(&s->got);
	}
}

// Bodies under way have a common measure: who begins many and sends nothing does not fill the machine.
static void test_many_at_once(void **state)
{
	struct buf b = {0}, head = {0};
	buf_reserve(&b, HUGE_BODY);
	memset(b.p, 'x', HUGE_BODY);
	b.n = HUGE_BODY;
	buf_addf(&head, "POST /enorme HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\nxxx", HUGE_BODY);
	int fd = raw_connect(http_port(server));
	assert_true(raw_send(fd, buf_str(&head)));
	usleep(200 * 1000);
	struct raw_reply r = raw_ask(http_port(server), buf_str(&head), &in);
	assert_int_equal(r.status, 503);
	assert_int_equal(post("POST /petit", "text/plain", S("peu")).status, 200); // small ones pass
	close(fd);
	int status = 503;
	for (int tries = 0; status == 503 && tries < 40; tries++) { // its place is free again as soon as the server saw that
		usleep(50 * 1000);
		status = post("POST /enorme", "text/plain", buf_str(&b)).status;
	}
	assert_int_equal(status, 200);
	buf_release(&b);
	buf_release(&head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urlencoded), cmocka_unit_test(test_other_types), cmocka_unit_test(test_multipart),
		cmocka_unit_test(test_too_large), cmocka_unit_test(test_refused_at_once), cmocka_unit_test(test_continue),
		cmocka_unit_test(test_many_at_once), cmocka_unit_test(test_deadlines),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
