// SPDX-License-Identifier: AGPL-3.0-or-later
// maille duplicates: pairs of places that are likely one, until a person decides.
#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/commands.h"

static void write_side(struct json_writer *w, const char *key, const struct atlas *a, int64_t id)
{
	const struct place *p = atlas_place_by_id(a, id);
	json_key(w, str_of(key));
	json_open(w, '{');
	json_key(w, S("id"));
	json_int(w, id);
	json_key(w, S("nom"));
	json_str(w, p != NULL ? p->name : STR_NONE);
	json_key(w, S("slug"));
	json_str(w, p != NULL ? p->slug : STR_NONE);
	json_key(w, S("sources"));
	json_open(w, '[');
	for (unsigned i = 0; p != NULL && i < p->origin_n; i++) {
		json_open(w, '{');
		json_key(w, S("source"));
		json_str(w, a->sources[p->origins[i].source].key);
		json_key(w, S("identifiant"));
		json_str(w, p->origins[i].identifier);
		json_close(w, '}');
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void say_json(struct cli *c, const struct atlas *a, const struct duplicate *d, size_t n)
{
	struct json_writer w = {.out = cli_out(c)};
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&w, '{');
		write_side(&w, "a", a, d[i].a);
		write_side(&w, "b", a, d[i].b);
		json_key(&w, S("confiance"));
		json_num(&w, d[i].confidence, 2);
		json_key(&w, S("raisons"));
		json_open(&w, '[');
		for (size_t k = 0; k < d[i].reason_n; k++)
			json_str(&w, d[i].reasons[k]);
		json_close(&w, ']');
		json_close(&w, '}');
	}
	json_close(&w, ']');
	buf_addc(w.out, '\n');
}

// One side in a column of its own: "Le Cube, Allonnes".
static void add_column(struct buf *b, const struct place *p, size_t width, struct arena *arena)
{
	struct str text = p == NULL ? STR_NONE : arena_printf(arena, "%.*s, %.*s", STR_ARG(p->name), STR_ARG(p->commune));
	struct str clipped = utf8_clip(text, width);
	buf_add(b, clipped);
	for (size_t n = utf8_length(clipped); n < width + 2; n++)
		buf_addc(b, ' ');
}

static void say(struct cli *c, const struct atlas *a, const struct duplicate *d, size_t n)
{
	struct buf *b = cli_out(c);
	for (size_t i = 0; i < n; i++) {
		buf_addf(b, "%3.0f %%  ", d[i].confidence * 100);
		add_column(b, atlas_place_by_id(a, d[i].a), 46, cli_arena(c));
		add_column(b, atlas_place_by_id(a, d[i].b), 46, cli_arena(c));
		for (size_t k = 0; k < d[i].reason_n; k++)
			buf_addf(b, "%s%s", k > 0 ? ", " : "", tr(arena_z(cli_arena(c), d[i].reasons[k])));
		buf_addc(b, '\n');
	}
	if (n == 0)
		buf_addz(b, tr("Aucune paire à examiner.\n"));
}

static const struct err *run(struct cli *c)
{
	const struct err *err;
	struct app *app;
	struct duplicate *d;
	size_t n;
	const struct snapshot *s;
	TRY(cli_open(c, APP_READ, &app));
	TRY(app_duplicates(app, cli_arena(c), &d, &n));
	s = app_enter(app);
	if (cli_json(c))
		say_json(c, s->atlas, d, n);
	else
		say(c, s->atlas, d, n);
	app_leave(app, s);
done:
	return err;
}

const struct cli_command cmd_duplicates = {
	.name = "duplicates",
	.summary = N_("les paires de lieux qui sont sans doute un seul"),
	.arguments = "",
	.json = true,
	.run = run,
};
