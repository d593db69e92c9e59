// SPDX-License-Identifier: AGPL-3.0-or-later
// Files on their way, between upload and import.
#include "store/import.h"
#include "store/row.h"

static const struct db_stmt draft_insert = {
	"draft_insert", "INSERT INTO import_draft (id, person, made_at, file, bytes, about, mapping, decisions) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_stmt draft_read = {
	"draft_read", "SELECT id, person, made_at, file, bytes, about, mapping, decisions, run FROM import_draft WHERE id = $1 AND person = $2"};
static const struct db_stmt draft_update = {
	"draft_update", "UPDATE import_draft SET about = $2, mapping = $3, decisions = $4, run = $5 WHERE id = $1"};
static const struct db_stmt draft_list = {
	"draft_list", "SELECT id, person, made_at, file, '', about, '', '', run FROM import_draft WHERE person = $1 AND run IS NULL "
		      "ORDER BY made_at DESC, id"};
static const struct db_stmt draft_forget = {"draft_forget", "DELETE FROM import_draft WHERE made_at < $1"};

const struct err *store_draft_insert(struct db *d, struct draft_row *r)
{
	struct moment_text at;
	r->made = time_unix();
	return db_run(d, &draft_insert,
		      DB_V(db_text(r->id), db_int(r->person), row_moment(r->made, &at), db_text(r->file), db_text(r->bytes),
			   db_text(r->about), db_text(r->mapping), db_text(r->decisions)),
		      NULL);
}

static struct draft_row read_draft(struct db_rows *r, struct arena *a)
{
	return (struct draft_row){arena_str(a, db_col_text(r, 0)), db_col_int(r, 1), row_to_moment(db_col_text(r, 2)),
					  arena_str(a, db_col_text(r, 3)), arena_str(a, db_col_text(r, 4)),
					  arena_str(a, db_col_text(r, 5)), arena_str(a, db_col_text(r, 6)),
					  arena_str(a, db_col_text(r, 7)), db_col_int(r, 8)};
}
ROW_LIST(list, struct draft_row, read_draft)

const struct err *store_draft_read(struct db *d, struct str id, int64_t person, struct arena *a, struct draft_row *out, bool *found)
{
	struct draft_row *rows;
	size_t n;
	const struct err *err = list(d, &draft_read, DB_V(db_text(id), db_int(person)), a, &rows, &n);
	*found = err == NULL && n > 0;
	if (*found)
		*out = rows[0];
	return err;
}

const struct err *store_draft_update(struct db *d, const struct draft_row *r)
{
	return db_run(d, &draft_update, DB_V(db_text(r->id), db_text(r->about), db_text(r->mapping), db_text(r->decisions), row_id(r->run)),
		      NULL);
}

const struct err *store_draft_list(struct db *d, int64_t person, struct arena *a, struct draft_row **out, size_t *n)
{
	return list(d, &draft_list, DB_V(db_int(person)), a, out, n);
}

const struct err *store_draft_forget(struct db *d, int64_t before)
{
	struct moment_text at;
	return db_run(d, &draft_forget, DB_V(row_moment(before, &at)), NULL);
}
