// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done once a day, early in the morning, by whichever node is there: digests, reminders, what is kept too long.
// A job is a function and a row in daily_jobs.c.
#ifndef MAILLE_APP_DAILY_H
#define MAILLE_APP_DAILY_H

#include "app/app.h"
#include "base/time.h"

struct daily_run {
	struct app *app;
	struct arena *a;   // the run's
	struct date today; // UTC
	struct buf *said;  // what came of it, for the host: "12 résumés envoyés"; no personal data
};
// It writes through app_write, in small jobs rather than one. It may be run twice on a day (a node that died, a host who
// asks for it): it keeps what it did itself, so that nobody gets a mail twice.
typedef const struct err *daily_job(const struct daily_run *run);

struct daily_row {
	const char *name;    // the table's key, and the argument of "maille daily": "resumes"
	const char *summary; // a msgid
	daily_job *run;
};
extern const struct daily_row daily_jobs[]; // ended by a NULL name

// The thread of a server that does them; NULL in *out when this app does not serve.
struct daily;
const struct err *daily_start(struct app *app, struct daily **out);
void daily_stop(struct daily *d); // NULL is fine; waits for the job under way

enum daily_outcome { DAILY_DONE, DAILY_NOT_DUE }; // not due: done today already, or another node does it
// One of them, now; `again` even if today's is done. said: what came of it.
const struct err *daily_now(struct app *app, const struct daily_row *job, bool again, struct buf *said, enum daily_outcome *out);

#endif
