// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/target.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool fail(const char **problem, const char *why)
{
	*problem = why;
	return false;
}

// Percent-decoding, to well-formed UTF-8 without NUL. Text without an escape is not copied.
static bool decode(struct str raw, bool plus, struct arena *a, struct str *out, const char **problem)
{
	struct str s = raw;
	if (str_findc(raw, '%') >= 0 || (plus && str_findc(raw, '+') >= 0)) {
		char *to = arena_alloc(a, raw.n + 1);
		s = (struct str){to, 0};
		for (size_t i = 0; i < raw.n; i++) {
			char c = raw.p[i];
			if (c == '%') {
				int high = i + 2 < raw.n ? hex(raw.p[i + 1]) : -1;
				int low = i + 2 < raw.n ? hex(raw.p[i + 2]) : -1;
				if (high < 0 || low < 0)
					return fail(problem, tr("L’adresse contient un « % » isolé : il doit être suivi de deux chiffres "
								"ou lettres de A à F, comme dans « %20 »."));
				c = (char)(high << 4 | low);
				i += 2;
			} else if (plus && c == '+') {
				c = ' ';
			}
			to[s.n++] = c;
		}
	}
	if (memchr(s.n ? s.p : "x", '\0', s.n) != NULL)
		return fail(problem, tr("L’adresse contient un caractère nul (%00), qu’il faut retirer."));
	if (!utf8_valid(s))
		return fail(problem, tr("Certains caractères sont illisibles : ils doivent être écrits en UTF-8."));
	*out = s;
	return true;
}

bool http_parse_form(struct str raw, size_t max, struct arena *a, const struct pair **out, size_t *n,
	const char **problem)
{
	*out = NULL;
	*n = 0;
	size_t most = raw.n > 0;
	for (size_t i = 0; i < raw.n; i++)
		most += raw.p[i] == '&';
	if (most == 0)
		return true;
	if (most > max)
		return fail(problem, tr("Il y a trop de champs ou de critères à la fois : enlevez-en quelques-uns."));
	struct pair *pairs = arena_array(a, most, sizeof *pairs);
	bool fine = true;
	*out = pairs;
	for (struct str rest = raw; rest.p != NULL;) {
		struct str value, part = str_cut(rest, '&', &rest);
		if (part.n == 0)
			continue;
		struct str name = str_cut(part, '=', &value);
		struct pair *pair = &pairs[*n];
		if (!decode(name, true, a, &pair->name, problem) || !decode(value, true, a, &pair->value, problem)) {
			fine = false;
			continue;
		}
		if (pair->value.p == NULL)
			pair->value.p = ""; // present, though empty
		++*n;
	}
	return fine;
}

static bool parse_path(struct str raw, struct arena *a, struct http_target *out, const char **problem)
{
	size_t most = 0;
	for (size_t i = 0; i < raw.n; i++)
		most += raw.p[i] == '/';
	struct str *segments = arena_array(a, most, sizeof *segments);
	bool escaped = false;
	for (struct str rest = str_from(raw, 1); rest.p != NULL;) {
		struct str segment, part = str_cut(rest, '/', &rest);
		if (part.n == 0 && rest.p == NULL) {
			out->slash = true;
			break;
		}
		if (part.n == 0)
			return fail(problem, tr("L’adresse contient deux barres « / » de suite : il n’en faut qu’une."));
		if (!decode(part, false, a, &segment, problem))
			return false;
		if (str_eq(segment, S(".")) || str_eq(segment, S("..")))
			return fail(problem, tr("L’adresse contient « . » ou « .. » entre deux barres : écrivez le chemin en entier."));
		escaped = escaped || segment.p != part.p;
		segments[out->segment_n++] = segment;
	}
	out->segments = segments;
	out->path = raw;
	if (escaped) {
		struct buf path = BUF_IN(a);
		for (size_t i = 0; i < out->segment_n; i++) {
			buf_addc(&path, '/');
			buf_add(&path, segments[i]);
		}
		if (out->slash)
			buf_addc(&path, '/');
		out->path = buf_str(&path);
	}
	return true;
}

int http_parse_target(struct str raw, struct arena *a, struct http_target *out, const char **problem)
{
	*out = (struct http_target){0};
	*problem = NULL;
	if (raw.n > HTTP_TARGET_MAX) {
		struct str path = str_cut(raw, '?', &out->raw_query);
		if (path.n <= HTTP_TARGET_MAX && str_starts(path, S("/")))
			parse_path(path, a, out, problem);
		// As much of the query as may be kept in a form.
		http_parse_form(str_sub(out->raw_query, 0, HTTP_TARGET_MAX), HTTP_QUERY_MAX, a, &out->query, &out->query_n, problem);
		*problem = tr("L’adresse est trop longue : essayez avec moins de mots ou de critères.");
		return 414;
	}
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.p[i];
		if (c <= 0x20 || c == 0x7F || c == '#') {
			*problem = tr("L’adresse contient un caractère qui n’y a pas sa place (espace, « # » ou caractère de contrôle).");
			return 400;
		}
	}
	if (str_starts(raw, S("http://")) || str_starts(raw, S("https://"))) {
		raw = str_from(raw, (size_t)str_find(raw, S("://")) + 3);
		size_t at = 0;
		while (at < raw.n && raw.p[at] != '/' && raw.p[at] != '?')
			at++;
		raw = str_from(raw, at);
		if (raw.n == 0)
			raw = S("/");
	}
	out->raw_path = str_cut(raw, '?', &out->raw_query);
	if (out->raw_path.n == 0 || out->raw_path.p[0] != '/') {
		*problem = tr("L’adresse doit commencer par « / ».");
		return 400;
	}
	if (out->raw_path.n == 1)
		out->path = out->raw_path;
	else if (!parse_path(out->raw_path, a, out, problem))
		return 400;
	if (!http_parse_form(out->raw_query, HTTP_QUERY_MAX, a, &out->query, &out->query_n, problem))
		return 400;
	return 0;
}

// A quality value (RFC 9110 12.4.2) in thousandths; 1000 when absent, 0 when malformed.
static int quality(struct str params)
{
	while (params.p != NULL) {
		struct str param = str_trim(str_cut(params, ';', &params));
		double q;
		if (param.n < 2 || (param.p[0] | 0x20) != 'q' || param.p[1] != '=')
			continue;
		return str_to_double(str_from(param, 2), &q) && q >= 0 && q <= 1 ? (int)(q * 1000) : 0;
	}
	return 1000;
}

bool http_accepts_gzip(struct str header)
{
	int gzip = -1, any = -1;
	while (header.p != NULL) {
		struct str params, coding = str_trim(str_cut(str_cut(header, ',', &header), ';', &params));
		if (str_ieq(coding, S("gzip")) || str_ieq(coding, S("x-gzip")))
			gzip = quality(params);
		else if (str_eq(coding, S("*")))
			any = quality(params);
	}
	return (gzip >= 0 ? gzip : any) > 0;
}

bool http_etag_match(struct str header, struct str etag)
{
	while (header.p != NULL) {
		struct str one = str_trim(str_cut(header, ',', &header));
		if (str_eq(one, S("*")))
			return true;
		if (str_starts(one, S("W/")))
			one = str_from(one, 2);
		if (one.n >= 2 && one.p[0] == '"' && one.p[one.n - 1] == '"' && str_eq(str_sub(one, 1, one.n - 2), etag))
			return true;
	}
	return false;
}
