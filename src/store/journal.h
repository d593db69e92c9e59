// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading the journal: what was changed, thing by thing. Whoever shows it to others leaves out what is not public.
#ifndef MAILLE_STORE_JOURNAL_H
#define MAILLE_STORE_JOURNAL_H

#include "base/arena.h"
#include "db/db.h"

struct journal_item {
	int64_t change;
	struct str kind, key, before, after; // as in the table change_item
};
struct journal_row {
	int64_t number, source, place, person, reverts; // 0 none
	struct str made_at, what, role;
	struct str before, after;   // "key: value" a line, of imports
	struct journal_item *items;
	size_t item_n;
};
// Those after `after` and up to `last`, oldest first, at most max.
const struct err *store_journal_after(struct db *d, int64_t after, int64_t last, size_t max, struct arena *a, struct journal_row **out,
				      size_t *n);
// Those about places up to `last`, newest first, at most max; of one place unless it is 0.
const struct err *store_journal_newest(struct db *d, int64_t place, int64_t last, size_t max, struct arena *a, struct journal_row **out,
				       size_t *n);

#endif
