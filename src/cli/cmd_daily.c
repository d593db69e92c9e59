// SPDX-License-Identifier: AGPL-3.0-or-later
// maille daily: does now what a server does once a day.
#include <string.h>

#include "app/daily.h"
#include "base/i18n.h"
#include "cli/commands.h"

static const struct cli_option options[] = {
	{"--again", NULL, N_("refaire aussi ce qui est déjà fait aujourd’hui")},
	{.name = NULL},
};

static const struct err *check_name(const char *name)
{
	struct buf known = {0};
	for (const struct daily_row *job = daily_jobs; job->name != NULL; job++) {
		if (name == NULL || strcmp(name, job->name) == 0) {
			buf_release(&known);
			return NULL;
		}
		buf_addf(&known, "\n  %s  %s", job->name, tr(job->summary));
	}
	const struct err *err = err_new(ERR_USAGE, tr("il n’y a pas de tâche « %s » ; celles de chaque jour :%.*s"), name,
					STR_ARG(buf_str(&known)));
	buf_release(&known);
	return err;
}

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	const char *only = cli_arg(c, 0);
	struct buf said = {0};
	TRY(check_name(only));
	TRY(cli_open(c, APP_SERVE, &app)); // searches need the index
	for (const struct daily_row *job = daily_jobs; job->name != NULL; job++) {
		enum daily_outcome how;
		if (only != NULL && strcmp(only, job->name) != 0)
			continue;
		buf_reset(&said);
		TRY(daily_now(app, job, cli_has(c, "--again"), &said, &how));
		buf_addf(cli_out(c), tr("%s : %.*s\n"), job->name,
			 STR_ARG(how == DAILY_DONE ? buf_str(&said) : str_of(tr("déjà fait aujourd’hui"))));
	}
done:
	buf_release(&said);
	return err;
}

const struct cli_command cmd_daily = {
	.name = "daily",
	.summary = N_("faire maintenant les tâches de chaque jour (résumés, rappels, ménage)"),
	.arguments = N_("[TÂCHE]"),
	.most = 1,
	.options = options,
	.run = run,
};
