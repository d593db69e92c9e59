// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_STORE_SECRET_H
#define MAILLE_STORE_SECRET_H

#include "base/arena.h"
#include "db/db.h"

// Keys that all nodes share. A value is text; "" when there is none of that name.
const struct err *store_secret_get(struct db *d, struct str name, struct arena *a, struct str *out);
const struct err *store_secret_put(struct db *d, struct str name, struct str value); // leaves one that is there

#endif
