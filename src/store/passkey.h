// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_STORE_PASSKEY_H
#define MAILLE_STORE_PASSKEY_H

#include "base/arena.h"
#include "db/db.h"

struct passkey_row {
	struct str credential;  // base64url; "" when there is none
	int64_t person;
	struct str public_key;  // base64url
	int64_t algorithm;      // COSE
	int64_t used_n;
	struct str name, made_at, used_at;
};

const struct err *store_passkey_find(struct db *d, struct str credential, struct arena *a, struct passkey_row *out);
const struct err *store_passkeys_of(struct db *d, int64_t person, struct arena *a, struct passkey_row **out, size_t *n);
const struct err *store_passkey_add(struct db *d, const struct passkey_row *k);
const struct err *store_passkey_used(struct db *d, struct str credential, int64_t used_n, struct str now);
const struct err *store_passkey_remove(struct db *d, int64_t person, struct str credential, int64_t *removed);

#endif
