// SPDX-License-Identifier: AGPL-3.0-or-later
// maille mail: a trial mail, to see whether the mail server's settings are right.
#include "app/outbox.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "web/web.h"

static const struct cli_option options[] = {
	{"--url", N_("ADRESSE"), N_("l’adresse publique du site (https://exemple.org), pour les liens qui en sortent")},
	{.name = NULL},
};

static const struct err *run(struct cli *c)
{
	const struct err *err;
	const char *url = cli_value(c, "--url");
	TRY(outbox_trial(str_of(url ? url : "http://localhost:8080"), web_letter, str_of(cli_arg(c, 0)), cli_arena(c)));
	buf_addf(cli_out(c), tr("Le serveur de courriel a pris le courriel d’essai pour %s.\n"), cli_arg(c, 0));
done:
	return err;
}

const struct cli_command cmd_mail = {
	.name = "mail",
	.summary = N_("envoyer un courriel d’essai avec les réglages MAILLE_SMTP et MAILLE_EXPEDITEUR"),
	.arguments = N_("ADRESSE"),
	.least = 1,
	.most = 1,
	.options = options,
	.run = run,
};
