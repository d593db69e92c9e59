// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/near.h"

#include <math.h>

#include "app/ask.h"
#include "model/gazetteer.h"
#include "search/where.h"

struct near_point near_read(const struct page *p)
{
	struct pair only = {S("pres"), http_query(p->rq, "pres")};
	struct near_point n = {.typed = only.value};
	if (only.value.n == 0)
		return n;
	struct search_ask ask;
	struct ask_problems problems = {0};
	if (!ask_read(p->index, &only, 1, p->a, &ask, &problems)) {
		n.problem = problems.items[0].message;
		return n;
	}
	struct where w;
	if (where_read(ask.where, p->a, &w) != WHERE_OK)
		return n;
	n.label = w.label;
	n.lat = w.lat;
	n.lon = w.lon;
	if (w.kind == WHERE_AREA && w.filter_n > 0 && w.filters[0].facet == FACET_REGION) {
		struct region r = gazetteer_region(w.filters[0].value);
		n.lat = r.lat;
		n.lon = r.lon;
	} else if (w.kind == WHERE_AREA && w.filter_n > 0) {
		struct department d = gazetteer_department(w.filters[0].value);
		n.lat = d.lat;
		n.lon = d.lon;
	}
	n.found = !isnan(n.lat) && !isnan(n.lon);
	return n;
}

float near_km(const struct near_point *n, const struct place *place)
{
	if (!n->found || isnan(place->lat) || isnan(place->lon))
		return -1;
	return (float)geo_km(n->lat, n->lon, place->lat, place->lon);
}
