// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/secret.h"

static const struct db_stmt secret_get = {"secret_get", "SELECT value FROM secret WHERE name = $1"};
static const struct db_stmt secret_put = {
	"secret_put", "INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};

const struct err *store_secret_get(struct db *d, struct str name, struct arena *a, struct str *out)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	TRY(db_query(d, &secret_get, DB_V(db_text(name)), &r));
	TRY(db_step(r, &row));
	*out = row ? arena_str(a, db_col_text(r, 0)) : STR_NONE;
done:
	db_rows_close(r);
	return err;
}

const struct err *store_secret_put(struct db *d, struct str name, struct str value)
{
	return db_run(d, &secret_put, DB_V(db_text(name), db_text(value)), NULL);
}
