// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in: by a mailed link, with a password, with a passkey; going out.
#include "web/page_connexion.h"

#include "app/entry.h"
#include "base/html.h"
#include "base/json.h"
#include "base/log.h"
#include "web/form.h"
#include "web/local.h"
#include "web/person.h"
#include "web/pages.h"
#include "web/views/views.gen.h"


static struct view_sign_in sign_in_view(struct page *p)
{
	struct str target = http_query(p->rq, "vers");
	struct view_sign_in v = {
		.layout = page_layout(p, str_of(_("Se connecter"))),
		.target = local_path(target.n > 0 ? target : http_form(p->rq, "vers")),
		.passkeys = passkey_host(web_origin(p)).n > 0,
	};
	v.layout.no_index = true;
	v.layout.canonical = v.layout.path_fr = v.layout.path_en = STR_NONE;
	if (p->rq->method != HTTP_GET)
		v.layout.other_lang = STR_NONE;
	page_passing(p);
	return v;
}

void page_sign_in(struct page *p)
{
	struct view_sign_in v = sign_in_view(p);
	struct str done = http_query(p->rq, "fait");
	v.sent = str_eqz(done, "envoye");
	v.left = str_eqz(done, "parti");
	v.gone = v.target.n > 0 && !v.sent;
	if (p->actor->person != 0)
		go_to(p, v.target.n > 0 ? v.target : S("/compte"), NULL);
	else
		view_sign_in(p->out, &v);
}

static void say_again(struct page *p, struct view_sign_in *v, int status)
{
	p->reply->status = status;
	view_sign_in(p->out, v);
}

void page_sign_in_mail(struct page *p)
{
	struct view_sign_in v = sign_in_view(p);
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	v.address = http_form(p->rq, "courriel");
	if (address.n == 0) {
		v.wrong = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
		say_again(p, &v, 422);
		return;
	}
	// The network first: who floods from one spends nothing of the address's, whose owner would get no link any more.
	if (!may_try_from_here(p, LIMIT_LINK_NET) || !may_try(p, LIMIT_LINK_ADDRESS, address)) {
		log_info("too many links asked for");
		v.wrong = _("Plusieurs liens viennent de partir : regardez votre boîte, indésirables compris, ou réessayez dans quelques minutes.");
		say_again(p, &v, 429);
		return;
	}
	if (page_broke(p, app_entry_mail(p->app, address, v.target, p->a), "a link to sign in"))
		return;
	go_to(p, S("/connexion"), "envoye");
}

// In: the cookie, and on to where they were going. The session that this browser had ends.
static void let_in(struct page *p, const struct entry *e, struct str target, const char *way)
{
	struct str to = local_path(target);
	if (page_broke(p, app_entry_end(p->app, p->actor), "a session that is replaced"))
		return;
	session_cookie_set(p, e->secret, SESSION_COOKIE_SECONDS);
	log_info("person %lld came in by %s", (long long)e->person, way);
	if (e->fresh && to.n == 0)
		go_to(p, S("/compte"), "bienvenue");
	else
		http_redirect(p->rq, p->reply, 303, to.n > 0 ? to : web_link(p->a, S("/compte")));
}

void page_sign_in_password(struct page *p)
{
	struct view_sign_in v = sign_in_view(p);
	struct entry e;
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a), password = http_form(p->rq, "passe");
	v.address = http_form(p->rq, "courriel");
	if (!may_try_from_here(p, LIMIT_PASSWORD_NET) || !may_try(p, LIMIT_PASSWORD_ADDRESS, address)) {
		log_info("too many passwords tried");
		v.wrong_password = _("Beaucoup d’essais de suite : attendez quelques minutes, ou demandez un lien, c’est plus simple.");
		say_again(p, &v, 429);
		return;
	}
	if (page_broke(p, app_entry_by_password(p->app, address, password, http_header(p->rq, "User-Agent"), p->a, &e), "a password"))
		return;
	if (e.outcome == ENTRY_OPEN) {
		let_in(p, &e, v.target, "a password");
		return;
	}
	log_info("a password was refused, of person %lld", (long long)e.person);
	v.wrong_password = _("Cette adresse et ce mot de passe ne vont pas ensemble. Essayez encore, ou demandez un lien.");
	say_again(p, &v, 422);
}

static void json_text(struct json_writer *w, struct str key, struct str value)
{
	json_key(w, key);
	json_str(w, value);
}

void passkey_challenge_reply(struct page *p, struct str challenge, struct str name, struct str handle)
{
	struct json_writer w = {.out = p->out};
	p->reply->type = "application/json; charset=utf-8";
	page_passing(p);
	json_open(&w, '{');
	json_text(&w, S("defi"), challenge);
	json_text(&w, S("hote"), passkey_host(web_origin(p)));
	if (handle.n > 0) {
		json_text(&w, S("nom"), name);
		json_text(&w, S("personne"), handle);
	}
	json_close(&w, '}');
}

void page_sign_in_challenge(struct page *p)
{
	struct str challenge;
	if (!may_try_from_here(p, LIMIT_PASSKEY_NET))
		page_error(p, 429, str_of(_("Beaucoup d’essais de suite : attendez quelques minutes.")));
	else if (!page_broke(p, app_entry_challenge(p->app, S("cle-connexion"), p->a, &challenge), "a challenge"))
		passkey_challenge_reply(p, challenge, STR_NONE, STR_NONE);
}

struct passkey_answer passkey_answer_of(const struct page *p)
{
	return (struct passkey_answer){
		.challenge = http_form(p->rq, "defi"), .id = http_form(p->rq, "cle"), .client_data = http_form(p->rq, "dit"),
		.authenticator_data = http_form(p->rq, "preuve"), .signature = http_form(p->rq, "signature"),
	};
}

struct passkey_site passkey_site_of(const struct page *p)
{
	struct str origin = web_origin(p);
	return (struct passkey_site){origin, passkey_host(origin)};
}

void page_sign_in_passkey(struct page *p)
{
	struct view_sign_in v = sign_in_view(p);
	struct passkey_answer answer = passkey_answer_of(p);
	struct passkey_site site = passkey_site_of(p);
	struct entry e = {.outcome = ENTRY_WRONG};
	if (may_try_from_here(p, LIMIT_PASSKEY_NET) &&
	    page_broke(p, app_entry_by_passkey(p->app, &site, &answer, http_header(p->rq, "User-Agent"), p->a, &e), "a passkey"))
		return;
	if (e.outcome == ENTRY_OPEN) {
		let_in(p, &e, v.target, "a passkey");
		return;
	}
	log_info("a passkey was refused");
	v.wrong = _("Cette clé d’accès n’ouvre aucun compte ici. Demandez un lien, puis ajoutez-la depuis votre compte.");
	say_again(p, &v, 422);
}

struct view_door door_view(struct page *p, const char *title)
{
	struct view_door v = {.layout = page_layout(p, str_of(title))};
	v.layout.no_index = true;
	v.layout.canonical = v.layout.path_fr = v.layout.path_en = v.layout.other_lang = STR_NONE; // the address holds a secret
	page_passing(p);
	return v;
}

static void show_link(struct page *p, const struct entry *e)
{
	struct view_door v = door_view(p, e->outcome == ENTRY_OPEN ? _("Vous y êtes presque") : _("Ce lien n’ouvre plus rien"));
	switch (e->outcome) {
	case ENTRY_OPEN:
		v.lead = str_of(_("Appuyez sur le bouton pour vous connecter sur cet appareil."));
		v.button = _("Entrer");
		v.more = str_of(_("En entrant, un cookie est posé : il sert à vous reconnaître, et à rien d’autre."));
		break;
	case ENTRY_USED: v.lead = str_of(_("Il a déjà servi : chaque lien ouvre une seule fois. Demandez-en un autre.")); break;
	case ENTRY_LATE: v.lead = str_of(_("Il était valable quinze minutes. Demandez-en un autre, il arrive tout de suite.")); break;
	case ENTRY_WRONG: v.lead = str_of(_("Il est peut-être incomplet : copiez-le en entier, ou demandez-en un autre.")); break;
	}
	if (e->outcome != ENTRY_OPEN) {
		v.again = web_link(p->a, S("/connexion"));
		v.again_words = _("Demander un lien");
		p->reply->status = e->outcome == ENTRY_WRONG ? 404 : 410;
	}
	view_door(p->out, &v);
}

void page_entry_link(struct page *p)
{
	struct entry e;
	if (!page_broke(p, app_entry_look(p->app, http_capture(p->rq, "secret"), p->a, &e), "a link to sign in"))
		show_link(p, &e);
}

void page_entry_link_post(struct page *p)
{
	struct entry e = {.outcome = ENTRY_WRONG};
	if (may_try_from_here(p, LIMIT_PASSKEY_NET) &&
	    page_broke(p, app_entry_by_link(p->app, http_capture(p->rq, "secret"), http_header(p->rq, "User-Agent"), p->a, &e),
		       "a link to sign in"))
		return;
	if (e.outcome == ENTRY_OPEN)
		let_in(p, &e, e.target, "a link");
	else {
		log_info("a link to sign in was refused");
		show_link(p, &e);
	}
}

void page_sign_out(struct page *p)
{
	struct view_door v = door_view(p, _("Se déconnecter"));
	v.lead = str_of(_("Sur cet appareil, il faudra vous connecter de nouveau pour modifier des pages."));
	v.button = _("Me déconnecter");
	view_door(p->out, &v);
}

void page_sign_out_post(struct page *p)
{
	if (page_broke(p, app_entry_end(p->app, p->actor), "the end of a session"))
		return;
	log_info("person %lld went out", (long long)(p->actor->helper != 0 ? p->actor->helper : p->actor->person));
	session_cookie_end(p);
	http_set(p->rq, p->reply, "Clear-Site-Data", S("\"cache\", \"storage\"")); // not "cookies": those of neighbouring hosts would go
	go_to(p, S("/connexion"), "parti");
}
