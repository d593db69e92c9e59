// SPDX-License-Identifier: AGPL-3.0-or-later
// A passkey of our own making (Ed25519, in software) speaks with what a browser would say; whatever is changed in it is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "credential/passkey.h"
#include "credential/secret.h"

static const struct passkey_site site = {S("https://exemple.org"), S("exemple.org")};

struct device {
	unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	uint32_t count;
};

static void begin(struct buf *b, struct device *d, const char *host, unsigned char flags)
{
	unsigned char hash[32];
	crypto_hash_sha256(hash, (const unsigned char *)host, strlen(host));
	buf_add(b, (struct str){(const char *)hash, sizeof hash});
	buf_addc(b, (char)flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addc(b, (char)(d->count >> shift & 255));
}

// authenticatorData with attested credential data: no maker, an id of 16 bytes, a COSE key {1: 1, 3: -8, -1: 6, -2: x}.
static struct str made(struct arena *a, struct device *d, const char *host, unsigned char flags)
{
	struct buf b = BUF_IN(a);
	begin(&b, d, host, flags);
	for (int i = 0; i < 16; i++)
		buf_addc(&b, '\0');
	buf_add(&b, S("\x00\x10"));
	buf_add(&b, S("0123456789abcdef"));
	buf_add(&b, S("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"));
	buf_add(&b, (struct str){(const char *)d->public, sizeof d->public});
	return buf_str(&b);
}

static struct str said(struct arena *a, const char *type, const char *challenge, const char *origin)
{
	return arena_printf(a, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}", type, challenge, origin);
}

static struct str sign(struct arena *a, const struct device *d, struct str data, struct str client)
{
	unsigned char hash[32];
	struct buf b = BUF_IN(a);
	char *signature = arena_alloc(a, crypto_sign_BYTES);
	crypto_hash_sha256(hash, (const unsigned char *)client.p, client.n);
	buf_add(&b, data);
	buf_add(&b, (struct str){(const char *)hash, sizeof hash});
	crypto_sign_detached((unsigned char *)signature, NULL, (const unsigned char *)b.p, b.n, d->secret);
	return (struct str){signature, crypto_sign_BYTES};
}

static void start(struct device *d)
{
	assert_true(sodium_init() >= 0);
	*d = (struct device){.count = 0};
	crypto_sign_keypair(d->public, d->secret);
}

static void test_made(void **state)
{
	struct arena a = {0};
	struct device d;
	struct passkey key;
	start(&d);
	struct str data = made(&a, &d, "exemple.org", 0x45);
	assert_true(passkey_made(&site, S("defi"), said(&a, "webauthn.create", "defi", "https://exemple.org"), data, &a, &key));
	assert_true(str_eqz(key.id, "0123456789abcdef"));
	assert_int_equal(key.algorithm, -8);
	assert_int_equal(key.public_key.n, 32);
	assert_memory_equal(key.public_key.p, d.public, 32);

	struct str fine = said(&a, "webauthn.create", "defi", "https://exemple.org");
	assert_false(passkey_made(&site, S("autre"), fine, data, &a, &key));
	assert_false(passkey_made(&site, S(""), said(&a, "webauthn.create", "", "https://exemple.org"), data, &a, &key));
	assert_false(passkey_made(&site, S("defi"), said(&a, "webauthn.get", "defi", "https://exemple.org"), data, &a, &key));
	assert_false(passkey_made(&site, S("defi"), said(&a, "webauthn.create", "defi", "https://exemple.com"), data, &a, &key));
	assert_false(passkey_made(&site, S("defi"), S("{}"), data, &a, &key));
	assert_false(passkey_made(&site, S("defi"), S("rien"), data, &a, &key));
	assert_false(passkey_made(&site, S("defi"), fine, made(&a, &d, "exemple.com", 0x45), &a, &key));
	assert_false(passkey_made(&site, S("defi"), fine, made(&a, &d, "exemple.org", 0x40), &a, &key)); // nobody there
	assert_false(passkey_made(&site, S("defi"), fine, made(&a, &d, "exemple.org", 0x41), &a, &key)); // neither finger nor code
	assert_false(passkey_made(&site, S("defi"), fine, made(&a, &d, "exemple.org", 0x05), &a, &key)); // no key
	for (size_t cut = 0; cut < data.n; cut++)
		assert_false(passkey_made(&site, S("defi"), fine, str_sub(data, 0, cut), &a, &key));
	arena_release(&a);
}

static void test_signed(void **state)
{
	struct arena a = {0};
	struct device d;
	struct passkey key;
	uint32_t n;
	start(&d);
	assert_true(passkey_made(&site, S("defi"), said(&a, "webauthn.create", "defi", "https://exemple.org"),
				 made(&a, &d, "exemple.org", 0x45), &a, &key));
	struct str client = said(&a, "webauthn.get", "encore", "https://exemple.org");
	struct buf b = BUF_IN(&a);
	d.count = 1;
	begin(&b, &d, "exemple.org", 0x05);
	struct str data = buf_str(&b), signature = sign(&a, &d, data, client);
	assert_true(passkey_signed(&site, S("encore"), &key, client, data, signature, &a, &n));
	assert_int_equal(n, 1);

	key.used_n = 1; // the count stands still: this was signed before, or by a copy
	assert_false(passkey_signed(&site, S("encore"), &key, client, data, signature, &a, &n));
	key.used_n = 0;
	assert_false(passkey_signed(&site, S("autre"), &key, client, data, signature, &a, &n));
	struct passkey_site other = {S("https://exemple.com"), S("exemple.com")};
	assert_false(passkey_signed(&other, S("encore"), &key, client, data, signature, &a, &n));
	struct str elsewhere = said(&a, "webauthn.get", "encore", "https://exemple.com");
	assert_false(passkey_signed(&site, S("encore"), &key, elsewhere, data, sign(&a, &d, data, elsewhere), &a, &n));
	struct buf unverified = BUF_IN(&a); // the device was there, its owner perhaps not: no finger, no code
	begin(&unverified, &d, "exemple.org", 0x01);
	assert_false(passkey_signed(&site, S("encore"), &key, client, buf_str(&unverified), sign(&a, &d, buf_str(&unverified), client), &a, &n));
	// Any byte that is changed in what was signed, or in the signature.
	for (size_t i = 0; i < data.n; i++) {
		struct str wrong = arena_str(&a, data);
		((char *)(uintptr_t)wrong.p)[i] ^= 4;
		assert_false(passkey_signed(&site, S("encore"), &key, client, wrong, signature, &a, &n));
	}
	for (size_t i = 0; i < signature.n; i += 7) {
		struct str wrong = arena_str(&a, signature);
		((char *)(uintptr_t)wrong.p)[i] ^= 4;
		assert_false(passkey_signed(&site, S("encore"), &key, client, data, wrong, &a, &n));
	}
	struct device thief;
	start(&thief);
	assert_false(passkey_signed(&site, S("encore"), &key, client, data, sign(&a, &thief, data, client), &a, &n));
	arena_release(&a);
}

static void test_host(void **state)
{
	assert_true(str_eqz(passkey_host(S("https://exemple.org")), "exemple.org"));
	assert_true(str_eqz(passkey_host(S("http://localhost:8080")), "localhost"));
	assert_int_equal(passkey_host(S("http://127.0.0.1:8080")).n, 0);
	assert_int_equal(passkey_host(S("http://[::1]:8080")).n, 0);
	assert_int_equal(passkey_host(S("rien")).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_made), cmocka_unit_test(test_signed), cmocka_unit_test(test_host)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
