// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses of things: short, readable, unique.
#ifndef MAILLE_APP_SLUG_H
#define MAILLE_APP_SLUG_H

#include "base/arena.h"
#include "base/map.h"

// "La FABrique du Loch" → "la-fabrique-du-loch": a to z, digits and single hyphens, at most 60, cut between words;
// "lieu" when nothing is left.
struct str slug_of(struct str name, struct arena *a);
// The name's slug if nobody has it; else with the commune; else with a number. Takes it in `taken`.
struct str slug_unique(struct map *taken, struct str name, struct str commune, struct arena *a);

#endif
