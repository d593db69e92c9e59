// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose word on where a visitor comes from is believed, and how far.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <string.h>

#include "http/internal.h"

static struct arena arena;

static int release(void **state)
{
	arena_release(&arena);
	return 0;
}

static struct http_proxies proxies(const char *text)
{
	struct http_proxies out;
	const struct err *err = http_proxies_read(str_of(text), &arena, &out);
	if (err != NULL)
		fail_msg("%s: %s", text, err_text(err));
	return out;
}

static void from(const char *believed, const char *address, const char *forwarded, const char *expected)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct http_proxies p = proxies(believed);
	const struct sockaddr *at = (const struct sockaddr *)&four;
	if (inet_pton(AF_INET, address, &four.sin_addr) != 1) {
		assert_int_equal(inet_pton(AF_INET6, address, &six.sin6_addr), 1);
		at = (const struct sockaddr *)&six;
	}
	struct str peer = http_peer_behind(&p, at, str_of(forwarded), &arena);
	if (!str_eqz(peer, expected))
		fail_msg("%s with \"%s\", believing %s: %.*s, not %s", address, forwarded, believed, STR_ARG(peer), expected);
}

static void who_is_believed(void **state)
{
	from("127.0.0.0/8, ::1", "127.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7");
	from("127.0.0.0/8, ::1", "::1", "198.51.100.7", "198.51.100.7");
	from("127.0.0.0/8, ::1", "10.1.2.3", "198.51.100.7", "10.1.2.3");
	from("10.1.0.0/16", "10.1.2.3", "198.51.100.7", "198.51.100.7");
	from("10.1.0.0/16", "::ffff:10.1.2.3", "198.51.100.7", "198.51.100.7");
	from("10.1.0.0/16", "10.2.2.3", "198.51.100.7", "10.2.2.3");
	from("10.1.0.0/16", "127.0.0.1", "198.51.100.7", "127.0.0.1");
	from("10.1.2.3", "10.1.2.3", "2001:db8:1:2ff:5::1", "2001:0db8:0001:02::/56");
	from("10.1.2.3", "10.1.2.4", "198.51.100.7", "10.1.2.4");
	from("172.16.0.0/12", "172.31.255.255", "198.51.100.7", "198.51.100.7");
	from("172.16.0.0/12", "172.32.0.1", "198.51.100.7", "172.32.0.1");
	from("fd00::/8", "fd12::1", "198.51.100.7", "198.51.100.7");
	from("fd00::/8", "fe80::1", "198.51.100.7", "fe80:0000:0000:00::/56");
	from("", "127.0.0.1", "198.51.100.7", "127.0.0.1");
	from("0.0.0.0/0", "2001:db8::1", "198.51.100.7", "2001:0db8:0000:00::/56");
}

static void how_far(void **state)
{
	// One proxy behind another: the visitor is whom the first of ours saw; what stands before that is anybody's invention.
	from("127.0.0.1, 10.1.0.0/16", "127.0.0.1", "192.0.2.1, 198.51.100.7,10.1.2.3", "198.51.100.7");
	from("127.0.0.1, 10.1.0.0/16", "127.0.0.1", "10.1.2.3", "10.1.2.3");
	from("127.0.0.1", "127.0.0.1", "", "127.0.0.1");
	from("127.0.0.1", "127.0.0.1", "198.51.100.7, unknown", "127.0.0.1");
	from("127.0.0.1", "127.0.0.1", "198.51.100.7,", "127.0.0.1");
	from("127.0.0.1", "127.0.0.1", ",", "127.0.0.1");
	from("127.0.0.1", "127.0.0.1", "198.51.100.7:1234", "127.0.0.1");
}

static void what_cannot_be_read(void **state)
{
	static const char *const wrong[] = {"proxy.local", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "10.0.0.1 10.0.0.2", "fd00::/129",
					    "127.0.0.1, x", "/8"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct http_proxies out;
		const struct err *err = http_proxies_read(str_of(wrong[i]), &arena, &out);
		if (err == NULL)
			fail_msg("\"%s\" was accepted", wrong[i]);
		err_free(err);
	}
	assert_int_equal(proxies("10.0.0.5,, fd00::/8 ,").n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(who_is_believed), cmocka_unit_test(how_far), cmocka_unit_test(what_cannot_be_read)};
	return cmocka_run_group_tests(tests, NULL, release);
}
