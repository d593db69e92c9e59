// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/action.h"

#include "store/row.h"
#include "store/store.h"

static const struct db_stmt category_find = {"category_find", "SELECT id FROM category WHERE key = $1"};
static const struct db_stmt category_insert = {
	"category_insert", "INSERT INTO category (id, key, name, listed) VALUES ($1, $2, $3, $1)"};
static const struct db_stmt category_update = {"category_update", "UPDATE category SET name = coalesce($2, name) WHERE id = $1"};
static const struct db_stmt action_find = {"action_find", "SELECT id FROM action WHERE key = $1"};
static const struct db_stmt action_insert = {
	"action_insert", "INSERT INTO action (id, key, category, name, about, listed) VALUES ($1, $2, $3, $4, $5, $1)"};
static const struct db_stmt action_update = {
	"action_update", "UPDATE action SET name = coalesce($2, name), about = coalesce($3, about) WHERE id = $1"};
static const struct db_stmt engagement_put = {
	"engagement_put", "INSERT INTO engagement (place, action, source, stage, since, note) VALUES ($1, $2, $3, $4, $5, $6) "
			  "ON CONFLICT (place, action) DO UPDATE SET source = excluded.source, stage = excluded.stage, "
			  "since = excluded.since, note = excluded.note"};

static const struct err *category_put(struct db *d, struct str key, struct str name, int64_t *id)
{
	const struct err *err;
	TRY(row_find(d, &category_find, key, id));
	if (*id != 0) {
		TRY(db_run(d, &category_update, DB_V(db_int(*id), db_text_or_null(name)), NULL));
	} else {
		TRY(store_next_id(d, STORE_CATEGORY, id));
		TRY(db_run(d, &category_insert, DB_V(db_int(*id), db_text(key), db_text(name.n ? name : key)), NULL));
	}
done:
	return err;
}

const struct err *store_action_put(struct db *d, struct action *x)
{
	const struct err *err;
	int64_t category;
	// An action that stands alone is its own category.
	struct str key = x->category_key.n ? x->category_key : x->key;
	TRY(row_find(d, &action_find, x->key, &x->id));
	if (x->id != 0) {
		if (x->category_key.n > 0)
			TRY(category_put(d, key, x->category, &category));
		TRY(db_run(d, &action_update, DB_V(db_int(x->id), db_text_or_null(x->name), db_text_or_null(x->about)), NULL));
	} else {
		TRY(category_put(d, key, x->category_key.n ? x->category : x->name, &category));
		TRY(store_next_id(d, STORE_ACTION, &x->id));
		TRY(db_run(d, &action_insert,
			   DB_V(db_int(x->id), db_text(x->key), db_int(category), db_text(x->name.n ? x->name : x->key),
				db_text_or_null(x->about)), NULL));
	}
done:
	return err;
}

struct filling {
	const struct engagement_row *rows;
	size_t n;
	struct date_text since;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct engagement_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_int(r->action);
	v[2] = db_int(r->source);
	v[3] = row_code(VOCAB_STAGE, (int)r->stage);
	v[4] = row_date(r->since, &f->since);
	v[5] = db_text_or_null(r->note);
	return true;
}

const struct err *store_engagement_put(struct db *d, const struct engagement_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &engagement_put, 6, fill, &f);
}
