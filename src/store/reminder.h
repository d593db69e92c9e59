// SPDX-License-Identifier: AGPL-3.0-or-later
// The mails that ask teams whether their page is still true, and addresses from which mail came back.
#ifndef MAILLE_STORE_REMINDER_H
#define MAILLE_STORE_REMINDER_H

#include "base/arena.h"
#include "db/db.h"

struct reminder { // moments are Unix seconds, 0 when it did not happen
	int64_t place;
	int64_t began;  // the first mail of this round
	int mailed;     // how many
	int64_t mailed_at;
	int64_t told;   // the animators know that nobody answers
	int64_t called; // an animator phoned
};
const struct err *store_reminder_read(struct db *d, int64_t place, struct reminder *out, bool *found);
const struct err *store_reminder_put(struct db *d, const struct reminder *r); // new, or in place of the former one
const struct err *store_reminder_end(struct db *d, int64_t place);            // somebody confirmed: the round is over
const struct err *store_reminder_list(struct db *d, struct arena *a, struct reminder **out, size_t *n); // by place

// The place is confirmed as of that date, by that source. Nothing when it was by then already.
const struct err *store_place_confirm(struct db *d, int64_t place, struct str date, int64_t source, bool *changed);

// Mail to this person comes back.
const struct err *store_person_bounced(struct db *d, int64_t person, bool *out);
// By address: marks it, or takes the mark away. *found false when nobody has that address.
const struct err *store_person_bounce(struct db *d, struct str address, bool bounced, bool *found);
// Marks those to whom the outbox could not deliver for good since they were last marked or signed in; how many.
const struct err *store_person_bounce_undelivered(struct db *d, int64_t *n);
// Places of whose team somebody can be written to / nobody can since all their mail comes back: ids, in order.
const struct err *store_reachable(struct db *d, struct arena *a, int64_t **out, size_t *n);
const struct err *store_unreachable(struct db *d, struct arena *a, int64_t **out, size_t *n);

#endif
