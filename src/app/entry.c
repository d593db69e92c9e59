// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/entry.h"

#include "app/outbox.h"
#include "app/session.h"
#include "app/write.h"
#include "base/time.h"
#include "base/utf8.h"
#include "credential/password.h"
#include "credential/secret.h"
#include "store/passkey.h"
#include "store/person.h"
#include "store/session.h"
#include "store/store.h"
#include "store/token.h"

enum { MINUTE = 60, LINK_MINUTES = 15, HOST_LINK_MINUTES = 24 * 60, CHALLENGE_MINUTES = 5, KEPT_DAYS = 30, DAY = 86400 };

struct str entry_address(struct str typed, struct arena *a)
{
	struct str text = arena_str(a, str_trim(typed));
	if (!utf8_valid(text) || !outbox_address(text))
		return STR_NONE;
	char *p = (char *)(uintptr_t)text.p;
	for (size_t i = 0; i < text.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] + ('a' - 'A'));
	return text;
}

const struct err *entry_person(struct db *d, struct str address, struct arena *a, struct person *out, bool *fresh)
{
	const struct err *err;
	struct moment now;
	*fresh = false;
	TRY(store_person_by_address(d, address, a, out));
	if (out->id != 0)
		return NULL;
	*fresh = true;
	TRY(store_next_id(d, STORE_PERSON, &out->id));
	out->address = address;
	out->shown = S("role");
	out->lang = str_of(i18n_code(i18n_get()));
	out->made_at = arena_str(a, moment_text(time_unix(), &now));
	TRY(store_person_add(d, out));
done:
	return err;
}

struct asking {
	struct str address, target, secret;
	int64_t minutes;
	bool mail;
	struct arena *a;
};

static const struct err *mail_link(struct db *d, const struct asking *q)
{
	struct letter l = {.a = q->a};
	letter_say(&l, str_of(tr("Ce lien vous connecte à Maille. Il sert une fois, pendant quinze minutes.")));
	letter_button(&l, str_of(tr("Me connecter")), arena_printf(q->a, "/connexion/%.*s", STR_ARG(q->secret)));
	letter_say(&l, str_of(tr("Vous n’avez rien demandé ? Laissez ce courriel de côté : sans ce lien, personne n’entre.")));
	l.why = str_of(tr("Vous recevez ce courriel parce que cette adresse a été écrite sur la page de connexion de Maille."));
	return outbox_put(d, &(struct outgoing){.kind = "connexion", .to = q->address, .lang = i18n_get(), .letter = &l,
						.subject = str_of(tr("Votre lien pour vous connecter à Maille"))});
}

// Who has the address, if anybody, is not looked up: so it cannot show.
static const struct err *make_link(struct db *d, void *user)
{
	struct asking *q = user;
	const struct err *err;
	struct moment now, ends, old;
	int64_t t = time_unix();
	q->secret = secret_new(q->a);
	struct token_row token = {
		.hash = secret_hash(q->a, q->secret), .purpose = S("connexion"), .subject = q->address, .target = q->target,
		.made_at = moment_text(t, &now), .ends_at = moment_text(t + q->minutes * MINUTE, &ends),
	};
	TRY(store_token_purge(d, moment_text(t - KEPT_DAYS * DAY, &old)));
	TRY(store_token_add(d, &token));
	if (q->mail)
		TRY(mail_link(d, q));
done:
	return err;
}

const struct err *app_entry_mail(struct app *app, struct str address, struct str target, struct arena *a)
{
	struct asking q = {.address = address, .target = target, .minutes = LINK_MINUTES, .mail = true, .a = a};
	return app_write(app, make_link, &q);
}

const struct err *app_entry_link(struct app *app, struct str address, struct arena *a, struct str *secret)
{
	struct asking q = {.address = address, .minutes = HOST_LINK_MINUTES, .a = a};
	const struct err *err = app_write(app, make_link, &q);
	*secret = q.secret;
	return err;
}

struct entering {
	struct str secret, device, address, password;
	struct person person;
	const struct passkey_site *site;
	const struct passkey_answer *answer;
	struct arena *a;
	struct entry *out;
};

static const struct err *look(struct db *d, void *user)
{
	struct entering *e = user;
	const struct err *err;
	struct token_row t;
	struct moment now;
	*e->out = (struct entry){.outcome = ENTRY_WRONG};
	TRY(store_token_find(d, secret_hash(e->a, e->secret), S("connexion"), e->a, &t));
	if (t.hash.n == 0)
		return NULL;
	e->out->target = t.target;
	e->address = t.subject;
	e->out->outcome = t.used_at.n > 0 ? ENTRY_USED : str_cmp(t.ends_at, moment_text(time_unix(), &now)) <= 0 ? ENTRY_LATE : ENTRY_OPEN;
done:
	return err;
}

const struct err *app_entry_look(struct app *app, struct str secret, struct arena *a, struct entry *out)
{
	struct entering e = {.secret = secret, .a = a, .out = out};
	*out = (struct entry){.outcome = ENTRY_WRONG};
	return secret_shaped(secret) ? app_read(app, look, &e) : NULL;
}

static const struct err *enter_by_link(struct db *d, void *user)
{
	struct entering *e = user;
	const struct err *err;
	struct moment now;
	bool taken;
	TRY(look(d, e));
	if (e->out->outcome != ENTRY_OPEN)
		return NULL;
	TRY(store_token_use(d, secret_hash(e->a, e->secret), moment_text(time_unix(), &now), &taken));
	if (!taken) {
		e->out->outcome = ENTRY_USED;
		return NULL;
	}
	TRY(entry_person(d, e->address, e->a, &e->person, &e->out->fresh));
	e->out->person = e->person.id;
	TRY(session_begin(d, e->person.id, e->device, e->a, &e->out->secret));
done:
	return err;
}

const struct err *app_entry_by_link(struct app *app, struct str secret, struct str device, struct arena *a, struct entry *out)
{
	struct entering e = {.secret = secret, .device = device, .a = a, .out = out};
	*out = (struct entry){.outcome = ENTRY_WRONG};
	return secret_shaped(secret) ? app_write(app, enter_by_link, &e) : NULL;
}

static const struct err *find_person(struct db *d, void *user)
{
	struct entering *e = user;
	return store_person_by_address(d, e->address, e->a, &e->person);
}

static const struct err *begin(struct db *d, void *user)
{
	struct entering *e = user;
	return session_begin(d, e->person.id, e->device, e->a, &e->out->secret);
}

const struct err *app_entry_by_password(struct app *app, struct str address, struct str password, struct str device, struct arena *a,
					struct entry *out)
{
	const struct err *err;
	struct entering e = {.address = address, .device = device, .a = a, .out = out};
	bool fits;
	*out = (struct entry){.outcome = ENTRY_WRONG};
	TRY(app_read(app, find_person, &e));
	out->person = e.person.id;
	TRY(password_fits(e.person.password, password, &fits)); // nobody's takes as long
	if (!fits)
		return NULL;
	TRY(app_write(app, begin, &e));
	out->outcome = ENTRY_OPEN;
done:
	return err;
}

struct challenging {
	struct str purpose, challenge;
	struct arena *a;
};

static const struct err *make_challenge(struct db *d, void *user)
{
	struct challenging *c = user;
	struct moment now, ends;
	int64_t t = time_unix();
	c->challenge = secret_new(c->a);
	return store_token_add(d, &(struct token_row){.hash = secret_hash(c->a, c->challenge), .purpose = c->purpose,
						      .made_at = moment_text(t, &now),
						      .ends_at = moment_text(t + CHALLENGE_MINUTES * MINUTE, &ends)});
}

const struct err *app_entry_challenge(struct app *app, struct str purpose, struct arena *a, struct str *challenge)
{
	struct challenging c = {.purpose = purpose, .a = a};
	const struct err *err = app_write(app, make_challenge, &c);
	*challenge = c.challenge;
	return err;
}

const struct err *entry_challenge_take(struct db *d, struct str purpose, struct str challenge, struct arena *a, bool *taken)
{
	const struct err *err;
	struct token_row t;
	struct moment now;
	*taken = false;
	TRY(store_token_find(d, secret_hash(a, challenge), purpose, a, &t));
	if (t.hash.n > 0)
		TRY(store_token_use(d, t.hash, moment_text(time_unix(), &now), taken));
done:
	return err;
}

static const struct err *enter_by_passkey(struct db *d, void *user)
{
	struct entering *e = user;
	const struct err *err;
	const struct passkey_answer *w = e->answer;
	struct passkey_row row;
	struct str client_data, data, signature;
	struct moment now;
	struct passkey key;
	uint32_t used_n = 0;
	bool taken;
	*e->out = (struct entry){.outcome = ENTRY_WRONG};
	TRY(entry_challenge_take(d, S("cle-connexion"), w->challenge, e->a, &taken));
	TRY(store_passkey_find(d, w->id, e->a, &row));
	if (!taken || row.person == 0 || !base64url_read(e->a, row.public_key, &key.public_key) ||
	    !base64url_read(e->a, w->client_data, &client_data) || !base64url_read(e->a, w->authenticator_data, &data) ||
	    !base64url_read(e->a, w->signature, &signature))
		return NULL;
	key.algorithm = (int)row.algorithm;
	key.used_n = (uint32_t)row.used_n;
	if (!passkey_signed(e->site, w->challenge, &key, client_data, data, signature, e->a, &used_n))
		return NULL;
	TRY(store_person_by_id(d, row.person, e->a, &e->person));
	if (e->person.id == 0 || e->person.left_at.n > 0)
		return NULL;
	TRY(store_passkey_used(d, row.credential, used_n, moment_text(time_unix(), &now)));
	e->out->person = e->person.id;
	TRY(session_begin(d, e->person.id, e->device, e->a, &e->out->secret));
	e->out->outcome = ENTRY_OPEN;
done:
	return err;
}

const struct err *app_entry_by_passkey(struct app *app, const struct passkey_site *site, const struct passkey_answer *answer,
				       struct str device, struct arena *a, struct entry *out)
{
	struct entering e = {.site = site, .answer = answer, .device = device, .a = a, .out = out};
	*out = (struct entry){.outcome = ENTRY_WRONG};
	return secret_shaped(answer->challenge) ? app_write(app, enter_by_passkey, &e) : NULL;
}

static const struct err *end(struct db *d, void *user)
{
	const struct actor *who = user;
	int64_t ended;
	return store_session_end(d, who->helper != 0 ? who->helper : who->person, who->session, &ended);
}

const struct err *app_entry_end(struct app *app, const struct actor *who)
{
	return who->session.n > 0 ? app_write(app, end, (void *)(uintptr_t)who) : NULL;
}
