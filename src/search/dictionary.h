// SPDX-License-Identifier: AGPL-3.0-or-later
// Every word of the index once, sorted, numbered by its rank; found whole, by prefix, by stem, or within typos.
#ifndef MAILLE_SEARCH_DICTIONARY_H
#define MAILLE_SEARCH_DICTIONARY_H

#include "base/arena.h"
#include "base/str.h"

struct dictionary {
	uint32_t n;
	char *text;
	uint32_t *start; // n + 1
	uint32_t *table; // open addressing over words; UINT32_MAX is free
	uint32_t table_mask;

	uint32_t stem_n;
	char *stem_text;
	uint32_t *stem_start; // stem_n + 1
	uint32_t *stem_table;
	uint32_t stem_mask;
	uint32_t *kin_start, *kin;      // stem → words
	uint32_t *stems_start, *stems;  // word → stems of its folded form; none for a word that is not stemmed
};

struct str dictionary_word(const struct dictionary *d, uint32_t id);
bool dictionary_find(const struct dictionary *d, struct str word, uint32_t *id);
// The words first … last - 1 that start so.
void dictionary_prefix(const struct dictionary *d, struct str prefix, uint32_t *first, uint32_t *last);
// Words that share a stem with the folded word, or are a stem of it (derived words have no stems of their own),
// ascending, in the arena; the word itself is among them when known.
size_t dictionary_kin(const struct dictionary *d, struct str word, struct arena *a, uint32_t **out);
// The words nearest to it within the typos its length allows, ascending, in the arena. None when it has none.
size_t dictionary_typos(const struct dictionary *d, struct str word, struct arena *a, uint32_t **out);
void dictionary_release(struct dictionary *d);
size_t dictionary_bytes(const struct dictionary *d);

// Building: words in any order get provisional numbers; the end sorts them and tells the final ones.
struct dictionary_maker;
struct dictionary_maker *dictionary_begin(void);
struct word;
uint32_t dictionary_add(struct dictionary_maker *m, const struct word *w);
// Frees the maker. final[provisional] = number in d; the caller frees it.
void dictionary_end(struct dictionary_maker *m, struct dictionary *d, uint32_t **final);

// Typos that a word may hold: 1 from 5 letters, 2 from 9, none when it has digits.
unsigned typo_allowed(struct str word);
// Damerau-Levenshtein distance (a transposition is one; an edit of the first letter counts double), or more than
// `most` when it is farther than that.
unsigned typo_distance(struct str typed, struct str word, unsigned most);

#endif
