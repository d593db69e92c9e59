// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_PLACE_H
#define MAILLE_WEB_PAGE_PLACE_H

#include "model/hours.h"
#include "web/parts.h"
#include "web/photo.h"

struct place_fact { // a plain fact in the side column
	const char *label;
	struct str value, href; // href "" when it leads nowhere
	bool outside;           // href leaves the site
};
struct place_action {
	struct str key, name, category, note;
	struct date since;
};
struct place_network {
	struct str key, name, role;
	bool consortium, lead;
};
struct place_partner {
	struct str name, note;
};
struct place_partners { // of one kind
	const char *kind;
	struct place_partner *items;
	size_t n;
};
struct place_told { // a fact as a source told it
	const char *label;
	struct str value, source;
	struct date date;
	bool agrees; // with what the place shows
};
struct place_source {
	struct str title, publisher, licence, url, identifier;
	struct date date;
};

struct view_place {
	struct view_layout layout;
	const struct place *place;
	struct str types, town, department, region;
	struct view_item item; // for its labels
	struct str confirmed_by;
	bool old, closed;
	struct html about, map;
	struct place_fact facts[20];
	size_t fact_n;
	struct place_action *actions[STAGE_COUNT];
	size_t action_n[STAGE_COUNT];
	struct place_network *networks;
	size_t network_n;
	struct place_partners partners[PARTNER_COUNT + 1];
	size_t partner_n;
	struct place_told *told;
	size_t told_n;
	bool told_lost; // they could not be read
	struct place_source *sources;
	size_t source_n;
	struct view_item *near, *alike;
	size_t near_n, alike_n;
	struct str around; // link to a search around it
	bool has_actions;
	struct hours_row *hours; // in words
	size_t hours_n;
	struct place_criterion {
		const char *name;
		struct str text;
	} criteria[CRITERION_COUNT];
	size_t criterion_n;
	struct view_photo *photos; // in their order
	size_t photo_n;
	struct view_video *videos;
	size_t video_n;
	bool keeper; // who reads is of its team, or animates it
};

#endif
