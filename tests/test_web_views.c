// SPDX-License-Identifier: AGPL-3.0-or-later
// test_web_views EXPECTED: what tests/views/ok/demo.html gives for awkward values, and the helpers that views call.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "views.gen.h"

static const char *expected_path;

static const struct demo_item items[] = {
	{{"L'Été & <b>\"net\"</b>", 22}, "https://exemple.test/a?b=1&c=2", 1512, true},
	{{"deux/trois?x=1", 14}, "javascript:alert(1)", -3, false},
	{{"", 0}, NULL, 0, true},
};

static void test_demo(void **state)
{
	const struct view_demo v = {
		.title = "Pain & <sel> \"fin\"",
		.ld = {S("{\"a\":\"\\u003c\"}")},
		.items = items,
		.n = 3,
		.when = {2024, 3, 12},
	};
	struct buf out = {0}, expected = {0};
	view_demo(&out, &v);
	const struct err *err = file_read(expected_path, 1 << 20, &expected);
	assert_null(err);
	assert_string_equal(out.p, expected.p);
	buf_release(&out);
	buf_release(&expected);
}

static void test_long_format(void **state)
{
	static char text[2000];
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = '<';
	struct buf out = {0};
	view_put_fmt(&out, VIEW_TEXT, "%s!", text);
	assert_int_equal(out.n, (sizeof text - 1) * 4 + 1);
	assert_memory_equal(out.p, "&lt;&lt;", 8);
	buf_release(&out);
}

static void test_integers(void **state)
{
	struct buf out = {0};
	view_put(&out, VIEW_TEXT, (uint8_t)200);
	view_put(&out, VIEW_PERCENT, (int64_t)-5);
	view_put(&out, VIEW_URL, (size_t)7);
	view_put(&out, VIEW_TEXT, (const char *)NULL);
	assert_string_equal(out.p, "200-57");
	buf_release(&out);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_demo),
		cmocka_unit_test(test_long_format),
		cmocka_unit_test(test_integers),
	};
	if (argc != 2)
		return 2;
	expected_path = argv[1];
	return cmocka_run_group_tests_name("web views", tests, NULL, NULL);
}
