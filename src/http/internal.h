// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server's own files share.
#ifndef MAILLE_HTTP_INTERNAL_H
#define MAILLE_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

#include "base/i18n.h"
#include "http/route.h"
#include "http/target.h"

// Where a connection stands. The server's thread moves it on; the sweeper may only turn a late one into EXPIRED, after which
// the server's thread no longer answers on it.
enum phase { PHASE_FRESH, PHASE_IDLE, PHASE_HEADERS, PHASE_BODY, PHASE_REPLY, PHASE_EXPIRED };

struct conn {
	struct conn *prev, *next;
	struct http_server *server;
	int fd;
	atomic_int phase;
	atomic_uint since; // tick at which the phase began
	bool hushed;       // its reading side was shut by http_stop
};

// One request and its answer. Kept in the server's list of spares between two requests, with its memory warm.
struct exchange {
	struct exchange *next;
	struct http_server *server;
	struct conn *conn;
	struct MHD_Connection *mhd;
	struct arena arena;
	struct http_request req;
	struct http_target target;
	const struct http_route *const *by_method; // of the pattern found
	const char *uri;                           // in libmicrohttpd's own buffer
	size_t uri_n;
	struct str raw;
	enum lang lang;
	int status;      // what is already wrong; 0 while all is well
	struct http_reply reply;
	struct MHD_Response *response; // the reply, built and not yet sent
	bool made;       // by a worker: it has only to be sent
	bool seen, drop; // the headers were read; the body is read but not kept
	uint64_t length; // of the body
	char *body;
	size_t body_n;
	size_t large; // what it takes of the server's memory for large replies
	z_stream deflater;
	bool deflater_ready;
};

// Threads for handlers that may wait, and what is handed over to them.
struct workers {
	pthread_mutex_t lock; // of what follows
	pthread_cond_t some, gone;
	struct exchange *first, **last;
	unsigned waiting, threads, idle;
	bool ends;
};

struct http_server {
	struct http_config config;
	struct route_tree *routes;
	struct MHD_Daemon *daemon;
	int listen_fd;
	unsigned port;
	struct workers workers;
	pthread_t sweeper;
	pthread_cond_t wake;
	pthread_mutex_t lock; // of what follows
	struct conn *conns;
	struct exchange *spares;
	unsigned spare_n;
	bool sweep_ends;
	atomic_bool stopping;
	atomic_uint tick;
	atomic_size_t large; // bytes of large replies under way
	char *late; // the bytes of a 408 reply
	size_t late_n;
};

// conn.c
enum { TICK_MS = 100 };
void conn_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code);
bool conn_move(struct conn *c, enum phase to); // false when it has expired
const struct err *conn_sweep_start(struct http_server *s);
void conn_sweep_stop(struct http_server *s);
void conn_drain(struct http_server *s); // until all are closed, or the time for it is up

// guard.c: the headers as one recipient after the other must read them alike. 0, or the status to answer.
struct guard {
	uint64_t length;
	bool expects; // 100-continue
};
int guard_check(struct MHD_Connection *mhd, const char *method, const char *uri, size_t uri_n, const char *version,
	struct guard *out, const char **problem);

// peer.c: http_peer, of a connection from there that brings this X-Forwarded-For.
struct str http_peer_behind(const struct http_proxies *p, const struct sockaddr *from, struct str forwarded, struct arena *a);

// listen.c
const struct err *listen_open(const char *where, int *fd, unsigned *port);

// server.c
void reply_make(struct exchange *x); // runs the handler, or says what is wrong, and builds the reply

// work.c
void work_start(struct http_server *s);
bool work_hand_over(struct exchange *x); // suspends the connection until its reply is made; false when there is no room
void work_stop(struct http_server *s);   // when all that was handed over is made; from then on there is no room
void work_release(struct http_server *s);

// reply.c
void reply_build(struct exchange *x); // compressed when that is wanted, with its headers
enum MHD_Result reply_send(struct exchange *x);

#endif
