// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/mandate.h"

#include "store/row.h"
#include "store/store.h"

static const struct db_stmt mandates_of = {
	"mandates_of", "SELECT m.id, m.person, m.place, m.network, m.department, m.region, m.given_by, m.given_at, p.name, p.address, p.lang "
		       "FROM mandate m JOIN person p ON p.id = m.person WHERE m.person = $1 ORDER BY m.id"};
static const struct db_stmt team_of = {
	"team_of", "SELECT m.id, m.person, m.place, m.network, m.department, m.region, m.given_by, m.given_at, p.name, p.address, p.lang "
		   "FROM mandate m JOIN person p ON p.id = m.person WHERE m.place = $1 AND p.left_at IS NULL ORDER BY m.given_at, m.id"};
static const struct db_stmt animators = {
	"animators", "SELECT m.id, m.person, m.place, m.network, m.department, m.region, m.given_by, m.given_at, p.name, p.address, p.lang "
		     "FROM mandate m JOIN person p ON p.id = m.person WHERE m.place IS NULL AND p.left_at IS NULL ORDER BY m.id"};
static const struct db_stmt mandate_find = {
	"mandate_find", "SELECT id FROM mandate WHERE person = $1 AND coalesce(place, 0) = $2 AND coalesce(network, 0) = $3 "
			"AND coalesce(department, '') = $4 AND coalesce(region, '') = $5"};
static const struct db_stmt mandate_insert = {
	"mandate_insert", "INSERT INTO mandate (id, person, place, network, department, region, given_by, given_at) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_stmt mandate_take = {"mandate_take", "DELETE FROM mandate WHERE person = $1 AND id = $2 AND place IS NULL"};
// A page that was merged into this one counts as this one. Whoever erased their account may be anybody who comes new.
#define REMOVED_HERE "place IN (SELECT id FROM place WHERE id = $1 OR gone_to = $1)"
static const struct db_stmt removal_add = {
	"removal_add", "INSERT INTO removal (place, person, made_at) VALUES ($1, $2, $3) ON CONFLICT (place, person) DO NOTHING"};
static const struct db_stmt removal_find = {
	"removal_find", "SELECT count(*) FROM removal JOIN person ON person.id = removal.person "
			"WHERE " REMOVED_HERE " AND (person = $2 OR left_at IS NOT NULL)"};
static const struct db_stmt removal_lift = {"removal_lift", "DELETE FROM removal WHERE " REMOVED_HERE " AND person = $2"};
static const struct db_stmt mandate_leave = {"mandate_leave", "DELETE FROM mandate WHERE person = $1 AND place = $2"};

static struct mandate_row read_mandate(struct db_rows *r, struct arena *a)
{
	return (struct mandate_row){
		.id = db_col_int(r, 0),
		.person = db_col_int(r, 1),
		.place = db_col_int(r, 2),
		.network = db_col_int(r, 3),
		.department = arena_str(a, db_col_text(r, 4)),
		.region = arena_str(a, db_col_text(r, 5)),
		.given_by = db_col_int(r, 6),
		.given_at = arena_str(a, db_col_text(r, 7)),
		.name = arena_str(a, db_col_text(r, 8)),
		.address = arena_str(a, db_col_text(r, 9)),
		.lang = arena_str(a, db_col_text(r, 10)),
	};
}
ROW_LIST(list, struct mandate_row, read_mandate)

const struct err *store_mandates_of(struct db *d, int64_t person, struct arena *a, struct mandate_row **out, size_t *n)
{
	return list(d, &mandates_of, DB_V(db_int(person)), a, out, n);
}

const struct err *store_team_of(struct db *d, int64_t place, struct arena *a, struct mandate_row **out, size_t *n)
{
	return list(d, &team_of, DB_V(db_int(place)), a, out, n);
}

const struct err *store_animators(struct db *d, struct arena *a, struct mandate_row **out, size_t *n)
{
	return list(d, &animators, NULL, 0, a, out, n);
}

const struct err *store_mandate_give(struct db *d, struct mandate_row *m, bool *given)
{
	const struct err *err;
	bool has;
	TRY(row_int(d, &mandate_find,
		    DB_V(db_int(m->person), db_int(m->place), db_int(m->network), db_text(m->department), db_text(m->region)), &m->id, &has));
	if (given != NULL)
		*given = !has;
	if (has)
		return NULL;
	TRY(store_next_id(d, STORE_MANDATE, &m->id));
	TRY(db_run(d, &mandate_insert,
		   DB_V(db_int(m->id), db_int(m->person), row_id(m->place), row_id(m->network), db_text_or_null(m->department),
			db_text_or_null(m->region), row_id(m->given_by), db_text(m->given_at)),
		   NULL));
	if (m->place != 0)
		TRY(db_run(d, &removal_lift, DB_V(db_int(m->place), db_int(m->person)), NULL));
done:
	return err;
}

const struct err *store_mandate_take(struct db *d, int64_t person, int64_t id, int64_t *taken)
{
	return db_run(d, &mandate_take, DB_V(db_int(person), db_int(id)), taken);
}

const struct err *store_mandate_leave(struct db *d, int64_t person, int64_t place, int64_t *taken)
{
	return db_run(d, &mandate_leave, DB_V(db_int(person), db_int(place)), taken);
}

const struct err *store_removal_add(struct db *d, int64_t person, int64_t place, struct str now)
{
	return db_run(d, &removal_add, DB_V(db_int(place), db_int(person), db_text(now)), NULL);
}

const struct err *store_removed(struct db *d, int64_t person, int64_t place, bool *removed)
{
	int64_t n;
	const struct err *err = row_int(d, &removal_find, DB_V(db_int(place), db_int(person)), &n, NULL);
	*removed = err == NULL && n > 0;
	return err;
}
