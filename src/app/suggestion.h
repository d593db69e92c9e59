// SPDX-License-Identifier: AGPL-3.0-or-later
// Proposals and their decisions. A visitor's proposal waits until they open the mailed link; then whoever may change the
// place decides: its team first, its animators after fifteen days without an answer, then the administrators. All of them
// see it from the start.
#ifndef MAILLE_APP_SUGGESTION_H
#define MAILLE_APP_SUGGESTION_H

#include "app/actor.h"
#include "store/suggestion.h"

struct db;

// Within a job of app_write: keeps a proposal. kind, place, items (kind, key, before, after) and who (person, address or
// source) are read; whose turn it is (scope) is worked out; state is SUGGESTION_UNCONFIRMED when there is an address, else
// SUGGESTION_WAITING. Sets id. One that waits already with the same kind, place, source and items is not put again: id is
// then its own.
const struct err *suggestion_put_in(struct db *d, struct suggestion *s);

#endif
