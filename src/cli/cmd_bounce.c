// SPDX-License-Identifier: AGPL-3.0-or-later
// maille bounce: mail to these addresses comes back.
#include <stdio.h>
#include <unistd.h>

#include "app/freshness.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/commands.h"

enum { MAIL_MOST = 4 << 20 };

static const struct cli_option options[] = {
	{"--back", NULL, N_("l’adresse marche de nouveau")},
	{.name = NULL},
};

static void read_all(struct buf *out)
{
	char part[8192];
	size_t n;
	while (out->n < MAIL_MOST && (n = fread(part, 1, sizeof part, stdin)) > 0)
		buf_add(out, (struct str){part, n});
}

static const struct err *run(struct cli *c)
{
	const struct err *err = NULL;
	struct app *app = NULL;
	struct arena a = {0};
	struct buf message = {0};
	struct str addresses[BOUNCES_MAX];
	size_t n = 0;
	int marked = 0;
	if (cli_arg(c, 0) != NULL && access(cli_arg(c, 0), R_OK) == 0) { // what a server that works on the data can read too
		TRY(file_read(cli_arg(c, 0), MAIL_MOST, &message));
		n = bounce_read(buf_str(&message), &a, addresses, BOUNCES_MAX);
	} else if (cli_arg(c, 0) != NULL) {
		addresses[n++] = str_of(cli_arg(c, 0));
	} else {
		read_all(&message);
		n = bounce_read(buf_str(&message), &a, addresses, BOUNCES_MAX);
	}
	TRY(cli_open(c, APP_WRITE, &app));
	for (size_t i = 0; i < n; i++) {
		bool known;
		TRY(app_bounce(app, addresses[i], !cli_has(c, "--back"), &known));
		marked += known;
	}
	buf_addf(cli_out(c), trn("%d adresse notée\n", "%d adresses notées\n", marked), marked);
done:
	buf_release(&message);
	arena_release(&a);
	return err;
}

const struct cli_command cmd_bounce = {
	.name = "bounce",
	.summary = N_("noter qu’une adresse ne marche plus : la sienne, ou celles d’un avis de non-remise, fichier ou entrée"),
	.arguments = N_("[ADRESSE ou COURRIEL]"),
	.most = 1,
	.options = options,
	.run = run,
};
