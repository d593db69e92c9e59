// SPDX-License-Identifier: AGPL-3.0-or-later
// The journal: one row a change, in the order in which they are committed. What the index follows.
#ifndef MAILLE_STORE_CHANGE_H
#define MAILLE_STORE_CHANGE_H

#include "base/arena.h"
#include "db/db.h"

struct change_row {
	int64_t number;     // set when read
	struct str made_at; // "2026-11-21T10:00:00Z", set when read: the moment of writing
	struct str made_by; // "" is the host, at the command line
	int64_t person;     // who, 0: the host, a file or a visitor
	struct str role;    // "equipe", "animation", "administration", "visite"; "" none
	int64_t accepted_by; // who accepted what `person` (0: a visitor) proposed, 0 when nobody had to
	struct str accepted_role;
	int64_t reverts;    // the change that it takes back, 0 none
	int64_t source;     // 0 none
	struct str what;    // "import", "lieu-cree", "lieu-modifie", "lieux-fusionnes"
	int64_t place;      // 0 when about several
	struct str before, after; // "key: value" a line; empty is none
};
// Numbers and dates the rows and writes them. Each transaction that changes what is searched appends at least one.
const struct err *store_change_append(struct db *d, const struct change_row *rows, size_t n);
// Newest first, at most max.
const struct err *store_change_list(struct db *d, size_t max, struct arena *a, struct change_row **out, size_t *n);
const struct err *store_change_read(struct db *d, int64_t number, struct arena *a, struct change_row *out, bool *found);
// Those that a person made, newest first.
const struct err *store_change_of_person(struct db *d, int64_t person, struct arena *a, struct change_row **out, size_t *n);
const struct err *store_change_last(struct db *d, int64_t *number); // 0 when there is none

#endif
