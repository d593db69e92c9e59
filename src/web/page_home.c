// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/page_home.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/gazetteer.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/shared.h"
#include "web/views/views.gen.h"

enum { CHANGES = 6, CHANGES_READ = 5000 };

// What the page says of the network is worked out once for each state of the network.
struct home_cache {
	struct arena arena;
	const struct atlas *of;
	int64_t change;
	struct html mesh[LANG_COUNT];
	uint32_t departments, labelled, engagements;
	struct date as_of;
	struct home_change *changes[LANG_COUNT];
	size_t change_n;
};

static const char *const examples[] = {
	N_("fablab vers Vannes"),
	N_("imprimante 3D à Toulouse"),
	N_("coworking à la campagne autour de Laval"),
	N_("recyclerie en Bretagne"),
	N_("médiation numérique près de Lyon"),
};

// Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin and the Pacific are collectivities, not departments.
static bool is_department(uint16_t at)
{
	struct str code = gazetteer_department(at).code;
	return !str_eqz(code, "975") && !str_eqz(code, "977") && !str_eqz(code, "978") && !str_starts(code, S("98"));
}

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
			c->departments += is_department(d);
		}
	}
	for (uint32_t i = 0; i < a->source_n; i++)
		if (date_cmp(a->sources[i].date, c->as_of) > 0)
			c->as_of = a->sources[i].date;
}

void home_cache_free(struct home_cache *c)
{
	if (c != NULL)
		arena_release(&c->arena);
	free(c);
}

// Changes made together are one line: what an import did, or the place that was edited.
struct group {
	struct str day, source;
	uint32_t created, changed, read; // how many records an import read, when it says
	int64_t place_id; // the first one's
};

// The first line of what an import tells of itself: "lus: 15".
static uint32_t records_read(struct str told)
{
	uint32_t n = 0;
	for (size_t i = str_starts(told, S("lus: ")) ? 5 : told.n; i < told.n && n < 100000000; i++)
		n = told.p[i] >= '0' && told.p[i] <= '9' ? n * 10 + (uint32_t)(told.p[i] - '0') : n;
	return n;
}

static size_t group_changes(const struct change *changes, size_t n, struct arena *a, struct group *out, size_t max)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];
		bool created = str_eqz(c->what, "lieu-cree");
		bool import = str_eqz(c->what, "import");
		if (c->place_id == 0 && !import)
			continue;
		struct moment local;
		struct str day = arena_str(a, str_sub(moment_paris(c->when, &local), 0, 10));
		struct group *g = kept > 0 ? &out[kept - 1] : NULL;
		if (g == NULL || import || !str_eq(g->day, day) || !str_eq(g->source, c->source)) {
			if (kept == max)
				break;
			g = &out[kept++];
			*g = (struct group){.day = day, .source = c->source};
		}
		if (import) { // what it did to each place comes next
			g->read = records_read(c->summary);
			continue;
		}
		if (g->created + g->changed == 0)
			g->place_id = c->place_id;
		g->created += created;
		g->changed += !created;
	}
	return kept;
}

static struct str source_title(const struct atlas *a, struct str key)
{
	int32_t at = atlas_source(a, key);
	struct str title = at == NONE ? key : a->sources[at].title;
	ptrdiff_t colon = str_find(title, S(" : "));
	return colon > 0 ? str_sub(title, 0, (size_t)colon) : title; // "#MapLabBZH : fablabs et tiers-lieux de Bretagne"
}

static struct home_change change_view(struct arena *a, const struct atlas *atlas, const struct group *g)
{
	struct home_change v = {0};
	date_parse(g->day, &v.date);
	if (g->created + g->changed == 1 && g->read == 0) {
		v.text = str_of(g->created ? _("Nouveau lieu :") : _("Mis à jour :"));
		for (uint32_t i = 0; i < atlas->place_n; i++)
			if (atlas->places[i].id == g->place_id) {
				v.slug = atlas->places[i].slug;
				v.name = atlas->places[i].name;
			}
		return v;
	}
	struct buf b = BUF_IN(a);
	if (g->read > 0) {
		i18n_int(&b, g->read);
		buf_addf(&b, " %s", trn("fiche lue dans", "fiches lues dans", g->read));
	}
	v.text = buf_str(&b);
	if (g->source.n > 0)
		v.source = source_title(atlas, g->source);
	b = BUF_IN(a);
	if (g->created > 0) {
		i18n_int(&b, g->created);
		buf_addf(&b, " %s", v.source.n ? trn("nouveau", "nouveaux", g->created) : trn("nouveau lieu", "nouveaux lieux", g->created));
	}
	if (g->created > 0 && g->changed > 0)
		buf_addz(&b, ", ");
	if (g->changed > 0) {
		i18n_int(&b, g->changed);
		buf_addf(&b, " %s", v.source.n ? trn("complété", "complétés", g->changed) : trn("lieu mis à jour", "lieux mis à jour", g->changed));
	}
	if (b.n == 0)
		buf_addz(&b, _("rien de nouveau pour les pages"));
	v.did = buf_str(&b);
	return v;
}

static void fill(struct home_cache *c, struct page *p)
{
	arena_release(&c->arena);
	*c = (struct home_cache){.of = p->atlas, .change = p->atlas->change};
	count(c, p->atlas);
	struct change *changes;
	size_t n = 0;
	const struct err *err = app_changes(p->app, CHANGES_READ, p->a, &changes, &n);
	if (err != NULL) {
		log_warn("the latest changes could not be read: %s", err_text(err));
		page_passing(p);
		c->of = NULL; // to be tried again
	}
	err_free(err);
	struct group groups[CHANGES];
	c->change_n = group_changes(changes, n, p->a, groups, CHANGES);
	enum lang lang = i18n_get();
	for (int l = 0; l < LANG_COUNT; l++) {
		i18n_set((enum lang)l);
		c->mesh[l] = mesh_svg(&c->arena, p->atlas);
		c->changes[l] = arena_array(&c->arena, c->change_n, sizeof *c->changes[l]);
		for (size_t i = 0; i < c->change_n; i++)
			c->changes[l][i] = change_view(&c->arena, p->atlas, &groups[i]);
	}
	i18n_set(lang);
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
	v.changes = c->changes[p->lang];
	v.change_n = c->change_n;
	view_home(p->out, &v);
	pthread_mutex_unlock(&w->lock);
}
