// SPDX-License-Identifier: AGPL-3.0-or-later
// People who have an account, and who helps whom.
#ifndef MAILLE_STORE_PERSON_H
#define MAILLE_STORE_PERSON_H

#include "base/arena.h"
#include "db/db.h"

struct person {
	int64_t id;           // 0: there is none
	struct str address;   // "" once they left, or for who has none and is helped
	struct str name;      // "" until they chose one
	struct str shown;     // "nom", "role", "rien"
	struct str lang;      // "fr", "en"
	struct str password;  // its hash, "" for none
	bool admin, trusted;
	struct str made_at, seen_at, left_at;
};

// out->id is 0 when there is nobody. Those who left are found by id only.
const struct err *store_person_by_id(struct db *d, int64_t id, struct arena *a, struct person *out);
const struct err *store_person_by_address(struct db *d, struct str address, struct arena *a, struct person *out);
// p->id is the caller's (store_next_id).
const struct err *store_person_add(struct db *d, const struct person *p);
const struct err *store_person_set(struct db *d, int64_t id, struct str name, struct str shown, struct str lang);
const struct err *store_person_set_address(struct db *d, int64_t id, struct str address);
const struct err *store_person_set_password(struct db *d, int64_t id, struct str hash); // "" takes it away
const struct err *store_person_set_rights(struct db *d, int64_t id, bool admin, bool trusted);
const struct err *store_person_seen(struct db *d, int64_t id, struct str now);
const struct err *store_person_admin_n(struct db *d, int64_t *n);
// Those whose address or name holds `part` ("" for all), by address; at most max.
const struct err *store_person_list(struct db *d, struct str part, size_t max, struct arena *a, struct person **out, size_t *n);

// Who helps this person, and whom they help.
const struct err *store_delegate_add(struct db *d, int64_t person, int64_t helper, struct str now);
const struct err *store_delegate_remove(struct db *d, int64_t person, int64_t helper);
const struct err *store_delegate_is(struct db *d, int64_t person, int64_t helper, bool *out);
const struct err *store_helpers_of(struct db *d, int64_t person, struct arena *a, struct person **out, size_t *n);
const struct err *store_helped_by(struct db *d, int64_t helper, struct arena *a, struct person **out, size_t *n);

#endif
