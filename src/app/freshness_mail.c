// SPDX-License-Identifier: AGPL-3.0-or-later
// The daily round: which team is asked today, and which animators learn that nobody answers.
#include "app/daily.h"
#include "app/freshness_state.h"
#include "app/outbox.h"
#include "app/suggestion.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "model/field.h"
#include "store/mandate.h"

enum { A_RUN_MAX = 500, DAY = 86400 };

struct round {
	const struct atlas *atlas;
	struct seal_key key;
	struct arena *a;
	struct date today;
	int64_t now;
	// of one place:
	const struct place *place;
	bool sent;
	int64_t *told; // places of which animators must be told
	size_t told_n;
};

// The page's main facts, as a neighbour would read them out.
static void say_facts(struct letter *l, const struct atlas *atlas, const struct place *p)
{
	static const char *const keys[] = {"nom", "adresse", "code_postal", "commune", "telephone", "site_web", "horaires", "typologie",
					   "presentation_resume"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct field *f = field_find(str_of(keys[i]));
		struct buf value = BUF_IN(l->a);
		if (f == NULL)
			continue;
		field_write(f, p, &value);
		struct str shown = item_shown(atlas, ITEM_FIELD, str_of(keys[i]), buf_str(&value), l->a);
		letter_fact(l, str_of(tr(f->label)), value.n ? shown : str_of(tr("(rien)")));
	}
}

static void write_letter(struct letter *l, const struct round *w, int nth, struct str link, struct str *subject)
{
	const struct place *p = w->place;
	struct arena *a = l->a;
	*subject = nth == 1 ? arena_printf(a, tr("%.*s : est-ce toujours juste ?"), STR_ARG(p->name))
			    : arena_printf(a, tr("%.*s : est-ce toujours juste ? (rappel)"), STR_ARG(p->name));
	letter_say(l, arena_printf(a, tr("Voici ce que Maille dit de %.*s. Un clic suffit : tout est juste, ou quelque chose a changé. "
					 "Pas besoin de mot de passe."), STR_ARG(p->name)));
	if (nth == REMINDERS)
		letter_say(l, str_of(tr("C’est notre dernier courriel à ce sujet : sans réponse, les personnes qui animent le réseau vous appelleront peut-être.")));
	say_facts(l, w->atlas, p);
	letter_button(l, str_of(tr("Tout est juste")), arena_printf(a, "/confirmer/%.*s", STR_ARG(link)));
	letter_link(l, str_of(tr("Je corrige")), arena_printf(a, "/confirmer/%.*s/corriger", STR_ARG(link)),
		    str_of(tr("pour changer ce qui ne l’est plus")));
	letter_link(l, str_of(tr("Voir la page")), arena_printf(a, "/lieux/%.*s", STR_ARG(p->slug)), STR_NONE);
	l->why = str_of(tr("Vous recevez ce courriel une fois par an parce que vous faites partie de l’équipe de ce lieu. Ces liens marchent trente jours."));
}

static const struct err *ask_team(struct db *d, struct round *w, int nth)
{
	const struct err *err;
	struct mandate_row *team;
	size_t n;
	enum lang mine = i18n_get();
	TRY(store_team_of(d, w->place->id, w->a, &team, &n));
	for (size_t i = 0; i < n; i++) {
		struct letter l = {.a = w->a};
		struct str subject;
		bool bounced;
		TRY(store_person_bounced(d, team[i].person, &bounced));
		if (bounced || team[i].address.n == 0)
			continue;
		struct link link = {.purpose = "fraicheur", .object = w->place->id, .person = team[i].person,
				    .until = w->now / DAY + FRESH_LINK_DAYS};
		enum lang lang = str_eqz(team[i].lang, "en") ? LANG_EN : LANG_FR;
		i18n_set(lang);
		write_letter(&l, w, nth, link_make(&w->key, &link, w->a), &subject);
		TRY(outbox_put(d, &(struct outgoing){.kind = "fraicheur", .to = team[i].address, .subject = subject, .lang = lang,
						     .letter = &l, .person = team[i].person, .place = w->place->id}));
		w->sent = true;
	}
done:
	i18n_set(mine);
	return err;
}

// Those who came to the team lately have just seen the page.
static const struct err *team_is_new(struct db *d, const struct round *w, bool *out)
{
	const struct err *err;
	struct mandate_row *team;
	size_t n;
	TRY(store_team_of(d, w->place->id, w->a, &team, &n));
	*out = n > 0;
	for (size_t i = 0; i < n; i++)
		*out &= w->now - moment_unix(team[i].given_at) < (int64_t)NEW_TEAM_DAYS * DAY;
done:
	return err;
}

static const struct err *one_place(struct db *d, void *user)
{
	const struct err *err;
	struct round *w = user;
	struct reminder r;
	bool found, young = false;
	w->sent = false;
	TRY(store_reminder_read(d, w->place->id, &r, &found));
	if (found && w->now - r.began > (int64_t)365 * DAY)
		found = false; // another year
	if (!found) {
		TRY(team_is_new(d, w, &young));
		if (young)
			return NULL;
		r = (struct reminder){.place = w->place->id, .began = w->now};
	}
	bool due = r.mailed < REMINDERS && (r.mailed == 0 || w->now - r.mailed_at >= (int64_t)REMIND_DAYS * DAY);
	if (!due)
		return NULL;
	TRY(ask_team(d, w, r.mailed + 1));
	if (!w->sent)
		return NULL;
	r.mailed++;
	r.mailed_at = w->now;
	TRY(store_reminder_put(d, &r));
done:
	return err;
}

static bool wants_asking(const struct place *p, struct date today)
{
	return p->state == PLACE_OPEN && place_freshness(p, today) != FRESH_TRUE;
}

// Asked three times without an answer, or nobody left whom mail reaches; told of once a round.
static void list_silent(struct round *w, const struct freshness_state *s)
{
	w->told = arena_array(w->a, s->reminder_n + s->unreachable_n + 1, sizeof *w->told);
	for (size_t i = 0; i < s->reminder_n; i++) {
		const struct reminder *r = &s->reminders[i];
		if (r->mailed >= REMINDERS && r->told == 0 && w->now - r->mailed_at >= (int64_t)REMIND_DAYS * DAY)
			w->told[w->told_n++] = r->place;
	}
	for (size_t i = 0; i < s->unreachable_n; i++) {
		const struct reminder *r = freshness_reminder(s, s->unreachable[i]);
		bool before = r != NULL && r->told != 0 && w->now - r->told < (int64_t)365 * DAY;
		bool listed = false;
		for (size_t k = 0; k < w->told_n; k++)
			listed |= w->told[k] == s->unreachable[i];
		if (!before && !listed)
			w->told[w->told_n++] = s->unreachable[i];
	}
	size_t kept = 0;
	for (size_t i = 0; i < w->told_n; i++) {
		const struct place *p = atlas_place_by_id(w->atlas, w->told[i]);
		if (p != NULL && wants_asking(p, w->today))
			w->told[kept++] = w->told[i];
	}
	w->told_n = kept;
}

struct reader { // an animator, and the places that they are told of
	struct told who;
	VEC(const struct place *) places;
};
typedef VEC(struct reader) reader_list;

static struct reader *reader_of(reader_list *all, const struct told *who)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].who.person == who->person)
			return &all->v[i];
	vec_push(all, (struct reader){.who = *who});
	return &all->v[all->n - 1];
}

static const struct err *write_to_reader(struct db *d, struct round *w, const struct reader *r)
{
	enum { LISTED = 30 };
	struct letter l = {.a = w->a};
	size_t n = r->places.n;
	i18n_set(r->who.lang);
	struct str subject = arena_printf(w->a, trn("%zu lieu de votre territoire ne répond pas", "%zu lieux de votre territoire ne répondent pas", (int64_t)n), n);
	letter_say(&l, str_of(tr("Ces équipes n’ont pas répondu à nos courriels, ou ils nous reviennent. Un coup de téléphone suffit souvent : vous confirmez ensuite d’un clic.")));
	for (size_t i = 0; i < n && i < LISTED; i++)
		letter_link(&l, r->places.v[i]->name, arena_printf(w->a, "/lieux/%.*s", STR_ARG(r->places.v[i]->slug)),
			    r->places.v[i]->phone.n ? r->places.v[i]->phone : r->places.v[i]->commune);
	letter_button(&l, str_of(tr("Voir toute la liste")), S("/fraicheur?etat=silence"));
	l.why = str_of(tr("Vous recevez ce courriel parce que vous animez ce réseau ou ce territoire."));
	return outbox_put(d, &(struct outgoing){.kind = "silence", .to = r->who.address, .subject = subject, .lang = r->who.lang,
						.letter = &l, .person = r->who.person});
}

static const struct err *tell_animators(struct db *d, void *user)
{
	const struct err *err = NULL;
	struct round *w = user;
	reader_list all = {0};
	enum lang mine = i18n_get();
	for (size_t i = 0; i < w->told_n; i++) {
		const struct place *p = atlas_place_by_id(w->atlas, w->told[i]);
		enum suggestion_scope scope = SCOPE_ANIMATION;
		struct told *readers;
		struct reminder r;
		size_t n;
		bool found;
		TRY(suggestion_deciders(d, w->atlas, p, &scope, w->a, &readers, &n));
		for (size_t k = 0; k < n; k++)
			vec_push(&reader_of(&all, &readers[k])->places, p);
		TRY(store_reminder_read(d, p->id, &r, &found));
		if (!found)
			r = (struct reminder){.place = p->id, .began = w->now, .mailed_at = w->now};
		r.told = w->now;
		TRY(store_reminder_put(d, &r));
	}
	for (size_t i = 0; i < all.n; i++)
		TRY(write_to_reader(d, w, &all.v[i]));
done:
	i18n_set(mine);
	for (size_t i = 0; i < all.n; i++)
		vec_free(&all.v[i].places);
	vec_free(&all);
	return err;
}

static const struct err *note_bounces(struct db *d, void *user)
{
	return store_person_bounce_undelivered(d, user);
}

// A page that was confirmed some other way needs no more asking.
static const struct err *end_round(struct db *d, void *user)
{
	return store_reminder_end(d, *(int64_t *)user);
}

const struct err *freshness_remind(const struct daily_run *run)
{
	const struct err *err;
	const struct snapshot *snap = app_enter(run->app);
	struct round w = {.atlas = snap->atlas, .a = run->a, .today = run->today, .now = time_unix()};
	struct freshness_state s;
	int64_t bounced = 0, asked = 0;
	TRY(link_key(run->app, &w.key));
	TRY(app_write(run->app, note_bounces, &bounced));
	TRY(freshness_state_read(run->app, run->a, &s));
	for (size_t i = 0; i < s.reminder_n; i++) {
		const struct place *p = atlas_place_by_id(snap->atlas, s.reminders[i].place);
		if (p == NULL || !wants_asking(p, w.today))
			TRY(app_write(run->app, end_round, &s.reminders[i].place));
	}
	for (size_t i = 0; i < s.reachable_n && asked < A_RUN_MAX; i++) {
		w.place = atlas_place_by_id(snap->atlas, s.reachable[i]);
		if (w.place == NULL || !wants_asking(w.place, w.today))
			continue;
		TRY(app_write(run->app, one_place, &w));
		asked += w.sent;
	}
	list_silent(&w, &s);
	if (w.told_n > 0)
		TRY(app_write(run->app, tell_animators, &w));
	buf_addf(run->said, trn("%lld équipe questionnée", "%lld équipes questionnées", asked), (long long)asked);
	buf_addf(run->said, trn(", %lld lieu sans réponse signalé", ", %lld lieux sans réponse signalés", (int64_t)w.told_n), (long long)w.told_n);
	buf_addf(run->said, trn(", %lld adresse qui ne marche plus", ", %lld adresses qui ne marchent plus", bounced), (long long)bounced);
done:
	app_leave(run->app, snap);
	return err;
}
