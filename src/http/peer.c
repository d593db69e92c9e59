// SPDX-License-Identifier: AGPL-3.0-or-later
// From where a request comes, as far as it matters for holding back whoever asks too often.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "http/internal.h"

// A whole address of IPv4 names a house, a /56 of IPv6 does: what is in it is one visitor.
static struct str v4(struct arena *a, const unsigned char *b)
{
	return arena_printf(a, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
}

static struct str v6(struct arena *a, const unsigned char *b)
{
	static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	if (memcmp(b, mapped, sizeof mapped) == 0)
		return v4(a, b + 12);
	return arena_printf(a, "%02x%02x:%02x%02x:%02x%02x:%02x::/56", b[0], b[1], b[2], b[3], b[4], b[5], b[6]);
}

static struct str of_text(struct arena *a, struct str text)
{
	unsigned char bytes[16];
	const char *z = arena_z(a, str_trim(text));
	if (inet_pton(AF_INET, z, bytes) == 1)
		return v4(a, bytes);
	if (inet_pton(AF_INET6, z, bytes) == 1)
		return v6(a, bytes);
	return STR_NONE;
}

static bool is_loopback(const struct sockaddr *from)
{
	if (from->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)from)->sin_addr.s_addr) >> 24) == 127;
	return from->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)from)->sin6_addr);
}

// Of several lines the last is the nearest proxy's own: the others came with the request (RFC 9110 5.2).
static enum MHD_Result keep_last(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
	if (strcasecmp(key, "X-Forwarded-For") == 0)
		*(struct str *)cls = str_of(value != NULL ? value : "");
	return MHD_YES;
}

struct str http_peer(const struct http_request *r)
{
	const struct exchange *x = r->native;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *from = info != NULL ? info->client_addr : NULL;
	if (from == NULL)
		return STR_NONE;
	// From this machine it is the proxy that speaks; the last it names is the one that it saw itself.
	struct str forwarded = STR_NONE;
	MHD_get_connection_values(x->mhd, MHD_HEADER_KIND, keep_last, &forwarded);
	struct str rest = forwarded;
	while (rest.p != NULL && is_loopback(from)) {
		forwarded = str_cut(rest, ',', &rest);
		if (rest.p == NULL && forwarded.n > 0 && forwarded.n < 64) {
			struct str named = of_text(r->arena, forwarded);
			if (named.n > 0)
				return named;
		}
	}
	if (from->sa_family == AF_INET)
		return v4(r->arena, (const unsigned char *)&((const struct sockaddr_in *)from)->sin_addr);
	if (from->sa_family == AF_INET6)
		return v6(r->arena, ((const struct sockaddr_in6 *)from)->sin6_addr.s6_addr);
	return STR_NONE;
}
