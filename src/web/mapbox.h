// SPDX-License-Identifier: AGPL-3.0-or-later
// A map in a page: a still picture that map.js, when it runs, replaces with a live one. In a view:
// {% render map_box(&v->map) %}, with layout.map set so that the scripts are loaded.
#ifndef MAILLE_WEB_MAPBOX_H
#define MAILLE_WEB_MAPBOX_H

#include "web/web.h"

struct map_box {
	struct str points;   // address of the points: page_points() in page_carte.c
	struct str outlines; // address of the base
	struct str tiles, credit; // settings
	const char *list;    // selector of the list that shares its focus with the map, NULL for none
	const char *form;    // selector of the form whose boxes are the map's layers, NULL for none
	bool state;          // where the map is stands in the address (#zoom/lat/lon)
	bool blank;          // links open in a new tab: the map is in another site's frame
	struct html still;   // the picture, from mesh.h
};

// query: "?type=fablab" as ask_link() writes it, "" for all places.
struct map_box map_box(const struct page *p, struct str query, const char *list, struct html still);

#endif
