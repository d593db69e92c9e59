// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_RESEAUX_H
#define MAILLE_WEB_PAGE_RESEAUX_H

#include "model/vocab.h"
#include "web/mapbox.h"
#include "web/parts.h"

struct network_row {
	const struct network *network;
	struct str lead, lead_slug; // "" when it has none, or is no place of ours
	uint32_t departments;
};
struct view_networks {
	struct view_layout layout;
	const struct network_row *rows; // consortiums after networks, those with most members first
	size_t row_n;
	size_t network_n; // of rows, the first that are no consortium
};

struct network_member {
	struct view_item item;
	struct str role;
	bool lead;
};
enum { SHARED_NAMES = 6 };
struct network_action { // what members do, by how many of them
	const struct action *action;
	struct {
		const struct place *who[SHARED_NAMES];
		uint32_t n;
	} stages[STAGE_COUNT];
	uint32_t total;
};
struct network_figure {
	int64_t number;
	const char *words;
};
struct view_network {
	struct view_layout layout;
	const struct network *network;
	struct str lead, lead_slug;
	const struct network_member *members; // the lead first
	size_t member_n;
	const struct network_action *actions; // those that several share first
	size_t action_n;
	struct network_figure figures[5];
	size_t figure_n;
	struct map_box map;
};

#endif
