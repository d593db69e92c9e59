// SPDX-License-Identifier: AGPL-3.0-or-later
// Networks of any size for tests and measures, made from the real one: names recombined, types, labels, actions at
// their stages, networks and holders as often as they really are, communes by population. The same seed and number
// give the same network, on any machine.
#ifndef MAILLE_TESTS_SUPPORT_GENERATE_H
#define MAILLE_TESTS_SUPPORT_GENERATE_H

#include "base/err.h"
#include "model/atlas.h"

// The caller frees the atlas. Its places have ids 1 to n in order, and one origin each.
const struct err *generate_atlas(uint64_t seed, uint32_t n, struct atlas **out);

#endif
