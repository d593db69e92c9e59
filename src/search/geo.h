// SPDX-License-Identifier: AGPL-3.0-or-later
// Where places are. Places are numbered so that neighbours have neighbouring numbers (by department, then along a
// curve that fills the map): 64 of them are a tile, 16 tiles a sheet, each with the circle that holds it. A radius
// or the nearest few then look at few tiles, and tiles are the words of the bitsets.
#ifndef MAILLE_SEARCH_GEO_H
#define MAILLE_SEARCH_GEO_H

#include "search/bits.h"
#include "model/atlas.h"

enum { TILE = 64, SHEET_TILES = 16 };

struct spot { // on the unit sphere; x is NAN when unknown
	double x, y, z;
};
struct circle {
	struct spot centre;
	double angle; // radians; < 0 when nothing in it has a position
	double cos, sin; // of the angle
	bool full;       // every place in it has a position
};
struct geo {
	uint32_t n, tile_n, sheet_n;
	struct spot *spots;
	struct circle *tiles, *sheets;
};

struct spot geo_spot(double lat, double lon);
double spot_km(struct spot a, struct spot b); // great circle
// Where a position stands on the curve, for sorting.
uint32_t geo_curve(double lat, double lon);

void geo_build(struct geo *g, const struct atlas *a, const uint32_t *order, uint32_t n);
void geo_release(struct geo *g);

// At least so far is anything in the circle; INFINITY when nothing in it has a position.
double circle_nearest_km(const struct circle *c, struct spot from);
// Sets the bits of the places within the radius; returns how many.
uint32_t geo_within(const struct geo *g, struct spot from, double km, uint64_t *into);
// How many of some places (bits of all, or a list of list_n) are within each radius, ascending.
void geo_count_within(const struct geo *g, const uint64_t *bits, const uint32_t *list, uint32_t list_n, struct spot from,
		      const double *km, size_t n, uint32_t *totals);
bool geo_is_within(const struct geo *g, uint32_t place, struct spot from, double km);

#endif
