// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/session.h"

#include "store/row.h"

static const struct db_stmt session_find = {
	"session_find", "SELECT hash, person, helped, made_at, seen_at, ends_at, device FROM session WHERE hash = $1 AND ends_at > $2"};
static const struct db_stmt session_list = {
	"session_list", "SELECT hash, person, helped, made_at, seen_at, ends_at, device FROM session "
			"WHERE person = $1 AND ends_at > $2 ORDER BY seen_at DESC, hash"};
static const struct db_stmt session_add = {
	"session_add", "INSERT INTO session (hash, person, made_at, seen_at, ends_at, device) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt session_seen = {"session_seen", "UPDATE session SET seen_at = $2, ends_at = $3 WHERE hash = $1"};
static const struct db_stmt session_help = {"session_help", "UPDATE session SET helped = $2 WHERE hash = $1"};
static const struct db_stmt session_end = {"session_end", "DELETE FROM session WHERE person = $1 AND hash = $2"};
static const struct db_stmt session_end_others = {"session_end_others", "DELETE FROM session WHERE person = $1 AND hash <> $2"};
static const struct db_stmt session_end_help = {
	"session_end_help", "UPDATE session SET helped = NULL WHERE person = $1 AND helped = $2"};
static const struct db_stmt session_purge = {"session_purge", "DELETE FROM session WHERE ends_at <= $1"};

static struct session_row read_session(struct db_rows *r, struct arena *a)
{
	return (struct session_row){
		.hash = arena_str(a, db_col_text(r, 0)),
		.person = db_col_int(r, 1),
		.helped = db_col_int(r, 2),
		.made_at = arena_str(a, db_col_text(r, 3)),
		.seen_at = arena_str(a, db_col_text(r, 4)),
		.ends_at = arena_str(a, db_col_text(r, 5)),
		.device = arena_str(a, db_col_text(r, 6)),
	};
}
ROW_LIST(list, struct session_row, read_session)

const struct err *store_session_find(struct db *d, struct str hash, struct str now, struct arena *a, struct session_row *out)
{
	const struct err *err;
	struct session_row *found;
	size_t n;
	*out = (struct session_row){0};
	TRY(list(d, &session_find, DB_V(db_text(hash), db_text(now)), a, &found, &n));
	if (n > 0)
		*out = found[0];
done:
	return err;
}

const struct err *store_session_add(struct db *d, const struct session_row *s)
{
	return db_run(d, &session_add,
		      DB_V(db_text(s->hash), db_int(s->person), db_text(s->made_at), db_text(s->seen_at), db_text(s->ends_at),
			   db_text_or_null(s->device)),
		      NULL);
}

const struct err *store_session_seen(struct db *d, struct str hash, struct str now, struct str ends_at)
{
	return db_run(d, &session_seen, DB_V(db_text(hash), db_text(now), db_text(ends_at)), NULL);
}

const struct err *store_session_help(struct db *d, struct str hash, int64_t helped)
{
	return db_run(d, &session_help, DB_V(db_text(hash), row_id(helped)), NULL);
}

const struct err *store_session_end(struct db *d, int64_t person, struct str hash, int64_t *ended)
{
	return db_run(d, &session_end, DB_V(db_int(person), db_text(hash)), ended);
}

const struct err *store_session_end_others(struct db *d, int64_t person, struct str except, int64_t *ended)
{
	return db_run(d, &session_end_others, DB_V(db_int(person), db_text(except)), ended);
}

const struct err *store_session_end_help(struct db *d, int64_t person, int64_t helped)
{
	return db_run(d, &session_end_help, DB_V(db_int(person), db_int(helped)), NULL);
}

const struct err *store_session_list(struct db *d, int64_t person, struct str now, struct arena *a, struct session_row **out, size_t *n)
{
	return list(d, &session_list, DB_V(db_int(person), db_text(now)), a, out, n);
}

const struct err *store_session_purge(struct db *d, struct str now)
{
	return db_run(d, &session_purge, DB_V(db_text(now)), NULL);
}
