// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/label.h"

#include "store/row.h"
#include "store/store.h"

static const struct db_stmt label_find = {"label_find", "SELECT id FROM label WHERE key = $1"};
static const struct db_stmt label_insert = {"label_insert", "INSERT INTO label (id, key, name, about) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt label_update = {
	"label_update", "UPDATE label SET name = coalesce($2, name), about = coalesce($3, about) WHERE id = $1"};
static const struct db_stmt place_label_put = {
	"place_label_put", "INSERT INTO place_label (place, label, source, date) VALUES ($1, $2, $3, $4) "
			   "ON CONFLICT (place, label) DO UPDATE SET source = excluded.source, date = excluded.date"};

const struct err *store_label_put(struct db *d, struct label *l)
{
	const struct err *err;
	TRY(row_find(d, &label_find, l->key, &l->id));
	if (l->id != 0) {
		TRY(db_run(d, &label_update, DB_V(db_int(l->id), db_text_or_null(l->name), db_text_or_null(l->about)), NULL));
	} else {
		TRY(store_next_id(d, STORE_LABEL, &l->id));
		TRY(db_run(d, &label_insert,
			   DB_V(db_int(l->id), db_text(l->key), db_text(l->name.n ? l->name : l->key), db_text_or_null(l->about)), NULL));
	}
done:
	return err;
}

struct filling {
	const struct label_row *rows;
	size_t n;
	struct date_text date;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct label_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_int(r->label);
	v[2] = db_int(r->source);
	v[3] = row_date(r->date, &f->date);
	return true;
}

const struct err *store_place_label_put(struct db *d, const struct label_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &place_label_put, 4, fill, &f);
}
