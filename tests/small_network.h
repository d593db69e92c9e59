// SPDX-License-Identifier: AGPL-3.0-or-later
// A network small enough to know by heart, with real towns, for the tests of understanding.
#ifndef MAILLE_TESTS_SMALL_NETWORK_H
#define MAILLE_TESTS_SMALL_NETWORK_H

#include "search/understand.h"

const struct index *small_network(void); // built once, with the shipped lexicon
void small_network_free(void);

#endif
