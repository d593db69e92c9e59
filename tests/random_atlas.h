// SPDX-License-Identifier: AGPL-3.0-or-later
// Small made-up networks for the search tests: few words and few values, so that everything collides.
#ifndef MAILLE_TESTS_RANDOM_ATLAS_H
#define MAILLE_TESTS_RANDOM_ATLAS_H

#include "model/atlas.h"

struct random {
	uint64_t state;
};
uint32_t random_below(struct random *r, uint32_t n);
bool random_chance(struct random *r, unsigned percent);
double random_unit(struct random *r);

// Free with atlas_free.
struct atlas *random_atlas(struct random *r, uint32_t places);
// A word as such places hold, or one near it: mistyped, cut short, without its plural …
struct str random_word(struct random *r, struct arena *a);

#endif
