// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/fact.h"

#include "model/field.h"
#include "store/row.h"

static const struct db_stmt fact_insert = {
	"fact_insert", "INSERT INTO fact (place, field, source, value, date) VALUES ($1, $2, $3, $4, $5)"};
static const struct db_stmt fact_put = {
	"fact_put", "INSERT INTO fact (place, field, source, value, date) VALUES ($1, $2, $3, $4, $5) "
		    "ON CONFLICT (place, field, source) DO UPDATE SET value = excluded.value, date = excluded.date"};
static const struct db_stmt fact_delete = {
	"fact_delete", "DELETE FROM fact WHERE place = $1 AND field = $2 AND source = $3"};
static const struct db_stmt fact_list = {
	"fact_list", "SELECT place, field, source, value, date FROM fact WHERE place = $1 ORDER BY field, coalesce(date, '') DESC, source"};
static const struct db_stmt fact_of_source = {
	"fact_of_source", "SELECT place, field, source, value, date FROM fact WHERE source = $1 ORDER BY place, field"};

struct filling {
	const struct fact_row *rows;
	size_t n;
	struct date_text date;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct fact_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_text(str_of(r->field));
	v[2] = db_int(r->source);
	v[3] = db_text(r->value);
	v[4] = row_date(r->date, &f->date);
	return true;
}

static bool fill_key(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	v[0] = db_int(f->rows[i].place);
	v[1] = db_text(str_of(f->rows[i].field));
	v[2] = db_int(f->rows[i].source);
	return true;
}

const struct err *store_fact_insert(struct db *d, const struct fact_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &fact_insert, 5, fill, &f);
}

const struct err *store_fact_put(struct db *d, const struct fact_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &fact_put, 5, fill, &f);
}

const struct err *store_fact_delete(struct db *d, const struct fact_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &fact_delete, 3, fill_key, &f);
}

static struct fact_row read_fact(struct db_rows *r, struct arena *a)
{
	struct str key = db_col_text(r, 1);
	const struct field *field = field_find(key); // one that the table no longer has keeps its key
	return (struct fact_row){
		.place = db_col_int(r, 0),
		.field = field ? field->key : arena_z(a, key),
		.source = db_col_int(r, 2),
		.value = arena_str(a, db_col_text(r, 3)),
		.date = row_to_date(db_col_text(r, 4)),
	};
}
ROW_LIST(list, struct fact_row, read_fact)

const struct err *store_fact_list(struct db *d, int64_t place, struct arena *a, struct fact_row **out, size_t *n)
{
	return list(d, &fact_list, DB_V(db_int(place)), a, out, n);
}

const struct err *store_fact_of_source(struct db *d, int64_t source, struct arena *a, struct fact_row **out, size_t *n)
{
	return list(d, &fact_of_source, DB_V(db_int(source)), a, out, n);
}
