// SPDX-License-Identifier: AGPL-3.0-or-later
// Connections and their deadlines. libmicrohttpd's timeout starts again with each byte, so that a client could send one byte
// a minute for ever; a sweeper holds each phase to a time of its own and shuts the sockets of those who are late.
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "http/internal.h"

enum { REPLY_SECONDS = 600, DRAIN_SECONDS = 10 };

void conn_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;
	struct conn *c = *context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		c = mem_alloc(sizeof *c);
		c->server = s;
		c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		c->since = atomic_load_explicit(&s->tick, memory_order_relaxed);
		c->phase = PHASE_FRESH;
		*context = c;
		pthread_mutex_lock(&s->lock);
		c->next = s->conns;
		if (c->next != NULL)
			c->next->prev = c;
		s->conns = c;
		pthread_mutex_unlock(&s->lock);
		return;
	}
	if (c == NULL)
		return;
	// Called before the socket is closed: while a connection is in the list its number is its own.
	pthread_mutex_lock(&s->lock);
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		s->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&s->lock);
	free(c);
	*context = NULL;
}

bool conn_move(struct conn *c, enum phase to)
{
	// The time first: the sweeper must not see the new phase with the time of the old one.
	unsigned now = atomic_load_explicit(&c->server->tick, memory_order_relaxed);
	int from = atomic_load_explicit(&c->phase, memory_order_relaxed);
	if (from == PHASE_EXPIRED)
		return false;
	atomic_store_explicit(&c->since, now, memory_order_relaxed);
	return atomic_compare_exchange_strong(&c->phase, &from, (int)to);
}

static unsigned seconds_allowed(const struct http_config *config, int phase)
{
	switch (phase) {
	case PHASE_FRESH:
	case PHASE_HEADERS:
		return config->header_seconds;
	case PHASE_IDLE: // libmicrohttpd closes the silent ones; these began a request line and never ended it
		return config->idle_seconds + config->header_seconds;
	case PHASE_BODY:
		return config->body_seconds;
	case PHASE_REPLY:
		return REPLY_SECONDS;
	default:
		return UINT32_MAX / 1000;
	}
}

static void sweep(struct http_server *s)
{
	unsigned now = atomic_load(&s->tick);
	for (struct conn *c = s->conns; c != NULL; c = c->next) {
		int phase = atomic_load(&c->phase);
		unsigned age = now - atomic_load_explicit(&c->since, memory_order_relaxed);
		if (phase == PHASE_EXPIRED || age < seconds_allowed(&s->config, phase) * (1000 / TICK_MS))
			continue;
		if (!atomic_compare_exchange_strong(&c->phase, &phase, PHASE_EXPIRED))
			continue;
		if (phase == PHASE_HEADERS || phase == PHASE_BODY)
			(void)!send(c->fd, s->late, s->late_n, MSG_NOSIGNAL | MSG_DONTWAIT);
		shutdown(c->fd, SHUT_RDWR);
	}
}

static void *sweeper(void *cls)
{
	struct http_server *s = cls;
	struct timespec next;
	clock_gettime(CLOCK_MONOTONIC, &next);
	pthread_mutex_lock(&s->lock);
	while (!s->sweep_ends) {
		next.tv_nsec += TICK_MS * 1000000L;
		if (next.tv_nsec >= 1000000000L) {
			next.tv_nsec -= 1000000000L;
			next.tv_sec++;
		}
		while (!s->sweep_ends && pthread_cond_timedwait(&s->wake, &s->lock, &next) != ETIMEDOUT)
			;
		atomic_fetch_add(&s->tick, 1);
		sweep(s);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

const struct err *conn_sweep_start(struct http_server *s)
{
	struct buf b = {0};
	struct str page = str_of(tr("La demande a mis trop longtemps à arriver : essayez de nouveau.\n"));
	buf_addf(&b,
		"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
		"Content-Length: %zu\r\n\r\n%.*s",
		page.n, STR_ARG(page));
	s->late = b.p;
	s->late_n = b.n;
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attr);
	pthread_condattr_destroy(&attr);
	errno = pthread_create(&s->sweeper, NULL, sweeper, s);
	return errno == 0 ? NULL : err_errno("cannot start a thread");
}

void conn_sweep_stop(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->sweep_ends = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->sweeper, NULL);
}

void conn_drain(struct http_server *s)
{
	for (int round = 0; round < DRAIN_SECONDS * 1000 / 2; round++) {
		pthread_mutex_lock(&s->lock);
		bool any = s->conns != NULL;
		for (struct conn *c = s->conns; c != NULL; c = c->next) {
			int phase = atomic_load(&c->phase);
			// Between two requests: what has arrived is still read and answered, then comes the end.
			if (!c->hushed && (phase == PHASE_IDLE || phase == PHASE_FRESH)) {
				c->hushed = true;
				shutdown(c->fd, SHUT_RD);
			}
		}
		pthread_mutex_unlock(&s->lock);
		if (!any)
			return;
		usleep(2000);
	}
}
