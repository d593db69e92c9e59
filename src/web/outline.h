// SPDX-License-Identifier: AGPL-3.0-or-later
// Outlines of France and its departments, as paths for pictures drawn on the server.
#ifndef MAILLE_WEB_OUTLINE_H
#define MAILLE_WEB_OUTLINE_H

#include "base/str.h"

// The picture of the whole country: Lambert 93 for the mainland and Corsica, the five overseas departments in
// frames at the lower left.
enum { FRANCE_WIDTH = 1000, FRANCE_HEIGHT = 950 };
// Where a place stands in it. Returns the part that shows it, 0 the mainland, 1 to 5 a frame; -1 when none does.
int france_at(double lat, double lon, double *x, double *y);
void france_land(struct buf *out);    // path data: the land
void france_regions(struct buf *out); // path data: borders between regions
void france_frames(struct buf *out);  // path data: the overseas frames

// A picture of one area, true at its middle: degrees to units from the upper left.
struct outline_view {
	double lat, lon; // the middle
	double kx, ky;   // units a degree
	double width, height;
};
struct outline_bounds {
	double south, west, north, east; // degrees
};
// The view that holds the bounds with that margin around, in units.
struct outline_view outline_view_of(struct outline_bounds b, double width, double height, double margin);
void outline_at(const struct outline_view *v, double lat, double lon, double *x, double *y);

// A town whose name helps to find one's way; those seen from afar (level 0) come first.
struct outline_town {
	const char *name;
	float lat, lon;
	uint8_t level;
};
// The next town that the view shows from *at on (start with 0); NULL when there is none.
const struct outline_town *outline_next_town(const struct outline_view *v, size_t *at);

int outline_department(struct str code); // "29", "2A", "974"; -1 when unknown
struct outline_bounds outline_bounds(int department);
void outline_draw_shape(struct buf *out, const struct outline_view *v, int department); // closed path data
// Path data of what of the land and of the departments' borders the view shows.
void outline_draw_land(struct buf *out, const struct outline_view *v);
void outline_draw_borders(struct buf *out, const struct outline_view *v);

#endif
