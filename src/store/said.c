// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/said.h"

#include <assert.h>

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt said_insert = {
	"said_insert", "INSERT INTO said (place, kind, key, source, value, date) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt said_put = {
	"said_put", "INSERT INTO said (place, kind, key, source, value, date) VALUES ($1, $2, $3, $4, $5, $6) "
		    "ON CONFLICT (place, kind, key, source) DO UPDATE SET value = excluded.value, date = excluded.date"};
static const struct db_stmt said_delete = {
	"said_delete", "DELETE FROM said WHERE place = $1 AND kind = $2 AND key = $3 AND source = $4"};
static const struct db_stmt said_list = {
	"said_list", "SELECT place, kind, key, source, value, date FROM said WHERE place = $1 ORDER BY kind, key, source"};
static const struct db_stmt said_of_source = {
	"said_of_source", "SELECT place, kind, key, source, value, date FROM said WHERE source = $1 ORDER BY place, kind, key"};
static const struct db_stmt said_by_teams = {
	"said_by_teams",
	"SELECT change_item.place, change_item.kind, change_item.key, change_item.after FROM change_item "
	"JOIN change ON change.number = change_item.change JOIN source ON source.id = change.source "
	"WHERE source.key = 'equipe' AND change_item.kind IN ('label', 'action', 'reseau', 'porteuse', 'partenaire', 'etat') "
	"ORDER BY change_item.change"};
static const struct db_stmt shown_delete[SAID_KIND_COUNT] = {
	[SAID_LABEL] = {"shown_label_delete", "DELETE FROM place_label WHERE place = $1 AND label = $2"},
	[SAID_ACTION] = {"shown_action_delete", "DELETE FROM engagement WHERE place = $1 AND action = $2"},
	[SAID_NETWORK] = {"shown_network_delete", "DELETE FROM membership WHERE place = $1 AND network = $2"},
	[SAID_HOLDER] = {"shown_holder_delete", "DELETE FROM tie WHERE place = $1 AND org = $2 AND holder = 1"},
	[SAID_PARTNER] = {"shown_partner_delete", "DELETE FROM tie WHERE place = $1 AND org = $2 AND holder = 0"},
};
static const char *const codes[SAID_KIND_COUNT] = {"label", "action", "reseau", "porteuse", "partenaire"};

struct str said_kind_code(enum said_kind k)
{
	assert(k < SAID_KIND_COUNT);
	return str_of(codes[k]);
}

bool said_kind_find(struct str code, enum said_kind *out)
{
	for (int k = 0; k < SAID_KIND_COUNT; k++)
		if (str_eqz(code, codes[k])) {
			*out = (enum said_kind)k;
			return true;
		}
	return false;
}

struct filling {
	const struct said_row *rows;
	size_t n;
	struct date_text date;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct said_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_text(said_kind_code(r->kind));
	v[2] = db_text(r->key);
	v[3] = db_int(r->source);
	v[4] = db_text(r->value);
	v[5] = row_date(r->date, &f->date);
	return true;
}

static bool fill_key(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct said_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_text(said_kind_code(r->kind));
	v[2] = db_text(r->key);
	v[3] = db_int(r->source);
	return true;
}

const struct err *store_said_insert(struct db *d, const struct said_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &said_insert, 6, fill, &f);
}

const struct err *store_said_put(struct db *d, const struct said_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &said_put, 6, fill, &f);
}

const struct err *store_said_delete(struct db *d, const struct said_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &said_delete, 4, fill_key, &f);
}

static struct said_row read_said(struct db_rows *r, struct arena *a)
{
	struct said_row one = {.place = db_col_int(r, 0), .source = db_col_int(r, 3), .date = row_to_date(db_col_text(r, 5))};
	said_kind_find(db_col_text(r, 1), &one.kind); // the column allows no other
	one.key = arena_str(a, db_col_text(r, 2));
	one.value = arena_str(a, db_col_text(r, 4));
	return one;
}
ROW_LIST(list, struct said_row, read_said)

const struct err *store_said_list(struct db *d, int64_t place, struct arena *a, struct said_row **out, size_t *n)
{
	return list(d, &said_list, DB_V(db_int(place)), a, out, n);
}

const struct err *store_said_of_source(struct db *d, int64_t source, struct arena *a, struct said_row **out, size_t *n)
{
	return list(d, &said_of_source, DB_V(db_int(source)), a, out, n);
}

const struct err *store_said_by_teams(struct db *d, struct arena *a, struct said_team **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct said_team) rows = {0};
	bool row;
	TRY(db_query(d, &said_by_teams, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&rows, (struct said_team){db_col_int(r, 0), arena_str(a, db_col_text(r, 1)), arena_str(a, db_col_text(r, 2)),
						  arena_str(a, db_col_text(r, 3))});
	}
	*out = arena_copy(a, rows.v, rows.n, sizeof **out);
	*n = rows.n;
done:
	db_rows_close(r);
	vec_free(&rows);
	return err;
}

const struct err *store_shown_delete(struct db *d, enum said_kind kind, int64_t place, int64_t thing)
{
	assert(kind < SAID_KIND_COUNT);
	return db_run(d, &shown_delete[kind], DB_V(db_int(place), db_int(thing)), NULL);
}
