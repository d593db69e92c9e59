// SPDX-License-Identifier: AGPL-3.0-or-later
// What each change did to a place, thing by thing. Kinds and values are those of app/edit.h.
#ifndef MAILLE_STORE_CHANGE_ITEM_H
#define MAILLE_STORE_CHANGE_ITEM_H

#include "base/arena.h"
#include "db/db.h"

struct change_item_row {
	int64_t change, place;
	struct str kind, key, before, after;
};
const struct err *store_change_item_insert(struct db *d, const struct change_item_row *rows, size_t n);
// Of a place, what came after that change, the oldest first; 0 for all.
const struct err *store_change_item_since(struct db *d, int64_t place, int64_t after, struct arena *a, struct change_item_row **out,
					  size_t *n);
// All of a place, the oldest first, with who did each (0: nobody who has an account) and the code of its change.
struct change_item_by {
	struct change_item_row row;
	int64_t person;
	struct str what;
};
const struct err *store_change_item_by(struct db *d, int64_t place, struct arena *a, struct change_item_by **out, size_t *n);
// The places that a person changed.
const struct err *store_change_places_of(struct db *d, int64_t person, struct arena *a, int64_t **out, size_t *n);
// Of one change.
const struct err *store_change_item_of(struct db *d, int64_t change, struct arena *a, struct change_item_row **out, size_t *n);

// The changes of a place, newest first, at most max, beginning below `before` (0: the newest).
struct place_change_row {
	int64_t number, person, source, reverts;
	struct str made_at, what, role, source_title;
	struct str before, after; // "key: value" a line, of changes without items
	struct str name;  // of the person, "" unless they let it be shown
	int64_t reverted; // the change that took it back, 0 none
	bool role_shown;
	int64_t accepted_by;      // who accepted what was proposed, 0 when nobody had to
	struct str accepted_name, accepted_role; // "" unless they let it be shown
};
const struct err *store_place_changes(struct db *d, int64_t place, int64_t before, size_t max, struct arena *a,
				      struct place_change_row **out, size_t *n);

#endif
