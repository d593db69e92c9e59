// SPDX-License-Identifier: AGPL-3.0-or-later
// What people may ask of us: see everything that is kept of them, take it along, leave.
#ifndef MAILLE_APP_PRIVACY_H
#define MAILLE_APP_PRIVACY_H

#include "app/actor.h"
#include "app/daily.h"

// Everything that is kept of them as JSON, as model/personal.h lists it.
const struct err *app_my_data(struct app *app, const struct actor *who, struct arena *a, struct str *json);

enum leaving {
	LEAVING_DONE,      // nothing of them is kept; what they contributed stands without a name
	LEAVING_LAST_ADMIN, // nobody would be left who may give rights: they name another administrator first
};
const struct err *app_leave_for_good(struct app *app, const struct actor *who, enum leaving *out);

// Forgets what is kept no longer, closes accounts that nobody ever came to or comes to any more, and tells the latter a
// month before.
daily_job privacy_tidy;

#endif
