// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of a person, table by table: read it all, erase it, forget what is kept no longer. What each kind is and
// how long it stays is said in model/personal.h.
#ifndef MAILLE_STORE_PERSONAL_H
#define MAILLE_STORE_PERSONAL_H

#include "base/json.h"
#include "db/db.h"
#include "model/personal.h"

// Writes an object with an array a kind.
const struct err *store_personal_write(struct db *d, int64_t person, struct json_writer *w);
// Nothing of them stays but the number of an empty account, so that what they contributed stands without a name.
const struct err *store_personal_erase(struct db *d, int64_t person, int64_t now);
// Forgets what model/personal.h says is kept no longer; *n is how many rows.
const struct err *store_personal_tidy(struct db *d, int64_t now, int64_t *n);
// Accounts that nobody ever came to since before that moment.
const struct err *store_personal_unused(struct db *d, int64_t before, struct arena *a, int64_t **ids, size_t *n);

// People last seen before that moment who were not told yet that their account is to be closed, at most 200.
struct idle_person {
	int64_t id;
	struct str address, lang;
};
const struct err *store_personal_idle(struct db *d, int64_t seen, struct arena *a, struct idle_person **out, size_t *n);
const struct err *store_personal_idle_told(struct db *d, int64_t person, int64_t now);
// Those who were told before `told` and have not come since; last seen before `seen`.
const struct err *store_personal_gone(struct db *d, int64_t seen, int64_t told, struct arena *a, int64_t **ids, size_t *n);

// They agreed to these words.
const struct err *store_consent_add(struct db *d, int64_t person, struct str kind, struct str subject, struct str words);

#endif
