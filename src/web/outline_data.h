// SPDX-License-Identifier: AGPL-3.0-or-later
// The outlines as tools/outline.c compiles them; only outline.c reads them.
#ifndef MAILLE_WEB_OUTLINE_DATA_H
#define MAILLE_WEB_OUTLINE_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "web/outline.h"

enum outline_side { OUTLINE_OUTER, OUTLINE_REGION, OUTLINE_DEPARTMENT };
enum { OUTLINE_END = INT16_MAX, OUTLINE_STOP = INT16_MAX - 1 }; // of a ring, of a shape

struct outline_arc {
	uint16_t from, n; // in outline_points
	uint8_t side;     // enum outline_side
};
struct outline_department {
	char code[4];
	const int16_t *rings; // arc numbers, ~n walked backwards
};

extern const struct outline_town outline_towns[]; // those seen from afar first
extern const size_t outline_town_n;
extern const double outline_scale[2], outline_origin[2]; // degrees: longitude, latitude
extern const uint16_t outline_points[][2];
extern const struct outline_arc outline_arcs[];
extern const size_t outline_arc_n;
extern const int16_t outline_land[];
extern const struct outline_department outline_departments[];
extern const size_t outline_department_n;

#endif
