// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/passkey.h"

#include "store/row.h"


static const struct db_stmt passkey_find = {
	"passkey_find", "SELECT credential, person, public_key, algorithm, used_n, name, made_at, used_at FROM passkey WHERE credential = $1"};
static const struct db_stmt passkeys_of = {
	"passkeys_of", "SELECT credential, person, public_key, algorithm, used_n, name, made_at, used_at FROM passkey WHERE person = $1 "
		       "ORDER BY made_at, credential"};
static const struct db_stmt passkey_add = {
	"passkey_add", "INSERT INTO passkey (credential, person, public_key, algorithm, used_n, name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_stmt passkey_used = {"passkey_used", "UPDATE passkey SET used_n = $2, used_at = $3 WHERE credential = $1"};
static const struct db_stmt passkey_remove = {"passkey_remove", "DELETE FROM passkey WHERE person = $1 AND credential = $2"};

static struct passkey_row read_passkey(struct db_rows *r, struct arena *a)
{
	return (struct passkey_row){
		.credential = arena_str(a, db_col_text(r, 0)),
		.person = db_col_int(r, 1),
		.public_key = arena_str(a, db_col_text(r, 2)),
		.algorithm = db_col_int(r, 3),
		.used_n = db_col_int(r, 4),
		.name = arena_str(a, db_col_text(r, 5)),
		.made_at = arena_str(a, db_col_text(r, 6)),
		.used_at = arena_str(a, db_col_text(r, 7)),
	};
}
ROW_LIST(list, struct passkey_row, read_passkey)

const struct err *store_passkey_find(struct db *d, struct str credential, struct arena *a, struct passkey_row *out)
{
	const struct err *err;
	struct passkey_row *found;
	size_t n;
	*out = (struct passkey_row){0};
	TRY(list(d, &passkey_find, DB_V(db_text(credential)), a, &found, &n));
	if (n > 0)
		*out = found[0];
done:
	return err;
}

const struct err *store_passkeys_of(struct db *d, int64_t person, struct arena *a, struct passkey_row **out, size_t *n)
{
	return list(d, &passkeys_of, DB_V(db_int(person)), a, out, n);
}

const struct err *store_passkey_add(struct db *d, const struct passkey_row *k)
{
	return db_run(d, &passkey_add,
		      DB_V(db_text(k->credential), db_int(k->person), db_text(k->public_key), db_int(k->algorithm), db_int(k->used_n),
			   db_text(k->name), db_text(k->made_at)),
		      NULL);
}

const struct err *store_passkey_used(struct db *d, struct str credential, int64_t used_n, struct str now)
{
	return db_run(d, &passkey_used, DB_V(db_text(credential), db_int(used_n), db_text(now)), NULL);
}

const struct err *store_passkey_remove(struct db *d, int64_t person, struct str credential, int64_t *removed)
{
	return db_run(d, &passkey_remove, DB_V(db_int(person), db_text(credential)), removed);
}
