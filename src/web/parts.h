// SPDX-License-Identifier: AGPL-3.0-or-later
// Parts that several pages show: the question's form, a place in a list, a line of facts. Views in parts.html.
#ifndef MAILLE_WEB_PARTS_H
#define MAILLE_WEB_PARTS_H

#include "search/search.h"
#include "web/web.h"

// The question: what and where.
struct view_ask {
	struct str q, where;
	const char *q_problem, *where_problem; // shown by the field; NULL when it is fine
	bool in_form; // part of a larger form, which has its own button
};

struct view_item { // a place in a list
	struct str slug, name;
	struct str town;       // "Concarneau (29)"
	float km;              // < 0 when no point was asked
	struct str types;      // "Fablab · Coworking"
	unsigned asked;        // those of its types that were asked for, a bit each
	unsigned type_bits;    // all of them
	struct str *labels;    // "Fabrique de territoire 2020"
	size_t label_n;
	struct str *reasons;   // what type and distance, which stand above, do not say
	size_t reason_n;
	struct str old;        // "Confirmé en 2024 : à vérifier" when nobody confirmed it for long, else ""
	bool hit;              // it was looked for: what looks unconfirmed stands among its reasons
	bool under_h1;         // its name is a heading of the second level, else of the third
};

struct view_item part_item(const struct page *p, uint32_t place, float km);
// The same with its reasons in words.
struct view_item part_hit(const struct page *p, const struct search_hit *hit);
// "Concarneau (29)"; the commune alone when its department is unknown.
struct str part_town(const struct place *place, struct arena *a);
// Types as short names with a middle dot between them.
struct str part_types(const struct place *place, struct arena *a);
// The short name of a type, for lists: "Fablab".
const char *part_type(unsigned type);
// "Confirmé en 2024 : à vérifier", "Jamais confirmé : à vérifier"; "" when somebody did lately.
struct str part_old(const struct place *place, struct arena *a);

#endif
