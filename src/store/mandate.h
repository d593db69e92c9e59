// SPDX-License-Identifier: AGPL-3.0-or-later
// Rights over one object: a place's team, those who animate a network or a territory.
#ifndef MAILLE_STORE_MANDATE_H
#define MAILLE_STORE_MANDATE_H

#include "base/arena.h"
#include "db/db.h"

struct mandate_row {
	int64_t id, person;
	int64_t place, network;         // exactly one of the four is set
	struct str department, region;  // code, key
	int64_t given_by;               // 0: the host
	struct str given_at;
	struct str name, address;       // the person's, when read
	struct str lang;                // the same
};

const struct err *store_mandates_of(struct db *d, int64_t person, struct arena *a, struct mandate_row **out, size_t *n);
const struct err *store_team_of(struct db *d, int64_t place, struct arena *a, struct mandate_row **out, size_t *n); // first come first
// All that are no place's: who animates what.
const struct err *store_animators(struct db *d, struct arena *a, struct mandate_row **out, size_t *n);
// Gives it unless they have it; m->id is set in here. *given (may be NULL) tells which.
const struct err *store_mandate_give(struct db *d, struct mandate_row *m, bool *given);
const struct err *store_mandate_take(struct db *d, int64_t person, int64_t id, int64_t *taken);         // by its number; not of a team
const struct err *store_mandate_leave(struct db *d, int64_t person, int64_t place, int64_t *taken);     // of a team
// Somebody else took them off the team: kept until they are given a mandate for it again.
const struct err *store_removal_add(struct db *d, int64_t person, int64_t place, struct str now);
// Whether that is so, of this person or of somebody who erased their account since.
const struct err *store_removed(struct db *d, int64_t person, int64_t place, bool *removed);

#endif
