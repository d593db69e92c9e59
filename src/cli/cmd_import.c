// SPDX-License-Identifier: AGPL-3.0-or-later
// maille import: a file of places, recognised by its content, in one transaction.
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"

enum { REFUSALS_SHOWN = 20 };

// "data/tiers-lieux-2019.csv" → "tiers-lieux-2019"
static struct str base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash != NULL ? slash + 1 : path);
	for (size_t i = name.n; i-- > 1;)
		if (name.p[i] == '.')
			return str_sub(name, 0, i);
	return name;
}

static void number(struct json_writer *w, struct str key, size_t n)
{
	json_key(w, key);
	json_int(w, (int64_t)n);
}

static void list_json(struct json_writer *w, struct str key, const struct refusal *list, size_t n)
{
	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(w, '{');
		number(w, S("ligne"), list[i].line);
		json_key(w, S("colonne"));
		json_str(w, list[i].column);
		json_key(w, S("raison"));
		json_str(w, list[i].reason);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void say_json(struct cli *c, const struct record_set *set, const struct import_report *r, bool done)
{
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '{');
	json_key(&w, S("source"));
	json_str(&w, set->source.key);
	json_key(&w, S("importe"));
	json_bool(&w, done);
	number(&w, S("lus"), r->read);
	number(&w, S("crees"), r->created);
	number(&w, S("modifies"), r->changed);
	number(&w, S("inchanges"), r->unchanged);
	number(&w, S("fusionnes"), r->merged);
	number(&w, S("proposes"), r->proposed);
	number(&w, S("repetes"), r->repeated);
	list_json(&w, S("refus"), set->refusals, set->refusal_n);
	list_json(&w, S("avertissements"), set->warnings, set->warning_n);
	json_close(&w, '}');
	buf_addc(w.out, '\n');
}

static void list(struct buf *b, const struct refusal *all, size_t n)
{
	for (size_t i = 0; i < n && i < REFUSALS_SHOWN; i++) {
		const struct refusal *r = &all[i];
		buf_addf(b, tr("\n  ligne %u"), r->line);
		if (r->column.n > 0)
			buf_addf(b, tr(", colonne « %.*s »"), STR_ARG(r->column));
		buf_addf(b, " : %.*s", STR_ARG(r->reason));
	}
	if (n > REFUSALS_SHOWN)
		buf_addf(b, tr("\n  … et %zu autres"), n - REFUSALS_SHOWN);
}

static void say(struct cli *c, const struct record_set *set, const struct import_report *r, bool dry)
{
	struct buf *b = cli_out(c);
	if (dry)
		buf_addz(b, tr("Essai à blanc, rien n’est écrit.\n"));
	buf_addf(b, tr("Lus : %zu. Nouveaux lieux : %zu, modifiés : %zu, inchangés : %zu.\n"), r->read, r->created, r->changed,
		 r->unchanged);
	buf_addf(b, tr("Reconnus comme un lieu déjà là : %zu. Paires à examiner : %zu.\n"), r->merged, r->proposed);
	if (r->repeated > 0)
		buf_addf(b, tr("Dites deux fois dans ce fichier, comptées une fois : %zu.\n"), r->repeated);
	if (set->warning_n > 0) {
		buf_addz(b, tr("À relire, ce qui a été laissé de côté ou remplacé :"));
		list(b, set->warnings, set->warning_n);
		buf_addc(b, '\n');
	}
}

// Each refusal with its line, then the failure that stops the import.
static const struct err *refused(struct cli *c, const char *path, const struct record_set *set)
{
	struct buf b = BUF_IN(cli_arena(c));
	list(&b, set->refusals, set->refusal_n);
	return err_new(ERR_INPUT, tr("%s : rien n’est importé, voici ce qui est à corriger :%.*s"), path, STR_ARG(buf_str(&b)));
}

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct buf file = {0};
	struct record_set set;
	struct import_report r = {0};
	const char *path = cli_arg(c, 0), *source = cli_value(c, "--source");
	bool dry = cli_has(c, "--dry-run");
	TRY(file_read(path, (size_t)2 << 30, &file));
	err = exchange_read(buf_str(&file), source != NULL ? str_of(source) : base_name(path), cli_arena(c), &set);
	if (err != NULL) {
		err = err_wrap(err, "%s", path);
		goto done;
	}
	r.read = set.read_n;
	if (set.refusal_n > 0) {
		if (cli_json(c))
			say_json(c, &set, &r, false);
		err = refused(c, path, &set);
		goto done;
	}
	enrich_records(&set, cli_arena(c));
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(app_import(app, &set, dry, cli_progress, c, cli_arena(c), &r));
	if (cli_json(c))
		say_json(c, &set, &r, !dry);
	else
		say(c, &set, &r, dry);
done:
	buf_release(&file);
	return err;
}

static const struct cli_option options[] = {
	{"--source", N_("CLÉ"), N_("comment s’appelle la source ; sans cela, le nom du fichier")},
	{"--dry-run", NULL, N_("dire ce que l’import ferait, sans rien écrire")},
	{NULL, NULL, NULL},
};

const struct cli_command cmd_import = {
	.name = "import",
	.summary = N_("importer des lieux : CSV, JSON, GeoJSON ou format de Maille"),
	.arguments = N_("FICHIER"),
	.least = 1,
	.most = 1,
	.options = options,
	.json = true,
	.run = run,
};
