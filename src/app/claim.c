// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/claim.h"

#include "app/link.h"
#include "app/outbox.h"
#include "app/suggestion.h"
#include "app/write.h"
#include "base/i18n.h"
#include "store/mandate.h"
#include "store/person.h"

enum { CLAIM_LINK_DAYS = 2 };

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

struct mailing {
	struct outgoing mail;
};

static const struct err *put_mail(struct db *d, void *user)
{
	struct mailing *m = user;
	return outbox_put(d, &m->mail);
}

static const struct err *mail_link(struct app *app, const struct actor *who, const struct place *place, struct arena *a)
{
	const struct err *err;
	struct seal_key key;
	struct letter l = {.a = a};
	TRY(link_key(app, &key));
	struct link link = {.purpose = "equipe", .object = place->id, .person = who->person, .until = link_day(CLAIM_LINK_DAYS)};
	letter_say(&l, arena_printf(a, tr("Ce lien vous fait entrer dans l’équipe de %.*s sur Maille : vous pourrez tenir sa page à jour."),
				    STR_ARG(place->name)));
	letter_button(&l, str_of(tr("Rejoindre l’équipe")), arena_printf(a, "/equipe/%.*s", STR_ARG(link_make(&key, &link, a))));
	letter_say(&l, str_of(tr("Il marche pendant deux jours.")));
	l.why = str_of(tr("Vous recevez ce courriel parce qu’une personne connectée avec cette adresse a dit faire partie de cette équipe. Ce n’était pas vous ? Ne faites rien."));
	struct mailing m = {{.kind = "equipe", .to = who->address, .lang = i18n_get(), .letter = &l, .person = who->person, .place = place->id}};
	m.mail.subject = arena_printf(a, tr("Rejoindre l’équipe de %.*s"), STR_ARG(place->name));
	TRY(app_write(app, put_mail, &m));
done:
	return err;
}

const struct err *app_claim(struct app *app, const struct atlas *atlas, const struct actor *who, const struct place *place, struct str note,
			    struct arena *a, enum claim_outcome *out, struct str *follow)
{
	*follow = STR_NONE;
	if (actor_in_team(who, place)) {
		*out = CLAIM_MEMBER;
		return NULL;
	}
	if (who->address.n > 0 && claim_speaks_for(who->address, place)) {
		*out = CLAIM_MAILED;
		return mail_link(app, who, place, a);
	}
	struct proposed s = {.kind = SUGGESTION_CLAIM, .place = place->id, .person = who->person, .note = note};
	*out = CLAIM_WAITING;
	return app_suggest(app, atlas, &s, a, follow);
}

struct finding {
	struct arena *a;
	struct claim *claim;
};

static const struct err *find_person(struct db *d, void *user)
{
	const struct err *err;
	struct finding *f = user;
	struct person p;
	TRY(store_person_by_id(d, f->claim->person, f->a, &p));
	if (p.id == 0 || p.address.n == 0)
		f->claim->place = 0;
	f->claim->name = p.name.n ? p.name : p.address;
done:
	return err;
}

const struct err *app_claim_open(struct app *app, struct str text, struct arena *a, struct claim *out)
{
	const struct err *err;
	struct seal_key key;
	struct link l;
	struct finding f = {a, out};
	*out = (struct claim){0};
	TRY(link_key(app, &key));
	if (!link_open(&key, "equipe", text, &l, &out->late))
		return NULL;
	out->place = l.object;
	out->person = l.person;
	TRY(app_read(app, find_person, &f));
done:
	return err;
}

struct accepting {
	const struct atlas *atlas;
	const struct claim *claim;
	struct arena arena;
};

static const struct err *tell_team(struct db *d, struct accepting *w)
{
	const struct err *err;
	struct mandate_row *team;
	size_t n;
	enum lang mine = i18n_get();
	const struct place *p = atlas_place_by_id(w->atlas, w->claim->place);
	TRY(store_team_of(d, w->claim->place, &w->arena, &team, &n));
	for (size_t i = 0; i < n && p != NULL; i++) {
		struct letter l = {.a = &w->arena};
		if (team[i].person == w->claim->person || team[i].address.n == 0)
			continue;
		enum lang lang = str_eqz(team[i].lang, "en") ? LANG_EN : LANG_FR;
		i18n_set(lang);
		struct str subject = arena_printf(&w->arena, tr("%.*s : une personne de plus dans l’équipe"), STR_ARG(p->name));
		letter_say(&l, arena_printf(&w->arena, tr("%.*s a rejoint l’équipe de %.*s avec une adresse du lieu. Si cela vous étonne, répondez aux personnes qui animent votre réseau."),
					    STR_ARG(w->claim->name), STR_ARG(p->name)));
		letter_button(&l, str_of(tr("Voir la page du lieu")), arena_printf(&w->arena, "/lieux/%.*s", STR_ARG(p->slug)));
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
	bool given;
	TRY(store_mandate_give(d, &(struct mandate_row){.person = w->claim->person, .place = w->claim->place, .given_by = w->claim->person,
							.given_at = moment_text(time_unix(), &now)}, &given));
	if (given)
		TRY(tell_team(d, w));
done:
	return err;
}

const struct err *app_claim_accept(struct app *app, const struct atlas *atlas, const struct claim *c)
{
	struct accepting w = {.atlas = atlas, .claim = c};
	const struct err *err = app_write(app, accept, &w);
	arena_release(&w.arena);
	return err;
}
