// SPDX-License-Identifier: AGPL-3.0-or-later
// The small, editable lexicon (data/lexique.txt): words that mean the same, words that name a type or another
// facet's value, words that say nothing. Case, accents, hyphens, a final s or x and the spaces between the words of
// a phrase make no difference: "fab lab" is "fablab", "bureaux partagés" is "bureau partagé".
#ifndef MAILLE_SEARCH_LEXICON_H
#define MAILLE_SEARCH_LEXICON_H

#include "base/err.h"
#include "base/str.h"
#include "model/vocab.h"

struct lexicon;

// Reads the lexicon's text; a mistake in it is ERR_INPUT that names the line.
const struct err *lexicon_parse(struct str text, struct lexicon **out);
// The lexicon that ships in the binary; the caller frees it.
const struct err *lexicon_shipped(struct lexicon **out);
void lexicon_free(struct lexicon *l); // NULL is fine

// The words (folded; a phrase has spaces) that mean the same as `word`, itself left out. Borrowed.
size_t lexicon_synonyms(const struct lexicon *l, struct str word, const struct str **out);
// The type that a word or phrase names ("imprimante 3d" → fablab); false when none.
bool lexicon_type(const struct lexicon *l, struct str phrase, enum place_type *out);

// A value of a facet, as the wire names it: {"territoire", "rural"}.
struct lexicon_value {
	struct str param, code;
	bool tool; // the phrase is a tool or a practice that suggests the type, not a name of it
};
// What a word or phrase names, of any facet; false when nothing.
bool lexicon_value(const struct lexicon *l, struct str phrase, struct lexicon_value *out);

// The word of the lexicon's phrases nearest to this one within its typos ("lazer" → "laser"); false when it is one.
bool lexicon_nearest(const struct lexicon *l, struct str word, struct str *out);
bool lexicon_is_stop(const struct lexicon *l, struct str word); // "le", "pour", "cherche", "the"
bool lexicon_is_common(const struct lexicon *l, struct str word); // a common word that is also a commune: "bois"
size_t lexicon_longest(const struct lexicon *l);                // words in its longest phrase
// The types to propose when one gives too little, nearest first. Borrowed.
size_t lexicon_neighbours(const struct lexicon *l, enum place_type type, const enum place_type **out);

// The form in which words are compared; returns its length, at most max - 1.
size_t lexicon_key(struct str phrase, char *out, size_t max);

#endif
