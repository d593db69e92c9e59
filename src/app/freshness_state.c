// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/freshness_state.h"

#include "app/write.h"

struct reading {
	struct arena *a;
	struct freshness_state *out;
};

static const struct err *read_state(struct db *d, void *user)
{
	const struct err *err;
	struct reading *r = user;
	struct freshness_state *s = r->out;
	TRY(store_reminder_list(d, r->a, &s->reminders, &s->reminder_n));
	TRY(store_reachable(d, r->a, &s->reachable, &s->reachable_n));
	TRY(store_unreachable(d, r->a, &s->unreachable, &s->unreachable_n));
done:
	return err;
}

const struct err *freshness_state_read(struct app *app, struct arena *a, struct freshness_state *out)
{
	return app_read(app, read_state, &(struct reading){a, out});
}

const struct reminder *freshness_reminder(const struct freshness_state *s, int64_t place)
{
	size_t low = 0, high = s->reminder_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->reminders[middle].place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->reminder_n && s->reminders[low].place == place ? &s->reminders[low] : NULL;
}
