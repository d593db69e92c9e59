// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/import.h"

#include "base/vec.h"
#include "store/row.h"

#define RUN_COLUMNS \
	"SELECT import_run.number, import_run.source, import_run.made_at, import_run.person, file, hash, mapping, fingerprint, " \
	"import_run.licence, import_run.date, rows_read, created, changed, unchanged, proposed, refused, undone_at, undone_by, " \
	"source.key, source.title, person.name, import_run.network, " \
	"CASE WHEN undone_at IS NULL AND import_run.number = (SELECT max(number) FROM import_run other " \
	"WHERE other.source = import_run.source AND other.undone_at IS NULL) THEN 1 ELSE 0 END " \
	"FROM import_run JOIN source ON source.id = import_run.source LEFT JOIN person ON person.id = import_run.person "

static const struct db_stmt import_next = {"import_next", "SELECT coalesce(max(number), 0) + 1 FROM import_run"};
static const struct db_stmt import_insert = {
	"import_insert",
	"INSERT INTO import_run (number, source, made_at, person, file, hash, mapping, fingerprint, licence, date, rows_read, created, "
	"changed, unchanged, proposed, refused, network) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};
static const struct db_stmt import_list = {"import_list", RUN_COLUMNS "ORDER BY import_run.number DESC LIMIT $1"};
static const struct db_stmt import_list_of = {
	"import_list_of", RUN_COLUMNS "WHERE import_run.person = $2 ORDER BY import_run.number DESC LIMIT $1"};
static const struct db_stmt import_read = {"import_read", RUN_COLUMNS "WHERE import_run.number = $1"};
static const struct db_stmt import_last = {
	"import_last", "SELECT coalesce(max(number), 0) FROM import_run WHERE source = $1 AND undone_at IS NULL"};
static const struct db_stmt import_undone = {
	"import_undone", "UPDATE import_run SET undone_at = $2, undone_by = $3 WHERE number = $1"};
static const struct db_stmt mapping_of_source = {
	"mapping_of_source", "SELECT mapping FROM import_run JOIN source ON source.id = import_run.source "
			     "WHERE source.key = $1 AND mapping IS NOT NULL ORDER BY number DESC LIMIT 1"};
static const struct db_stmt mapping_of_columns = {
	"mapping_of_columns", "SELECT mapping FROM import_run WHERE fingerprint = $1 AND mapping IS NOT NULL ORDER BY number DESC LIMIT 1"};
static const struct db_stmt import_place_insert = {
	"import_place_insert", "INSERT INTO import_place (run, place, made, state, confirmed, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt import_places = {
	"import_places", "SELECT run, place, made, state, confirmed, confirmed_by FROM import_place WHERE run = $1 ORDER BY place"};
static const struct db_stmt import_before_insert = {
	"import_before_insert", "INSERT INTO import_before (run, place, kind, key, value, date) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt import_before = {
	"import_before", "SELECT run, place, kind, key, value, date FROM import_before WHERE run = $1 ORDER BY place"};

static struct db_value count(int64_t n)
{
	return db_int(n);
}

const struct err *store_import_insert(struct db *d, struct import_row *r)
{
	const struct err *err;
	struct moment_text at;
	struct date_text date;
	r->made = time_unix();
	TRY(row_int(d, &import_next, NULL, 0, &r->number, NULL));
	TRY(db_run(d, &import_insert,
		   DB_V(db_int(r->number), db_int(r->source), row_moment(r->made, &at), row_id(r->person), db_text_or_null(r->file),
			db_text_or_null(r->hash), db_text_or_null(r->mapping), db_text_or_null(r->fingerprint),
			db_text_or_null(r->licence), row_date(r->date, &date), count(r->read), count(r->created), count(r->changed),
			count(r->unchanged), count(r->proposed), count(r->refused), db_text_or_null(r->network)),
		   NULL));
done:
	return err;
}

static struct import_row run_of(struct db_rows *r, struct arena *a)
{
	return (struct import_row){
		.number = db_col_int(r, 0), .source = db_col_int(r, 1), .made = row_to_moment(db_col_text(r, 2)),
		.person = db_col_int(r, 3), .file = arena_str(a, db_col_text(r, 4)), .hash = arena_str(a, db_col_text(r, 5)),
		.mapping = arena_str(a, db_col_text(r, 6)), .fingerprint = arena_str(a, db_col_text(r, 7)),
		.licence = arena_str(a, db_col_text(r, 8)), .date = row_to_date(db_col_text(r, 9)), .read = db_col_int(r, 10),
		.created = db_col_int(r, 11), .changed = db_col_int(r, 12), .unchanged = db_col_int(r, 13),
		.proposed = db_col_int(r, 14), .refused = db_col_int(r, 15), .undone = row_to_moment(db_col_text(r, 16)),
		.undone_by = db_col_int(r, 17), .source_key = arena_str(a, db_col_text(r, 18)),
		.source_title = arena_str(a, db_col_text(r, 19)), .person_name = arena_str(a, db_col_text(r, 20)),
		.network = arena_str(a, db_col_text(r, 21)), .last = db_col_int(r, 22) != 0,
	};
}

ROW_LIST(runs, struct import_row, run_of)

const struct err *store_import_list(struct db *d, int64_t person, size_t max, struct arena *a, struct import_row **out, size_t *n)
{
	struct db_value v[2] = {db_int((int64_t)max), db_int(person)};
	return person == 0 ? runs(d, &import_list, v, 1, a, out, n) : runs(d, &import_list_of, v, 2, a, out, n);
}

const struct err *store_import_read(struct db *d, int64_t number, struct arena *a, struct import_row *out, bool *found)
{
	struct import_row *rows;
	size_t n;
	const struct err *err = runs(d, &import_read, DB_V(db_int(number)), a, &rows, &n);
	if (err != NULL)
		return err;
	*found = n > 0;
	if (*found)
		*out = rows[0];
	return NULL;
}

const struct err *store_import_last(struct db *d, int64_t source, int64_t *number)
{
	return row_int(d, &import_last, DB_V(db_int(source)), number, NULL);
}

const struct err *store_import_undone(struct db *d, int64_t number, int64_t person)
{
	struct moment_text now;
	return db_run(d, &import_undone, DB_V(db_int(number), row_moment(time_unix(), &now), row_id(person)), NULL);
}

static const struct err *one_text(struct db *d, const struct db_stmt *s, struct str key, struct arena *a, struct str *out)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	*out = STR_NONE;
	TRY(db_query(d, s, DB_V(db_text(key)), &r));
	TRY(db_step(r, &row));
	if (row)
		*out = arena_str(a, db_col_text(r, 0));
done:
	db_rows_close(r);
	return err;
}

const struct err *store_import_mapping(struct db *d, struct str source_key, struct str fingerprint, struct arena *a, struct str *out)
{
	const struct err *err;
	TRY(one_text(d, &mapping_of_source, source_key, a, out));
	if (out->n == 0)
		TRY(one_text(d, &mapping_of_columns, fingerprint, a, out));
done:
	return err;
}

struct filling {
	const void *rows;
	size_t n;
	struct date_text date;
};

static bool fill_place(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct import_place_row *r = &((const struct import_place_row *)f->rows)[i];
	v[0] = db_int(r->run);
	v[1] = db_int(r->place);
	v[2] = db_int(r->made);
	v[3] = r->made ? db_null() : db_text(r->closed ? S("ferme") : S("ouvert"));
	v[4] = row_date(r->confirmed, &f->date);
	v[5] = row_id(r->confirmed_by);
	return true;
}

const struct err *store_import_place_insert(struct db *d, const struct import_place_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &import_place_insert, 6, fill_place, &f);
}

const struct err *store_import_places(struct db *d, int64_t run, struct arena *a, struct import_place_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct import_place_row) rows = {0};
	bool row;
	TRY(db_query(d, &import_places, DB_V(db_int(run)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct import_place_row){db_col_int(r, 0), db_col_int(r, 1), db_col_int(r, 2) != 0,
							 str_eqz(db_col_text(r, 3), "ferme"), row_to_date(db_col_text(r, 4)),
							 db_col_int(r, 5)});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

static bool fill_before(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct import_before_row *r = &((const struct import_before_row *)f->rows)[i];
	v[0] = db_int(r->run);
	v[1] = db_int(r->place);
	v[2] = db_text(r->kind);
	v[3] = db_text(r->key);
	v[4] = db_text(r->value);
	v[5] = row_date(r->date, &f->date);
	return true;
}

const struct err *store_import_before_insert(struct db *d, const struct import_before_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &import_before_insert, 6, fill_before, &f);
}

const struct err *store_import_before(struct db *d, int64_t run, struct arena *a, struct import_before_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct import_before_row) rows = {0};
	bool row;
	TRY(db_query(d, &import_before, DB_V(db_int(run)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct import_before_row){db_col_int(r, 0), db_col_int(r, 1), arena_str(a, db_col_text(r, 2)),
							  arena_str(a, db_col_text(r, 3)), arena_str(a, db_col_text(r, 4)),
							  row_to_date(db_col_text(r, 5))});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}
