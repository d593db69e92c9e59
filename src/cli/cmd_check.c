// SPDX-License-Identifier: AGPL-3.0-or-later
// maille check: are the data whole, and does the search answer from them as it should?
#include "base/i18n.h"
#include "cli/commands.h"
#include "web/web.h"

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

// What can be asked for and who may, for the tests that walk all of it with every role.
static void say_routes(struct cli *c)
{
	static const char *const methods[] = {"", "GET", "POST", "PUT", "DELETE"};
	static const char *const who[] = {
		[MAY_ANYONE] = "tous", [MAY_PERSON] = "personne", [MAY_TEAM] = "equipe", [MAY_PLACE_ANIMATOR] = "animation-du-lieu",
		[MAY_NETWORK] = "animation-du-reseau", [MAY_ANIMATOR] = "animation", [MAY_ADMIN] = "administration",
	};
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '[');
	for (const struct web_route *r = web_routes; r->http.pattern != NULL; r++) {
		json_open(&w, '{');
		json_key(&w, S("methode"));
		json_str(&w, str_of(methods[r->http.method]));
		json_key(&w, S("chemin"));
		json_str(&w, str_of(r->http.pattern));
		json_key(&w, S("qui"));
		json_str(&w, str_of(who[r->may]));
		json_key(&w, S("sans_jeton"));
		json_bool(&w, r->open_post);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	buf_addc(w.out, '\n');
}

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct app_check k;
	if (cli_has(c, "--routes")) {
		say_routes(c);
		return NULL;
	}
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

static const struct cli_option options[] = {
	{"--routes", NULL, N_("dire plutôt, en JSON, chaque adresse du site et qui peut la demander")},
	{.name = NULL},
};

const struct cli_command cmd_check = {
	.name = "check",
	.summary = N_("vérifier que les données sont entières et que la recherche leur correspond"),
	.arguments = "",
	.options = options,
	.json = true,
	.run = run,
};
