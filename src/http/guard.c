// SPDX-License-Identifier: AGPL-3.0-or-later
// Request smuggling lives on two servers in a row that read one request differently (RFC 9112 11.2). libmicrohttpd 0.9.75 is
// lenient, so whatever is not plainly written is refused here.
//
// It cuts lines in place: CRLF becomes two NULs, a bare LF one. With REQUEST_HEADER_SIZE the bytes from the method to the
// empty line can be walked again, and each header must stand exactly where the one before ended. That shows bare LF, NULs,
// folded lines and anything else that it skipped. From 1.0 on it has its own option for that and another layout.
#include <string.h>

#include "base/i18n.h"
#include "http/internal.h"

struct walk {
	const char *at, *end;
	bool broken;
	unsigned hosts, lengths, encodings;
	struct str host, length, expect;
};

static bool token_char(unsigned char c)
{
	if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		return true;
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool well_formed(struct str name, struct str value)
{
	for (size_t i = 0; i < name.n; i++)
		if (!token_char((unsigned char)name.p[i]))
			return false;
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return false;
	}
	return name.n > 0;
}

#if MHD_VERSION < 0x01000000
static bool in_line(struct walk *w, struct str name, struct str value)
{
	if (name.p != w->at || value.p <= name.p + name.n || value.p + value.n + 2 > w->end)
		return false;
	for (const char *blank = name.p + name.n + 1; blank < value.p; blank++)
		if (*blank != ' ' && *blank != '\t')
			return false;
	w->at = value.p + value.n + 2;
	return w->at[-1] == '\0' && w->at[-2] == '\0';
}
#endif

static enum MHD_Result each(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *text,
	size_t text_n)
{
	struct walk *w = cls;
	struct str name = {key, key_n}, value = {text, text_n};
	if (!well_formed(name, value))
		w->broken = true;
#if MHD_VERSION < 0x01000000
	if (!in_line(w, name, value))
		w->broken = true;
#endif
	if (w->broken)
		return MHD_NO;
	switch (name.n) {
	case 4:
		if (str_ieq(name, S("Host"))) {
			w->hosts++;
			w->host = str_trim(value);
		}
		break;
	case 6:
		if (str_ieq(name, S("Expect")))
			w->expect = str_trim(value);
		break;
	case 14:
		if (str_ieq(name, S("Content-Length"))) {
			w->lengths++;
			w->length = str_trim(value);
		}
		break;
	case 17:
		if (str_ieq(name, S("Transfer-Encoding")))
			w->encodings++;
		break;
	default:
		break;
	}
	return MHD_YES;
}

static bool read_length(struct str s, uint64_t *out)
{
	*out = 0;
	if (s.n == 0 || s.n > 18)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(s.p[i] - '0');
	}
	return true;
}

static bool host_fine(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if (strchr(" \t/@,?#\\\"<>", host.p[i]) != NULL)
			return false;
	return true;
}

// What MHD cut out of the request line must join up again.
static bool request_line(const char *method, const char *uri, size_t uri_n, const char *version, struct walk *w)
{
#if MHD_VERSION < 0x01000000
	if (uri == NULL || uri != method + strlen(method) + 1 || version != uri + uri_n + 1 || version + 12 > w->end)
		return false;
	w->at = version + 10;
	if (version[8] != '\0' || version[9] != '\0')
		return false;
#endif
	return uri != NULL && well_formed(str_of(method), STR_NONE);
}

int guard_check(struct MHD_Connection *mhd, const char *method, const char *uri, size_t uri_n, const char *version,
	struct guard *out, const char **problem)
{
	struct walk w = {0};
	w.end = method + MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
	*out = (struct guard){0};
	*problem = tr("La demande est mal écrite : le logiciel qui l’a envoyée ne suit pas les règles du protocole HTTP.");
	if (!request_line(method, uri, uri_n, version, &w))
		return 400;
	MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, each, &w);
	if (w.broken)
		return 400;
#if MHD_VERSION < 0x01000000
	if (w.at + 2 != w.end || w.at[0] != '\0' || w.at[1] != '\0')
		return 400;
#endif
	bool needs_host = strcmp(version, "HTTP/1.0") != 0;
	if (w.hosts > 1 || (needs_host && w.hosts == 0) || !host_fine(w.host))
		return 400;
	if (w.lengths > 1 || (w.lengths > 0 && w.encodings > 0))
		return 400;
	if (w.lengths > 0 && !read_length(w.length, &out->length))
		return 400;
	if (w.encodings > 0) {
		// Chunks are where lenient readers differ most, and no browser form sends them: RFC 9110 15.5.12 lets us ask.
		*problem = tr("Indiquez la taille de l’envoi (Content-Length) : les envois en morceaux ne sont pas acceptés.");
		return 411;
	}
	out->expects = str_ieq(w.expect, S("100-continue"));
	*problem = NULL;
	return 0;
}
