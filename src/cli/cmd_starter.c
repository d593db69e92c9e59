// SPDX-License-Identifier: AGPL-3.0-or-later
// maille starter: the real network, from open data and the documents that the product starts from.
#include "base/i18n.h"
#include "cli/commands.h"

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct import_report r;
	TRY(cli_open(c, APP_WRITE, &app));
	TRY(app_starter(app, cli_progress, c, &r));
	if (!cli_json(c)) {
		buf_addf(cli_out(c), tr("Le réseau de départ est là : %zu lieux, tirés de %zu fiches.\n"), r.created,
			 r.created + r.merged);
		buf_addf(cli_out(c),
			 trn("%zu paire de lieux se ressemble : « maille duplicates » la montre.\n",
			     "%zu paires de lieux se ressemblent : « maille duplicates » les montre.\n", (int64_t)r.proposed),
			 r.proposed);
		return NULL;
	}
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '{');
	json_key(&w, S("lieux"));
	json_int(&w, (int64_t)r.created);
	json_key(&w, S("fiches"));
	json_int(&w, (int64_t)(r.created + r.merged));
	json_key(&w, S("fusionnes"));
	json_int(&w, (int64_t)r.merged);
	json_key(&w, S("proposes"));
	json_int(&w, (int64_t)r.proposed);
	json_close(&w, '}');
	buf_addc(w.out, '\n');
done:
	return err;
}

const struct cli_command cmd_starter = {
	.name = "starter",
	.summary = N_("charger le réseau de départ (données ouvertes) dans une base vide"),
	.arguments = "",
	.json = true,
	.run = run,
};
