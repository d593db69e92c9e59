// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of mapping_guess: guess_fit.c sees one column, guess.c all of them together.
#ifndef MAILLE_EXCHANGE_GUESS_H
#define MAILLE_EXCHANGE_GUESS_H

#include "exchange/column.h"

struct guess {
	struct heading heading;
	struct column_looks looks;
	struct str words;
	const char *target; // NULL: nothing
	int confidence;
	bool personal;
};

double guess_share(const struct guess *g, enum look look); // of its cells, 0 to 1
void guess_take(struct guess *g, const char *target, int confidence);
void guess_leave(struct guess *g);
bool guess_is(const struct guess *g, const char *target);

void guess_by_values(struct guess *g); // whatever it is called
void guess_fit(struct guess *g);       // its name proposed a target: keeps it, or takes what its values say

#endif
