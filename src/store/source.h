// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_STORE_SOURCE_H
#define MAILLE_STORE_SOURCE_H

#include "db/db.h"
#include "model/atlas.h"

// Finds the source by its key or makes it, writes its title, publisher, licence, url and date (an empty one leaves
// what is there), and sets s->id.
const struct err *store_source_put(struct db *d, struct source *s);

// All of them, by id; only id, key, title and date are set.
struct arena;
const struct err *store_source_list(struct db *d, struct arena *a, struct source **out, size_t *n);

#endif
