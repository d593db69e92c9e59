// SPDX-License-Identifier: AGPL-3.0-or-later
// From where a request comes, as far as it matters for holding back whoever asks too often.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "http/internal.h"

// An address of IPv4 stands as IPv6 has it (::ffff:192.0.2.1, RFC 4291 2.5.5.2).
struct address {
	unsigned char b[16];
};
static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address of_v4(const void *bytes)
{
	struct address at;
	memcpy(at.b, mapped, sizeof mapped);
	memcpy(at.b + sizeof mapped, bytes, 4);
	return at;
}

static bool is_v4(const struct address *at)
{
	return memcmp(at->b, mapped, sizeof mapped) == 0;
}

static bool of_text(struct arena *a, struct str text, struct address *out)
{
	unsigned char four[4];
	const char *z = arena_z(a, str_trim(text));
	if (inet_pton(AF_INET, z, four) == 1) {
		*out = of_v4(four);
		return true;
	}
	return inet_pton(AF_INET6, z, out->b) == 1;
}

static bool of_socket(const struct sockaddr *from, struct address *out)
{
	if (from->sa_family == AF_INET)
		*out = of_v4(&((const struct sockaddr_in *)from)->sin_addr);
	else if (from->sa_family == AF_INET6)
		memcpy(out->b, &((const struct sockaddr_in6 *)from)->sin6_addr, sizeof out->b);
	else
		return false;
	return true;
}

// A whole address of IPv4 names a house, a /56 of IPv6 does: what is in it is one visitor.
static struct str house(struct arena *a, const struct address *at)
{
	const unsigned char *b = at->b;
	if (is_v4(at))
		return arena_printf(a, "%u.%u.%u.%u", b[12], b[13], b[14], b[15]);
	return arena_printf(a, "%02x%02x:%02x%02x:%02x%02x:%02x::/56", b[0], b[1], b[2], b[3], b[4], b[5], b[6]);
}

const struct err *http_proxies_read(struct str text, struct arena *a, struct http_proxies *out)
{
	size_t room = 1;
	for (size_t i = 0; i < text.n; i++)
		room += text.p[i] == ',';
	struct http_network *networks = arena_array(a, room, sizeof *networks);
	*out = (struct http_proxies){networks, 0};
	for (struct str rest = text; rest.p != NULL;) {
		struct str one = str_trim(str_cut(rest, ',', &rest)), mask, host = str_cut(one, '/', &mask);
		struct address at;
		int64_t bits, most;
		if (one.n == 0)
			continue;
		bool fits = one.n < 64 && of_text(a, host, &at);
		bits = most = fits && is_v4(&at) && str_findc(host, ':') < 0 ? 32 : 128;
		if (!fits || (mask.p != NULL && (!str_to_i64(mask, &bits) || bits < 0 || bits > most)))
			return err_new(ERR_INPUT, tr("« %.*s » n’est ni une adresse ni un réseau, comme 10.0.0.5 ou 10.1.0.0/16"), STR_ARG(one));
		memcpy(networks[out->n].address, at.b, sizeof at.b);
		networks[out->n++].bits = (int)(bits + 128 - most);
	}
	return NULL;
}

static bool holds(const struct http_network *n, const struct address *at)
{
	int whole = n->bits / 8, left = n->bits % 8;
	return memcmp(n->address, at->b, (size_t)whole) == 0 && (left == 0 || (n->address[whole] ^ at->b[whole]) >> (8 - left) == 0);
}

static bool is_proxy(const struct http_proxies *p, const struct address *at)
{
	for (size_t i = 0; i < p->n; i++)
		if (holds(&p->networks[i], at))
			return true;
	return false;
}

struct str http_peer_behind(const struct http_proxies *p, const struct sockaddr *from, struct str forwarded, struct arena *a)
{
	struct address at, named;
	if (!of_socket(from, &at))
		return STR_NONE;
	// What a proxy names last is whom it saw itself; that may be another one.
	while (forwarded.n > 0 && is_proxy(p, &at)) {
		size_t begin = forwarded.n;
		while (begin > 0 && forwarded.p[begin - 1] != ',')
			begin--;
		struct str last = str_from(forwarded, begin);
		if (last.n >= 64 || !of_text(a, last, &named))
			break;
		at = named;
		forwarded = str_sub(forwarded, 0, begin > 0 ? begin - 1 : 0);
	}
	return house(a, &at);
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
	struct str forwarded = STR_NONE;
	MHD_get_connection_values(x->mhd, MHD_HEADER_KIND, keep_last, &forwarded);
	return http_peer_behind(&x->server->config.proxies, from, forwarded, r->arena);
}
