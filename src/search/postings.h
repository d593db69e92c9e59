// SPDX-License-Identifier: AGPL-3.0-or-later
// Where each word of the dictionary stands: runs of places, one run a zone, a place in the strongest zone it has
// (and, when the word is only derived there, also in the strongest zone where it stands as such).
#ifndef MAILLE_SEARCH_POSTINGS_H
#define MAILLE_SEARCH_POSTINGS_H

#include "base/vec.h"
#include "search/bits.h"
#include "search/search.h"

struct run {
	uint32_t start; // in places, in words, or facet << 16 | value
	uint32_t n;
	uint8_t zone;
	bool derived;
	enum { RUN_LIST, RUN_BITS, RUN_VALUE } kind : 8;
};
struct postings {
	uint32_t *start; // dictionary words + 1, into runs
	struct run *runs;
	uint32_t *places;
	uint64_t *words;
	size_t place_n, word_n, run_n;
};

struct post { // one word in one place, while building
	uint32_t word;  // provisional number
	uint32_t where; // place << 6 | zone << 1 | derived
};
struct value_post { // a word of the name of a facet's value
	uint32_t word;
	enum facet facet;
	uint16_t value;
	uint8_t zone;
	bool derived;
};
typedef VEC(struct post) post_vec;
typedef VEC(struct value_post) value_post_vec;

// posts must come by ascending place, each (word, place) in one order of zones. final: see dictionary_end().
// value_n gives the number of places that have a value.
void postings_build(struct postings *p, uint32_t places, uint32_t words, const uint32_t *final, const post_vec *posts,
		    const value_post_vec *values);
void postings_release(struct postings *p);
size_t postings_bytes(const struct postings *p, uint32_t words);

#endif
