// SPDX-License-Identifier: AGPL-3.0-or-later
// maille check: are the data whole, and does the search answer from them as it should?
#include "base/i18n.h"
#include "cli/commands.h"

static void say(struct cli *c, const struct app_check *k)
{
	struct buf *b = cli_out(c);
	for (size_t i = 0; i < k->problem_n; i++) {
		buf_addz(b, "- ");
		buf_add(b, k->problems[i]);
		buf_addc(b, '\n');
	}
	if (k->problem_n == 0)
		buf_addf(b, trn("Tout va bien : %zu lieu, %zu questions vérifiées.\n",
				"Tout va bien : %zu lieux, %zu questions vérifiées.\n", (int64_t)k->place_n),
			 k->place_n, k->question_n);
}

static void say_json(struct cli *c, const struct app_check *k)
{
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '{');
	json_key(&w, S("etat"));
	json_str(&w, k->problem_n == 0 ? S("ok") : S("a-revoir"));
	json_key(&w, S("lieux"));
	json_int(&w, (int64_t)k->place_n);
	json_key(&w, S("questions"));
	json_int(&w, (int64_t)k->question_n);
	json_key(&w, S("problemes"));
	json_open(&w, '[');
	for (size_t i = 0; i < k->problem_n; i++)
		json_str(&w, k->problems[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	buf_addc(w.out, '\n');
}

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct app_check k;
	TRY(cli_open(c, APP_READ, &app));
	TRY(app_check(app, cli_progress, c, cli_arena(c), &k));
	if (cli_json(c))
		say_json(c, &k);
	else
		say(c, &k);
	if (k.problem_n > 0)
		err = err_new(ERR_DB, trn("%zu problème trouvé", "%zu problèmes trouvés", (int64_t)k.problem_n), k.problem_n);
done:
	return err;
}

const struct cli_command cmd_check = {
	.name = "check",
	.summary = N_("vérifier que les données sont entières et que la recherche leur correspond"),
	.arguments = "",
	.json = true,
	.run = run,
};
