// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_TEXTE_H
#define MAILLE_WEB_PAGE_TEXTE_H

#include "model/vocab.h"
#include "web/layout.h"

struct view_text {
	struct view_layout layout;
	struct str publisher, contact, contact_link, host; // settings; "" when unset
	const char *publisher_name, *contact_name, *host_name; // of the settings to fill
	struct str origin;
	bool tiles;
};

#endif
