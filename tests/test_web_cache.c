// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages that are kept: each under its own key, of one state of the network, and never more than was allowed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <zlib.h>

#include "base/arena.h"
#include "web/cache.h"

enum { MOST = 64 * 1024, PAGE = 6000 };

static const struct cache_state first = {.change = 1, .day = 20000}, second = {.change = 2, .day = 20000};

// Text that hardly packs, another for each seed.
static void write_page(struct buf *b, unsigned seed)
{
	uint32_t x = seed * 2654435761u + 1;
	for (int i = 0; i < PAGE; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		buf_addc(b, (char)(' ' + x % 95));
	}
}

static void keep(struct cache *c, struct cache_state now, const char *key, unsigned seed)
{
	struct arena a = {0};
	struct http_reply reply = {.status = 200, .type = "text/html", .body = BUF_IN(&a)};
	write_page(&reply.body, seed);
	cache_keep(c, now, str_of(key), &a, &reply);
	arena_release(&a);
}

static bool inflates_to(struct str packed, struct str plain)
{
	char out[PAGE + 1];
	z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n, .next_out = (Bytef *)out, .avail_out = sizeof out};
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	bool same = inflate(&z, Z_FINISH) == Z_STREAM_END && str_eq((struct str){out, z.total_out}, plain);
	inflateEnd(&z);
	return same;
}

// The page of that key must be that of that seed.
static bool finds(struct cache *c, struct cache_state now, const char *key, bool gzip, unsigned seed)
{
	struct arena a = {0};
	struct http_reply reply = {.body = BUF_IN(&a)};
	bool found = cache_find(c, now, str_of(key), gzip, &a, &reply);
	if (found) {
		struct buf wanted = {0};
		write_page(&wanted, seed);
		assert_int_equal(reply.status, 200);
		assert_true(reply.etag.n > 0);
		if (gzip)
			assert_true(reply.gzip && inflates_to(reply.still, buf_str(&wanted)));
		else
			assert_true(!reply.gzip && str_eq(buf_str(&reply.body), buf_str(&wanted)));
		buf_release(&wanted);
	}
	arena_release(&a);
	return found;
}

static void test_keys(void **state)
{
	struct cache *c = cache_new(MOST);
	keep(c, first, "fr http://a /lieux", 1);
	keep(c, first, "en http://a /lieux", 2);
	assert_true(finds(c, first, "fr http://a /lieux", false, 1));
	assert_true(finds(c, first, "en http://a /lieux", true, 2));
	assert_true(finds(c, first, "en http://a /lieux", true, 2)); // packed by then
	assert_false(finds(c, first, "fr http://b /lieux", false, 1));
	assert_false(finds(c, first, "fr http://a /lieu", false, 1));
	cache_free(c);
}

static void test_state(void **state)
{
	struct cache *c = cache_new(MOST);
	keep(c, first, "a", 1);
	assert_false(finds(c, second, "a", false, 1));
	assert_int_equal(cache_bytes(c), 0);
	keep(c, second, "a", 2);
	assert_true(finds(c, second, "a", false, 2));
	cache_free(c);
}

// What is packed later counts too.
static void test_bound(void **state)
{
	struct cache *c = cache_new(MOST);
	char key[] = "page a";
	for (unsigned i = 0; i < 26; i++) {
		key[5] = (char)('a' + i);
		keep(c, first, key, i);
		assert_true(cache_bytes(c) <= MOST);
	}
	size_t found = 0;
	for (unsigned i = 26; i-- > 0;) {
		key[5] = (char)('a' + i);
		found += finds(c, first, key, true, i);
		assert_true(cache_bytes(c) <= MOST);
	}
	assert_in_range(found, 5, 10);
	cache_free(c);
}

// A page bears its mark from its first sending on: who comes back need not be sent it a second time.
static void test_mark(void **state)
{
	struct cache *c = cache_new(MOST);
	struct arena a = {0};
	struct http_reply made = {.status = 200, .body = BUF_IN(&a)}, again = {.body = BUF_IN(&a)};
	write_page(&made.body, 1);
	cache_keep(c, first, S("a"), &a, &made);
	assert_true(cache_find(c, first, S("a"), false, &a, &again));
	assert_true(made.etag.n > 0 && str_eq(made.etag, again.etag));
	arena_release(&a);
	cache_free(c);
}

static void *walk(void *cls)
{
	char key[] = "page a";
	for (unsigned i = 0; i < 600; i++) {
		unsigned seed = i * 7 % 13;
		key[5] = (char)('a' + seed);
		struct cache_state now = i < 300 ? first : second;
		if (!finds(cls, now, key, i % 3 != 0, seed))
			keep(cls, now, key, seed);
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct cache *c = cache_new(MOST);
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, walk, c), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_true(cache_bytes(c) <= MOST);
	cache_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys), cmocka_unit_test(test_state), cmocka_unit_test(test_bound), cmocka_unit_test(test_mark),
		cmocka_unit_test(test_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
