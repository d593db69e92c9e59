// SPDX-License-Identifier: AGPL-3.0-or-later
// Measuring what search gives against what it should give, on the starter network.
#ifndef MAILLE_TESTS_RELEVANCE_H
#define MAILLE_TESTS_RELEVANCE_H

#include "app/ask.h"

// The starter network's index, loaded once in a temporary directory; network_close takes it away.
const struct index *network_open(void);
void network_close(void);

// The first places of the answer to a question (with pres= when not empty); at most max.
size_t answer_places(const struct index *x, struct str q, struct str where, struct arena *a, uint32_t *out, size_t max);

// --- known places (known.c)
// A place by the identifier that a source gives it: "fabriques-de-territoire-2024:fabt-59"; -1 when absent.
int64_t place_by_origin(const struct atlas *at, struct str origin);
// The same name, case, accents, spaces and articles aside: for a person who gives a name alone they are one.
bool same_name(const struct place *a, const struct place *b);

enum twist { // what people do to a name
	TWIST_NONE, TWIST_PLAIN, TWIST_TOWN, TWIST_TYPO, TWIST_TYPO_TOWN, TWIST_MISSING, TWIST_GLUED, TWIST_SPLIT, TWIST_UPPER,
	TWIST_SWAPPED, TWIST_COUNT
};
const char *twist_name(enum twist t);
// The place's name as such a person types it; empty when the name is too short for it.
struct str twisted(const struct place *p, enum twist t, uint64_t seed, struct arena *a);

// --- needs (needs.c)
// nDCG@10 of the answer against the rule (see questions.txt); a wrong rule ends the program.
double need_score(const struct index *x, struct str q, struct str rule, struct arena *a);

#endif
