// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests as attackers write them: each file of tests/http/corpus is sent as it is. Its name says what must come:
// "400-…" one reply with that status, then the end; "200x2-…" that many replies; "000-…" the end without a reply.
// Most end with a second request that nobody may ever answer.
#include "test_http_raw.h"

#include <dirent.h>

#include "base/file.h"
#include "http/http.h"

static void fine(struct http_request *r, struct http_reply *reply)
{
	buf_addz(&reply->body, "bien");
}

static const struct http_route routes[] = {
	{.method = HTTP_GET, .pattern = "/lieux", .handle = fine},
	{.method = HTTP_GET, .pattern = "/lieux/{slug}", .handle = fine},
	{.method = HTTP_POST, .pattern = "/depot", .handle = fine, .body_max = 1000},
	{0},
};

// How many replies a client would see: none counts after one that closes the connection.
static int replies_of(struct str all, int *first)
{
	int n = 0;
	*first = 0;
	while (str_starts(all, S("HTTP/1."))) {
		int64_t status = 0, length = 0;
		ptrdiff_t end = str_find(all, S("\r\n\r\n"));
		if (end < 0)
			break;
		struct raw_reply r = {.head = str_sub(all, 0, (size_t)end + 2)};
		str_to_i64(str_sub(all, 9, 3), &status);
		str_to_i64(raw_header(&r, "Content-Length"), &length);
		if (n++ == 0)
			*first = (int)status;
		if (str_eq(raw_header(&r, "Connection"), S("close")))
			break;
		all = str_from(all, (size_t)end + 4 + (size_t)length);
	}
	return n;
}

static bool hold(unsigned port, const char *dir, const char *name)
{
	char path[512];
	struct buf request = {0}, got = {0};
	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_null(file_read(path, 1 << 20, &request));
	int64_t want = 0, count = 1;
	assert_true(str_to_i64(str_sub(str_of(name), 0, 3), &want));
	if (name[3] == 'x')
		assert_true(str_to_i64(str_sub(str_of(name), 4, 1), &count));
	int fd = raw_connect(port), first;
	raw_send(fd, buf_str(&request));
	// Time enough for what must come, then a short silence for what must not.
	bool ended = false;
	int n = 0;
	for (int wait = 0; wait < 30 && !ended && !(want == 200 && n >= count); wait++) {
		ended = raw_read(fd, &got, got.n + 1, 100);
		n = replies_of(buf_str(&got), &first);
	}
	ended = ended || raw_read(fd, &got, 1 << 20, 60);
	n = replies_of(buf_str(&got), &first);
	close(fd);
	bool let_in = str_find(buf_str(&got), S("bien")) >= 0;
	bool good = let_in != (want == 200) ? false : want == 0 ? n == 0 && ended : first == want && n == count && (want == 200 || ended);
	if (!good)
		fprintf(stderr, "%s: %d replies, the first %d, %s\n", name, n, first, ended ? "ended" : "still open");
	buf_release(&request);
	buf_release(&got);
	return good;
}

static void test_corpus(void **state)
{
	const char *dir = HTTP_CORPUS;
	const struct http_config config = {.listen = "127.0.0.1:0", .threads = 2, .routes = routes};
	struct http_server *s;
	assert_null(http_start(&config, &s));
	DIR *d = opendir(dir);
	assert_non_null(d);
	unsigned held = 0, failed = 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (!str_ends(str_of(e->d_name), S(".req")))
			continue;
		held++;
		failed += !hold(http_port(s), dir, e->d_name);
	}
	closedir(d);
	http_stop(s);
	assert_true(held >= 70);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
