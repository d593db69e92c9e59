// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_FEED_H
#define MAILLE_WEB_PAGE_FEED_H

#include "web/view.h"

struct feed_entry {
	struct str id, title, updated, link, summary;
	struct str source;
};
struct view_feed { // RFC 4287
	struct str title, id, self, page, updated;
	const char *lang;
	struct feed_entry *entries;
	size_t n;
};

#endif
