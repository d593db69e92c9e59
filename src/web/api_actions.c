// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/v1/actions: the matrix, categories × stages. GET /api/v1/actions/{slug}: who does, has started, wants to.
#include "base/i18n.h"
#include "web/api.h"

typedef uint32_t stage_counts[STAGE_COUNT];

static stage_counts *count(const struct page *p)
{
	const struct atlas *a = p->atlas;
	stage_counts *all = arena_array(p->a, a->action_n + 1u, sizeof *all);
	for (uint32_t i = 0; i < a->place_n; i++)
		for (size_t k = 0; k < a->places[i].engagement_n && a->places[i].state == PLACE_OPEN; k++)
			all[a->places[i].engagements[k].action][a->places[i].engagements[k].stage]++;
	return all;
}

static void put_action(struct json_writer *w, struct page *p, const struct action *a, const uint32_t *counts)
{
	api_text(w, "action", a->key);
	api_text(w, "libelle", a->name);
	api_text(w, "categorie", a->category);
	api_text(w, "presentation", a->about);
	json_key(w, S("totaux"));
	json_open(w, '{');
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		json_key(w, vocab_code(VOCAB_STAGE, s));
		json_int(w, counts[s]);
	}
	json_close(w, '}');
	api_link(w, p, "/actions/", a->key);
}

void page_api_actions(struct page *p)
{
	const struct atlas *a = p->atlas;
	stage_counts *counts = count(p);
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	api_int(&w, "total", a->action_n);
	api_list(&w, "categories");
	for (uint32_t i = 0; i < a->action_n;) {
		struct str category = a->actions[i].category_key;
		json_open(&w, '{');
		api_text(&w, "categorie", category);
		api_text(&w, "libelle", a->actions[i].category);
		api_list(&w, "actions");
		for (; i < a->action_n && str_eq(a->actions[i].category_key, category); i++) {
			json_open(&w, '{');
			put_action(&w, p, &a->actions[i], counts[i]);
			json_close(&w, '}');
		}
		json_close(&w, ']');
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
	api_done(p, 0);
}

static void put_places(struct json_writer *w, struct page *p, int32_t action)
{
	api_list(w, "lieux");
	for (uint32_t i = 0; i < p->atlas->place_n; i++) {
		const struct place *place = &p->atlas->places[i];
		for (size_t k = 0; k < place->engagement_n && place->state == PLACE_OPEN; k++) {
			const struct engagement *e = &place->engagements[k];
			if (e->action != action)
				continue;
			api_place_open(w, p, place);
			api_text(w, "etape", vocab_code(VOCAB_STAGE, e->stage));
			api_date(w, "depuis", e->since);
			api_text(w, "note", e->note);
			api_text(w, "source", p->atlas->sources[e->source].key);
			json_close(w, '}');
		}
	}
	json_close(w, ']');
}

void page_api_action(struct page *p)
{
	int32_t at = atlas_action(p->atlas, http_capture(p->rq, "slug"));
	if (at == NONE) {
		api_error(p, 404, str_of(_("Nous ne connaissons pas d’action de ce nom.")));
		return;
	}
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	put_action(&w, p, &p->atlas->actions[at], count(p)[at]);
	put_places(&w, p, at);
	json_close(&w, '}');
	api_done(p, 0);
}
