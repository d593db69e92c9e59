// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/json.h"

#include <assert.h>
#include <math.h>

static void item(struct json_writer *w)
{
	if (w->comma)
		buf_addc(w->out, ',');
	w->comma = true;
}

void json_open(struct json_writer *w, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	item(w);
	buf_addc(w->out, bracket);
	w->comma = false;
}

void json_close(struct json_writer *w, char bracket)
{
	assert(bracket == '}' || bracket == ']');
	buf_addc(w->out, bracket);
	w->comma = true;
}

static void quoted(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789abcdef";
	buf_addc(b, '"');
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&')
			continue;
		buf_add(b, str_sub(s, from, i - from));
		from = i + 1;
		if (c == '"' || c == '\\') {
			buf_addc(b, '\\');
			buf_addc(b, (char)c);
		} else if (c == '\n') {
			buf_addz(b, "\\n");
		} else {
			buf_addz(b, "\\u00");
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		}
	}
	buf_add(b, str_from(s, from));
	buf_addc(b, '"');
}

void json_key(struct json_writer *w, struct str key)
{
	item(w);
	quoted(w->out, key);
	buf_addc(w->out, ':');
	w->comma = false;
}

void json_str(struct json_writer *w, struct str s)
{
	item(w);
	quoted(w->out, s);
}

void json_strn(struct json_writer *w, struct str s)
{
	if (s.n == 0)
		json_nothing(w);
	else
		json_str(w, s);
}

void json_int(struct json_writer *w, int64_t i)
{
	item(w);
	buf_addi(w->out, i);
}

void json_num(struct json_writer *w, double d, int decimals)
{
	if (!isfinite(d)) { // JSON has no such number (RFC 8259 6)
		json_nothing(w);
		return;
	}
	item(w);
	buf_addd(w->out, d, decimals);
}

void json_bool(struct json_writer *w, bool b)
{
	item(w);
	buf_addz(w->out, b ? "true" : "false");
}

void json_nothing(struct json_writer *w)
{
	item(w);
	buf_addz(w->out, "null");
}
