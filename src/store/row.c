// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/row.h"

#include <time.h>

// By hand: imports write a date with each of a million facts.
static void digits(char *at, unsigned value, int n)
{
	for (; n-- > 0; value /= 10)
		at[n] = (char)('0' + value % 10);
}

struct db_value row_date(struct date d, struct date_text *text)
{
	if (d.year <= 0)
		return db_null();
	digits(text->z, (unsigned)d.year, 4);
	text->z[4] = text->z[7] = '-';
	digits(text->z + 5, d.month, 2);
	digits(text->z + 8, d.day, 2);
	return db_text((struct str){text->z, d.month == 0 ? 4 : d.day == 0 ? 7 : 10});
}

struct date row_to_date(struct str s)
{
	struct date d = {0};
	if (s.n > 0)
		date_parse(s, &d);
	return d;
}

struct db_value row_moment(int64_t at, struct moment_text *text)
{
	time_t t = (time_t)at;
	struct tm utc;
	gmtime_r(&t, &utc);
	size_t n = strftime(text->z, sizeof text->z, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return db_text((struct str){text->z, n});
}

int64_t row_to_moment(struct str s)
{
	char z[24];
	struct tm utc = {0};
	if (s.n != 20)
		return 0;
	for (size_t i = 0; i < s.n; i++)
		z[i] = s.p[i];
	z[s.n] = '\0';
	return strptime(z, "%Y-%m-%dT%H:%M:%SZ", &utc) != NULL ? (int64_t)timegm(&utc) : 0;
}

struct db_value row_id(int64_t id)
{
	return id != 0 ? db_int(id) : db_null();
}

struct db_value row_code(enum vocab v, int value)
{
	return value >= 0 ? db_text(vocab_code(v, (unsigned)value)) : db_null();
}

int row_to_code(enum vocab v, struct str code)
{
	unsigned value;
	return code.n > 0 && vocab_find(v, code, &value) ? (int)value : -1;
}

const struct err *row_int(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *out, bool *found)
{
	struct db_rows *r = NULL;
	const struct err *err;
	bool row;
	*out = 0;
	TRY(db_query(d, s, v, n, &r));
	TRY(db_step(r, &row));
	if (row)
		*out = db_col_int(r, 0);
	if (found != NULL)
		*found = row;
done:
	db_rows_close(r);
	return err;
}

const struct err *row_find(struct db *d, const struct db_stmt *s, struct str key, int64_t *id)
{
	return row_int(d, s, DB_V(db_text(key)), id, NULL);
}
