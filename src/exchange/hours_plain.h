// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening hours as people write them in a form, and as a form shows them.
#ifndef MAILLE_EXCHANGE_HOURS_PLAIN_H
#define MAILLE_EXCHANGE_HOURS_PLAIN_H

#include "base/arena.h"

// "lundi au vendredi 9h-18h" as OSM syntax when it is understood to its last word; else what was typed, as it is.
struct str hours_from_plain(struct str typed, struct arena *a);
// In French that hours_from_plain reads back as the very same hours; else the OSM syntax itself.
struct str hours_to_plain(struct str osm, struct arena *a);

#endif
