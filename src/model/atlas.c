// SPDX-License-Identifier: AGPL-3.0-or-later
#include "model/atlas.h"

#include <stdlib.h>

#include "model/gazetteer.h"

void atlas_free(struct atlas *a)
{
	if (a == NULL)
		return;
	map_release(&a->slugs);
	arena_release(&a->arena);
	free(a);
}

const struct place *atlas_place(const struct atlas *a, struct str slug)
{
	uint64_t at;
	return map_get(&a->slugs, slug, &at) ? &a->places[at] : NULL;
}

const struct place *atlas_place_by_id(const struct atlas *a, int64_t id)
{
	uint32_t low = 0, high = a->place_n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (a->places[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < a->place_n && a->places[low].id == id ? &a->places[low] : NULL;
}

// The lists below are short (tens), so a walk is enough.
#define FIND_BY_KEY(items, count)                          \
	for (uint32_t i = 0; i < (count); i++)             \
		if (str_eq((items)[i].key, key))           \
			return (int32_t)i;                 \
	return NONE

int32_t atlas_network(const struct atlas *a, struct str key)
{
	FIND_BY_KEY(a->networks, a->network_n);
}

int32_t atlas_action(const struct atlas *a, struct str key)
{
	FIND_BY_KEY(a->actions, a->action_n);
}

int32_t atlas_label(const struct atlas *a, struct str key)
{
	FIND_BY_KEY(a->labels, a->label_n);
}

int32_t atlas_source(const struct atlas *a, struct str key)
{
	FIND_BY_KEY(a->sources, a->source_n);
}

int place_territory(const struct place *p)
{
	if (p->commune_at == NONE)
		return NONE;
	uint8_t density = gazetteer_commune((uint32_t)p->commune_at).density;
	if (density == 0)
		return NONE;
	return density >= 5 ? TERRITORY_RURAL : TERRITORY_URBAN; // INSEE: classes 5 to 7 are rural
}

bool place_dormant(const struct place *p, struct date today)
{
	struct date d = p->confirmed;
	if (d.year == 0)
		return true;
	if (d.month == 0)
		d.month = 12;
	return date_months_between(d, today) >= DORMANT_MONTHS;
}
