// SPDX-License-Identifier: AGPL-3.0-or-later
// Facet values as codes, from place to codes and from code to places.
//
// An action goes with a stage and a label with its year: with both asked, one engagement (one label) must satisfy
// both. So each pair has a code of its own besides its halves, and facets fall into groups that filter together.
#ifndef MAILLE_SEARCH_FACETS_H
#define MAILLE_SEARCH_FACETS_H

#include "search/bits.h"
#include "search/search.h"

enum group { GROUP_TYPE, GROUP_LABEL, GROUP_ACTION, GROUP_TERRITORY, GROUP_REGION, GROUP_DEPARTMENT, GROUP_NETWORK,
	     GROUP_HOLDER, GROUP_PARTNER, GROUP_CONFIRMED, GROUP_COUNT };
enum group facet_group(enum facet f);

// Codes of one facet are consecutive. Two more kinds of codes follow the facets'.
enum { KIND_ACTION_STAGE = FACET_COUNT, KIND_LABEL_YEAR, KIND_COUNT };

struct facets {
	uint32_t places, code_n;
	uint32_t base[KIND_COUNT + 1]; // first code of each kind
	uint16_t *years, *confirmed; // the years that occur, ascending
	uint16_t year_n, confirmed_n;
	struct set *sets;    // by code
	uint32_t *start;     // place → codes
	uint16_t *codes;     // ascending
	uint16_t *shown[FACET_COUNT]; // codes of the values that occur, by name
	uint16_t shown_n[FACET_COUNT];
	struct facet_count *none[FACET_COUNT]; // the same as an answer gives them when nothing matches
	uint8_t *kind_of, *group_of; // by code
	uint32_t *totals;    // by code, for no question at all
	uint32_t effort[KIND_COUNT]; // of counting every value of a kind through its sets
	uint64_t *words;     // what the sets hold
	uint32_t *lists;
	size_t word_n, list_n;
	// Places stand by department: where each starts, so that departments are counted without their bitsets.
	uint32_t *department_start;
	uint32_t *region_code;      // of each department
};

// order[i] is the atlas position of the place that the index numbers i, of n. False when the atlas has more values of
// facets than there are codes; facets_release() all the same.
bool facets_build(struct facets *f, const struct atlas *a, const uint32_t *order, uint32_t n);
void facets_release(struct facets *f);
size_t facets_bytes(const struct facets *f);

// The code of a value; false when no place could have it.
bool facets_code(const struct facets *f, enum facet facet, uint16_t value, uint32_t *code);
uint16_t facets_value(const struct facets *f, enum facet facet, uint32_t code);

// The filters of a question, ready: which codes let a place through each group.
struct filters {
	bool on[FACET_COUNT];       // the person chose values
	uint8_t *chosen;            // by code
	uint16_t *pass;             // by code: bit of the group it satisfies
	uint16_t groups;            // bits of the groups that filter
};
void filters_prepare(const struct facets *f, const struct search_filter *filters, size_t n, struct arena *a,
		     struct filters *out);
// Bits of the groups that the place fails.
static inline uint16_t filters_failed(const struct facets *f, const struct filters *s, uint32_t place)
{
	uint16_t got = 0;
	for (uint32_t i = f->start[place]; i < f->start[place + 1]; i++)
		got |= s->pass[f->codes[i]];
	return s->groups & (uint16_t)~got;
}
// The places that pass a group, into zeroed bits.
void filters_bits(const struct facets *f, const struct filters *s, enum group g, uint64_t *into);

// Adds to the counts by code. One place: for the facets of one group, or (GROUP_COUNT) of all.
void facets_count_place(const struct facets *f, const struct filters *s, uint32_t place, unsigned group, uint32_t *counts);
// Many places: for the facets of one group, or (GROUP_COUNT) of all groups that do not filter.
void facets_count_bits(const struct facets *f, const struct filters *s, const uint64_t *bits, unsigned group,
		       struct arena *a, uint32_t *counts);
// What the latter costs, about.
uint32_t facets_effort(const struct facets *f, const struct filters *s, unsigned group);
// From counts by code (used up) to what the question gets.
void facets_give(const struct facets *f, const struct filters *s, uint32_t *counts, struct arena *a,
		 struct search_result *out);

// What a place has, as facet and value; the same rules for the index and the reference.
typedef void facet_sink(void *user, unsigned kind, uint32_t value);
void place_facets(const struct atlas *a, uint32_t place, facet_sink *sink, void *user);

#endif
