// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages to places: conversations, and how many were begun lately. Moments are Unix seconds.
#ifndef MAILLE_STORE_CONTACT_H
#define MAILLE_STORE_CONTACT_H

#include "base/arena.h"
#include "db/db.h"

enum contact_state { CONTACT_UNCONFIRMED, CONTACT_OPEN, CONTACT_CLOSED };

struct contact {
	int64_t id; // set when inserted
	int64_t place, person; // person: 0 when not signed in
	struct str address, name, lang, said;
	bool share;
	enum contact_state state;
	int64_t made, last, message_n;
};
const struct err *store_contact_insert(struct db *d, struct contact *c);
const struct err *store_contact_read(struct db *d, int64_t id, struct arena *a, struct contact *out, bool *found);
// Confirmed, and its first message gone: false when it was so already.
const struct err *store_contact_open(struct db *d, int64_t id, int64_t now, bool *changed);
const struct err *store_contact_passed(struct db *d, int64_t id, int64_t now); // one more message went
// Conversations without a message since then are over: addresses, names and what was not confirmed go.
const struct err *store_contact_close(struct db *d, int64_t unconfirmed_before, int64_t open_before, int64_t *closed);

// Begun since then: by this address, to this place.
const struct err *store_contact_by_address(struct db *d, struct str address, int64_t since, int64_t *n);
const struct err *store_contact_to_place(struct db *d, int64_t place, int64_t since, int64_t *n);

#endif
