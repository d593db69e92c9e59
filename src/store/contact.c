// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/contact.h"

#include "store/row.h"

static const struct db_stmt contact_next_id = {"contact_next_id", "SELECT coalesce(max(id), 0) + 1 FROM contact"};
static const struct db_stmt contact_insert = {
	"contact_insert", "INSERT INTO contact (id, place, person, address, name, share, lang, said, state, made_at, last_at, message_n) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0)"};
static const struct db_stmt contact_read = {
	"contact_read", "SELECT id, place, person, address, name, share, lang, said, state, made_at, last_at, message_n FROM contact "
			"WHERE id = $1"};
static const struct db_stmt contact_open = {
	"contact_open", "UPDATE contact SET state = 'ouvert', said = NULL, last_at = $2 WHERE id = $1 AND state = 'a-confirmer'"};
static const struct db_stmt contact_passed = {
	"contact_passed", "UPDATE contact SET message_n = message_n + 1, last_at = $2 WHERE id = $1"};
static const struct db_stmt contact_close = {
	"contact_close", "UPDATE contact SET state = 'ferme', address = NULL, name = NULL, said = NULL, person = NULL WHERE "
			 "(state = 'a-confirmer' AND last_at < $1) OR (state = 'ouvert' AND last_at < $2)"};
static const struct db_stmt contact_by_address = {
	"contact_by_address", "SELECT count(*) FROM contact WHERE address = $1 AND made_at >= $2"};
static const struct db_stmt contact_to_place = {"contact_to_place", "SELECT count(*) FROM contact WHERE place = $1 AND made_at >= $2"};

static const char *const states[] = {"a-confirmer", "ouvert", "ferme"};

const struct err *store_contact_insert(struct db *d, struct contact *c)
{
	const struct err *err;
	struct moment_text made;
	TRY(row_int(d, &contact_next_id, NULL, 0, &c->id, NULL));
	TRY(db_run(d, &contact_insert,
		   DB_V(db_int(c->id), db_int(c->place), row_id(c->person), db_text_or_null(c->address), db_text_or_null(c->name),
			db_int(c->share), db_text(c->lang), db_text_or_null(c->said), db_text(str_of(states[c->state])),
			row_moment(c->made, &made)),
		   NULL));
done:
	return err;
}

const struct err *store_contact_read(struct db *d, int64_t id, struct arena *a, struct contact *out, bool *found)
{
	const struct err *err;
	struct db_rows *r = NULL;
	TRY(db_query(d, &contact_read, DB_V(db_int(id)), &r));
	TRY(db_step(r, found));
	if (!*found)
		goto done;
	*out = (struct contact){
		.id = db_col_int(r, 0),
		.place = db_col_int(r, 1),
		.person = db_col_int(r, 2),
		.address = arena_str(a, db_col_text(r, 3)),
		.name = arena_str(a, db_col_text(r, 4)),
		.share = db_col_int(r, 5) != 0,
		.lang = arena_str(a, db_col_text(r, 6)),
		.said = arena_str(a, db_col_text(r, 7)),
		.made = row_to_moment(db_col_text(r, 9)),
		.last = row_to_moment(db_col_text(r, 10)),
		.message_n = db_col_int(r, 11),
	};
	while (out->state < CONTACT_CLOSED && !str_eqz(db_col_text(r, 8), states[out->state]))
		out->state++;
done:
	db_rows_close(r);
	return err;
}

const struct err *store_contact_open(struct db *d, int64_t id, int64_t now, bool *changed)
{
	struct moment_text at;
	int64_t n = 0;
	const struct err *err = db_run(d, &contact_open, DB_V(db_int(id), row_moment(now, &at)), &n);
	*changed = n == 1;
	return err;
}

const struct err *store_contact_passed(struct db *d, int64_t id, int64_t now)
{
	struct moment_text at;
	return db_run(d, &contact_passed, DB_V(db_int(id), row_moment(now, &at)), NULL);
}

const struct err *store_contact_close(struct db *d, int64_t unconfirmed_before, int64_t open_before, int64_t *closed)
{
	struct moment_text first, second;
	return db_run(d, &contact_close, DB_V(row_moment(unconfirmed_before, &first), row_moment(open_before, &second)), closed);
}

const struct err *store_contact_by_address(struct db *d, struct str address, int64_t since, int64_t *n)
{
	struct moment_text at;
	return row_int(d, &contact_by_address, DB_V(db_text(address), row_moment(since, &at)), n, NULL);
}

const struct err *store_contact_to_place(struct db *d, int64_t place, int64_t since, int64_t *n)
{
	struct moment_text at;
	return row_int(d, &contact_to_place, DB_V(db_int(place), row_moment(since, &at)), n, NULL);
}
