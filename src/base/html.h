// SPDX-License-Identifier: AGPL-3.0-or-later
// Escapes, one for each place in a page. Only compiled views and these write HTML.
#ifndef MAILLE_BASE_HTML_H
#define MAILLE_BASE_HTML_H

#include "base/str.h"

void html_text(struct buf *b, struct str s);  // element content and quoted attributes: & < > " '
// A link's target in a quoted attribute: http, https, mailto, tel or relative; anything else becomes "#".
void html_url(struct buf *b, struct str s);
// One query value or path segment, percent-encoded (RFC 3986 unreserved kept).
void html_percent(struct buf *b, struct str s);

#endif
