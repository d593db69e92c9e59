// SPDX-License-Identifier: AGPL-3.0-or-later
// The best few by key, lowest first.
#ifndef MAILLE_SEARCH_TOP_H
#define MAILLE_SEARCH_TOP_H

#include "base/arena.h"

struct top_item {
	uint64_t key;
	uint32_t place;
};
struct top { // a heap whose first is the worst kept
	struct top_item *items;
	size_t n, max;
	uint64_t limit; // a key must be below it to be kept
};

struct top top_new(struct arena *a, size_t max);
void top_push(struct top *t, uint64_t key, uint32_t place);
bool top_holds(const struct top *t, uint32_t place);
void top_sort(struct top *t); // best first; nothing is pushed after

#endif
