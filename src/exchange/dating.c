// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/dating.h"

#include <string.h>

#include "exchange/clean.h"

enum { FIRST_YEAR = 2000 }; // an older number in a name is a number

static size_t digits(struct str s, size_t at)
{
	size_t n = 0;
	while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
		n++;
	return n;
}

// Whether "-03", "_03" or ".03" stands there, and nothing longer.
static bool part(struct str s, size_t at)
{
	return at < s.n && strchr("-_.", s.p[at]) != NULL && digits(s, at + 1) == 2;
}

// The date that begins there, as much of it as is one.
static bool date_at(struct str s, size_t at, struct date today, struct date *out)
{
	char text[11] = "0000-00-00";
	size_t run = digits(s, at), n = 4;
	if (run != 4 && run != 6 && run != 8)
		return false;
	memcpy(text, s.p + at, 4);
	if (run >= 6)
		memcpy(text + 5, s.p + at + 4, 2);
	if (run == 8)
		memcpy(text + 8, s.p + at + 6, 2);
	if (run == 4 && part(s, at + 4)) {
		memcpy(text + 5, s.p + at + 5, 2);
		if (part(s, at + 7))
			memcpy(text + 8, s.p + at + 8, 2);
	}
	if (run > 4)
		n = run == 8 ? 10 : 7; // a long number is a date as a whole, or none
	for (size_t k = 10; k >= n; k -= 3)
		if (date_parse((struct str){text, k}, out) && out->year >= FIRST_YEAR && date_cmp(*out, today) <= 0)
			return true;
	return false;
}

static bool of_name(struct str s, struct date today, struct date *out)
{
	for (size_t i = 0; i < s.n; i += digits(s, i) + 1)
		if (date_at(s, i, today, out))
			return true;
	return false;
}

static bool of_column(const struct table *t, const struct mapping *m, struct date today, struct date *out, struct str *column)
{
	for (size_t c = 0; c < m->column_n && c < t->column_n; c++) {
		struct date d;
		if (!str_eqz(m->columns[c].target, "date_maj"))
			continue;
		for (size_t i = 0; i < t->row_n; i++)
			if (clean_date(t->rows[i].cells[c], &d) && date_cmp(d, today) <= 0 && date_cmp(d, *out) > 0) {
				*out = d;
				*column = m->columns[c].name;
			}
	}
	return out->year != 0;
}

enum dated_by table_dated(const struct table *t, const struct mapping *m, struct str name, struct date today, struct date *out,
			  struct str *column)
{
	*out = (struct date){0};
	*column = STR_NONE;
	if (t->whole != NULL && t->whole->source.date.year != 0 && date_cmp(t->whole->source.date, today) <= 0) {
		*out = t->whole->source.date;
		return DATED_FILE;
	}
	if (of_column(t, m, today, out, column))
		return DATED_COLUMN;
	if (of_name(name, today, out))
		return DATED_NAME;
	*out = (struct date){0};
	return DATED_NOT;
}
