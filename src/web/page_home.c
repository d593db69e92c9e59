// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/page_home.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/gazetteer.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/shared.h"
#include "web/views/views.gen.h"

// What the page says of the network is worked out once for each state of the network.
struct home_cache {
	struct arena arena;
	const struct atlas *of;
	int64_t change;
	struct html mesh[LANG_COUNT];
	uint32_t departments, labelled, engagements;
	struct date as_of;
	struct change *changes;
	size_t change_n;
};

#define N_(french) french

static const char *const examples[] = {
	N_("fablab vers Vannes"),
	N_("imprimante 3D à Toulouse"),
	N_("coworking à la campagne autour de Laval"),
	N_("recyclerie en Bretagne"),
	N_("médiation numérique près de Lyon"),
};

static void count(struct home_cache *c, const struct atlas *a)
{
	bool seen[256] = {false};
	for (uint32_t i = 0; i < a->place_n; i++) {
		const struct place *p = &a->places[i];
		c->labelled += p->label_n > 0;
		c->engagements += p->engagement_n;
		if (p->commune_at == NONE)
			continue;
		uint16_t d = gazetteer_commune((uint32_t)p->commune_at).department;
		if (d < sizeof seen && !seen[d]) {
			seen[d] = true;
			c->departments++;
		}
	}
	for (uint32_t i = 0; i < a->source_n; i++)
		if (date_cmp(a->sources[i].date, c->as_of) > 0)
			c->as_of = a->sources[i].date;
}

static void fill(struct home_cache *c, const struct page *p)
{
	arena_release(&c->arena);
	*c = (struct home_cache){.of = p->atlas, .change = p->atlas->change};
	count(c, p->atlas);
	enum lang lang = i18n_get();
	for (int l = 0; l < LANG_COUNT; l++) {
		i18n_set((enum lang)l);
		c->mesh[l] = mesh_svg(&c->arena, p->atlas);
	}
	i18n_set(lang);
	const struct err *err = app_changes(p->app, 6, &c->arena, &c->changes, &c->change_n);
	if (err != NULL)
		log_warn("the latest changes could not be read: %s", err_text(err));
	err_free(err);
}

void home_cache_free(struct home_cache *c)
{
	if (c != NULL)
		arena_release(&c->arena);
	free(c);
}

static const char *change_words(struct str what)
{
	if (str_eqz(what, "import"))
		return _("Des données ont été ajoutées");
	if (str_eqz(what, "lieu-cree"))
		return _("Nouveau lieu :");
	if (str_eqz(what, "lieux-fusionnes"))
		return _("Deux fiches n’en font plus qu’une :");
	return _("Mis à jour :");
}

static struct home_change change_view(const struct page *p, const struct change *c)
{
	struct home_change v = {.text = str_of(change_words(c->what))};
	date_parse(str_sub(c->when, 0, 10), &v.date);
	for (uint32_t i = 0; i < p->atlas->place_n && c->place_id != 0; i++)
		if (p->atlas->places[i].id == c->place_id) {
			v.slug = p->atlas->places[i].slug;
			v.name = p->atlas->places[i].name;
			return v;
		}
	if (c->summary.n)
		v.text = c->summary;
	return v;
}

static void figures(struct view_home *v, const struct home_cache *c, const struct page *p)
{
	const struct atlas *a = p->atlas;
	struct home_figure all[] = {
		{a->place_n, trn("lieu", "lieux", a->place_n), web_link(p->a, S("/lieux"))},
		{c->departments, trn("département", "départements", c->departments), STR_NONE},
		{c->labelled, trn("lieu labellisé", "lieux labellisés", c->labelled), web_link(p->a, S("/lieux?vue=tableau"))},
		{c->engagements, trn("action racontée", "actions racontées", c->engagements), web_link(p->a, S("/actions"))},
		{a->network_n, trn("réseau", "réseaux", a->network_n), web_link(p->a, S("/reseaux"))},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].number > 0)
			v->figures[v->figure_n++] = all[i];
}

static struct html json_ld(const struct page *p)
{
	struct buf b = BUF_IN(p->a);
	struct str origin = web_origin(p);
	struct json_writer w = {.out = &b};
	json_open(&w, '{');
	json_key(&w, S("@context"));
	json_str(&w, S("https://schema.org"));
	json_key(&w, S("@type"));
	json_str(&w, S("WebSite"));
	json_key(&w, S("name"));
	json_str(&w, S("Maille"));
	json_key(&w, S("url"));
	json_str(&w, origin);
	json_key(&w, S("potentialAction"));
	json_open(&w, '{');
	json_key(&w, S("@type"));
	json_str(&w, S("SearchAction"));
	json_key(&w, S("target"));
	json_str(&w, arena_printf(p->a, "%.*s/lieux?q={q}", STR_ARG(origin)));
	json_key(&w, S("query-input"));
	json_str(&w, S("required name=q"));
	json_close(&w, '}');
	json_close(&w, '}');
	return (struct html){buf_str(&b)};
}

void page_home(struct page *p)
{
	struct view_home v = {
		.layout = page_layout(p, STR_NONE), .examples = examples,
		.example_n = sizeof examples / sizeof *examples,
	};
	v.layout.own_search = true;
	v.layout.description = str_of(_("Trouvez le tiers-lieu, le fablab ou la fabrique de territoire qui peut vous aider, "
					"près de chez vous."));
	v.layout.ld = json_ld(p);
	struct web *w = p->web;
	pthread_mutex_lock(&w->lock);
	if (w->home == NULL)
		w->home = mem_alloc(sizeof *w->home);
	struct home_cache *c = w->home;
	if (c->of != p->atlas || c->change != p->atlas->change)
		fill(c, p);
	v.mesh = c->mesh[p->lang];
	v.as_of = c->as_of;
	figures(&v, c, p);
	struct home_change *changes = arena_array(p->a, c->change_n, sizeof *changes);
	for (size_t i = 0; i < c->change_n; i++)
		changes[i] = change_view(p, &c->changes[i]);
	v.changes = changes;
	v.change_n = c->change_n;
	view_home(p->out, &v);
	pthread_mutex_unlock(&w->lock);
}
