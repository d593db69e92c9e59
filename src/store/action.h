// SPDX-License-Identifier: AGPL-3.0-or-later
// Actions, a vocabulary of two levels, and which place does, has started or wants which.
#ifndef MAILLE_STORE_ACTION_H
#define MAILLE_STORE_ACTION_H

#include "db/db.h"
#include "model/atlas.h"

// Finds the action by its key or makes it (and its category, by category_key), writes its name, text and category's
// name (empty ones leave what is there), sets x->id. A new one is listed last.
const struct err *store_action_put(struct db *d, struct action *x);

struct engagement_row {
	int64_t place, action, source;
	enum stage stage;
	struct date since;
	struct str note;
};
const struct err *store_engagement_put(struct db *d, const struct engagement_row *rows, size_t n); // new or known

#endif
