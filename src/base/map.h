// SPDX-License-Identifier: AGPL-3.0-or-later
// A hash table from slices to 64-bit values. Keys are borrowed: they must outlive the map.
#ifndef MAILLE_BASE_MAP_H
#define MAILLE_BASE_MAP_H

#include "base/str.h"

struct map_slot {
	struct str key;
	uint64_t value;
	bool used;
};
struct map {
	struct map_slot *slots;
	size_t n, cap; // cap is a power of two
};

// A map that is all zero bytes is ready.
void map_set(struct map *m, struct str key, uint64_t value);
bool map_get(const struct map *m, struct str key, uint64_t *value); // false when absent
// The value's address, made with `fresh` when the key is new; valid until the next call that adds.
uint64_t *map_at(struct map *m, struct str key, uint64_t fresh);
void map_release(struct map *m);

#endif
