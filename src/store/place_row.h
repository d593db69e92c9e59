// SPDX-License-Identifier: AGPL-3.0-or-later
// A row of the table place as a struct place: for the atlas, and for one place alone. Only this room includes it.
#ifndef MAILLE_STORE_PLACE_ROW_H
#define MAILLE_STORE_PLACE_ROW_H

#include "db/db.h"
#include "model/atlas.h"

#define PLACE_SELECT                                                                                                     \
	"SELECT id, slug, name, other_names, address, postcode, commune, insee, lat, lon, at_centre, types, summary, "   \
	"description, website, document, qpv, digital, holder_since, state, confirmed, phone, email, hours, videos, "   \
	"criteria, pivot, confirmed_by FROM place "
enum { PLACE_CONFIRMED_BY = 27 };

// Keeps a text of the row; `repeats` when many places have the same.
typedef struct str place_text(void *user, struct str s, bool repeats);
// All but confirmed_by, which is a source's id: see the last column.
void place_from_row(struct db_rows *r, place_text *keep, void *user, struct place *p);

#endif
