// SPDX-License-Identifier: AGPL-3.0-or-later
// What the list of pages to confirm and the mails that ask both stand on.
#ifndef MAILLE_APP_FRESHNESS_STATE_H
#define MAILLE_APP_FRESHNESS_STATE_H

#include "app/freshness.h"

struct freshness_state { // each list by place
	struct reminder *reminders;
	int64_t *reachable, *unreachable; // places with a team that mail reaches, or with one that none reaches
	size_t reminder_n, reachable_n, unreachable_n;
};
const struct err *freshness_state_read(struct app *app, struct arena *a, struct freshness_state *out);
const struct reminder *freshness_reminder(const struct freshness_state *s, int64_t place); // NULL when there is none

#endif
