// SPDX-License-Identifier: AGPL-3.0-or-later
// The administrators' view: who has an account, who animates what, who administrates.
#ifndef MAILLE_APP_PEOPLE_H
#define MAILLE_APP_PEOPLE_H

#include "app/entry.h"
#include "store/mandate.h"
#include "store/person.h"

struct people {
	struct person *people;
	struct mandate_row *animators; // of all, whoever is listed
	size_t person_n, animator_n;
};
enum { PEOPLE_SHOWN = 200 };
const struct err *app_people(struct app *app, struct str part, struct arena *a, struct people *out);

enum people_outcome {
	PEOPLE_DONE,
	PEOPLE_ABSENT, // there is no such person
	PEOPLE_LAST,   // the last administrator stays
};
const struct err *app_people_rights(struct app *app, int64_t person, bool admin, bool trusted, enum people_outcome *out);
// The mandate (of a network, a department or a region) for whoever has that address; the account is made when there is none,
// and told by mail.
const struct err *app_people_give(struct app *app, const struct actor *who, struct str address, const struct mandate_row *mandate,
				  struct str what, struct arena *a);
const struct err *app_people_take(struct app *app, int64_t person, int64_t mandate);
const struct err *app_people_sign_out(struct app *app, int64_t person); // everywhere: a device was lost, or an account misused

// For the host, at the command line: makes the account when there is none; admin true makes it an administrator's.
const struct err *app_people_add(struct app *app, struct str address, bool admin, struct arena *a, bool *fresh);
const struct err *app_people_known(struct app *app, struct str address, struct arena *a, bool *known);

#endif
