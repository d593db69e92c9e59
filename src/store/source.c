// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/source.h"

#include "base/vec.h"
#include "store/row.h"
#include "store/store.h"

static const struct db_stmt source_find = {"source_find", "SELECT id FROM source WHERE key = $1"};
static const struct db_stmt source_insert = {
	"source_insert", "INSERT INTO source (id, key, title, publisher, licence, url, date) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_stmt source_update = {
	"source_update", "UPDATE source SET title = coalesce($2, title), publisher = coalesce($3, publisher), "
			 "licence = coalesce($4, licence), url = coalesce($5, url), date = coalesce($6, date) WHERE id = $1"};

static const struct db_stmt source_list = {"source_list", "SELECT id, key, title, date FROM source ORDER BY id"};

const struct err *store_source_put(struct db *d, struct source *s)
{
	const struct err *err;
	struct date_text date;
	struct db_value publisher = db_text_or_null(s->publisher), licence = db_text_or_null(s->licence);
	struct db_value url = db_text_or_null(s->url), as_of = row_date(s->date, &date);
	TRY(row_find(d, &source_find, s->key, &s->id));
	if (s->id != 0) {
		TRY(db_run(d, &source_update, DB_V(db_int(s->id), db_text_or_null(s->title), publisher, licence, url, as_of), NULL));
	} else {
		TRY(store_next_id(d, STORE_SOURCE, &s->id));
		TRY(db_run(d, &source_insert,
			   DB_V(db_int(s->id), db_text(s->key), db_text(s->title.n ? s->title : s->key), publisher, licence, url, as_of),
			   NULL));
	}
done:
	return err;
}

const struct err *store_source_list(struct db *d, struct arena *a, struct source **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct source) rows = {0};
	bool row;
	TRY(db_query(d, &source_list, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct source){.id = db_col_int(r, 0), .key = arena_str(a, db_col_text(r, 1)),
						.title = arena_str(a, db_col_text(r, 2)), .date = row_to_date(db_col_text(r, 3))});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}
