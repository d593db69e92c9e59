// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_ERROR_H
#define MAILLE_WEB_PAGE_ERROR_H

#include "web/layout.h"

struct view_error {
	struct view_layout layout;
	int status;
	struct str sentence;
	struct web_way on[2]; // where to go on from here, instead of the search; "" for none
};

#endif
