// SPDX-License-Identifier: AGPL-3.0-or-later
// The order of results: named tie-breaks in turn, packed into one number so that comparing two places is comparing
// two integers. Lower comes first. This is the one place where the order is told:
//
//   1. words     wanted words that the place lacks (only optional terms may lack)             3 bits
//   2. reach     with a point: within 50 km, within 150 km, farther, position unknown         2 bits
//   3. whole     the question is the place's whole name; holds its whole name; neither        2 bits
//   4. match     where and how each term is met: what it names, the name, type or action,
//                text, a synonym (see match_level); summed over the terms                     6 bits
//   5. stage     of the asked action: does it, has started, wants to                          2 bits
//   6. band      distance: ≤ 2, 5, 10, 20, 40, 80, 160 … km                                   4 bits
//   7. dormant   nobody has confirmed it for eighteen months: after those that somebody has    1 bit
//   8. labels    has a label or none                                                          1 bit
//   9. freshness how long ago it was confirmed, against the newest of the network             3 bits
//  10. distance  in hundreds of metres                                                       17 bits
//  11. rest      completeness, then name, then position in the atlas: one rank, all distinct 23 bits
//
// A question sorted by distance, name or date puts that first and the rest after.
#ifndef MAILLE_SEARCH_RANK_H
#define MAILLE_SEARCH_RANK_H

#include "search/search.h"

enum { RANK_PLACES_MAX = 1 << 23 };

struct rank {
	unsigned missing, whole, mismatch, stage; // whole: 0, 1, 2; stage: 0 … 3
	bool has_point;
	double km; // NAN when unknown
};

enum { LEVEL_MAX = 7, LEVEL_COUNT }; // of match: what it names; a term adds LEVEL_MAX - level to the mismatch

// The part that the place alone decides (7, 8, 9 and 11), packed in 28 bits, and as it stands in the key.
enum { RANK_REST_BITS = 23, RANK_KM_BITS = 17, RANK_OWN_BITS = 5 };
static inline uint32_t rank_pack(bool dormant, bool labelled, unsigned freshness, uint32_t rest)
{
	return (uint32_t)dormant << 27 | (uint32_t)!labelled << 26 | freshness << RANK_REST_BITS | rest;
}
static inline uint64_t rank_static(uint32_t packed)
{
	return (uint64_t)(packed >> RANK_REST_BITS) << (RANK_REST_BITS + RANK_KM_BITS) | (packed & (RANK_PLACES_MAX - 1));
}
unsigned rank_freshness(struct date confirmed, int newest_year);
uint64_t rank_key(const struct rank *r, uint64_t fixed);
// The least key of any place that is at least that far.
uint64_t rank_bound(const struct rank *r);
uint64_t rank_distance_key(double km, uint32_t rest);
uint64_t rank_fresh_key(struct date confirmed, uint32_t rest);

// Packed parts at or above this are not below `key`, when nothing else stands in it.
static inline uint32_t rank_pack_below(uint64_t key)
{
	const unsigned high = RANK_REST_BITS + RANK_KM_BITS;
	if (key >> (high + RANK_OWN_BITS) != 0)
		return UINT32_MAX;
	if ((key >> RANK_REST_BITS & (((uint64_t)1 << RANK_KM_BITS) - 1)) != 0)
		return (uint32_t)((key >> high) + 1) << RANK_REST_BITS;
	return (uint32_t)(key >> high) << RANK_REST_BITS | (uint32_t)(key & (RANK_PLACES_MAX - 1));
}

#endif
