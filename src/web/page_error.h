// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_ERROR_H
#define MAILLE_WEB_PAGE_ERROR_H

#include "web/layout.h"

struct view_error {
	struct view_layout layout;
	int status;
	struct str sentence;
};

#endif
