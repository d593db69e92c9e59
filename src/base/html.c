// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/html.h"

#include <string.h>

static const char *entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

void html_text(struct buf *b, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *e = entity(s.p[i]);
		if (e == NULL)
			continue;
		buf_add(b, str_sub(s, from, i - from));
		buf_addz(b, e);
		from = i + 1;
	}
	buf_add(b, str_from(s, from));
}

static bool safe_scheme(struct str s)
{
	static const char *const schemes[] = {"http", "https", "mailto", "tel", "geo"};
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '/' || c == '?' || c == '#')
			return true; // relative: no scheme before the first of these
		if ((unsigned char)c < 0x21)
			return false; // browsers skip control characters inside a scheme
		if (c != ':')
			continue;
		for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
			if (str_ieq(str_sub(s, 0, i), str_of(schemes[k])))
				return true;
		return false;
	}
	return true;
}

void html_url(struct buf *b, struct str s)
{
	html_text(b, safe_scheme(s) ? s : S("#"));
}

void html_percent(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     (c != '\0' && strchr("-._~", c) != NULL);
		if (plain) {
			buf_addc(b, (char)c);
		} else {
			buf_addc(b, '%');
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		}
	}
}
