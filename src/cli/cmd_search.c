// SPDX-License-Identifier: AGPL-3.0-or-later
// maille search "fablab vers Vannes": the same question and the same answer as the pages and the API.
#include "app/ask.h"
#include "app/lieux_json.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "model/gazetteer.h"

static const struct cli_option options[] = {
	QUESTION_OPTIONS,
	{"--tri", "ORDRE", N_("pertinence, distance, nom ou fraicheur")},
	{"--page", "N", N_("page des résultats")},
	{"--par_page", "N", N_("résultats par page, 20 si rien n’est dit")},
	{NULL, NULL, NULL},
};

static void print_place(struct cli *c, const struct index *x, size_t rank, const struct search_hit *hit)
{
	const struct place *p = &index_atlas(x)->places[hit->place];
	struct buf *out = cli_out(c);
	buf_addf(out, "%3zu. %.*s", rank, STR_ARG(p->name));
	if (p->commune_at != NONE) {
		struct commune at = gazetteer_commune((uint32_t)p->commune_at);
		buf_addf(out, ", %.*s (%.*s)", STR_ARG(at.name), STR_ARG(gazetteer_department(at.department).code));
	}
	buf_addz(out, "\n     ");
	for (size_t i = 0; i < hit->reason_n; i++) {
		buf_addz(out, i ? " · " : "");
		buf_add(out, reason_text(x, &hit->reasons[i], cli_arena(c)));
	}
	buf_addz(out, "\n");
}

static void print(struct cli *c, const struct index *x, const struct search_ask *ask, const struct answer *answer)
{
	struct buf *out = cli_out(c);
	for (size_t i = 0; i < answer->chip_n; i++)
		buf_addf(out, "%s%.*s", i ? " · " : "", STR_ARG(answer->chips[i].label));
	buf_addz(out, answer->chip_n ? "\n" : "");
	if (answer->where_problem.n > 0)
		buf_addf(out, "%.*s\n", STR_ARG(answer->where_problem));
	buf_addf(out, trn("%d lieu", "%d lieux", answer->result.total), (int)answer->result.total);
	buf_addz(out, "\n\n");
	for (size_t i = 0; i < answer->result.hit_n; i++)
		print_place(c, x, (ask->page - 1) * ask->per_page + i + 1, &answer->result.hits[i]);
}

static const struct err *run(struct cli *c)
{
	const struct err *err = NULL;
	struct app *app;
	struct pair *params;
	struct search_ask ask;
	struct ask_problems problems;
	struct answer answer;
	TRY(cli_open(c, APP_READ, &app));
	const struct snapshot *s = app_enter(app);
	size_t n = question_params(c, &params);
	if (!ask_read(s->index, params, n, cli_arena(c), &ask, &problems)) {
		err = err_new(ERR_USAGE, "%.*s", STR_ARG(problems.items[0].message));
	} else {
		answer_ask(s->index, &ask, cli_arena(c), &answer);
		if (cli_json(c)) {
			lieux_json(cli_out(c), s->index, &ask, &answer, S(""), cli_arena(c));
			buf_addc(cli_out(c), '\n');
		} else {
			print(c, s->index, &ask, &answer);
		}
	}
	app_leave(app, s);
done:
	return err;
}

const struct cli_command cmd_search = {
	.name = "search",
	.summary = N_("cherche dans le réseau, comme la page et l’API"),
	.arguments = N_("QUESTION"),
	.least = 0,
	.most = 40,
	.options = options,
	.json = true,
	.run = run,
};
