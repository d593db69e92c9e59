// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/account.h"

#include "app/outbox.h"
#include "app/write.h"
#include "base/embed.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "credential/password.h"
#include "credential/secret.h"
#include "store/store.h"
#include "store/token.h"

enum { FRESH_SECONDS = 15 * 60, MOVE_HOURS = 24, HOUR = 3600, PASSKEYS_MOST = 20 };

struct asking {
	const struct actor *who;
	struct arena *a;
	struct account *out;
};

static const struct err *read_account(struct db *d, void *user)
{
	struct asking *q = user;
	const struct err *err;
	struct account *c = q->out;
	struct moment now;
	struct token_row *half;
	size_t n;
	int64_t id = q->who->person;
	struct str at = moment_text(time_unix(), &now);
	*c = (struct account){0};
	TRY(store_person_by_id(d, id, q->a, &c->person));
	TRY(store_session_list(d, id, at, q->a, &c->sessions, &c->session_n));
	TRY(store_passkeys_of(d, id, q->a, &c->passkeys, &c->passkey_n));
	TRY(store_helpers_of(d, id, q->a, &c->helpers, &c->helper_n));
	TRY(store_helped_by(d, id, q->a, &c->helped, &c->helped_n));
	TRY(store_token_open(d, S("aide"), id, 0, at, q->a, &c->offers, &c->offer_n));
	TRY(store_token_open(d, S("adresse-avant"), id, 0, at, q->a, &half, &n));
	c->moved_old = n == 0;
	c->moving_to = n > 0 ? half[0].subject : STR_NONE;
	TRY(store_token_open(d, S("adresse-apres"), id, 0, at, q->a, &half, &n));
	c->moved_new = n == 0;
	if (n > 0)
		c->moving_to = half[0].subject;
done:
	return err;
}

const struct err *app_account(struct app *app, const struct actor *who, struct arena *a, struct account *out)
{
	struct asking q = {who, a, out};
	return app_read(app, read_account, &q);
}

struct setting {
	const struct actor *who;
	struct str name, shown, lang;
};

static const struct err *set(struct db *d, void *user)
{
	struct setting *s = user;
	return store_person_set(d, s->who->person, s->name, s->shown, s->lang);
}

const struct err *app_account_set(struct app *app, const struct actor *who, struct str name, struct str shown, struct str lang)
{
	struct setting s = {who, name, shown, lang};
	return app_write(app, set, &s);
}

bool account_is_fresh(const struct account *account, struct str session)
{
	for (size_t i = 0; i < account->session_n; i++)
		if (str_eq(account->sessions[i].hash, session))
			return time_unix() - moment_unix(account->sessions[i].made_at) < FRESH_SECONDS;
	return false;
}

// The words that anybody knows of the person: their name's, their address's, the site's.
enum password_fault account_password_fault(const struct account *account, struct str password, struct arena *a)
{
	VEC(struct str) own = {0};
	struct buf folded = BUF_IN(a);
	const struct embed_file *f = embed_find(S("data/mots-de-passe.txt"));
	buf_addz(&folded, "maille ");
	utf8_fold(&folded, account->person.name);
	buf_addc(&folded, ' ');
	utf8_fold(&folded, account->person.address);
	struct str rest = buf_str(&folded);
	for (size_t at = 0; at < rest.n;) {
		size_t n = 0;
		while (at + n < rest.n && ((rest.p[at + n] >= 'a' && rest.p[at + n] <= 'z') || (rest.p[at + n] >= '0' && rest.p[at + n] <= '9')))
			n++;
		if (n > 0)
			vec_push(&own, str_sub(rest, at, n));
		at += n + 1;
	}
	enum password_fault fault = password_check(password, f ? embed_plain(f, a) : STR_NONE, own.v, own.n);
	vec_free(&own);
	return fault;
}

struct passing {
	const struct actor *who;
	struct str hash, was;
	struct person person;
	struct arena *a;
	bool late; // somebody else changed it meanwhile
};

// Whoever has the mailbox learns that a way in was added, changed or taken away.
static const struct err *tell(struct db *d, const struct person *p, const char *subject, const char *what, const char *else_do, struct arena *a)
{
	struct letter l = {.a = a};
	if (p->address.n == 0)
		return NULL;
	letter_say(&l, str_of(what));
	letter_say(&l, str_of(else_do));
	letter_button(&l, str_of(tr("Me connecter")), S("/connexion?vers=/compte"));
	l.why = str_of(tr("Vous recevez ce courriel parce que c’est l’adresse de votre compte."));
	return outbox_put(d, &(struct outgoing){.kind = "compte", .to = p->address, .lang = i18n_get(), .letter = &l, .person = p->id,
						.subject = str_of(subject)});
}

static const struct err *tell_password(struct db *d, const struct passing *s)
{
	return tell(d, &s->person, tr("Votre mot de passe Maille a changé"),
		    s->hash.n > 0 ? tr("Le mot de passe de votre compte Maille vient d’être changé.")
				  : tr("Le mot de passe de votre compte Maille vient d’être retiré."),
		    tr("Si c’est vous, tout va bien. Sinon, demandez un lien de connexion, puis choisissez un autre mot de passe "
		       "et fermez toutes les sessions."), s->a);
}

static const struct err *set_password(struct db *d, void *user)
{
	struct passing *s = user;
	const struct err *err;
	int64_t ended;
	TRY(store_person_by_id(d, s->who->person, s->a, &s->person));
	s->late = !str_eq(s->person.password, s->was);
	if (s->late)
		return NULL;
	TRY(store_person_set_password(d, s->person.id, s->hash));
	TRY(store_session_end_others(d, s->person.id, s->who->session, &ended));
	TRY(tell_password(d, s));
done:
	return err;
}

const struct err *app_account_password(struct app *app, const struct actor *who, struct str present, struct str fresh, struct arena *a,
				       enum account_outcome *out)
{
	const struct err *err;
	struct account account;
	struct passing s = {.who = who, .a = a};
	bool fits = true;
	*out = ACCOUNT_STALE;
	TRY(app_account(app, who, a, &account));
	s.was = account.person.password;
	if (!account_is_fresh(&account, who->session)) {
		if (s.was.n == 0)
			return NULL;
		TRY(password_fits(s.was, present, &fits));
	}
	*out = ACCOUNT_WRONG;
	if (!fits)
		return NULL;
	if (fresh.n > 0)
		TRY(password_hash(fresh, a, &s.hash));
	TRY(app_write(app, set_password, &s));
	*out = s.late ? ACCOUNT_WRONG : ACCOUNT_DONE;
done:
	return err;
}

struct ending {
	const struct actor *who;
	struct str session;
	struct arena a;
};

static const struct err *end_sessions(struct db *d, void *user)
{
	struct ending *e = user;
	const struct err *err;
	struct session_row *all;
	struct moment now;
	size_t n;
	int64_t ended;
	if (e->session.n == 0)
		return store_session_end_others(d, e->who->person, e->who->session, &ended);
	TRY(store_session_list(d, e->who->person, moment_text(time_unix(), &now), &e->a, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (e->session.n >= 8 && str_starts(all[i].hash, e->session))
			TRY(store_session_end(d, e->who->person, all[i].hash, &ended));
done:
	return err;
}

const struct err *app_account_end(struct app *app, const struct actor *who, struct str session)
{
	struct ending e = {.who = who, .session = session};
	const struct err *err = app_write(app, end_sessions, &e);
	arena_release(&e.a);
	return err;
}

struct str account_handle(const struct actor *who, struct arena *a)
{
	return str_sub(secret_hash(a, arena_printf(a, "personne %lld", (long long)who->person)), 0, 32);
}

struct keying {
	const struct actor *who;
	const struct passkey_site *site;
	const struct passkey_answer *answer;
	struct str name;
	struct arena *a;
	enum account_outcome out;
};

static const struct err *add_passkey(struct db *d, void *user)
{
	struct keying *k = user;
	const struct err *err;
	struct str client_data, data;
	struct passkey key;
	struct passkey_row *all, there;
	struct moment now;
	struct person me;
	size_t n;
	bool taken;
	k->out = ACCOUNT_REFUSED;
	TRY(entry_challenge_take(d, S("cle-ajout"), k->answer->challenge, k->a, &taken));
	if (!taken || !base64url_read(k->a, k->answer->client_data, &client_data) ||
	    !base64url_read(k->a, k->answer->authenticator_data, &data) ||
	    !passkey_made(k->site, k->answer->challenge, client_data, data, k->a, &key))
		return NULL;
	struct passkey_row row = {
		.credential = base64url(k->a, key.id), .person = k->who->person, .public_key = base64url(k->a, key.public_key),
		.algorithm = key.algorithm, .used_n = key.used_n, .name = k->name, .made_at = moment_text(time_unix(), &now),
	};
	TRY(store_passkeys_of(d, k->who->person, k->a, &all, &n));
	TRY(store_passkey_find(d, row.credential, k->a, &there));
	k->out = there.person != 0 ? ACCOUNT_TAKEN : n >= PASSKEYS_MOST ? ACCOUNT_MANY : ACCOUNT_DONE;
	if (k->out != ACCOUNT_DONE)
		return NULL;
	TRY(store_passkey_add(d, &row));
	TRY(store_person_by_id(d, row.person, k->a, &me));
	TRY(tell(d, &me, tr("Une clé d’accès ouvre votre compte Maille"), tr("Une clé d’accès vient d’être ajoutée à votre compte Maille."),
		 tr("Si c’est vous, tout va bien. Sinon, demandez un lien de connexion, retirez-la de votre compte et fermez toutes les "
		    "sessions."), k->a));
done:
	return err;
}

const struct err *app_account_passkey_add(struct app *app, const struct actor *who, const struct passkey_site *site,
					  const struct passkey_answer *answer, struct str name, struct arena *a, enum account_outcome *out)
{
	const struct err *err;
	struct account account;
	struct keying k = {.who = who, .site = site, .answer = answer, .name = name, .a = a, .out = ACCOUNT_REFUSED};
	TRY(app_account(app, who, a, &account));
	if (!account_is_fresh(&account, who->session))
		k.out = ACCOUNT_STALE;
	else if (secret_shaped(answer->challenge))
		TRY(app_write(app, add_passkey, &k));
done:
	*out = k.out;
	return err;
}

static const struct err *remove_passkey(struct db *d, void *user)
{
	struct setting *s = user;
	int64_t removed;
	return store_passkey_remove(d, s->who->person, s->name, &removed);
}

const struct err *app_account_passkey_remove(struct app *app, const struct actor *who, struct str credential)
{
	struct setting s = {.who = who, .name = credential};
	return app_write(app, remove_passkey, &s);
}

struct moving {
	const struct actor *who;
	struct str address, secret;
	bool takes;
	struct arena *a;
	enum move_outcome out;
};

static const struct err *add_end(struct db *d, const struct moving *m, struct str purpose, struct str to, struct letter *l, int64_t person)
{
	const struct err *err;
	struct moment now, ends;
	int64_t t = time_unix();
	struct str secret = secret_new(m->a);
	TRY(store_token_add(d, &(struct token_row){.hash = secret_hash(m->a, secret), .purpose = purpose, .person = m->who->person,
						   .subject = m->address, .made_at = moment_text(t, &now),
						   .ends_at = moment_text(t + MOVE_HOURS * HOUR, &ends)}));
	letter_button(l, str_of(tr("Confirmer le changement d’adresse")), arena_printf(m->a, "/compte/adresse/%.*s", STR_ARG(secret)));
	letter_say(l, str_of(tr("L’adresse change quand les deux liens, celui de l’ancienne et celui de la nouvelle, ont été ouverts. "
				"Vous n’avez rien demandé ? Laissez ce courriel de côté : rien ne changera.")));
	TRY(outbox_put(d, &(struct outgoing){.kind = "compte", .to = to, .lang = i18n_get(), .letter = l, .person = person,
					     .subject = str_of(tr("Confirmez la nouvelle adresse de votre compte Maille"))}));
done:
	return err;
}

static const struct err *move(struct db *d, void *user)
{
	struct moving *m = user;
	const struct err *err;
	struct moment now;
	struct person p;
	struct str at = moment_text(time_unix(), &now);
	struct letter before = {.a = m->a}, after = {.a = m->a};
	TRY(store_person_by_id(d, m->who->person, m->a, &p));
	TRY(store_token_void(d, S("adresse-avant"), p.id, STR_NONE, at));
	TRY(store_token_void(d, S("adresse-apres"), p.id, STR_NONE, at));
	letter_say(&after, str_of(tr("Ce lien donne cette adresse à votre compte Maille. Il sert une fois, pendant un jour.")));
	after.why = str_of(tr("Vous recevez ce courriel parce que quelqu’un souhaite donner cette adresse à son compte Maille."));
	TRY(add_end(d, m, S("adresse-apres"), m->address, &after, 0));
	if (p.address.n == 0) // somebody who is helped, and gets an address of their own
		return NULL;
	letter_say(&before, arena_printf(m->a, tr("Ce lien confirme que votre compte Maille passe de cette adresse à %.*s. Il sert une fois, "
						  "pendant un jour."), STR_ARG(m->address)));
	before.why = str_of(tr("Vous recevez ce courriel parce que c’est l’adresse de votre compte."));
	TRY(add_end(d, m, S("adresse-avant"), p.address, &before, p.id));
done:
	return err;
}

const struct err *app_account_move(struct app *app, const struct actor *who, struct str address, struct arena *a)
{
	struct moving m = {.who = who, .address = address, .a = a};
	return app_write(app, move, &m);
}

static const struct err *finish_move(struct db *d, struct moving *m, int64_t person)
{
	const struct err *err;
	struct person taken;
	TRY(store_person_by_address(d, m->address, m->a, &taken));
	m->out = taken.id != 0 && taken.id != person ? MOVE_TAKEN : MOVE_DONE;
	if (m->out == MOVE_DONE)
		TRY(store_person_set_address(d, person, m->address));
done:
	return err;
}

static const struct err *confirm_move(struct db *d, void *user)
{
	static const char *const ends[] = {"adresse-avant", "adresse-apres"};
	struct moving *m = user;
	const struct err *err;
	struct moment now;
	struct str at = moment_text(time_unix(), &now), hash = secret_hash(m->a, m->secret);
	struct token_row t = {0}, *others;
	size_t other = 1, n;
	bool taken;
	m->out = MOVE_GONE;
	TRY(store_token_find(d, hash, str_of(ends[0]), m->a, &t));
	if (t.hash.n == 0) {
		TRY(store_token_find(d, hash, str_of(ends[1]), m->a, &t));
		other = 0;
	}
	m->address = t.subject;
	if (t.hash.n == 0 || t.used_at.n > 0 || str_cmp(t.ends_at, at) <= 0)
		return NULL;
	m->out = MOVE_ASKED;
	if (!m->takes)
		return NULL;
	TRY(store_token_use(d, hash, at, &taken));
	TRY(store_token_open(d, str_of(ends[other]), t.person, 0, at, m->a, &others, &n));
	m->out = MOVE_HALF;
	if (n == 0)
		TRY(finish_move(d, m, t.person));
done:
	return err;
}

const struct err *app_account_confirm_move(struct app *app, struct str secret, bool takes, struct arena *a, struct str *address,
					   enum move_outcome *out)
{
	struct moving m = {.secret = secret, .takes = takes, .a = a, .out = MOVE_GONE};
	const struct err *err = !secret_shaped(secret) ? NULL : takes ? app_write(app, confirm_move, &m) : app_read(app, confirm_move, &m);
	*address = m.address;
	*out = m.out;
	return err;
}
