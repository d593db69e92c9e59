// SPDX-License-Identifier: AGPL-3.0-or-later
// Places: their own columns, their addresses, and what each source calls them.
#ifndef MAILLE_STORE_PLACE_H
#define MAILLE_STORE_PLACE_H

#include "db/db.h"
#include "model/atlas.h"

struct place_row {
	const struct place *place; // id, slug, name and the other columns; its lists and commune_at are not read
	int64_t confirmed_by;      // source id, 0 unknown (place->confirmed_by is not read)
};
// New places. Their slugs must be ones that no place has or had (atlas.slugs knows both).
const struct err *store_place_insert(struct db *d, const struct place_row *rows, size_t n);
// Every column of places that are there, by id. A slug that changes leaves the old one leading to the place.
const struct err *store_place_update(struct db *d, const struct place_row *rows, size_t n);

// One place as it is now; *found false when there is none, or it is gone. place->confirmed_by is not set.
const struct err *store_place_read(struct db *d, int64_t id, struct arena *a, struct place *out, int64_t *confirmed_by, bool *found);
// Whether an address leads, or led, to another place than this one.
const struct err *store_slug_taken(struct db *d, struct str slug, int64_t place, bool *taken);

// Addresses that places had before, and those of places that are gone: their slugs, and the places' ids.
struct slug_row {
	struct str slug;
	int64_t place;
};
const struct err *store_old_slugs(struct db *d, struct arena *a, struct slug_row **out, size_t *n);
// Makes an address lead to a place (a merge, a new name). It is taken from whoever had it as an old address.
const struct err *store_slug_put(struct db *d, const struct slug_row *rows, size_t n);

struct origin_row { // what a source calls a place
	int64_t place, source;
	struct str identifier;
	struct date date;
};
const struct err *store_origin_insert(struct db *d, const struct origin_row *rows, size_t n); // new ones, fast
const struct err *store_origin_put(struct db *d, const struct origin_row *rows, size_t n);    // new or known

#endif
