// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_HOME_H
#define MAILLE_WEB_PAGE_HOME_H

#include "web/parts.h"

struct home_change {
	struct date date;
	struct str text;   // how it begins
	struct str source; // where the changes come from, "" when they are one person's
	struct str did;    // "6 nouveaux, 9 complétés"
	struct str slug; // of the place, "" when about several
	struct str name;
};
struct home_figure {
	int64_t number;
	const char *words; // in the singular or plural that the number asks for
	struct str href;
};
struct view_home {
	struct view_layout layout;
	struct view_ask ask;
	const char *const *examples;
	size_t example_n;
	struct html mesh; // the network drawn, empty when there is nothing to draw
	struct home_figure figures[5];
	size_t figure_n;
	struct date as_of;
	const struct home_change *changes;
	size_t change_n;
};

#endif
