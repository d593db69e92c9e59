// SPDX-License-Identifier: AGPL-3.0-or-later
// The matrix of actions and stages, and the page of one action.
#include "web/page_actions.h"

#include <math.h>
#include <stdlib.h>

#include "base/html.h"
#include "model/gazetteer.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static void count_cells(const struct atlas *atlas, struct matrix_row *rows, struct view_actions *v)
{
	for (uint32_t i = 0; i < atlas->place_n; i++) {
		const struct place *p = &atlas->places[i];
		if (p->state != PLACE_OPEN)
			continue;
		v->places += p->engagement_n > 0;
		for (size_t k = 0; k < p->engagement_n; k++) {
			const struct engagement *e = &p->engagements[k];
			struct matrix_cell *c = &rows[e->action].cells[e->stage];
			c->total++;
			v->totals[e->stage]++;
			if (c->name_n < CELL_NAMES)
				c->names[c->name_n++] = p;
		}
	}
}

void page_actions(struct page *p)
{
	struct view_actions v = {.layout = page_layout(p, str_of(_("Les actions"))), .row_n = p->atlas->action_n};
	v.layout.nav = NAV_ACTIONS;
	v.layout.description = str_of(_("Ce que les tiers-lieux font, commencent ou voudraient faire, action par action."));
	struct matrix_row *rows = arena_array(p->a, v.row_n, sizeof *rows);
	for (size_t i = 0; i < v.row_n; i++)
		rows[i].action = &p->atlas->actions[i];
	count_cells(p->atlas, rows, &v);
	v.rows = rows;
	view_actions(p->out, &v);
}

enum { LIST = 50 }; // places of each stage on a page

static int by_km_then_name(const void *a, const void *b)
{
	const struct action_place *x = a, *y = b;
	float kx = x->item.km < 0 ? INFINITY : x->item.km, ky = y->item.km < 0 ? INFINITY : y->item.km;
	if (kx != ky)
		return kx < ky ? -1 : 1;
	return str_cmp(x->item.name, y->item.name);
}

// Who is at which stage, the nearest first when a place was named; and their points for the map.
static size_t collect(struct page *p, uint16_t action, struct view_action *v, struct mesh_point **points)
{
	size_t n = 0;
	*points = arena_array(p->a, p->atlas->place_n, sizeof **points);
	for (int s = 0; s < STAGE_COUNT; s++)
		v->stages[s].places = arena_array(p->a, p->atlas->place_n, sizeof *v->stages[s].places);
	for (uint32_t i = 0; i < p->atlas->place_n; i++) {
		const struct place *place = &p->atlas->places[i];
		for (size_t k = 0; k < place->engagement_n && place->state == PLACE_OPEN; k++) {
			const struct engagement *e = &place->engagements[k];
			if (e->action != action)
				continue;
			struct action_stage *s = &v->stages[e->stage];
			s->places[s->n++] = (struct action_place){
				i, {.slug = place->slug, .name = place->name, .km = near_km(&v->where, place)}, e->since, e->note};
			(*points)[n++] = (struct mesh_point){i, e->stage};
		}
	}
	for (int s = 0; s < STAGE_COUNT; s++)
		qsort(v->stages[s].places, v->stages[s].n, sizeof *v->stages[s].places, by_km_then_name);
	return n;
}

static struct str page_link(const struct page *p, const struct view_action *v, int64_t page)
{
	struct buf b = BUF_IN(p->a);
	buf_addf(&b, "/actions/%.*s?", STR_ARG(v->action->key));
	if (v->where.typed.n > 0) {
		buf_addz(&b, "pres=");
		html_percent(&b, v->where.typed);
		buf_addc(&b, '&');
	}
	buf_addf(&b, "page=%lld", (long long)page);
	return web_link(p->a, buf_str(&b));
}

// The lists of the three stages turn their pages together; only what this page shows is made ready. False when there is
// no such page.
static bool turn_to(struct page *p, struct view_action *v)
{
	size_t longest = 0;
	struct str asked = http_query(p->rq, "page");
	v->page = 1;
	if (asked.n > 0 && (!str_to_i64(asked, &v->page) || v->page < 1))
		return false;
	for (int s = 0; s < STAGE_COUNT; s++)
		longest = v->stages[s].n > longest ? v->stages[s].n : longest;
	v->page_n = longest > 0 ? (int64_t)(longest + LIST - 1) / LIST : 1;
	if (v->page > v->page_n)
		return false;
	for (int s = 0; s < STAGE_COUNT; s++) {
		struct action_stage *l = &v->stages[s];
		size_t from = (size_t)(v->page - 1) * LIST;
		l->from = from < l->n ? from : l->n;
		l->to = l->n - l->from > LIST ? l->from + LIST : l->n;
		for (size_t i = l->from; i < l->to; i++)
			l->places[i].item = part_item(p, l->places[i].at, l->places[i].item.km);
	}
	if (v->page > 1)
		v->before = page_link(p, v, v->page - 1);
	if (v->page < v->page_n)
		v->after = page_link(p, v, v->page + 1);
	return true;
}

// The nearest of those who do it. Nearness is compared on a flat map, which orders neighbours as the globe does.
static const struct place *nearest_helper(const struct page *p, const struct action_stage *does, const struct place *who)
{
	const struct place *best = NULL;
	double least = INFINITY, narrow = cos(who->lat * M_PI / 180);
	for (size_t i = 0; i < does->n; i++) {
		const struct place *helper = &p->atlas->places[does->places[i].at];
		double y = helper->lat - who->lat, x = (helper->lon - who->lon) * narrow;
		if (x * x + y * y < least) { // never for an unknown position
			least = x * x + y * y;
			best = helper;
		}
	}
	return best;
}

// For each on this page who wants to or has started: the nearest who does.
static void pair_up(struct page *p, struct view_action *v)
{
	struct action_pair *pairs = arena_array(p->a, 2 * LIST, sizeof *pairs);
	for (unsigned s = STAGE_STARTED; s <= STAGE_WANTS; s++) {
		for (size_t i = v->stages[s].from; i < v->stages[s].to; i++) {
			const struct place *who = &p->atlas->places[v->stages[s].places[i].at];
			const struct place *helper = nearest_helper(p, &v->stages[STAGE_DOES], who);
			if (helper == NULL)
				continue;
			pairs[v->pair_n++] = (struct action_pair){
				who, helper, part_town(who, p->a), part_town(helper, p->a), s,
				(float)geo_km(who->lat, who->lon, helper->lat, helper->lon)};
		}
	}
	v->pairs = pairs;
}

void page_action(struct page *p)
{
	int32_t at = atlas_action(p->atlas, http_capture(p->rq, "slug"));
	if (at == NONE) {
		page_error(p, 404, str_of(_("Nous ne connaissons pas cette action. Cherchez-la, ou voyez la liste de toutes les actions.")));
		return;
	}
	const struct action *action = &p->atlas->actions[at];
	struct view_action v = {.layout = page_layout(p, action->name), .action = action, .where = near_read(p)};
	v.layout.nav = NAV_ACTIONS;
	v.layout.map = true;
	v.layout.description = arena_printf(p->a, _("Qui fait, commence ou voudrait faire : %.*s."), STR_ARG(action->name));
	v.layout.feed = arena_printf(p->a, "/lieux.atom?action=%.*s", STR_ARG(action->key));
	struct mesh_point *points;
	size_t n = collect(p, (uint16_t)at, &v, &points);
	if (!turn_to(p, &v)) {
		page_error(p, 400, str_of(_("Cette page de la liste n’existe pas.")));
		return;
	}
	pair_up(p, &v);
	struct html still = mesh_points_map(p->a, p->atlas, points, n, NONE,
					    arena_printf(p->a, _("Carte des lieux de l’action « %.*s », par étape."), STR_ARG(action->name)));
	v.map = map_box(p, arena_printf(p->a, "?action=%.*s", STR_ARG(action->key)), "#liste", still);
	if (v.where.problem.n)
		p->reply->status = 400;
	view_action(p->out, &v);
}
