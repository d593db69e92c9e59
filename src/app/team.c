// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/team.h"

#include "app/outbox.h"
#include "app/session.h"
#include "app/write.h"
#include "base/time.h"
#include "base/vec.h"
#include "credential/secret.h"
#include "store/person.h"
#include "store/suggestion.h"

enum { INVITATION_DAYS = 14, DAY = 86400, PEOPLE_MOST = 1000 };

struct teaming {
	const struct atlas *atlas;
	const struct actor *who;
	const struct place *place;
	struct str address, secret, device;
	int64_t id, person;
	bool hands_over, takes, removed, last;
	struct arena *a;
	struct team *team;
	struct invitation *invitation;
};

static const struct err *read_team(struct db *d, void *user)
{
	struct teaming *t = user;
	const struct err *err;
	struct moment now;
	TRY(store_team_of(d, t->id, t->a, &t->team->members, &t->team->member_n));
	TRY(store_token_open(d, S("invitation"), 0, t->id, moment_text(time_unix(), &now), t->a, &t->team->invitations,
			     &t->team->invitation_n));
done:
	return err;
}

const struct err *app_team(struct app *app, int64_t place, struct arena *a, struct team *out)
{
	struct teaming t = {.id = place, .a = a, .team = out};
	return app_read(app, read_team, &t);
}

static struct str called(struct str name)
{
	return name.n > 0 ? name : str_of(tr("Quelqu’un de l’équipe"));
}

static const struct err *invite(struct db *d, void *user)
{
	struct teaming *t = user;
	const struct err *err;
	struct moment now, ends;
	int64_t at = time_unix();
	struct str secret = secret_new(t->a), by = called(t->who->name), place = t->place->name;
	TRY(store_token_void_place(d, S("invitation"), t->place->id, t->address, moment_text(at, &now), NULL));
	TRY(store_token_add(d, &(struct token_row){.hash = secret_hash(t->a, secret), .purpose = S("invitation"), .person = t->who->person,
						   .place = t->place->id, .subject = t->address,
						   .target = t->hands_over ? S("remplace") : STR_NONE, .made_at = moment_text(at, &now),
						   .ends_at = moment_text(at + INVITATION_DAYS * DAY, &ends)}));
	struct letter l = {.a = t->a};
	letter_say(&l, arena_printf(t->a, t->hands_over ? tr("%.*s vous passe la main : ce lien vous confie la page de %.*s sur Maille.")
							: tr("%.*s vous invite : ce lien vous fait entrer dans l’équipe de %.*s sur Maille."),
				    STR_ARG(by), STR_ARG(place)));
	letter_button(&l, str_of(tr("Voir l’invitation")), arena_printf(t->a, "/invitation/%.*s", STR_ARG(secret)));
	letter_say(&l, str_of(tr("L’équipe tient la page du lieu à jour et reçoit ses messages. Le lien sert une fois, pendant quatorze jours.")));
	l.why = arena_printf(t->a, tr("Vous recevez ce courriel parce que votre adresse a été donnée pour l’équipe de %.*s."), STR_ARG(place));
	TRY(outbox_put(d, &(struct outgoing){.kind = "invitation", .to = t->address, .lang = i18n_get(), .letter = &l, .place = t->place->id,
					     .subject = arena_printf(t->a, tr("Invitation dans l’équipe de %.*s"), STR_ARG(place))}));
done:
	return err;
}

const struct err *app_team_invite(struct app *app, const struct actor *who, const struct place *place, struct str address, bool hands_over,
				  struct arena *a)
{
	struct teaming t = {.who = who, .place = place, .address = address, .hands_over = hands_over, .a = a};
	return app_write(app, invite, &t);
}

static const struct err *withdraw(struct db *d, void *user)
{
	struct teaming *t = user;
	struct moment now;
	return t->address.n == 0 ? NULL
				 : store_token_void_place(d, S("invitation"), t->place->id, t->address, moment_text(time_unix(), &now), NULL);
}

const struct err *app_team_withdraw(struct app *app, const struct place *place, struct str address)
{
	struct teaming t = {.place = place, .address = address};
	return app_write(app, withdraw, &t);
}

static const struct err *accept(struct db *d, void *user)
{
	struct teaming *t = user;
	const struct err *err;
	struct token_row token;
	struct moment now;
	struct person by = {0}, me;
	bool taken, fresh;
	int64_t left, person = t->who->person;
	struct str at = moment_text(time_unix(), &now);
	*t->invitation = (struct invitation){.outcome = INVITATION_GONE};
	TRY(store_token_find(d, secret_hash(t->a, t->secret), S("invitation"), t->a, &token));
	t->invitation->place = token.place;
	if (token.hash.n == 0 || token.used_at.n > 0 || str_cmp(token.ends_at, at) <= 0)
		return NULL;
	TRY(store_person_by_id(d, token.person, t->a, &by));
	t->invitation->by = by.name;
	t->invitation->address = token.subject;
	t->invitation->outcome = INVITATION_OPEN;
	if (!t->takes)
		return NULL;
	TRY(store_token_use(d, token.hash, at, &taken));
	if (person == 0) {
		TRY(entry_person(d, token.subject, t->a, &me, &fresh));
		TRY(session_begin(d, me.id, t->device, t->a, &t->invitation->secret));
		person = me.id;
	}
	struct mandate_row m = {.person = person, .place = token.place, .given_by = token.person, .given_at = at};
	TRY(store_mandate_give(d, &m, NULL));
	TRY(store_suggestion_let_in(d, token.place, person, token.person));
	if (str_eqz(token.target, "remplace") && token.person != person)
		TRY(store_mandate_leave(d, token.person, token.place, &left));
	t->invitation->outcome = INVITATION_DONE;
done:
	return err;
}

const struct err *app_team_accept(struct app *app, const struct actor *who, struct str secret, bool takes, struct str device,
				  struct arena *a, struct invitation *out)
{
	struct teaming t = {.who = who, .secret = secret, .takes = takes, .device = device, .a = a, .invitation = out};
	*out = (struct invitation){.outcome = INVITATION_GONE};
	return !secret_shaped(secret) ? NULL : takes ? app_write(app, accept, &t) : app_read(app, accept, &t);
}

static bool covers(const struct mandate_row *m, const struct atlas *atlas, const struct place *place)
{
	struct mandate one = {.network = m->network, .department = m->department, .region = m->region};
	struct actor who = {.person = m->person, .mandates = &one, .mandate_n = 1};
	return actor_animates(&who, atlas, place);
}

const struct err *team_reach(struct db *d, const struct atlas *atlas, const struct place *place, struct arena *a,
			     struct mandate_row **out, size_t *n)
{
	const struct err *err;
	struct mandate_row *all;
	struct person *people;
	size_t all_n;
	VEC(struct mandate_row) found = {0};
	TRY(store_team_of(d, place->id, a, &all, &all_n));
	for (size_t i = 0; i < all_n; i++)
		if (all[i].address.n > 0)
			vec_push(&found, all[i]);
	if (found.n == 0) {
		TRY(store_animators(d, a, &all, &all_n));
		for (size_t i = 0; i < all_n; i++) {
			bool again = false;
			for (size_t k = 0; k < found.n; k++)
				again |= found.v[k].person == all[i].person;
			if (!again && all[i].address.n > 0 && covers(&all[i], atlas, place))
				vec_push(&found, all[i]);
		}
	}
	if (found.n == 0) {
		TRY(store_person_list(d, STR_NONE, PEOPLE_MOST, a, &people, &all_n)); // administrators come first
		for (size_t i = 0; i < all_n && people[i].admin; i++)
			if (people[i].address.n > 0)
				vec_push(&found, (struct mandate_row){.person = people[i].id, .name = people[i].name,
								      .address = people[i].address, .lang = people[i].lang});
	}
	*out = arena_copy(a, found.v, found.n, sizeof **out);
	*n = found.n;
done:
	vec_free(&found);
	return err;
}

static const struct err *tell_heirs(struct db *d, struct teaming *t)
{
	const struct err *err;
	struct mandate_row *heirs;
	size_t n;
	enum lang mine = i18n_get();
	TRY(team_reach(d, t->atlas, t->place, t->a, &heirs, &n));
	for (size_t i = 0; i < n; i++) {
		struct letter l = {.a = t->a};
		i18n_set(str_eqz(heirs[i].lang, "en") ? LANG_EN : LANG_FR);
		letter_say(&l, arena_printf(t->a, tr("%.*s n’a plus personne dans son équipe : c’est maintenant à vous d’y veiller."),
					    STR_ARG(t->place->name)));
		letter_button(&l, str_of(tr("Voir l’équipe")), arena_printf(t->a, "/lieux/%.*s/equipe", STR_ARG(t->place->slug)));
		letter_say(&l, str_of(tr("Le plus simple : y inviter quelqu’un du lieu.")));
		l.why = str_of(tr("Vous recevez ce courriel parce que vous animez un réseau ou un territoire où est ce lieu, ou administrez Maille."));
		TRY(outbox_put(d, &(struct outgoing){.kind = "equipe", .to = heirs[i].address, .lang = i18n_get(), .letter = &l,
						     .person = heirs[i].person, .place = t->place->id,
						     .subject = arena_printf(t->a, tr("%.*s n’a plus d’équipe"), STR_ARG(t->place->name))}));
	}
done:
	i18n_set(mine);
	return err;
}

const struct err *team_left(struct db *d, const struct atlas *atlas, int64_t place, struct arena *a)
{
	const struct err *err;
	struct mandate_row *left;
	size_t n;
	struct teaming t = {.atlas = atlas, .place = atlas_place_by_id(atlas, place), .a = a};
	TRY(store_team_of(d, place, a, &left, &n));
	if (n == 0 && t.place != NULL)
		TRY(tell_heirs(d, &t));
done:
	return err;
}

static const struct err *tell_removed(struct db *d, struct teaming *t)
{
	const struct err *err;
	struct person p;
	struct letter l = {.a = t->a};
	TRY(store_person_by_id(d, t->person, t->a, &p));
	if (p.address.n == 0)
		return NULL;
	letter_say(&l, arena_printf(t->a, tr("Vous n’êtes plus dans l’équipe de %.*s sur Maille : quelqu’un vous en a retiré·e."),
				    STR_ARG(t->place->name)));
	letter_say(&l, str_of(tr("Si c’est une erreur, parlez-en à l’équipe, ou écrivez au lieu depuis sa page.")));
	letter_button(&l, str_of(tr("Voir la page du lieu")), arena_printf(t->a, "/lieux/%.*s", STR_ARG(t->place->slug)));
	l.why = str_of(tr("Vous recevez ce courriel parce que vous étiez dans cette équipe."));
	TRY(outbox_put(d, &(struct outgoing){.kind = "equipe", .to = p.address, .lang = i18n_get(), .letter = &l, .person = p.id,
					     .place = t->place->id,
					     .subject = arena_printf(t->a, tr("Vous n’êtes plus dans l’équipe de %.*s"), STR_ARG(t->place->name))}));
done:
	return err;
}

static const struct err *remove_member(struct db *d, void *user)
{
	struct teaming *t = user;
	const struct err *err;
	struct mandate_row *left;
	size_t n;
	int64_t removed;
	struct moment now;
	t->removed = t->last = false;
	TRY(store_mandate_leave(d, t->person, t->place->id, &removed));
	if (removed == 0)
		return NULL;
	t->removed = true;
	// Who is taken off comes back neither by an invitation that they sent, to themselves perhaps, nor by their address.
	if (t->person != t->who->person) {
		struct str at = moment_text(time_unix(), &now);
		TRY(store_token_void_given(d, S("invitation"), t->place->id, t->person, at));
		TRY(store_removal_add(d, t->person, t->place->id, at));
	}
	TRY(store_team_of(d, t->place->id, t->a, &left, &n));
	t->last = n == 0;
	if (t->person != t->who->person)
		TRY(tell_removed(d, t));
	if (t->last)
		TRY(tell_heirs(d, t));
done:
	return err;
}

const struct err *app_team_remove(struct app *app, const struct atlas *atlas, const struct actor *who, const struct place *place,
				  int64_t person, struct arena *a, bool *removed, bool *last)
{
	struct teaming t = {.atlas = atlas, .who = who, .place = place, .person = person, .a = a};
	const struct err *err = app_write(app, remove_member, &t);
	*removed = t.removed;
	if (last != NULL)
		*last = t.last;
	return err;
}
