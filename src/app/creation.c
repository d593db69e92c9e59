// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/creation.h"

#include <math.h>
#include <stdlib.h>

#include "app/slug.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/enrich.h"
#include "exchange/match.h"
#include "model/gazetteer.h"
#include "store/change.h"
#include "store/fact.h"
#include "store/mandate.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

static const double around_km = 25;
enum { COMPARED_MAX = 4000 };

bool creation_is_free(const struct actor *who, const struct atlas *atlas, const struct place *p)
{
	return who->person != 0 && (who->admin || who->trusted || actor_animates(who, atlas, p));
}

static bool same_start(struct str a, struct str b, struct arena *arena)
{
	struct buf x = BUF_IN(arena), y = BUF_IN(arena);
	utf8_fold(&x, a);
	utf8_fold(&y, b);
	return str_starts(buf_str(&x), buf_str(&y)) || str_starts(buf_str(&y), buf_str(&x));
}

static bool worth_comparing(const struct place *there, const struct place *p, struct arena *a)
{
	if (!isnan(p->lat) && !isnan(there->lat))
		return geo_km(p->lat, p->lon, there->lat, there->lon) <= around_km;
	return same_start(there->name, p->name, a);
}

static int likeliest_first(const void *x, const void *y)
{
	const struct likely *a = x, *b = y;
	if (a->confidence != b->confidence)
		return a->confidence < b->confidence ? 1 : -1;
	return (a->place->id > b->place->id) - (a->place->id < b->place->id);
}

static struct likely likely_of(const struct place *there, const struct place *p, const struct match *m)
{
	const char *words[8];
	struct likely one = {.place = there, .confidence = m->confidence, .km = -1};
	size_t n = match_words(m->reasons, words);
	for (size_t k = 0; k < n && one.reason_n < sizeof one.reasons / sizeof *one.reasons; k++)
		one.reasons[one.reason_n++] = str_of(tr(words[k]));
	if (!isnan(p->lat) && !isnan(there->lat) && !p->at_centre && !there->at_centre)
		one.km = (float)geo_km(p->lat, p->lon, there->lat, there->lon);
	return one;
}

size_t creation_likely(const struct atlas *atlas, struct place *p, struct arena *a, struct likely *out, size_t max)
{
	VEC(const struct place *) near = {0};
	VEC(struct likely) found = {0};
	uint32_t *candidates = arena_array(a, COMPARED_MAX, sizeof *candidates);
	enrich_place(p, a);
	for (uint32_t i = 0; i < atlas->place_n && near.n < COMPARED_MAX - 1 && p->name.n > 0; i++)
		if (atlas->places[i].id != p->id && worth_comparing(&atlas->places[i], p, a))
			vec_push(&near, &atlas->places[i]);
	vec_push(&near, p);
	struct matcher *m = matcher_new(near.v, near.n);
	uint32_t mine = (uint32_t)near.n - 1;
	size_t n = matcher_candidates(m, mine, candidates, COMPARED_MAX);
	for (size_t k = 0; k < n; k++) {
		struct match one = matcher_compare(m, candidates[k], mine, false);
		if (one.verdict != MATCH_NO)
			vec_push(&found, likely_of(near.v[candidates[k]], p, &one));
	}
	matcher_free(m);
	if (found.n > 1)
		qsort(found.v, found.n, sizeof *found.v, likeliest_first);
	size_t kept = found.n < max ? found.n : max;
	for (size_t i = 0; i < kept; i++)
		out[i] = found.v[i];
	vec_free(&near);
	vec_free(&found);
	return kept;
}

// The name's slug, with the commune or a number when somebody has it.
static const struct err *find_slug(struct db *d, const struct place *p, struct arena *a, struct str *out)
{
	const struct err *err;
	struct str base = slug_of(p->name, a), with = slug_of(arena_printf(a, "%.*s %.*s", STR_ARG(p->name), STR_ARG(p->commune)), a);
	bool taken;
	*out = base;
	TRY(store_slug_taken(d, base, 0, &taken));
	if (!taken)
		return NULL;
	*out = with;
	TRY(store_slug_taken(d, with, 0, &taken));
	for (int i = 2; taken; i++) {
		*out = arena_printf(a, "%.*s-%d", STR_ARG(base), i);
		TRY(store_slug_taken(d, *out, 0, &taken));
	}
done:
	return err;
}

// The row that the items are then laid on: a name and what its source says of it.
static const struct err *lay_first_row(struct db *d, struct creation *c, struct place *p, struct arena *a)
{
	const struct err *err;
	struct source source = {.key = c->source.n ? c->source : S("equipe"), .title = S("Équipes des lieux")};
	struct str name = p->name;
	TRY(store_source_put(d, &source));
	TRY(store_next_id(d, STORE_PLACE, &c->place));
	TRY(find_slug(d, p, a, &c->slug));
	struct place first = place_none();
	first.id = c->place;
	first.slug = c->slug;
	first.name = name;
	TRY(store_place_insert(d, &(struct place_row){&first, 0}, 1));
	TRY(store_origin_insert(d, &(struct origin_row){c->place, source.id, c->slug, date_today()}, 1));
	TRY(store_fact_put(d, &(struct fact_row){c->place, source.id, "nom", name, date_today()}, 1));
done:
	return err;
}

// As far as its items tell.
static struct place told(const struct creation *c, struct arena *a)
{
	struct place p = place_none();
	struct str problem;
	for (size_t i = 0; i < c->item_n; i++) {
		const struct field *f = c->items[i].kind == ITEM_FIELD ? field_find(c->items[i].key) : NULL;
		if (f != NULL)
			field_read(f, c->items[i].value, a, &p, &problem);
	}
	enrich_place(&p, a);
	return p;
}

const struct err *creation_in(struct db *d, const struct atlas *atlas, const struct actor *who, struct creation *c, struct arena *a)
{
	const struct err *err = NULL;
	struct place p = told(c, a);
	struct moment now;
	struct edit e = {.what = S("lieu-cree"), .source = c->source, .confirms = c->confirms, .items = c->items, .item_n = c->item_n,
			 .proposed = c->proposed, .author = c->author};
	c->place = 0;
	c->slug = STR_NONE;
	if (p.name.n == 0 || p.commune.n == 0) {
		struct edit_problem *problem = arena_new(a, struct edit_problem);
		problem->sentence = str_of(tr("Il faut au moins un nom et une commune."));
		c->edit = (struct edit_answer){.outcome = EDIT_INVALID, .problems = problem, .problem_n = 1};
		return NULL;
	}
	TRY(lay_first_row(d, c, &p, a));
	e.place = c->place;
	TRY(edit_in(d, atlas, who, &e, a, &c->edit));
	if (c->edit.outcome != EDIT_DONE && c->edit.outcome != EDIT_NOTHING) {
		err = err_new(ERR_INPUT, "%s", tr("ce lieu ne peut pas être créé ainsi"));
		goto done;
	}
	if (c->team != 0)
		TRY(store_mandate_give(d, &(struct mandate_row){.person = c->team, .place = c->place, .given_by = who->person,
								.given_at = moment_text(time_unix(), &now)}, NULL));
done:
	return err;
}

struct creating {
	const struct atlas *atlas;
	const struct actor *who;
	struct creation *c;
	struct arena *a;
};

static const struct err *create(struct db *d, void *user)
{
	struct creating *w = user;
	return creation_in(d, w->atlas, w->who, w->c, w->a);
}

const struct err *app_create(struct app *app, const struct atlas *atlas, const struct actor *who, struct creation *c, struct arena *a)
{
	struct creating w = {atlas, who, c, a};
	const struct err *err = app_write(app, create, &w);
	if (err != NULL && err_code(err) == ERR_INPUT && c->edit.problem_n > 0) { // it is said in the answer
		err_free(err);
		err = NULL;
		c->place = 0;
	}
	return err;
}
