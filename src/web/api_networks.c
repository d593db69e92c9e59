// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/v1/reseaux: networks and consortiums. GET /api/v1/reseaux/{slug}: the members and the role of each.
#include "base/i18n.h"
#include "web/api.h"

static void put_network(struct json_writer *w, struct page *p, const struct network *n)
{
	const struct place *lead = n->lead == NONE ? NULL : &p->atlas->places[n->lead];
	api_text(w, "reseau", n->key);
	api_text(w, "nom", n->name);
	api_bool(w, "consortium", n->consortium);
	api_text(w, "presentation", n->about);
	api_text(w, "site_web", n->url);
	api_text(w, "chef_de_file", lead ? lead->slug : STR_NONE);
	api_text(w, "chef_de_file_nom", lead ? lead->name : n->lead_name);
	api_int(w, "total", n->member_n);
	api_link(w, p, "/reseaux/", n->key);
}

void page_api_networks(struct page *p)
{
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	api_int(&w, "total", p->atlas->network_n);
	api_list(&w, "reseaux");
	for (uint32_t i = 0; i < p->atlas->network_n; i++) {
		json_open(&w, '{');
		put_network(&w, p, &p->atlas->networks[i]);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	api_done(p, 0);
}

static void put_member(struct json_writer *w, struct page *p, const struct place *place, int32_t network)
{
	for (size_t k = 0; k < place->membership_n; k++) {
		const struct membership *m = &place->memberships[k];
		if (m->network != network)
			continue;
		api_place_open(w, p, place);
		api_text(w, "role", m->role);
		api_bool(w, "chef_de_file", m->lead);
		api_text(w, "source", p->atlas->sources[m->source].key);
		json_close(w, '}');
		return;
	}
}

void page_api_network(struct page *p)
{
	int32_t at = atlas_network(p->atlas, http_capture(p->rq, "slug"));
	if (at == NONE) {
		api_error(p, 404, str_of(_("Nous ne connaissons pas de réseau de ce nom.")));
		return;
	}
	const struct network *n = &p->atlas->networks[at];
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	put_network(&w, p, n);
	api_list(&w, "membres");
	for (uint32_t i = 0; i < n->member_n; i++)
		put_member(&w, p, &p->atlas->places[n->members[i]], at);
	json_close(&w, ']');
	json_close(&w, '}');
	api_done(p, 0);
}
