// SPDX-License-Identifier: AGPL-3.0-or-later
// Adding a place: likely duplicates are shown before anything is made.
#include "app/outbox.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/page_proposer.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { LEAST_SECONDS = 3, NOTE_MOST = 2000 };

static struct view_proposal creation_view(struct page *p)
{
	struct view_proposal v = {.layout = page_layout(p, str_of(_("Ajouter un lieu"))), .form = PROPOSAL_NEW, .action = S("/lieux/nouveau")};
	v.action = web_link(p->a, v.action);
	v.layout.no_index = true;
	v.who.known = p->actor->person != 0 && p->actor->address.n > 0;
	v.who.address = p->actor->address;
	v.seen = p->atlas->change;
	page_passing(p);
	return v;
}

void page_create(struct page *p)
{
	struct place none = place_none();
	struct view_proposal v = creation_view(p);
	none.name = utf8_clip(str_trim(http_query(p->rq, "nom")), 200);
	v.facts = facts_of(&none, false, p->a, &v.fact_n);
	view_proposal(p->out, &v);
}

static void look_around(struct page *p, const struct proposed *s, struct view_proposal *v)
{
	struct likely *likely = arena_array(p->a, LIKELY_MAX, sizeof *likely);
	struct place new = suggestion_place(s, p->a);
	v->likely_n = creation_likely(p->atlas, &new, p->a, likely, LIKELY_MAX);
	v->likely = likely;
	v->free = creation_is_free(p->actor, p->atlas, &new);
}

static bool read_sender(struct page *p, struct view_proposal *v)
{
	v->note = utf8_clip(str_trim(http_form(p->rq, "note")), NOTE_MOST);
	v->team = http_form(p->rq, "equipe").n > 0;
	if (!v->who.known) {
		v->who.address = str_trim(http_form(p->rq, "courriel"));
		if (!outbox_address(v->who.address))
			v->who.wrong = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
		else if (form_age(p) < LEAST_SECONDS)
			v->wrong = _("Voilà qui est rapide ! Relisez, puis envoyez de nouveau.");
	}
	return v->who.wrong == NULL && v->wrong == NULL;
}

static void publish(struct page *p, struct view_proposal *v, const struct proposed *s)
{
	struct creation c = {.confirms = true, .team = v->team ? p->actor->person : 0};
	c.items = suggestion_edit(s, p->a, &c.item_n);
	if (page_broke(p, app_create(p->app, p->atlas, p->actor, &c, p->a), "a new place"))
		return;
	if (c.place == 0) {
		v->wrong = c.edit.problem_n ? arena_z(p->a, c.edit.problems[0].sentence) : _("Ce lieu ne peut pas être ajouté ainsi.");
		p->reply->status = 422;
		view_proposal(p->out, v);
		return;
	}
	http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(c.slug))));
}

static void propose(struct page *p, struct view_proposal *v, struct proposed *s)
{
	struct str follow;
	bool many = false;
	s->kind = SUGGESTION_NEW;
	s->note = v->note;
	s->person = p->actor->person;
	s->address = v->who.known ? STR_NONE : v->who.address;
	if (page_broke(p, app_suggestions_many(p->app, s->person, s->address, &many), "a new place"))
		return;
	if (many || !may_try_from_here(p, LIMIT_PROPOSAL_NET)) {
		v->wrong = _("Beaucoup de propositions sont parties d’ici aujourd’hui : par prudence, nous faisons une pause. Revenez demain.");
		p->reply->status = 422;
		view_proposal(p->out, v);
		return;
	}
	if (page_broke(p, app_suggest(p->app, p->atlas, s, p->a, &follow), "a new place"))
		return;
	http_redirect(p->rq, p->reply, 303,
		      web_link(p->a, s->person != 0 ? arena_printf(p->a, "/suivi/%.*s", STR_ARG(follow)) : S("/suivi")));
}

void page_create_post(struct page *p)
{
	struct place none = place_none();
	struct view_proposal v = creation_view(p);
	struct proposed s = {.kind = SUGGESTION_NEW};
	struct view_fact *facts = facts_of(&none, false, p->a, &v.fact_n);
	v.facts = facts;
	bool fine = facts_read(p, facts, v.fact_n, &none, &s.items, &s.item_n);
	fine &= read_sender(p, &v);
	if (fine)
		look_around(p, &s, &v);
	v.likely_asked = v.likely_n > 0 && http_form(p->rq, "different").n == 0;
	if (http_form(p->rq, "site").n > 0) {
		http_redirect(p->rq, p->reply, 303, web_link(p->a, S("/suivi")));
	} else if (!fine || v.likely_asked) {
		p->reply->status = 422;
		view_proposal(p->out, &v);
	} else if (v.free) {
		publish(p, &v, &s);
	} else {
		propose(p, &v, &s);
	}
}

// While somebody types: the list alone.
void page_create_likely(struct page *p)
{
	struct place new = place_none();
	struct str problem;
	struct likely likely[LIKELY_MAX];
	static const char *const keys[] = {"nom", "adresse", "code_postal", "commune", "site_web"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		field_read(field_find(str_of(keys[i])), utf8_clip(http_query(p->rq, keys[i]), 300), p->a, &new, &problem);
	size_t n = new.name.n > 2 ? creation_likely(p->atlas, &new, p->a, likely, LIKELY_MAX) : 0;
	page_passing(p);
	view_likely(p->out, likely, n);
}
