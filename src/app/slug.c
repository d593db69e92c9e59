// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/slug.h"

#include "base/utf8.h"

enum { SLUG_MAX = 60 };

struct str slug_of(struct str name, struct arena *a)
{
	struct buf folded = {0}, out = BUF_IN(a);
	utf8_fold(&folded, name);
	size_t word_end = 0;
	for (size_t i = 0; i < folded.n; i++) {
		char c = folded.p[i];
		if (c == '@')
			c = 'a';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			buf_addc(&out, c);
		} else if (out.n > 0 && out.p[out.n - 1] != '-') {
			if (out.n <= SLUG_MAX)
				word_end = out.n;
			buf_addc(&out, '-');
		}
		if (out.n > SLUG_MAX)
			break;
	}
	buf_release(&folded);
	if (out.n > SLUG_MAX)
		out.n = word_end > 0 ? word_end : SLUG_MAX;
	while (out.n > 0 && out.p[out.n - 1] == '-')
		out.n--;
	return out.n > 0 ? buf_str(&out) : S("lieu");
}

struct str slug_unique(struct map *taken, struct str name, struct str commune, struct arena *a)
{
	struct str slug = slug_of(name, a);
	if (map_get(taken, slug, NULL) && commune.n > 0)
		slug = slug_of(arena_printf(a, "%.*s %.*s", STR_ARG(str_sub(slug, 0, 40)), STR_ARG(commune)), a);
	if (map_get(taken, slug, NULL)) {
		uint64_t *last = map_at(taken, slug, 1); // the number given last
		struct str numbered;
		do
			numbered = arena_printf(a, "%.*s-%u", STR_ARG(slug), (unsigned)++*last);
		while (map_get(taken, numbered, NULL));
		slug = numbered;
	}
	map_set(taken, slug, 1);
	return slug;
}
