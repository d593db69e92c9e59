// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_VIE_PRIVEE_H
#define MAILLE_WEB_PAGE_VIE_PRIVEE_H

#include "model/field.h"
#include "web/layout.h"

struct privacy_row {
	const char *what, *why, *who;
	struct str how_long;
};
struct view_privacy {
	struct view_layout layout;
	struct privacy_row *rows;
	size_t row_n;
	const struct field **fields; // of a place, that may tell of a person
	size_t field_n;
	struct str publisher, contact, contact_link, host; // settings; "" when unset
	bool tiles;
};
struct view_my_data {
	struct view_layout layout;
	struct str address;
	struct str problem;  // "" when there is none
	bool left;           // they are gone: nothing more to ask
};

#endif
