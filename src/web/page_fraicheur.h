// SPDX-License-Identifier: AGPL-3.0-or-later
// A territory's freshness, and the page that a reminder's link opens.
#ifndef MAILLE_WEB_PAGE_FRAICHEUR_H
#define MAILLE_WEB_PAGE_FRAICHEUR_H

#include "app/freshness.h"
#include "web/mapbox.h"
#include "web/page_proposer.h"

struct view_fresh {
	struct str slug, name, town, phone, tel; // tel: for a link
	const char *freshness, *contact;
	struct str confirmed; // "2024", "3 mars 2026", ""
	bool dormant;
};
struct view_freshness {
	struct view_layout layout;
	size_t counts[FRESH_COUNT], silent_n, all_n;
	const struct view_fresh *rows;
	size_t row_n, page, page_n;
	struct str state; // the filter: "", "a-verifier", "silence"
	struct html map;  // drawn on the server
	const char *done;
	struct str next, before; // pages of the list, "" for none
};
struct view_confirm {
	struct view_layout layout;
	const struct place *place;
	enum { CONFIRM_ASK, CONFIRM_DONE, CONFIRM_MEND, CONFIRM_MENDED, CONFIRM_OVER } stage;
	bool late;
	struct str link;
	struct str *labels, *values; // the main facts
	size_t fact_n;
	const struct view_fact *facts; // to be mended
	int64_t seen;                  // number of the last change when the form was made
	size_t form_n;
	const char *wrong;
};

#endif
