// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_CARTE_H
#define MAILLE_WEB_PAGE_CARTE_H

#include "app/ask.h"
#include "model/vocab.h"
#include "web/mapbox.h"
#include "web/parts.h"

struct layer { // a box that shows or hides a type or a label
	struct str code, name;
	uint32_t total;
	bool chosen;
	unsigned type; // enum place_type of a type's layer
};
struct view_carte {
	struct view_layout layout;
	struct view_ask ask;
	const struct ask_problem *problems;
	size_t problem_n;
	const struct pair *hidden; // what the form keeps of the search
	size_t hidden_n;
	struct layer *types, *labels;
	size_t type_n, label_n;
	uint32_t total, lost; // lost: without a position
	struct view_item *items; // this page of the list
	size_t item_n;
	uint32_t page, page_n;
	struct str before, after; // links
	struct str as_list;       // the same search as a list
	struct str embed;         // the page that makes the snippet
	struct map_box map;
};
struct view_integrer {
	struct view_layout layout;
	struct view_ask ask;
	const struct ask_problem *problems;
	size_t problem_n;
	struct layer *types, *labels;
	size_t type_n, label_n;
	struct str address, snippet; // absolute; "" when the search is refused
	uint32_t total;
};

#endif
