// SPDX-License-Identifier: AGPL-3.0-or-later
// Labels, and which place has which since when.
#ifndef MAILLE_STORE_LABEL_H
#define MAILLE_STORE_LABEL_H

#include "db/db.h"
#include "model/atlas.h"

// Finds the label by its key or makes it, writes its name and text (empty ones leave what is there), sets l->id.
const struct err *store_label_put(struct db *d, struct label *l);

struct label_row {
	int64_t place, label, source;
	struct date date;
};
const struct err *store_place_label_put(struct db *d, const struct label_row *rows, size_t n); // new or known

#endif
