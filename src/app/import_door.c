// SPDX-License-Identifier: AGPL-3.0-or-later
// The door of the import: permission to write, one transaction, then the index.
#include "app/import.h"
#include "app/internal.h"
#include "base/i18n.h"
#include "base/log.h"

const struct err *app_import(struct app *app, const struct record_set *set, bool dry_run, app_progress *progress, void *user,
			     struct arena *a, struct import_report *out)
{
	const struct err *err = NULL;
	struct db *db;
	*out = (struct import_report){.read = set->read_n, .refused = set->refusal_n, .refusals = set->refusals};
	if (set->record_n == 0 && set->refusal_n > 0) // rows are refused one by one; here none is left
		return err_new(ERR_INPUT,
			       trn("rien n’est importé : %zu ligne du fichier est à corriger",
				   "rien n’est importé : %zu lignes du fichier sont à corriger", (int64_t)set->refusal_n),
			       set->refusal_n);
	TRY(app_begin(app, &db));
	TRY(import_run(db, set, progress, user, a, out));
	if (dry_run)
		app_rollback(app);
	else
		TRY(app_commit(app));
done:
	app_rollback(app);
	if (err == NULL && !dry_run && (err = app_refresh(app)) != NULL) {
		// It is written: what cannot be read again now will be shown later, and must not be told as a failed import.
		log_warn("the import is committed, but the network could not be read again: %s", err_text(err));
		err_free(err);
		err = NULL;
	}
	return err;
}
