// SPDX-License-Identifier: AGPL-3.0-or-later
// What ties one place, as the database has it now, and taking a tie away. Ties are made in action.h, label.h, network.h and
// org.h.
#ifndef MAILLE_STORE_PLACE_TIE_H
#define MAILLE_STORE_PLACE_TIE_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"

enum place_tie_kind { PLACE_ACTION, PLACE_LABEL, PLACE_NETWORK, PLACE_HOLDER, PLACE_PARTNER, PLACE_TIE_COUNT };
struct place_tie {
	enum place_tie_kind kind;
	int64_t id, source;  // of the action, the label, the network, the org
	struct str key, name;
	struct str code;     // stage, holder's kind, partner's kind; "" unknown
	struct date date;    // since
	struct str note;     // note or role
};
const struct err *store_place_ties(struct db *d, int64_t place, struct arena *a, struct place_tie **out, size_t *n);
const struct err *store_place_tie_delete(struct db *d, int64_t place, enum place_tie_kind kind, int64_t id);
// What a tie may lead to, by its key: id 0 when absent. name and code (an org's kind as a holder) too.
const struct err *store_tie_target(struct db *d, enum place_tie_kind kind, struct str key, struct arena *a, struct place_tie *out);

#endif
