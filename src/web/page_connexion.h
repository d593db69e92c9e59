// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_CONNEXION_H
#define MAILLE_WEB_PAGE_CONNEXION_H

#include "web/layout.h"

struct view_sign_in {
	struct view_layout layout;
	struct str target;        // where they were going, "" for none
	struct str address;       // as typed
	const char *wrong;        // about the link's form, NULL
	const char *wrong_password;
	bool sent, gone, left;    // a link is on its way; the way to `target` needs an account; signed out
	bool passkeys;            // can be used at this address
};

// What a mailed link opens: a sentence and a button, since programs that look into mails open links.
struct view_door {
	struct view_layout layout;
	struct str lead;          // what the button does, or why there is none
	const char *button;       // NULL for none
	struct str more;          // below the button, "" for none
	struct str again;         // a link to go on, "" for none
	const char *again_words;
};

#endif
