// SPDX-License-Identifier: AGPL-3.0-or-later
// What happened to a place, for everyone to see; and taking it back.
#ifndef MAILLE_APP_HISTORY_H
#define MAILLE_APP_HISTORY_H

#include "app/edit.h"

struct history_item {
	enum item_kind kind;
	struct str key, before, after;
};
struct history_change {
	int64_t number;
	struct str when;   // "2026-11-21T10:00:00Z"
	struct str what;   // code: "lieu-modifie", "lieu-cree", "import" …
	struct str name;   // of the person, when they let it be shown
	struct str role;   // as what, when they let it be shown: "equipe" …
	struct str source; // its title
	int64_t author;    // never shown: whose own change it is
	bool person;       // somebody with an account did it, be they named or not
	bool accepted;     // they proposed it, and somebody accepted it, named when they let it be
	struct str accepted_name, accepted_role;
	int64_t reverts;   // the change that this one took back, 0 none
	int64_t reverted;  // the one that took it back, 0 none
	bool revertible;   // it has things that can be taken back
	const struct history_item *items;
	size_t item_n;
};
// Newest first, at most max, those below `before` (0: the newest). What is not public is told without its values.
const struct err *app_history(struct app *app, int64_t place, int64_t before, size_t max, struct arena *a, struct history_change **out,
			      size_t *n);

// Takes back what one change did to the place, or, with `since`, all that was done from it on, as a new change. The caller
// has checked that they may. Things that somebody changed again since (with `since`: after `seen`, the last change that they
// knew of, 0 for whatever stands there) are conflicts: nothing is then taken back.
const struct err *app_revert(struct app *app, const struct actor *who, int64_t place, int64_t change, bool since, int64_t seen,
			     struct arena *a, struct edit_answer *out);

// What taking back all that somebody changed did to one place.
struct undone {
	const struct place *place; // of the atlas that was given
	bool back;                 // something was taken back
	bool made;                 // they made this place, merged it or imported into it: nothing was touched, somebody has to look
	const struct history_item *left; // what others changed since, or what cannot be as it was: it stays
	size_t left_n;
};
// Takes back what that person changed wherever `who` animates, place by place, each a change of its own. *elsewhere: places
// that are not theirs to animate.
const struct err *app_revert_person(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t person, struct arena *a,
				    struct undone **out, size_t *n, size_t *elsewhere);
// Who made this change to that place; 0: nobody who has an account, or there is no such change.
const struct err *app_change_person(struct app *app, int64_t place, int64_t change, struct arena *a, int64_t *person);

#endif
