// SPDX-License-Identifier: AGPL-3.0-or-later
// The small, editable lexicon (data/lexique.txt): words that mean the same, words that name a type, words that say nothing.
#ifndef MAILLE_SEARCH_LEXICON_H
#define MAILLE_SEARCH_LEXICON_H

#include "base/err.h"
#include "base/str.h"
#include "model/vocab.h"

struct lexicon;

// Reads the lexicon's text; a mistake in it is ERR_INPUT that names the line.
const struct err *lexicon_parse(struct str text, struct lexicon **out);
void lexicon_free(struct lexicon *l);

// The words (folded; a phrase has spaces) that mean the same as `word`, itself left out. Borrowed.
size_t lexicon_synonyms(const struct lexicon *l, struct str word, const struct str **out);
// The type that a word or phrase names ("imprimante 3d" → fablab); false when none.
bool lexicon_type(const struct lexicon *l, struct str phrase, enum place_type *out);
bool lexicon_is_stop(const struct lexicon *l, struct str word); // "le", "pour", "cherche", "the"
size_t lexicon_longest(const struct lexicon *l);                // words in its longest phrase

#endif
