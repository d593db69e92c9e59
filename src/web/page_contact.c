// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing to a place through the relay: the form, and what mailed links open. Robots are met without asking anybody else:
// a field that people do not see, a form filled in faster than one can read it, too many links.
#include "web/page_contact.h"

#include "app/outbox.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/local.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { LEAST_SECONDS = 3, LINKS_MOST = 3 };

static const struct place *the_place(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL)
		page_error(p, 404, STR_NONE);
	return place;
}

static struct view_relay contact_view(struct page *p, const struct place *place)
{
	struct view_relay v = {
		.layout = page_layout(p, arena_printf(p->a, _("Écrire à %.*s"), STR_ARG(place->name))),
		.place = place,
		.known = p->actor->person != 0 && p->actor->address.n > 0,
		.name = p->actor->name,
		.address = p->actor->address,
	};
	v.layout.no_index = true;
	page_passing(p);
	return v;
}

void page_contact(struct page *p)
{
	const struct place *place = the_place(p);
	enum contact_reach reach = REACH_NOBODY;
	if (place == NULL)
		return;
	if (!str_eq(place->slug, http_capture(p->rq, "slug"))) {
		http_redirect(p->rq, p->reply, 301, web_link(p->a, arena_printf(p->a, "/lieux/%.*s/ecrire", STR_ARG(place->slug))));
		return;
	}
	struct view_relay v = contact_view(p, place);
	struct str done = http_query(p->rq, "fait");
	if (str_eqz(done, "envoye"))
		v.stage = CONTACT_DONE_SENT;
	else if (str_eqz(done, "confirmer"))
		v.stage = CONTACT_DONE_CONFIRM;
	else if (page_broke(p, app_contact_reach(p->app, p->atlas, place, &reach), "who a place is reached by"))
		return;
	else if (reach == REACH_NOBODY || place->state == PLACE_CLOSED)
		v.stage = CONTACT_NO_WAY;
	v.animators = reach == REACH_ANIMATORS;
	view_relay(p->out, &v);
}

static size_t links_in(struct str text)
{
	size_t n = 0;
	for (ptrdiff_t at; (at = str_find(text, S("://"))) >= 0; n++)
		text = str_from(text, (size_t)at + 3);
	return n;
}

static const char *text_problem(struct str text)
{
	size_t n = utf8_length(text);
	if (n < CONTACT_TEXT_LEAST)
		return _("Écrivez au moins une phrase : c’est elle qui donnera envie de vous répondre.");
	if (n > CONTACT_TEXT_MOST)
		return _("C’est un peu long : gardez l’essentiel (5 000 signes au plus), le reste viendra dans l’échange.");
	return NULL;
}

static bool check(struct page *p, struct view_relay *v)
{
	if (v->name.n == 0)
		v->wrong_name = _("Dites comment vous vous appelez : le lieu saura à qui il répond.");
	else if (utf8_length(v->name) > CONTACT_NAME_MOST)
		v->wrong_name = _("Ce nom est trop long : 80 signes au plus.");
	if (!v->known && !outbox_address(v->address))
		v->wrong_address = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
	v->wrong_text = text_problem(v->text);
	if (!v->known && v->wrong_text == NULL && links_in(v->text) > LINKS_MOST)
		v->wrong_text = _("Il y a beaucoup de liens dans ce message. Gardez-en trois au plus.");
	if (v->wrong_name || v->wrong_address || v->wrong_text)
		return false;
	if (!v->known && form_age(p) < LEAST_SECONDS)
		v->wrong = _("Voilà qui est rapide ! Relisez votre message, puis envoyez-le de nouveau.");
	return v->wrong == NULL;
}

static void say_refused(struct page *p, struct view_relay *v)
{
	p->reply->status = 422;
	view_relay(p->out, v);
}

static void done(struct page *p, const struct place *place, const char *what)
{
	http_redirect(p->rq, p->reply, 303,
		      web_link(p->a, arena_printf(p->a, "/lieux/%.*s/ecrire?fait=%s", STR_ARG(place->slug), what)));
}

void page_contact_post(struct page *p)
{
	const struct place *place = the_place(p);
	enum contact_outcome how;
	if (place == NULL)
		return;
	struct view_relay v = contact_view(p, place);
	v.name = str_trim(http_form(p->rq, "nom"));
	v.text = str_trim(http_form(p->rq, "message"));
	v.share = http_form(p->rq, "partage").n > 0;
	if (!v.known)
		v.address = str_trim(http_form(p->rq, "courriel"));
	if (!check(p, &v)) {
		say_refused(p, &v);
		return;
	}
	if (http_form(p->rq, "site").n > 0) { // nobody sees this field: a robot is told what it wants to hear
		done(p, place, "confirmer");
		return;
	}
	if (!may_try_from_here(p, LIMIT_CONTACT_NET)) {
		v.wrong = _("Beaucoup de messages sont partis d’ici aujourd’hui, par prudence nous faisons une pause. Gardez votre texte et revenez demain.");
		p->reply->status = 429;
		view_relay(p->out, &v);
		return;
	}
	struct contact_message m = {place, v.name, v.address, v.text, v.share, p->lang};
	if (page_broke(p, app_contact_write(p->app, p->actor, p->atlas, &m, &how), "a message to a place"))
		return;
	switch (how) {
	case CONTACT_SENT:
		done(p, place, "envoye");
		return;
	case CONTACT_CONFIRM:
		done(p, place, "confirmer");
		return;
	case CONTACT_TOO_MANY:
		v.wrong = _("Beaucoup de messages sont partis d’ici aujourd’hui, par prudence nous faisons une pause. Gardez votre texte et revenez demain.");
		break;
	case CONTACT_NOBODY:
	case CONTACT_GONE:
		v.stage = CONTACT_NO_WAY;
	}
	say_refused(p, &v);
}

// The side of a conversation that the link in the address opens; false when a page was made instead.
static bool open_link(struct page *p, struct contact_link *link, struct view_relay *v)
{
	bool found;
	if (page_broke(p, app_contact_open(p->app, p->atlas, http_capture(p->rq, "jeton"), p->a, link, &found), "a conversation's link"))
		return false;
	if (!found) {
		static const struct place nowhere;
		*v = contact_view(p, &nowhere);
		v->layout.title = str_of(_("Ce lien n’ouvre plus rien"));
		v->stage = CONTACT_OVER;
		p->reply->status = 404;
		view_relay(p->out, v);
		return false;
	}
	*v = contact_view(p, link->place);
	v->confirm = link->side == SIDE_CONFIRM;
	v->answer = !v->confirm;
	v->to_place = link->side == SIDE_WRITER;
	v->other = v->to_place || v->confirm ? link->place->name
		   : link->contact.name.n    ? link->contact.name
					     : str_of(_("la personne qui vous a écrit"));
	v->layout.title = arena_printf(p->a, v->answer ? _("Répondre à %.*s") : _("Envoyer votre message à %.*s"), STR_ARG(v->other));
	v->layout.other_lang = STR_NONE;
	v->text = v->confirm ? link->contact.said : STR_NONE;
	if (v->confirm && link->contact.state == CONTACT_OPEN)
		v->stage = CONTACT_DONE_SENT;
	return true;
}

void page_contact_link(struct page *p)
{
	struct contact_link link;
	struct view_relay v;
	if (open_link(p, &link, &v))
		view_relay(p->out, &v);
}

void page_contact_link_post(struct page *p)
{
	struct contact_link link;
	struct view_relay v;
	enum contact_outcome how;
	if (!open_link(p, &link, &v))
		return;
	if (v.answer) {
		v.text = str_trim(http_form(p->rq, "message"));
		v.wrong_text = text_problem(v.text);
		if (v.wrong_text != NULL) {
			say_refused(p, &v);
			return;
		}
	}
	const struct err *err = v.confirm ? app_contact_confirm(p->app, p->atlas, &link, &how)
					  : app_contact_answer(p->app, p->atlas, &link, v.text, &how);
	if (page_broke(p, err, "an answer to a message"))
		return;
	switch (how) {
	case CONTACT_SENT:
	case CONTACT_CONFIRM:
		v.stage = CONTACT_DONE_SENT;
		view_relay(p->out, &v);
		return;
	case CONTACT_TOO_MANY:
		v.wrong = _("Cette conversation est déjà longue : donnez-vous une adresse ou un numéro pour la poursuivre.");
		break;
	case CONTACT_NOBODY:
	case CONTACT_GONE:
		v.stage = CONTACT_NO_WAY;
	}
	say_refused(p, &v);
}
