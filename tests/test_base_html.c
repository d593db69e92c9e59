// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/html.h"
#include "base/json.h"

typedef void escape(struct buf *, struct str);

static void gives(escape *f, struct str from, const char *to)
{
	struct buf b = {0};
	f(&b, from);
	assert_string_equal(b.p != NULL ? b.p : "", to);
	buf_release(&b);
}

static void test_text(void **state)
{
	gives(html_text, S("<b class='x'>\"L'été\" & co</b>"), "&lt;b class=&#39;x&#39;&gt;&quot;L&#39;été&quot; &amp; co&lt;/b&gt;");
	gives(html_text, S("&amp;"), "&amp;amp;");
	gives(html_text, S(""), "");
	gives(html_text, S("rien à faire"), "rien à faire");
}

static void test_url(void **state)
{
	gives(html_url, S("https://exemple.fr/a?b=c&d=\"e\""), "https://exemple.fr/a?b=c&amp;d=&quot;e&quot;");
	gives(html_url, S("HTTP://exemple.fr"), "HTTP://exemple.fr");
	gives(html_url, S("mailto:a@exemple.fr"), "mailto:a@exemple.fr");
	gives(html_url, S("tel:+33"), "tel:+33");
	gives(html_url, S("/lieux/a:b"), "/lieux/a:b");
	gives(html_url, S("?q=a:b"), "?q=a:b");
	gives(html_url, S("#a:b"), "#a:b");
	gives(html_url, S("lieux"), "lieux");
	gives(html_url, S(""), "");
	static const char *const refused[] = {
		"javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)",
		"java\nscript:alert(1)", "\x01javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
		"httpx://a", ":", "blob:x",
	};
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		gives(html_url, str_of(refused[i]), "#");
}

static void test_percent(void **state)
{
	gives(html_percent, S("a-b.c_d~e"), "a-b.c_d~e");
	gives(html_percent, S("été & co/x?y=z#"), "%C3%A9t%C3%A9%20%26%20co%2Fx%3Fy%3Dz%23");
	gives(html_percent, S("\"'<>+%"), "%22%27%3C%3E%2B%25");
	gives(html_percent, (struct str){"\0", 1}, "%00");
}

static void test_json(void **state)
{
	struct buf b = {0};
	struct json_writer w = {.out = &b};
	json_open(&w, '{');
	json_key(&w, S("nom"));
	json_str(&w, S("L'\"été\" \\ </script> & \n\t\x01"));
	json_key(&w, S("vide"));
	json_open(&w, '[');
	json_close(&w, ']');
	json_key(&w, S("liste"));
	json_open(&w, '[');
	json_int(&w, INT64_MIN);
	json_num(&w, 1.50, 3);
	json_num(&w, NAN, 3);
	json_num(&w, -INFINITY, 3);
	json_bool(&w, true);
	json_bool(&w, false);
	json_nothing(&w);
	json_strn(&w, STR_NONE);
	json_str(&w, STR_NONE);
	json_open(&w, '{');
	json_close(&w, '}');
	json_close(&w, ']');
	json_key(&w, S("fin"));
	json_strn(&w, S("x"));
	json_close(&w, '}');
	assert_string_equal(b.p, "{\"nom\":\"L'\\\"été\\\" \\\\ \\u003c/script\\u003e \\u0026 \\n\\u0009\\u0001\",\"vide\":[],"
				 "\"liste\":[-9223372036854775808,1.5,null,null,true,false,null,null,\"\",{}],\"fin\":\"x\"}");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests_name("base html", tests, NULL, NULL);
}
