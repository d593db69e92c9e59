// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_HISTORIQUE_H
#define MAILLE_WEB_PAGE_HISTORIQUE_H

#include "app/history.h"
#include "web/layout.h"

struct told_item {
	struct str label, before, after;
	bool hidden; // what it says is not public
};
struct told_change {
	const struct history_change *change;
	struct date day;
	struct str time;        // "14:05", in France
	const char *what;
	struct str accepted;    // "accepté par …", "" when nobody had to
	struct str who;         // in words, "" when there is nobody to name
	struct told_item *items;
	size_t item_n;
	bool more;              // there are more items than are shown
	bool revertible;        // by who looks at it
	bool blame;             // all that its author changed can be taken back by who looks at it
	struct str title;       // of its buttons, for those who do not see them
};
struct view_historique {
	struct view_layout layout;
	const struct place *place;
	struct told_change *changes;
	size_t change_n;
	int64_t seen;           // number of the last change when this is shown
	int64_t older;          // the next page begins below, 0 for none
	bool may_revert, first; // first: the newest are shown
	const char *said;
	const char *problem;
	struct told_item *clashes; // what stands in the way of taking back
	size_t clash_n;
};

// What came of taking back all that somebody changed.
struct undone_told {
	const struct undone *undone;
	struct str left; // "Téléphone, Adresse"
};
struct view_undone {
	struct view_layout layout;
	const struct undone_told *places;
	size_t n, elsewhere;
};
struct page;
// Does it, and answers with a page that tells.
void page_undo_person(struct page *p, int64_t person);
// Who did it, in words, as they chose to be shown; "" when there is nobody to name.
struct str history_who(struct page *p, const struct history_change *c);

#endif
