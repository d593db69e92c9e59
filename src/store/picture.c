// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/picture.h"

#include "base/time.h"
#include "base/vec.h"
#include "store/row.h"
#include "store/store.h"

static const struct db_stmt picture_insert = {
	"picture_insert", "INSERT INTO picture (id, place, shown, position, alt, credit, made_at, made_by, hidden_at) "
			  "VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8)"};
static const struct db_stmt picture_size_insert = {
	"picture_size_insert", "INSERT INTO picture_size (picture, width, height, type, bytes) VALUES ($1, $2, $3, $4, $5)"};
static const struct db_stmt picture_list = {
	"picture_list", "SELECT picture.id, shown, position, alt, credit, made_at, made_by, width, height FROM picture "
			"JOIN picture_size ON picture_size.picture = picture.id WHERE place = $1 "
			"ORDER BY shown DESC, CASE WHEN shown = 1 THEN position ELSE 0 END, CASE WHEN shown = 1 THEN '' ELSE hidden_at END DESC, "
			"picture.id, width"};
static const struct db_stmt picture_bytes = {
	"picture_bytes", "SELECT type, bytes FROM picture_size JOIN picture ON picture.id = picture_size.picture "
			 "JOIN place ON place.id = picture.place WHERE picture = $1 AND width = $2 AND shown = 1 AND gone IS NULL"};
static const struct db_stmt picture_said = {
	"picture_said", "SELECT position, alt, credit FROM picture WHERE id = $1 AND place = $2 AND shown = 1"};
static const struct db_stmt picture_show = {
	"picture_show", "UPDATE picture SET shown = 1, position = $3, alt = $4, credit = $5, hidden_at = NULL WHERE id = $1 AND place = $2 "
			"AND EXISTS (SELECT 1 FROM picture_size WHERE picture_size.picture = picture.id)"};
static const struct db_stmt picture_hide = {
	"picture_hide", "UPDATE picture SET shown = 0, hidden_at = CASE WHEN shown = 1 THEN $3 ELSE hidden_at END WHERE id = $1 AND place = $2"};
static const struct db_stmt picture_drop = {
	"picture_drop", "DELETE FROM picture_size WHERE picture IN (SELECT id FROM picture WHERE id = $1 AND shown = 0)"};
static const struct db_stmt picture_forget = {
	"picture_forget", "DELETE FROM picture_size WHERE picture IN (SELECT id FROM picture WHERE shown = 0 AND hidden_at < $1)"};

const struct err *store_picture_insert(struct db *d, struct picture_row *row)
{
	const struct err *err;
	struct moment_text now;
	struct db_value at = row_moment(time_unix(), &now);
	TRY(store_next_id(d, STORE_PICTURE, &row->id));
	TRY(db_run(d, &picture_insert,
		   DB_V(db_int(row->id), db_int(row->place), db_int(row->position), db_text(row->alt), db_text_or_null(row->credit), at,
			row_id(row->made_by), at),
		   NULL));
	for (size_t i = 0; i < row->size_n; i++)
		TRY(db_run(d, &picture_size_insert,
			   DB_V(db_int(row->id), db_int(row->sizes[i].width), db_int(row->sizes[i].height), db_text(row->sizes[i].type),
				db_blob(row->sizes[i].bytes)),
			   NULL));
done:
	return err;
}

const struct err *store_picture_list(struct db *d, int64_t place, struct arena *a, struct picture_row **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct picture_row) found = {0};
	bool row;
	TRY(db_query(d, &picture_list, DB_V(db_int(place)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		if (found.n == 0 || found.v[found.n - 1].id != db_col_int(r, 0))
			vec_push(&found, (struct picture_row){
						 .id = db_col_int(r, 0),
						 .place = place,
						 .shown = db_col_int(r, 1) == 1,
						 .position = db_col_int(r, 2),
						 .alt = arena_str(a, db_col_text(r, 3)),
						 .credit = arena_str(a, db_col_text(r, 4)),
						 .made_at = arena_str(a, db_col_text(r, 5)),
						 .made_by = db_col_int(r, 6),
					 });
		struct picture_row *p = &found.v[found.n - 1];
		if (p->size_n < PICTURE_ROW_SIZES)
			p->sizes[p->size_n++] = (struct picture_row_size){.width = db_col_int(r, 7), .height = db_col_int(r, 8)};
	}
	*out = arena_copy(a, found.v, found.n, sizeof **out);
	*n = found.n;
done:
	db_rows_close(r);
	vec_free(&found);
	return err;
}

const struct err *store_picture_bytes(struct db *d, int64_t id, int64_t width, struct arena *a, struct str *type, struct str *bytes,
				      bool *found)
{
	const struct err *err;
	struct db_rows *r = NULL;
	TRY(db_query(d, &picture_bytes, DB_V(db_int(id), db_int(width)), &r));
	TRY(db_step(r, found));
	if (*found) {
		*type = arena_str(a, db_col_text(r, 0));
		*bytes = arena_str(a, db_col_text(r, 1));
	}
done:
	db_rows_close(r);
	return err;
}

const struct err *store_picture_said(struct db *d, int64_t place, int64_t id, struct arena *a, struct str *text)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	*text = STR_NONE;
	TRY(db_query(d, &picture_said, DB_V(db_int(id), db_int(place)), &r));
	TRY(db_step(r, &row));
	if (row)
		*text = picture_text(a, db_col_int(r, 0), db_col_text(r, 1), db_col_text(r, 2));
done:
	db_rows_close(r);
	return err;
}

const struct err *store_picture_say(struct db *d, int64_t place, int64_t id, struct str text, bool *known)
{
	const struct err *err = NULL;
	struct moment_text now;
	struct str alt, credit;
	int64_t position, touched = 0;
	if (text.n == 0)
		TRY(db_run(d, &picture_hide, DB_V(db_int(id), db_int(place), row_moment(time_unix(), &now)), &touched));
	else if (picture_text_read(text, &position, &alt, &credit))
		TRY(db_run(d, &picture_show, DB_V(db_int(id), db_int(place), db_int(position), db_text(alt), db_text_or_null(credit)), &touched));
	*known = touched == 1;
done:
	return err;
}

static struct str part(struct arena *a, struct str s)
{
	s = arena_str(a, str_trim(s));
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '|')
			((char *)(uintptr_t)s.p)[i] = '/';
	return s;
}

struct str picture_text(struct arena *a, int64_t position, struct str alt, struct str credit)
{
	struct str x = part(a, alt), y = part(a, credit);
	return arena_printf(a, "%lld|%.*s|%.*s", (long long)position, STR_ARG(x), STR_ARG(y));
}

bool picture_text_read(struct str text, int64_t *position, struct str *alt, struct str *credit)
{
	struct str rest, left;
	bool fine = str_to_i64(str_cut(text, '|', &rest), position);
	*alt = str_cut(rest, '|', &left);
	*credit = left;
	return fine && rest.p != NULL && left.p != NULL && str_findc(left, '|') < 0 && *position >= 0 && *position < 10000;
}

const struct err *store_picture_drop(struct db *d, int64_t id)
{
	return db_run(d, &picture_drop, DB_V(db_int(id)), NULL);
}

const struct err *store_picture_forget(struct db *d, int64_t before, int64_t *forgotten)
{
	struct moment_text at;
	return db_run(d, &picture_forget, DB_V(row_moment(before, &at)), forgotten);
}
