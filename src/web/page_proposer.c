// SPDX-License-Identifier: AGPL-3.0-or-later
// Proposing a change, reporting an error, and adding a place. Robots are met without asking anybody else: a field that
// people do not see, a form filled in faster than one can read it.
#include "web/page_proposer.h"

#include "app/outbox.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { LEAST_SECONDS = 3, NOTE_MOST = 2000 };

static const struct place *the_place(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL)
		page_error(p, 404, STR_NONE);
	return place;
}

static struct view_proposal proposal_view(struct page *p, enum proposal_form form, const struct place *place, struct str title)
{
	struct view_proposal v = {.layout = page_layout(p, title), .form = form, .place = place, .action = str_cut(p->rq->target, '?', &(struct str){0})};
	v.layout.no_index = true;
	v.who.known = p->actor->person != 0 && p->actor->address.n > 0;
	v.who.address = p->actor->address;
	v.seen = facts_seen(p);
	page_passing(p);
	return v;
}

static bool refuse(struct page *p, struct view_proposal *v)
{
	p->reply->status = 422;
	view_proposal(p->out, v);
	return false;
}

// Who sends, the note, and the traps; false when the form was shown again.
static bool read_who(struct page *p, struct view_proposal *v, bool note_needed)
{
	v->note = str_trim(http_form(p->rq, "note"));
	if (utf8_length(v->note) > NOTE_MOST)
		v->wrong_note = _("C’est un peu long : gardez l’essentiel, 2 000 signes au plus.");
	if (note_needed && v->note.n == 0)
		v->wrong_note = _("Dites en quelques mots ce qui ne va pas.");
	if (!v->who.known) {
		v->who.address = str_trim(http_form(p->rq, "courriel"));
		if (!outbox_address(v->who.address))
			v->who.wrong = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
	}
	if (v->wrong_note == NULL && v->who.wrong == NULL && !v->who.known && form_age(p) < LEAST_SECONDS)
		v->wrong = _("Voilà qui est rapide ! Relisez, puis envoyez de nouveau.");
	return v->wrong_note == NULL && v->who.wrong == NULL && v->wrong == NULL;
}

static bool is_robot(const struct page *p)
{
	return http_form(p->rq, "site").n > 0; // nobody sees this field
}

static void send(struct page *p, struct view_proposal *v, struct proposed *s)
{
	struct str follow;
	bool many = false;
	s->note = v->note;
	s->seen = v->seen;
	s->person = p->actor->person;
	s->address = v->who.known ? STR_NONE : v->who.address;
	if (is_robot(p)) { // it is told what it wants to hear
		http_redirect(p->rq, p->reply, 303, web_link(p->a, S("/suivi")));
		return;
	}
	if (page_broke(p, app_suggestions_many(p->app, p->actor->person, s->address, &many), "a proposal"))
		return;
	if (many || !may_try_from_here(p, LIMIT_PROPOSAL_NET)) {
		v->wrong = _("Beaucoup de propositions sont parties d’ici aujourd’hui : par prudence, nous faisons une pause. Revenez demain.");
		refuse(p, v);
		return;
	}
	if (page_broke(p, app_suggest(p->app, p->atlas, s, p->a, &follow), "a proposal"))
		return;
	// A visitor learns the address of the page from the mail alone: it is what confirms.
	http_redirect(p->rq, p->reply, 303,
		      web_link(p->a, s->person != 0 ? arena_printf(p->a, "/suivi/%.*s", STR_ARG(follow)) : S("/suivi")));
}

void page_propose(struct page *p)
{
	const struct place *place = the_place(p);
	if (place == NULL)
		return;
	struct view_proposal v = proposal_view(p, PROPOSAL_CHANGE, place, arena_printf(p->a, _("Proposer une modification de %.*s"), STR_ARG(place->name)));
	v.free = creation_is_free(p->actor, p->atlas, place) || actor_in_team(p->actor, place);
	v.facts = facts_of(place, true, p->a, &v.fact_n);
	view_proposal(p->out, &v);
}

// Those who need no approval change the page at once.
static void change_now(struct page *p, struct view_proposal *v, struct view_fact *facts, const struct proposed *s)
{
	struct edit e = {.place = s->place, .seen = v->seen, .confirms = actor_in_team(p->actor, v->place)};
	struct edit_answer answer;
	e.items = suggestion_edit(s, p->a, &e.item_n);
	if (page_broke(p, app_edit(p->app, p->actor, &e, p->a, &answer), "a change"))
		return;
	if (answer.outcome == EDIT_DONE || answer.outcome == EDIT_NOTHING) {
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(v->place->slug))));
		return;
	}
	for (size_t i = 0; i < answer.problem_n; i++)
		for (size_t k = 0; k < v->fact_n; k++)
			if (str_eqz(e.items[answer.problems[i].item].key, facts[k].key))
				facts[k].wrong = answer.problems[i].sentence;
	v->seen = facts_clash(p, facts, v->fact_n, e.items, &answer);
	v->wrong = answer.outcome == EDIT_CONFLICT ? _("Quelqu’un vient de changer la même chose : voyez ci-dessous.")
						   : _("Quelque chose ne va pas dans le formulaire : voyez ci-dessous.");
	refuse(p, v);
}

void page_propose_post(struct page *p)
{
	const struct place *place = the_place(p);
	struct proposed s = {.kind = SUGGESTION_CHANGE};
	if (place == NULL)
		return;
	struct view_proposal v = proposal_view(p, PROPOSAL_CHANGE, place, arena_printf(p->a, _("Proposer une modification de %.*s"), STR_ARG(place->name)));
	v.free = creation_is_free(p->actor, p->atlas, place) || actor_in_team(p->actor, place);
	struct view_fact *facts = facts_of(place, true, p->a, &v.fact_n);
	v.facts = facts;
	bool facts_fine = facts_read(p, facts, v.fact_n, place, &s.items, &s.item_n);
	bool who_fine = read_who(p, &v, false);
	if (facts_fine && s.item_n == 0)
		v.wrong = _("Rien n’a changé : modifiez au moins une ligne, ou signalez une erreur avec vos mots.");
	s.place = place->id;
	if (!facts_fine || !who_fine || v.wrong != NULL)
		refuse(p, &v);
	else if (v.free)
		change_now(p, &v, facts, &s);
	else
		send(p, &v, &s);
}

void page_report(struct page *p)
{
	const struct place *place = the_place(p);
	if (place == NULL)
		return;
	struct view_proposal v = proposal_view(p, PROPOSAL_REPORT, place, arena_printf(p->a, _("Signaler une erreur sur %.*s"), STR_ARG(place->name)));
	v.what = http_query(p->rq, "quoi");
	view_proposal(p->out, &v);
}

// The second page of a place, by its address as somebody pasted it.
static const struct place *other_page(const struct page *p, struct str text)
{
	ptrdiff_t at = str_find(text, S("/lieux/"));
	struct str slug = at >= 0 ? str_from(text, (size_t)at + 7) : text;
	for (size_t i = 0; i < slug.n; i++)
		if (slug.p[i] == '/' || slug.p[i] == '?' || slug.p[i] == '#')
			slug = str_sub(slug, 0, i);
	return slug.n ? atlas_place(p->atlas, slug) : NULL;
}

static void closed_item(const struct page *p, struct proposed *s, const struct place *place)
{
	s->items = arena_new(p->a, struct proposed_item);
	s->item_n = 1;
	s->items[0] = (struct proposed_item){item_kind_code(ITEM_STATE), STR_NONE, item_now(p->atlas, place, ITEM_STATE, STR_NONE, p->a), S("ferme")};
}

void page_report_post(struct page *p)
{
	const struct place *place = the_place(p);
	struct proposed s = {.kind = SUGGESTION_REPORT};
	if (place == NULL)
		return;
	struct view_proposal v = proposal_view(p, PROPOSAL_REPORT, place, arena_printf(p->a, _("Signaler une erreur sur %.*s"), STR_ARG(place->name)));
	v.what = http_form(p->rq, "quoi");
	v.other = str_trim(http_form(p->rq, "autre"));
	s.place = place->id;
	if (str_eqz(v.what, "ferme")) {
		s.kind = SUGGESTION_CLOSE;
		closed_item(p, &s, place);
	} else if (str_eqz(v.what, "demenage")) {
		s.kind = SUGGESTION_MOVE;
	} else if (str_eqz(v.what, "double")) {
		const struct place *other = other_page(p, v.other);
		s.kind = SUGGESTION_MERGE;
		s.other = other ? other->id : 0;
		if (other == NULL || other == place)
			v.wrong_other = _("Collez ici l’adresse de l’autre page de ce lieu, par exemple /lieux/le-lab.");
	}
	if (!read_who(p, &v, s.kind == SUGGESTION_REPORT || s.kind == SUGGESTION_MOVE) || v.wrong_other != NULL)
		refuse(p, &v);
	else
		send(p, &v, &s);
}

// Its team, or who animates it, says that it has closed, or that it opens again. The page stays either way.
void page_place_state(struct page *p)
{
	const struct place *place = the_place(p);
	struct str wish = http_form(p->rq, "etat");
	struct edit_answer answer;
	if (place == NULL)
		return;
	if (!str_eqz(wish, "ferme") && !str_eqz(wish, "ouvert")) {
		page_error(p, 400, str_of(_("Dites si ce lieu est ouvert ou fermé.")));
		return;
	}
	struct item item = {.kind = ITEM_STATE, .key = STR_NONE, .value = wish};
	struct edit e = {.place = place->id, .items = &item, .item_n = 1, .confirms = actor_in_team(p->actor, place)};
	if (!page_broke(p, app_edit(p->app, p->actor, &e, p->a, &answer), "a place's state"))
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(place->slug))));
}
