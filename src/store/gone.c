// SPDX-License-Identifier: AGPL-3.0-or-later
// Places that are not shown any more, and what decides whether a place may go.
#include "base/vec.h"
#include "store/import.h"
#include "store/row.h"

static const struct db_stmt gone_list = {
	"gone_list", "SELECT id, coalesce(gone_to, 0), slug, gone FROM place WHERE gone IS NOT NULL ORDER BY id"};
static const struct db_stmt gone_origins = {
	"gone_origins", "SELECT place_source.place, place_source.identifier FROM place_source JOIN place ON place.id = place_source.place "
			"WHERE place_source.source = $1 AND place.gone IS NOT NULL ORDER BY place_source.place"};
static const struct db_stmt place_retire = {"place_retire", "UPDATE place SET gone = 'retire' WHERE id = $1 AND gone IS NULL"};
static const struct db_stmt place_revive = {"place_revive", "UPDATE place SET gone = NULL WHERE id = $1 AND gone = 'retire'"};
static const struct db_stmt lead_forget = {"lead_forget", "UPDATE network SET lead = NULL WHERE lead = $1"};
static const struct db_stmt pairs_forget = {
	"pairs_forget", "DELETE FROM duplicate WHERE (a = $1 OR b = $1) AND state = 'propose'"};
static const struct db_stmt origin_delete = {
	"origin_delete", "DELETE FROM place_source WHERE place = $1 AND source = $2 AND identifier = $3"};
static const struct db_stmt origins_of = {
	"origins_of", "SELECT identifier FROM place_source WHERE place = $1 AND source = $2 ORDER BY identifier"};
static const struct db_stmt place_others = {
	"place_others",
	"SELECT (SELECT count(*) FROM place_source WHERE place = $1 AND source <> $2) + "
	"(SELECT count(*) FROM fact WHERE place = $1 AND source <> $2) + (SELECT count(*) FROM said WHERE place = $1 AND source <> $2) + "
	"(SELECT count(*) FROM mandate WHERE place = $1) + (SELECT count(*) FROM change WHERE place = $1 AND "
	"(person IS NOT NULL OR accepted_by IS NOT NULL) AND what NOT IN ('lieu-cree', 'import', 'import-annule') AND (source IS NULL OR source <> $2))"};
static const struct db_stmt duplicate_distinct = {
	"duplicate_distinct", "INSERT INTO duplicate (a, b, confidence, reasons, state) VALUES ($1, $2, 0, '', 'distincts') "
			      "ON CONFLICT (a, b) DO UPDATE SET state = 'distincts'"};
static const struct db_stmt import_refused = {
	"import_refused", "SELECT count(*) FROM suggestion JOIN suggestion_item ON suggestion_item.suggestion = suggestion.id "
			  "WHERE suggestion.place = $1 AND suggestion.kind = 'import' AND suggestion.state = 'refuse' AND "
			  "suggestion_item.kind = $2 AND suggestion_item.key = $3 AND suggestion_item.after = $4"};
static const struct db_stmt import_withdraw = {
	"import_withdraw", "UPDATE suggestion SET state = 'retire' WHERE kind = 'import' AND state = 'en-attente' AND "
			   "source = (SELECT source FROM import_run WHERE number = $1) AND "
			   "made_at >= (SELECT made_at FROM import_run WHERE number = $1)"};

const struct err *store_gone_list(struct db *d, struct arena *a, struct gone_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct gone_row) rows = {0};
	bool row;
	TRY(db_query(d, &gone_list, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct gone_row){db_col_int(r, 0), db_col_int(r, 1), arena_str(a, db_col_text(r, 2)),
						 str_eqz(db_col_text(r, 3), "retire")});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_gone_origins(struct db *d, int64_t source, struct arena *a, struct gone_origin **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct gone_origin) rows = {0};
	bool row;
	TRY(db_query(d, &gone_origins, DB_V(db_int(source)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct gone_origin){db_col_int(r, 0), arena_str(a, db_col_text(r, 1))});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_place_retire(struct db *d, int64_t place)
{
	const struct err *err;
	TRY(db_run(d, &place_retire, DB_V(db_int(place)), NULL));
	TRY(db_run(d, &lead_forget, DB_V(db_int(place)), NULL));
	TRY(db_run(d, &pairs_forget, DB_V(db_int(place)), NULL));
done:
	return err;
}

const struct err *store_place_revive(struct db *d, int64_t place)
{
	return db_run(d, &place_revive, DB_V(db_int(place)), NULL);
}

const struct err *store_origin_delete(struct db *d, int64_t place, int64_t source, struct str identifier)
{
	return db_run(d, &origin_delete, DB_V(db_int(place), db_int(source), db_text(identifier)), NULL);
}

const struct err *store_origins_of(struct db *d, int64_t place, int64_t source, struct arena *a, struct str **identifiers, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct str) rows = {0};
	bool row;
	TRY(db_query(d, &origins_of, DB_V(db_int(place), db_int(source)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, arena_str(a, db_col_text(r, 0)));
	}
	*identifiers = arena_copy(a, rows.v, rows.n, sizeof **identifiers);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_place_others(struct db *d, int64_t place, int64_t source, bool *others)
{
	int64_t n;
	const struct err *err = row_int(d, &place_others, DB_V(db_int(place), db_int(source)), &n, NULL);
	*others = err == NULL && n > 0;
	return err;
}

const struct err *store_duplicate_distinct(struct db *d, int64_t a, int64_t b)
{
	return db_run(d, &duplicate_distinct, DB_V(db_int(a < b ? a : b), db_int(a < b ? b : a)), NULL);
}

const struct err *store_import_refused(struct db *d, int64_t place, struct str kind, struct str key, struct str value, bool *refused)
{
	int64_t n;
	const struct err *err =
		row_int(d, &import_refused, DB_V(db_int(place), db_text(kind), db_text(key), db_text(value)), &n, NULL);
	*refused = err == NULL && n > 0;
	return err;
}

const struct err *store_import_withdraw(struct db *d, int64_t run)
{
	return db_run(d, &import_withdraw, DB_V(db_int(run)), NULL);
}
