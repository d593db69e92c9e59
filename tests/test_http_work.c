// SPDX-License-Identifier: AGPL-3.0-or-later
// Handlers that wait stand in nobody's way, are bounded, and survive a client that leaves and a server that ends.
#include "test_http_raw.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/i18n.h"
#include "base/time.h"
#include "http/http.h"

static atomic_int inside, most, begun;
static atomic_int pause_ms;
static _Atomic pthread_t served_by; // the thread that answers /vite

static void wait_and_echo(struct http_request *r, struct http_reply *reply)
{
	int now = atomic_fetch_add(&inside, 1) + 1, before = atomic_load(&most);
	while (now > before && !atomic_compare_exchange_weak(&most, &before, now))
		;
	atomic_fetch_add(&begun, 1);
	usleep((useconds_t)atomic_load(&pause_ms) * 1000);
	reply->type = "text/plain; charset=utf-8";
	buf_addf(&reply->body, "%s %.*s %.*s%s", i18n_code(i18n_get()), STR_ARG(http_form(r, "mot")), STR_ARG(http_header(r, "X-Qui")),
		 pthread_equal(pthread_self(), served_by) ? " in the server's own thread" : "");
	atomic_fetch_sub(&inside, 1);
}

static void fast(struct http_request *r, struct http_reply *reply)
{
	if (http_header(r, "Cookie").n > 0) {
		wait_and_echo(r, reply);
		return;
	}
	served_by = pthread_self();
	buf_addz(&reply->body, "vite");
}

static const struct http_route routes[] = {
	{.method = HTTP_GET, .pattern = "/vite", .handle = fast},
	{.method = HTTP_POST, .pattern = "/attente", .handle = wait_and_echo, .body_max = 64 * 1024},
	{.method = HTTP_PUT, .pattern = "/attente", .handle = wait_and_echo, .body_max = 64 * 1024},
	{.method = HTTP_GET, .pattern = "/attente", .handle = wait_and_echo, .slow = true},
	{0},
};

static bool brings_cookie(const struct http_request *r)
{
	return http_header(r, "Cookie").n > 0;
}

static const struct http_config config = {.listen = "127.0.0.1:0", .threads = 1, .routes = routes, .may_wait = brings_cookie};
static struct http_server *server;
static struct buf in;

static int setup(void **state)
{
	assert_null(http_start(&config, &server));
	atomic_store(&pause_ms, 300);
	atomic_store(&most, 0);
	atomic_store(&begun, 0);
	raw_ask(http_port(server), S("GET /vite HTTP/1.1\r\nHost: x\r\n\r\n"), &in);
	buf_reset(&in);
	return 0;
}

static int teardown(void **state)
{
	http_stop(server);
	buf_release(&in);
	in = (struct buf){0};
	return 0;
}

static void post(int fd, int n)
{
	char text[200];
	struct str s = {text, 0};
	int body = snprintf(text, sizeof text, "mot=m%d", n);
	s.n = (size_t)snprintf(text, sizeof text, "POST /attente HTTP/1.1\r\nHost: x\r\nAccept-Language: %s\r\nX-Qui: q%d\r\n"
			       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nmot=m%d",
			       n % 2 ? "en" : "fr", n, body, n);
	assert_true(raw_send(fd, s));
}

static bool is_answer(struct raw_reply r, int n)
{
	char text[64];
	snprintf(text, sizeof text, "%s m%d q%d", n % 2 ? "en" : "fr", n, n);
	return r.status == 200 && str_eqz(r.body, text);
}

static void test_others_go_on(void **state)
{
	enum { N = 30 };
	int fds[N];
	for (int i = 0; i < N; i++) {
		fds[i] = raw_connect(http_port(server));
		post(fds[i], i);
	}
	while (atomic_load(&inside) == 0)
		usleep(500);
	int64_t start = time_mono_ns();
	for (int i = 0; i < 20; i++)
		assert_int_equal(raw_ask(http_port(server), S("GET /vite HTTP/1.1\r\nHost: x\r\n\r\n"), &in).status, 200);
	bool meanwhile = atomic_load(&inside) > 0;
	int64_t took = time_mono_ns() - start;
	assert_true(meanwhile || took > 300000000); // on a machine that slow nothing can be said
	for (int i = 0; i < N; i++) {
		size_t at = 0;
		buf_reset(&in);
		assert_true(is_answer(raw_reply(fds[i], &in, &at, true), i));
		close(fds[i]);
	}
	assert_true(atomic_load(&most) > 5); // at the same time
}

static void test_slow_get_and_put(void **state)
{
	atomic_store(&pause_ms, 20);
	struct raw_reply r = raw_ask(http_port(server), S("GET /attente HTTP/1.1\r\nHost: x\r\nX-Qui: a\r\n\r\n"), &in);
	assert_true(r.status == 200 && str_eqz(r.body, "fr  a"));
	r = raw_ask(http_port(server), S("HEAD /attente HTTP/1.1\r\nHost: x\r\nX-Qui: a\r\n\r\n"), &in);
	assert_int_equal(r.status, 200);
	r = raw_ask(http_port(server), S("PUT /attente HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), &in);
	assert_true(r.status == 200 && str_eqz(r.body, "fr  "));
	r = raw_ask(http_port(server), S("GET /vite HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nX-Qui: a\r\n\r\n"), &in);
	assert_true(r.status == 200 && str_eqz(r.body, "fr  a"));
	// What is refused needs nobody.
	r = raw_ask(http_port(server), S("POST /vite HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), &in);
	assert_true(r.status == 405 || r.status == 413);
}

static void test_one_after_the_other(void **state)
{
	atomic_store(&pause_ms, 10);
	int fd = raw_connect(http_port(server));
	size_t at = 0;
	for (int i = 0; i < 6; i++)
		post(fd, i); // all sent before the first answer
	raw_send(fd, S("GET /vite HTTP/1.1\r\nHost: x\r\n\r\n"));
	for (int i = 0; i < 6; i++)
		assert_true(is_answer(raw_reply(fd, &in, &at, true), i));
	assert_true(str_eqz(raw_reply(fd, &in, &at, true).body, "vite"));
	close(fd);
}

static void test_full(void **state)
{
	enum { N = 12 };
	int fds[N], refused = 0, answered = 0;
	struct http_config small = config;
	struct http_server *s;
	small.workers_max = 2;
	small.waiting_max = 3;
	assert_null(http_start(&small, &s));
	for (int i = 0; i < N; i++) {
		fds[i] = raw_connect(http_port(s));
		post(fds[i], i);
	}
	for (int i = 0; i < N; i++) {
		size_t at = 0;
		buf_reset(&in);
		struct raw_reply r = raw_reply(fds[i], &in, &at, true);
		answered += is_answer(r, i);
		refused += r.status == 503 && raw_header(&r, "Retry-After").n > 0;
		close(fds[i]);
	}
	assert_int_equal(answered + refused, N);
	assert_true(answered >= 3 && refused >= 1);
	assert_true(atomic_load(&most) <= 2);
	http_stop(s);
}

static void test_client_gone(void **state)
{
	enum { N = 20 };
	atomic_store(&pause_ms, 50);
	for (int i = 0; i < N; i++) {
		int fd = raw_connect(http_port(server));
		struct linger at_once = {.l_onoff = 1};
		post(fd, i);
		while (atomic_load(&begun) <= i)
			usleep(500);
		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once); // a reset, not a farewell
		close(fd);
	}
	while (atomic_load(&inside) > 0)
		usleep(500);
	int fd = raw_connect(http_port(server));
	size_t at = 0;
	post(fd, 7);
	assert_true(is_answer(raw_reply(fd, &in, &at, true), 7));
	close(fd);
}

static void *press(void *cls)
{
	static atomic_int number;
	struct buf got = {0};
	intptr_t wrong = 0;
	int fd = raw_connect(http_port(server));
	for (int i = 0; i < 60; i++) {
		int n = atomic_fetch_add(&number, 1);
		size_t at = 0;
		buf_reset(&got);
		post(fd, n);
		wrong += !is_answer(raw_reply(fd, &got, &at, true), n);
	}
	close(fd);
	buf_release(&got);
	return (void *)wrong;
}

static void test_each_gets_their_own(void **state)
{
	enum { N = 16 };
	pthread_t threads[N];
	atomic_store(&pause_ms, 0);
	for (int i = 0; i < N; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, press, NULL), 0);
	for (int i = 0; i < N; i++) {
		void *wrong;
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

// What was begun when the server is told to end is made and sent; the end waits for it.
static void test_stop(void **state)
{
	enum { N = 10 };
	int fds[N];
	struct http_server *s;
	assert_null(http_start(&config, &s));
	for (int i = 0; i < N; i++) {
		fds[i] = raw_connect(http_port(s));
		post(fds[i], i);
	}
	while (atomic_load(&begun) < N)
		usleep(500);
	http_stop(s);
	assert_int_equal(atomic_load(&inside), 0);
	for (int i = 0; i < N; i++) {
		size_t at = 0;
		buf_reset(&in);
		assert_true(is_answer(raw_reply(fds[i], &in, &at, true), i));
		close(fds[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_others_go_on, setup, teardown),
		cmocka_unit_test_setup_teardown(test_slow_get_and_put, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_after_the_other, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full, setup, teardown),
		cmocka_unit_test_setup_teardown(test_client_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_gets_their_own, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stop, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
