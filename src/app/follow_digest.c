// SPDX-License-Identifier: AGPL-3.0-or-later
// The digests: for each person, what changed in what they follow since they were last told; nothing when nothing did.
#include <stdlib.h>

#include "app/follow.h"
#include "app/follow_token.h"
#include "app/journal.h"
#include "app/outbox.h"
#include "app/write.h"
#include "base/time.h"
#include "base/vec.h"
#include "model/gazetteer.h"

enum {
	HOUR = 3600,
	DAY_LEAST = 20 * HOUR,        // a morning's digest may be a little earlier than yesterday's
	WEEK_LEAST = 7 * 24 * HOUR - 4 * HOUR,
	CHANGES_MOST = 20000,         // looked at, of those since somebody was last told
	PLACES_MOST = 30,             // told of, for one follow
	NOTICE_DAYS = 90,
};

struct news { // a place that changed, for one follow
	const struct follow *follow;
	const struct public_change *change; // the newest of it
	bool created;
};
struct digest {
	const struct snapshot *snap;
	struct app *app;
	struct arena *a;       // of one person's digest: emptied before the next one's
	struct seal_key key;
	struct follow *follows;
	size_t follow_n;
	struct public_change *changes; // oldest first
	size_t change_n;
	int64_t now;
	size_t sent;
};

struct due {
	int64_t now;
	struct arena *a;
	struct follow *list;
	size_t n;
};

static const struct err *due_job(struct db *d, void *user)
{
	struct due *u = user;
	return store_follow_due(d, u->now - DAY_LEAST, u->now - WEEK_LEAST, u->a, &u->list, &u->n);
}

// Which places the follow is about: a byte each.
static char *places_of(const struct digest *g, const struct follow *f)
{
	const struct atlas *atlas = g->snap->atlas;
	char *in = arena_alloc(g->a, atlas->place_n + 1);
	if (f->place != 0) {
		const struct place *p = atlas_place_by_id(atlas, f->place);
		if (p != NULL)
			in[p - atlas->places] = 1;
		return in;
	}
	struct search_ask ask;
	struct answer answer = {0};
	uint32_t *places;
	if (!follow_ask(g->snap->index, f->query, g->a, &ask))
		return in;
	answer_ask(g->snap->index, &ask, g->a, &answer);
	uint32_t n = answer.where_problem.n ? 0 : index_matches(g->snap->index, &answer.query, g->a, &places, atlas->place_n);
	for (uint32_t i = 0; i < n; i++)
		in[places[i]] = 1;
	return in;
}

// What is new for one follow, newest first, a place once; its own person's changes are no news to them.
static size_t news_of(const struct digest *g, const struct follow *f, struct news *out)
{
	const char *in = places_of(g, f);
	const struct atlas *atlas = g->snap->atlas;
	struct news **of = arena_array(g->a, atlas->place_n + 1, sizeof *of);
	size_t n = 0;
	for (size_t i = g->change_n; i-- > 0 && g->changes[i].number > f->seen;) {
		const struct public_change *c = &g->changes[i];
		if (c->place == NULL || c->person == f->person || !in[c->place - atlas->places])
			continue;
		size_t at = (size_t)(c->place - atlas->places);
		if (of[at] == NULL && n < PLACES_MOST) {
			of[at] = &out[n];
			out[n++] = (struct news){.follow = f, .change = c};
		}
		if (of[at] != NULL && str_eqz(c->what, "lieu-cree"))
			of[at]->created = true;
	}
	return n;
}

struct sending {
	struct digest *g;
	const struct follow *follows; // of one person
	size_t follow_n;
	const struct news *news;
	size_t news_n;
	bool stale; // another node told of it
};

static struct str town_of(const struct place *p, struct arena *a)
{
	if (p->commune_at == NONE)
		return p->commune;
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	return arena_printf(a, "%.*s (%.*s)", STR_ARG(p->commune), STR_ARG(gazetteer_department(c.department).code));
}

static void write_letter(const struct sending *s, int64_t notice, struct letter *l)
{
	const struct digest *g = s->g;
	struct arena *a = g->a;
	l->a = a;
	letter_say(l, arena_printf(a, trn("Voici ce qui a changé dans ce que vous suivez sur Maille : %zu lieu.",
					  "Voici ce qui a changé dans ce que vous suivez sur Maille : %zu lieux.", (int64_t)s->news_n),
				   s->news_n));
	for (size_t i = 0; i < s->news_n; i++) {
		const struct news *n = &s->news[i];
		const struct place *p = n->change->place;
		if (i == 0 || s->news[i - 1].follow != n->follow)
			letter_head(l, n->follow->title);
		struct str what = n->created ? str_of(tr("Nouveau lieu")) : public_change_text(g->snap->atlas, n->change, a);
		letter_link(l, p->name, arena_printf(a, "/lieux/%.*s", STR_ARG(p->slug)),
			    arena_printf(a, "%.*s · %.*s", STR_ARG(town_of(p, a)), STR_ARG(what)));
	}
	letter_button(l, str_of(tr("Pourquoi ce courriel, et comment l’arrêter")),
		      arena_printf(a, "/avis/%.*s", STR_ARG(follow_token(&g->key, FOLLOW_NOTICE, notice, a))));
	l->why = str_of(tr("Vous recevez ce courriel parce que vous suivez ces lieux ou ces recherches sur Maille."));
	l->stop = arena_printf(a, "/arret/%.*s", STR_ARG(follow_token(&g->key, FOLLOW_STOP, s->follows[0].person, a)));
}

static const struct err *mail_digest(struct db *d, const struct sending *s, int64_t notice)
{
	const struct follow *f = &s->follows[0];
	enum lang before = i18n_get(), lang = str_eqz(f->lang, "en") ? LANG_EN : LANG_FR;
	struct letter l = {0};
	i18n_set(lang);
	write_letter(s, notice, &l);
	struct str first = s->news[0].change->place->name, subject;
	size_t more = s->news_n - 1;
	if (more == 0)
		subject = arena_printf(s->g->a, tr("Du neuf dans ce que vous suivez : %.*s"), STR_ARG(first));
	else
		subject = arena_printf(s->g->a,
				       trn("Du neuf dans ce que vous suivez : %.*s et %zu autre lieu",
					   "Du neuf dans ce que vous suivez : %.*s et %zu autres lieux", (int64_t)more),
				       STR_ARG(first), more);
	i18n_set(before);
	return outbox_put(d, &(struct outgoing){.kind = "suivi", .to = f->address, .subject = subject, .lang = lang, .letter = &l,
						.person = f->person});
}

static const struct err *send_job(struct db *d, void *user)
{
	const struct err *err;
	struct sending *s = user;
	struct digest *g = s->g;
	int64_t notice;
	s->stale = false;
	for (size_t i = 0; i < s->follow_n && !s->stale; i++) {
		bool mine;
		TRY(store_follow_told(d, &s->follows[i], g->snap->atlas->change, g->now, &mine));
		s->stale = !mine;
	}
	if (s->stale)
		return err_new(ERR_BUSY, "told meanwhile"); // undoes this job alone
	TRY(store_notice_insert(d, s->follows[0].person, g->now, &notice));
	for (size_t i = 0; i < s->news_n; i++) {
		const struct news *n = &s->news[i];
		TRY(store_notice_item_insert(d, notice, &(struct notice_item){n->follow->id, n->change->place->id, n->change->number,
									      n->follow->title}));
	}
	TRY(mail_digest(d, s, notice));
done:
	return err;
}

// One person's follows that are due, in one mail.
static const struct err *send_to(struct digest *g, const struct follow *follows, size_t n)
{
	struct news *news = arena_array(g->a, n * PLACES_MOST, sizeof *news);
	struct sending s = {.g = g, .follows = follows, .follow_n = n, .news = news};
	for (size_t i = 0; i < n; i++)
		s.news_n += news_of(g, &follows[i], news + s.news_n);
	if (s.news_n == 0)
		return NULL;
	const struct err *err = app_write(g->app, send_job, &s);
	if (err != NULL && s.stale) {
		err_free(err);
		return NULL;
	}
	g->sent += err == NULL;
	return err;
}

struct tidying {
	int64_t before, forgotten;
};

static const struct err *tidy_job(struct db *d, void *user)
{
	struct tidying *t = user;
	return store_notice_forget(d, t->before, &t->forgotten);
}

static const struct err *send_all(struct digest *g, struct arena *run)
{
	const struct err *err = NULL;
	int64_t oldest = g->snap->atlas->change;
	for (size_t i = 0; i < g->follow_n; i++)
		oldest = g->follows[i].seen < oldest ? g->follows[i].seen : oldest;
	if (g->snap->atlas->change - oldest > CHANGES_MOST)
		oldest = g->snap->atlas->change - CHANGES_MOST;
	TRY(app_journal_after(g->app, g->snap->atlas, oldest, CHANGES_MOST, run, &g->changes, &g->change_n));
	for (size_t i = 0, n; i < g->follow_n && g->change_n > 0; i += n) {
		for (n = 1; i + n < g->follow_n && g->follows[i + n].person == g->follows[i].person;)
			n++;
		TRY(send_to(g, &g->follows[i], n));
		arena_reset(g->a);
	}
done:
	return err;
}

const struct err *follow_digests(const struct daily_run *run)
{
	const struct err *err;
	struct arena one = {0};
	struct digest g = {.app = run->app, .a = &one, .now = time_unix()};
	struct due due = {.now = g.now, .a = run->a};
	struct tidying tidy = {.before = g.now - (int64_t)NOTICE_DAYS * 24 * HOUR};
	g.snap = app_enter(run->app);
	TRY(app_seal_key(run->app, "suivi", &g.key));
	TRY(app_read(run->app, due_job, &due));
	g.follows = due.list;
	g.follow_n = due.n;
	if (due.n > 0)
		TRY(send_all(&g, run->a));
	TRY(app_write(run->app, tidy_job, &tidy));
	buf_addf(run->said, trn("%zu résumé envoyé", "%zu résumés envoyés", (int64_t)g.sent), g.sent);
done:
	app_leave(run->app, g.snap);
	arena_release(&one);
	return err;
}
