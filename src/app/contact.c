// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/contact.h"

#include "app/outbox.h"
#include "app/seal.h"
#include "app/team.h"
#include "app/write.h"
#include "base/time.h"
#include "base/utf8.h"

enum { DAY = 86400, UNCONFIRMED_DAYS = 2, OPEN_DAYS = 90, ADDRESS_A_DAY = 5, PLACE_A_DAY = 20, MESSAGES_MOST = 60, SHOWN_WORDS = 50 };

static const char side_codes[] = "cle"; // confirmer, lieu, ecrivant

static struct str sealed(struct arena *a, int64_t id, enum contact_side side)
{
	return arena_printf(a, "contact %lld %c", (long long)id, side_codes[side]);
}

// "/messages/12l-1f…": opens one side of one conversation.
static struct str link_to(const struct seal_key *key, struct arena *a, int64_t id, enum contact_side side)
{
	struct str seal = seal_make(key, sealed(a, id, side), a);
	return arena_printf(a, "/messages/%lld%c-%.*s", (long long)id, side_codes[side], STR_ARG(seal));
}

static enum lang lang_of(struct str code)
{
	return str_eqz(code, "en") ? LANG_EN : LANG_FR;
}

struct reached { // somebody whom a message reaches
	int64_t person; // 0: the place's own address
	struct str address;
	enum lang lang;
};
struct reaching {
	const struct atlas *atlas;
	const struct place *place;
	struct arena *a;
	struct reached *list;
	size_t n;
	enum contact_reach how;
};

// The place's own address and its team; when there is neither, who looks after it.
static const struct err *find_reached(struct db *d, void *user)
{
	const struct err *err;
	struct reaching *w = user;
	struct str own = w->place->email;
	struct mandate_row *people;
	size_t n;
	TRY(team_reach(d, w->atlas, w->place, w->a, &people, &n));
	bool team = n > 0 && people[0].place == w->place->id;
	w->list = arena_array(w->a, n + 1, sizeof *w->list);
	w->n = 0;
	for (size_t i = 0; i < n && (team || own.n == 0); i++) {
		w->list[w->n++] = (struct reached){people[i].person, people[i].address, lang_of(people[i].lang)};
		if (str_ieq(people[i].address, own))
			own = STR_NONE;
	}
	if (own.n > 0)
		w->list[w->n++] = (struct reached){0, own, LANG_FR};
	w->how = w->n == 0 ? REACH_NOBODY : team || w->list[0].person == 0 ? REACH_TEAM : REACH_ANIMATORS;
done:
	return err;
}

const struct err *app_contact_reach(struct app *app, const struct atlas *atlas, const struct place *p, enum contact_reach *out)
{
	struct arena a = {0};
	struct reaching w = {.atlas = atlas, .place = p, .a = &a};
	const struct err *err = app_read(app, find_reached, &w);
	*out = w.how;
	arena_release(&a);
	return err;
}

// What the jobs below share. Texts are written in the reader's language, whoever runs the job.
struct contact_job {
	const struct atlas *atlas;
	const struct place *place;
	struct contact c;
	enum contact_side from; // who speaks, when answering
	struct str text;
	struct seal_key key;
	struct arena *a;
	enum contact_outcome out;
};

// The first words of a message, for a subject.
static struct str begins(struct arena *a, struct str text)
{
	struct buf flat = BUF_IN(a);
	utf8_squeeze(&flat, text);
	struct str all = buf_str(&flat), cut = utf8_clip(all, SHOWN_WORDS);
	return cut.n < all.n ? arena_printf(a, "%.*s…", STR_ARG(cut)) : cut;
}

static struct str called(const struct contact *c)
{
	return c->name.n > 0 ? c->name : str_of(tr("Quelqu’un"));
}

static const struct err *mail_place(struct db *d, const struct contact_job *j, const struct reached *to, bool team)
{
	struct letter l = {.a = j->a};
	const struct place *p = j->place;
	enum lang before = i18n_get();
	i18n_set(to->lang);
	letter_say(&l, arena_printf(j->a, tr("%.*s écrit à %.*s, par la page du lieu sur Maille :"), STR_ARG(called(&j->c)), STR_ARG(p->name)));
	letter_quote(&l, j->text);
	letter_button(&l, str_of(tr("Répondre")), link_to(&j->key, j->a, j->c.id, SIDE_PLACE));
	letter_say(&l, str_of(j->c.share ? tr("Cette personne vous donne son adresse : vous pouvez aussi répondre simplement à ce courriel, "
					      "elle verra alors la vôtre.")
					 : tr("Votre réponse part par Maille : ni votre adresse ni celle de cette personne n’est montrée.")));
	l.why = str_of(team ? tr("Vous recevez ce courriel parce que vous êtes joignable pour ce lieu sur Maille.")
			    : tr("Vous recevez ce courriel parce que vous animez un réseau ou un territoire où est ce lieu, ou administrez Maille, "
				 "et que personne du lieu n’est encore joignable ici."));
	struct str subject = arena_printf(j->a, tr("Message pour %.*s : %.*s"), STR_ARG(p->name), STR_ARG(begins(j->a, j->text)));
	i18n_set(before);
	return outbox_put(d, &(struct outgoing){.kind = "contact", .to = to->address, .subject = subject, .lang = to->lang,
						.letter = &l, .reply_to = j->c.share ? j->c.address : STR_NONE, .person = to->person,
						.place = p->id});
}

// To everybody who is reached at the place.
static const struct err *pass_to_place(struct db *d, struct contact_job *j)
{
	const struct err *err;
	struct reaching w = {.atlas = j->atlas, .place = j->place, .a = j->a};
	TRY(find_reached(d, &w));
	j->out = w.n > 0 ? CONTACT_SENT : CONTACT_NOBODY;
	for (size_t i = 0; i < w.n; i++)
		TRY(mail_place(d, j, &w.list[i], w.how == REACH_TEAM));
	if (w.n > 0)
		TRY(store_contact_passed(d, j->c.id, time_unix()));
done:
	return err;
}

static const struct err *mail_writer(struct db *d, const struct contact_job *j)
{
	struct letter l = {.a = j->a};
	const struct place *p = j->place;
	enum lang before = i18n_get();
	i18n_set(lang_of(j->c.lang));
	letter_say(&l, arena_printf(j->a, tr("%.*s vous répond :"), STR_ARG(p->name)));
	letter_quote(&l, j->text);
	letter_button(&l, str_of(tr("Répondre")), link_to(&j->key, j->a, j->c.id, SIDE_WRITER));
	letter_link(&l, p->name, arena_printf(j->a, "/lieux/%.*s", STR_ARG(p->slug)), STR_NONE);
	l.why = arena_printf(j->a, tr("Vous recevez ce courriel parce que vous avez écrit à %.*s sur Maille."), STR_ARG(p->name));
	struct str subject = arena_printf(j->a, tr("Réponse de %.*s à votre message"), STR_ARG(p->name));
	i18n_set(before);
	return outbox_put(d, &(struct outgoing){.kind = "contact", .to = j->c.address, .subject = subject, .lang = lang_of(j->c.lang),
						.letter = &l, .person = j->c.person, .place = p->id});
}

static const struct err *mail_confirmation(struct db *d, const struct contact_job *j)
{
	struct letter l = {.a = j->a};
	const struct place *p = j->place;
	enum lang before = i18n_get();
	i18n_set(lang_of(j->c.lang));
	letter_say(&l, arena_printf(j->a, tr("Ce lien envoie votre message à %.*s. Tant que vous ne l’ouvrez pas, rien ne part."), STR_ARG(p->name)));
	letter_button(&l, str_of(tr("Relire et envoyer")), link_to(&j->key, j->a, j->c.id, SIDE_CONFIRM));
	letter_quote(&l, j->text);
	letter_say(&l, str_of(tr("Vous n’avez rien écrit ? Laissez ce courriel de côté : dans deux jours, il n’en restera rien.")));
	l.why = arena_printf(j->a, tr("Vous recevez ce courriel parce que cette adresse a été saisie pour écrire à %.*s sur Maille."),
			     STR_ARG(p->name));
	struct str subject = arena_printf(j->a, tr("Confirmez votre message pour %.*s"), STR_ARG(p->name));
	i18n_set(before);
	return outbox_put(d, &(struct outgoing){.kind = "confirmation", .to = j->c.address, .subject = subject,
						.lang = lang_of(j->c.lang), .letter = &l, .place = p->id});
}

static const struct err *write_job(struct db *d, void *user)
{
	const struct err *err;
	struct contact_job *j = user;
	int64_t since = time_unix() - DAY, by_address, to_place;
	TRY(store_contact_by_address(d, j->c.address, since, &by_address));
	TRY(store_contact_to_place(d, j->place->id, since, &to_place));
	if (by_address >= ADDRESS_A_DAY || to_place >= PLACE_A_DAY) {
		j->out = CONTACT_TOO_MANY;
		return NULL;
	}
	struct reaching w = {.atlas = j->atlas, .place = j->place, .a = j->a};
	TRY(find_reached(d, &w));
	j->out = CONTACT_NOBODY;
	if (w.n == 0)
		return NULL;
	TRY(store_contact_insert(d, &j->c));
	j->out = CONTACT_CONFIRM;
	TRY(j->c.state == CONTACT_OPEN ? pass_to_place(d, j) : mail_confirmation(d, j));
done:
	return err;
}

const struct err *app_contact_write(struct app *app, const struct actor *who, const struct atlas *atlas,
				    const struct contact_message *m, enum contact_outcome *out)
{
	const struct err *err;
	struct arena a = {0};
	bool known = who->person != 0 && str_eq(who->address, m->address);
	struct contact_job j = {
		.atlas = atlas,
		.place = m->place,
		.text = m->text,
		.a = &a,
		.c = {.place = m->place->id, .person = known ? who->person : 0, .address = m->address, .name = m->name,
		      .lang = str_of(i18n_code(m->lang)), .said = known ? STR_NONE : m->text, .share = m->share,
		      .state = known ? CONTACT_OPEN : CONTACT_UNCONFIRMED, .made = time_unix()},
	};
	TRY(app_seal_key(app, "contact", &j.key));
	TRY(app_write(app, write_job, &j));
	*out = j.out;
done:
	arena_release(&a);
	return err;
}

// "12l-1f…" into its parts.
static bool read_token(struct str token, int64_t *id, enum contact_side *side, struct str *seal)
{
	struct str head = str_cut(token, '-', seal);
	if (head.n < 2 || head.n > 18)
		return false;
	char code = head.p[head.n - 1];
	for (*side = SIDE_CONFIRM; side_codes[*side] != '\0' && side_codes[*side] != code;)
		(*side)++;
	return side_codes[*side] != '\0' && str_to_i64(str_sub(head, 0, head.n - 1), id) && *id > 0;
}

struct opening {
	int64_t id;
	struct arena *a;
	struct contact c;
	bool found;
};

static const struct err *open_job(struct db *d, void *user)
{
	struct opening *o = user;
	return store_contact_read(d, o->id, o->a, &o->c, &o->found);
}

const struct err *app_contact_open(struct app *app, const struct atlas *atlas, struct str token, struct arena *a,
				   struct contact_link *out, bool *found)
{
	const struct err *err;
	struct seal_key key;
	struct str seal;
	struct opening o = {.a = a};
	*found = false;
	if (!read_token(token, &o.id, &out->side, &seal))
		return NULL;
	TRY(app_seal_key(app, "contact", &key));
	if (!seal_fits(&key, sealed(a, o.id, out->side), seal))
		return NULL;
	TRY(app_read(app, open_job, &o));
	out->contact = o.c;
	out->place = o.found ? atlas_place_by_id(atlas, o.c.place) : NULL;
	*found = out->place != NULL && o.c.state != CONTACT_CLOSED && (out->side == SIDE_CONFIRM || o.c.state == CONTACT_OPEN);
done:
	return err;
}

static const struct err *confirm_job(struct db *d, void *user)
{
	const struct err *err;
	struct contact_job *j = user;
	bool first;
	TRY(store_contact_open(d, j->c.id, time_unix(), &first));
	j->out = CONTACT_SENT; // twice the same click sends once
	if (first)
		TRY(pass_to_place(d, j));
done:
	return err;
}

static const struct err *answer_job(struct db *d, void *user)
{
	const struct err *err;
	struct contact_job *j = user;
	bool found;
	TRY(store_contact_read(d, j->c.id, j->a, &j->c, &found));
	j->out = CONTACT_GONE;
	if (!found || j->c.state != CONTACT_OPEN)
		return NULL;
	j->out = CONTACT_TOO_MANY;
	if (j->c.message_n >= MESSAGES_MOST)
		return NULL;
	if (j->from == SIDE_WRITER)
		return pass_to_place(d, j);
	TRY(mail_writer(d, j));
	TRY(store_contact_passed(d, j->c.id, time_unix()));
	j->out = CONTACT_SENT;
done:
	return err;
}

static const struct err *on_link(struct app *app, const struct atlas *atlas, const struct contact_link *link, struct str text,
				 app_job *job, enum contact_outcome *out)
{
	const struct err *err;
	struct arena a = {0};
	struct contact_job j = {.atlas = atlas, .place = link->place, .c = link->contact, .from = link->side, .text = text, .a = &a};
	TRY(app_seal_key(app, "contact", &j.key));
	TRY(app_write(app, job, &j));
	*out = j.out;
done:
	arena_release(&a);
	return err;
}

const struct err *app_contact_confirm(struct app *app, const struct atlas *atlas, const struct contact_link *link,
				      enum contact_outcome *out)
{
	return on_link(app, atlas, link, link->contact.said, confirm_job, out);
}

const struct err *app_contact_answer(struct app *app, const struct atlas *atlas, const struct contact_link *link, struct str text,
				     enum contact_outcome *out)
{
	return on_link(app, atlas, link, text, answer_job, out);
}

struct tidying {
	int64_t now, closed;
};

static const struct err *tidy_job(struct db *d, void *user)
{
	struct tidying *t = user;
	return store_contact_close(d, t->now - UNCONFIRMED_DAYS * DAY, t->now - (int64_t)OPEN_DAYS * DAY, &t->closed);
}

const struct err *contact_tidy(const struct daily_run *run)
{
	struct tidying t = {.now = time_unix()};
	const struct err *err = app_write(run->app, tidy_job, &t);
	buf_addf(run->said, trn("%lld conversation refermée", "%lld conversations refermées", t.closed), (long long)t.closed);
	return err;
}
