// SPDX-License-Identifier: AGPL-3.0-or-later
// What of a place is searched: its words, each with the zone it stands in. A pure function of the atlas that the
// index and the reference share.
#ifndef MAILLE_SEARCH_WORDS_H
#define MAILLE_SEARCH_WORDS_H

#include "search/lexicon.h"
#include "search/search.h"

// A zone is a searched field of a place or a name that it is tied to.
enum {
	ZONE_TYPE, ZONE_LABEL, ZONE_ACTION, ZONE_NETWORK, // names of facet values
	ZONE_HOLDER, ZONE_PARTNER, ZONE_NOTE,
	ZONE_FIELDS, // and from here the fields of place_fields, in their order
	ZONE_MAX = 32
};
enum zone_class { CLASS_NAME, CLASS_STRONG, CLASS_TEXT, CLASS_COUNT }; // strongest first

enum zone_class zone_class(unsigned zone);
const char *zone_field(unsigned zone); // the French key of the field, for a reason
unsigned zone_rank(unsigned zone);     // lower is stronger; distinct

struct word {
	struct str word;     // folded
	struct str accented; // as written, empty when it has no accent
	uint8_t zone;
	bool derived; // not a word as it stands: two read as one, or a part of one
};
// The words of a place's own texts, in reading order, repeated where they are; in the arena.
size_t place_words(const struct atlas *at, const struct lexicon *l, uint32_t place, struct arena *a, struct word **out);
// The words of the name of a type, a label, an action (its category too) or a network; none of another facet.
size_t value_words(const struct atlas *at, const struct lexicon *l, enum facet f, uint16_t value, struct arena *a,
		   struct word **out);

// Names as keys to recognise one whole: words that say something, run together ("konkarlab").
// One for the name and one for each other name; in the arena.
size_t place_name_keys(const struct atlas *at, const struct lexicon *l, uint32_t place, struct arena *a, struct str **out);

// How much is known of a place, 0 to 10: the more complete comes first among equals.
unsigned place_completeness(const struct place *p);

#endif
