// SPDX-License-Identifier: AGPL-3.0-or-later
// Following a place or the places of a search: one digest a day or a week at most, with a page that says why it was sent,
// and links that stop it without signing in.
#ifndef MAILLE_APP_FOLLOW_H
#define MAILLE_APP_FOLLOW_H

#include "app/actor.h"
#include "app/ask.h"
#include "app/daily.h"
#include "store/follow.h"

// A search as it is followed: its query string in canonical order, without page, sort and the like; and a title in words.
struct str follow_query(const struct index *x, const struct search_ask *ask, struct arena *a);
struct str follow_title(const struct index *x, const struct search_ask *ask, struct arena *a);
// The ask that a kept query string says; false when nothing of it can be read any more.
bool follow_ask(const struct index *x, struct str query, struct arena *a, struct search_ask *out);

const struct err *app_follow_put(struct app *app, struct follow *f); // person, place or query, title, rhythm, seen
const struct err *app_follow_of(struct app *app, int64_t person, struct arena *a, struct follow **out, size_t *n);
// Only the person's own: *found false otherwise.
const struct err *app_follow_set(struct app *app, int64_t person, int64_t id, enum rhythm r, bool *found);
const struct err *app_follow_drop(struct app *app, int64_t person, int64_t id, bool *found);
const struct err *app_follow_stop_all(struct app *app, int64_t person);

// Whom a mailed stop link is of: 0 when it is none of ours.
const struct err *app_follow_stop_open(struct app *app, struct str token, struct arena *a, int64_t *person);
// What a mailed notice link opens.
struct notice {
	int64_t id, person, made; // person 0: there is none
	struct str stop;          // token of its stop link
	struct notice_item *items;
	size_t item_n;
};
const struct err *app_notice_open(struct app *app, struct str token, struct arena *a, struct notice *out);

// Sends the digests that are due.
daily_job follow_digests;

#endif
