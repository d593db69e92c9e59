// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands around every page. In a view: {% wrap layout(&v->layout) %} … {% end %}
#ifndef MAILLE_WEB_LAYOUT_H
#define MAILLE_WEB_LAYOUT_H

#include "web/view.h"

enum nav { NAV_NONE, NAV_PLACES, NAV_MAP, NAV_ACTIONS, NAV_NETWORKS, NAV_DATA };

struct view_layout {
	struct str title;       // "" on the home page, which is called Maille
	struct str description; // for search engines and previews, "" when there is nothing to say
	struct str canonical;   // absolute address without language or state, "" for none
	struct str image;       // absolute address of a picture for previews, "" for none
	struct str kind;        // Open Graph's: "website" unless set
	struct html ld;         // JSON-LD, made by json_writer; empty for none
	struct str feed;        // an Atom feed of what this page shows, "" for none
	enum nav nav;
	bool wide;       // the main part takes the whole width (map, table)
	bool bare;       // no header, no footer: inside a frame
	bool map;        // loads the map's style and scripts
	bool no_index;   // search engines stay out
	bool own_search; // the page has its own search box: none in the header
	struct str q, where; // kept in the search box

	// Filled by page_layout().
	size_t waiting; // proposals that wait for this person
	const char *lang;
	struct str css, js, map_css, map_lib, map_js, font, icon;
	struct str other_lang; // this address in the other language
	bool signed_in;
	struct str helped;     // the name of the person in whose name they act, "" none
	struct str here;       // this address, to come back to after signing in; "" for none
	struct str path_fr, path_en; // absolute, for hreflang; "" for none
};

#endif
