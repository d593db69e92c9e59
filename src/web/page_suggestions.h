// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_SUGGESTIONS_H
#define MAILLE_WEB_PAGE_SUGGESTIONS_H

#include "search/understand.h"
#include "web/layout.h"

struct view_suggestions {
	struct view_layout layout;
	const struct suggestion *items;
	struct str *links;
	size_t n;
};

struct page;
// Writes them as {"suggestions": [{"genre", "libelle", "detail", "url"}]}.
void suggestions_json(struct page *p, const struct suggestion *items, size_t n);

#endif
