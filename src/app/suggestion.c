// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/suggestion.h"

static bool same_items(const struct suggestion *a, const struct suggestion *b)
{
	size_t same = 0;
	for (size_t i = 0; i < a->item_n; i++)
		for (size_t k = 0; k < b->item_n; k++)
			same += str_eq(a->items[i].kind, b->items[k].kind) && str_eq(a->items[i].key, b->items[k].key) &&
				str_eq(a->items[i].after, b->items[k].after);
	return same == a->item_n && a->item_n == b->item_n;
}

static bool same_proposal(const struct suggestion *a, const struct suggestion *b)
{
	return a->kind == b->kind && a->place == b->place && a->other == b->other && a->source == b->source &&
	       a->person == b->person && str_eq(a->address, b->address) && str_eq(a->note, b->note) && same_items(a, b);
}

const struct err *suggestion_put_in(struct db *d, struct suggestion *s)
{
	const struct err *err;
	struct arena a = {0};
	struct suggestion *waiting;
	size_t n;
	s->state = s->address.n > 0 ? SUGGESTION_UNCONFIRMED : SUGGESTION_WAITING;
	TRY(store_suggestion_scope(d, s->place, s->kind, &s->scope));
	if (s->place != 0) {
		TRY(store_suggestion_of_place(d, s->place, &a, &waiting, &n));
		for (size_t i = 0; i < n; i++)
			if (same_proposal(s, &waiting[i])) {
				s->id = waiting[i].id;
				goto done;
			}
	}
	TRY(store_suggestion_insert(d, s));
done:
	arena_release(&a);
	return err;
}
