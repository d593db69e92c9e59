// SPDX-License-Identifier: AGPL-3.0-or-later
// Seals what leaves with a visitor and must come back as it was: the tokens of forms, links in mails.
#ifndef MAILLE_APP_SEAL_H
#define MAILLE_APP_SEAL_H

#include "app/app.h"

enum { SEAL_KEY_BYTES = 32, SEAL_CHARS = 32 };

struct seal_key {
	uint8_t bytes[SEAL_KEY_BYTES];
};
// The key of that name, the same on every node; made at its first use.
const struct err *app_seal_key(struct app *app, const char *name, struct seal_key *out);

// The message's mark: SEAL_CHARS of hexadecimal (BLAKE2b with the key, 128 bits).
struct str seal_make(const struct seal_key *key, struct str message, struct arena *a);
bool seal_fits(const struct seal_key *key, struct str message, struct str seal); // in constant time

#endif
