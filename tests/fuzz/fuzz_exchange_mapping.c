// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a table holds, its columns are guessed, any correction of them is kept word for word, and what single cells are
// taken for is possible. The first byte says which columns a person corrects, and to what.
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/column.h"
#include "fuzz.h"

static void cells(struct str s, struct arena *a)
{
	double lat, lon;
	unsigned left_out = 0, unknown = 0;
	struct buf hours = BUF_IN(a);
	struct str code = STR_NONE;
	if (position_pair(s, &lat, &lon))
		MUST(fabs(lat) <= 90 && fabs(lon) <= 180);
	if (position_degrees(s, &lat, &lon))
		MUST(isnan(lat) != isnan(lon));
	if (!utf8_valid(s))
		return;
	value_look(s, a);
	kinds_read(s, &unknown);
	value_town(s, &code);
	MUST(code.n == 0 || code.n == 5);
	MUST(utf8_valid(personal_strip(s, a, &left_out)));
	MUST(hours_from_words(s, -1, &hours) == (hours.n > 0));
	MUST(utf8_valid(heading_words(s, a)));
}

static void same(const struct mapping *a, const struct mapping *b)
{
	MUST(a->column_n == b->column_n);
	for (size_t i = 0; i < a->column_n; i++)
		MUST(str_eq(a->columns[i].target, b->columns[i].target));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct table t;
	size_t n;
	const struct mapping_target *targets = mapping_targets(&n);
	unsigned choice = size > 0 ? data[0] : 0;
	struct str s = size > 0 ? (struct str){(const char *)data + 1, size - 1} : STR_NONE;
	cells(s, &arena);
	const struct err *err = table_read(s, S("fuzz"), &arena, &t);
	if (err == NULL) {
		struct mapping m, again;
		struct buf text = BUF_IN(&arena);
		struct record_set set;
		mapping_guess(&t, &arena, &m);
		for (size_t i = choice % 7; i < m.column_n; i += 3)
			mapping_set(&m, m.columns[i].name, str_of(targets[(choice + i) % n].key));
		mapping_write(&m, &text);
		mapping_guess(&t, &arena, &again);
		if (mapping_kept(&again, buf_str(&text), &arena)) // a name that is no UTF-8 or holds a NUL is not kept
			same(&m, &again);
		err = mapping_read(&t, &m, S("fuzz"), &arena, &set);
		if (err == NULL && t.whole == NULL)
			MUST(set.record_n + set.refusal_n + set.repeated_n <= set.read_n);
		mapping_kept(&again, s, &arena);
	}
	if (err != NULL)
		err_free(err);
	arena_release(&arena);
	return 0;
}
