// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/token.h"

#include "store/row.h"

static const struct db_stmt token_add = {
	"token_add", "INSERT INTO token (hash, purpose, person, place, subject, target, made_at, ends_at) "
		     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_stmt token_find = {
	"token_find", "SELECT hash, purpose, person, place, subject, target, made_at, ends_at, used_at FROM token "
		      "WHERE hash = $1 AND purpose = $2"};
static const struct db_stmt token_open = {
	"token_open", "SELECT hash, purpose, person, place, subject, target, made_at, ends_at, used_at FROM token "
		      "WHERE purpose = $1 AND ($2 = 0 OR person = $2) AND ($3 = 0 OR place = $3) AND used_at IS NULL AND ends_at > $4 "
		      "ORDER BY made_at DESC, hash"};
static const struct db_stmt token_use = {
	"token_use", "UPDATE token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND ends_at > $2"};
static const struct db_stmt token_void = {
	"token_void", "UPDATE token SET used_at = $4 WHERE purpose = $1 AND person = $2 AND ($3 = '' OR subject = $3) AND used_at IS NULL"};
static const struct db_stmt token_void_place = {
	"token_void_place", "UPDATE token SET used_at = $4 WHERE purpose = $1 AND place = $2 AND ($3 = '' OR subject = $3) AND used_at IS NULL"};
static const struct db_stmt token_void_given = {
	"token_void_given", "UPDATE token SET used_at = $4 WHERE purpose = $1 AND place = $2 AND person = $3 AND used_at IS NULL"};
static const struct db_stmt token_void_mandate = {
	"token_void_mandate", "UPDATE token SET used_at = $2 WHERE purpose = 'invitation' AND person = $1 AND used_at IS NULL AND "
			      "place NOT IN (SELECT place FROM mandate WHERE person = $1 AND place IS NOT NULL) AND "
			      "NOT EXISTS (SELECT 1 FROM person WHERE id = $1 AND admin = 1)"};
static const struct db_stmt token_purge = {"token_purge", "DELETE FROM token WHERE ends_at < $1"};

const struct err *store_token_add(struct db *d, const struct token_row *t)
{
	return db_run(d, &token_add,
		      DB_V(db_text(t->hash), db_text(t->purpose), row_id(t->person), row_id(t->place), db_text_or_null(t->subject),
			   db_text_or_null(t->target), db_text(t->made_at), db_text(t->ends_at)),
		      NULL);
}

static struct token_row read_token(struct db_rows *r, struct arena *a)
{
	return (struct token_row){
		.hash = arena_str(a, db_col_text(r, 0)),
		.purpose = arena_str(a, db_col_text(r, 1)),
		.person = db_col_int(r, 2),
		.place = db_col_int(r, 3),
		.subject = arena_str(a, db_col_text(r, 4)),
		.target = arena_str(a, db_col_text(r, 5)),
		.made_at = arena_str(a, db_col_text(r, 6)),
		.ends_at = arena_str(a, db_col_text(r, 7)),
		.used_at = arena_str(a, db_col_text(r, 8)),
	};
}
ROW_LIST(list, struct token_row, read_token)

const struct err *store_token_find(struct db *d, struct str hash, struct str purpose, struct arena *a, struct token_row *out)
{
	const struct err *err;
	struct token_row *found;
	size_t n;
	*out = (struct token_row){0};
	TRY(list(d, &token_find, DB_V(db_text(hash), db_text(purpose)), a, &found, &n));
	if (n > 0)
		*out = found[0];
done:
	return err;
}

const struct err *store_token_open(struct db *d, struct str purpose, int64_t person, int64_t place, struct str now, struct arena *a,
				   struct token_row **out, size_t *n)
{
	return list(d, &token_open, DB_V(db_text(purpose), db_int(person), db_int(place), db_text(now)), a, out, n);
}

const struct err *store_token_use(struct db *d, struct str hash, struct str now, bool *taken)
{
	int64_t changed = 0;
	const struct err *err = db_run(d, &token_use, DB_V(db_text(hash), db_text(now)), &changed);
	*taken = err == NULL && changed == 1;
	return err;
}

const struct err *store_token_void(struct db *d, struct str purpose, int64_t person, struct str subject, struct str now)
{
	return db_run(d, &token_void, DB_V(db_text(purpose), db_int(person), db_text(subject), db_text(now)), NULL);
}

const struct err *store_token_void_place(struct db *d, struct str purpose, int64_t place, struct str subject, struct str now, int64_t *n)
{
	return db_run(d, &token_void_place, DB_V(db_text(purpose), db_int(place), db_text(subject), db_text(now)), n);
}

const struct err *store_token_void_given(struct db *d, struct str purpose, int64_t place, int64_t person, struct str now)
{
	return db_run(d, &token_void_given, DB_V(db_text(purpose), db_int(place), db_int(person), db_text(now)), NULL);
}

const struct err *store_token_void_mandate(struct db *d, int64_t person, struct str now)
{
	return db_run(d, &token_void_mandate, DB_V(db_int(person), db_text(now)), NULL);
}

const struct err *store_token_purge(struct db *d, struct str before)
{
	return db_run(d, &token_purge, DB_V(db_text(before)), NULL);
}
