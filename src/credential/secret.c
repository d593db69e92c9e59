// SPDX-License-Identifier: AGPL-3.0-or-later
#include "credential/secret.h"

#include <sodium.h>
#include <stdlib.h>

// Safe to call from any thread, any number of times. Without random numbers nothing here can be right.
static void ready(void)
{
	if (sodium_init() < 0)
		abort();
}

struct str secret_bytes(struct arena *a, size_t n)
{
	ready();
	char *bytes = arena_alloc(a, n);
	randombytes_buf(bytes, n);
	return (struct str){bytes, n};
}

struct str base64url(struct arena *a, struct str bytes)
{
	size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return (struct str){text, room - 1};
}

bool base64url_read(struct arena *a, struct str text, struct str *bytes)
{
	unsigned char *to = arena_alloc(a, text.n + 1);
	size_t n;
	const char *end;
	if (sodium_base642bin(to, text.n, text.p ? text.p : "", text.n, NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    (text.n > 0 && end != text.p + text.n))
		return false;
	*bytes = (struct str){(const char *)to, n};
	return true;
}

struct str secret_new(struct arena *a)
{
	return base64url(a, secret_bytes(a, 32));
}

bool secret_shaped(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return s.n == SECRET_LENGTH;
}

static struct str hex(struct arena *a, const unsigned char *bytes, size_t n)
{
	char *text = arena_alloc(a, 2 * n + 1);
	sodium_bin2hex(text, 2 * n + 1, bytes, n);
	return (struct str){text, 2 * n};
}

struct str secret_hash(struct arena *a, struct str secret)
{
	unsigned char out[32];
	ready();
	crypto_generichash(out, sizeof out, (const unsigned char *)secret.p, secret.n, NULL, 0);
	return hex(a, out, sizeof out);
}

bool secret_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}
