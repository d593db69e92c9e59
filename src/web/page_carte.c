// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of the whole network or of any search: the page with its list, the map for another site's frame, and the
// page that makes its snippet. The points themselves are in page_points.c.
#include "web/page_carte.h"

#include <math.h>

#include "web/mesh.h"
#include "web/pages.h"
#include "web/settings.h"
#include "web/views/views.gen.h"

enum { LIST = 50, STILL = 4000 };

struct map_box map_box(const struct page *p, struct str query, const char *list, struct html still)
{
	return (struct map_box){
		.points = web_link(p->a, arena_printf(p->a, "/carte/points.json%.*s", STR_ARG(query))),
		.outlines = web_static(p->a, "contours.json"),
		.tiles = settings_get(SETTING_TILES),
		.credit = settings_get(SETTING_TILES_CREDIT),
		.list = list,
		.still = still,
	};
}

static void ask_of(struct page *p, struct search_ask *ask, struct ask_problems *found, struct view_ask *v)
{
	ask_read(p->index, p->rq->query, p->rq->query_n, p->a, ask, found);
	*v = (struct view_ask){.q = ask->q, .where = ask->where};
	for (size_t i = 0; i < found->n; i++) {
		if (str_eqz(found->items[i].param, "q"))
			v->q_problem = arena_z(p->a, found->items[i].message);
		else if (str_eqz(found->items[i].param, "pres"))
			v->where_problem = arena_z(p->a, found->items[i].message);
	}
	if (found->n > 0)
		p->reply->status = 400;
}

// Types in the vocabulary's order, labels in the atlas's: layers stay where they are whatever is chosen.
static struct layer *layers(struct page *p, const struct search_ask *ask, const struct search_result *r, enum facet f, size_t *n)
{
	size_t most = f == FACET_TYPE ? TYPE_COUNT : p->atlas->label_n;
	struct layer *out = arena_array(p->a, most + 1, sizeof *out);
	*n = 0;
	for (uint16_t value = 0; value < most; value++) {
		struct layer l = {.type = value, .chosen = ask_has(ask, f, value)};
		for (size_t i = 0; i < r->facets[f].n; i++)
			if (r->facets[f].values[i].value == value)
				l.total = r->facets[f].values[i].total;
		if (l.total == 0 && !l.chosen)
			continue;
		l.code = index_facet_code(p->index, f, value);
		l.name = f == FACET_TYPE ? str_of(part_type(value)) : index_facet_name(p->index, f, value);
		out[(*n)++] = l;
	}
	return out;
}

static struct html still_map(struct page *p, const struct search_query *q, uint32_t *lost)
{
	uint32_t *places, n = index_matches(p->index, q, p->a, &places, p->atlas->place_n);
	struct mesh_point *points = arena_array(p->a, n + 1u, sizeof *points);
	uint32_t kept = 0, step = n / STILL + 1; // of a very large network one in several: the eye sees no difference
	*lost = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool known = !isnan(p->atlas->places[places[i]].lat);
		*lost += !known;
		if (known && i % step == 0)
			points[kept++] = (struct mesh_point){places[i], STAGE_DOES};
	}
	return mesh_places_map(p->a, p->atlas, points, kept, str_of(_("Les lieux sur la carte de France.")));
}

// The search without types and labels: these are layers, which the script shows and hides without asking again.
static struct str bare_of_layers(struct page *p, const struct search_ask *ask)
{
	return ask_link(p->index, ask, p->a, ASK_CLEAR(FACET_TYPE), ASK_CLEAR(FACET_LABEL), ASK_PAGE(1));
}

static void hidden(struct view_carte *v, struct page *p, const struct search_ask *ask)
{
	struct pair *all, *kept;
	size_t n = ask_fields(p->index, ask, p->a, &all);
	kept = arena_array(p->a, n + 3, sizeof *kept);
	if (ask->q.n)
		kept[v->hidden_n++] = (struct pair){S("q"), ask->q};
	if (ask->where.n)
		kept[v->hidden_n++] = (struct pair){S("pres"), ask->where};
	if (ask->has_radius) {
		struct buf b = BUF_IN(p->a);
		buf_addd(&b, ask->radius_km, 1);
		kept[v->hidden_n++] = (struct pair){S("rayon"), buf_str(&b)};
	}
	for (size_t i = 0; i < n; i++)
		if (!str_eqz(all[i].name, "type") && !str_eqz(all[i].name, "label"))
			kept[v->hidden_n++] = all[i];
	v->hidden = kept;
}

static bool fill_map(struct page *p, struct view_carte *v, struct search_ask *ask)
{
	struct ask_problems found = {0};
	ask_of(p, ask, &found, &v->ask);
	v->problems = found.items;
	v->problem_n = found.n;
	if (found.n > 0)
		return false;
	struct answer answer = {0};
	ask->per_page = LIST;
	answer_ask(p->index, ask, p->a, &answer);
	ask->per_page = ASK_PER_PAGE; // links and forms keep to the usual number
	v->total = answer.result.total;
	v->types = layers(p, ask, &answer.result, FACET_TYPE, &v->type_n);
	v->labels = layers(p, ask, &answer.result, FACET_LABEL, &v->label_n);
	v->items = arena_array(p->a, answer.result.hit_n, sizeof *v->items);
	for (; v->item_n < answer.result.hit_n; v->item_n++) {
		const struct search_hit *hit = &answer.result.hits[v->item_n];
		v->items[v->item_n] = part_item(p, hit->place, hit->km);
	}
	struct html still = still_map(p, &answer.query, &v->lost);
	v->map = map_box(p, bare_of_layers(p, ask), "#liste-carte", still);
	v->map.form = "#calques";
	return true;
}

static void fill_links(struct page *p, struct view_carte *v, struct search_ask *ask)
{
	v->page = ask->page;
	v->page_n = (v->total + LIST - 1) / LIST;
	if (v->page > v->page_n && v->page_n > 0)
		v->page = v->page_n + 1; // past the end: back to the last
	struct str query = ask_link(p->index, ask, p->a, ASK_PAGE(1));
	v->as_list = web_link(p->a, arena_printf(p->a, "/lieux%.*s", STR_ARG(query)));
	v->embed = web_link(p->a, arena_printf(p->a, "/carte/integrer%.*s", STR_ARG(query)));
	if (v->page > 1)
		v->before = web_link(p->a, arena_printf(p->a, "/carte%.*s",
							STR_ARG(ask_link(p->index, ask, p->a, ASK_PAGE(v->page - 1)))));
	if (v->page < v->page_n)
		v->after = web_link(p->a, arena_printf(p->a, "/carte%.*s",
						       STR_ARG(ask_link(p->index, ask, p->a, ASK_PAGE(v->page + 1)))));
}

void page_map(struct page *p)
{
	struct view_carte v = {.layout = page_layout(p, str_of(_("Carte")))};
	struct search_ask ask;
	v.layout.nav = NAV_MAP;
	v.layout.description = str_of(_("Tout le réseau sur une carte, par type et par label."));
	v.layout.no_index = p->rq->query_n > 0;
	if (fill_map(p, &v, &ask)) {
		v.layout.wide = v.layout.map = true;
		v.map.state = true;
		fill_links(p, &v, &ask);
	}
	hidden(&v, p, &ask);
	v.layout.q = ask.q;
	v.layout.where = ask.where;
	view_carte(p->out, &v);
}

void page_map_embedded(struct page *p)
{
	struct view_carte v = {.layout = page_layout(p, str_of(_("Carte")))};
	struct search_ask ask;
	v.layout.bare = v.layout.no_index = true;
	if (fill_map(p, &v, &ask)) {
		v.layout.map = v.map.blank = true;
		v.map.list = v.map.form = NULL;
		// Here the layers are the search's own: no form shows or hides them.
		v.map.points = map_box(p, ask_link(p->index, &ask, p->a, ASK_PAGE(1)), NULL, v.map.still).points;
		fill_links(p, &v, &ask);
		v.as_list = arena_printf(p->a, "%.*s%.*s", STR_ARG(web_origin(p)), STR_ARG(v.as_list));
	}
	view_integree(p->out, &v);
}

void page_map_snippet(struct page *p)
{
	struct view_integrer v = {.layout = page_layout(p, str_of(_("Intégrer une carte")))};
	v.layout.nav = NAV_MAP;
	v.layout.no_index = p->rq->query_n > 0;
	v.layout.own_search = true;
	struct search_ask ask;
	struct ask_problems found = {0};
	ask_of(p, &ask, &found, &v.ask);
	v.ask.in_form = true;
	v.problems = found.items;
	v.problem_n = found.n;
	struct answer answer = {0};
	if (found.n == 0) {
		answer_ask(p->index, &ask, p->a, &answer);
		v.total = answer.result.total;
		v.address = arena_printf(p->a, "%.*s%.*s/carte/integree%.*s", STR_ARG(web_origin(p)), STR_ARG(root()),
					 STR_ARG(ask_link(p->index, &ask, p->a, ASK_PAGE(1))));
		struct buf snippet = BUF_IN(p->a);
		view_snippet(&snippet, v.address);
		v.snippet = buf_str(&snippet);
	}
	v.types = layers(p, &ask, &answer.result, FACET_TYPE, &v.type_n);
	v.labels = layers(p, &ask, &answer.result, FACET_LABEL, &v.label_n);
	view_integrer(p->out, &v);
}
