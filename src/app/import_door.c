// SPDX-License-Identifier: AGPL-3.0-or-later
// The doors of imports: each is a job of the writer, or a question to the database.
#include <sodium.h>

#include "app/import.h"
#include "app/write.h"
#include "base/i18n.h"
#include "credential/secret.h"

struct str import_file_hash(struct arena *a, struct str bytes)
{
	return secret_hash(a, bytes);
}

struct importing_job {
	const struct import_request *req;
	app_progress *progress;
	void *user;
	struct arena *a;
	struct import_report *out;
};

static const struct err *import_job(struct db *db, void *user)
{
	struct importing_job *j = user;
	return import_run_as(db, j->req, j->progress, j->user, j->a, j->out);
}

const struct err *app_import_as(struct app *app, const struct import_request *req, app_progress *progress, void *user,
				struct arena *a, struct import_report *out)
{
	struct importing_job j = {req, progress, user, a, out};
	return req->dry_run ? app_read(app, import_job, &j) : app_write(app, import_job, &j);
}

const struct err *app_import(struct app *app, const struct record_set *set, bool dry_run, app_progress *progress, void *user,
			     struct arena *a, struct import_report *out)
{
	*out = (struct import_report){.read = set->read_n, .refused = set->refusal_n, .refusals = set->refusals, .refusal_n = set->refusal_n};
	if (set->record_n == 0 && set->refusal_n > 0) // rows are refused one by one; here none is left
		return err_new(ERR_INPUT,
			       trn("rien n’est importé : %zu ligne du fichier est à corriger",
				   "rien n’est importé : %zu lignes du fichier sont à corriger", (int64_t)set->refusal_n),
			       set->refusal_n);
	return app_import_as(app, &(struct import_request){.set = set, .dry_run = dry_run}, progress, user, a, out);
}

bool import_may_undo(const struct actor *who, const struct import_row *run)
{
	return who->admin || (who->person != 0 && run->person == who->person && actor_animates_something(who));
}

struct asking {
	struct str key, fingerprint, *mapping;
	int64_t number, person;
	size_t max;
	struct arena *a;
	struct import_row **runs, *run;
	struct draft_row *draft, **drafts;
	size_t *n;
	bool *found;
};

static const struct err *mapping_job(struct db *db, void *user)
{
	struct asking *q = user;
	return store_import_mapping(db, q->key, q->fingerprint, q->a, q->mapping);
}

const struct err *app_import_mapping(struct app *app, struct str source_key, struct str fingerprint, struct arena *a, struct str *out)
{
	struct asking q = {.key = source_key, .fingerprint = fingerprint, .a = a, .mapping = out};
	return app_read(app, mapping_job, &q);
}

static const struct err *list_job(struct db *db, void *user)
{
	struct asking *q = user;
	return store_import_list(db, q->person, q->max, q->a, q->runs, q->n);
}

const struct err *app_imports(struct app *app, const struct actor *who, size_t max, struct arena *a, struct import_row **out, size_t *n)
{
	struct asking q = {.person = who->admin ? 0 : who->person, .max = max, .a = a, .runs = out, .n = n};
	return app_read(app, list_job, &q);
}

static const struct err *find_job(struct db *db, void *user)
{
	struct asking *q = user;
	return store_import_read(db, q->number, q->a, q->run, q->found);
}

const struct err *app_import_find(struct app *app, int64_t number, struct arena *a, struct import_row *out, bool *found)
{
	struct asking q = {.number = number, .a = a, .run = out, .found = found};
	*found = false;
	return app_read(app, find_job, &q);
}

// --- files on their way ---

enum { DAY = 86400 };

static const struct err *draft_insert_job(struct db *db, void *user)
{
	const struct err *err;
	TRY(store_draft_forget(db, time_unix() - DAY));
	TRY(store_draft_insert(db, user));
done:
	return err;
}

static const struct err *draft_forget_job(struct db *db, void *user)
{
	return store_draft_forget(db, time_unix() - DAY);
}

const struct err *import_tidy(const struct daily_run *run)
{
	return app_write(run->app, draft_forget_job, NULL);
}

const struct err *app_draft_put(struct app *app, struct arena *a, struct draft_row *r)
{
	unsigned char chance[16];
	char id[2 * sizeof chance + 1];
	randombytes_buf(chance, sizeof chance);
	sodium_bin2hex(id, sizeof id, chance, sizeof chance);
	r->id = arena_str(a, str_of(id));
	return app_write(app, draft_insert_job, r);
}

static const struct err *draft_read_job(struct db *db, void *user)
{
	struct asking *q = user;
	return store_draft_read(db, q->key, q->person, q->a, q->draft, q->found);
}

const struct err *app_draft_read(struct app *app, struct str id, int64_t person, struct arena *a, struct draft_row *out, bool *found)
{
	struct asking q = {.key = id, .person = person, .a = a, .draft = out, .found = found};
	*found = false;
	return app_read(app, draft_read_job, &q);
}

static const struct err *draft_update_job(struct db *db, void *user)
{
	return store_draft_update(db, user);
}

const struct err *app_draft_update(struct app *app, const struct draft_row *r)
{
	struct draft_row row = *r;
	return app_write(app, draft_update_job, &row);
}

static const struct err *drafts_job(struct db *db, void *user)
{
	struct asking *q = user;
	return store_draft_list(db, q->person, q->a, q->drafts, q->n);
}

const struct err *app_drafts(struct app *app, int64_t person, struct arena *a, struct draft_row **out, size_t *n)
{
	struct asking q = {.person = person, .a = a, .drafts = out, .n = n};
	return app_read(app, drafts_job, &q);
}
