// SPDX-License-Identifier: AGPL-3.0-or-later
// What opens a door: random secrets that leave the house, and the hashes that stay in it.
#ifndef MAILLE_CREDENTIAL_SECRET_H
#define MAILLE_CREDENTIAL_SECRET_H

#include "base/arena.h"

enum { SECRET_LENGTH = 43, SECRET_HASH_LENGTH = 64 };

// 256 random bits, fit for a path, a cookie or a form: 43 characters of base64url.
struct str secret_new(struct arena *a);
// Whether text has the form of one; says nothing of whether it opens anything.
bool secret_shaped(struct str s);
// BLAKE2b-256 in hexadecimal. A secret is random enough to need no salt.
struct str secret_hash(struct arena *a, struct str secret);
// Takes as long whatever differs.
bool secret_equal(struct str a, struct str b);

struct str secret_bytes(struct arena *a, size_t n); // random
// Base64url without padding (RFC 4648 5), as browsers write what passkeys exchange.
struct str base64url(struct arena *a, struct str bytes);
bool base64url_read(struct arena *a, struct str text, struct str *bytes); // false when it is none

#endif
