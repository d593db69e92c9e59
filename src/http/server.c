// SPDX-License-Identifier: AGPL-3.0-or-later
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "http/internal.h"

enum {
	// A query of 100 kB has to fit, so that it gets its sentence instead of a closed connection.
	POOL_BYTES = 128 * 1024,
	// libmicrohttpd 0.9.75 asks epoll for 128 events; when it gets just that many it asks again and waits up to the idle
	// timeout while those it has stay unanswered. So a thread never holds enough connections for that.
	THREAD_CONNS = 125,
	THREADS_MIN = 8, // then a thousand connections, and a handler that takes its time holds up few others
	SPARE_MAX = 64,
	SPARE_BYTES = 512 * 1024,
	LARGE_BYTES = 128 * 1024 * 1024,
	WORKERS_MAX = 128, // many wait for one commit: their number decides how many share it
	WAITING_MAX = 256,
	// A body that is refused is still read up to this: who is cut off while sending often never sees the reply.
	SWALLOW_BYTES = 1024 * 1024,
};

static struct exchange *exchange_take(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	struct exchange *x = s->spares;
	if (x != NULL) {
		s->spares = x->next;
		s->spare_n--;
	}
	pthread_mutex_unlock(&s->lock);
	if (x == NULL)
		x = mem_alloc(sizeof *x);
	x->server = s;
	return x;
}

static void exchange_free(struct exchange *x)
{
	if (x->deflater_ready)
		deflateEnd(&x->deflater);
	arena_release(&x->arena);
	free(x);
}

static void large_end(struct exchange *x)
{
	atomic_fetch_sub(&x->server->large, x->large);
	x->large = 0;
}

// A reply's memory is held until the slowest reader has it, a body's until it came: a few who read or send slowly on
// purpose must not fill the machine.
static bool large_takes(struct exchange *x, size_t bytes)
{
	if (bytes <= SPARE_BYTES || x->large > 0) // what its body was let in for, the reply of a request may take too
		return true;
	x->large = bytes;
	size_t before = atomic_fetch_add(&x->server->large, x->large);
	if (before == 0 || before + x->large <= x->server->config.large_bytes)
		return true;
	large_end(x);
	return false;
}

static void exchange_give(struct exchange *x)
{
	struct http_server *s = x->server;
	large_end(x);
	if (x->response != NULL) // built for somebody who is gone
		MHD_destroy_response(x->response);
	arena_reset(&x->arena);
	if (x->arena.total > SPARE_BYTES)
		arena_release(&x->arena);
	// All but what is worth keeping: z_stream's own state points back at it, so that it must stay where it is.
	memset((char *)x + offsetof(struct exchange, req), 0, offsetof(struct exchange, deflater) - offsetof(struct exchange, req));
	pthread_mutex_lock(&s->lock);
	bool keep = s->spare_n < SPARE_MAX;
	if (keep) {
		x->next = s->spares;
		s->spares = x;
		s->spare_n++;
	}
	pthread_mutex_unlock(&s->lock);
	if (!keep)
		exchange_free(x);
}

struct str http_header(const struct http_request *r, const char *name)
{
	const struct exchange *x = r->native;
	const char *value = NULL;
	size_t n = 0;
	if (MHD_lookup_connection_value_n(x->mhd, MHD_HEADER_KIND, name, strlen(name), &value, &n) != MHD_YES || value == NULL)
		return STR_NONE;
	return str_trim((struct str){value, n}).n > 0 ? str_trim((struct str){value, n}) : S("");
}

// The request line was read. Called before libmicrohttpd decodes the target in place.
static void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct conn *c = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	conn_move(c, PHASE_HEADERS);
	struct exchange *x = exchange_take(cls);
	x->conn = c;
	x->mhd = mhd;
	x->uri = uri;
	x->uri_n = uri ? strlen(uri) : 0;
	x->raw = arena_str(&x->arena, (struct str){uri, x->uri_n});
	// The buffer is its own and about to be written anyway: with nothing after the "?", no time nor memory goes into
	// arguments that we read ourselves.
	char *args = uri ? strchr((char *)(uintptr_t)uri, '?') : NULL;
	if (args != NULL)
		args[1] = '\0';
	return x;
}

static size_t no_unescape(void *cls, struct MHD_Connection *mhd, char *text)
{
	return strlen(text);
}

static void on_done(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *context;
	if (x == NULL)
		return;
	*context = NULL;
	conn_move(x->conn, PHASE_IDLE);
	exchange_give(x);
}

static enum http_method method_of(const char *name)
{
	static const struct {
		const char *name;
		enum http_method method;
	} known[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_GET}, {"POST", HTTP_POST}, {"PUT", HTTP_PUT}, {"DELETE", HTTP_DELETE}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].method;
	return HTTP_NONE;
}

static void find_route(struct exchange *x, const char *method)
{
	struct http_request *r = &x->req;
	if (strcmp(method, "OPTIONS") == 0 && str_eq(x->raw, S("*"))) {
		x->status = 204;
		return;
	}
	x->status = http_parse_target(x->raw, &x->arena, &x->target, &r->problem);
	r->path = x->target.path;
	r->query = x->target.query;
	r->query_n = x->target.query_n;
	if (x->status != 0)
		return;
	// A proxy's whole address ("http://…/lieux") is the same page.
	struct str path = x->target.raw_path, query = x->target.raw_query;
	r->target = (struct str){path.p, path.n + (query.p != NULL ? query.n + 1 : 0)};
	struct pair *captures = arena_array(&x->arena, x->target.segment_n, sizeof *captures);
	x->by_method = route_find(x->server->routes, x->target.segments, x->target.segment_n, captures, &r->capture_n);
	r->captures = captures;
	if (x->by_method == NULL)
		x->status = 404;
	else if (x->target.slash)
		x->status = 308;
	else if (strcmp(method, "OPTIONS") == 0)
		x->status = 204;
	else if (r->method == HTTP_NONE || x->by_method[r->method] == NULL)
		x->status = 405;
	else
		r->route = x->by_method[r->method];
}

static void explain(struct http_request *r, int status, struct http_reply *reply)
{
	const char *text = r->problem;
	if (text == NULL && status == 404)
		text = tr("Cette page n’existe pas.");
	if (text == NULL)
		text = tr("Cette demande n’a pas pu aboutir.");
	reply->type = "text/plain; charset=utf-8";
	buf_addz(&reply->body, text);
	buf_addc(&reply->body, '\n');
}

static void error_reply(struct exchange *x, int status, struct http_reply *reply)
{
	const struct http_config *config = &x->server->config;
	reply->status = status;
	if (status == 405)
		http_set(&x->req, reply, "Allow", route_allow(x->by_method, &x->arena));
	if (status == 503)
		http_set(&x->req, reply, "Retry-After", S("30"));
	if (config->on_error != NULL)
		config->on_error(&x->req, reply, status);
	else
		explain(&x->req, status, reply);
}

static void without_slash(struct exchange *x, struct http_reply *reply)
{
	struct buf to = BUF_IN(&x->arena);
	buf_add(&to, str_sub(x->target.raw_path, 0, x->target.raw_path.n - 1));
	if (x->target.raw_query.n > 0) {
		buf_addc(&to, '?');
		buf_add(&to, x->target.raw_query);
	}
	http_redirect(&x->req, reply, 308, buf_str(&to));
}

static int read_body(struct exchange *x)
{
	struct http_request *r = &x->req;
	struct str body = {x->body, x->body_n}, type = http_header(r, "Content-Type"), rest;
	if (body.n == 0)
		return 0;
	if (str_ieq(str_trim(str_cut(type, ';', &rest)), S("application/x-www-form-urlencoded")))
		return http_parse_form(body, HTTP_FORM_MAX, &x->arena, &r->form, &r->form_n, &r->problem) ? 0 : 400;
	if (str_ieq(str_trim(str_cut(type, ';', &rest)), S("multipart/form-data"))) {
		struct http_multipart parts;
		struct str boundary = http_boundary(type, &x->arena);
		if (boundary.n == 0)
			return 400;
		if (!http_parse_multipart(body, boundary, HTTP_FORM_MAX, &x->arena, &parts, &r->problem))
			return 400;
		r->form = parts.form;
		r->form_n = parts.form_n;
		r->files = parts.files;
		r->file_n = parts.file_n;
		return 0;
	}
	r->body = body;
	return 0;
}

void reply_make(struct exchange *x)
{
	const struct http_config *config = &x->server->config;
	struct http_request *r = &x->req;
	struct http_reply *reply = &x->reply;
	*reply = (struct http_reply){.status = 200, .body = BUF_IN(&x->arena)};
	i18n_set(x->lang);
	if (x->status == 0)
		x->status = read_body(x);
	if (x->status == 308) {
		without_slash(x, reply);
	} else if (x->status == 204) {
		reply->status = 204;
		if (x->by_method != NULL)
			http_set(r, reply, "Allow", route_allow(x->by_method, &x->arena));
	} else if (x->status != 0) {
		error_reply(x, x->status, reply);
	} else if (config->before == NULL || config->before(r, reply)) {
		r->route->handle(r, reply);
	}
	if (!large_takes(x, x->arena.total)) {
		*reply = (struct http_reply){.body = BUF_IN(&x->arena)};
		r->problem = tr("Beaucoup de gros fichiers partent à la fois. Réessayez dans une minute.");
		error_reply(x, 503, reply);
	}
	if (config->after != NULL)
		config->after(r, reply);
	reply_build(x);
}

static bool may_wait(const struct exchange *x)
{
	const struct http_route *route = x->req.route;
	const struct http_config *config = &x->server->config;
	return x->status == 0 && (route->slow || route->method != HTTP_GET || (config->may_wait != NULL && config->may_wait(&x->req)));
}

static enum MHD_Result answer(struct exchange *x)
{
	if (!conn_move(x->conn, PHASE_REPLY))
		return MHD_NO;
	if (!x->made && may_wait(x)) {
		if (work_hand_over(x))
			return MHD_YES; // called again when the reply is made
		i18n_set(x->lang);
		x->status = 503;
		x->req.problem = tr("Beaucoup de personnes enregistrent à la fois. Réessayez dans une minute.");
	}
	if (!x->made)
		reply_make(x);
	return reply_send(x);
}

// The headers were read: what can be refused is refused before any of the body is kept.
static enum MHD_Result begin(struct exchange *x, const char *method, const char *version)
{
	struct http_request *r = &x->req;
	struct guard guard;
	x->seen = true;
	r->arena = &x->arena;
	r->native = x;
	r->user = x->server->config.user;
	r->target = x->raw;
	r->method = method_of(method);
	x->lang = i18n_accept(http_header(r, "Accept-Language"));
	i18n_set(x->lang);
	x->status = guard_check(x->mhd, method, x->uri, x->uri_n, version, &guard, &r->problem);
	if (x->status != 0)
		return answer(x); // answered this early, libmicrohttpd closes the connection: nothing behind it is read
	find_route(x, method);
	if (x->status == 400 && str_findc(x->raw, ' ') >= 0)
		return answer(x); // where such a target ends is a matter of opinion
	x->length = guard.length;
	size_t most = r->route != NULL ? r->route->body_max : 0;
	if (x->length > most) {
		if (x->status == 0) {
			x->status = 413;
			r->problem = most > 0 ? tr("L’envoi est trop volumineux. Revenez en arrière : ce que vous avez tapé y est encore.")
					      : tr("Cette page n’attend aucun envoi.");
		}
		if (guard.expects || x->length - most > SWALLOW_BYTES)
			return answer(x);
		x->drop = true;
	}
	if (!x->drop && !large_takes(x, x->length)) {
		x->status = 503;
		r->problem = tr("Beaucoup de gros envois arrivent à la fois. Réessayez dans une minute.");
		return answer(x);
	}
	if (x->length > 0) {
		if (!x->drop)
			x->body = arena_alloc(&x->arena, x->length + 1);
		return conn_move(x->conn, PHASE_BODY) ? MHD_YES : MHD_NO;
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
	const char *version, const char *bytes, size_t *n, void **context)
{
	struct exchange *x = *context;
	if (!x->seen)
		return begin(x, method, version);
	if (*n == 0)
		return answer(x);
	if (!x->drop) {
		assert(x->body_n + *n <= x->length);
		memcpy(x->body + x->body_n, bytes, *n);
		x->body_n += *n;
	}
	*n = 0;
	return MHD_YES;
}

static unsigned thread_count(unsigned wanted)
{
	long have = sysconf(_SC_NPROCESSORS_ONLN);
	return wanted > 0 ? wanted : have > THREADS_MIN ? (unsigned)have : THREADS_MIN;
}

static unsigned connection_limit(unsigned threads)
{
	struct rlimit files;
	rlim_t most = (rlim_t)threads * THREAD_CONNS;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < most + 64)
		most = files.rlim_cur > 128 ? files.rlim_cur - 64 : files.rlim_cur / 2;
	return most > threads ? (unsigned)most : threads;
}

static const struct err *daemon_start(struct http_server *s)
{
	unsigned threads = thread_count(s->config.threads);
	struct MHD_OptionItem pool[] = {
		{threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, s,
		MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
		MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_done, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, conn_notify, s,
		MHD_OPTION_CONNECTION_TIMEOUT, s->config.idle_seconds,
		MHD_OPTION_CONNECTION_LIMIT, connection_limit(threads),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_ARRAY, pool,
		MHD_OPTION_END);
	return s->daemon ? NULL : err_new(ERR_IO, "cannot start the HTTP server");
}

static void server_free(struct http_server *s)
{
	if (s == NULL)
		return;
	for (struct exchange *x = s->spares, *next; x != NULL; x = next) {
		next = x->next;
		exchange_free(x);
	}
	work_release(s);
	route_tree_free(s->routes);
	free(s->late);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

const struct err *http_start(const struct http_config *config, struct http_server **out)
{
	const struct err *err = NULL;
	bool sweeps = false;
	struct http_server *s = mem_alloc(sizeof *s);
	s->config = *config;
	s->config.header_seconds = config->header_seconds ? config->header_seconds : 10;
	s->config.body_seconds = config->body_seconds ? config->body_seconds : 60;
	s->config.idle_seconds = config->idle_seconds ? config->idle_seconds : 30;
	s->config.large_bytes = config->large_bytes ? config->large_bytes : LARGE_BYTES;
	s->config.workers_max = config->workers_max ? config->workers_max : WORKERS_MAX;
	s->config.waiting_max = config->waiting_max ? config->waiting_max : WAITING_MAX;
	s->listen_fd = -1;
	work_start(s);
	pthread_mutex_init(&s->lock, NULL);
	s->routes = route_tree_new(config->routes);
	// Signals are the main thread's business.
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	TRY(listen_open(config->listen, &s->listen_fd, &s->port));
	TRY(conn_sweep_start(s));
	sweeps = true;
	TRY(daemon_start(s));
	*out = s;
	s = NULL;
done:
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err != NULL && sweeps)
		conn_sweep_stop(s);
	if (err != NULL && s->listen_fd >= 0)
		close(s->listen_fd);
	server_free(s);
	return err;
}

unsigned http_port(const struct http_server *s)
{
	return s->port;
}

void http_stop(struct http_server *s)
{
	if (s == NULL)
		return;
	atomic_store(&s->stopping, true);
	// Not MHD_quiesce_daemon: in 0.9.75 it panics when a worker takes the socket out of its epoll set at the same moment.
	shutdown(s->listen_fd, SHUT_RDWR);
	conn_drain(s);
	work_stop(s); // libmicrohttpd stops only when no connection is suspended
	MHD_stop_daemon(s->daemon);
	conn_sweep_stop(s);
	server_free(s);
}
