// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "credential/secret.h"

static void test_secrets(void **state)
{
	struct arena a = {0};
	struct str one = secret_new(&a), two = secret_new(&a);
	assert_true(secret_shaped(one) && secret_shaped(two));
	assert_false(str_eq(one, two));
	assert_false(secret_shaped(S("short")));
	assert_false(secret_shaped(S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/")));
	assert_true(secret_equal(one, arena_str(&a, one)));
	assert_false(secret_equal(one, two));
	assert_false(secret_equal(one, S("")));
	assert_true(secret_equal(S(""), STR_NONE));
	arena_release(&a);
}

static void test_hashes(void **state)
{
	struct arena a = {0};
	// BLAKE2b with 32 bytes of output of "abc", as b2sum -l 256 gives it.
	assert_true(str_eqz(secret_hash(&a, S("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
	arena_release(&a);
}

static void test_base64url(void **state)
{
	struct arena a = {0};
	struct str bytes;
	assert_true(str_eqz(base64url(&a, S("\xfb\xff\x00z")), "-_8Aeg"));
	assert_true(base64url_read(&a, S("-_8Aeg"), &bytes));
	assert_true(str_eq(bytes, S("\xfb\xff\x00z")));
	assert_true(base64url_read(&a, S(""), &bytes) && bytes.n == 0);
	assert_false(base64url_read(&a, S("-_8Ae g"), &bytes));
	assert_false(base64url_read(&a, S("+/8Aeg"), &bytes));
	assert_false(base64url_read(&a, S("-_8Aeg=="), &bytes));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_secrets), cmocka_unit_test(test_hashes), cmocka_unit_test(test_base64url)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
