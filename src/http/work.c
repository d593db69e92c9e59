// SPDX-License-Identifier: AGPL-3.0-or-later
// Handlers that may wait for the disk run on threads of their own, with their connection suspended: the thread that
// serves it goes on answering others. There are as many threads as work has to be done at the same time, since those
// who wait together share what they wait for; each ends when nothing comes for a while.
#include <assert.h>
#include <time.h>

#include "http/internal.h"

enum { IDLE_SECONDS = 10 };

static struct exchange *next_work(struct http_server *s)
{
	struct workers *w = &s->workers;
	struct timespec until;
	int late = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += IDLE_SECONDS;
	w->idle++;
	while (w->first == NULL && !w->ends && late == 0)
		late = pthread_cond_timedwait(&w->some, &w->lock, &until);
	w->idle--;
	struct exchange *x = w->first;
	if (x != NULL) {
		w->first = x->next;
		if (w->first == NULL)
			w->last = &w->first;
		w->waiting--;
	}
	return x;
}

static void *work(void *cls)
{
	struct http_server *s = cls;
	struct workers *w = &s->workers;
	struct exchange *x;
	pthread_mutex_lock(&w->lock);
	while ((x = next_work(s)) != NULL) {
		pthread_mutex_unlock(&w->lock);
		reply_make(x);
		x->made = true;
		MHD_resume_connection(x->mhd); // from here on it belongs to the thread that serves it
		pthread_mutex_lock(&w->lock);
	}
	w->threads--;
	pthread_cond_signal(&w->gone);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static bool one_more(struct http_server *s)
{
	pthread_attr_t attr;
	pthread_t thread;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	bool begun = pthread_create(&thread, &attr, work, s) == 0;
	pthread_attr_destroy(&attr);
	s->workers.threads += begun;
	return begun;
}

bool work_hand_over(struct exchange *x)
{
	struct http_server *s = x->server;
	struct workers *w = &s->workers;
	pthread_mutex_lock(&w->lock);
	bool room = !w->ends && w->waiting < s->config.waiting_max;
	if (room && w->idle <= w->waiting && w->threads < s->config.workers_max)
		room = one_more(s) || w->threads > 0;
	if (room) {
		MHD_suspend_connection(x->mhd); // before anybody may resume it
		x->next = NULL;
		*w->last = x;
		w->last = &x->next;
		w->waiting++;
		pthread_cond_signal(&w->some);
	}
	pthread_mutex_unlock(&w->lock);
	return room;
}

void work_start(struct http_server *s)
{
	struct workers *w = &s->workers;
	pthread_condattr_t steady;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->some, &steady);
	pthread_cond_init(&w->gone, NULL);
	pthread_condattr_destroy(&steady);
	w->last = &w->first;
}

void work_stop(struct http_server *s)
{
	struct workers *w = &s->workers;
	pthread_mutex_lock(&w->lock);
	w->ends = true;
	pthread_cond_broadcast(&w->some);
	while (w->threads > 0)
		pthread_cond_wait(&w->gone, &w->lock);
	assert(w->first == NULL);
	pthread_mutex_unlock(&w->lock);
}

void work_release(struct http_server *s)
{
	struct workers *w = &s->workers;
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->some);
	pthread_cond_destroy(&w->gone);
}
