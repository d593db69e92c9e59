// SPDX-License-Identifier: AGPL-3.0-or-later
// What a mailed link opens, once. Only the hash of its secret is kept.
#ifndef MAILLE_STORE_TOKEN_H
#define MAILLE_STORE_TOKEN_H

#include "base/arena.h"
#include "db/db.h"

struct token_row {
	struct str hash;
	struct str purpose;  // "connexion", "adresse", "invitation", "confirmation" …
	int64_t person, place; // 0 none
	struct str subject;  // what else it is about
	struct str target;   // the page that it leads to
	struct str made_at, ends_at, used_at;
};

const struct err *store_token_add(struct db *d, const struct token_row *t);
// out->hash is "" when there is none of that hash and purpose; used and ended ones are given too.
const struct err *store_token_find(struct db *d, struct str hash, struct str purpose, struct arena *a, struct token_row *out);
// *taken is true for the one caller that it opens for: it was not used and has not ended.
const struct err *store_token_use(struct db *d, struct str hash, struct str now, bool *taken);
// Open ones of a purpose, of a person or a place (0: of any), newest first.
const struct err *store_token_open(struct db *d, struct str purpose, int64_t person, int64_t place, struct str now, struct arena *a,
				   struct token_row **out, size_t *n);
// Those of a purpose that were sent to this person open nothing any more; with a subject, only those about it.
const struct err *store_token_void(struct db *d, struct str purpose, int64_t person, struct str subject, struct str now);
const struct err *store_token_void_place(struct db *d, struct str purpose, int64_t place, struct str subject, struct str now, int64_t *n);
// Those about this place that this person gave.
const struct err *store_token_void_given(struct db *d, struct str purpose, int64_t place, int64_t person, struct str now);
// A wider right was taken from this person: the invitations they sent wait no more, save to a team that they are in; all stay
// while they administer.
const struct err *store_token_void_mandate(struct db *d, int64_t person, struct str now);
const struct err *store_token_purge(struct db *d, struct str before); // forgets those that ended before that moment

#endif
