// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody acts in the name of a person who asked for it, or who has no address of their own.
#include "app/account.h"
#include "app/outbox.h"
#include "app/session.h"
#include "app/write.h"
#include "base/time.h"
#include "credential/secret.h"
#include "store/store.h"
#include "store/token.h"

enum { OFFER_DAYS = 14, DAY = 86400, HELPED_MOST = 20 };

struct helping {
	const struct actor *who;
	struct str address, name, secret, device;
	int64_t other;
	bool takes;
	struct arena *a;
	enum account_outcome outcome;
	struct help_offer *offer;
};

static struct str called(const struct person *p)
{
	return p->name.n > 0 ? p->name : p->address;
}

static const struct err *ask(struct db *d, void *user)
{
	struct helping *h = user;
	const struct err *err;
	struct moment now, ends;
	struct person p;
	int64_t t = time_unix();
	struct str secret = secret_new(h->a);
	TRY(store_person_by_id(d, h->who->person, h->a, &p));
	TRY(store_token_void(d, S("aide"), p.id, h->address, moment_text(t, &now)));
	TRY(store_token_add(d, &(struct token_row){.hash = secret_hash(h->a, secret), .purpose = S("aide"), .person = p.id,
						   .subject = h->address, .made_at = moment_text(t, &now),
						   .ends_at = moment_text(t + OFFER_DAYS * DAY, &ends)}));
	struct letter l = {.a = h->a};
	letter_say(&l, arena_printf(h->a, tr("%.*s vous demande de l’aider sur Maille : ce lien vous permet d’agir en son nom."),
				    STR_ARG(called(&p))));
	letter_button(&l, str_of(tr("Voir la demande")), arena_printf(h->a, "/compte/aide/%.*s", STR_ARG(secret)));
	letter_say(&l, str_of(tr("Vous pourrez tenir ses pages à jour. Son mot de passe et son adresse restent à elle seule, et chacun·e peut "
				 "arrêter à tout moment. Le lien sert une fois, pendant quatorze jours.")));
	l.why = arena_printf(h->a, tr("Vous recevez ce courriel parce que %.*s a donné votre adresse sur Maille."), STR_ARG(called(&p)));
	TRY(outbox_put(d, &(struct outgoing){.kind = "compte", .to = h->address, .lang = i18n_get(), .letter = &l,
					     .subject = arena_printf(h->a, tr("%.*s vous demande de l’aider sur Maille"), STR_ARG(called(&p)))}));
done:
	return err;
}

const struct err *app_help_ask(struct app *app, const struct actor *who, struct str address, struct arena *a)
{
	struct helping h = {.who = who, .address = address, .a = a};
	return app_write(app, ask, &h);
}

static const struct err *accept(struct db *d, void *user)
{
	struct helping *h = user;
	const struct err *err;
	struct token_row t;
	struct moment now;
	struct person asks, me;
	int64_t helper = h->who->helper != 0 ? h->who->helper : h->who->person;
	bool taken, fresh;
	struct str at = moment_text(time_unix(), &now);
	*h->offer = (struct help_offer){.outcome = MOVE_GONE};
	TRY(store_token_find(d, secret_hash(h->a, h->secret), S("aide"), h->a, &t));
	if (t.hash.n == 0 || t.used_at.n > 0 || str_cmp(t.ends_at, at) <= 0 || t.person == helper)
		return NULL;
	TRY(store_person_by_id(d, t.person, h->a, &asks));
	h->offer->name = called(&asks);
	h->offer->outcome = MOVE_ASKED;
	if (!h->takes)
		return NULL;
	TRY(store_token_use(d, t.hash, at, &taken));
	if (helper == 0) { // the link shows that the address is theirs
		TRY(entry_person(d, t.subject, h->a, &me, &fresh));
		TRY(session_begin(d, me.id, h->device, h->a, &h->offer->secret));
		helper = me.id;
	}
	if (helper != t.person)
		TRY(store_delegate_add(d, t.person, helper, at));
	h->offer->outcome = MOVE_DONE;
done:
	return err;
}

const struct err *app_help_accept(struct app *app, const struct actor *who, struct str secret, bool takes, struct str device,
				  struct arena *a, struct help_offer *out)
{
	struct helping h = {.who = who, .secret = secret, .takes = takes, .device = device, .a = a, .offer = out};
	*out = (struct help_offer){.outcome = MOVE_GONE};
	return !secret_shaped(secret) ? NULL : takes ? app_write(app, accept, &h) : app_read(app, accept, &h);
}

static const struct err *end(struct db *d, void *user)
{
	struct helping *h = user;
	const struct err *err;
	int64_t me = h->who->person;
	TRY(store_delegate_remove(d, me, h->other));
	TRY(store_session_end_help(d, h->other, me));
	TRY(store_delegate_remove(d, h->other, me));
	TRY(store_session_end_help(d, me, h->other));
done:
	return err;
}

const struct err *app_help_end(struct app *app, const struct actor *who, int64_t other)
{
	struct helping h = {.who = who, .other = other};
	return app_write(app, end, &h);
}

static const struct err *withdraw(struct db *d, void *user)
{
	struct helping *h = user;
	struct moment now;
	return h->address.n == 0 ? NULL : store_token_void(d, S("aide"), h->who->person, h->address, moment_text(time_unix(), &now));
}

const struct err *app_help_withdraw(struct app *app, const struct actor *who, struct str address)
{
	struct helping h = {.who = who, .address = address};
	return app_write(app, withdraw, &h);
}

static const struct err *make(struct db *d, void *user)
{
	struct helping *h = user;
	const struct err *err;
	struct moment now;
	struct person *helped;
	struct arena a = {0};
	size_t n;
	TRY(store_helped_by(d, h->who->person, &a, &helped, &n));
	h->outcome = n >= HELPED_MOST ? ACCOUNT_MANY : ACCOUNT_DONE;
	if (n >= HELPED_MOST)
		goto done;
	struct person p = {.name = h->name, .made_at = moment_text(time_unix(), &now), .lang = str_of(i18n_code(i18n_get()))};
	TRY(store_next_id(d, STORE_PERSON, &p.id));
	TRY(store_person_add(d, &p));
	TRY(store_delegate_add(d, p.id, h->who->person, p.made_at));
done:
	arena_release(&a);
	return err;
}

const struct err *app_help_new(struct app *app, const struct actor *who, struct str name, enum account_outcome *out)
{
	struct helping h = {.who = who, .name = name};
	const struct err *err = app_write(app, make, &h);
	*out = h.outcome;
	return err;
}

static const struct err *act(struct db *d, void *user)
{
	struct helping *h = user;
	const struct err *err = NULL;
	int64_t helper = h->who->helper != 0 ? h->who->helper : h->who->person;
	bool may = h->other == 0;
	if (!may)
		TRY(store_delegate_is(d, h->other, helper, &may));
	if (may)
		TRY(store_session_help(d, h->who->session, h->other));
done:
	return err;
}

const struct err *app_help_act(struct app *app, const struct actor *who, int64_t person)
{
	struct helping h = {.who = who, .other = person};
	return app_write(app, act, &h);
}
