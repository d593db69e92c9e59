// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_STORE_SESSION_H
#define MAILLE_STORE_SESSION_H

#include "base/arena.h"
#include "db/db.h"

struct session_row {
	struct str hash;
	int64_t person;
	int64_t helped;  // in whose name they act now, 0 none
	struct str made_at, seen_at, ends_at;
	struct str device;
};

// out->person is 0 when no session of that hash lives at `now`.
const struct err *store_session_find(struct db *d, struct str hash, struct str now, struct arena *a, struct session_row *out);
const struct err *store_session_add(struct db *d, const struct session_row *s);
const struct err *store_session_seen(struct db *d, struct str hash, struct str now, struct str ends_at);
const struct err *store_session_help(struct db *d, struct str hash, int64_t helped);
// Ends one of this person's, all but `except` ("" for all), or nobody's when it is not theirs.
const struct err *store_session_end(struct db *d, int64_t person, struct str hash, int64_t *ended);
const struct err *store_session_end_others(struct db *d, int64_t person, struct str except, int64_t *ended);
// Whoever acted in the name of that person stops.
const struct err *store_session_end_help(struct db *d, int64_t person, int64_t helped);
// Those that live, last seen first.
const struct err *store_session_list(struct db *d, int64_t person, struct str now, struct arena *a, struct session_row **out, size_t *n);
const struct err *store_session_purge(struct db *d, struct str now); // forgets those that have ended

#endif
