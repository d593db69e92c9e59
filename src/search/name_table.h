// SPDX-License-Identifier: AGPL-3.0-or-later
// Names recognised whole or as they are typed: of open places, and of the labels, networks and actions of an atlas.
#ifndef MAILLE_SEARCH_NAME_TABLE_H
#define MAILLE_SEARCH_NAME_TABLE_H

#include "search/search.h"

struct names;
struct names *names_build(const struct atlas *a); // the caller frees it; it borrows the atlas
void names_free(struct names *n);                 // NULL is fine
size_t names_bytes(const struct names *n);

// The places whose name (or other name) is the text, spaces, case, accents and a leading article aside; at most max.
size_t names_whole(const struct names *n, struct str text, uint32_t *places, size_t max);

// The places with the name nearest to the text, spaces and a leading article aside: within one typo from 4 letters,
// two from 9. All those at the least distance, at most max.
struct near_name {
	uint32_t place;
	struct str name; // as the place writes it
	unsigned distance;
};
size_t names_near(const struct names *n, struct str text, struct near_name *out, size_t max);

struct name_hit {
	uint32_t place;
	struct str name; // the part of the name that starts so, folded
	bool first;      // the name itself starts so, not one of its later words
};
// The places with a name one of whose words starts so, best first (whole name first, short names first).
size_t names_prefix(const struct names *n, struct str typed, struct name_hit *out, size_t max);

// A label, network or action by its name; false when none.
bool names_value(const struct names *n, struct str text, struct search_filter *out);
bool names_action(const struct names *n, struct str text, struct search_filter *out); // actions only

const struct names *index_name_table(const struct index *x);

#endif
