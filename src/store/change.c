// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/change.h"

#include <time.h>

#include "base/time.h"
#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt change_last = {"change_last", "SELECT coalesce(max(number), 0) FROM change"};
static const struct db_stmt change_insert = {
	"change_insert", "INSERT INTO change (number, made_at, made_by, source, what, place, before, after, person, role, reverts, "
			 "accepted_by, accepted_role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
#define COLUMNS "SELECT number, made_at, made_by, source, what, place, before, after, person, role, reverts, accepted_by, accepted_role FROM change "
static const struct db_stmt change_list = {"change_list", COLUMNS "ORDER BY number DESC LIMIT $1"};
static const struct db_stmt change_read = {"change_read", COLUMNS "WHERE number = $1"};
static const struct db_stmt change_of_person = {"change_of_person", COLUMNS "WHERE person = $1 ORDER BY number DESC"};

struct filling {
	const struct change_row *rows;
	size_t n;
	int64_t number; // of the first
	char now[32];
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct change_row *r = &f->rows[i];
	v[0] = db_int(f->number + (int64_t)i);
	v[1] = db_text(str_of(f->now));
	v[2] = db_text_or_null(r->made_by);
	v[3] = row_id(r->source);
	v[4] = db_text(r->what);
	v[5] = row_id(r->place);
	v[6] = db_text_or_null(r->before);
	v[7] = db_text_or_null(r->after);
	v[8] = row_id(r->person);
	v[9] = db_text_or_null(r->role);
	v[10] = row_id(r->reverts);
	v[11] = row_id(r->accepted_by);
	v[12] = db_text_or_null(r->accepted_role);
	return true;
}

const struct err *store_change_append(struct db *d, const struct change_row *rows, size_t n)
{
	const struct err *err;
	struct filling f = {.rows = rows, .n = n};
	time_t now = (time_t)time_unix();
	struct tm utc;
	gmtime_r(&now, &utc);
	strftime(f.now, sizeof f.now, "%Y-%m-%dT%H:%M:%SZ", &utc);
	TRY(store_change_last(d, &f.number));
	f.number++;
	TRY(db_bulk(d, &change_insert, 13, fill, &f));
done:
	return err;
}

static const struct err *list(struct db *d, const struct db_stmt *s, int64_t key, struct arena *a, struct change_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct change_row) rows = {0};
	bool row;
	TRY(db_query(d, s, DB_V(db_int(key)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct change_row){
					.number = db_col_int(r, 0),
					.made_at = arena_str(a, db_col_text(r, 1)),
					.made_by = arena_str(a, db_col_text(r, 2)),
					.source = db_col_int(r, 3),
					.what = arena_str(a, db_col_text(r, 4)),
					.place = db_col_int(r, 5),
					.before = arena_str(a, db_col_text(r, 6)),
					.after = arena_str(a, db_col_text(r, 7)),
					.person = db_col_int(r, 8),
					.role = arena_str(a, db_col_text(r, 9)),
					.reverts = db_col_int(r, 10),
					.accepted_by = db_col_int(r, 11),
					.accepted_role = arena_str(a, db_col_text(r, 12)),
				});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_change_list(struct db *d, size_t max, struct arena *a, struct change_row **out, size_t *n)
{
	return list(d, &change_list, (int64_t)max, a, out, n);
}

const struct err *store_change_of_person(struct db *d, int64_t person, struct arena *a, struct change_row **out, size_t *n)
{
	return list(d, &change_of_person, person, a, out, n);
}

const struct err *store_change_read(struct db *d, int64_t number, struct arena *a, struct change_row *out, bool *found)
{
	struct change_row *rows;
	size_t n;
	const struct err *err = list(d, &change_read, number, a, &rows, &n);
	*found = err == NULL && n > 0;
	if (*found)
		*out = rows[0];
	return err;
}

const struct err *store_change_last(struct db *d, int64_t *number)
{
	return row_int(d, &change_last, NULL, 0, number, NULL);
}
