// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_STORE_ATLAS_H
#define MAILLE_STORE_ATLAS_H

#include "db/db.h"
#include "model/atlas.h"

// Reads the whole network as it stands at one moment, in a few ordered queries. Outside a transaction it makes its own.
// The caller owns the atlas. Places are ordered by id, the lists in a place as atlas.h says.
const struct err *store_atlas_load(struct db *d, struct atlas **out);

#endif
