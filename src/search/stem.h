// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys under which a word meets its kin: vélo and vélos, matériau and matériaux, share and sharing.
#ifndef MAILLE_SEARCH_STEM_H
#define MAILLE_SEARCH_STEM_H

#include "base/str.h"

enum { STEM_MAX = 6, STEM_BYTES = 48 };

struct stems {
	char text[STEM_MAX][STEM_BYTES]; // folded
	uint8_t length[STEM_MAX];
	size_t n; // distinct; 0 for a word that is not stemmed (short, with digits, very long)
};

// folded: the word without accents. accented: as written, or empty when it has none. A question has no accents, so
// an indexed word is stemmed both ways: the French stemmer cuts a third of the accented forms elsewhere.
void stem_keys(struct str folded, struct str accented, struct stems *out);
bool stems_meet(const struct stems *a, const struct stems *b);

#endif
