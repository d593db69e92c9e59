// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/write.h"

#include "app/internal.h"
#include "base/log.h"
#include "store/change.h"

const struct err *app_write(struct app *app, app_job *job, void *user)
{
	const struct err *err;
	struct db *db;
	int64_t before, after;
	TRY(app_begin(app, &db));
	TRY(store_change_last(db, &before));
	TRY(job(db, user));
	TRY(store_change_last(db, &after));
	TRY(app_commit(app));
	if (after != before && (err = app_refresh(app)) != NULL) {
		// It is written: what cannot be read again now is shown later, and must not be told as a failed write.
		log_warn("a change is committed, but the network could not be read again: %s", err_text(err));
		err_free(err);
		err = NULL;
	}
done:
	app_rollback(app);
	return err;
}

const struct err *app_read(struct app *app, app_job *job, void *user)
{
	const struct err *err;
	struct db *db;
	TRY(app_reader(app, &db));
	TRY(db_begin_read(db));
	TRY(job(db, user));
done:
	if (db != NULL)
		db_rollback(db);
	app_reader_back(app, db);
	return err;
}
