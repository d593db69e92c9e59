// SPDX-License-Identifier: AGPL-3.0-or-later
// What people follow, and the notices they were sent. Moments are Unix seconds.
#ifndef MAILLE_STORE_FOLLOW_H
#define MAILLE_STORE_FOLLOW_H

#include "base/arena.h"
#include "db/db.h"

enum rhythm { RHYTHM_NONE, RHYTHM_DAILY, RHYTHM_WEEKLY, RHYTHM_COUNT }; // aucun, jour, semaine

struct follow {
	int64_t id;        // set when inserted
	int64_t person, place; // place: 0 when it is a search
	struct str query;  // "?q=fablab&pres=Auray"; "" when it is a place
	struct str title;
	enum rhythm rhythm;
	int64_t seen;      // number of a change
	int64_t made, told; // told: 0 never
	struct str address, lang; // of the person, when listed for sending
};
struct str rhythm_code(enum rhythm r);
bool rhythm_find(struct str code, enum rhythm *out);

// Follows, or changes the rhythm of what is followed already.
const struct err *store_follow_put(struct db *d, struct follow *f);
const struct err *store_follow_of(struct db *d, int64_t person, struct arena *a, struct follow **out, size_t *n);
// Only the person's own: *changed false otherwise.
const struct err *store_follow_set(struct db *d, int64_t person, int64_t id, enum rhythm r, bool *changed);
const struct err *store_follow_drop(struct db *d, int64_t person, int64_t id, bool *changed);
const struct err *store_follow_stop_all(struct db *d, int64_t person); // rhythm: none
// Daily ones that were not told since `day_ago`, weekly ones not since `week_ago`, of who can be written to; by person.
const struct err *store_follow_due(struct db *d, int64_t day_ago, int64_t week_ago, struct arena *a, struct follow **out, size_t *n);
// Told up to `seen`: false when another node did so meanwhile.
const struct err *store_follow_told(struct db *d, const struct follow *f, int64_t seen, int64_t now, bool *changed);

struct notice_item {
	int64_t follow, place, change;
	struct str title;
};
const struct err *store_notice_insert(struct db *d, int64_t person, int64_t now, int64_t *id);
const struct err *store_notice_item_insert(struct db *d, int64_t notice, const struct notice_item *item);
const struct err *store_notice_read(struct db *d, int64_t id, struct arena *a, int64_t *person, int64_t *made, struct notice_item **items,
				    size_t *n); // *person 0: there is none
const struct err *store_notice_forget(struct db *d, int64_t before, int64_t *forgotten);

#endif
