// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of the index, for the files of this room.
#ifndef MAILLE_SEARCH_INDEX_H
#define MAILLE_SEARCH_INDEX_H

#include "search/dictionary.h"
#include "search/facets.h"
#include "search/geo.h"
#include "search/postings.h"
#include "search/search.h"

struct whole_name { // a name as one word (see place_name_keys), by its hash
	uint64_t hash;
	uint32_t place;
};
struct index {
	const struct atlas *atlas;
	const struct lexicon *lexicon;
	uint32_t n;        // places: those that are open
	uint32_t *order;   // the index's number of a place → its position in the atlas
	uint32_t *number;  // and back; UINT32_MAX for a closed one
	struct dictionary dictionary;
	struct postings postings;
	struct facets facets;
	struct geo geo;
	uint32_t *fixed;     // the tie-breaks that the place alone decides, packed (see rank.h)
	uint32_t *tile_best; // the least of each 64
	uint32_t *by_name;   // rank by name
	struct whole_name *names;
	uint32_t name_n;
	struct names *name_table; // names recognised whole or as they are typed (search/name_table.h)
};

void index_names(struct index *x); // the facets' shown values, by name

#endif
