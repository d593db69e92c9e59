// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/hours_plain.h"

#include "exchange/column.h"
#include "model/hours.h"

static struct str canonical(struct str osm, struct arena *a)
{
	struct hours h;
	struct buf b = BUF_IN(a);
	if (!hours_read(osm, &h))
		return osm;
	hours_write(&h, &b);
	return buf_str(&b);
}

struct str hours_from_plain(struct str typed, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct str text = str_trim(typed);
	if (text.n == 0 || hours_plausible(text) || !hours_from_words(text, -1, &b))
		return typed;
	return buf_str(&b);
}

// "9 h – 12 h" as one types it: "9h-12h".
static void add_times(struct buf *b, struct str times)
{
	for (size_t i = 0; i < times.n; i++) {
		struct str rest = str_from(times, i);
		if (str_starts(rest, S(" – "))) {
			buf_addc(b, '-');
			i += S(" – ").n - 1;
		} else if (rest.n > 1 && rest.p[0] == ' ' && (rest.p[1] == 'h' || (i > 0 && times.p[i - 1] == 'h' && rest.p[1] >= '0' && rest.p[1] <= '9'))) {
			continue; // "9 h 30"
		} else {
			buf_addc(b, rest.p[0]);
		}
	}
}

struct str hours_to_plain(struct str osm, struct arena *a)
{
	struct hours_row *rows;
	size_t n = hours_words(osm, a, &rows);
	for (int all = 0; n > 0 && all < 2; all++) { // a day that the text does not speak of is closed, and need not be written
		struct buf b = BUF_IN(a);
		for (size_t i = 0; i < n; i++) {
			if (!all && str_eqz(rows[i].times, "fermé"))
				continue;
			buf_addf(&b, "%s%.*s ", b.n > 0 ? " ; " : "", STR_ARG(rows[i].days));
			add_times(&b, rows[i].times);
		}
		if (b.n > 0 && str_eq(canonical(hours_from_plain(buf_str(&b), a), a), canonical(osm, a)))
			return buf_str(&b);
	}
	return osm;
}
