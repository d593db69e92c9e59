// SPDX-License-Identifier: AGPL-3.0-or-later
// The writer of a server: one thread, a queue, and one commit for all who wait at the same time. A commit costs a write
// to the disk and the next snapshot a rebuild: shared by many, both stay cheap for each.
#include "app/write.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "app/internal.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/change.h"

enum { PATIENCE_SECONDS = 5, BATCH_MAX = 128 };

// A job and its answer, on the stack of who waits for it.
struct waiting {
	struct waiting *next;
	app_job *run;
	void *user;
	enum lang lang; // of who waits: what the job says is said to them
	const struct err *err;
	int64_t number; // the last change that it appended, 0 if none
	bool taken;     // out of the queue: it will be answered
	bool answered;
	pthread_cond_t done;
};

struct writer {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock; // of what follows, and of what a job waits for
	pthread_cond_t some;
	struct waiting *first, **last;
	bool stop;
};

static void answer(struct writer *w, struct waiting *j)
{
	pthread_mutex_lock(&w->lock);
	j->answered = true;
	pthread_cond_signal(&j->done);
	pthread_mutex_unlock(&w->lock); // from here on it may be gone
}

// Runs one job of a batch: whether it succeeded is in the job. A failure here means that the transaction is lost, for all.
static const struct err *run_one(struct db *db, struct waiting *j, int64_t *last)
{
	const struct err *err;
	int64_t now;
	TRY(db_savepoint(db));
	j->number = 0;
	i18n_set(j->lang);
	j->err = j->run(db, j->user);
	if (j->err == NULL)
		j->err = store_change_last(db, &now); // fails, too, when the job hid the failure of a statement
	if (j->err == NULL)
		j->err = db_savepoint_release(db);
	if (j->err != NULL) {
		TRY(db_savepoint_rollback(db));
		goto done;
	}
	if (now != *last)
		*last = j->number = now;
done:
	return err;
}

static struct waiting *take(struct writer *w)
{
	size_t n = 0;
	pthread_mutex_lock(&w->lock);
	struct waiting *batch = w->first, **end = &batch;
	for (; *end != NULL && n < BATCH_MAX; n++) {
		(*end)->taken = true;
		end = &(*end)->next;
	}
	w->first = *end;
	*end = NULL;
	if (w->first == NULL)
		w->last = &w->first;
	pthread_mutex_unlock(&w->lock);
	return batch;
}

static void answer_all(struct writer *w, struct waiting *batch, const struct err *err)
{
	for (struct waiting *j = batch, *next; j != NULL; j = next) {
		next = j->next;
		if (err != NULL && j->err == NULL)
			j->err = err_new(err_code(err), "%s", err_text(err));
		answer(w, j);
	}
	err_free(err);
}

// What the batch did is undone, by the fault of one of it or of nobody: each of those who had not failed by itself once
// more, alone.
static void run_apart(struct writer *w, struct waiting *batch)
{
	struct app *app = w->app;
	for (struct waiting *j = batch, *next; j != NULL; j = next) {
		next = j->next;
		struct db *db;
		int64_t last;
		const struct err *err = NULL;
		if (j->err != NULL) {
			answer(w, j);
			continue;
		}
		TRY(app_begin(app, &db));
		TRY(store_change_last(db, &last));
		TRY(run_one(db, j, &last));
		if (j->err == NULL)
			TRY(app_commit(app));
	done:
		app_rollback(app);
		j->next = NULL;
		answer_all(w, j, err);
	}
}

static void run_batch(struct writer *w, struct db *db, struct waiting *batch)
{
	struct app *app = w->app;
	const struct err *err;
	int64_t last;
	struct waiting *j = NULL;
	if ((err = store_change_last(db, &last)) == NULL)
		for (j = batch; j != NULL && err == NULL; j = err == NULL ? j->next : j)
			err = run_one(db, j, &last);
	if (err == NULL) {
		answer_all(w, batch, app_commit(app)); // when this fails nobody knows whether it is on the disk: nothing is tried again
		return;
	}
	app_rollback(app);
	if (j != NULL) {
		err_free(j->err);
		j->err = NULL;
	}
	if (batch->next == NULL) {
		answer_all(w, batch, err);
		return;
	}
	log_warn("%s; what waited is written one by one", err_text(err));
	err_free(err);
	run_apart(w, batch);
}

static void *write_on(void *user)
{
	struct writer *w = user;
	for (;;) {
		pthread_mutex_lock(&w->lock);
		while (w->first == NULL && !w->stop)
			pthread_cond_wait(&w->some, &w->lock);
		bool end = w->first == NULL;
		pthread_mutex_unlock(&w->lock);
		if (end)
			return NULL;
		struct db *db;
		const struct err *err = app_begin(w->app, &db); // meanwhile others may join
		struct waiting *batch = take(w);
		if (err != NULL)
			answer_all(w, batch, err);
		else if (batch != NULL)
			run_batch(w, db, batch);
		app_rollback(w->app);
	}
}

const struct err *writer_start(struct app *app, struct writer **out)
{
	struct writer *w = mem_alloc(sizeof *w);
	w->app = app;
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->some, NULL);
	errno = pthread_create(&w->thread, NULL, write_on, w);
	if (errno == 0) {
		*out = w;
		return NULL;
	}
	free(w);
	return err_errno("cannot start a thread");
}

void writer_stop(struct writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->some);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->some);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

// Out of the queue again. With the lock.
static void withdraw(struct writer *w, struct waiting *j)
{
	struct waiting **at = &w->first;
	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
	if (w->last == &j->next)
		w->last = at;
}

static const struct err *write_by_writer(struct writer *w, struct waiting *j)
{
	pthread_condattr_t steady;
	struct timespec until;
	int late = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_SECONDS;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&j->done, &steady);
	pthread_condattr_destroy(&steady);
	pthread_mutex_lock(&w->lock);
	*w->last = j;
	w->last = &j->next;
	pthread_cond_signal(&w->some);
	while (!j->taken && !j->answered && late == 0)
		late = pthread_cond_timedwait(&j->done, &w->lock, &until);
	if (!j->taken) {
		withdraw(w, j);
		j->err = err_new(ERR_BUSY, tr("un long travail est en cours sur ces données : réessayez dans une minute"));
	}
	while (j->taken && !j->answered)
		pthread_cond_wait(&j->done, &w->lock);
	pthread_mutex_unlock(&w->lock);
	pthread_cond_destroy(&j->done);
	return j->err;
}

// Without a server there is nobody to share with.
static const struct err *write_here(struct app *app, struct waiting *j)
{
	const struct err *err;
	struct db *db;
	int64_t before, after;
	TRY(app_begin(app, &db));
	TRY(store_change_last(db, &before));
	TRY(j->run(db, j->user));
	TRY(store_change_last(db, &after));
	TRY(app_commit(app));
	j->number = after != before ? after : 0;
done:
	app_rollback(app);
	return err;
}

const struct err *app_write(struct app *app, app_job *job, void *user)
{
	const struct err *err;
	struct waiting me = {.run = job, .user = user, .lang = i18n_get()};
	struct writer *w = app_writer(app);
	assert(!app_has_turn(app)); // it would wait for itself
	TRY(w != NULL ? write_by_writer(w, &me) : write_here(app, &me));
	if (me.number > 0)
		app_show(app, me.number);
done:
	return err;
}

const struct err *app_read(struct app *app, app_job *job, void *user)
{
	const struct err *err;
	struct db *db;
	TRY(app_reader(app, &db));
	TRY(db_begin_read(db));
	TRY(job(db, user));
done:
	if (db != NULL)
		db_rollback(db);
	app_reader_back(app, db);
	return err;
}
