// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_CONTACT_H
#define MAILLE_WEB_PAGE_CONTACT_H

#include "app/contact.h"
#include "web/layout.h"

enum contact_stage { // what the page says
	CONTACT_FORM,
	CONTACT_DONE_SENT, CONTACT_DONE_CONFIRM, // what happens next
	CONTACT_NO_WAY,                          // nobody can be reached there
	CONTACT_OVER,                            // the link opens nothing any more
};
struct view_relay {
	struct view_layout layout;
	const struct place *place;
	enum contact_stage stage;
	bool animators;      // who gets it: nobody of the place, but who animates its territory
	bool known;          // signed in: no address to ask for
	struct str name, address, text;
	bool share;
	const char *wrong_name, *wrong_address, *wrong_text, *wrong; // NULL when fine
	// A mailed link:
	bool confirm;        // the first message is read once more
	bool answer;         // a side answers
	bool to_place;       // that side is the writer
	struct str other;    // who gets the answer
};

#endif
