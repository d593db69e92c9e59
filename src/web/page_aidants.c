// SPDX-License-Identifier: AGPL-3.0-or-later
// Who helps whom: asking for help, accepting, acting in somebody's name, and the way back.
#include "app/account.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/local.h"
#include "web/page_compte.h"
#include "web/pages.h"
#include "web/person.h"
#include "web/views/views.gen.h"

enum { NAME_MOST = 80 };

static void ask(struct page *p)
{
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	if (address.n == 0 || str_eq(address, p->actor->address))
		page_error(p, 422, str_of(_("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.")));
	else if (!may_try(p, LIMIT_MAIL_PERSON, arena_printf(p->a, "%lld", (long long)p->actor->person)))
		page_error(p, 429, str_of(_("Beaucoup de messages sont partis d’ici : attendez quelques minutes.")));
	else if (!page_broke(p, app_help_ask(p->app, p->actor, address, p->a), "asking for help"))
		go_to(p, S("/compte"), "aide");
}

static void make(struct page *p)
{
	struct buf squeezed = BUF_IN(p->a);
	enum account_outcome how;
	utf8_squeeze(&squeezed, http_form(p->rq, "nom"));
	struct str name = utf8_clip(buf_str(&squeezed), NAME_MOST);
	if (name.n == 0)
		page_error(p, 422, str_of(_("Écrivez le nom de la personne que vous aidez.")));
	else if (page_broke(p, app_help_new(p->app, p->actor, name, &how), "somebody who is helped"))
		return;
	else if (how == ACCOUNT_MANY)
		page_error(p, 422, str_of(_("Vous aidez déjà vingt personnes : c’est le plus que Maille permet.")));
	else
		go_to(p, S("/compte"), "personne");
}

// One form, several gestures; only going back is open to who acts in another's name.
void page_help_post(struct page *p)
{
	struct str what = http_form(p->rq, "geste"), typed = http_form(p->rq, "personne");
	int64_t other = 0;
	str_to_i64(typed, &other);
	if (str_eqz(what, "soi")) {
		if (!page_broke(p, app_help_act(p->app, p->actor, 0), "acting in one's own name"))
			go_to(p, S("/compte"), "soi");
	} else if (p->actor->helper != 0) {
		go_to(p, S("/compte"), NULL);
	} else if (str_eqz(what, "demander")) {
		ask(p);
	} else if (str_eqz(what, "creer")) {
		make(p);
	} else if (str_eqz(what, "reprendre")) {
		if (!page_broke(p, app_help_withdraw(p->app, p->actor, http_form(p->rq, "courriel")), "help that is not wanted any more"))
			go_to(p, S("/compte"), "sans-aide");
	} else if (str_eqz(what, "arreter")) {
		if (!page_broke(p, app_help_end(p->app, p->actor, other), "the end of help"))
			go_to(p, S("/compte"), "sans-aide");
	} else if (str_eqz(what, "agir")) {
		if (!page_broke(p, app_help_act(p->app, p->actor, other), "acting in another's name"))
			go_to(p, S("/compte"), "agir");
	} else {
		go_to(p, S("/compte"), NULL);
	}
}

static void show(struct page *p, bool takes)
{
	struct help_offer offer;
	if (page_broke(p, app_help_accept(p->app, p->actor, http_capture(p->rq, "secret"), takes, http_header(p->rq, "User-Agent"), p->a,
					  &offer), "an offer of help"))
		return;
	if (offer.outcome == MOVE_DONE) {
		if (offer.secret.n > 0)
			session_cookie_set(p, offer.secret, SESSION_COOKIE_SECONDS);
		go_to(p, S("/compte"), "personne");
		return;
	}
	struct view_door v = door_view(p, offer.outcome == MOVE_ASKED ? _("Aider quelqu’un") : _("Ce lien n’ouvre plus rien"));
	if (offer.outcome == MOVE_ASKED) {
		v.lead = arena_printf(p->a, _("%.*s vous demande de l’aider : vous pourrez agir en son nom, tant que l’un·e de vous ne l’arrête pas."),
				      STR_ARG(offer.name));
		v.button = _("J’accepte");
		v.more = str_of(_("Ce que vous ferez en son nom s’écrit à son nom. Son adresse, son mot de passe et ses clés restent à elle."));
	} else {
		v.lead = str_of(_("Il a déjà servi, il a été repris ou il est incomplet. Demandez-en un autre à la personne que vous aidez."));
		p->reply->status = 404;
	}
	view_door(p->out, &v);
}

void page_help_offer(struct page *p)
{
	show(p, false);
}

void page_help_offer_post(struct page *p)
{
	show(p, true);
}
