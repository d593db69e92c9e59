// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/outbox.h"

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt outbox_next_id = {"outbox_next_id", "SELECT coalesce(max(id), 0) + 1 FROM outbox"};
static const struct db_stmt outbox_insert = {
	"outbox_insert", "INSERT INTO outbox (id, message_id, kind, recipient, subject, letter, lang, reply_to, person, place, state, "
			 "made_at, due_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'attente', $11, $12, 0)"};
static const struct db_stmt outbox_due = {
	"outbox_due", "SELECT id FROM outbox WHERE state = 'attente' AND due_at <= $1 ORDER BY due_at, id LIMIT 1"};
static const struct db_stmt outbox_claim = {
	"outbox_claim", "UPDATE outbox SET due_at = $3, tries = tries + 1 WHERE id = $1 AND state = 'attente' AND due_at <= $2"};
static const struct db_stmt outbox_read = {
	"outbox_read", "SELECT id, message_id, kind, recipient, subject, letter, lang, reply_to, person, place, tries "
		       "FROM outbox WHERE id = $1"};
static const struct db_stmt outbox_again = {
	"outbox_again", "UPDATE outbox SET due_at = $2, code = $3, last_error = $4 WHERE id = $1"};
static const struct db_stmt outbox_done = {
	"outbox_done", "UPDATE outbox SET state = $2, done_at = $3, code = $4, last_error = $5, letter = NULL, reply_to = NULL "
		       "WHERE id = $1"};
static const struct db_stmt outbox_waiting = {"outbox_waiting", "SELECT count(*) FROM outbox WHERE state = 'attente'"};
static const struct db_stmt outbox_failed = {
	"outbox_failed", "SELECT count(*) FROM outbox WHERE state = 'echoue' AND done_at >= $1"};
static const struct db_stmt outbox_error = {
	"outbox_error", "SELECT last_error FROM outbox WHERE last_error IS NOT NULL AND (state = 'attente' OR (state = 'echoue' AND "
			"done_at >= $1)) ORDER BY id DESC LIMIT 1"};
static const struct db_stmt outbox_bounced = {
	"outbox_bounced", "SELECT CASE WHEN state = 'echoue' AND code IN (550, 551, 553) THEN 1 ELSE 0 END FROM outbox "
			  "WHERE recipient = $1 AND state <> 'attente' ORDER BY done_at DESC, id DESC LIMIT 1"};
// 550, 551, 553: there is no such mailbox (RFC 5321 4.2.3). Other refusals say nothing of the address.
static const struct db_stmt outbox_no_mailbox = {
	"outbox_no_mailbox", "UPDATE person SET bounced_at = $2 WHERE address = (SELECT recipient FROM outbox WHERE id = $1 AND "
			     "state = 'echoue' AND code IN (550, 551, 553))"};
static const struct db_stmt outbox_mailbox = {
	"outbox_mailbox", "UPDATE person SET bounced_at = NULL WHERE bounced_at IS NOT NULL AND address = "
			  "(SELECT recipient FROM outbox WHERE id = $1 AND state = 'envoye')"};
static const struct db_stmt outbox_lost = {
	"outbox_lost", "SELECT count(*) FROM outbox WHERE state = 'echoue' AND kind <> 'alerte' AND done_at >= $1"};
static const struct db_stmt outbox_alerted = {
	"outbox_alerted", "SELECT count(*) FROM outbox WHERE kind = 'alerte' AND made_at >= $1"};
static const struct db_stmt outbox_admins = {
	"outbox_admins", "SELECT id, address, lang FROM person WHERE admin = 1 AND address IS NOT NULL AND left_at IS NULL AND "
			 "bounced_at IS NULL ORDER BY id"};
static const struct db_stmt outbox_forget = {"outbox_forget", "DELETE FROM outbox WHERE state <> 'attente' AND done_at < $1"};

static const struct db_stmt daily_claim = {
	"daily_claim", "UPDATE daily SET day = $2, due_at = $4, done = 0, said = NULL WHERE name = $1 AND "
		       "((day < $2 AND (done = 1 OR due_at <= $3)) OR (day = $2 AND done = 0 AND due_at <= $3) OR $5 = 1)"};
static const struct db_stmt daily_insert = {
	"daily_insert", "INSERT INTO daily (name, day, due_at, done) VALUES ($1, $2, $3, 0) ON CONFLICT (name) DO NOTHING"};
static const struct db_stmt daily_settle = {"daily_settle", "UPDATE daily SET done = $2, due_at = $3, said = $4 WHERE name = $1"};

const struct err *store_outbox_insert(struct db *d, struct outbox_row *row)
{
	const struct err *err;
	struct moment_text made, due;
	TRY(row_int(d, &outbox_next_id, NULL, 0, &row->id, NULL));
	TRY(db_run(d, &outbox_insert,
		   DB_V(db_int(row->id), db_text(row->message_id), db_text(row->kind), db_text(row->recipient), db_text(row->subject),
			db_text(row->letter), db_text(row->lang), db_text_or_null(row->reply_to), row_id(row->person),
			row_id(row->place), row_moment(time_unix(), &made), row_moment(row->due, &due)),
		   NULL));
done:
	return err;
}

const struct err *store_outbox_due(struct db *d, int64_t now, int64_t *id)
{
	struct moment_text at;
	return row_int(d, &outbox_due, DB_V(row_moment(now, &at)), id, NULL);
}

const struct err *store_outbox_claim(struct db *d, int64_t id, int64_t now, int64_t until, struct arena *a, struct outbox_row *row,
				     bool *taken)
{
	const struct err *err;
	struct db_rows *r = NULL;
	struct moment_text at, then;
	int64_t changed = 0;
	TRY(db_run(d, &outbox_claim, DB_V(db_int(id), row_moment(now, &at), row_moment(until, &then)), &changed));
	*taken = changed == 1;
	if (!*taken)
		return NULL;
	TRY(db_query(d, &outbox_read, DB_V(db_int(id)), &r));
	TRY(db_step(r, taken));
	if (*taken)
		*row = (struct outbox_row){
			.id = db_col_int(r, 0),
			.message_id = arena_str(a, db_col_text(r, 1)),
			.kind = arena_str(a, db_col_text(r, 2)),
			.recipient = arena_str(a, db_col_text(r, 3)),
			.subject = arena_str(a, db_col_text(r, 4)),
			.letter = arena_str(a, db_col_text(r, 5)),
			.lang = arena_str(a, db_col_text(r, 6)),
			.reply_to = arena_str(a, db_col_text(r, 7)),
			.person = db_col_int(r, 8),
			.place = db_col_int(r, 9),
			.due = until,
			.tries = db_col_int(r, 10),
		};
done:
	db_rows_close(r);
	return err;
}

const struct err *store_outbox_settle(struct db *d, int64_t id, const struct outbox_result *r)
{
	struct moment_text now, due;
	struct db_value code = r->code ? db_int(r->code) : db_null();
	if (r->state == OUTBOX_WAITING)
		return db_run(d, &outbox_again, DB_V(db_int(id), row_moment(r->due, &due), code, db_text_or_null(r->error)), NULL);
	const struct err *err;
	TRY(db_run(d, &outbox_done,
		   DB_V(db_int(id), db_text(r->state == OUTBOX_SENT ? S("envoye") : S("echoue")), row_moment(r->now, &now), code,
			db_text_or_null(r->error)),
		   NULL));
	if (r->state == OUTBOX_SENT)
		TRY(db_run(d, &outbox_mailbox, DB_V(db_int(id)), NULL));
	else
		TRY(db_run(d, &outbox_no_mailbox, DB_V(db_int(id), row_moment(r->now, &now)), NULL));
done:
	return err;
}

const struct err *store_outbox_lost(struct db *d, int64_t since, int64_t *lost, bool *told)
{
	const struct err *err;
	struct moment_text at;
	int64_t alerts;
	TRY(row_int(d, &outbox_lost, DB_V(row_moment(since, &at)), lost, NULL));
	TRY(row_int(d, &outbox_alerted, DB_V(row_moment(since, &at)), &alerts, NULL));
	*told = alerts > 0;
done:
	return err;
}

const struct err *store_outbox_admins(struct db *d, struct arena *a, struct outbox_admin **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct outbox_admin) list = {0};
	bool row;
	TRY(db_query(d, &outbox_admins, NULL, 0, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&list, (struct outbox_admin){db_col_int(r, 0), arena_str(a, db_col_text(r, 1)), arena_str(a, db_col_text(r, 2))});
	}
	*out = arena_copy(a, list.v, list.n, sizeof **out);
	*n = list.n;
done:
	db_rows_close(r);
	vec_free(&list);
	return err;
}

const struct err *store_outbox_counts(struct db *d, int64_t since, size_t *waiting, size_t *failed)
{
	const struct err *err;
	struct moment_text at;
	int64_t n;
	TRY(row_int(d, &outbox_waiting, NULL, 0, &n, NULL));
	*waiting = (size_t)n;
	TRY(row_int(d, &outbox_failed, DB_V(row_moment(since, &at)), &n, NULL));
	*failed = (size_t)n;
done:
	return err;
}

const struct err *store_outbox_last_error(struct db *d, int64_t since, struct arena *a, struct str *error)
{
	const struct err *err;
	struct db_rows *r = NULL;
	struct moment_text at;
	bool row;
	*error = STR_NONE;
	TRY(db_query(d, &outbox_error, DB_V(row_moment(since, &at)), &r));
	TRY(db_step(r, &row));
	if (row)
		*error = arena_str(a, db_col_text(r, 0));
done:
	db_rows_close(r);
	return err;
}

const struct err *store_outbox_bounced(struct db *d, struct str address, bool *out)
{
	int64_t n;
	const struct err *err = row_int(d, &outbox_bounced, DB_V(db_text(address)), &n, NULL);
	*out = err == NULL && n == 1;
	return err;
}

const struct err *store_outbox_forget(struct db *d, int64_t before, int64_t *forgotten)
{
	struct moment_text at;
	return db_run(d, &outbox_forget, DB_V(row_moment(before, &at)), forgotten);
}

const struct err *store_daily_claim(struct db *d, struct str name, struct str day, bool again, int64_t now, int64_t until, bool *taken)
{
	const struct err *err;
	struct moment_text at, then;
	int64_t changed = 0;
	TRY(db_run(d, &daily_insert, DB_V(db_text(name), db_text(day), row_moment(until, &then)), &changed));
	if (changed == 0)
		TRY(db_run(d, &daily_claim,
			   DB_V(db_text(name), db_text(day), row_moment(now, &at), row_moment(until, &then), db_int(again)), &changed));
	*taken = changed == 1;
done:
	return err;
}

const struct err *store_daily_settle(struct db *d, struct str name, bool done, int64_t due, struct str said)
{
	struct moment_text at;
	return db_run(d, &daily_settle, DB_V(db_text(name), db_int(done), row_moment(due, &at), db_text_or_null(said)), NULL);
}
