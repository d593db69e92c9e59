// SPDX-License-Identifier: AGPL-3.0-or-later
// The starter network: the open data that ship inside the binary, then the facts of the documents that the product
// starts from.
#include "app/import.h"
#include "app/internal.h"
#include "base/embed.h"
#include "base/i18n.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"

static const struct {
	const char *file, *key;
} files[] = {
	{"data/fabriques-de-territoire-2024.geojson", "fabriques-de-territoire-2024"},
	{"data/manufactures-de-proximite-2024.geojson", "manufactures-de-proximite-2024"},
	{"data/tiers-lieux-2019.csv", "tiers-lieux-2019"},
	{"data/fablabs-bretagne-2020.geojson", "fablabs-bretagne-2020"},
	{"data/documents-de-depart.json", "documents-de-depart"},
};
enum { FILES = sizeof files / sizeof files[0] };

static void add_up(struct import_report *sum, const struct import_report *one)
{
	sum->read += one->read;
	sum->created += one->created;
	sum->changed += one->changed;
	sum->unchanged += one->unchanged;
	sum->merged += one->merged;
	sum->proposed += one->proposed;
}

static const struct err *load_file(struct db *db, size_t i, struct import_report *sum)
{
	const struct err *err = NULL;
	struct arena arena = {0};
	struct record_set set;
	struct import_report report;
	const struct embed_file *file = embed_find(str_of(files[i].file));
	if (file == NULL)
		return err_new(ERR_IO, "%s is not in this binary", files[i].file);
	TRY(exchange_read(embed_plain(file, &arena), str_of(files[i].key), &arena, &set));
	if (set.refusal_n > 0) {
		err = err_new(ERR_INPUT, "ligne %u : %.*s", set.refusals[0].line, STR_ARG(set.refusals[0].reason));
		goto done;
	}
	enrich_records(&set, &arena);
	TRY(import_run(db, &set, NULL, NULL, &arena, &report));
	add_up(sum, &report);
done:
	arena_release(&arena);
	return err == NULL ? NULL : err_wrap(err, "%s", files[i].file);
}

const struct err *app_starter(struct app *app, app_progress *progress, void *user, struct import_report *out)
{
	const struct err *err = NULL;
	struct db *db;
	struct import_report sum = {0};
	struct arena arena = {0};
	struct duplicate_row *open;
	const struct snapshot *now = app_enter(app);
	uint32_t places = now->atlas->place_n;
	app_leave(app, now);
	if (places > 0)
		return err_new(ERR_INPUT, trn("il y a déjà %u lieu ici : le réseau de départ se charge dans une base vide",
					      "il y a déjà %u lieux ici : le réseau de départ se charge dans une base vide", places),
			       places);
	TRY(app_begin(app, &db));
	for (size_t i = 0; i < FILES; i++) {
		if (progress != NULL)
			progress(user, files[i].key, i, FILES);
		TRY(load_file(db, i, &sum));
	}
	TRY(store_duplicate_list(db, &arena, &open, &sum.proposed)); // a pair that two files point at counts once
	TRY(app_commit(app));
	if (progress != NULL)
		progress(user, files[FILES - 1].key, FILES, FILES);
	if (out != NULL)
		*out = sum;
done:
	app_rollback(app);
	arena_release(&arena);
	return err != NULL ? err : app_refresh(app);
}
