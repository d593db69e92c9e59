// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/daily.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/internal.h"
#include "app/write.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/outbox.h"

enum {
	HOUR = 5,              // UTC: early in the morning in France
	LOOK_SECONDS = 60,
	LEASE_SECONDS = 1800,  // others may do it when a node was silent for so long
	AGAIN_SECONDS = 3600,  // after a failure
	FIRST_SECONDS = 20,    // a server that starts has other things to do first
};

struct daily {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool stop;
};

struct claim {
	struct str name, day, said;
	bool again, taken, done;
};

static const struct err *take(struct db *d, void *user)
{
	struct claim *c = user;
	int64_t now = time_unix();
	return store_daily_claim(d, c->name, c->day, c->again, now, now + LEASE_SECONDS, &c->taken);
}

static const struct err *settle(struct db *d, void *user)
{
	struct claim *c = user;
	return store_daily_settle(d, c->name, c->done, time_unix() + (c->done ? 0 : AGAIN_SECONDS), c->said);
}

const struct err *daily_now(struct app *app, const struct daily_row *job, bool again, struct buf *said, enum daily_outcome *out)
{
	const struct err *err, *failed = NULL;
	struct arena a = {0};
	struct buf day = BUF_IN(&a);
	struct daily_run run = {app, &a, date_today(), said};
	date_add(&day, run.today);
	struct claim c = {.name = str_of(job->name), .day = buf_str(&day), .again = again};
	*out = DAILY_NOT_DUE;
	TRY(app_write(app, take, &c));
	if (!c.taken)
		goto done;
	failed = job->run(&run);
	c.done = failed == NULL;
	c.said = failed != NULL ? str_of(err_text(failed)) : buf_str(said);
	TRY(app_write(app, settle, &c));
	*out = DAILY_DONE;
done:
	arena_release(&a);
	if (failed != NULL) {
		err_free(err);
		return failed;
	}
	return err;
}

static bool wait_or_stop(struct daily *d, int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&d->lock);
	while (!d->stop && pthread_cond_timedwait(&d->cond, &d->lock, &until) == 0)
		;
	bool stop = d->stop;
	pthread_mutex_unlock(&d->lock);
	return stop;
}

static void do_one(struct daily *d, const struct daily_row *job)
{
	struct buf said = {0};
	enum daily_outcome how;
	const struct err *err = daily_now(d->app, job, false, &said, &how);
	if (err != NULL)
		log_error("the daily job %s failed: %s", job->name, err_text(err));
	else if (how == DAILY_DONE)
		log_info("the daily job %s is done: %.*s", job->name, STR_ARG(buf_str(&said)));
	err_free(err);
	buf_release(&said);
}

static void *work(void *user)
{
	struct daily *d = user;
	for (int wait = FIRST_SECONDS; !wait_or_stop(d, wait); wait = LOOK_SECONDS) {
		if (time_unix() / 3600 % 24 < HOUR)
			continue;
		for (const struct daily_row *job = daily_jobs; job->name != NULL; job++)
			do_one(d, job);
	}
	return NULL;
}

const struct err *daily_start(struct app *app, struct daily **out)
{
	pthread_condattr_t attr;
	*out = NULL;
	if (!app_serves(app))
		return NULL;
	struct daily *d = mem_alloc(sizeof *d);
	d->app = app;
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->cond, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&d->thread, NULL, work, d) != 0) {
		free(d);
		return err_new(ERR_IO, "cannot start a thread");
	}
	*out = d;
	return NULL;
}

void daily_stop(struct daily *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&d->lock);
	d->stop = true;
	pthread_cond_signal(&d->cond);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->cond);
	free(d);
}
