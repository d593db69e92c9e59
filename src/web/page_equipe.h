// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_EQUIPE_H
#define MAILLE_WEB_PAGE_EQUIPE_H

#include "app/team.h"
#include "web/layout.h"

struct view_team {
	struct view_layout layout;
	const struct place *place;
	const struct team *team;
	int64_t me;
	bool in_team;
	const char *done, *wrong;
	struct str address; // as typed
};

#endif
