// SPDX-License-Identifier: AGPL-3.0-or-later
// The journal as everybody may read it: no person, no fact that is not public.
#ifndef MAILLE_APP_JOURNAL_H
#define MAILLE_APP_JOURNAL_H

#include "app/app.h"

struct public_item {
	struct str kind, key, before, after; // "champ", "adresse", what it was, what it became
};
struct public_change {
	int64_t number;
	struct str when, what, role;  // "2026-11-21T10:00:00Z", "lieu-modifie", "equipe"
	int64_t reverts;
	const struct place *place;    // NULL: about several, or one that is no longer shown
	const struct source *source;  // NULL: none
	struct public_item *items;
	size_t item_n;
	int64_t person;               // never shown: whose own change it is
};
// After a number, oldest first; at most max. Only what this atlas holds.
const struct err *app_journal_after(struct app *app, const struct atlas *atlas, int64_t after, size_t max, struct arena *a,
				    struct public_change **out, size_t *n);
// Of these places (positions, ascending), newest first; at most max, looked for among the newest some thousands.
const struct err *app_journal_of(struct app *app, const struct atlas *atlas, const uint32_t *places, size_t place_n, size_t max,
				 struct arena *a, struct public_change **out, size_t *n);
// Of one place.
const struct err *app_journal_place(struct app *app, const struct atlas *atlas, const struct place *p, size_t max, struct arena *a,
				    struct public_change **out, size_t *n);
// What a code of the journal says, as a sentence in the thread's language: "La page est confirmée"; NULL: no such code.
const char *change_sentence(struct str what);
// In words, in the thread's language: "Nouveau lieu", "Changé : adresse, site web".
struct str public_change_text(const struct atlas *atlas, const struct public_change *c, struct arena *a);

#endif
