// SPDX-License-Identifier: AGPL-3.0-or-later
// Speaking to a real server over a raw socket, byte by byte.
#ifndef MAILLE_TESTS_TEST_HTTP_RAW_H
#define MAILLE_TESTS_TEST_HTTP_RAW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

static inline int raw_connect(unsigned port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

// False when the other side closed before all was sent.
static inline bool raw_send(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
		if (n < 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

// Adds what comes until `until` bytes are there, the end, or `ms` without a byte. True at the end of the connection.
static inline bool raw_read(int fd, struct buf *in, size_t until, int ms)
{
	char part[65536];
	while (in->n < until) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, ms) <= 0)
			return false;
		ssize_t n = recv(fd, part, sizeof part, 0);
		if (n <= 0)
			return true;
		buf_add(in, (struct str){part, (size_t)n});
	}
	return false;
}

struct raw_reply {
	int status;
	struct str head, body;
};

static inline struct str raw_header(const struct raw_reply *r, const char *name)
{
	struct str rest = r->head;
	str_cut(rest, '\n', &rest);
	while (rest.p != NULL) {
		struct str value, key = str_cut(str_cut(rest, '\n', &rest), ':', &value);
		if (str_ieq(key, str_of(name)))
			return str_trim(value);
	}
	return STR_NONE;
}

// Takes one whole reply off the front of `in`, reading more as needed; status 0 when the connection ended or kept still.
static inline struct raw_reply raw_reply(int fd, struct buf *in, size_t *at, bool body)
{
	struct raw_reply r = {0};
	ptrdiff_t end;
	while ((end = str_find(str_from(buf_str(in), *at), S("\r\n\r\n"))) < 0) {
		size_t had = in->n;
		if (raw_read(fd, in, in->n + 1, 5000) || in->n == had)
			return r;
	}
	r.head = str_sub(buf_str(in), *at, (size_t)end + 2);
	int64_t status = 0, length = 0;
	if (str_starts(r.head, S("HTTP/1.1 ")))
		str_to_i64(str_sub(r.head, 9, 3), &status);
	str_to_i64(raw_header(&r, "Content-Length"), &length);
	size_t head_n = (size_t)end + 4, body_n = body ? (size_t)length : 0;
	raw_read(fd, in, *at + head_n + body_n, 5000);
	r.status = (int)status;
	r.head = str_sub(buf_str(in), *at, (size_t)end + 2); // the buffer may have moved
	r.body = str_sub(buf_str(in), *at + head_n, body_n);
	*at += head_n + r.body.n;
	return r;
}

// One request on a connection of its own. What came stays in `in`.
static inline struct raw_reply raw_ask(unsigned port, struct str request, struct buf *in)
{
	int fd = raw_connect(port);
	raw_send(fd, request);
	size_t at = 0;
	buf_reset(in);
	struct raw_reply r = raw_reply(fd, in, &at, !str_starts(request, S("HEAD ")));
	close(fd);
	return r;
}

#endif
