// SPDX-License-Identifier: AGPL-3.0-or-later
// "Je fais partie de l’équipe".
#include "app/claim.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/page_proposer.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static struct view_claim claim_view(struct page *p, const struct place *place)
{
	struct view_claim v = {
		.layout = page_layout(p, arena_printf(p->a, _("Rejoindre l’équipe de %.*s"), STR_ARG(place->name))), .place = place,
		.address = p->actor->address,
		.action = str_cut(p->rq->target, '?', &(struct str){0}),
	};
	v.layout.no_index = true;
	if (actor_in_team(p->actor, place))
		v.stage = CLAIM_IN;
	page_passing(p);
	return v;
}

void page_join(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (actor_in_team(p->actor, place)) { // they are: they came to keep the page
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/lieux/%.*s/modifier", STR_ARG(place->slug))));
		return;
	}
	struct view_claim v = claim_view(p, place);
	if (!page_broke(p, app_claim_direct(p->app, p->actor, place, &v.direct), "a claim"))
		view_claim(p->out, &v);
}

void page_join_post(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	enum claim_outcome how;
	bool many = false;
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return;
	}
	struct view_claim v = claim_view(p, place);
	v.note = utf8_clip(str_trim(http_form(p->rq, "note")), 2000);
	if (page_broke(p, app_suggestions_many(p->app, p->actor->person, STR_NONE, &many), "a claim"))
		return;
	if (many) {
		page_error(p, 429, str_of(_("Vous avez déjà fait beaucoup de demandes aujourd’hui. Revenez demain.")));
		return;
	}
	if (page_broke(p, app_claim(p->app, p->atlas, p->actor, place, v.note, p->a, &how, &v.follow), "a claim"))
		return;
	v.stage = how == CLAIM_MAILED ? CLAIM_SENT : how == CLAIM_WAITING ? CLAIM_QUEUED : CLAIM_IN;
	view_claim(p->out, &v);
}

static void show_link(struct page *p, bool takes)
{
	static const struct place nowhere;
	struct claim c;
	struct str secret = http_capture(p->rq, "jeton");
	if (page_broke(p, takes ? app_claim_accept(p->app, p->atlas, secret, p->a, &c) : app_claim_open(p->app, secret, p->a, &c),
		       "a claim's link"))
		return;
	const struct place *place = c.place ? atlas_place_by_id(p->atlas, c.place) : NULL;
	struct view_claim v = claim_view(p, place ? place : &nowhere);
	v.stage = place == NULL ? CLAIM_OVER : takes ? CLAIM_IN : CLAIM_OPEN;
	v.late = c.late;
	v.name = c.name;
	if (place == NULL) {
		v.layout.title = str_of(_("Ce lien n’ouvre plus rien"));
		p->reply->status = 404;
	}
	view_claim(p->out, &v);
}

void page_join_link(struct page *p)
{
	show_link(p, false);
}

void page_join_link_post(struct page *p)
{
	show_link(p, true);
}
