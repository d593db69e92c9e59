// SPDX-License-Identifier: AGPL-3.0-or-later
// maille export: the places of a search, or all of them, as a file.
#include <stdio.h>
#include <unistd.h>

#include "app/ask.h"
#include "app/everything.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "exchange/export.h"

static const struct cli_option options[] = {
	{"--format", "FORMAT", N_("csv, excel, geojson, jsonld, mednum ou natif ; csv si rien n’est dit")},
	{"-o", N_("FICHIER"), N_("où écrire, à la place de la sortie")},
	{"--all", NULL, N_("tous les lieux, les fermés aussi ; suivi d’un dossier, tout ce que le réseau publie : lieux, faits, sources, journal")},
	{"--url", N_("ADRESSE"), N_("l’adresse publique du site (https://exemple.org), pour les liens vers les lieux")},
	QUESTION_OPTIONS,
	{NULL, NULL, NULL},
};

static const struct err *format_of(struct cli *c, enum export_format *out)
{
	const char *asked = cli_value(c, "--format");
	*out = EXPORT_CSV;
	if (asked == NULL)
		return NULL;
	for (int f = 0; f < EXPORT_COUNT; f++)
		if (str_eqz(str_of(asked), export_kinds[f].code)) {
			*out = (enum export_format)f;
			return NULL;
		}
	return err_new(ERR_USAGE, tr("« %s » n’est pas un format : choisissez csv, excel, geojson, jsonld, mednum ou natif"), asked);
}

// Beside its name first, then in its place: a file that was there is never half overwritten.
static const struct err *write_file(const char *path, struct str bytes, struct arena *a)
{
	const struct err *err = NULL;
	struct str part = arena_printf(a, "%s.part", path);
	FILE *f = fopen(part.p, "wb");
	if (f == NULL)
		return err_errno("cannot write %s", part.p);
	if (fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fflush(f) != 0 || fsync(fileno(f)) != 0)
		err = err_errno("cannot write %s", part.p);
	if (fclose(f) != 0 && err == NULL)
		err = err_errno("cannot write %s", part.p);
	if (err == NULL && rename(part.p, path) != 0)
		err = err_errno("cannot write %s", path);
	if (err != NULL)
		unlink(part.p);
	return err;
}

static const struct err *choose(struct cli *c, const struct snapshot *s, struct export *e)
{
	struct arena *a = cli_arena(c);
	struct search_ask ask;
	struct ask_problems problems;
	struct answer answer;
	struct pair *params;
	uint32_t *places;
	size_t n = question_params(c, &params);
	if (cli_has(c, "--all")) {
		places = arena_array(a, s->atlas->place_n + 1u, sizeof *places);
		for (uint32_t i = 0; i < s->atlas->place_n; i++)
			places[i] = i;
		e->n = s->atlas->place_n;
		e->places = places;
		return NULL;
	}
	if (!ask_read(s->index, params, n, a, &ask, &problems))
		return err_new(ERR_USAGE, "%.*s", STR_ARG(problems.items[0].message));
	answer_ask(s->index, &ask, a, &answer);
	if (answer.where_problem.n > 0)
		return err_new(ERR_USAGE, "%.*s", STR_ARG(answer.where_problem));
	e->n = index_matches(s->index, &answer.query, a, &places, s->atlas->place_n);
	e->places = places;
	return NULL;
}

struct directory {
	struct cli *c;
	const char *path;
	size_t n;
};

static const struct err *put_file(void *user, const char *name, struct str bytes)
{
	struct directory *d = user;
	struct arena *a = cli_arena(d->c);
	const struct err *err = write_file(arena_printf(a, "%s/%s", d->path, name).p, bytes, a);
	d->n += err == NULL;
	return err;
}

static const struct err *export_everything(struct cli *c, struct str origin)
{
	const struct err *err;
	struct app *app;
	struct directory d = {c, cli_arg(c, 0), 0};
	if (cli_has(c, "--format") || cli_has(c, "-o") || cli_arg_n(c) > 1)
		return err_new(ERR_USAGE, tr("--all DOSSIER écrit tous les formats dans ce dossier : ni --format, ni -o, ni question"));
	TRY(cli_open(c, APP_READ, &app));
	TRY(file_mkdirs(d.path));
	TRY(app_everything(app, origin, put_file, &d));
	buf_addf(cli_out(c), tr("%zu fichiers dans %s ; LISEZMOI.txt dit ce que chacun contient.\n"), d.n, d.path);
done:
	return err;
}

static struct str origin_of(struct cli *c)
{
	struct str origin = str_of(cli_value(c, "--url"));
	while (str_ends(origin, S("/")))
		origin.n--;
	return origin;
}

static const struct err *export_places(struct cli *c)
{
	const struct err *err = NULL;
	struct app *app;
	enum export_format f;
	size_t left_out = 0;
	const struct snapshot *s = NULL;
	struct buf file = BUF_IN(cli_arena(c));
	const char *path = cli_value(c, "-o");
	TRY(format_of(c, &f));
	TRY(cli_open(c, APP_READ, &app));
	s = app_enter(app);
	struct export e = {.atlas = s->atlas, .date = date_today(), .origin = origin_of(c)};
	TRY(choose(c, s, &e));
	export_write(f, &e, path ? &file : cli_out(c), &left_out);
	if (path != NULL)
		TRY(write_file(path, buf_str(&file), cli_arena(c)));
	if (left_out > 0)
		fprintf(stderr, trn("%zu lieu laissé de côté : il lui manque ce que ce format exige.\n",
				    "%zu lieux laissés de côté : il leur manque ce que ce format exige.\n", (int64_t)left_out),
			left_out);
done:
	if (s != NULL)
		app_leave(app, s);
	return err;
}

static const struct err *run(struct cli *c)
{
	if (cli_has(c, "--all") && cli_arg_n(c) > 0)
		return export_everything(c, origin_of(c));
	return export_places(c);
}

const struct cli_command cmd_export = {
	.name = "export",
	.summary = N_("écrit les lieux d’une recherche dans un fichier : CSV, GeoJSON, JSON-LD, LaMednum"),
	.arguments = N_("QUESTION"),
	.least = 0,
	.most = 40,
	.options = options,
	.run = run,
};
