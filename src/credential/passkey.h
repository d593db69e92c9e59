// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys (W3C Web Authentication, level 2): what a browser sends when one is made or used, held against what was asked.
// No attestation is asked for: who made the device is none of our business.
#ifndef MAILLE_CREDENTIAL_PASSKEY_H
#define MAILLE_CREDENTIAL_PASSKEY_H

#include "base/arena.h"

struct passkey_site {
	struct str origin; // "https://exemple.org": what the browser must say it was on
	struct str host;   // "exemple.org": what the key is bound to
};
// The host of an origin; "" when passkeys cannot be used there (an address in figures).
struct str passkey_host(struct str origin);

struct passkey {
	struct str id;         // bytes, as chosen by the device
	struct str public_key; // bytes: x and y of P-256, x of Ed25519, or n and e of RSA
	int algorithm;         // COSE: -7, -8, -257
	uint32_t used_n;       // signatures that it says it made; 0 when it does not count
};

// What was made: clientDataJSON and authenticatorData, as bytes. False unless they answer this challenge (its text) on
// this site, with somebody present.
bool passkey_made(const struct passkey_site *site, struct str challenge, struct str client_data, struct str authenticator_data,
		  struct arena *a, struct passkey *out);

// What was signed, by that key. *used_n is the new count. False too when the count went back: a copy of the key is about
// (7.2 step 21).
bool passkey_signed(const struct passkey_site *site, struct str challenge, const struct passkey *key, struct str client_data,
		    struct str authenticator_data, struct str signature, struct arena *a, uint32_t *used_n);

#endif
