// SPDX-License-Identifier: AGPL-3.0-or-later
// Two pages of one place become one, fact by fact as somebody chose, and two again when that was a mistake. Nothing of
// the page that goes is lost: it keeps what it had, unseen, and its address leads to the other.
#ifndef MAILLE_APP_MERGE_H
#define MAILLE_APP_MERGE_H

#include "app/actor.h"
#include "app/edit.h"
#include "store/merge.h"

struct db;

// What the two pages say of one thing, side by side.
struct merge_choice {
	enum item_kind kind;
	struct str key;
	struct str kept, gone; // as files have it, "" nothing
	bool same;             // nothing to choose
	bool advised;          // take what the page that goes says: the other says nothing, or says it of an older date
};
size_t merge_choices(const struct atlas *atlas, const struct place *kept, const struct place *gone, struct arena *a,
		     struct merge_choice **out);

struct merging {
	int64_t kept, gone;
	const struct item *take; // what of the page that goes is taken over: kind and key; values are its own
	size_t take_n;
	int64_t seen;            // number of the last change when they were compared, 0: whatever they say
	// The answer:
	bool absent;             // one of them is not there (any more)
	bool changed;            // one of them changed since they were compared: nothing was done
	int64_t merge;           // its number
};
// Fields and the state are taken as chosen; ties that the kept page lacks, sources, team, pictures come along anyway. Who
// proposed to merge the two, and waits, is told that it is done.
const struct err *app_merge(struct app *app, const struct atlas *atlas, const struct actor *who, struct merging *m, struct arena *a);
// Both as they were; what somebody changed since on the kept page stays. *done false when it was undone already or cannot be: the
// kept page went into a third one meanwhile.
const struct err *app_unmerge(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t merge, struct arena *a,
			      bool *done);
const struct err *app_merges(struct app *app, size_t max, struct arena *a, struct merge **out, size_t *n);
const struct err *app_merge_find(struct app *app, int64_t id, struct arena *a, struct merge *out); // out->id 0: there is none
// "Those two are not one": they are proposed no more.
const struct err *app_distinct(struct app *app, int64_t a, int64_t b);

#endif
