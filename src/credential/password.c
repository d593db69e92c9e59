// SPDX-License-Identifier: AGPL-3.0-or-later
#include "credential/password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/utf8.h"

// OWASP, "Password Storage Cheat Sheet": 19 MB and two rounds. A tenth of a second on a Raspberry Pi.
enum { ROUNDS = 2, MEMORY = 19 * 1024 * 1024, AT_ONCE = 2, PATIENCE_SECONDS = 4 };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int busy;

static const struct err *enter(void)
{
	struct timespec until;
	bool in = true;
	if (sodium_init() < 0)
		abort();
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_SECONDS;
	pthread_mutex_lock(&gate);
	while (busy >= AT_ONCE && in)
		in = pthread_cond_timedwait(&freed, &gate, &until) == 0 || busy < AT_ONCE;
	busy += in;
	pthread_mutex_unlock(&gate);
	return in ? NULL : err_new(ERR_BUSY, "%s", tr("beaucoup de monde se connecte en ce moment : réessayez dans une minute"));
}

static void leave(void)
{
	pthread_mutex_lock(&gate);
	busy--;
	pthread_cond_signal(&freed);
	pthread_mutex_unlock(&gate);
}

const struct err *password_hash(struct str password, struct arena *a, struct str *hash)
{
	const struct err *err = enter();
	char out[crypto_pwhash_argon2id_STRBYTES];
	if (err != NULL)
		return err;
	if (crypto_pwhash_argon2id_str(out, password.p ? password.p : "", password.n, ROUNDS, MEMORY) != 0)
		err = err_new(ERR_BUSY, "no memory to hash a password");
	else
		*hash = arena_str(a, str_of(out));
	leave();
	return err;
}

const struct err *password_fits(struct str hash, struct str password, bool *fits)
{
	// Made with the same cost from a random text that nobody kept.
	static const char nobody[] =
		"$argon2id$v=19$m=19456,t=2,p=1$lRkY5xW0dRBL7zgvQeN2Cg$Bz3jGXnqfJqZy1kUjBUW0Oq0TqgnOGQpQWnm2YpWuE8";
	char kept[crypto_pwhash_argon2id_STRBYTES] = {0};
	const struct err *err = enter();
	*fits = false;
	if (err != NULL)
		return err;
	bool known = hash.n > 0 && hash.n < sizeof kept;
	memcpy(kept, known ? hash.p : nobody, known ? hash.n : sizeof nobody);
	int wrong = crypto_pwhash_argon2id_str_verify(kept, password.p ? password.p : "", password.n);
	*fits = known && wrong == 0;
	leave();
	return NULL;
}

// "P@ssw0rd" as "password": what people do to a word so that it looks like another.
static char plain_letter(char c)
{
	static const char from[] = "0134578@$!|+", to[] = "oieastbasilt";
	const char *at = c != '\0' ? strchr(from, c) : NULL;
	return at != NULL ? to[at - from] : c;
}

static bool in_list(struct str list, struct str word)
{
	// Sorted by byte: a binary search over lines.
	size_t low = 0, high = list.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		while (middle > low && list.p[middle - 1] != '\n')
			middle--;
		struct str rest, line = str_cut(str_from(list, middle), '\n', &rest);
		int c = line.n > 0 && line.p[0] == '#' ? -1 : str_cmp(line, word);
		if (c == 0)
			return true;
		if (c < 0)
			low = middle + line.n + 1;
		else
			high = middle;
	}
	return false;
}

// "aaaaaaaaaa", "abcabcabcabc": the shortest beginning that, repeated, makes the whole (its end may be cut).
static struct str period(struct str s)
{
	for (size_t n = 1; n <= s.n / 2; n++) {
		size_t i = n;
		while (i < s.n && s.p[i] == s.p[i - n])
			i++;
		if (i == s.n)
			return str_sub(s, 0, n);
	}
	return s;
}

// "123456", "abcdef", "987654": each one step from the one before.
static bool is_run(struct str s)
{
	for (size_t i = 1; i < s.n; i++)
		if (abs(s.p[i] - s.p[i - 1]) > 1 && !(s.p[i - 1] == '9' && s.p[i] == '0'))
			return false;
	return true;
}

static bool letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static struct str strip(struct str s)
{
	while (s.n > 0 && !letter(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && !letter(s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool known(struct str list, struct str s, const struct str *own, size_t own_n, bool *is_own)
{
	struct str once = period(s);
	for (size_t i = 0; i < own_n; i++)
		if (own[i].n >= 3 && (str_eq(s, own[i]) || str_eq(once, own[i])))
			return *is_own = true;
	return once.n < 3 || is_run(s) || in_list(list, s) || in_list(list, once);
}

// A word that everybody knows, alone or repeated, with figures and signs around it at most.
enum password_fault password_check(struct str password, struct str list, const struct str *own, size_t own_n)
{
	struct buf folded = {0}, plain = {0};
	bool is_own = false, common;
	size_t length = utf8_length(password);
	if (length < PASSWORD_MIN)
		return PASSWORD_SHORT;
	if (length > PASSWORD_MAX)
		return PASSWORD_LONG;
	utf8_fold(&folded, password);
	struct str f = buf_str(&folded);
	for (size_t i = 0; i < f.n; i++)
		buf_addc(&plain, plain_letter(f.p[i]));
	// Figures at the ends are taken off before they are read as letters, and after: "soleil2024", "s0leil!".
	struct str bare = strip(f), p = buf_str(&plain);
	size_t at = bare.n > 0 ? (size_t)(bare.p - f.p) : 0;
	common = bare.n == 0 || known(list, f, own, own_n, &is_own) || known(list, bare, own, own_n, &is_own) ||
		 known(list, strip(str_sub(p, at, bare.n)), own, own_n, &is_own) || known(list, strip(p), own, own_n, &is_own);
	if (bare.n == 0) // figures and signs alone: fine when they are many and no pattern
		common = period(f).n < f.n || is_run(f) || in_list(list, f) || f.n < 14;
	buf_release(&folded);
	buf_release(&plain);
	return is_own ? PASSWORD_OWN : common ? PASSWORD_COMMON : PASSWORD_FINE;
}
