// SPDX-License-Identifier: AGPL-3.0-or-later
// What compiled views call. A view escapes whatever it writes for the place where it stands; only a struct html,
// made by a renderer that escaped already (Markdown, JSON-LD, SVG), goes out as it is.
#ifndef MAILLE_WEB_VIEW_H
#define MAILLE_WEB_VIEW_H

#include "base/i18n.h"
#include "base/str.h"
#include "base/time.h"

struct html {
	struct str s;
};

enum view_escape {
	VIEW_TEXT,    // element content, quoted attributes
	VIEW_URL,     // a link from its first byte
	VIEW_PERCENT, // a path segment or query value inside a link
};

#define _(french) tr(french)

void view_put_str(struct buf *out, enum view_escape e, struct str s);
void view_put_text(struct buf *out, enum view_escape e, const char *z); // NULL writes nothing
void view_put_int(struct buf *out, enum view_escape e, int64_t i);      // plain digits, for machines and attributes
// Formats, then escapes the whole.
void view_put_fmt(struct buf *out, enum view_escape e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static inline void view_put_raw(struct buf *out, struct html h)
{
	buf_add(out, h.s);
}

static inline void view_put_literal(struct buf *out, const char *p, size_t n)
{
	buf_add(out, (struct str){p, n});
}

// Anything but text and whole numbers does not compile: dates, decimals and bool want a word that says how.
#define view_put(out, escape, value)            \
	_Generic((value),                       \
		struct str: view_put_str,       \
		const struct str: view_put_str, \
		char *: view_put_text,          \
		const char *: view_put_text,    \
		short: view_put_int,            \
		unsigned short: view_put_int,   \
		unsigned char: view_put_int,    \
		int: view_put_int,              \
		unsigned: view_put_int,         \
		long: view_put_int,             \
		unsigned long: view_put_int,    \
		long long: view_put_int,        \
		unsigned long long: view_put_int)((out), (escape), (value))

#endif
