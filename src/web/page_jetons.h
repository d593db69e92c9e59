// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_JETONS_H
#define MAILLE_WEB_PAGE_JETONS_H

#include "app/api_token.h"
#include "web/layout.h"

struct view_jetons {
	struct view_layout layout;
	const struct api_token *tokens;
	size_t token_n;
	struct str secret;   // just made: shown this once
	struct str name;     // as typed
	unsigned scopes;
	const char *problem; // NULL when fine
	const char *said;
};

#endif
