// SPDX-License-Identifier: AGPL-3.0-or-later
// One question on its way: what matches, and the key of each.
#ifndef MAILLE_SEARCH_PLAN_H
#define MAILLE_SEARCH_PLAN_H

#include "search/match.h"
#include "search/top.h"

struct plan {
	const struct index *x;
	const struct search_query *q;
	struct arena *a;
	struct match match;
	struct filters filters;
	enum search_sort sort;
	bool has_point;
	struct spot from;
	struct whole *wholes;
	size_t whole_n;
	bool asks_action;
	uint8_t *stages; // by code of an action and stage: 1 + stage when asked
	size_t words;    // of a bitset
	struct term_bits {
		struct level_bits v[LEVEL_COUNT]; // best first
		size_t n;
	} *levels; // by term, when many are combined as bits; else NULL
	// The answer.
	uint32_t total;
	const uint64_t *bits; // of what matches; NULL when `list` holds it
	uint32_t *list;
	uint32_t *counts; // by facet code; NULL when not asked
	struct top top;
};

void plan_prepare(struct plan *p, const struct index *x, const struct search_query *q, struct arena *a);
void plan_find(struct plan *p); // total, bits or list, counts
void plan_rank(struct plan *p); // top
// A folded word as the place's text of that zone writes it, with its accents.
struct str word_spelled(const struct place *place, unsigned zone, struct str folded, bool prefix);

// The stage (enum stage) at which a place does what is asked, STAGE_COUNT when it does not or nothing is.
unsigned plan_stage(const struct plan *p, uint32_t place, uint16_t *action);
// Reasons for the hits, in reading order.
void plan_explain(const struct plan *p, struct search_hit *hits, size_t n);

#endif
