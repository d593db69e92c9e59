// SPDX-License-Identifier: AGPL-3.0-or-later
// What became of a proposal: its state and its dates, for who waits. The mailed link opens it; a button confirms it.
#include "web/form.h"
#include "web/page_proposer.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

static bool open_followed(struct page *p, struct view_followed *v)
{
	struct proposed s;
	struct str follow = http_capture(p->rq, "jeton");
	page_passing(p);
	if (page_broke(p, app_suggestion_follow(p->app, follow, p->a, &s), "a proposal's page"))
		return false;
	if (s.id == 0) {
		page_error(p, 404, str_of(_("Cette proposition n’existe plus : elle n’a pas été confirmée à temps, ou le lien est incomplet.")));
		return false;
	}
	bool conflict;
	*v = (struct view_followed){
		.layout = page_layout(p, str_of(_("Ma proposition"))), .s = s, .name = suggestion_name(p->atlas, &s),
		.place = s.place ? atlas_place_by_id(p->atlas, s.place) : NULL,
		.kind = str_of(suggestion_kind_name(s.kind)), .state = str_of(suggestion_state_name(s.state)),
		.made = page_when(s.made, p->a), .asked = page_when(s.asked, p->a), .decided = page_when(s.decided, p->a),
		.action = web_link(p->a, arena_printf(p->a, "/suivi/%.*s", STR_ARG(follow))),
	};
	v->changes = page_changes(p->atlas, &s, p->a, &v->change_n, &conflict);
	v->layout.no_index = true;
	return true;
}

void page_proposal(struct page *p)
{
	struct view_followed v;
	if (open_followed(p, &v))
		view_followed(p->out, &v);
}

void page_proposal_post(struct page *p)
{
	struct view_followed v;
	bool withdraw = str_eqz(http_form(p->rq, "geste"), "retirer");
	if (!open_followed(p, &v))
		return;
	if (page_broke(p, withdraw ? app_suggestion_withdraw(p->app, v.s.id) : app_suggestion_confirm(p->app, p->atlas, v.s.id),
		       "a proposal's confirmation"))
		return;
	http_redirect(p->rq, p->reply, 303, v.action);
}

// After sending without an account: the mail is on its way.
void page_proposal_sent(struct page *p)
{
	struct view_layout layout = page_layout(p, str_of(_("Ouvrez votre boîte aux lettres")));
	layout.no_index = true;
	view_proposal_sent(p->out, &layout);
}
