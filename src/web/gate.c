// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/gate.h"

#include "app/api_token.h"
#include "base/html.h"
#include "base/log.h"
#include "web/form.h"
#include "web/shared.h"

// In the API a program says who it acts for with a token; cookies are not looked at there.
static void gate_token(struct page *p)
{
	struct str header = http_header(p->rq, "Authorization");
	if (header.n < 8 || !str_ieq(str_sub(header, 0, 7), S("Bearer ")))
		return;
	struct actor *who = arena_new(p->a, struct actor);
	const struct err *err = app_api_actor(p->app, str_trim(str_from(header, 7)), p->a, who, &p->scopes);
	if (err != NULL) {
		log_error("a token could not be looked up: %s", err_text(err));
		err_free(err);
		*who = (struct actor){0};
		p->scopes = 0;
	}
	p->actor = who;
}

void gate_who(struct page *p)
{
	if (p->rq->method != HTTP_GET && str_starts(p->rq->path, S("/api/"))) {
		gate_token(p);
		return;
	}
	struct str secret = session_cookie(p);
	if (secret.n == 0 || str_starts(p->rq->path, S("/api/")) || str_starts(p->rq->path, S("/static/")))
		return;
	struct actor *who = arena_new(p->a, struct actor);
	const struct err *err = app_actor(p->app, secret, p->a, who);
	if (err != NULL) { // they are a visitor for this once
		log_error("a session could not be looked up: %s", err_text(err));
		err_free(err);
		*who = (struct actor){0};
	}
	p->actor = who;
}

static enum allowed allowed(struct page *p, const struct web_route *route)
{
	struct str slug = http_capture(p->rq, "slug");
	const struct place *place = NULL;
	const struct network *network = NULL;
	if (slug.n > 0 && (route->may == MAY_TEAM || route->may == MAY_PLACE_ANIMATOR))
		place = atlas_place(p->atlas, slug);
	int32_t at = slug.n > 0 && route->may == MAY_NETWORK ? atlas_network(p->atlas, slug) : NONE;
	if (at != NONE)
		network = &p->atlas->networks[at];
	return actor_allowed(p->actor, route->may, p->atlas, place, network);
}

static void ask_to_sign_in(struct page *p)
{
	if (p->rq->method != HTTP_GET) {
		page_form_again(p, true);
		return;
	}
	struct buf to = BUF_IN(p->a);
	buf_add(&to, web_link(p->a, S("/connexion?vers=")));
	html_percent(&to, p->rq->target);
	page_passing(p);
	http_redirect(p->rq, p->reply, 303, buf_str(&to));
}

// The forms of a team: that a public place has a page is no secret, and whoever is not of its team can say things another way.
static bool tell_who_may(struct page *p, const struct web_route *route)
{
	static const struct str of_place = S("/lieux/{slug}/");
	struct str pattern = str_of(route->http.pattern), rest = str_from(pattern, of_place.n);
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (p->rq->method != HTTP_GET || route->may != MAY_TEAM || place == NULL || !str_starts(pattern, of_place) ||
	    !(str_starts(rest, S("modifier")) || str_eqz(rest, "photos")))
		return false;
	struct str page = web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(place->slug)));
	page_refused(p, 403, _("Cette page est tenue par son équipe"),
		     arena_printf(p->a, _("Seules l’équipe de %.*s et les personnes qui animent son territoire la changent directement. Vous pouvez proposer une modification, ou rejoindre l’équipe si vous en faites partie."), STR_ARG(place->name)),
		     (struct web_way){arena_printf(p->a, "%.*s/proposer", STR_ARG(page)), _("Proposer une modification")},
		     (struct web_way){arena_printf(p->a, "%.*s/rejoindre", STR_ARG(page)), _("Je fais partie de l’équipe")});
	return true;
}

bool gate_opens(struct page *p, const struct web_route *route)
{
	bool api = str_starts(p->rq->path, S("/api/"));
	if (!route->open_post && p->rq->method != HTTP_GET && !form_is_ours(p)) {
		log_info("a form without this site's token, or from elsewhere, was refused: %s", route->http.pattern);
		page_form_again(p, route->may != MAY_ANYONE && p->actor->person == 0);
		return false;
	}
	switch (allowed(p, route)) {
	case ALLOWED: return true;
	case ALLOWED_SIGN_IN:
		if (api)
			web_on_error(p->rq, p->reply, 401);
		else
			ask_to_sign_in(p);
		return false;
	case ALLOWED_NOT: break;
	}
	log_info("person %lld was refused: %s", (long long)p->actor->person, route->http.pattern);
	if (api)
		web_on_error(p->rq, p->reply, 404);
	else if (!tell_who_may(p, route))
		page_error(p, 404, STR_NONE);
	return false;
}
