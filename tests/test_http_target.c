// SPDX-License-Identifier: AGPL-3.0-or-later
// The pure readers: what must hold for any bytes, and their corner cases.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "http/target.h"

static struct arena arena;

static int release(void **state)
{
	arena_release(&arena);
	return 0;
}

static void sound(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_true(utf8_valid(pairs[i].name) && utf8_valid(pairs[i].value));
		assert_non_null(pairs[i].value.p);
	}
}

// Bytes on the heap, of exactly their size, so that a sanitizer sees a read past the end.
static void try_all(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);
	memcpy(copy, bytes, n);
	struct str raw = {copy, n};
	struct http_target t;
	const char *problem;
	int status = http_parse_target(raw, &arena, &t, &problem);
	assert_true(status == 0 || status == 400 || status == 414);
	assert_true((status == 0) == (problem == NULL));
	if (status == 0) {
		assert_true(t.path.n > 0 && t.path.p[0] == '/' && utf8_valid(t.path));
		for (size_t i = 0; i < t.segment_n; i++)
			assert_true(t.segments[i].n > 0 && utf8_valid(t.segments[i]) && !str_eq(t.segments[i], S("..")));
		sound(t.query, t.query_n);
	}
	const struct pair *form;
	size_t form_n;
	problem = NULL;
	if (http_parse_form(raw, 50, &arena, &form, &form_n, &problem))
		sound(form, form_n);
	else
		assert_non_null(problem);
	struct http_multipart parts;
	if (http_parse_multipart(raw, S("\r\n--b"), 50, &arena, &parts, &problem))
		sound(parts.form, parts.form_n);
	http_boundary(raw, &arena);
	http_accepts_gzip(raw);
	http_etag_match(raw, S("x"));
	arena_reset(&arena);
	free(copy);
}

static void test_any_bytes(void **state)
{
	static const char *const words[] = {"/", "%", "%2F", "%C3", "%A9", "é", "?", "&", "=", "+", "a", "..", "\r\n", "--b", "--",
		"Content-Disposition: form-data; name=\"a\"", ";", "\"", "\xFF", "gzip", "q=0.5", ",", " ", "*", "W/\"x\"",
		"multipart/form-data; boundary=", "http://", "\r\n--b\r\n", ":", "%00"};
	uint64_t seed = 20240131;
	for (int round = 0; round < 40000; round++) {
		char bytes[512];
		size_t n = 0;
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		for (unsigned left = (unsigned)(seed >> 33) % 12; left > 0; left--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			const char *word = words[(seed >> 33) % (sizeof words / sizeof *words)];
			memcpy(bytes + n, word, strlen(word));
			n += strlen(word);
		}
		try_all(bytes, n);
		if (n > 0)
			try_all(bytes, n - 1);
	}
}

static void test_segments(void **state)
{
	struct http_target t;
	const char *problem;
	assert_int_equal(http_parse_target(S("/a%2Fb/c%20d/?x=%26&y"), &arena, &t, &problem), 0);
	assert_int_equal(t.segment_n, 2);
	assert_true(str_eq(t.segments[0], S("a/b")));
	assert_true(str_eq(t.segments[1], S("c d")));
	assert_true(t.slash);
	assert_true(str_eq(t.path, S("/a/b/c d/")));
	assert_true(str_eq(t.raw_path, S("/a%2Fb/c%20d/")));
	assert_int_equal(t.query_n, 2);
	assert_true(str_eq(t.query[0].value, S("&")));
	assert_int_equal(http_parse_target(S("/"), &arena, &t, &problem), 0);
	assert_int_equal(t.segment_n, 0);
	assert_false(t.slash);
}

static void test_limits(void **state)
{
	char *text = malloc(HTTP_TARGET_MAX + 1);
	struct http_target t;
	const char *problem;
	memset(text, 'a', HTTP_TARGET_MAX + 1);
	text[0] = '/';
	assert_int_equal(http_parse_target((struct str){text, HTTP_TARGET_MAX}, &arena, &t, &problem), 0);
	assert_int_equal(http_parse_target((struct str){text, HTTP_TARGET_MAX + 1}, &arena, &t, &problem), 414);
	free(text);
	const struct pair *form;
	size_t n;
	assert_true(http_parse_form(S("a&b"), 2, &arena, &form, &n, &problem));
	assert_int_equal(n, 2);
	assert_false(http_parse_form(S("a&b&c"), 2, &arena, &form, &n, &problem));
}

static void test_boundary(void **state)
{
	assert_true(str_eq(http_boundary(S("multipart/form-data; boundary=abc"), &arena), S("\r\n--abc")));
	assert_true(str_eq(http_boundary(S("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), &arena), S("\r\n--a b")));
	assert_int_equal(http_boundary(S("multipart/form-data; boundary=\"abc"), &arena).n, 0);
	assert_int_equal(http_boundary(S("multipart/mixed; boundary=abc"), &arena).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_bytes), cmocka_unit_test(test_segments), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_boundary),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
