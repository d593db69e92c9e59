// SPDX-License-Identifier: AGPL-3.0-or-later
// The team of a place: who is of it, inviting, removing, handing over, leaving; and what an invitation opens.
#include "web/page_equipe.h"

#include "web/form.h"
#include "web/local.h"
#include "web/pages.h"
#include "web/person.h"
#include "web/views/views.gen.h"


static const char *what_was_done(struct str code)
{
	static const struct {
		const char *code, *says;
	} all[] = {
		{"bienvenue", N_("Bienvenue dans l’équipe !")},
		{"invite", N_("L’invitation vient de partir.")},
		{"main", N_("L’invitation vient de partir. Quand elle sera acceptée, vous quitterez l’équipe.")},
		{"reprise", N_("L’invitation ne vaut plus.")},
		{"retire", N_("Cette personne n’est plus dans l’équipe. Nous le lui avons écrit.")},
		{"dernier", N_("L’équipe est vide. Les personnes qui animent le réseau ou le territoire en sont averties.")},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eqz(code, all[i].code))
			return tr(all[i].says);
	return NULL;
}

static bool team_view(struct page *p, struct view_team *v)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	struct team *team = arena_new(p->a, struct team);
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return false;
	}
	*v = (struct view_team){.layout = page_layout(p, arena_printf(p->a, _("L’équipe de %.*s"), STR_ARG(place->name))), .place = place,
				.team = team, .me = p->actor->person, .in_team = actor_in_team(p->actor, place)};
	v->layout.no_index = true;
	if (p->rq->method != HTTP_GET)
		v->layout.other_lang = STR_NONE;
	page_passing(p);
	return !page_broke(p, app_team(p->app, place->id, p->a, team), "a team");
}

void page_team(struct page *p)
{
	struct view_team v;
	if (!team_view(p, &v))
		return;
	if (!str_eq(v.place->slug, http_capture(p->rq, "slug"))) {
		go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(v.place->slug)), NULL);
		return;
	}
	v.done = what_was_done(http_query(p->rq, "fait"));
	view_team(p->out, &v);
}

static void invite(struct page *p, struct view_team *v, bool hands_over)
{
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	v->address = http_form(p->rq, "courriel");
	if (address.n == 0)
		v->wrong = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
	for (size_t i = 0; address.n > 0 && i < v->team->member_n; i++)
		if (str_eq(v->team->members[i].address, address))
			v->wrong = _("Cette personne est déjà dans l’équipe.");
	if (v->wrong == NULL && !may_try(p, LIMIT_MAIL_PERSON, arena_printf(p->a, "%lld", (long long)p->actor->person)))
		v->wrong = _("Beaucoup de messages sont partis d’ici : attendez quelques minutes.");
	if (v->wrong != NULL) {
		p->reply->status = 422;
		view_team(p->out, v);
		return;
	}
	if (!page_broke(p, app_team_invite(p->app, p->actor, v->place, address, hands_over, p->a), "an invitation"))
		go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(v->place->slug)), hands_over ? "main" : "invite");
}

static void take_off(struct page *p, struct view_team *v, int64_t person)
{
	bool removed, last;
	if (page_broke(p, app_team_remove(p->app, p->atlas, p->actor, v->place, person, p->a, &removed, &last), "leaving a team"))
		return;
	if (person == p->actor->person && !actor_animates(p->actor, p->atlas, v->place))
		go_to(p, S("/compte"), "equipe"); // the page is not theirs any more
	else
		go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(v->place->slug)), last ? "dernier" : removed ? "retire" : NULL);
}

void page_team_post(struct page *p)
{
	struct view_team v;
	struct str what = http_form(p->rq, "geste");
	int64_t person = 0;
	str_to_i64(http_form(p->rq, "personne"), &person);
	if (!team_view(p, &v))
		return;
	if (str_eqz(what, "inviter"))
		invite(p, &v, false);
	else if (str_eqz(what, "passer"))
		invite(p, &v, v.in_team);
	else if (str_eqz(what, "reprendre")) {
		if (!page_broke(p, app_team_withdraw(p->app, v.place, http_form(p->rq, "courriel")), "an invitation"))
			go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(v.place->slug)), "reprise");
	} else if (str_eqz(what, "retirer") && person != 0)
		take_off(p, &v, person);
	else if (str_eqz(what, "quitter"))
		take_off(p, &v, p->actor->person);
	else
		go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(v.place->slug)), NULL);
}

static void show_invitation(struct page *p, bool takes)
{
	struct invitation i;
	if (page_broke(p, app_team_accept(p->app, p->actor, http_capture(p->rq, "secret"), takes, http_header(p->rq, "User-Agent"), p->a, &i),
		       "an invitation"))
		return;
	const struct place *place = atlas_place_by_id(p->atlas, i.place);
	if (i.outcome == INVITATION_DONE && place != NULL) {
		if (i.secret.n > 0)
			session_cookie_set(p, i.secret, SESSION_COOKIE_SECONDS);
		go_to(p, arena_printf(p->a, "/lieux/%.*s/equipe", STR_ARG(place->slug)), "bienvenue");
		return;
	}
	bool open = i.outcome == INVITATION_OPEN && place != NULL;
	struct view_door v = door_view(p, open ? _("Une invitation") : _("Ce lien n’ouvre plus rien"));
	if (open) {
		v.lead = arena_printf(p->a, _("L’équipe de %.*s vous attend : vous pourrez tenir sa page à jour et répondre à ses messages."),
				      STR_ARG(place->name));
		v.button = _("Entrer dans l’équipe");
		if (p->actor->person != 0)
			v.more = arena_printf(p->a, _("Vous acceptez avec votre compte : %.*s."),
					      STR_ARG(p->actor->name.n > 0 ? p->actor->name : p->actor->address));
	} else {
		v.lead = str_of(_("L’invitation a déjà servi, elle a été reprise ou le lien est incomplet. Demandez-en une autre à l’équipe."));
		p->reply->status = 404;
	}
	view_door(p->out, &v);
}

void page_invitation(struct page *p)
{
	show_invitation(p, false);
}

void page_invitation_post(struct page *p)
{
	show_invitation(p, true);
}
