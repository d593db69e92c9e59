// SPDX-License-Identifier: AGPL-3.0-or-later
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/internal.h"

// "HOST:PORT" or "[HOST]:PORT"; an empty host is every address.
static bool split(const char *where, char host[256], char port[8])
{
	struct str s = str_of(where), h = s, p;
	if (str_starts(s, S("["))) {
		h = str_cut(str_from(s, 1), ']', &p);
		if (p.p == NULL || !str_starts(p, S(":")))
			return false;
		p = str_from(p, 1);
	} else {
		h = str_cut(s, ':', &p);
	}
	int64_t number;
	if (h.n >= 256 || p.n == 0 || p.n > 5 || str_findc(p, ':') >= 0 || !str_to_i64(p, &number) || number < 0 ||
	    number > 65535)
		return false;
	memcpy(host, h.n ? h.p : "", h.n);
	host[h.n] = '\0';
	memcpy(port, p.p, p.n);
	port[p.n] = '\0';
	return true;
}

static const struct err *open_at(const struct addrinfo *at, const char *where, int *out)
{
	const struct err *err = NULL;
	int on = 1, off = 0;
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_errno("cannot open a socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0) {
		*out = fd;
		return NULL;
	}
	if (errno == EADDRINUSE)
		err = err_new(ERR_BUSY, "cannot listen on %s: another program already uses this port", where);
	else
		err = err_errno("cannot listen on %s", where);
	close(fd);
	return err;
}

const struct err *listen_open(const char *where, int *fd, unsigned *port)
{
	char host[256], service[8];
	if (where == NULL || !split(where, host, service))
		return err_new(ERR_USAGE, "\"%s\" is no address to listen on: it takes HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080",
			where ? where : "");
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_family = AF_UNSPEC};
	struct addrinfo *found;
	int why = getaddrinfo(host[0] ? host : NULL, service, &hints, &found);
	if (why != 0)
		return err_new(ERR_USAGE, "cannot listen on %s: %s", where, gai_strerror(why));
	const struct err *err = NULL;
	*fd = -1;
	for (const struct addrinfo *at = found; at != NULL && *fd < 0; at = at->ai_next) {
		err_free(err);
		err = open_at(at, where, fd);
	}
	freeaddrinfo(found);
	if (err != NULL)
		return err;
	struct sockaddr_storage bound;
	socklen_t size = sizeof bound;
	if (getsockname(*fd, (struct sockaddr *)&bound, &size) != 0) {
		err = err_errno("cannot tell the port of %s", where);
		close(*fd);
		return err;
	}
	*port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
						  : ((struct sockaddr_in *)&bound)->sin_port);
	return NULL;
}
