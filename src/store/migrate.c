// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/store.h"

#include "base/embed.h"
#include "base/i18n.h"
#include "base/time.h"
#include "store/row.h"

// In order; the number of a step is its place here. A step that was released is never edited.
static const char *const steps[] = {
	"migrations/001-network.sql",
	"migrations/002-people.sql",
	"migrations/003-editing.sql",
	"migrations/004-outbox.sql",
	"migrations/005-moderation.sql",
	"migrations/006-picture.sql",
	"migrations/007-touch.sql",
	"migrations/008-consent.sql",
	"migrations/009-imports.sql",
	"migrations/010-accepted.sql",
	"migrations/011-removal.sql",
	"migrations/012-import-network.sql",
};
enum { STEP_N = sizeof steps / sizeof steps[0] };

static const char migration_table[] =
	"CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";
static const struct db_stmt migration_last = {"migration_last", "SELECT coalesce(max(number), 0) FROM migration"};
static const struct db_stmt migration_insert = {
	"migration_insert", "INSERT INTO migration (number, name, applied_at) VALUES ($1, $2, $3)"};

static const struct err *refuse_newer(int64_t found)
{
	return found <= STEP_N
		       ? NULL
		       : err_new(ERR_INPUT,
				 tr("ces données ont été écrites par un maille plus récent (schéma %lld, celui-ci connaît le %d) : "
				    "installez cette version, ou restaurez une sauvegarde d’avant"),
				 (long long)found, (int)STEP_N);
}

// One step, unless another process took it meanwhile.
static const struct err *apply(struct db *d, int64_t number, bool *taken)
{
	const struct err *err;
	struct date_text today;
	int64_t found;
	const struct embed_file *f = embed_find(str_of(steps[number - 1]));
	struct arena a = {0};
	if (f == NULL)
		return err_new(ERR_IO, "%s is missing in this binary", steps[number - 1]);
	TRY(db_begin(d));
	TRY(row_int(d, &migration_last, NULL, 0, &found, NULL));
	TRY(refuse_newer(found));
	*taken = found < number;
	if (*taken) {
		TRY(db_script(d, embed_plain(f, &a)));
		TRY(db_run(d, &migration_insert,
			   DB_V(db_int(number), db_text(str_of(f->name)), row_date(date_today(), &today)), NULL));
	}
	TRY(db_commit(d));
done:
	db_rollback(d);
	arena_release(&a);
	return err != NULL ? err_wrap(err, "cannot bring the database to schema %lld", (long long)number) : NULL;
}

const struct err *store_migrate(struct db *d, int *applied)
{
	const struct err *err;
	int64_t found;
	int n = 0;
	TRY(db_begin(d));
	TRY(db_script(d, str_of(migration_table)));
	TRY(db_commit(d));
	TRY(row_int(d, &migration_last, NULL, 0, &found, NULL));
	TRY(refuse_newer(found));
	for (int64_t number = found + 1; number <= STEP_N; number++) {
		bool taken = false;
		TRY(apply(d, number, &taken));
		n += taken;
	}
	if (applied != NULL)
		*applied = n;
done:
	db_rollback(d);
	return err;
}

const struct err *store_check_version(struct db *d)
{
	int64_t found;
	const struct err *err = row_int(d, &migration_last, NULL, 0, &found, NULL);
	if (err != NULL) {
		const struct err *told = err_new(ERR_INPUT, tr("il n’y a pas encore de réseau ici : « maille starter » charge le premier (%s)"),
						 err_text(err));
		err_free(err);
		return told;
	}
	if (found < STEP_N)
		return err_new(ERR_INPUT, tr("ces données viennent d’un maille plus ancien : « maille serve » les met à jour en démarrant"));
	return refuse_newer(found);
}
