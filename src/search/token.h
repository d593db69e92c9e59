// SPDX-License-Identifier: AGPL-3.0-or-later
// Words in text: folded, elisions set apart, and where two of them may be read as one ("fab lab", "co-working").
#ifndef MAILLE_SEARCH_TOKEN_H
#define MAILLE_SEARCH_TOKEN_H

#include "base/arena.h"
#include "base/str.h"

struct token {
	struct str word;   // folded
	struct str source; // as written: a slice of the text
	bool elided;       // l', d', qu' …: an article that runs into the next word
	bool hyphen;       // a hyphen or an apostrophe ties it to the word before
	bool follows;      // nothing but spaces, hyphens and apostrophes since the word before
};

// The words of a text, in the arena.
size_t token_split(struct str text, struct arena *a, struct token **out);

// The words of a question, folded, elided articles left out: what a search_term holds.
size_t token_words(struct str question, struct arena *a, struct str **out);

// The first word of the text whose folded form is `folded`, or starts so; empty when there is none. A slice of it.
struct str token_find(struct str text, struct str folded, bool prefix);

// Parts of a word as written, where case or digits change ("MakerSpace56": Maker, Space, 56); at most max.
// Returns 1 when it is whole.
size_t token_parts(struct str source, struct str *out, size_t max);

#endif
