// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/journal.h"

#include "base/vec.h"
#include "store/row.h"

// As what they changed it is told unless they chose that nothing of them is; who left chose so.
#define COLUMNS "SELECT number, source, place, person, reverts, made_at, what, " \
		"CASE WHEN (SELECT shown FROM person WHERE person.id = change.person) = 'rien' THEN NULL ELSE role END, " \
		"before, after FROM change "

static const struct db_stmt journal_after = {
	"journal_after", COLUMNS
			 "WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3"};
static const struct db_stmt journal_newest = {
	"journal_newest", COLUMNS
			  "WHERE place IS NOT NULL AND number <= $1 ORDER BY number DESC LIMIT $2"};
static const struct db_stmt journal_of_place = {
	"journal_of_place", COLUMNS
			    "WHERE place = $3 AND number <= $1 ORDER BY number DESC LIMIT $2"};
static const struct db_stmt journal_items = {
	"journal_items", "SELECT change, kind, key, before, after FROM change_item WHERE change >= $1 AND change <= $2 "
			 "ORDER BY change, kind, key"};
static const struct db_stmt journal_items_of = {
	"journal_items_of", "SELECT change, kind, key, before, after FROM change_item WHERE change >= $1 AND change <= $2 AND place = $3 "
			    "ORDER BY change, kind, key"};

static struct journal_row read_journal(struct db_rows *r, struct arena *a)
{
	return (struct journal_row){
		.number = db_col_int(r, 0),
		.source = db_col_int(r, 1),
		.place = db_col_int(r, 2),
		.person = db_col_int(r, 3),
		.reverts = db_col_int(r, 4),
		.made_at = arena_str(a, db_col_text(r, 5)),
		.what = arena_str(a, db_col_text(r, 6)),
		.role = arena_str(a, db_col_text(r, 7)),
		.before = arena_str(a, db_col_text(r, 8)),
		.after = arena_str(a, db_col_text(r, 9)),
	};
}
ROW_LIST(read_rows, struct journal_row, read_journal)

// Gives each row the items of its change; rows are in either order.
static const struct err *read_items(struct db *d, int64_t place, struct arena *a, struct journal_row *rows, size_t n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct journal_item) items = {0};
	bool row;
	if (n == 0)
		return NULL;
	int64_t from = rows[0].number, to = rows[n - 1].number;
	bool up = from <= to;
	struct db_value v[] = {db_int(up ? from : to), db_int(up ? to : from), db_int(place)};
	TRY(db_query(d, place ? &journal_items_of : &journal_items, v, place ? 3 : 2, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&items, (struct journal_item){db_col_int(r, 0), arena_str(a, db_col_text(r, 1)), arena_str(a, db_col_text(r, 2)),
						       arena_str(a, db_col_text(r, 3)), arena_str(a, db_col_text(r, 4))});
	}
	struct journal_item *all = arena_copy(a, items.v, items.n, sizeof *all);
	for (size_t i = 0, at = 0; i < n; i++) {
		struct journal_row *one = &rows[up ? i : n - 1 - i];
		while (at < items.n && all[at].change < one->number)
			at++;
		one->items = &all[at];
		while (at + one->item_n < items.n && all[at + one->item_n].change == one->number)
			one->item_n++;
	}
done:
	db_rows_close(r);
	vec_free(&items);
	return err;
}

const struct err *store_journal_after(struct db *d, int64_t after, int64_t last, size_t max, struct arena *a, struct journal_row **out,
				      size_t *n)
{
	const struct err *err;
	TRY(read_rows(d, &journal_after, DB_V(db_int(after), db_int(last), db_int((int64_t)max)), a, out, n));
	TRY(read_items(d, 0, a, *out, *n));
done:
	return err;
}

const struct err *store_journal_newest(struct db *d, int64_t place, int64_t last, size_t max, struct arena *a, struct journal_row **out,
				       size_t *n)
{
	const struct err *err;
	struct db_value v[] = {db_int(last), db_int((int64_t)max), db_int(place)};
	TRY(read_rows(d, place ? &journal_of_place : &journal_newest, v, place ? 3 : 2, a, out, n));
	TRY(read_items(d, place, a, *out, *n));
done:
	return err;
}
