// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeping pages true: who confirmed which when, the mails that ask, and whom an animator should phone.
#ifndef MAILLE_APP_FRESHNESS_H
#define MAILLE_APP_FRESHNESS_H

#include "app/actor.h"
#include "app/link.h"
#include "store/reminder.h"

struct daily_run;

// A team is asked once a page has not been confirmed for a year; again after three and six weeks; then, three weeks
// later, its animators are told.
enum { FRESH_MONTHS = 12, REMIND_DAYS = 21, FRESH_LINK_DAYS = 30, NEW_TEAM_DAYS = 14, REMINDERS = 3 };

// What an open place's page is worth today.
enum freshness {
	FRESH_TRUE,    // confirmed within a year
	FRESH_DUE,     // within eighteen months: its team is being asked
	FRESH_DORMANT, // longer ago: looks unconfirmed everywhere
	FRESH_NEVER,
	FRESH_COUNT
};
enum freshness place_freshness(const struct place *p, struct date today);

// Confirms a place's page as of today; `called`: an animator phoned its team. The caller has checked that they may.
const struct err *app_confirm(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t place, bool called);

// What the link of a reminder opens (purpose "fraicheur"): the place's page, for the person it was mailed to, as long as they
// are of its team. *who is then that person; person 0 when the link opens nothing. *late: its time is over.
const struct err *app_fresh_link(struct app *app, struct str text, struct arena *a, struct actor *who, int64_t *place, bool *late);

enum reach { REACH_NONE, REACH_MAIL, REACH_BOUNCED }; // no team; one that mail reaches; one whose mail comes back
struct fresh_row {
	const struct place *place;
	enum freshness freshness;
	enum reach reach;
	struct reminder reminder; // began 0: nobody is being asked
};
// The open places that this actor animates (administrators: all), least recently confirmed first.
const struct err *app_freshness(struct app *app, const struct atlas *atlas, const struct actor *who, struct arena *a,
				struct fresh_row **out, size_t *n);

// Daily: the mails that are due, what animators must know, and addresses from which mail came back.
const struct err *freshness_remind(const struct daily_run *run);

// Mail to that address comes back (or does again arrive). *known false when nobody has it.
const struct err *app_bounce(struct app *app, struct str address, bool bounced, bool *known);
// The addresses that a delivery report (RFC 3464) says cannot be reached for good; at most max. Reads whole messages.
size_t bounce_read(struct str message, struct arena *a, struct str *out, size_t max);
enum { BOUNCES_MAX = 20 };

#endif
