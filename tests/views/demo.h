// SPDX-License-Identifier: AGPL-3.0-or-later
// What tests/views/ok/demo.html shows.
#ifndef MAILLE_TESTS_VIEWS_DEMO_H
#define MAILLE_TESTS_VIEWS_DEMO_H

#include "web/view.h"

struct demo_item {
	struct str name;
	const char *url;
	int n;
	bool on;
};
struct view_demo {
	const char *title;
	struct html ld;
	const struct demo_item *items;
	size_t n;
	struct date when;
};

#endif
