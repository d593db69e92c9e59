// SPDX-License-Identifier: AGPL-3.0-or-later
// Two places that become one: all that stands with a place as rows, so that what a merge gave it can be told and taken
// back.
#ifndef MAILLE_STORE_MERGE_H
#define MAILLE_STORE_MERGE_H

#include "base/arena.h"
#include "db/db.h"

// What stands with a place. FACT, ORIGIN and SAID are one a source; of the others there is one a key.
enum merge_kind { MERGE_ORIGIN, MERGE_FACT, MERGE_LABEL, MERGE_ACTION, MERGE_NETWORK, MERGE_ORG, MERGE_SAID, MERGE_TEAM,
		  MERGE_COLUMN, MERGE_KIND_COUNT };
struct merge_row {
	enum merge_kind kind;
	struct str key;   // identifier, field, id of a label, an action, a network, "org/holder", "kind/key" of what is said, …
	int64_t source;   // 0 none
	struct str value; // what else the row says
	struct str date;  // "" unknown
};
// All rows of a place but its columns, by kind, key and source.
const struct err *store_merge_rows(struct db *d, int64_t place, struct arena *a, struct merge_row **out, size_t *n);
const struct err *store_merge_give(struct db *d, int64_t place, const struct merge_row *row);
const struct err *store_merge_take(struct db *d, int64_t place, const struct merge_row *row);

struct merge {
	int64_t id, kept, gone, person, change;
	int64_t made, undone; // Unix seconds
};
// Keeps it, with what the kept place was given and what it had in its stead before. Sets id.
const struct err *store_merge_insert(struct db *d, struct merge *m, const struct merge_row *given, size_t given_n,
				     const struct merge_row *before, size_t before_n);
const struct err *store_merge_read(struct db *d, int64_t id, struct arena *a, struct merge *out, bool *found, struct merge_row **given,
				   size_t *given_n, struct merge_row **before, size_t *before_n);
// The latest, newest first.
const struct err *store_merge_list(struct db *d, size_t max, struct arena *a, struct merge **out, size_t *n);
const struct err *store_merge_undone(struct db *d, int64_t id);

// The place is no longer shown, its address leads to the other (0: it is shown again).
const struct err *store_place_gone(struct db *d, int64_t place, int64_t to);
// What refers to a place as a whole and moves with it: pictures, who leads a network, proposals that wait, who follows it.
// Their numbers are kept, so that they can be moved back.
const struct err *store_merge_follow(struct db *d, int64_t merge, int64_t from, int64_t to);
const struct err *store_merge_return(struct db *d, int64_t merge, int64_t from, int64_t to);
// The proposal that two places are one: "fusionnes" or "propose" again.
const struct err *store_duplicate_state(struct db *d, int64_t a, int64_t b, struct str state);

#endif
