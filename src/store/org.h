// SPDX-License-Identifier: AGPL-3.0-or-later
// Structures, and which place they hold or work with.
#ifndef MAILLE_STORE_ORG_H
#define MAILLE_STORE_ORG_H

#include "db/db.h"
#include "model/atlas.h"

// Finds the structure by its key or makes it, writes its name and holder kind (empty and NONE leave what is there),
// sets o->id. For a few; many new ones go through store_org_insert.
const struct err *store_org_put(struct db *d, struct org *o);
const struct err *store_org_insert(struct db *d, const struct org *orgs, size_t n); // new ones, with their ids

struct tie_row {
	int64_t place, org, source;
	bool holder;         // porteuse
	int8_t partner_kind; // enum partner_kind, or NONE
	struct str note;
};
const struct err *store_tie_put(struct db *d, const struct tie_row *rows, size_t n); // new or known

#endif
