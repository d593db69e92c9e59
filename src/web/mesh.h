// SPDX-License-Identifier: AGPL-3.0-or-later
// The network as pictures drawn on the server: the home page's mesh, a place's small map, a map of some places.
// C works out the paths; views/mesh.html draws them, in the page's own colours.
#ifndef MAILLE_WEB_MESH_H
#define MAILLE_WEB_MESH_H

#include "model/atlas.h"
#include "web/view.h"

// The whole network (about 20 ms for the starter network: draw it once a snapshot).
struct html mesh_svg(struct arena *a, const struct atlas *atlas);

// The department around a place, the place, and its neighbours (positions in the atlas). Empty when the place has
// no position.
struct html mesh_small_map(struct arena *a, const struct atlas *atlas, uint32_t place, const uint32_t *near, size_t near_n);

struct mesh_point {
	uint32_t place;
	uint8_t stage; // enum stage: the sign it is drawn with
};
// Some places: on the whole country, or nearer when they stand close together. `lead` (or NONE) is drawn larger and
// tied to the others. `alt` says in words what is seen. Empty when no place has a position.
struct html mesh_points_map(struct arena *a, const struct atlas *atlas, const struct mesh_point *points, size_t n,
			    int32_t lead, struct str alt);

// The same for many places: small dots on the whole country.
struct html mesh_places_map(struct arena *a, const struct atlas *atlas, const struct mesh_point *points, size_t n,
			    struct str alt);

// What views/mesh.html draws.
struct mesh_town {
	const char *name;
	int x, y;
	bool left; // the name stands at the left of its dot
};
struct view_mesh {
	int width, height;
	struct str alt;
	struct str land, regions, frames;  // outlines
	struct str web, bonds, consortium; // lines: neighbours, networks, consortiums
	struct str dots[3];                // places: alone, of several, labelled
	struct str hubs;                   // those that hold a network together
};
struct view_map {
	int width, height;
	bool whole; // the whole country: its dots are larger, as the picture is drawn smaller
	bool many;  // so many places that their dots are small
	struct str alt;
	struct str land, regions, frames, area; // area: the department it is about
	struct str links, near;
	struct str dots[STAGE_COUNT], halves; // places by stage
	struct str lead;
	struct mesh_town towns[8];
	size_t town_n;
};

#endif
