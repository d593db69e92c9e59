// SPDX-License-Identifier: AGPL-3.0-or-later
// Making a place: those that it may be already, and its first page.
#ifndef MAILLE_APP_CREATION_H
#define MAILLE_APP_CREATION_H

#include "app/actor.h"
#include "app/edit.h"

struct db;

// What is known of the new place, as far as somebody has typed.
struct likely {
	const struct place *place;
	float confidence;      // 0 to 1
	struct str reasons[4]; // in the language of the thread
	size_t reason_n;
	float km;              // < 0 when unknown
};
// Places that may be this one, likeliest first. Looks only around the commune of `p`, or among all of the same name when
// it is unknown. p is enriched (commune, codes, position) where it can be.
size_t creation_likely(const struct atlas *atlas, struct place *p, struct arena *a, struct likely *out, size_t max);
enum { LIKELY_MAX = 5 };

struct creation {
	const struct item *items; // of the place; "nom" and "commune" must be told
	size_t item_n;
	struct str source;        // key of the source that tells; "equipe" unless set
	bool confirms;            // by who is there: the page is confirmed as of today
	bool proposed;            // as in struct edit
	int64_t author;
	int64_t team;             // the person who becomes its team, 0 nobody
	// The answer:
	int64_t place;            // 0: not made, see edit.problems
	struct str slug;
	struct edit_answer edit;
};
// Within a job. The answer lives in the arena.
const struct err *creation_in(struct db *d, const struct atlas *atlas, const struct actor *who, struct creation *c, struct arena *a);
const struct err *app_create(struct app *app, const struct atlas *atlas, const struct actor *who, struct creation *c, struct arena *a);
// Whether what they make needs nobody's approval.
bool creation_is_free(const struct actor *who, const struct atlas *atlas, const struct place *p);

#endif
