// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/seal.h"

#include <sodium.h>

#include "app/write.h"
#include "store/secret.h"

struct finding {
	struct str name, value;
	struct arena *arena;
};

static const struct err *find_or_make(struct db *db, void *user)
{
	const struct err *err;
	struct finding *f = user;
	uint8_t bytes[SEAL_KEY_BYTES];
	char hex[2 * SEAL_KEY_BYTES + 1];
	TRY(store_secret_get(db, f->name, f->arena, &f->value));
	if (f->value.n > 0)
		return NULL;
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
	TRY(store_secret_put(db, f->name, str_of(hex)));
	TRY(store_secret_get(db, f->name, f->arena, &f->value)); // another node may have been first
done:
	return err;
}

const struct err *app_seal_key(struct app *app, const char *name, struct seal_key *out)
{
	const struct err *err;
	struct arena a = {0};
	struct finding f = {.name = str_of(name), .arena = &a};
	size_t n = 0;
	if (sodium_init() < 0)
		return err_new(ERR_IO, "libsodium does not start");
	TRY(app_write(app, find_or_make, &f));
	if (sodium_hex2bin(out->bytes, sizeof out->bytes, f.value.p, f.value.n, NULL, &n, NULL) != 0 || n != sizeof out->bytes)
		err = err_new(ERR_INPUT, "the secret %s of this database is not a key", name);
done:
	arena_release(&a);
	return err;
}

struct str seal_make(const struct seal_key *key, struct str message, struct arena *a)
{
	uint8_t mark[SEAL_CHARS / 2];
	char *hex = arena_alloc(a, SEAL_CHARS + 1);
	crypto_generichash(mark, sizeof mark, (const uint8_t *)message.p, message.n, key->bytes, sizeof key->bytes);
	sodium_bin2hex(hex, SEAL_CHARS + 1, mark, sizeof mark);
	return (struct str){hex, SEAL_CHARS};
}

bool seal_fits(const struct seal_key *key, struct str message, struct str seal)
{
	struct arena a = {0};
	struct str right = seal_make(key, message, &a);
	bool fits = seal.n == right.n && sodium_memcmp(seal.p, right.p, right.n) == 0;
	arena_release(&a);
	return fits;
}
