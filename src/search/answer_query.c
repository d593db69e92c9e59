// SPDX-License-Identifier: AGPL-3.0-or-later
// A reading as a query, and how far around a point it looks.
#include "search/answer.h"

#include "search/lexicon.h"

enum { ENOUGH = 10 };

static void add_filter(struct search_query *q, struct search_filter f)
{
	for (size_t i = 0; i < q->filter_n; i++)
		if (q->filters[i].facet == f.facet && q->filters[i].value == f.value)
			return;
	q->filters[q->filter_n++] = f;
}

static const struct concept *concept_from(const struct reading *r, size_t token)
{
	for (size_t i = 0; i < r->concept_n; i++)
		if (r->concepts[i].at.from == token)
			return &r->concepts[i];
	return NULL;
}

// Words that mean something together are one term: "inclusion numérique" is also a médiation.
struct span asking_phrase(const struct asking *k, const struct reading *r, size_t at)
{
	enum { WORDS_MOST = 5 };
	const struct lexicon *l = index_lexicon(k->x);
	const struct str *synonyms;
	for (size_t to = at + WORDS_MOST < r->n ? at + WORDS_MOST : r->n; to > at + 1 && l != NULL && !k->ask->exact; to--) {
		bool words = r->use[to - 1] == USE_FREE;
		for (size_t i = at; i < to; i++)
			words = words && (r->use[i] == USE_FREE || r->use[i] == USE_STOP);
		if (words && lexicon_synonyms(l, reading_source(r, (struct span){at, to}), &synonyms) > 0)
			return (struct span){at, to};
	}
	return (struct span){at, at + 1};
}

// The words and things of the reading, as terms and filters. Where comes after.
static void add_terms(struct asking *k, const struct reading *r, struct search_query *q)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct concept *c = r->use[i] == USE_CONCEPT ? concept_from(r, i) : NULL;
		struct span phrase = asking_phrase(k, r, i);
		struct search_term t = {.plain = k->ask->exact};
		if (c != NULL && c->filter) {
			add_filter(q, c->value);
			continue;
		}
		if (c != NULL) {
			t.word = reading_words(r, c->at, k->arena);
			t.has_concept = true;
			t.weak = c->tool;
			t.concept = c->value;
		} else if (r->use[i] == USE_FREE || r->use[i] == USE_PLAIN || phrase.to > i + 1) {
			t.word = reading_words(r, phrase, k->arena);
			i = phrase.to - 1;
			t.prefix = k->ask->typing && i + 1 == r->n;
		} else {
			continue;
		}
		q->terms[q->term_n++] = t;
	}
	if (r->has_stage)
		add_filter(q, (struct search_filter){FACET_STAGE, (uint16_t)r->stage});
}

void asking_query(struct asking *k, const struct reading *r, struct search_query *q)
{
	const struct search_ask *ask = k->ask;
	*q = (struct search_query){.sort = ask->sort, .limit = ask->per_page};
	q->offset = (ask->page - 1) * ask->per_page;
	q->terms = arena_array(k->arena, r->n + 1, sizeof *q->terms);
	q->filters = arena_array(k->arena, ask->filter_n + r->concept_n + 32, sizeof *q->filters);
	for (size_t i = 0; i < ask->filter_n; i++)
		add_filter(q, ask->filters[i]);
	add_terms(k, r, q);
	uint32_t *named = arena_array(k->arena, k->named_n + 1, sizeof *named); // the query outlives the asking
	for (size_t i = 0; i < k->named_n; i++)
		named[i] = k->named[i];
	q->named = named;
	q->named_n = k->named_n;
	const struct where *w = k->has_where ? &k->where : r->strength != WHERE_ABSENT ? &r->where : NULL;
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->filter_n; i++)
		add_filter(q, w->filters[i]);
	if (w->kind == WHERE_AREA)
		return;
	q->has_point = true;
	q->lat = w->lat;
	q->lon = w->lon;
	q->radius_km = ask->has_radius ? ask->radius_km : r->has_radius ? r->radius_km : 0;
}

uint32_t asking_count(struct asking *k, const struct search_query *q)
{
	struct search_query counted = *q;
	struct search_result out;
	counted.limit = counted.offset = 0;
	counted.no_facets = true;
	index_search(k->x, &counted, k->arena, &out);
	return out.total;
}

// The first radius that holds enough; 0 when even 100 km hold nothing.
void asking_radius(struct asking *k, struct search_query *q)
{
	static const double steps[] = {10, 20, 30, 50, 70, FARTHEST};
	if (!q->has_point || q->radius_km > 0)
		return;
	enum { STEPS = sizeof steps / sizeof *steps, FIRST = 2 };
	uint32_t totals[STEPS];
	size_t at = 0;
	index_within(k->x, q, k->arena, steps, FIRST, totals); // enough is near, most often
	if (totals[FIRST - 1] < ENOUGH)
		index_within(k->x, q, k->arena, steps, STEPS, totals);
	while (at + 1 < STEPS && totals[at] < ENOUGH)
		at++;
	q->radius_km = totals[at] > 0 ? steps[at] : 0;
	k->grown = true;
}

void asking_top(struct asking *k, const struct search_query *q, uint32_t limit, struct search_result *out)
{
	struct search_query short_query = *q;
	short_query.limit = limit;
	short_query.offset = 0;
	short_query.no_facets = true;
	short_query.sort = SORT_BEST;
	index_search(k->x, &short_query, k->arena, out);
}

// "fablab avec parking vers Vannes": a fablab near Vannes is worth more than a parking six hundred km away.
static void keep_near(struct asking *k, const struct reading *r, struct search_query *q)
{
	bool names_thing = q->filter_n > k->ask->filter_n, any = false;
	size_t before = k->dropped_n;
	for (size_t i = 0; i < q->term_n; i++)
		names_thing = names_thing || q->terms[i].has_concept;
	if (!k->grown || q->radius_km > 0 || !names_thing)
		return;
	for (size_t i = 0; i < q->term_n; i++) {
		if (q->terms[i].has_concept || q->terms[i].optional || reading_is_plain(r, q->terms[i].word))
			continue;
		q->terms[i].optional = any = true;
		k->dropped[k->dropped_n++] = q->terms[i].word;
	}
	if (any)
		asking_radius(k, q);
	if (any && q->radius_km > 0)
		return;
	while (k->dropped_n > before)
		k->dropped_n--;
	for (size_t i = 0; i < q->term_n; i++)
		q->terms[i].optional = asking_let_go(k, q->terms[i].word);
}

// "au plus près" is what it says; around a place that has some, the best come first.
void asking_answer(struct asking *k, const struct reading *r, struct search_query *q, struct search_result *out)
{
	asking_radius(k, q);
	keep_near(k, r, q);
	if (k->grown && q->radius_km <= 0 && q->sort == SORT_BEST && q->named_n == 0)
		q->sort = SORT_DISTANCE;
	index_search(k->x, q, k->arena, out);
}

void asking_search(struct asking *k, const struct reading *r, struct answer *out)
{
	asking_query(k, r, &out->query);
	k->dropped_n = 0;
	asking_answer(k, r, &out->query, &out->result);
}
