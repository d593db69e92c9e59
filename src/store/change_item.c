// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/change_item.h"

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt item_insert = {
	"change_item_insert", "INSERT INTO change_item (change, place, kind, key, before, after) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt item_since = {
	"change_item_since", "SELECT change, place, kind, key, before, after FROM change_item WHERE place = $1 AND change > $2 "
			     "ORDER BY change, kind, key"};
static const struct db_stmt item_of = {
	"change_item_of", "SELECT change, place, kind, key, before, after FROM change_item WHERE change = $1 ORDER BY place, kind, key"};
static const struct db_stmt item_by = {
	"change_item_by", "SELECT change_item.change, kind, key, change_item.before, change_item.after, change.person, change.what "
			  "FROM change_item JOIN change ON change.number = change_item.change "
			  "WHERE change_item.place = $1 ORDER BY change_item.change, kind, key"};
static const struct db_stmt places_of = {
	"change_places_of", "SELECT DISTINCT change_item.place FROM change_item JOIN change ON change.number = change_item.change "
			    "WHERE change.person = $1 ORDER BY change_item.place"};
// A change is a place's when it is about it alone, or when it did something to it.
static const struct db_stmt place_changes = {
	"place_changes",
	"SELECT change.number, change.person, change.source, change.reverts, change.made_at, change.what, change.role, source.title, "
	"CASE WHEN person.shown = 'nom' AND person.left_at IS NULL THEN person.name END, "
	"(SELECT min(later.number) FROM change later WHERE later.reverts = change.number AND later.place = $1), "
	"CASE WHEN person.shown = 'rien' THEN 0 ELSE 1 END, change.before, change.after, "
	"change.accepted_by, CASE WHEN judge.shown = 'nom' AND judge.left_at IS NULL THEN judge.name END, "
	"CASE WHEN judge.shown = 'rien' THEN NULL ELSE change.accepted_role END "
	"FROM change LEFT JOIN source ON source.id = change.source LEFT JOIN person ON person.id = change.person "
	"LEFT JOIN person judge ON judge.id = change.accepted_by "
	"WHERE change.number < $2 AND (change.place = $1 OR change.number IN (SELECT change FROM change_item WHERE place = $1)) "
	"ORDER BY change.number DESC LIMIT $3"};

struct filling {
	const struct change_item_row *rows;
	size_t n;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct change_item_row *r = &f->rows[i];
	v[0] = db_int(r->change);
	v[1] = db_int(r->place);
	v[2] = db_text(r->kind);
	v[3] = db_text(r->key);
	v[4] = db_text(r->before);
	v[5] = db_text(r->after);
	return true;
}

const struct err *store_change_item_insert(struct db *d, const struct change_item_row *rows, size_t n)
{
	struct filling f = {rows, n};
	return db_bulk(d, &item_insert, 6, fill, &f);
}

static const struct err *list(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t v_n, struct arena *a,
			      struct change_item_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct change_item_row) rows = {0};
	bool row;
	TRY(db_query(d, s, v, v_n, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct change_item_row){
					.change = db_col_int(r, 0),
					.place = db_col_int(r, 1),
					.kind = arena_str(a, db_col_text(r, 2)),
					.key = arena_str(a, db_col_text(r, 3)),
					.before = arena_str(a, db_col_text(r, 4)),
					.after = arena_str(a, db_col_text(r, 5)),
				});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_change_item_since(struct db *d, int64_t place, int64_t after, struct arena *a, struct change_item_row **out,
					  size_t *n)
{
	return list(d, &item_since, DB_V(db_int(place), db_int(after)), a, out, n);
}

const struct err *store_change_item_of(struct db *d, int64_t change, struct arena *a, struct change_item_row **out, size_t *n)
{
	return list(d, &item_of, DB_V(db_int(change)), a, out, n);
}

const struct err *store_change_item_by(struct db *d, int64_t place, struct arena *a, struct change_item_by **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct change_item_by) rows = {0};
	bool row;
	TRY(db_query(d, &item_by, DB_V(db_int(place)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		struct change_item_row one = {db_col_int(r, 0), place, arena_str(a, db_col_text(r, 1)), arena_str(a, db_col_text(r, 2)),
					      arena_str(a, db_col_text(r, 3)), arena_str(a, db_col_text(r, 4))};
		vec_push(&rows, (struct change_item_by){one, db_col_int(r, 5), arena_str(a, db_col_text(r, 6))});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_change_places_of(struct db *d, int64_t person, struct arena *a, int64_t **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(int64_t) places = {0};
	bool row;
	TRY(db_query(d, &places_of, DB_V(db_int(person)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&places, db_col_int(r, 0));
	}
	*out = arena_copy(a, places.v, places.n, sizeof **out);
	*n = places.n;
done:
	db_rows_close(r);
	vec_free(&places);
	return err;
}

const struct err *store_place_changes(struct db *d, int64_t place, int64_t before, size_t max, struct arena *a,
				      struct place_change_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct place_change_row) rows = {0};
	bool row;
	TRY(db_query(d, &place_changes, DB_V(db_int(place), db_int(before > 0 ? before : INT32_MAX), db_int((int64_t)max)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct place_change_row){
					.number = db_col_int(r, 0),
					.person = db_col_int(r, 1),
					.source = db_col_int(r, 2),
					.reverts = db_col_int(r, 3),
					.made_at = arena_str(a, db_col_text(r, 4)),
					.what = arena_str(a, db_col_text(r, 5)),
					.role = arena_str(a, db_col_text(r, 6)),
					.source_title = arena_str(a, db_col_text(r, 7)),
					.name = arena_str(a, db_col_text(r, 8)),
					.reverted = db_col_int(r, 9),
					.role_shown = db_col_int(r, 10) != 0,
					.before = arena_str(a, db_col_text(r, 11)),
					.after = arena_str(a, db_col_text(r, 12)),
					.accepted_by = db_col_int(r, 13),
					.accepted_name = arena_str(a, db_col_text(r, 14)),
					.accepted_role = arena_str(a, db_col_text(r, 15)),
				});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}
