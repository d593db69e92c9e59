// SPDX-License-Identifier: AGPL-3.0-or-later
// maille import: a file of places, recognised by its content, in one transaction.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/imports.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/map.h"
#include "cli/commands.h"
#include "exchange/codec.h"
#include "exchange/enrich.h"
#include "exchange/mapping.h"

enum { REFUSALS_SHOWN = 20, EXAMPLES_SHOWN = 3 };

struct reading {
	struct str key;
	struct table table;
	struct mapping mapping;
	struct record_set set;
};

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

// "colonnes": what each column of the file was taken for.
static void columns_json(struct json_writer *w, const struct mapping *m)
{
	json_key(w, S("colonnes"));
	json_open(w, '{');
	for (size_t i = 0; i < m->column_n; i++) {
		const struct mapping_target *t = mapping_target_find(m->columns[i].target);
		json_key(w, m->columns[i].name);
		json_strn(w, str_of(t != NULL ? t->fact : NULL));
	}
	json_close(w, '}');
}

static void say_json(struct cli *c, const struct reading *in, const struct import_report *r)
{
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '{');
	number(&w, S("lus"), in->set.read_n);
	number(&w, S("nouveaux"), r->created);
	number(&w, S("modifies"), r->changed);
	number(&w, S("inchanges"), r->unchanged);
	number(&w, S("doublons"), r->proposed);
	list_json(&w, S("refuses"), r->refusals, r->refusal_n);
	columns_json(&w, &in->mapping);
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

// What is alike is told by a few examples a column.
static void list_by_column(struct buf *b, const struct refusal *all, size_t n)
{
	struct map seen = {0};
	for (size_t i = 0; i < n; i++) {
		uint64_t *times = map_at(&seen, all[i].column, 0);
		if ((*times)++ < EXAMPLES_SHOWN)
			list(b, &all[i], 1);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t *times = map_at(&seen, all[i].column, 0);
		if (*times > EXAMPLES_SHOWN)
			buf_addf(b, tr("\n  … et %zu autres valeurs de « %.*s »"), (size_t)*times - EXAMPLES_SHOWN, STR_ARG(all[i].column));
		*times = 0;
	}
	map_release(&seen);
}

static void say_columns(struct buf *b, const struct mapping *m)
{
	for (size_t i = 0; i < m->column_n; i++) {
		const struct mapped_column *col = &m->columns[i];
		const struct mapping_target *t = mapping_target_find(col->target);
		buf_addf(b, "  %.*s → %s", STR_ARG(col->name), t != NULL ? tr(t->label) : tr("laissée de côté"));
		if (col->reason.n > 0)
			buf_addf(b, " (%s)", tr(arena_z(b->arena, col->reason)));
		buf_addc(b, '\n');
	}
}

static void say(struct cli *c, const struct reading *in, const struct import_report *r, bool dry)
{
	struct buf *b = cli_out(c);
	const struct record_set *set = &in->set;
	if (dry)
		buf_addz(b, tr("Essai à blanc, rien n’est écrit.\n"));
	buf_addf(b, tr("Lus : %zu. Nouveaux lieux : %zu, modifiés : %zu, inchangés : %zu.\n"), set->read_n, r->created, r->changed,
		 r->unchanged);
	buf_addf(b, tr("Reconnus comme un lieu déjà là : %zu. Paires à examiner : %zu.\n"), r->merged, r->proposed);
	if (r->repeated > 0)
		buf_addf(b, tr("Dites deux fois dans ce fichier, comptées une fois : %zu.\n"), r->repeated);
	if (r->wished > 0)
		buf_addf(b, trn("%zu chose est proposée à l’équipe d’un lieu, qui dit autrement.\n",
				"%zu choses sont proposées aux équipes des lieux, qui disent autrement.\n", (int64_t)r->wished),
			 r->wished);
	if (r->refusal_n > 0) {
		buf_addz(b, tr("Refusées, à corriger dans le fichier :"));
		list(b, r->refusals, r->refusal_n);
		buf_addc(b, '\n');
	}
	if (set->warning_n > 0) {
		buf_addz(b, tr("À relire, ce qui a été laissé de côté ou remplacé :"));
		list_by_column(b, set->warnings, set->warning_n);
		buf_addc(b, '\n');
	}
	buf_addz(b, tr("Les colonnes et ce qui en est compris :\n"));
	struct buf columns = BUF_IN(cli_arena(c));
	say_columns(&columns, &in->mapping);
	buf_add(b, buf_str(&columns));
}

// Nothing in the file could be taken: each refusal with its line.
static const struct err *refused(struct cli *c, const char *path, const struct record_set *set)
{
	struct buf b = BUF_IN(cli_arena(c));
	list(&b, set->refusals, set->refusal_n);
	return err_new(ERR_INPUT, tr("%s : rien n’est importé, voici ce qui est à corriger :%.*s"), path, STR_ARG(buf_str(&b)));
}

// What a person can mend is told as such; the rest is file_read's.
static const struct err *is_there(const char *path)
{
	struct stat s;
	if (strcmp(path, "-") == 0)
		return NULL;
	if (access(path, R_OK) == 0)
		return stat(path, &s) == 0 && S_ISDIR(s.st_mode) ? err_new(ERR_INPUT, tr("« %s » est un dossier : il faut un fichier"), path) : NULL;
	if (errno == ENOENT || errno == ENOTDIR)
		return err_new(ERR_INPUT, tr("il n’y a pas de fichier « %s » : vérifiez son nom, et le dossier où vous êtes"), path);
	return errno == EACCES ? err_new(ERR_INPUT, tr("« %s » ne se laisse pas lire : vérifiez ses droits"), path) : NULL;
}

static const struct err *open_file(struct cli *c, const char *path, struct buf *file, struct reading *in)
{
	const struct err *err;
	const char *source = cli_value(c, "--source");
	in->key = source != NULL ? str_of(source) : base_name(path);
	TRY(is_there(path));
	TRY(file_read(path, (size_t)2 << 30, file));
	err = table_read(buf_str(file), in->key, cli_arena(c), &in->table);
	if (err != NULL)
		err = err_wrap(err, "%s", path);
	else
		mapping_guess(&in->table, cli_arena(c), &in->mapping);
done:
	return err;
}

// With the columns as they were corrected the last time this source came.
static const struct err *read_rows(struct cli *c, struct app *app, const char *path, struct reading *in)
{
	const struct err *err;
	struct str kept;
	TRY(app_import_mapping(app, in->key, in->mapping.fingerprint, cli_arena(c), &kept));
	if (kept.n > 0)
		mapping_kept(&in->mapping, kept, cli_arena(c));
	err = mapping_read(&in->table, &in->mapping, in->key, cli_arena(c), &in->set);
	if (err != NULL)
		err = err_wrap(err, "%s", path);
done:
	return err;
}

static const struct err *undo(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct undo_report r;
	enum undo_outcome outcome;
	struct str key = str_of(cli_value(c, "--undo"));
	if (cli_arg_n(c) > 0)
		return err_new(ERR_USAGE, tr("--undo prend le nom d’une source, et aucun fichier"));
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(app_import_undo(app, NULL, key, 0, cli_arena(c), &r, &outcome));
	if (outcome != UNDO_DONE)
		return err_new(ERR_INPUT, tr("il n’y a pas d’import de « %.*s » à annuler"), STR_ARG(key));
	if (cli_json(c)) {
		struct json_writer w = {.out = cli_out(c)};
		json_open(&w, '{');
		number(&w, S("import"), (size_t)r.run);
		number(&w, S("retablis"), r.restored);
		number(&w, S("retires"), r.retired);
		number(&w, S("gardes"), r.kept);
		json_close(&w, '}');
		buf_addc(w.out, '\n');
	} else {
		buf_addf(cli_out(c), tr("Le dernier import de « %.*s » est annulé. Lieux remis comme avant : %zu, retirés : %zu, gardés parce que "
					"d’autres en parlent : %zu.\n"),
			 STR_ARG(key), r.restored, r.retired, r.kept);
	}
done:
	return err;
}

static const struct err *import_file(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct buf file = {0}, mapping = BUF_IN(cli_arena(c));
	struct reading in = {0};
	struct import_report r = {0};
	const char *path = cli_arg(c, 0), *slash = strrchr(path, '/');
	TRY(open_file(c, path, &file, &in));
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(read_rows(c, app, path, &in));
	if (in.set.record_n == 0 && in.set.refusal_n > 0) {
		r.refusals = in.set.refusals;
		r.refusal_n = in.set.refusal_n;
		if (cli_json(c))
			say_json(c, &in, &r);
		err = refused(c, path, &in.set);
		goto done;
	}
	enrich_records(&in.set, cli_arena(c));
	mapping_write(&in.mapping, &mapping);
	TRY(app_import_as(app, &(struct import_request){
				       .set = &in.set, .file = str_of(slash != NULL ? slash + 1 : path),
				       .hash = import_file_hash(cli_arena(c), buf_str(&file)),
				       .mapping = in.table.whole == NULL ? buf_str(&mapping) : STR_NONE,
				       .fingerprint = in.mapping.fingerprint, .dry_run = cli_has(c, "--dry-run"),
			       }, cli_progress, c, cli_arena(c), &r));
	if (cli_json(c))
		say_json(c, &in, &r);
	else
		say(c, &in, &r, cli_has(c, "--dry-run"));
done:
	buf_release(&file);
	return err;
}

static const struct err *run(struct cli *c)
{
	if (cli_has(c, "--undo"))
		return undo(c);
	if (cli_arg_n(c) == 0)
		return err_new(ERR_USAGE, tr("quel fichier faut-il importer ?"));
	return import_file(c);
}

static const struct cli_option options[] = {
	{"--source", N_("CLÉ"), N_("comment s’appelle la source ; sans cela, le nom du fichier")},
	{"--dry-run", NULL, N_("dire ce que l’import ferait, sans rien écrire")},
	{"--undo", N_("SOURCE"), N_("annuler le dernier import de cette source, sans rien perdre de ce que d’autres ont dit depuis")},
	{NULL, NULL, NULL},
};

const struct cli_command cmd_import = {
	.name = "import",
	.summary = N_("importer des lieux : CSV, JSON, GeoJSON ou format de Maille"),
	.arguments = N_("FICHIER"),
	.least = 0,
	.most = 1,
	.options = options,
	.json = true,
	.run = run,
};
