// SPDX-License-Identifier: AGPL-3.0-or-later
// Places that are likely one, until a person decides.
#ifndef MAILLE_STORE_DUPLICATE_H
#define MAILLE_STORE_DUPLICATE_H

#include "base/arena.h"
#include "db/db.h"

struct duplicate_row {
	int64_t a, b;      // place ids, in any order when given, a < b when read
	double confidence; // 0 to 1
	struct str *reasons;
	size_t reason_n;
};
// New proposals; one that is open already gets the new confidence and reasons, one that a person decided stays decided.
const struct err *store_duplicate_put(struct db *d, const struct duplicate_row *rows, size_t n);
// The open proposals, most likely first.
const struct err *store_duplicate_list(struct db *d, struct arena *a, struct duplicate_row **out, size_t *n);

#endif
