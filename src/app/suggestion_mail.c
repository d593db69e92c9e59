// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/suggestion_mail.h"

#include "app/escalate.h"
#include "app/write.h"
#include "base/vec.h"
#include "model/field.h"
#include "store/mandate.h"
#include "store/person.h"
#include "store/reminder.h"
#include "store/store.h"

enum { ITEMS_SHOWN = 12, DECIDERS_MAX = 30 };

static enum lang lang_of(struct str code)
{
	return str_eqz(code, "en") ? LANG_EN : LANG_FR;
}

typedef VEC(struct told) told_list;

static const struct err *add_person(struct db *d, told_list *all, int64_t person, struct str address, enum lang lang, struct arena *a)
{
	const struct err *err = NULL;
	bool bounced;
	if (address.n == 0 || all->n >= DECIDERS_MAX)
		return NULL;
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].person == person)
			return NULL;
	TRY(store_person_bounced(d, person, &bounced));
	if (!bounced)
		vec_push(all, (struct told){person, arena_str(a, address), lang});
done:
	return err;
}

static const struct err *of_team(struct db *d, const struct place *p, struct arena *a, told_list *all)
{
	const struct err *err;
	struct mandate_row *team;
	size_t n;
	TRY(store_team_of(d, p->id, a, &team, &n));
	for (size_t i = 0; i < n; i++)
		TRY(add_person(d, all, team[i].person, team[i].address, lang_of(team[i].lang), a));
done:
	return err;
}

static const struct err *of_territory(struct db *d, const struct atlas *atlas, const struct place *p, struct arena *a, told_list *all)
{
	const struct err *err;
	struct mandate_row *rows;
	size_t n;
	TRY(store_animators(d, a, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct mandate m = {.id = rows[i].id, .network = rows[i].network, .department = rows[i].department, .region = rows[i].region};
		struct actor who = {.person = rows[i].person, .mandates = &m, .mandate_n = 1};
		if (actor_animates(&who, atlas, p))
			TRY(add_person(d, all, rows[i].person, rows[i].address, lang_of(rows[i].lang), a));
	}
done:
	return err;
}

static const struct err *of_administration(struct db *d, struct arena *a, told_list *all)
{
	const struct err *err;
	struct person *people;
	size_t n;
	TRY(store_person_list(d, STR_NONE, 100000, a, &people, &n));
	for (size_t i = 0; i < n; i++)
		if (people[i].admin)
			TRY(add_person(d, all, people[i].id, people[i].address, lang_of(people[i].lang), a));
done:
	return err;
}

const struct err *suggestion_deciders(struct db *d, const struct atlas *atlas, const struct place *p, enum suggestion_scope *scope,
				      struct arena *a, struct told **out, size_t *n)
{
	const struct err *err = NULL;
	told_list all = {0};
	if (*scope == SCOPE_TEAM) {
		TRY(of_team(d, p, a, &all));
		if (all.n == 0)
			*scope = SCOPE_ANIMATION;
	}
	if (*scope == SCOPE_ANIMATION) {
		TRY(of_territory(d, atlas, p, a, &all));
		if (all.n == 0)
			*scope = SCOPE_ADMIN;
	}
	if (*scope == SCOPE_ADMIN)
		TRY(of_administration(d, a, &all));
	*out = arena_copy(a, all.v, all.n, sizeof **out);
	*n = all.n;
done:
	vec_free(&all);
	return err;
}

void suggestion_say_items(struct letter *l, const struct atlas *atlas, const struct proposed *s)
{
	for (size_t i = 0; i < s->item_n && i < ITEMS_SHOWN; i++) {
		const struct proposed_item *it = &s->items[i];
		enum item_kind kind;
		if (!item_kind_find(it->kind, &kind))
			continue;
		struct str after = it->after.n ? item_shown(atlas, kind, it->key, it->after, l->a) : str_of(tr("rien"));
		struct str before = it->before.n ? item_shown(atlas, kind, it->key, it->before, l->a) : STR_NONE;
		letter_fact(l, item_label(atlas, kind, it->key, l->a),
			    before.n ? arena_printf(l->a, tr("%.*s (au lieu de : %.*s)"), STR_ARG(after), STR_ARG(before)) : after);
	}
	if (s->note.n > 0)
		letter_quote(l, s->note);
}

static void write_to_decider(struct letter *l, const struct atlas *atlas, const struct proposed *s, bool late, struct str *subject)
{
	struct str name = suggestion_name(atlas, s);
	struct arena *a = l->a;
	*subject = late ? arena_printf(a, tr("%.*s : une proposition attend depuis 15 jours"), STR_ARG(name))
			: arena_printf(a, tr("%.*s : une proposition vous attend"), STR_ARG(name));
	letter_say(l, late ? str_of(tr("Personne n’a répondu à cette proposition depuis quinze jours : elle passe par vous. Un clic suffit pour accepter ou refuser."))
			   : str_of(tr("Quelqu’un propose ceci. Un clic suffit pour accepter ou refuser, avec un mot si vous voulez.")));
	letter_fact(l, str_of(tr("De quoi il s’agit")), str_of(suggestion_kind_name(s->kind)));
	suggestion_say_items(l, atlas, s);
	letter_button(l, str_of(tr("Voir et décider")), arena_printf(a, "/moderation#p%lld", (long long)s->id));
	l->why = str_of(s->scope == SCOPE_TEAM ? tr("Vous recevez ce courriel parce que vous faites partie de l’équipe de ce lieu.")
			: s->scope == SCOPE_ANIMATION
				? tr("Vous recevez ce courriel parce que vous animez ce réseau ou ce territoire.")
				: tr("Vous recevez ce courriel parce que vous administrez ce site."));
}

const struct err *suggestion_tell_deciders(struct db *d, const struct atlas *atlas, struct proposed *s, bool late, struct arena *a)
{
	const struct err *err;
	struct told *all;
	size_t n;
	bool moved;
	enum lang mine = i18n_get();
	enum suggestion_scope before = s->scope;
	const struct place *known = s->place ? atlas_place_by_id(atlas, s->place) : NULL;
	struct place new = suggestion_place(s, a);
	TRY(suggestion_deciders(d, atlas, known ? known : &new, &s->scope, a, &all, &n));
	if (s->scope != before)
		TRY(store_suggestion_move(d, s, s->state, &moved));
	for (size_t i = 0; i < n; i++) {
		struct letter l = {.a = a};
		struct str subject;
		if (all[i].person == s->person)
			continue;
		i18n_set(all[i].lang);
		write_to_decider(&l, atlas, s, late, &subject);
		TRY(outbox_put(d, &(struct outgoing){.kind = "moderation", .to = all[i].address, .subject = subject, .lang = all[i].lang,
						     .letter = &l, .person = all[i].person, .place = s->place}));
	}
done:
	i18n_set(mine);
	return err;
}

static void write_to_author(struct letter *l, const struct atlas *atlas, const struct proposed *s, struct str link, struct str *subject)
{
	struct str name = suggestion_name(atlas, s);
	struct arena *a = l->a;
	bool yes = s->state == SUGGESTION_ACCEPTED;
	*subject = yes ? arena_printf(a, tr("%.*s : votre proposition est acceptée"), STR_ARG(name))
		       : arena_printf(a, tr("%.*s : votre proposition n’est pas retenue"), STR_ARG(name));
	if (yes && s->kind == SUGGESTION_CLAIM)
		letter_say(l, arena_printf(a, tr("Vous faites maintenant partie de l’équipe de %.*s : vous pouvez tenir sa page à jour."), STR_ARG(name)));
	else if (yes)
		letter_say(l, arena_printf(a, tr("Merci : ce que vous avez proposé pour %.*s est pris en compte."), STR_ARG(name)));
	else
		letter_say(l, arena_printf(a, tr("Ce que vous avez proposé pour %.*s n’est pas retenu cette fois."), STR_ARG(name)));
	if (s->reason.n > 0) {
		letter_say(l, str_of(tr("Le mot de la personne qui a répondu :")));
		letter_quote(l, s->reason);
	}
	letter_button(l, str_of(yes ? tr("Voir la page") : tr("Revoir ma proposition")), link);
	l->why = str_of(tr("Vous recevez ce courriel parce que vous avez proposé quelque chose sur Maille."));
}

const struct err *suggestion_tell_author(struct db *d, const struct atlas *atlas, const struct proposed *s,
					 const struct seal_key *key, struct str slug, struct arena *a)
{
	const struct err *err = NULL;
	struct person person = {0};
	struct str to = s->address, subject, page;
	struct letter l = {.a = a};
	enum lang mine = i18n_get();
	if (s->person != 0) {
		TRY(store_person_by_id(d, s->person, a, &person));
		to = person.address;
	}
	if (to.n == 0)
		return NULL;
	struct link link = {.purpose = "suivi", .object = s->id};
	struct str follow = link_make(key, &link, a);
	page = s->state == SUGGESTION_ACCEPTED && slug.n > 0 ? arena_printf(a, "/lieux/%.*s", STR_ARG(slug))
							      : arena_printf(a, "/suivi/%.*s", STR_ARG(follow));
	i18n_set(s->lang);
	write_to_author(&l, atlas, s, page, &subject);
	TRY(outbox_put(d, &(struct outgoing){.kind = "decision", .to = to, .subject = subject, .lang = s->lang, .letter = &l,
					     .person = s->person, .place = s->place}));
done:
	i18n_set(mine);
	return err;
}

struct escalating {
	const struct atlas *atlas;
	struct arena *a;
	int64_t id, now;
	bool moved;
};

static const struct err *escalate(struct db *d, void *user)
{
	const struct err *err;
	struct escalating *w = user;
	struct proposed s;
	bool found;
	w->moved = false;
	TRY(store_suggestion_read(d, w->id, w->a, &s, &found));
	if (!found || s.state != SUGGESTION_WAITING || s.scope == SCOPE_ADMIN)
		return NULL;
	s.scope++;
	s.escalated = w->now;
	TRY(store_suggestion_move(d, &s, SUGGESTION_WAITING, &w->moved));
	if (w->moved)
		TRY(suggestion_tell_deciders(d, w->atlas, &s, true, w->a));
done:
	return err;
}

struct listing {
	struct arena *a;
	struct proposed *all;
	size_t n;
};

static const struct err *list(struct db *d, void *user)
{
	struct listing *l = user;
	return store_suggestion_list(d, SUGGESTION_WAITING, l->a, &l->all, &l->n);
}

static const struct err *forget(struct db *d, void *user)
{
	int64_t now = *(int64_t *)user;
	return store_suggestion_forget(d, now - SUGGESTION_UNCONFIRMED_DAYS * 86400, now - SUGGESTION_ADDRESS_DAYS * 86400);
}

const struct err *suggestion_escalate(const struct daily_run *run)
{
	const struct err *err;
	const struct snapshot *snap = app_enter(run->app);
	struct listing l = {.a = run->a};
	int64_t now = time_unix(), moved = 0;
	TRY(app_read(run->app, list, &l));
	for (size_t i = 0; i < l.n; i++) {
		const struct proposed *s = &l.all[i];
		int64_t since = s->escalated ? s->escalated : s->asked;
		struct escalating w = {.atlas = snap->atlas, .a = run->a, .id = s->id, .now = now};
		if (now - since < (int64_t)SUGGESTION_PATIENCE * 86400 || s->scope == SCOPE_ADMIN)
			continue;
		TRY(app_write(run->app, escalate, &w));
		moved += w.moved;
	}
	TRY(app_write(run->app, forget, &now));
	buf_addf(run->said, trn("%lld proposition transmise plus haut", "%lld propositions transmises plus haut", moved), (long long)moved);
done:
	app_leave(run->app, snap);
	return err;
}
