// SPDX-License-Identifier: AGPL-3.0-or-later
// Networks and consortiums, who leads them and who belongs to them.
#ifndef MAILLE_STORE_NETWORK_H
#define MAILLE_STORE_NETWORK_H

#include "db/db.h"
#include "model/atlas.h"

// Finds the network by its key or makes it, writes its name, about, url and lead_name (empty ones leave what is there)
// and that it is a consortium (one that was stays one), sets x->id. x->lead is not read: see below.
const struct err *store_network_put(struct db *d, struct network *x);
// The place that leads it; 0 for none.
const struct err *store_network_lead(struct db *d, int64_t network, int64_t place);

struct membership_row {
	int64_t place, network, source;
	struct str role;
};
const struct err *store_membership_put(struct db *d, const struct membership_row *rows, size_t n); // new or known

#endif
