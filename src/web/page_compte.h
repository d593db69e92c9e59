// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_COMPTE_H
#define MAILLE_WEB_PAGE_COMPTE_H

#include "app/account.h"
#include "web/layout.h"

struct account_mandate {
	struct str name, link; // "" when it has no page
	bool team;             // of a place: else it is animated
};
struct account_session {
	struct str id, device;
	struct date made, seen;
	bool here;
};
struct account_key {
	struct str credential, name;
	struct date made, used;
};
struct view_account {
	struct view_layout layout;
	const struct account *account;
	const struct account_mandate *mandates;
	const struct account_session *sessions;
	const struct account_key *keys;
	size_t mandate_n;
	struct str name, address, other; // as typed, when something is wrong with it
	const char *done;      // what was just done, NULL
	const char *wrong_name, *wrong_address, *wrong_password, *wrong_present, *wrong_key, *wrong_help, *wrong_helped;
	bool fresh;            // signed in just now: the present password is not asked for
	bool passkeys;         // can be used at this address
	bool admin, animates;
	bool acting;           // in another's name: nothing of the keys is shown
};

const char *come_in_again(void); // ways in change only soon after coming in

#endif
