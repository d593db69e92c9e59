// SPDX-License-Identifier: AGPL-3.0-or-later
// Links in mails that need no sign-in. What such a link opens is written in it and sealed, so nothing is kept: one
// purpose, one object, until one day. Opening it changes nothing: programs that read mails open every link.
#ifndef MAILLE_APP_LINK_H
#define MAILLE_APP_LINK_H

#include "app/seal.h"

// The key of all such links; take it before a job, which must not.
const struct err *link_key(struct app *app, struct seal_key *out);

// "12-0-0-SEAL": opens `purpose` of the object, for a person (0: nobody in particular), until that day (days since 1970; 0: always).
struct link {
	const char *purpose; // "suivi", "fraicheur"
	int64_t object, person, until;
};
struct str link_make(const struct seal_key *key, const struct link *l, struct arena *a);
// False when it was not made here for that purpose, or when its time is over (*late, may be NULL, tells this apart).
bool link_open(const struct seal_key *key, const char *purpose, struct str text, struct link *out, bool *late);
int64_t link_day(int days); // so many days from today

#endif
