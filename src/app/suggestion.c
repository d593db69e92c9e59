// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeping proposals, finding them again, and who may decide them.
#include "app/suggestion.h"

#include "app/suggestion_mail.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "exchange/enrich.h"
#include "store/change.h"
#include "store/mandate.h"
#include "store/person.h"

static bool same_items(const struct proposed *a, const struct proposed *b)
{
	size_t same = 0;
	for (size_t i = 0; i < a->item_n; i++)
		for (size_t k = 0; k < b->item_n; k++)
			same += str_eq(a->items[i].kind, b->items[k].kind) && str_eq(a->items[i].key, b->items[k].key) &&
				str_eq(a->items[i].after, b->items[k].after);
	return same == a->item_n && a->item_n == b->item_n;
}

static bool same_proposal(const struct proposed *a, const struct proposed *b)
{
	return a->kind == b->kind && a->place == b->place && a->other == b->other && a->source == b->source &&
	       a->person == b->person && str_eq(a->address, b->address) && str_eq(a->note, b->note) && same_items(a, b);
}

const struct err *suggestion_put_in(struct db *d, struct proposed *s)
{
	const struct err *err;
	struct arena a = {0};
	struct proposed *waiting;
	size_t n;
	bool removed;
	s->state = s->address.n > 0 ? SUGGESTION_UNCONFIRMED : SUGGESTION_WAITING;
	TRY(store_suggestion_scope(d, s->place, s->kind, &s->scope));
	if (s->kind == SUGGESTION_CLAIM && s->scope == SCOPE_TEAM) { // not for those to settle among themselves who are at odds
		TRY(store_removed(d, s->person, s->place, &removed));
		if (removed)
			s->scope = SCOPE_ANIMATION;
	}
	if (s->place != 0) {
		TRY(store_suggestion_of_place(d, s->place, &a, &waiting, &n));
		for (size_t i = 0; i < n; i++)
			if (same_proposal(s, &waiting[i])) {
				s->id = waiting[i].id;
				s->state = waiting[i].state;
				goto done;
			}
	}
	TRY(store_suggestion_insert(d, s));
done:
	arena_release(&a);
	return err;
}

struct place suggestion_place(const struct proposed *s, struct arena *a)
{
	struct place p = place_none();
	struct str problem;
	for (size_t i = 0; i < s->item_n; i++) {
		const struct field *f = str_eq(s->items[i].kind, item_kind_code(ITEM_FIELD)) ? field_find(s->items[i].key) : NULL;
		if (f != NULL)
			field_read(f, s->items[i].after, a, &p, &problem);
	}
	enrich_place(&p, a);
	return p;
}

struct str suggestion_name(const struct atlas *atlas, const struct proposed *s)
{
	const struct place *p = s->place != 0 ? atlas_place_by_id(atlas, s->place) : NULL;
	if (p != NULL)
		return p->name;
	for (size_t i = 0; i < s->item_n; i++)
		if (str_eqz(s->items[i].key, "nom"))
			return s->items[i].after;
	return STR_NONE;
}

struct item *suggestion_edit(const struct proposed *s, struct arena *a, size_t *n)
{
	struct item *items = arena_array(a, s->item_n + 1, sizeof *items);
	*n = 0;
	for (size_t i = 0; i < s->item_n; i++) {
		struct item it = {.key = s->items[i].key, .value = s->items[i].after};
		if (item_kind_find(s->items[i].kind, &it.kind))
			items[(*n)++] = it;
	}
	return items;
}

const char *suggestion_kind_name(enum proposed_kind k)
{
	switch (k) {
	case SUGGESTION_CHANGE: return tr("Une modification");
	case SUGGESTION_NEW: return tr("Un nouveau lieu");
	case SUGGESTION_REPORT: return tr("Une erreur signalée");
	case SUGGESTION_CLAIM: return tr("Quelqu’un dit faire partie de l’équipe");
	case SUGGESTION_CLOSE: return tr("Une fermeture");
	case SUGGESTION_MOVE: return tr("Un déménagement");
	case SUGGESTION_MERGE: return tr("Deux pages pour un même lieu");
	case SUGGESTION_IMPORT: return tr("Un fichier dit autre chose que l’équipe");
	case SUGGESTION_KIND_COUNT: break;
	}
	return "";
}

const char *suggestion_state_name(enum suggestion_state s)
{
	switch (s) {
	case SUGGESTION_UNCONFIRMED: return tr("À confirmer par vous");
	case SUGGESTION_WAITING: return tr("En attente d’une réponse");
	case SUGGESTION_ACCEPTED: return tr("Acceptée");
	case SUGGESTION_REFUSED: return tr("Refusée");
	case SUGGESTION_WITHDRAWN: return tr("Retirée");
	case SUGGESTION_STATE_COUNT: break;
	}
	return "";
}

bool suggestion_may_decide(const struct actor *who, const struct atlas *atlas, const struct proposed *s)
{
	if (who->person == 0)
		return false;
	if (who->admin)
		return true;
	if (s->person == who->person)
		return false;
	if (s->place == 0) {
		struct arena a = {0};
		struct place p = suggestion_place(s, &a);
		bool may = actor_animates(who, atlas, &p);
		arena_release(&a);
		return may;
	}
	const struct place *p = atlas_place_by_id(atlas, s->place);
	if (p == NULL)
		return false;
	// Two pages that are one concern more than one team.
	return actor_animates(who, atlas, p) || (actor_in_team(who, p) && s->kind != SUGGESTION_MERGE);
}

struct sending {
	struct proposed *s;
	const struct atlas *atlas;
	struct seal_key key;
	struct letter *letter; // to a visitor, whose last block's link is filled in
	struct str subject;
	enum lang lang;
	struct arena *a;
	struct str follow;
};

static const struct err *send(struct db *d, void *user)
{
	const struct err *err;
	struct sending *w = user;
	struct link link = {.purpose = "suivi"};
	if (w->s->seen == 0)
		w->s->seen = w->atlas->change;
	TRY(suggestion_put_in(d, w->s));
	link.object = w->s->id;
	w->follow = link_make(&w->key, &link, w->a);
	if (w->s->state == SUGGESTION_UNCONFIRMED) {
		w->letter->blocks[w->letter->n - 1].link = arena_printf(w->a, "/suivi/%.*s", STR_ARG(w->follow));
		TRY(outbox_put(d, &(struct outgoing){.kind = "proposition", .to = w->s->address, .subject = w->subject, .lang = w->lang,
						     .letter = w->letter, .place = w->s->place}));
	} else {
		TRY(suggestion_tell_deciders(d, w->atlas, w->s, false, w->a));
	}
done:
	return err;
}

const struct err *app_suggest(struct app *app, const struct atlas *atlas, struct proposed *s, struct arena *a, struct str *follow)
{
	const struct err *err;
	struct letter l = {.a = a};
	struct sending w = {.s = s, .atlas = atlas, .letter = &l, .a = a, .lang = i18n_get()};
	struct str name = suggestion_name(atlas, s);
	s->lang = i18n_get();
	w.subject = arena_printf(a, tr("Confirmez votre proposition pour %.*s"), STR_ARG(name));
	letter_say(&l, arena_printf(a, tr("Ce lien confirme ce que vous venez de proposer pour %.*s. Il montre ensuite où en est votre proposition."),
				    STR_ARG(name)));
	letter_say(&l, str_of(tr("Tant que vous ne l’avez pas ouvert, personne ne voit votre proposition. Au bout d’une semaine elle s’efface.")));
	letter_button(&l, str_of(tr("Confirmer ma proposition")), STR_NONE);
	l.why = str_of(tr("Vous recevez ce courriel parce que cette adresse a été donnée en proposant une modification sur Maille. Ce n’était pas vous ? Ne faites rien."));
	TRY(link_key(app, &w.key));
	TRY(app_write(app, send, &w));
	*follow = w.follow;
done:
	return err;
}

struct finding {
	int64_t id;
	struct arena *a;
	struct proposed *out;
	bool found;
};

static const struct err *find(struct db *d, void *user)
{
	struct finding *f = user;
	return store_suggestion_read(d, f->id, f->a, f->out, &f->found);
}

const struct err *app_suggestion(struct app *app, int64_t id, struct arena *a, struct proposed *out)
{
	struct finding f = {.id = id, .a = a, .out = out};
	*out = (struct proposed){0};
	return app_read(app, find, &f);
}

const struct err *app_suggestion_follow(struct app *app, struct str follow, struct arena *a, struct proposed *out)
{
	const struct err *err;
	struct seal_key key;
	struct link l;
	*out = (struct proposed){0};
	TRY(link_key(app, &key));
	if (link_open(&key, "suivi", follow, &l, NULL))
		TRY(app_suggestion(app, l.object, a, out));
done:
	return err;
}

struct confirming {
	int64_t id;
	const struct atlas *atlas;
	struct arena arena;
};

static const struct err *confirm(struct db *d, void *user)
{
	const struct err *err;
	struct confirming *w = user;
	struct proposed s;
	bool found, done;
	TRY(store_suggestion_read(d, w->id, &w->arena, &s, &found));
	if (!found || s.state != SUGGESTION_UNCONFIRMED)
		return NULL;
	s.state = SUGGESTION_WAITING;
	s.asked = time_unix();
	TRY(store_suggestion_move(d, &s, SUGGESTION_UNCONFIRMED, &done));
	TRY(suggestion_tell_deciders(d, w->atlas, &s, false, &w->arena));
done:
	return err;
}

const struct err *app_suggestion_confirm(struct app *app, const struct atlas *atlas, int64_t id)
{
	struct confirming w = {.id = id, .atlas = atlas};
	const struct err *err = app_write(app, confirm, &w);
	arena_release(&w.arena);
	return err;
}

static const struct err *withdraw(struct db *d, void *user)
{
	const struct err *err;
	struct confirming *w = user;
	struct proposed s;
	bool found, done;
	TRY(store_suggestion_read(d, w->id, &w->arena, &s, &found));
	if (!found || s.state > SUGGESTION_WAITING)
		return NULL;
	enum suggestion_state from = s.state;
	s.state = SUGGESTION_WITHDRAWN;
	s.decided = time_unix();
	TRY(store_suggestion_move(d, &s, from, &done));
done:
	return err;
}

const struct err *app_suggestion_withdraw(struct app *app, int64_t id)
{
	struct confirming w = {.id = id};
	const struct err *err = app_write(app, withdraw, &w);
	arena_release(&w.arena);
	return err;
}

struct listing {
	const struct actor *who;
	const struct atlas *atlas;
	size_t max;
	struct arena *a;
	struct proposed *mine;
	size_t n;
};

static const struct err *list(struct db *d, void *user)
{
	const struct err *err;
	struct listing *l = user;
	struct proposed *all;
	size_t all_n;
	l->n = 0;
	TRY(store_suggestion_list(d, SUGGESTION_WAITING, l->a, &all, &all_n));
	l->mine = all;
	for (size_t i = 0; i < all_n; i++)
		if (suggestion_may_decide(l->who, l->atlas, &all[i]))
			all[l->n++] = all[i];
	for (size_t i = 0; i < l->n && i < l->max; i++)
		TRY(store_suggestion_items(d, l->a, &all[i]));
done:
	return err;
}

const struct err *app_suggestions(struct app *app, const struct actor *who, const struct atlas *atlas, size_t max, struct arena *a,
				  struct proposed **out, size_t *all_n)
{
	const struct err *err;
	struct listing l = {.who = who, .atlas = atlas, .max = max, .a = a};
	*out = NULL;
	*all_n = 0;
	if (who->person == 0 || (!who->admin && who->mandate_n == 0))
		return NULL;
	TRY(app_read(app, list, &l));
	*out = l.mine;
	*all_n = l.n;
done:
	return err;
}

struct counting {
	int64_t person;
	struct str address;
	bool many;
};

static const struct err *count(struct db *d, void *user)
{
	enum { ONE_A_DAY = 20, ALL_AN_HOUR = 200 };
	const struct err *err;
	struct counting *c = user;
	int64_t day = time_unix() - 86400, hour = time_unix() - 3600, mine, all;
	TRY(store_suggestion_count(d, c->person, c->address, day, &mine));
	TRY(store_suggestion_count(d, 0, STR_NONE, hour, &all));
	c->many = mine >= ONE_A_DAY || (c->person == 0 && all >= ALL_AN_HOUR);
done:
	return err;
}

const struct err *app_suggestions_many(struct app *app, int64_t person, struct str address, bool *out)
{
	struct counting c = {.person = person, .address = address};
	const struct err *err = app_read(app, count, &c);
	*out = c.many;
	return err;
}

struct author {
	int64_t person;
	struct arena *a;
	struct person found;
};

static const struct err *find_author(struct db *d, void *user)
{
	struct author *w = user;
	return store_person_by_id(d, w->person, w->a, &w->found);
}

const struct err *app_suggestion_author(struct app *app, int64_t person, struct arena *a, struct str *name, struct str *address)
{
	struct author w = {.person = person, .a = a};
	const struct err *err = app_read(app, find_author, &w);
	*name = w.found.name;
	*address = w.found.address;
	return err;
}
