// SPDX-License-Identifier: AGPL-3.0-or-later
// A question's terms against the index: every way in which a place may satisfy each.
#ifndef MAILLE_SEARCH_MATCH_H
#define MAILLE_SEARCH_MATCH_H

#include "search/index.h"
#include "search/rank.h"
#include "search/words.h"

enum how { HOW_EXACT, HOW_STEM, HOW_GLUED, HOW_PREFIX, HOW_SYNONYM, HOW_TYPO, HOW_CONCEPT, HOW_HINT };

// How well a word met that way in a zone of that class satisfies a term: LEVEL_MAX is best, 0 worst.
unsigned match_level(enum how how, enum zone_class class);
enum { LEVEL_CONCEPT_WORD = 5 }; // at most, for a mere word of a term that names something
enum { PREFIX_LEAST = 2 };       // letters before a word is completed

struct leaf { // some places, and why they match
	struct set set;
	uint8_t level, how, zone;
	bool is_value;   // by what the place has: facet, value
	bool merged;     // of many words, none in particular
	uint16_t value;
	uint8_t facet;
	uint32_t word;   // in the dictionary, unless is_value by concept
};
struct atom { // one word: any of its leaves
	struct str word;
	struct leaf *leaves; // best level first
	size_t leaf_n, leaf_cap;
	struct leaf *probes; // the same places in few sets, best level first
	size_t probe_n;
};
struct way { // all of its atoms
	struct atom *atoms;
	size_t atom_n;
};
struct term { // any of its ways
	struct way *ways;
	size_t way_n;
	bool optional;
	bool names; // it names something, so it says nothing about a place's name
	struct str joined; // its words as one, as in a place's name
	uint32_t size;     // at most so many places match
};
struct match {
	struct term *terms;
	size_t n;
	struct search_fix *fixes;
	size_t fix_n;
};

void match_prepare(const struct index *x, const struct search_query *q, struct arena *a, struct match *out);

// The level at which a place satisfies the term, -1 when it does not.
int atom_level(const struct atom *a, uint32_t place);
int term_level(const struct term *t, uint32_t place);
// Sets the bits of the places that satisfy it.
void term_bits(const struct index *x, const struct term *t, struct arena *a, uint64_t *into);

// The places that satisfy it, ascending, when they are plainly few (at most TERM_FEW, from lists alone); returns how
// many, or -1 when bits serve better.
enum { TERM_FEW = 64 };
int term_few(const struct term *t, uint32_t out[TERM_FEW]);

// The same by level, best first: the places at that level or better, so that the last holds all.
struct level_bits {
	unsigned level;
	const uint64_t *bits;
};
size_t term_levels(const struct index *x, const struct term *t, struct arena *a, struct level_bits out[LEVEL_COUNT]);

// Places whose whole name stands in the question, ascending: 0 the question is the name, 1 it holds it.
struct whole {
	uint32_t place;
	unsigned whole;
};
size_t match_whole(const struct index *x, const struct search_query *q, const struct match *m, struct arena *a, struct whole **out);

#endif
