// SPDX-License-Identifier: AGPL-3.0-or-later
// One's account: name, places, address, password, passkeys, sessions, and who helps whom.
#include "web/page_compte.h"

#include <string.h>

#include "app/outbox.h"
#include "app/session.h"
#include "base/log.h"
#include "base/time.h"
#include "base/utf8.h"
#include "model/gazetteer.h"
#include "web/form.h"
#include "web/local.h"
#include "web/pages.h"
#include "web/person.h"
#include "web/views/views.gen.h"

enum { NAME_MOST = 80, SESSION_ID = 16 };

struct str mandate_name(const struct page *p, int64_t place, int64_t network, struct str department, struct str region)
{
	const struct place *of = place != 0 ? atlas_place_by_id(p->atlas, place) : NULL;
	if (of != NULL)
		return of->name;
	for (uint32_t i = 0; network != 0 && i < p->atlas->network_n; i++)
		if (p->atlas->networks[i].id == network)
			return p->atlas->networks[i].name;
	int32_t at = department.n > 0 ? gazetteer_find_department(department) : -1;
	if (at >= 0)
		return arena_printf(p->a, "%.*s (%.*s)", STR_ARG(gazetteer_department((uint16_t)at).name), STR_ARG(department));
	at = region.n > 0 ? gazetteer_find_region(region) : -1;
	return at >= 0 ? gazetteer_region((uint16_t)at).name : STR_NONE;
}

static struct str mandate_link(const struct page *p, const struct mandate *m)
{
	const struct place *of = m->place != 0 ? atlas_place_by_id(p->atlas, m->place) : NULL;
	if (of != NULL)
		return web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(of->slug)));
	for (uint32_t i = 0; m->network != 0 && i < p->atlas->network_n; i++)
		if (p->atlas->networks[i].id == m->network)
			return web_link(p->a, arena_printf(p->a, "/reseaux/%.*s", STR_ARG(p->atlas->networks[i].key)));
	return STR_NONE;
}

static struct date day(struct str moment)
{
	struct date d = {0};
	struct moment local;
	date_parse(str_sub(moment_paris(moment, &local), 0, 10), &d);
	return d;
}

static const char *what_was_done(struct str code)
{
	static const struct {
		const char *code, *says;
	} all[] = {
		{"bienvenue", N_("Bienvenue ! Votre compte est prêt. Dites-nous comment vous appeler, si vous voulez.")},
		{"nom", N_("C’est noté.")},
		{"passe", N_("Votre mot de passe est changé. Les autres appareils sont déconnectés.")},
		{"sans-passe", N_("Votre mot de passe est retiré : vous entrez par un lien ou une clé d’accès.")},
		{"cle", N_("Votre clé d’accès est prête.")},
		{"sans-cle", N_("La clé d’accès est retirée.")},
		{"session", N_("C’est fermé.")},
		{"adresse", N_("Deux liens viennent de partir, l’un à l’ancienne adresse, l’autre à la nouvelle. Ouvrez les deux.")},
		{"adresse-seule", N_("Un lien vient de partir vers cette adresse : elle sera prise quand il aura été ouvert.")},
		{"aide", N_("Un message vient de partir vers cette adresse.")},
		{"sans-aide", N_("C’est arrêté.")},
		{"personne", N_("Le compte est prêt : vous pouvez agir en son nom.")},
		{"agir", N_("Vous agissez maintenant au nom de cette personne. Ses mots de passe et son adresse restent à elle.")},
		{"equipe", N_("Vous n’êtes plus dans cette équipe.")},
		{"soi", N_("Vous agissez de nouveau en votre nom.")},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_eqz(code, all[i].code))
			return tr(all[i].says);
	return NULL;
}

static void fill_mandates(struct page *p, struct view_account *v)
{
	struct account_mandate *to = arena_array(p->a, p->actor->mandate_n, sizeof *to);
	v->mandates = to;
	for (size_t i = 0; i < p->actor->mandate_n; i++) {
		const struct mandate *m = &p->actor->mandates[i];
		struct str name = mandate_name(p, m->place, m->network, m->department, m->region);
		if (name.n > 0)
			to[v->mandate_n++] = (struct account_mandate){name, mandate_link(p, m), m->place != 0};
	}
}

static void fill_lists(struct page *p, struct view_account *v)
{
	const struct account *c = v->account;
	struct account_session *sessions = arena_array(p->a, c->session_n, sizeof *sessions);
	struct account_key *keys = arena_array(p->a, c->passkey_n, sizeof *keys);
	for (size_t i = 0; i < c->session_n; i++) {
		const struct session_row *s = &c->sessions[i];
		struct str device = s->device.n > 0 ? s->device : str_of(_("Un appareil que nous ne reconnaissons pas"));
		sessions[i] = (struct account_session){str_sub(s->hash, 0, SESSION_ID), device, day(s->made_at), day(s->seen_at),
						       str_eq(s->hash, p->actor->session)};
	}
	for (size_t i = 0; i < c->passkey_n; i++)
		keys[i] = (struct account_key){c->passkeys[i].credential, c->passkeys[i].name, day(c->passkeys[i].made_at),
					       day(c->passkeys[i].used_at)};
	v->sessions = sessions;
	v->keys = keys;
}

// False when the page for a failure was made instead.
static bool account_view(struct page *p, struct view_account *v)
{
	struct account *account = arena_new(p->a, struct account);
	*v = (struct view_account){.layout = page_layout(p, str_of(_("Mon compte"))), .account = account};
	page_passing(p);
	v->layout.no_index = true;
	v->layout.canonical = v->layout.path_fr = v->layout.path_en = STR_NONE;
	if (p->rq->method != HTTP_GET)
		v->layout.other_lang = STR_NONE;
	if (page_broke(p, app_account(p->app, p->actor, p->a, account), "an account"))
		return false;
	v->acting = p->actor->helper != 0;
	v->name = account->person.name;
	v->fresh = account_is_fresh(account, p->actor->session);
	v->passkeys = passkey_host(web_origin(p)).n > 0;
	v->admin = p->actor->admin;
	v->animates = actor_animates_something(p->actor);
	fill_mandates(p, v);
	fill_lists(p, v);
	return true;
}

void page_account(struct page *p)
{
	struct view_account v;
	if (!account_view(p, &v))
		return;
	v.done = what_was_done(http_query(p->rq, "fait"));
	view_account(p->out, &v);
}

// What concerns keys is the owner's alone: who acts in their name is sent back.
static bool is_own(struct page *p)
{
	if (p->actor->helper == 0)
		return true;
	go_to(p, S("/compte"), NULL);
	return false;
}

static void say_wrong(struct page *p, struct view_account *v)
{
	p->reply->status = 422;
	view_account(p->out, v);
}

void page_account_post(struct page *p)
{
	struct view_account v;
	struct buf squeezed = BUF_IN(p->a);
	struct str shown = http_form(p->rq, "montre"), lang = http_form(p->rq, "langue");
	utf8_squeeze(&squeezed, http_form(p->rq, "nom"));
	struct str name = buf_str(&squeezed);
	if (!is_own(p) || !account_view(p, &v))
		return;
	if (utf8_length(name) > NAME_MOST) {
		v.name = name;
		v.wrong_name = _("Ce nom est trop long : 80 signes au plus.");
		say_wrong(p, &v);
		return;
	}
	if (!str_eqz(shown, "nom") && !str_eqz(shown, "rien"))
		shown = S("role");
	lang = str_eqz(lang, "en") ? S("en") : S("fr");
	if (!page_broke(p, app_account_set(p->app, p->actor, name, shown, lang), "an account's name"))
		go_to(p, S("/compte"), "nom");
}

const char *come_in_again(void)
{
	return _("Pour changer une façon d’entrer, il faut être entré·e depuis moins d’un quart d’heure. Déconnectez-vous, entrez de nouveau, puis revenez ici.");
}

static const char *fault_sentence(enum password_fault fault)
{
	switch (fault) {
	case PASSWORD_FINE: return NULL;
	case PASSWORD_SHORT: return _("Il est trop court : dix signes au moins. Trois ou quatre mots sans rapport font très bien l’affaire.");
	case PASSWORD_LONG: return _("Il est trop long : 256 signes au plus.");
	case PASSWORD_COMMON: return _("C’est l’un des premiers que l’on essaierait. Trois ou quatre mots sans rapport font très bien l’affaire.");
	case PASSWORD_OWN: return _("Il est fait de votre nom ou de votre adresse, que d’autres connaissent. Choisissez autre chose.");
	}
	return NULL;
}

void page_account_password(struct page *p)
{
	struct view_account v;
	struct str password = http_form(p->rq, "nouveau-passe");
	bool none = str_eqz(http_form(p->rq, "geste"), "retirer");
	enum account_outcome how;
	if (!is_own(p) || !account_view(p, &v))
		return;
	v.wrong_password = none ? NULL : fault_sentence(account_password_fault(v.account, password, p->a));
	if (v.wrong_password != NULL) {
		say_wrong(p, &v);
		return;
	}
	// By person, not by address: who floods the sign-in page with theirs does not keep them from this.
	if (!may_try(p, LIMIT_PASSWORD_ADDRESS, arena_printf(p->a, "%lld", (long long)p->actor->person))) {
		v.wrong_present = _("Beaucoup d’essais de suite : attendez quelques minutes.");
		say_wrong(p, &v);
		return;
	}
	if (page_broke(p, app_account_password(p->app, p->actor, http_form(p->rq, "passe"), none ? STR_NONE : password, p->a, &how),
		       "a new password"))
		return;
	log_info("person %lld changes their password: %s", (long long)p->actor->person, how == ACCOUNT_DONE ? "done" : "refused");
	if (how == ACCOUNT_DONE) {
		go_to(p, S("/compte"), none ? "sans-passe" : "passe");
		return;
	}
	v.wrong_present = how == ACCOUNT_STALE ? come_in_again() : _("Ce n’est pas votre mot de passe actuel. Oublié ? Déconnectez-vous, entrez par un lien, puis revenez ici dans le quart d’heure.");
	say_wrong(p, &v);
}

void page_account_sessions(struct page *p)
{
	struct str which = http_form(p->rq, "session");
	if (!is_own(p) || page_broke(p, app_account_end(p->app, p->actor, which), "the end of a session"))
		return;
	if (which.n >= SESSION_ID && str_starts(p->actor->session, which)) { // this very one
		session_cookie_end(p);
		go_to(p, S("/connexion"), "parti");
		return;
	}
	go_to(p, S("/compte"), "session");
}

void page_account_key_challenge(struct page *p)
{
	struct str challenge;
	if (!is_own(p) || page_broke(p, app_entry_challenge(p->app, S("cle-ajout"), p->a, &challenge), "a challenge"))
		return;
	struct str name = p->actor->name.n > 0 ? p->actor->name : p->actor->address;
	passkey_challenge_reply(p, challenge, name, account_handle(p->actor, p->a));
}

void page_account_key(struct page *p)
{
	struct view_account v;
	struct passkey_answer answer = passkey_answer_of(p);
	struct passkey_site site = passkey_site_of(p);
	struct buf squeezed = BUF_IN(p->a);
	enum account_outcome how;
	utf8_squeeze(&squeezed, http_form(p->rq, "nom"));
	struct str name = utf8_clip(buf_str(&squeezed), NAME_MOST);
	if (name.n == 0)
		name = session_device(http_header(p->rq, "User-Agent"), p->a);
	if (name.n == 0)
		name = str_of(_("Ma clé"));
	if (!is_own(p) || page_broke(p, app_account_passkey_add(p->app, p->actor, &site, &answer, name, p->a, &how), "a passkey"))
		return;
	log_info("person %lld adds a passkey: %s", (long long)p->actor->person, how == ACCOUNT_DONE ? "done" : "refused");
	if (how == ACCOUNT_DONE) {
		go_to(p, S("/compte"), "cle");
		return;
	}
	if (!account_view(p, &v))
		return;
	v.wrong_key = how == ACCOUNT_STALE  ? come_in_again()
		      : how == ACCOUNT_TAKEN ? _("Cette clé d’accès est déjà dans un compte.")
		      : how == ACCOUNT_MANY ? _("Vous avez déjà vingt clés d’accès : retirez-en une d’abord.")
					    : _("La clé d’accès n’a pas répondu comme il faut. Réessayez.");
	say_wrong(p, &v);
}

void page_account_key_remove(struct page *p)
{
	if (is_own(p) && !page_broke(p, app_account_passkey_remove(p->app, p->actor, http_form(p->rq, "cle")), "a passkey"))
		go_to(p, S("/compte"), "sans-cle");
}

void page_account_address(struct page *p)
{
	struct view_account v;
	struct str address = entry_address(http_form(p->rq, "courriel"), p->a);
	bool acting = p->actor->helper != 0, has = p->actor->address.n > 0;
	if (acting && has) { // who has none yet may be given theirs by who helps
		go_to(p, S("/compte"), NULL);
		return;
	}
	if (!account_view(p, &v))
		return;
	v.address = http_form(p->rq, "courriel");
	if (address.n == 0)
		v.wrong_address = _("Cette adresse ne semble pas complète. Elle ressemble à nom@exemple.fr.");
	else if (str_eq(address, v.account->person.address))
		v.wrong_address = _("C’est déjà votre adresse.");
	else if (!may_try(p, LIMIT_MAIL_PERSON, arena_printf(p->a, "%lld", (long long)p->actor->person)))
		v.wrong_address = _("Beaucoup de messages sont partis d’ici : attendez quelques minutes.");
	if (v.wrong_address != NULL) {
		say_wrong(p, &v);
		return;
	}
	if (!page_broke(p, app_account_move(p->app, p->actor, address, p->a), "a new address"))
		go_to(p, S("/compte"), has ? "adresse" : "adresse-seule");
}

static void show_move(struct page *p, bool takes)
{
	struct str address;
	enum move_outcome how;
	if (page_broke(p, app_account_confirm_move(p->app, http_capture(p->rq, "secret"), takes, p->a, &address, &how), "a new address"))
		return;
	struct view_door v = door_view(p, how == MOVE_GONE ? _("Ce lien n’ouvre plus rien") : _("Changement d’adresse"));
	switch (how) {
	case MOVE_ASKED:
		v.lead = arena_printf(p->a, _("Votre compte Maille passe à l’adresse %.*s."), STR_ARG(address));
		v.button = _("Confirmer");
		break;
	case MOVE_HALF: v.lead = str_of(_("C’est noté. L’adresse change quand l’autre lien, dans l’autre boîte, aura été ouvert aussi.")); break;
	case MOVE_DONE: v.lead = arena_printf(p->a, _("C’est fait : l’adresse de votre compte est %.*s."), STR_ARG(address)); break;
	case MOVE_TAKEN: v.lead = str_of(_("Cette adresse a déjà un compte. Connectez-vous avec elle, ou choisissez-en une autre.")); break;
	case MOVE_GONE:
		v.lead = str_of(_("Il a déjà servi, il est trop vieux ou incomplet. Recommencez depuis votre compte."));
		p->reply->status = 404;
		break;
	}
	if (how != MOVE_ASKED) {
		v.again = web_link(p->a, S("/compte"));
		v.again_words = _("Mon compte");
	}
	view_door(p->out, &v);
}

void page_account_move(struct page *p)
{
	show_move(p, false);
}

void page_account_move_post(struct page *p)
{
	show_move(p, true);
}
