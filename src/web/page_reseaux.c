// SPDX-License-Identifier: AGPL-3.0-or-later
// The networks and consortiums; one of them: who leads, who belongs and in which role, what they do together.
#include "web/page_reseaux.h"

#include <stdlib.h>

#include "model/gazetteer.h"
#include "web/mesh.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static uint32_t departments_of(const struct atlas *atlas, const struct network *n)
{
	bool seen[256] = {false};
	uint32_t count = 0;
	for (uint32_t i = 0; i < n->member_n; i++) {
		int32_t commune = atlas->places[n->members[i]].commune_at;
		if (commune == NONE)
			continue;
		uint16_t d = gazetteer_commune((uint32_t)commune).department;
		if (d < 256 && !seen[d]) {
			seen[d] = true;
			count++;
		}
	}
	return count;
}

static void name_lead(const struct atlas *atlas, const struct network *n, struct str *name, struct str *slug)
{
	*name = n->lead_name;
	if (n->lead != NONE) {
		*name = atlas->places[n->lead].name;
		*slug = atlas->places[n->lead].slug;
	}
}

static int by_kind_then_size(const void *a, const void *b)
{
	const struct network *x = ((const struct network_row *)a)->network, *y = ((const struct network_row *)b)->network;
	if (x->consortium != y->consortium)
		return x->consortium ? 1 : -1;
	if (x->member_n != y->member_n)
		return x->member_n < y->member_n ? 1 : -1;
	return str_cmp(x->name, y->name);
}

void page_networks(struct page *p)
{
	struct view_networks v = {.layout = page_layout(p, str_of(_("Réseaux et consortiums"))), .row_n = p->atlas->network_n};
	v.layout.nav = NAV_NETWORKS;
	v.layout.description = str_of(_("Les réseaux et consortiums de tiers-lieux : qui les mène, qui en fait partie."));
	struct network_row *rows = arena_array(p->a, v.row_n, sizeof *rows);
	for (size_t i = 0; i < v.row_n; i++) {
		const struct network *n = &p->atlas->networks[i];
		rows[i] = (struct network_row){.network = n, .departments = departments_of(p->atlas, n)};
		name_lead(p->atlas, n, &rows[i].lead, &rows[i].lead_slug);
		v.network_n += !n->consortium;
	}
	qsort(rows, v.row_n, sizeof *rows, by_kind_then_size);
	v.rows = rows;
	view_networks(p->out, &v);
}

static int by_lead_then_name(const void *a, const void *b)
{
	const struct network_member *x = a, *y = b;
	if (x->lead != y->lead)
		return x->lead ? -1 : 1;
	return str_cmp(x->item.name, y->item.name);
}

static void fill_members(struct page *p, uint16_t at, struct view_network *v)
{
	const struct network *n = v->network;
	struct network_member *members = arena_array(p->a, n->member_n, sizeof *members);
	for (uint32_t i = 0; i < n->member_n; i++) {
		const struct place *place = &p->atlas->places[n->members[i]];
		struct network_member *m = &members[i];
		*m = (struct network_member){.item = part_item(p, n->members[i], -1), .lead = n->lead == (int32_t)n->members[i]};
		for (size_t k = 0; k < place->membership_n; k++)
			if (place->memberships[k].network == at)
				m->role = place->memberships[k].role;
	}
	qsort(members, n->member_n, sizeof *members, by_lead_then_name);
	v->members = members;
	v->member_n = n->member_n;
}

static int by_sharing(const void *a, const void *b)
{
	const struct network_action *x = a, *y = b;
	if (x->total != y->total)
		return x->total < y->total ? 1 : -1;
	return (x->action > y->action) - (x->action < y->action);
}

static void fill_actions(struct page *p, struct view_network *v)
{
	struct network_action *all = arena_array(p->a, p->atlas->action_n, sizeof *all);
	for (uint32_t i = 0; i < v->network->member_n; i++) {
		const struct place *place = &p->atlas->places[v->network->members[i]];
		for (size_t k = 0; k < place->engagement_n; k++) {
			const struct engagement *e = &place->engagements[k];
			struct network_action *a = &all[e->action];
			a->action = &p->atlas->actions[e->action];
			a->total++;
			if (a->stages[e->stage].n < SHARED_NAMES)
				a->stages[e->stage].who[a->stages[e->stage].n] = place;
			a->stages[e->stage].n++;
		}
	}
	qsort(all, p->atlas->action_n, sizeof *all, by_sharing);
	v->actions = all;
	while (v->action_n < p->atlas->action_n && all[v->action_n].total > 0)
		v->action_n++;
}

static void fill_figures(struct page *p, struct view_network *v)
{
	const struct network *n = v->network;
	uint32_t departments = departments_of(p->atlas, n), labelled = 0, rural = 0;
	for (uint32_t i = 0; i < n->member_n; i++) {
		const struct place *place = &p->atlas->places[n->members[i]];
		labelled += place->label_n > 0;
		rural += place_territory(place) == TERRITORY_RURAL;
	}
	struct network_figure all[] = {
		{n->member_n, trn("lieu membre", "lieux membres", n->member_n)},
		{departments, trn("département", "départements", departments)},
		{labelled, trn("lieu labellisé", "lieux labellisés", labelled)},
		{rural, trn("en commune rurale", "en communes rurales", rural)},
		{(int64_t)v->action_n, trn("action racontée", "actions racontées", (int64_t)v->action_n)},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].number > 0)
			v->figures[v->figure_n++] = all[i];
}

void page_network(struct page *p)
{
	int32_t at = atlas_network(p->atlas, http_capture(p->rq, "slug"));
	if (at == NONE) {
		page_error(p, 404, str_of(_("Nous ne connaissons pas ce réseau. Cherchez-le, ou voyez la liste de tous les réseaux.")));
		return;
	}
	const struct network *n = &p->atlas->networks[at];
	struct view_network v = {.layout = page_layout(p, n->name), .network = n};
	v.layout.nav = NAV_NETWORKS;
	v.layout.description = n->about;
	name_lead(p->atlas, n, &v.lead, &v.lead_slug);
	fill_members(p, (uint16_t)at, &v);
	fill_actions(p, &v);
	fill_figures(p, &v);
	struct mesh_point *points = arena_array(p->a, n->member_n, sizeof *points);
	for (uint32_t i = 0; i < n->member_n; i++)
		points[i] = (struct mesh_point){n->members[i], STAGE_DOES};
	struct html still = mesh_points_map(p->a, p->atlas, points, n->member_n, n->lead,
					    arena_printf(p->a, _("Carte des membres : %.*s."), STR_ARG(n->name)));
	v.map = map_box(p, arena_printf(p->a, "?reseau=%.*s", STR_ARG(n->key)), "#liste", still);
	v.layout.map = still.s.n > 0;
	view_network(p->out, &v);
}
