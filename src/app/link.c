// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/link.h"

#include "base/time.h"

const struct err *link_key(struct app *app, struct seal_key *out)
{
	return app_seal_key(app, "liens", out);
}

int64_t link_day(int days)
{
	return time_unix() / 86400 + days;
}

static struct str message(const struct link *l, struct arena *a)
{
	return arena_printf(a, "%s %lld %lld %lld", l->purpose, (long long)l->object, (long long)l->person, (long long)l->until);
}

struct str link_make(const struct seal_key *key, const struct link *l, struct arena *a)
{
	struct str seal = seal_make(key, message(l, a), a);
	return arena_printf(a, "%lld-%lld-%lld-%.*s", (long long)l->object, (long long)l->person, (long long)l->until, STR_ARG(seal));
}

bool link_open(const struct seal_key *key, const char *purpose, struct str text, struct link *out, bool *late)
{
	struct arena a = {0};
	struct str seal = text;
	struct link l = {.purpose = purpose};
	bool read = str_to_i64(str_cut(seal, '-', &seal), &l.object) && str_to_i64(str_cut(seal, '-', &seal), &l.person) &&
		    str_to_i64(str_cut(seal, '-', &seal), &l.until);
	bool fits = read && seal_fits(key, message(&l, &a), seal);
	bool over = fits && l.until != 0 && l.until < link_day(0);
	arena_release(&a);
	if (late != NULL)
		*late = over;
	*out = l;
	return fits && !over;
}
