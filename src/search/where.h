// SPDX-License-Identifier: AGPL-3.0-or-later
// What a person calls a place on the map: a commune, a postal code, a department, a region of today or of before, or
// a position.
#ifndef MAILLE_SEARCH_WHERE_H
#define MAILLE_SEARCH_WHERE_H

#include "search/understand.h"

enum where_kind { WHERE_POINT, WHERE_COMMUNE, WHERE_AREA };
struct where {
	enum where_kind kind;
	struct str label; // "Vannes (56)", "Finistère (29)", "Bretagne", "votre position"
	struct str value; // what pres= would hold: read again, it gives the same
	double lat, lon;  // NAN for an area
	int32_t commune;  // gazetteer position, or -1
	struct search_filter *filters; // WHERE_AREA: departments or a region
	size_t filter_n;
	struct chip_choice *choices;   // the other communes or areas of that name, most populous first
	size_t choice_n;
};

enum where_status { WHERE_OK, WHERE_UNKNOWN, WHERE_OUTSIDE }; // OUTSIDE: "95,200" is no position on Earth
// Reads the whole text as one place. Lives in the arena.
enum where_status where_read(struct str text, struct arena *a, struct where *out);

// A commune by its gazetteer position.
void where_commune(uint32_t at, struct arena *a, struct where *out);

// The communes whose name begins with the text, more words after: "Vitry" is Vitry-sur-Seine, the others are choices.
bool where_beginning(struct str text, struct arena *a, struct where *w);

#endif
