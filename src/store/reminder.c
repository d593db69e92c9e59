// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/reminder.h"

#include "base/time.h"
#include "base/vec.h"
#include "store/row.h"

#define COLUMNS "place, began_at, mailed, mailed_at, told_at, called_at"
static const struct db_stmt reminder_read = {"reminder_read", "SELECT " COLUMNS " FROM reminder WHERE place = $1"};
static const struct db_stmt reminder_list = {"reminder_list", "SELECT " COLUMNS " FROM reminder ORDER BY place"};
static const struct db_stmt reminder_put = {
	"reminder_put", "INSERT INTO reminder (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (place) DO UPDATE SET "
			"began_at = excluded.began_at, mailed = excluded.mailed, mailed_at = excluded.mailed_at, "
			"told_at = excluded.told_at, called_at = excluded.called_at"};
static const struct db_stmt reminder_end = {"reminder_end", "DELETE FROM reminder WHERE place = $1"};
static const struct db_stmt place_confirm = {
	"place_confirm", "UPDATE place SET confirmed = $2, confirmed_by = $3 WHERE id = $1 AND gone IS NULL AND "
			 "(confirmed IS NULL OR confirmed <> $2 OR confirmed_by <> $3)"};
static const struct db_stmt person_bounced = {
	"person_bounced", "SELECT CASE WHEN bounced_at IS NULL THEN 0 ELSE 1 END FROM person WHERE id = $1"};
static const struct db_stmt person_bounce = {"person_bounce", "UPDATE person SET bounced_at = $2 WHERE address = $1"};
static const struct db_stmt person_undelivered = {
	"person_undelivered",
	"UPDATE person SET bounced_at = $1 WHERE bounced_at IS NULL AND address IS NOT NULL AND EXISTS (SELECT 1 FROM outbox "
	"WHERE outbox.recipient = person.address AND outbox.state = 'echoue' AND outbox.code >= 500 AND "
	"(person.seen_at IS NULL OR outbox.done_at > person.seen_at) AND NOT EXISTS (SELECT 1 FROM outbox AS later "
	"WHERE later.recipient = person.address AND later.state = 'envoye' AND later.done_at > outbox.done_at))"};
#define TEAMS "FROM mandate JOIN person ON person.id = mandate.person WHERE mandate.place IS NOT NULL AND person.address IS NOT NULL "
static const struct db_stmt place_reachable = {
	"place_reachable", "SELECT DISTINCT mandate.place " TEAMS "AND person.bounced_at IS NULL ORDER BY mandate.place"};
static const struct db_stmt place_unreachable = {
	"place_unreachable", "SELECT mandate.place " TEAMS "GROUP BY mandate.place "
			     "HAVING sum(CASE WHEN person.bounced_at IS NULL THEN 1 ELSE 0 END) = 0 ORDER BY mandate.place"};

static struct reminder read_row(struct db_rows *r)
{
	return (struct reminder){
		.place = db_col_int(r, 0), .began = row_to_moment(db_col_text(r, 1)), .mailed = (int)db_col_int(r, 2),
		.mailed_at = row_to_moment(db_col_text(r, 3)), .told = row_to_moment(db_col_text(r, 4)),
		.called = row_to_moment(db_col_text(r, 5)),
	};
}

const struct err *store_reminder_read(struct db *d, int64_t place, struct reminder *out, bool *found)
{
	const struct err *err;
	struct db_rows *r = NULL;
	*out = (struct reminder){0};
	TRY(db_query(d, &reminder_read, DB_V(db_int(place)), &r));
	TRY(db_step(r, found));
	if (*found)
		*out = read_row(r);
done:
	db_rows_close(r);
	return err;
}

const struct err *store_reminder_put(struct db *d, const struct reminder *m)
{
	struct moment_text began, mailed, told, called;
	return db_run(d, &reminder_put,
		      DB_V(db_int(m->place), row_moment(m->began, &began), db_int(m->mailed), row_moment(m->mailed_at, &mailed),
			   m->told ? row_moment(m->told, &told) : db_null(), m->called ? row_moment(m->called, &called) : db_null()),
		      NULL);
}

const struct err *store_reminder_end(struct db *d, int64_t place)
{
	return db_run(d, &reminder_end, DB_V(db_int(place)), NULL);
}

const struct err *store_reminder_list(struct db *d, struct arena *a, struct reminder **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct reminder) all = {0};
	bool row;
	TRY(db_query(d, &reminder_list, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&all, read_row(r));
	}
	*out = arena_copy(a, all.v, all.n, sizeof **out);
	*n = all.n;
done:
	db_rows_close(r);
	vec_free(&all);
	return err;
}

const struct err *store_place_confirm(struct db *d, int64_t place, struct str date, int64_t source, bool *changed)
{
	int64_t n = 0;
	const struct err *err = db_run(d, &place_confirm, DB_V(db_int(place), db_text(date), db_int(source)), &n);
	*changed = n > 0;
	return err;
}

const struct err *store_person_bounced(struct db *d, int64_t person, bool *out)
{
	int64_t yes;
	const struct err *err = row_int(d, &person_bounced, DB_V(db_int(person)), &yes, NULL);
	*out = yes != 0;
	return err;
}

const struct err *store_person_bounce(struct db *d, struct str address, bool bounced, bool *found)
{
	struct moment_text now;
	int64_t n = 0;
	const struct err *err = db_run(d, &person_bounce,
				       DB_V(db_text(address), bounced ? row_moment(time_unix(), &now) : db_null()), &n);
	*found = n > 0;
	return err;
}

const struct err *store_person_bounce_undelivered(struct db *d, int64_t *n)
{
	struct moment_text now;
	return db_run(d, &person_undelivered, DB_V(row_moment(time_unix(), &now)), n);
}

static const struct err *list_ids(struct db *d, const struct db_stmt *s, struct arena *a, int64_t **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(int64_t) all = {0};
	bool row;
	TRY(db_query(d, s, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&all, db_col_int(r, 0));
	}
	*out = arena_copy(a, all.v, all.n, sizeof **out);
	*n = all.n;
done:
	db_rows_close(r);
	vec_free(&all);
	return err;
}

const struct err *store_reachable(struct db *d, struct arena *a, int64_t **out, size_t *n)
{
	return list_ids(d, &place_reachable, a, out, n);
}

const struct err *store_unreachable(struct db *d, struct arena *a, int64_t **out, size_t *n)
{
	return list_ids(d, &place_unreachable, a, out, n);
}
