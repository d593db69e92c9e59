// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/org.h"

#include "store/row.h"
#include "store/store.h"

static const struct db_stmt org_find = {"org_find", "SELECT id FROM org WHERE key = $1"};
static const struct db_stmt org_insert = {"org_insert", "INSERT INTO org (id, key, name, holder_kind) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt org_update = {
	"org_update", "UPDATE org SET name = coalesce($2, name), holder_kind = coalesce($3, holder_kind) WHERE id = $1"};
static const struct db_stmt tie_put = {
	"tie_put", "INSERT INTO tie (place, org, holder, partner_kind, source, note) VALUES ($1, $2, $3, $4, $5, $6) "
		   "ON CONFLICT (place, org, holder) DO UPDATE SET partner_kind = excluded.partner_kind, "
		   "source = excluded.source, note = excluded.note"};

const struct err *store_org_put(struct db *d, struct org *o)
{
	const struct err *err;
	TRY(row_find(d, &org_find, o->key, &o->id));
	if (o->id != 0) {
		TRY(db_run(d, &org_update,
			   DB_V(db_int(o->id), db_text_or_null(o->name), row_code(VOCAB_HOLDER, o->holder_kind)), NULL));
	} else {
		TRY(store_next_id(d, STORE_ORG, &o->id));
		TRY(store_org_insert(d, o, 1));
	}
done:
	return err;
}

struct org_filling {
	const struct org *orgs;
	size_t n;
};

static bool fill_org(void *user, size_t i, struct db_value *v)
{
	struct org_filling *f = user;
	if (i == f->n)
		return false;
	const struct org *o = &f->orgs[i];
	v[0] = db_int(o->id);
	v[1] = db_text(o->key);
	v[2] = db_text(o->name.n ? o->name : o->key);
	v[3] = row_code(VOCAB_HOLDER, o->holder_kind);
	return true;
}

const struct err *store_org_insert(struct db *d, const struct org *orgs, size_t n)
{
	struct org_filling f = {orgs, n};
	return db_bulk(d, &org_insert, 4, fill_org, &f);
}

struct tie_filling {
	const struct tie_row *rows;
	size_t n;
};

static bool fill_tie(void *user, size_t i, struct db_value *v)
{
	struct tie_filling *f = user;
	if (i == f->n)
		return false;
	const struct tie_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_int(r->org);
	v[2] = db_int(r->holder);
	v[3] = row_code(VOCAB_PARTNER, r->holder ? -1 : r->partner_kind);
	v[4] = db_int(r->source);
	v[5] = db_text_or_null(r->note);
	return true;
}

const struct err *store_tie_put(struct db *d, const struct tie_row *rows, size_t n)
{
	struct tie_filling f = {rows, n};
	return db_bulk(d, &tie_put, 6, fill_tie, &f);
}
