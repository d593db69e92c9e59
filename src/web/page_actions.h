// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_ACTIONS_H
#define MAILLE_WEB_PAGE_ACTIONS_H

#include "model/vocab.h"
#include "web/mapbox.h"
#include "web/parts.h"
#include "web/near.h"

enum { CELL_NAMES = 3 };

struct matrix_cell {
	uint32_t total;
	const struct place *names[CELL_NAMES];
	uint32_t name_n;
};
struct matrix_row {
	const struct action *action;
	struct matrix_cell cells[STAGE_COUNT];
};
struct view_actions {
	struct view_layout layout;
	const struct matrix_row *rows; // by category
	size_t row_n;
	uint32_t totals[STAGE_COUNT];
	uint32_t places; // that told at least one action
};

struct action_place { // one who is at a stage of the action
	uint32_t at; // in the atlas
	struct view_item item;
	struct date since;
	struct str note;
};
struct action_stage {
	struct action_place *places; // nearest first
	size_t n;
	size_t from, to; // those on this page
};
struct action_pair { // one who wants to or has started, and the nearest who does
	const struct place *who, *helper;
	struct str who_town, helper_town;
	unsigned stage;
	float km;
};
struct view_action {
	struct view_layout layout;
	const struct action *action;
	struct near_point where;
	struct action_stage stages[STAGE_COUNT];
	const struct action_pair *pairs;
	size_t pair_n;
	int64_t page, page_n;
	struct str before, after; // links
	struct map_box map;
};

#endif
