// SPDX-License-Identifier: AGPL-3.0-or-later
// A page's own "where?" box: what was typed, and the point it names.
#ifndef MAILLE_WEB_NEAR_H
#define MAILLE_WEB_NEAR_H

#include "web/web.h"

struct near_point {
	struct str typed;   // kept in the box
	struct str label;   // "Vannes (56)"
	struct str problem; // in the thread's language, set when it names nothing known
	bool found;
	double lat, lon;
};

// Reads `pres`, as the search does; a department or a region stands for its middle.
struct near_point near_read(const struct page *p);
// Kilometres from there to a place; < 0 when either is unknown.
float near_km(const struct near_point *n, const struct place *place);

#endif
