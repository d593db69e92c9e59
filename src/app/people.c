// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/people.h"

#include "app/outbox.h"
#include "app/write.h"
#include "base/time.h"
#include "store/session.h"
#include "store/token.h"

struct managing {
	const struct actor *who;
	struct str part, address, what;
	int64_t person, mandate;
	bool admin, trusted, fresh;
	struct mandate_row m;
	struct arena *a;
	struct people *out;
	enum people_outcome outcome;
};

static const struct err *list(struct db *d, void *user)
{
	struct managing *q = user;
	const struct err *err;
	TRY(store_person_list(d, q->part, PEOPLE_SHOWN, q->a, &q->out->people, &q->out->person_n));
	TRY(store_animators(d, q->a, &q->out->animators, &q->out->animator_n));
done:
	return err;
}

const struct err *app_people(struct app *app, struct str part, struct arena *a, struct people *out)
{
	struct managing q = {.part = part, .a = a, .out = out};
	return app_read(app, list, &q);
}

static const struct err *set_rights(struct db *d, void *user)
{
	struct managing *q = user;
	const struct err *err;
	struct person p;
	struct arena a = {0};
	struct moment now;
	int64_t admins;
	TRY(store_person_by_id(d, q->person, &a, &p));
	TRY(store_person_admin_n(d, &admins));
	q->outcome = p.id == 0 || p.left_at.n > 0 ? PEOPLE_ABSENT : p.admin && !q->admin && admins <= 1 ? PEOPLE_LAST : PEOPLE_DONE;
	if (q->outcome == PEOPLE_DONE)
		TRY(store_person_set_rights(d, q->person, q->admin, q->trusted));
	if (q->outcome == PEOPLE_DONE && p.admin && !q->admin)
		TRY(store_token_void_mandate(d, q->person, moment_text(time_unix(), &now)));
done:
	arena_release(&a);
	return err;
}

const struct err *app_people_rights(struct app *app, int64_t person, bool admin, bool trusted, enum people_outcome *out)
{
	struct managing q = {.person = person, .admin = admin, .trusted = trusted};
	const struct err *err = app_write(app, set_rights, &q);
	*out = q.outcome;
	return err;
}

static const struct err *give(struct db *d, void *user)
{
	struct managing *q = user;
	const struct err *err;
	struct person p;
	struct moment now;
	bool given;
	struct mandate_row m = q->m;
	TRY(entry_person(d, q->address, q->a, &p, &q->fresh));
	m.person = p.id;
	m.given_by = q->who->person;
	m.given_at = moment_text(time_unix(), &now);
	TRY(store_mandate_give(d, &m, &given));
	if (!given)
		return NULL;
	struct letter l = {.a = q->a};
	letter_say(&l, arena_printf(q->a, tr("Vous animez désormais %.*s sur Maille : connectez-vous avec cette adresse."), STR_ARG(q->what)));
	letter_button(&l, str_of(tr("Me connecter")), S("/connexion?vers=/compte"));
	letter_say(&l, str_of(tr("Vous pouvez corriger les pages de ses lieux, inviter leurs équipes et décider des propositions.")));
	l.why = str_of(tr("Vous recevez ce courriel parce qu’une personne qui administre Maille vous a confié ce rôle."));
	TRY(outbox_put(d, &(struct outgoing){.kind = "compte", .to = q->address, .lang = i18n_get(), .letter = &l, .person = p.id,
					     .subject = arena_printf(q->a, tr("Vous animez %.*s sur Maille"), STR_ARG(q->what))}));
done:
	return err;
}

const struct err *app_people_give(struct app *app, const struct actor *who, struct str address, const struct mandate_row *mandate,
				  struct str what, struct arena *a)
{
	struct managing q = {.who = who, .address = address, .m = *mandate, .what = what, .a = a};
	return app_write(app, give, &q);
}

static const struct err *take(struct db *d, void *user)
{
	struct managing *q = user;
	const struct err *err;
	struct moment now;
	int64_t taken;
	TRY(store_mandate_take(d, q->person, q->mandate, &taken));
	if (taken > 0)
		TRY(store_token_void_mandate(d, q->person, moment_text(time_unix(), &now)));
done:
	return err;
}

const struct err *app_people_take(struct app *app, int64_t person, int64_t mandate)
{
	struct managing q = {.person = person, .mandate = mandate};
	return app_write(app, take, &q);
}

static const struct err *sign_out(struct db *d, void *user)
{
	struct managing *q = user;
	int64_t ended;
	return store_session_end_others(d, q->person, STR_NONE, &ended);
}

const struct err *app_people_sign_out(struct app *app, int64_t person)
{
	struct managing q = {.person = person};
	return app_write(app, sign_out, &q);
}

static const struct err *add(struct db *d, void *user)
{
	struct managing *q = user;
	const struct err *err;
	struct person p;
	TRY(entry_person(d, q->address, q->a, &p, &q->fresh));
	if (q->admin && !p.admin)
		TRY(store_person_set_rights(d, p.id, true, p.trusted));
done:
	return err;
}

const struct err *app_people_add(struct app *app, struct str address, bool admin, struct arena *a, bool *fresh)
{
	struct managing q = {.address = address, .admin = admin, .a = a};
	const struct err *err = app_write(app, add, &q);
	*fresh = q.fresh;
	return err;
}

static const struct err *look(struct db *d, void *user)
{
	struct managing *q = user;
	struct person p;
	const struct err *err = store_person_by_address(d, q->address, q->a, &p);
	q->person = p.id;
	return err;
}

const struct err *app_people_known(struct app *app, struct str address, struct arena *a, bool *known)
{
	struct managing q = {.address = address, .a = a};
	const struct err *err = app_read(app, look, &q);
	*known = q.person != 0;
	return err;
}
