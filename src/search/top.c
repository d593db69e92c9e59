// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/top.h"

#include <stdlib.h>

struct top top_new(struct arena *a, size_t max)
{
	return (struct top){.items = arena_array(a, max, sizeof(struct top_item)), .max = max,
			    .limit = max > 0 ? UINT64_MAX : 0};
}

static void swap(struct top_item *a, struct top_item *b)
{
	struct top_item keep = *a;
	*a = *b;
	*b = keep;
}

static void sink(struct top *t, size_t at)
{
	for (;;) {
		size_t worst = at, left = 2 * at + 1;
		for (size_t child = left; child < left + 2 && child < t->n; child++)
			if (t->items[child].key > t->items[worst].key)
				worst = child;
		if (worst == at)
			return;
		swap(&t->items[at], &t->items[worst]);
		at = worst;
	}
}

void top_push(struct top *t, uint64_t key, uint32_t place)
{
	if (key >= t->limit)
		return;
	if (t->n == t->max) {
		t->items[0] = (struct top_item){key, place};
		sink(t, 0);
	} else {
		size_t at = t->n++;
		t->items[at] = (struct top_item){key, place};
		for (; at > 0 && t->items[(at - 1) / 2].key < t->items[at].key; at = (at - 1) / 2)
			swap(&t->items[at], &t->items[(at - 1) / 2]);
	}
	if (t->n == t->max)
		t->limit = t->items[0].key;
}

bool top_holds(const struct top *t, uint32_t place)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].place == place)
			return true;
	return false;
}

enum { FEW = 64 };

static int by_key(const void *a, const void *b)
{
	const struct top_item *x = a, *y = b;
	return x->key < y->key ? -1 : x->key > y->key;
}

void top_sort(struct top *t)
{
	if (t->n > FEW)
		qsort(t->items, t->n, sizeof *t->items, by_key);
	for (size_t i = 1; t->n <= FEW && i < t->n; i++) {
		struct top_item one = t->items[i];
		size_t at = i;
		for (; at > 0 && t->items[at - 1].key > one.key; at--)
			t->items[at] = t->items[at - 1];
		t->items[at] = one;
	}
}
