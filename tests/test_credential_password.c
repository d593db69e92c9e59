// SPDX-License-Identifier: AGPL-3.0-or-later
// Which passwords are taken, and that a hash opens for its own alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "base/embed.h"
#include "base/time.h"
#include "credential/password.h"

static void test_check(void **state)
{
	static const struct {
		const char *password;
		enum password_fault due;
	} all[] = {
		{"court", PASSWORD_SHORT},
		{"ééééééééé", PASSWORD_SHORT}, // nine characters, eighteen bytes
		{"motdepasse", PASSWORD_COMMON},
		{"MotDePasse2024!", PASSWORD_COMMON},
		{"M0td3p@sse!!", PASSWORD_COMMON},
		{"azertyuiop", PASSWORD_COMMON},
		{"Azertyuiop123", PASSWORD_COMMON},
		{"soleilsoleil", PASSWORD_COMMON},
		{"1234567890", PASSWORD_COMMON},
		{"0123456789", PASSWORD_COMMON},
		{"aaaaaaaaaaaa", PASSWORD_COMMON},
		{"jetaimeLucas", PASSWORD_COMMON},
		{"p@ssw0rd1234", PASSWORD_COMMON},
		{"..........", PASSWORD_COMMON},
		{"19/07/1984", PASSWORD_COMMON},
		{"Quimper2024", PASSWORD_COMMON},
		{"dupont.ada1", PASSWORD_FINE},
		{"grenadine2024!", PASSWORD_OWN},
		{"lhuître aime le vélo", PASSWORD_FINE},
		{"trois chaises bleues", PASSWORD_FINE},
		{"kR7vQ2mX9z", PASSWORD_FINE},
		{"83926475019283746", PASSWORD_FINE},
	};
	const struct embed_file *f = embed_find(S("data/mots-de-passe.txt"));
	struct arena a = {0};
	assert_non_null(f);
	struct str list = embed_plain(f, &a), own[] = {S("grenadine"), S("ada")};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (password_check(str_of(all[i].password), list, own, 2) != all[i].due)
			fail_msg("%s: %d", all[i].password, (int)password_check(str_of(all[i].password), list, own, 2));
	struct buf b = {0};
	for (int i = 0; i < PASSWORD_MAX + 1; i++)
		buf_addc(&b, (char)('a' + i * 7 % 26));
	assert_int_equal(password_check(buf_str(&b), list, NULL, 0), PASSWORD_LONG);
	buf_release(&b);
	arena_release(&a);
}

// A line in ten of the shipped list is found, and none of it when a letter is added in the middle.
static void test_list(void **state)
{
	struct arena a = {0};
	struct str rest = embed_plain(embed_find(S("data/mots-de-passe.txt")), &a), list = rest, before = S("");
	size_t tried = 0;
	for (size_t i = 0; rest.n > 0; i++) {
		struct str line = str_cut(rest, '\n', &rest);
		if (line.n > 0 && line.p[0] == '#')
			continue;
		assert_true(str_cmp(before, line) < 0); // sorted, nothing twice
		before = line;
		if (i % 10 == 0 && line.n >= PASSWORD_MIN) {
			assert_int_equal(password_check(line, list, NULL, 0), PASSWORD_COMMON);
			tried++;
		}
	}
	assert_true(tried > 300);
	arena_release(&a);
}

static void test_hash(void **state)
{
	struct arena a = {0};
	struct str hash, other;
	bool fits;
	assert_null(password_hash(S("trois chaises bleues"), &a, &hash));
	assert_null(password_hash(S("trois chaises bleues"), &a, &other));
	assert_true(str_starts(hash, S("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_false(str_eq(hash, other)); // salted
	assert_null(password_fits(hash, S("trois chaises bleues"), &fits));
	assert_true(fits);
	assert_null(password_fits(hash, S("trois chaises bleueS"), &fits));
	assert_false(fits);
	assert_null(password_fits(S(""), S("trois chaises bleues"), &fits));
	assert_false(fits);
	arena_release(&a);
}

// Nobody's password takes as long as somebody's: the shortest of several, so that a busy machine does not matter.
static int64_t shortest(struct str hash)
{
	int64_t best = INT64_MAX;
	bool fits;
	for (int i = 0; i < 7; i++) {
		int64_t begin = time_mono_ns();
		assert_null(password_fits(hash, S("un mot de passe"), &fits));
		int64_t took = time_mono_ns() - begin;
		best = took < best ? took : best;
	}
	return best;
}

static void test_time(void **state)
{
	struct arena a = {0};
	struct str hash;
	assert_null(password_hash(S("trois chaises bleues"), &a, &hash));
	int64_t somebody = shortest(hash), nobody = shortest(S(""));
	assert_true(nobody > somebody / 2 && nobody < somebody * 2);
	arena_release(&a);
}

static void *try_one(void *user)
{
	bool fits;
	const struct err *err = password_fits(S(""), S("x"), &fits);
	err_free(err);
	return err != NULL ? user : NULL;
}

// Many at a time take turns, and each gets its answer.
static void test_crowd(void **state)
{
	pthread_t threads[12];
	void *refused;
	for (size_t i = 0; i < 12; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, try_one, threads), 0);
	size_t n = 0;
	for (size_t i = 0; i < 12; i++) {
		pthread_join(threads[i], &refused);
		n += refused != NULL;
	}
	assert_true(n < 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_check), cmocka_unit_test(test_list), cmocka_unit_test(test_hash),
					   cmocka_unit_test(test_time), cmocka_unit_test(test_crowd)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
