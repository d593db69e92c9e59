// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/claim.h"

#include "app/outbox.h"
#include "app/suggestion.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/time.h"
#include "credential/secret.h"
#include "store/mandate.h"
#include "store/person.h"
#include "store/token.h"

enum { CLAIM_LINK_DAYS = 2, DAY = 86400 };
#define PURPOSE S("equipe")

// Sites where anybody may have a page, and an address.
static const char *const shared[] = {
	"facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "google.com", "gmail.com", "youtube.com", "wordpress.com",
	"wixsite.com", "wix.com", "blogspot.com", "jimdo.com", "jimdofree.com", "helloasso.com", "github.com", "github.io", "gitlab.com",
	"free.fr", "orange.fr", "wanadoo.fr", "laposte.net", "sfr.fr", "hotmail.com", "outlook.com", "hotmail.fr", "outlook.fr", "live.fr",
	"yahoo.fr", "yahoo.com", "icloud.com", "protonmail.com", "proton.me", "gmx.fr", "gmx.com", "bbox.fr", "neuf.fr", "mailo.com", "netcourrier.com",
	"framasite.org", "frama.site", "framasoft.org", "movilab.org", "riseup.net", "disroot.org", "zaclys.com", "ouvaton.coop", "medium.com",
	"canalblog.com", "over-blog.com", "e-monsite.com", "weebly.com", "sites.google.com", "business.site", "mobirisesite.com", "notion.site",
};

static struct str host_of(struct str website)
{
	ptrdiff_t at = str_find(website, S("://"));
	struct str host = at >= 0 ? str_from(website, (size_t)at + 3) : website;
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] == '/' || host.p[i] == '?' || host.p[i] == '#' || host.p[i] == ':')
			host = str_sub(host, 0, i);
	if (host.n > 4 && str_ieq(str_sub(host, 0, 4), S("www.")))
		host = str_from(host, 4);
	return host;
}

bool claim_speaks_for(struct str address, const struct place *p)
{
	struct str domain = address, host = host_of(p->website);
	str_cut(domain, '@', &domain);
	if (p->email.n > 0 && str_ieq(address, p->email))
		return true;
	if (domain.n == 0 || host.n == 0 || !str_ieq(domain, host))
		return false;
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
		if (str_ieq(domain, str_of(shared[i])))
			return false;
	return true;
}

struct claiming {
	const struct actor *who;
	const struct place *place;
	struct arena *a;
	struct str secret;
	struct claim *claim;
	bool removed;
};

static const struct err *look_removed(struct db *d, void *user)
{
	struct claiming *w = user;
	return store_removed(d, w->who->person, w->place->id, &w->removed);
}

const struct err *app_claim_direct(struct app *app, const struct actor *who, const struct place *place, bool *direct)
{
	struct claiming w = {.who = who, .place = place};
	const struct err *err = NULL;
	*direct = who->address.n > 0 && claim_speaks_for(who->address, place);
	if (*direct)
		err = app_read(app, look_removed, &w);
	*direct = *direct && err == NULL && !w.removed;
	return err;
}

// One link at a time: the last one sent.
static const struct err *mail_link(struct db *d, void *user)
{
	const struct err *err;
	struct claiming *w = user;
	struct arena *a = w->a;
	struct letter l = {.a = a};
	struct moment now, ends;
	int64_t at = time_unix();
	struct str secret = secret_new(a), name = w->place->name;
	TRY(store_token_void_given(d, PURPOSE, w->place->id, w->who->person, moment_text(at, &now)));
	TRY(store_token_add(d, &(struct token_row){.hash = secret_hash(a, secret), .purpose = PURPOSE, .person = w->who->person,
						   .place = w->place->id, .made_at = moment_text(at, &now),
						   .ends_at = moment_text(at + CLAIM_LINK_DAYS * DAY, &ends)}));
	letter_say(&l, arena_printf(a, tr("Ce lien vous fait entrer dans l’équipe de %.*s sur Maille : vous pourrez tenir sa page à jour."),
				    STR_ARG(name)));
	letter_button(&l, str_of(tr("Rejoindre l’équipe")), arena_printf(a, "/equipe/%.*s", STR_ARG(secret)));
	letter_say(&l, str_of(tr("Il sert une fois, pendant deux jours.")));
	l.why = str_of(tr("Vous recevez ce courriel parce qu’une personne connectée avec cette adresse a dit faire partie de cette équipe. Ce n’était pas vous ? Ne faites rien."));
	TRY(outbox_put(d, &(struct outgoing){.kind = "equipe", .to = w->who->address, .lang = i18n_get(), .letter = &l, .person = w->who->person,
					     .place = w->place->id, .subject = arena_printf(a, tr("Rejoindre l’équipe de %.*s"), STR_ARG(name))}));
done:
	return err;
}

const struct err *app_claim(struct app *app, const struct atlas *atlas, const struct actor *who, const struct place *place, struct str note,
			    struct arena *a, enum claim_outcome *out, struct str *follow)
{
	const struct err *err;
	struct claiming w = {.who = who, .place = place, .a = a};
	struct proposed s = {.kind = SUGGESTION_CLAIM, .place = place->id, .person = who->person, .note = note};
	bool direct;
	*follow = STR_NONE;
	*out = CLAIM_MEMBER;
	if (actor_in_team(who, place))
		return NULL;
	TRY(app_claim_direct(app, who, place, &direct));
	*out = direct ? CLAIM_MAILED : CLAIM_WAITING;
	TRY(direct ? app_write(app, mail_link, &w) : app_suggest(app, atlas, &s, a, follow));
done:
	return err;
}

// claim->place stays 0 when the link opens nothing, and when they were taken off the team since it was sent.
static const struct err *open_link(struct db *d, void *user)
{
	const struct err *err;
	struct claiming *w = user;
	struct claim *c = w->claim;
	struct token_row token;
	struct person p;
	struct moment now;
	*c = (struct claim){0};
	TRY(store_token_find(d, secret_hash(w->a, w->secret), PURPOSE, w->a, &token));
	if (token.hash.n == 0 || token.used_at.n > 0)
		return NULL;
	c->late = str_cmp(token.ends_at, moment_text(time_unix(), &now)) <= 0;
	TRY(store_removed(d, token.person, token.place, &w->removed));
	TRY(store_person_by_id(d, token.person, w->a, &p));
	if (!c->late && !w->removed && p.address.n > 0)
		*c = (struct claim){token.place, p.id, p.name.n ? p.name : p.address, false};
done:
	return err;
}

const struct err *app_claim_open(struct app *app, struct str secret, struct arena *a, struct claim *out)
{
	struct claiming w = {.secret = secret, .a = a, .claim = out};
	*out = (struct claim){0};
	return secret_shaped(secret) ? app_read(app, open_link, &w) : NULL;
}

struct accepting {
	struct claiming opening;
	const struct atlas *atlas;
	const struct claim *claim;
	struct arena *a;
};

static const struct err *tell_team(struct db *d, struct accepting *w)
{
	const struct err *err;
	struct mandate_row *team;
	size_t n;
	enum lang mine = i18n_get();
	const struct place *p = atlas_place_by_id(w->atlas, w->claim->place);
	TRY(store_team_of(d, w->claim->place, w->a, &team, &n));
	for (size_t i = 0; i < n && p != NULL; i++) {
		struct letter l = {.a = w->a};
		if (team[i].person == w->claim->person || team[i].address.n == 0)
			continue;
		enum lang lang = str_eqz(team[i].lang, "en") ? LANG_EN : LANG_FR;
		i18n_set(lang);
		struct str subject = arena_printf(w->a, tr("%.*s : une personne de plus dans l’équipe"), STR_ARG(p->name));
		letter_say(&l, arena_printf(w->a, tr("%.*s a rejoint l’équipe de %.*s avec une adresse du lieu. Si cela vous étonne, répondez aux personnes qui animent votre réseau."),
					    STR_ARG(w->claim->name), STR_ARG(p->name)));
		letter_button(&l, str_of(tr("Voir la page du lieu")), arena_printf(w->a, "/lieux/%.*s", STR_ARG(p->slug)));
		l.why = str_of(tr("Vous recevez ce courriel parce que vous faites partie de l’équipe de ce lieu."));
		TRY(outbox_put(d, &(struct outgoing){.kind = "equipe", .to = team[i].address, .subject = subject, .lang = lang, .letter = &l,
						     .person = team[i].person, .place = p->id}));
	}
done:
	i18n_set(mine);
	return err;
}

static const struct err *accept(struct db *d, void *user)
{
	const struct err *err;
	struct accepting *w = user;
	struct moment now;
	bool taken, given;
	struct str at = moment_text(time_unix(), &now);
	TRY(open_link(d, &w->opening));
	if (w->claim->place == 0)
		return NULL;
	TRY(store_token_use(d, secret_hash(w->a, w->opening.secret), at, &taken));
	TRY(store_mandate_give(d, &(struct mandate_row){.person = w->claim->person, .place = w->claim->place, .given_by = w->claim->person,
							.given_at = at}, &given));
	TRY(store_suggestion_let_in(d, w->claim->place, w->claim->person, w->claim->person));
	if (given)
		TRY(tell_team(d, w));
done:
	return err;
}

const struct err *app_claim_accept(struct app *app, const struct atlas *atlas, struct str secret, struct arena *a, struct claim *out)
{
	struct accepting w = {{.secret = secret, .a = a, .claim = out}, atlas, out, a};
	*out = (struct claim){0};
	return secret_shaped(secret) ? app_write(app, accept, &w) : NULL;
}
