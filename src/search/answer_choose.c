// SPDX-License-Identifier: AGPL-3.0-or-later
// Which reading of a question helps: rules 1 to 3 of answer.c.
#include "model/gazetteer.h"
#include "search/answer.h"
#include "search/lexicon.h"

enum { BIG_TOWN = 20000 };

// Does the place's name hold these words of the question, stop words aside?
bool asking_name_holds(struct asking *k, uint32_t place, const struct reading *r, struct span s)
{
	const struct place *p = &index_atlas(k->x)->places[place];
	const struct lexicon *l = index_lexicon(k->x);
	struct buf both = BUF_IN(k->arena);
	struct str *words;
	buf_add(&both, p->name);
	buf_addc(&both, ' ');
	buf_add(&both, p->other_names);
	size_t n = token_words(buf_str(&both), k->arena, &words);
	for (size_t i = s.from; i < s.to; i++) {
		bool found = r->tokens[i].elided || (l != NULL && lexicon_is_stop(l, r->tokens[i].word));
		for (size_t w = 0; w < n && !found; w++)
			found = str_eq(words[w], r->tokens[i].word);
		if (!found)
			return false;
	}
	return true;
}

bool asking_lies_in(struct asking *k, uint32_t place, const struct where *w)
{
	const struct place *p = &index_atlas(k->x)->places[place];
	if (w->kind != WHERE_AREA)
		return (w->commune >= 0 && p->commune_at == w->commune) || geo_km(w->lat, w->lon, p->lat, p->lon) <= 15;
	if (p->commune_at < 0)
		return false;
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	for (size_t i = 0; i < w->filter_n; i++)
		if (w->filters[i].value == (w->filters[i].facet == FACET_REGION ? c.region : c.department))
			return true;
	return false;
}

// Rule 2: is the name without a preposition a place on the map, or a word of a place's name elsewhere?
static bool bare_where_helps(struct asking *k, const struct reading *r, const struct reading *words)
{
	struct search_query q;
	struct search_result found;
	asking_query(k, words, &q);
	asking_top(k, &q, 3, &found);
	if (found.total == 0 || !asking_name_holds(k, found.hits[0].place, r, r->where_name))
		return true;
	if (asking_lies_in(k, found.hits[0].place, &r->where))
		return true;
	if (r->where.kind == WHERE_AREA)
		return reading_free(r) == 0;
	return gazetteer_commune((uint32_t)r->where.commune).population >= BIG_TOWN &&
	       (reading_free(r) == 0 || !asking_name_holds(k, found.hits[0].place, r, (struct span){0, r->n}));
}

// Rule 1 and a cousin: the question is a name whole, or holds words that only one place's name holds together and
// that place is not where the reading looks.
static bool is_name(struct asking *k, const struct reading *r)
{
	k->named_n = names_whole(k->names, k->q, k->named, NAMED_MAX);
	if (k->named_n == 0 || r->strength == WHERE_NEAR)
		return false;
	if (reading_free(r) > 0)
		return true;
	bool there = false; // "Coworking 42" is in Fréjus, "coworking 42" is meant for the Loire only when it is not a name
	for (size_t i = 0; i < k->named_n; i++)
		there = there || (r->strength != WHERE_ABSENT && asking_lies_in(k, k->named[i], &r->where));
	if (r->strength != WHERE_ABSENT && !there)
		return true;
	bool big = r->strength != WHERE_ABSENT && r->where.commune >= 0 &&
		   gazetteer_commune((uint32_t)r->where.commune).population >= BIG_TOWN;
	return r->concept_n == 0 && !big;
}

static bool has_filter(const struct reading *r)
{
	for (size_t i = 0; i < r->concept_n; i++)
		if (r->concepts[i].filter)
			return true;
	return false;
}

// All the words are in one place's name, and what was understood would leave it out.
static bool name_left_out(struct asking *k, const struct reading *r, struct reading *words)
{
	struct search_query q;
	struct search_result plain, understood;
	if (!has_filter(r) && r->strength != WHERE_BARE)
		return false;
	reading_make(k->x, k->names, k->ask, k->q, READ_NO_CONCEPT | READ_NO_WHERE, k->arena, words);
	asking_query(k, words, &q);
	if (q.term_n < 2)
		return false;
	asking_top(k, &q, 1, &plain);
	if (plain.total == 0 || plain.total > 3 || !asking_name_holds(k, plain.hits[0].place, words, (struct span){0, words->n}))
		return false;
	asking_query(k, r, &q);
	asking_top(k, &q, 30, &understood);
	for (size_t i = 0; i < understood.hit_n; i++)
		if (understood.hits[i].place == plain.hits[0].place)
			return false;
	return true;
}

// "télécentre" means all of them: one that is called so comes first only when it is one.
static void keep_named_of_kind(struct asking *k, const struct reading *r)
{
	size_t n = 0;
	for (size_t i = 0; i < k->named_n; i++) {
		bool is = r->concept_n > 0;
		for (size_t c = 0; c < r->concept_n; c++)
			is = is && r->concepts[c].value.facet == FACET_TYPE &&
			     (index_atlas(k->x)->places[k->named[i]].types & 1u << r->concepts[c].value.value);
		if (is)
			k->named[n++] = k->named[i];
	}
	k->named_n = n;
}

void asking_read(struct asking *k, struct reading *r)
{
	unsigned options = k->has_where ? READ_NO_WHERE : 0;
	struct reading words;
	reading_make(k->x, k->names, k->ask, k->q, options, k->arena, r);
	k->is_name = is_name(k, r);
	if (k->is_name) {
		reading_make(k->x, k->names, k->ask, k->q, READ_NO_CONCEPT | READ_NO_WHERE, k->arena, r);
		return;
	}
	if (r->strength == WHERE_BARE) {
		reading_make(k->x, k->names, k->ask, k->q, READ_NO_BARE_WHERE, k->arena, &words);
		if (!bare_where_helps(k, r, &words))
			*r = words;
	}
	if (name_left_out(k, r, &words))
		*r = words;
	if (reading_free(r) == 0 && r->strength == WHERE_ABSENT)
		keep_named_of_kind(k, r);
}
