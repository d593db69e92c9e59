// SPDX-License-Identifier: AGPL-3.0-or-later
// A worker that was captured, or is lost: this program is that worker, and does what it is sent.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "picture/webp.h"
#include "picture/wire.h"

static const char webp[] = "RIFF\x14\0\0\0WEBPVP8 \x08\0\0\0" "12345678";
enum { WEBP = sizeof webp - 1 };

static void say(const void *p, size_t n)
{
	if (write(1, p, n) != (ssize_t)n)
		_exit(1);
}

static int bad_worker(void)
{
	char what[64] = {0};
	ssize_t n = read(0, what, sizeof what - 1);
	struct wire_head h = {.magic = WIRE_MAGIC, .n = 1, .sizes = {{320, 200, WEBP}}};
	struct str s = {what, n > 0 ? (size_t)n : 0};
	if (str_eqz(s, "hang"))
		sleep(60);
	if (str_eqz(s, "die"))
		raise(SIGKILL);
	if (str_eqz(s, "exit"))
		_exit(0);
	if (str_eqz(s, "garbage"))
		memset(&h, 'x', sizeof h);
	if (str_eqz(s, "sizes"))
		h.n = 4000;
	if (str_eqz(s, "wide"))
		h.sizes[0].width = 1 << 20;
	if (str_eqz(s, "much"))
		h.sizes[0].bytes = 0x7fffffff;
	if (str_eqz(s, "empty"))
		h.n = 0;
	if (str_eqz(s, "both"))
		h.verdict = VERDICT_LARGE;
	say(&h, sizeof h);
	if (str_eqz(s, "html"))
		say("<script>alert(1)</script>.......", WEBP);
	else if (str_eqz(s, "tail")) // a WebP picture that says it is shorter than what came
		say("RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0" "12345678", WEBP);
	else
		say(webp, str_eqz(s, "short") ? 8 : WEBP);
	if (str_eqz(s, "env"))
		say(environ, environ[0] == NULL ? 0 : 1);
	return 0;
}

static struct arena arena;

static uint32_t verdict(const char *what, int ms, struct str *body)
{
	struct wire_head head;
	assert_null(worker_run(str_of(what), ms, &arena, &head, body));
	return head.verdict;
}

static void test_sound(void **state)
{
	struct str body;
	assert_int_equal(verdict("fine", 5000, &body), VERDICT_MADE);
	assert_int_equal(body.n, WEBP);
	assert_memory_equal(body.p, webp, WEBP);
}

static void test_unsound(void **state)
{
	static const char *const ways[] = {
		"die", "exit", "garbage", "sizes", "wide", "much", "empty", "both", "html", "tail", "short",
	};
	struct str body;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (verdict(ways[i], 5000, &body) != VERDICT_BROKEN)
			fail_msg("taken: %s", ways[i]);
		assert_int_equal(body.n, 0);
	}
}

static void test_late(void **state)
{
	struct str body;
	int64_t from = time_mono_ns();
	assert_int_equal(verdict("hang", 300, &body), VERDICT_BROKEN);
	assert_in_range((time_mono_ns() - from) / 1000000, 250, 5000);
}

// What it never reads must not hold us: more than a socket takes in.
static void test_deaf(void **state)
{
	struct buf b = {0};
	struct wire_head head;
	struct str body;
	buf_reserve(&b, 8 << 20);
	memset(b.p, 'x', 8 << 20);
	b.n = 8 << 20;
	assert_null(worker_run(buf_str(&b), 5000, &arena, &head, &body));
	buf_release(&b);
}

#define CHUNK(kind, text) kind "\x08\0\0\0" text

static void test_pixels_alone(void **state)
{
	static const struct {
		struct str file, kept;
	} cases[] = {
		{S("RIFF\x14\0\0\0WEBP" CHUNK("VP8 ", "12345678")), S("RIFF\x14\0\0\0WEBP" CHUNK("VP8 ", "12345678"))},
		{S("RIFF\x24\0\0\0WEBP" CHUNK("EXIF", "secret..") CHUNK("VP8L", "12345678")), S("RIFF\x14\0\0\0WEBP" CHUNK("VP8L", "12345678"))},
		{S("RIFF\x36\0\0\0WEBP" "VP8X\x0a\0\0\0\x3c\0\0\0" "123456" CHUNK("VP8 ", "12345678") CHUNK("ANIM", "12345678")),
		 S("RIFF\x26\0\0\0WEBP" "VP8X\x0a\0\0\0\x10\0\0\0" "123456" CHUNK("VP8 ", "12345678"))},
		{S("RIFF\x14\0\0\0WEBP" CHUNK("XMP ", "12345678")), STR_NONE}, // no picture
		{S("RIFF\x14\0\0\0WEBP" "VP8 \x09\0\0\0" "12345678"), STR_NONE},
		{S("RIFF\x14\0\0\0WEBP" "VP8 \xff\xff\xff\xff" "12345678"), STR_NONE},
		{S("RIFF\x14\0\0\0WEBP" CHUNK("VP8 ", "12345678") "<script>"), STR_NONE},
		{S("RIFF\x04\0\0\0WEBP"), STR_NONE},
		{S("RIFF"), STR_NONE},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = BUF_IN(&arena);
		if (webp_pixels(cases[i].file, &b) != (cases[i].kept.n > 0))
			fail_msg("case %zu", i);
		if (cases[i].kept.n > 0)
			assert_true(str_eq(buf_str(&b), cases[i].kept));
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], PICTURE_WORKER) == 0)
		return bad_worker();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound), cmocka_unit_test(test_unsound), cmocka_unit_test(test_late), cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_pixels_alone)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
