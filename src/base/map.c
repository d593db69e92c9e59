// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/map.h"

#include <stdlib.h>

#include "base/mem.h"

static struct map_slot *map_slot(const struct map *m, struct str key)
{
	size_t mask = m->cap - 1;
	size_t at = (size_t)str_hash(key) & mask;
	while (m->slots[at].used && !str_eq(m->slots[at].key, key))
		at = (at + 1) & mask;
	return &m->slots[at];
}

static void map_grow(struct map *m)
{
	struct map bigger = {.n = m->n, .cap = m->cap ? m->cap * 2 : 16};
	bigger.slots = mem_array(bigger.cap, sizeof *bigger.slots);
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].used)
			*map_slot(&bigger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
}

uint64_t *map_at(struct map *m, struct str key, uint64_t fresh)
{
	if (m->n * 4 >= m->cap * 3)
		map_grow(m);
	struct map_slot *slot = map_slot(m, key);
	if (!slot->used) {
		*slot = (struct map_slot){key, fresh, true};
		m->n++;
	}
	return &slot->value;
}

void map_set(struct map *m, struct str key, uint64_t value)
{
	*map_at(m, key, value) = value;
}

bool map_get(const struct map *m, struct str key, uint64_t *value)
{
	if (m->n == 0)
		return false;
	const struct map_slot *slot = map_slot(m, key);
	if (slot->used && value != NULL)
		*value = slot->value;
	return slot->used;
}

void map_release(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}
