// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in and going out: what a session's cookie is, and the secrets that all nodes share.
#ifndef MAILLE_APP_SESSION_H
#define MAILLE_APP_SESSION_H

#include "app/actor.h"

struct db;

// Thirty days after the last visit, and a year after it began whatever happened: teams come back once a month, and a page
// that took a sign-in each time would not be kept true; a device that was lost is not let in for ever.
enum { SESSION_DAYS = 30, SESSION_MOST_DAYS = 365 };

// Begins a session of this person within a job; *secret is for the cookie, and known to nobody else from then on.
// `device` is the browser's User-Agent, of which only "Firefox, Android" is kept.
const struct err *session_begin(struct db *d, int64_t person, struct str device, struct arena *a, struct str *secret);

// "Firefox, Android": who and on what, from a User-Agent.
struct str session_device(struct str agent, struct arena *a);

#endif
