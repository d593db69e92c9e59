// SPDX-License-Identifier: AGPL-3.0-or-later
// Where in a page a template stands: the part of the HTML syntax (WHATWG 13.2.5) that escaping depends on.
#ifndef MAILLE_TOOLS_VIEWC_HTML_H
#define MAILLE_TOOLS_VIEWC_HTML_H

#include "base/err.h"
#include "base/str.h"

enum markup_at {
	AT_TEXT,
	AT_TAG_NAME, // after "<" or "</"
	AT_TAG,      // between attributes
	AT_NAME,     // in an attribute's name
	AT_EQUALS,   // after its "="
	AT_VALUE,    // in a quoted value
	AT_UNQUOTED,
	AT_SCRIPT,   // in <script> or <style>
	AT_COMMENT,
	AT_DOCTYPE,
};

enum { MARKUP_DEPTH = 64, MARKUP_NAME = 32 };

struct markup {
	enum markup_at at;
	char quote;
	bool closing;     // in an end tag
	bool slash;       // the tag ends with "/"
	bool started;     // the attribute's value has begun
	bool space;       // a blank is due before the tag's next attribute
	bool spaced;      // what was written last is white space
	char tag[MARKUP_NAME], attr[MARKUP_NAME];
	struct {
		char name[MARKUP_NAME];
		size_t line;
	} open[MARKUP_DEPTH];
	size_t depth;
};

// Follows literal text and writes it, lighter by its indentation, to out. *line is kept current.
const struct err *markup_feed(struct markup *m, struct str text, size_t *line, struct buf *out);
// A statement was met: it ends a tag's or an attribute's name.
const struct err *markup_settle(struct markup *m);
// Is the text between quotes of href, src, action and the like?
bool markup_in_link(const struct markup *m);
// Does white space count here (pre, textarea, script, style)?
bool markup_verbatim(const struct markup *m);
// Whether both stand at the same place of the same elements.
bool markup_same(const struct markup *a, const struct markup *b);

#endif
