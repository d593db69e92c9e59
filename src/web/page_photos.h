// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_PHOTOS_H
#define MAILLE_WEB_PAGE_PHOTOS_H

#include "web/photo.h"

struct photo_form {
	struct view_photo view;
	struct str alt, credit;   // as typed, or as they are
	const char *alt_problem;  // NULL when fine
	bool first, last;
};
struct photo_gone {
	const struct photo *photo;
	struct date when;
};
struct view_photos {
	struct view_layout layout;
	const struct place *place;
	struct str action;       // address of the forms
	int64_t seen;            // the change that the page stands on
	const char *done;        // what was just done, NULL for nothing
	struct str problem;      // what could not be done, "" for nothing
	struct photo_form *photos;
	size_t photo_n;
	struct photo_gone *gone;
	size_t gone_n;
	struct { // the form to add one, as typed
		struct str alt, credit;
		struct str file_problem;
		const char *alt_problem, *right_problem;
		bool full; // no more may be added
	} add;
};

// What they say yes to when they add one.
const char *photo_right(void);

#endif
