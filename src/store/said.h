// SPDX-License-Identifier: AGPL-3.0-or-later
// What each source says of each thing that a place is tied to: labels, actions, networks, structures. What is shown of
// them stands in place_label, engagement, membership and tie.
#ifndef MAILLE_STORE_SAID_H
#define MAILLE_STORE_SAID_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"

enum said_kind { SAID_LABEL, SAID_ACTION, SAID_NETWORK, SAID_HOLDER, SAID_PARTNER, SAID_KIND_COUNT };
struct str said_kind_code(enum said_kind k); // as in change_item: "label", "action", "reseau", "porteuse", "partenaire"
bool said_kind_find(struct str code, enum said_kind *out);

struct said_row {
	int64_t place, source;
	enum said_kind kind;
	struct str key;   // of the label, action …
	struct str value; // as change_item has it, not empty
	struct date date;
};
const struct err *store_said_insert(struct db *d, const struct said_row *rows, size_t n); // new ones, fast
const struct err *store_said_put(struct db *d, const struct said_row *rows, size_t n);    // new, or in place of what it said
const struct err *store_said_delete(struct db *d, const struct said_row *rows, size_t n); // by place, kind, key and source
const struct err *store_said_list(struct db *d, int64_t place, struct arena *a, struct said_row **out, size_t *n);
// Everything that one source says, by place.
const struct err *store_said_of_source(struct db *d, int64_t source, struct arena *a, struct said_row **out, size_t *n);
// What the places' own teams said last of each tie and of their state (key ""): it is theirs, files only propose.
// `value` is "" when they said that there is none; `source` is not set.
struct said_team {
	int64_t place;
	struct str kind, key, value; // kind as in change_item
};
const struct err *store_said_by_teams(struct db *d, struct arena *a, struct said_team **out, size_t *n);

// No longer shown: the row of place_label, engagement, membership or tie; `thing` is the label's, action's … id.
const struct err *store_shown_delete(struct db *d, enum said_kind kind, int64_t place, int64_t thing);

#endif
