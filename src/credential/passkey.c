// SPDX-License-Identifier: AGPL-3.0-or-later
#include "credential/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "credential/secret.h"

enum { USER_PRESENT = 0x01, USER_VERIFIED = 0x04, HAS_KEY = 0x40, DATA_MAX = 16 * 1024 };
static const int algorithms[] = {COSE_ES256, COSE_EDDSA, COSE_RS256};

struct str passkey_host(struct str origin)
{
	ptrdiff_t at = str_find(origin, S("://"));
	struct str rest, host = at < 0 ? STR_NONE : str_cut(str_from(origin, (size_t)at + 3), ':', &rest);
	if (host.n == 0 || host.p[0] == '[' || (host.p[host.n - 1] >= '0' && host.p[host.n - 1] <= '9'))
		return STR_NONE;
	return host;
}

static bool text_is(const json_t *o, const char *name, struct str due)
{
	const char *text = json_string_value(json_object_get(o, name));
	return text != NULL && secret_equal(str_of(text), due);
}

// clientDataJSON (5.8.1): what the browser itself says of the ceremony.
static bool client_data_fits(struct str client_data, const char *type, const struct passkey_site *site, struct str challenge)
{
	if (client_data.n > DATA_MAX || challenge.n == 0)
		return false;
	json_t *o = json_loadb(client_data.p ? client_data.p : "", client_data.n, JSON_REJECT_DUPLICATES, NULL);
	bool fits = text_is(o, "type", str_of(type)) && text_is(o, "challenge", challenge) && text_is(o, "origin", site->origin) &&
		    !json_is_true(json_object_get(o, "crossOrigin"));
	json_decref(o);
	return fits;
}

static void hash(struct str bytes, unsigned char out[crypto_hash_sha256_BYTES])
{
	crypto_hash_sha256(out, (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n);
}

// The first 37 bytes of authenticatorData (6.1): the hash of the host, flags, count.
static bool authenticator_data_fits(struct str data, const struct passkey_site *site, unsigned char flags)
{
	unsigned char host[crypto_hash_sha256_BYTES];
	if (data.n < 37 || data.n > DATA_MAX || site->host.n == 0)
		return false;
	hash(site->host, host);
	return memcmp(data.p, host, sizeof host) == 0 && ((unsigned char)data.p[32] & flags) == flags;
}

static bool read_key(struct str data, int algorithm, struct arena *a, struct passkey *out)
{
	fido_cred_t *c = fido_cred_new();
	bool read = c != NULL && fido_cred_set_type(c, algorithm) == FIDO_OK &&
		    fido_cred_set_authdata_raw(c, (const unsigned char *)data.p, data.n) == FIDO_OK;
	if (read) {
		struct str id = {(const char *)fido_cred_id_ptr(c), fido_cred_id_len(c)};
		struct str key = {(const char *)fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c)};
		*out = (struct passkey){arena_str(a, id), arena_str(a, key), algorithm, fido_cred_sigcount(c)};
		read = id.n > 0 && id.n <= 1023 && key.n > 0;
	}
	fido_cred_free(&c);
	return read;
}

bool passkey_made(const struct passkey_site *site, struct str challenge, struct str client_data, struct str authenticator_data,
		  struct arena *a, struct passkey *out)
{
	if (!client_data_fits(client_data, "webauthn.create", site, challenge) ||
	    !authenticator_data_fits(authenticator_data, site, USER_PRESENT | USER_VERIFIED | HAS_KEY))
		return false;
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (read_key(authenticator_data, algorithms[i], a, out))
			return true;
	return false;
}

static bool verify(const fido_assert_t *s, const struct passkey *key)
{
	bool fits = false;
	es256_pk_t *es256 = es256_pk_new();
	eddsa_pk_t *eddsa = eddsa_pk_new();
	rs256_pk_t *rs256 = rs256_pk_new();
	if (key->algorithm == COSE_ES256)
		fits = es256_pk_from_ptr(es256, key->public_key.p, key->public_key.n) == FIDO_OK &&
		       fido_assert_verify(s, 0, COSE_ES256, es256) == FIDO_OK;
	else if (key->algorithm == COSE_EDDSA)
		fits = eddsa_pk_from_ptr(eddsa, key->public_key.p, key->public_key.n) == FIDO_OK &&
		       fido_assert_verify(s, 0, COSE_EDDSA, eddsa) == FIDO_OK;
	else if (key->algorithm == COSE_RS256)
		fits = rs256_pk_from_ptr(rs256, key->public_key.p, key->public_key.n) == FIDO_OK &&
		       fido_assert_verify(s, 0, COSE_RS256, rs256) == FIDO_OK;
	es256_pk_free(&es256);
	eddsa_pk_free(&eddsa);
	rs256_pk_free(&rs256);
	return fits;
}

bool passkey_signed(const struct passkey_site *site, struct str challenge, const struct passkey *key, struct str client_data,
		    struct str authenticator_data, struct str signature, struct arena *a, uint32_t *used_n)
{
	unsigned char said[crypto_hash_sha256_BYTES];
	if (!client_data_fits(client_data, "webauthn.get", site, challenge) ||
	    !authenticator_data_fits(authenticator_data, site, USER_PRESENT | USER_VERIFIED) || signature.n == 0 || signature.n > DATA_MAX)
		return false;
	hash(client_data, said);
	fido_assert_t *s = fido_assert_new();
	bool fits = s != NULL && fido_assert_set_count(s, 1) == FIDO_OK && fido_assert_set_rp(s, arena_z(a, site->host)) == FIDO_OK &&
		    fido_assert_set_up(s, FIDO_OPT_TRUE) == FIDO_OK &&
		    fido_assert_set_clientdata_hash(s, said, sizeof said) == FIDO_OK &&
		    fido_assert_set_authdata_raw(s, 0, (const unsigned char *)authenticator_data.p, authenticator_data.n) == FIDO_OK &&
		    fido_assert_set_sig(s, 0, (const unsigned char *)signature.p, signature.n) == FIDO_OK && verify(s, key);
	if (fits) {
		*used_n = fido_assert_sigcount(s, 0);
		fits = (*used_n == 0 && key->used_n == 0) || *used_n > key->used_n;
	}
	fido_assert_free(&s);
	return fits;
}
