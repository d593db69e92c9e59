// SPDX-License-Identifier: AGPL-3.0-or-later
// What the matcher keeps of a place: the words of its names, its street, its page, where it stands.
#ifndef MAILLE_EXCHANGE_SKETCH_H
#define MAILLE_EXCHANGE_SKETCH_H

#include "base/map.h"
#include "base/vec.h"
#include "exchange/match.h"

struct word {
	struct str text;
	uint32_t places;   // that bear it
	uint32_t last;     // the last of them, while counting
	float kind;        // 1 a word of its own, less when it is generic
	bool number;
	float weight;      // 0 to 1, by rarity and kind
};
struct name_word {
	uint32_t word;
	bool town;   // part of the place's own commune's name
	bool region; // of its department's or region's
};
struct variant { // one of the names of a place, or a part of one
	uint32_t first;
	uint8_t n;
	bool part, tail; // cut out of a name; and not its first piece
	uint32_t bearers; // places that have a variant of the same glued text
	uint64_t glued; // hash of its words without spaces, articles left out
	struct str own; // likewise but only words that are neither generic nor the town's; may be empty
	uint64_t initials; // of three words or more, else 0
};
enum { STREET_WORDS = 6, VARIANTS = 12, NAME_WORDS = 24 };
struct sketch {
	uint32_t first_variant;
	uint8_t variant_n, street_n;
	bool centre;
	uint8_t types;
	int32_t commune;
	uint64_t town;     // hash of the commune's name: homonyms share it
	uint64_t postcode; // hash, 0 when unknown
	float lat, lon; // NAN when unknown
	uint64_t site;       // hash of the web address; 0 when none
	struct str host;     // what names it in its domain: "lafruitierenumerique"; empty where anybody has a page
	uint32_t number;     // in the street, 0 when none
	uint64_t street[STREET_WORDS];
};
struct key_entry {
	uint64_t key;
	uint32_t item;
};
struct matcher {
	struct arena arena;
	size_t n;
	struct sketch *sketches;
	VEC(struct variant) variants;
	VEC(struct name_word) name_words;
	VEC(struct word) words;
	struct map word_ids;
	struct map bearers; // of glued texts
	uint32_t *starts; // of each bucket in entries, buckets + 1
	struct key_entry *entries;
	size_t buckets;
	VEC(struct key_entry) keys; // while building
	uint32_t *seen, stamp;
};

void sketch_place(struct matcher *m, uint32_t at, const struct place *p);
void sketch_weigh(struct matcher *m); // once all are sketched
struct str sketch_fold(struct buf *b, struct str s); // letters and digits, single spaces; valid until b changes

struct str host_without_article(struct str host);

#endif
