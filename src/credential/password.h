// SPDX-License-Identifier: AGPL-3.0-or-later
// Passwords: what is fit to be one, and what is kept of it. Length and a list of what everybody guesses, no other rule
// (NIST SP 800-63B 5.1.1.2).
#ifndef MAILLE_CREDENTIAL_PASSWORD_H
#define MAILLE_CREDENTIAL_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 256, PASSWORD_HASH_ROOM = 128 }; // characters, characters, bytes

enum password_fault {
	PASSWORD_FINE,
	PASSWORD_SHORT,
	PASSWORD_LONG,
	PASSWORD_COMMON, // among the first that anybody would try
	PASSWORD_OWN,    // made of their own name or address
};
// `list` is data/mots-de-passe.txt: one word a line, folded; own words are what anybody knows of the person.
enum password_fault password_check(struct str password, struct str list, const struct str *own, size_t own_n);

// argon2id, as libsodium writes it. At most two are made at a time, since each takes 19 MB: whoever waits for longer than a
// few seconds gets ERR_BUSY with a sentence.
const struct err *password_hash(struct str password, struct arena *a, struct str *hash);
// Whether it is the password of that hash. An empty hash takes as long and fits nothing.
const struct err *password_fits(struct str hash, struct str password, bool *fits);

#endif
