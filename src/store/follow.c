// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/follow.h"

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt follow_next_id = {"follow_next_id", "SELECT coalesce(max(id), 0) + 1 FROM follow"};
static const struct db_stmt follow_find_place = {"follow_find_place", "SELECT id FROM follow WHERE person = $1 AND place = $2"};
static const struct db_stmt follow_find_query = {"follow_find_query", "SELECT id FROM follow WHERE person = $1 AND query = $2"};
static const struct db_stmt follow_insert = {
	"follow_insert", "INSERT INTO follow (id, person, place, query, title, rhythm, seen, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_stmt follow_of = {
	"follow_of", "SELECT follow.id, follow.person, follow.place, follow.query, follow.title, follow.rhythm, follow.seen, "
		     "follow.made_at, follow.told_at, NULL, NULL FROM follow WHERE person = $1 ORDER BY follow.id"};
static const struct db_stmt follow_set = {"follow_set", "UPDATE follow SET rhythm = $3 WHERE person = $1 AND id = $2"};
static const struct db_stmt follow_drop = {"follow_drop", "DELETE FROM follow WHERE person = $1 AND id = $2"};
static const struct db_stmt follow_stop_all = {"follow_stop_all", "UPDATE follow SET rhythm = 'aucun' WHERE person = $1"};
static const struct db_stmt follow_due = {
	"follow_due", "SELECT follow.id, follow.person, follow.place, follow.query, follow.title, follow.rhythm, follow.seen, "
		      "follow.made_at, follow.told_at, person.address, person.lang FROM follow JOIN person ON person.id = follow.person "
		      "WHERE person.address IS NOT NULL AND person.left_at IS NULL AND person.bounced_at IS NULL AND "
		      "((rhythm = 'jour' AND (told_at IS NULL OR told_at <= $1)) OR "
		      "(rhythm = 'semaine' AND coalesce(told_at, follow.made_at) <= $2)) ORDER BY follow.person, follow.id"};
static const struct db_stmt follow_told = {
	"follow_told", "UPDATE follow SET seen = $3, told_at = $4 WHERE id = $1 AND seen = $2 AND rhythm <> 'aucun'"};
static const struct db_stmt notice_next_id = {"notice_next_id", "SELECT coalesce(max(id), 0) + 1 FROM notice"};
static const struct db_stmt notice_insert = {"notice_insert", "INSERT INTO notice (id, person, made_at) VALUES ($1, $2, $3)"};
static const struct db_stmt notice_item_insert = {
	"notice_item_insert", "INSERT INTO notice_item (notice, follow, title, place, change) VALUES ($1, $2, $3, $4, $5)"};
static const struct db_stmt notice_find = {"notice_find", "SELECT person, made_at FROM notice WHERE id = $1"};
static const struct db_stmt notice_items = {
	"notice_items", "SELECT follow, place, change, title FROM notice_item WHERE notice = $1 ORDER BY follow, change DESC"};
static const struct db_stmt notice_forget_items = {
	"notice_forget_items", "DELETE FROM notice_item WHERE notice IN (SELECT id FROM notice WHERE made_at < $1)"};
static const struct db_stmt notice_forget = {"notice_forget", "DELETE FROM notice WHERE made_at < $1"};

static const char *const rhythms[RHYTHM_COUNT] = {"aucun", "jour", "semaine"};

struct str rhythm_code(enum rhythm r)
{
	return str_of(rhythms[r]);
}

bool rhythm_find(struct str code, enum rhythm *out)
{
	for (int r = 0; r < RHYTHM_COUNT; r++)
		if (str_eqz(code, rhythms[r])) {
			*out = (enum rhythm)r;
			return true;
		}
	return false;
}

const struct err *store_follow_put(struct db *d, struct follow *f)
{
	const struct err *err;
	struct moment_text made;
	bool changed;
	if (f->place != 0)
		TRY(row_int(d, &follow_find_place, DB_V(db_int(f->person), db_int(f->place)), &f->id, NULL));
	else
		TRY(row_int(d, &follow_find_query, DB_V(db_int(f->person), db_text(f->query)), &f->id, NULL));
	if (f->id != 0)
		return store_follow_set(d, f->person, f->id, f->rhythm, &changed);
	TRY(row_int(d, &follow_next_id, NULL, 0, &f->id, NULL));
	TRY(db_run(d, &follow_insert,
		   DB_V(db_int(f->id), db_int(f->person), row_id(f->place), f->place ? db_null() : db_text(f->query), db_text(f->title),
			db_text(rhythm_code(f->rhythm)), db_int(f->seen), row_moment(f->made, &made)),
		   NULL));
done:
	return err;
}

static struct follow read_follow(struct db_rows *r, struct arena *a)
{
	struct follow f = {
		.id = db_col_int(r, 0),
		.person = db_col_int(r, 1),
		.place = db_col_int(r, 2),
		.query = arena_str(a, db_col_text(r, 3)),
		.title = arena_str(a, db_col_text(r, 4)),
		.seen = db_col_int(r, 6),
		.made = row_to_moment(db_col_text(r, 7)),
		.told = row_to_moment(db_col_text(r, 8)),
		.address = arena_str(a, db_col_text(r, 9)),
		.lang = arena_str(a, db_col_text(r, 10)),
	};
	rhythm_find(db_col_text(r, 5), &f.rhythm);
	return f;
}
ROW_LIST(read_follows, struct follow, read_follow)

const struct err *store_follow_of(struct db *d, int64_t person, struct arena *a, struct follow **out, size_t *n)
{
	return read_follows(d, &follow_of, DB_V(db_int(person)), a, out, n);
}

const struct err *store_follow_set(struct db *d, int64_t person, int64_t id, enum rhythm r, bool *changed)
{
	int64_t n = 0;
	const struct err *err = db_run(d, &follow_set, DB_V(db_int(person), db_int(id), db_text(rhythm_code(r))), &n);
	*changed = n == 1;
	return err;
}

const struct err *store_follow_drop(struct db *d, int64_t person, int64_t id, bool *changed)
{
	int64_t n = 0;
	const struct err *err = db_run(d, &follow_drop, DB_V(db_int(person), db_int(id)), &n);
	*changed = n == 1;
	return err;
}

const struct err *store_follow_stop_all(struct db *d, int64_t person)
{
	return db_run(d, &follow_stop_all, DB_V(db_int(person)), NULL);
}

const struct err *store_follow_due(struct db *d, int64_t day_ago, int64_t week_ago, struct arena *a, struct follow **out, size_t *n)
{
	struct moment_text day, week;
	return read_follows(d, &follow_due, DB_V(row_moment(day_ago, &day), row_moment(week_ago, &week)), a, out, n);
}

const struct err *store_follow_told(struct db *d, const struct follow *f, int64_t seen, int64_t now, bool *changed)
{
	struct moment_text at;
	int64_t n = 0;
	const struct err *err = db_run(d, &follow_told, DB_V(db_int(f->id), db_int(f->seen), db_int(seen), row_moment(now, &at)), &n);
	*changed = n == 1;
	return err;
}

const struct err *store_notice_insert(struct db *d, int64_t person, int64_t now, int64_t *id)
{
	const struct err *err;
	struct moment_text at;
	TRY(row_int(d, &notice_next_id, NULL, 0, id, NULL));
	TRY(db_run(d, &notice_insert, DB_V(db_int(*id), db_int(person), row_moment(now, &at)), NULL));
done:
	return err;
}

const struct err *store_notice_item_insert(struct db *d, int64_t notice, const struct notice_item *item)
{
	return db_run(d, &notice_item_insert,
		      DB_V(db_int(notice), db_int(item->follow), db_text(item->title), db_int(item->place), db_int(item->change)), NULL);
}

const struct err *store_notice_read(struct db *d, int64_t id, struct arena *a, int64_t *person, int64_t *made, struct notice_item **items,
				    size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct notice_item) list = {0};
	bool row;
	*person = 0;
	*n = 0;
	TRY(db_query(d, &notice_find, DB_V(db_int(id)), &r));
	TRY(db_step(r, &row));
	if (!row)
		goto done;
	*person = db_col_int(r, 0);
	*made = row_to_moment(db_col_text(r, 1));
	db_rows_close(r);
	r = NULL;
	TRY(db_query(d, &notice_items, DB_V(db_int(id)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&list, (struct notice_item){db_col_int(r, 0), db_col_int(r, 1), db_col_int(r, 2), arena_str(a, db_col_text(r, 3))});
	}
	*items = arena_copy(a, list.v, list.n, sizeof **items);
	*n = list.n;
done:
	db_rows_close(r);
	vec_free(&list);
	return err;
}

const struct err *store_notice_forget(struct db *d, int64_t before, int64_t *forgotten)
{
	const struct err *err;
	struct moment_text at;
	TRY(db_run(d, &notice_forget_items, DB_V(row_moment(before, &at)), NULL));
	TRY(db_run(d, &notice_forget, DB_V(row_moment(before, &at)), forgotten));
done:
	return err;
}
