// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/network.h"

#include "store/row.h"
#include "store/store.h"

static const struct db_stmt network_find = {"network_find", "SELECT id FROM network WHERE key = $1"};
static const struct db_stmt network_insert = {
	"network_insert", "INSERT INTO network (id, key, kind, name, about, url, lead_name) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_stmt network_update = {
	"network_update", "UPDATE network SET kind = CASE WHEN kind = 'consortium' THEN kind ELSE $2 END, name = coalesce($3, name), about = coalesce($4, about), "
			  "url = coalesce($5, url), lead_name = coalesce($6, lead_name) WHERE id = $1"};
static const struct db_stmt network_lead = {"network_lead", "UPDATE network SET lead = $2 WHERE id = $1"};
static const struct db_stmt membership_put = {
	"membership_put", "INSERT INTO membership (place, network, source, role) VALUES ($1, $2, $3, $4) "
			  "ON CONFLICT (place, network) DO UPDATE SET source = excluded.source, role = excluded.role"};

const struct err *store_network_put(struct db *d, struct network *x)
{
	const struct err *err;
	struct db_value kind = db_text(x->consortium ? S("consortium") : S("reseau"));
	struct db_value about = db_text_or_null(x->about), url = db_text_or_null(x->url), lead = db_text_or_null(x->lead_name);
	TRY(row_find(d, &network_find, x->key, &x->id));
	if (x->id != 0) {
		TRY(db_run(d, &network_update, DB_V(db_int(x->id), kind, db_text_or_null(x->name), about, url, lead), NULL));
	} else {
		TRY(store_next_id(d, STORE_NETWORK, &x->id));
		TRY(db_run(d, &network_insert,
			   DB_V(db_int(x->id), db_text(x->key), kind, db_text(x->name.n ? x->name : x->key), about, url, lead), NULL));
	}
done:
	return err;
}

const struct err *store_network_lead(struct db *d, int64_t network, int64_t place)
{
	return db_run(d, &network_lead, DB_V(db_int(network), row_id(place)), NULL);
}

struct filling {
	const struct membership_row *rows;
	size_t n;
};

static bool fill(void *user, size_t i, struct db_value *v)
{
	struct filling *f = user;
	if (i == f->n)
		return false;
	const struct membership_row *r = &f->rows[i];
	v[0] = db_int(r->place);
	v[1] = db_int(r->network);
	v[2] = db_int(r->source);
	v[3] = db_text_or_null(r->role);
	return true;
}

const struct err *store_membership_put(struct db *d, const struct membership_row *rows, size_t n)
{
	struct filling f = {.rows = rows, .n = n};
	return db_bulk(d, &membership_put, 4, fill, &f);
}
