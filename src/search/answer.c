// SPDX-License-Identifier: AGPL-3.0-or-later
// From a question to its answer. The rules, in the order they are tried:
//
//   1. A question that is a place's name, whole, is that place: its words are only words.
//   2. "vers Vannes", "dans le 35", "44300" say where. A commune's name alone does too, unless a place elsewhere
//      bears it ("hermitage"): then it is a word.
//   3. A label, a territory or a network named is a filter; a type, a tool or an action is a wish that a place meets
//      by having it or by its words.
//   4. Around a point and without a radius, the first of 10, 20, 30, 50, 70 and 100 km that holds ten places; else anywhere,
//      nearest first.
//   5. A word that had to be corrected may then name a thing or a place: the question is read once more with it.
//   6. A question that had to be corrected, or that nothing matches, may nearly be a place's name.
//   7. When nothing matches, the words that say least are let go one by one, and a chip says so.
#include "search/answer.h"

#include <math.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "model/gazetteer.h"
#include "search/lexicon.h"

enum { ENOUGH = 10, BIG_TOWN = 20000, FARTHEST = 100 };

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

// The words and things of the reading, as terms and filters. Where comes after.
static void add_terms(struct asking *k, const struct reading *r, struct search_query *q)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct concept *c = r->use[i] == USE_CONCEPT ? concept_from(r, i) : NULL;
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
		} else if (r->use[i] == USE_FREE || r->use[i] == USE_PLAIN) {
			t.word = r->tokens[i].word;
			t.prefix = k->ask->typing && i + 1 == r->n;
		} else {
			continue;
		}
		q->terms[q->term_n++] = t;
	}
	if (r->has_stage)
		add_filter(q, (struct search_filter){FACET_STAGE, (uint16_t)r->stage});
}

static void query_of(struct asking *k, const struct reading *r, struct search_query *q)
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

static uint32_t count(struct asking *k, const struct search_query *q)
{
	struct search_query counted = *q;
	struct search_result out;
	counted.limit = counted.offset = 0;
	counted.no_facets = true;
	index_search(k->x, &counted, k->arena, &out);
	return out.total;
}

uint32_t asking_count(struct asking *k, const struct search_query *q)
{
	return count(k, q);
}

// The first radius that holds enough; 0 when even 100 km hold nothing.
static void choose_radius(struct asking *k, struct search_query *q)
{
	static const double steps[] = {10, 20, 30, 50, 70, FARTHEST};
	if (!q->has_point || q->radius_km > 0)
		return;
	enum { STEPS = sizeof steps / sizeof *steps };
	uint32_t totals[STEPS];
	size_t at = 0;
	index_within(k->x, q, k->arena, steps, STEPS, totals);
	while (at + 1 < STEPS && totals[at] < ENOUGH)
		at++;
	q->radius_km = totals[at] > 0 ? steps[at] : 0;
	k->grown = true;
}

static void top(struct asking *k, const struct search_query *q, uint32_t limit, struct search_result *out)
{
	struct search_query short_query = *q;
	short_query.limit = limit;
	short_query.offset = 0;
	short_query.no_facets = true;
	short_query.sort = SORT_BEST;
	index_search(k->x, &short_query, k->arena, out);
}

// Does the place's name hold these words of the question, stop words aside?
static bool name_holds(struct asking *k, uint32_t place, const struct reading *r, struct span s)
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

static bool lies_in(struct asking *k, uint32_t place, const struct where *w)
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
	query_of(k, words, &q);
	top(k, &q, 3, &found);
	if (found.total == 0 || !name_holds(k, found.hits[0].place, r, r->where_name))
		return true;
	if (lies_in(k, found.hits[0].place, &r->where))
		return true;
	if (r->where.kind == WHERE_AREA)
		return reading_free(r) == 0;
	return gazetteer_commune((uint32_t)r->where.commune).population >= BIG_TOWN &&
	       (reading_free(r) == 0 || !name_holds(k, found.hits[0].place, r, (struct span){0, r->n}));
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
		there = there || (r->strength != WHERE_ABSENT && lies_in(k, k->named[i], &r->where));
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
	query_of(k, words, &q);
	if (q.term_n < 2)
		return false;
	top(k, &q, 1, &plain);
	if (plain.total == 0 || plain.total > 3 || !name_holds(k, plain.hits[0].place, words, (struct span){0, words->n}))
		return false;
	query_of(k, r, &q);
	top(k, &q, 30, &understood);
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

static void choose_reading(struct asking *k, struct reading *r)
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

bool asking_let_go(const struct asking *k, struct str words)
{
	for (size_t i = 0; i < k->dropped_n; i++)
		if (str_eq(k->dropped[i], words))
			return true;
	return false;
}

// The question with what the index had to correct.
struct str asking_corrected(struct asking *k, const struct reading *r, const struct search_result *found)
{
	struct buf b = BUF_IN(k->arena);
	for (size_t i = 0; i < r->n; i++) {
		struct str word = r->tokens[i].source;
		for (size_t f = 0; f < found->fix_n; f++)
			if (str_eq(found->fixes[f].from, r->tokens[i].word) && !asking_let_go(k, r->tokens[i].word))
				word = found->fixes[f].to;
		if (i > 0)
			buf_addc(&b, r->tokens[i - 1].elided ? '\'' : ' ');
		buf_add(&b, word);
	}
	return buf_str(&b);
}

// "fablab avec parking vers Vannes": a fablab near Vannes is worth more than a parking six hundred km away.
static void keep_near(struct asking *k, struct search_query *q)
{
	bool names_thing = q->filter_n > k->ask->filter_n, any = false;
	for (size_t i = 0; i < q->term_n; i++)
		names_thing = names_thing || q->terms[i].has_concept;
	if (!k->grown || q->radius_km > 0 || !names_thing)
		return;
	for (size_t i = 0; i < q->term_n; i++) {
		if (q->terms[i].has_concept)
			continue;
		q->terms[i].optional = any = true;
		k->dropped[k->dropped_n++] = q->terms[i].word;
	}
	if (any)
		choose_radius(k, q);
	if (any && q->radius_km > 0)
		return;
	for (size_t i = 0; i < q->term_n; i++)
		q->terms[i].optional = false;
	k->dropped_n = 0;
}

static void search(struct asking *k, const struct reading *r, struct answer *out)
{
	query_of(k, r, &out->query);
	k->dropped_n = 0;
	choose_radius(k, &out->query);
	keep_near(k, &out->query);
	index_search(k->x, &out->query, k->arena, &out->result);
}

// Rule 5.
static void read_corrected(struct asking *k, struct reading *r, struct answer *out)
{
	if (out->result.fix_n == 0)
		return;
	struct str typed = k->q;
	struct reading again;
	k->q = asking_corrected(k, r, &out->result);
	choose_reading(k, &again);
	bool more = again.concept_n > r->concept_n || again.strength > r->strength;
	if (more) {
		struct answer better = *out;
		search(k, &again, &better);
		if (better.result.total > 0) {
			better.result.corrected = k->q;
			k->typed = typed;
			*out = better;
			*r = again;
			return;
		}
	}
	k->q = typed;
}

// The question without the part that says where.
static struct str without_where(struct asking *k, const struct reading *r)
{
	struct buf b = BUF_IN(k->arena);
	for (size_t i = 0; i < r->n; i++) {
		if (r->use[i] == USE_WHERE || r->use[i] == USE_RADIUS || r->use[i] == USE_NEAR_ME)
			continue;
		if (b.n > 0)
			buf_addc(&b, r->tokens[i - 1].elided ? '\'' : ' ');
		buf_add(&b, r->tokens[i].source);
	}
	return buf_str(&b);
}

// A place whose name is nearly the words, and lies where the question says.
static bool nearly_named(struct asking *k, const struct reading *r, struct str words, bool there, struct near_name *out)
{
	struct near_name near[NAMED_MAX];
	size_t n = names_near(k->names, words, near, NAMED_MAX);
	const struct where *w = k->has_where ? &k->where : &r->where;
	k->named_n = 0;
	for (size_t i = 0; i < n; i++) {
		if (there && !lies_in(k, near[i].place, w))
			continue;
		if (k->named_n == 0)
			*out = near[i];
		k->named[k->named_n++] = near[i].place;
	}
	return k->named_n > 0;
}

// Rule 6: the question as the name of a known place, typos mended.
static void read_as_name(struct asking *k, struct reading *r, struct answer *out)
{
	struct near_name near;
	struct reading again;
	struct answer named = *out;
	struct str typed = k->q, where = reading_source(r, r->where_at);
	bool placed = k->has_where || r->strength != WHERE_ABSENT;
	bool there = placed && nearly_named(k, r, without_where(k, r), true, &near);
	if (!there && (r->strength == WHERE_NEAR || k->has_where || !nearly_named(k, r, k->q, false, &near))) {
		k->named_n = 0;
		return;
	}
	k->q = there && !k->has_where ? arena_printf(k->arena, "%.*s %.*s", STR_ARG(near.name), STR_ARG(where)) : near.name;
	unsigned options = READ_NO_CONCEPT | (there && !k->has_where ? 0 : READ_NO_WHERE);
	reading_make(k->x, k->names, k->ask, k->q, options, k->arena, &again);
	search(k, &again, &named);
	if (named.result.total == 0) {
		k->q = typed;
		k->named_n = 0;
		return;
	}
	if (near.distance > 0)
		named.result.corrected = k->q;
	else
		k->q = k->typed;
	*out = named;
	*r = again;
}

// How much a word says: an unknown one nothing, a rare one much.
static uint64_t saying(struct asking *k, const struct search_term *t)
{
	uint32_t n = index_word(k->x, t->word);
	if (t->has_concept)
		return UINT32_MAX;
	return n == 0 ? 0 : UINT32_MAX / n;
}

// Rule 7. Around a place all words may go: what is near it then shows; elsewhere one word stays.
static void let_words_go(struct asking *k, struct answer *out)
{
	struct search_query *q = &out->query;
	bool placed = q->has_point || k->has_where || q->filter_n > 0;
	if (k->grown)
		q->radius_km = FARTHEST;
	for (size_t left = q->term_n + placed; left > 1 && out->result.total == 0; left--) {
		struct search_term *least = NULL;
		for (size_t i = 0; i < q->term_n; i++)
			if (!q->terms[i].optional && (least == NULL || saying(k, &q->terms[i]) < saying(k, least)))
				least = &q->terms[i];
		if (least == NULL)
			return;
		least->optional = true;
		k->dropped[k->dropped_n++] = least->word;
		if (count(k, q) == 0)
			continue;
		if (k->grown) {
			q->radius_km = 0;
			choose_radius(k, q);
		}
		index_search(k->x, q, k->arena, &out->result);
	}
}

static void rescue(struct asking *k, struct reading *r, struct answer *out)
{
	static const unsigned ways[] = {READ_NO_BARE_WHERE, READ_NO_CONCEPT | READ_NO_WHERE};
	for (size_t i = 0; i < 2 && out->result.total == 0; i++) {
		struct reading other;
		if (i == 0 ? r->strength != WHERE_BARE : r->concept_n == 0 && r->strength == WHERE_ABSENT)
			continue;
		reading_make(k->x, k->names, k->ask, k->q, ways[i] | (k->has_where ? READ_NO_WHERE : 0), k->arena, &other);
		struct answer tried = *out;
		search(k, &other, &tried);
		if (tried.result.total == 0)
			continue;
		*out = tried;
		*r = other;
	}
	if (out->result.total == 0)
		let_words_go(k, out);
}

static uint32_t count_near(struct asking *k, const struct search_query *q, const struct where *w)
{
	struct search_query near = *q;
	if (w->kind == WHERE_AREA || !q->has_point)
		return 0;
	near.lat = w->lat;
	near.lon = w->lon;
	near.radius_km = 20;
	return count(k, &near);
}

// "manufactures saint-louis": the words may be known around another commune of that name than the largest.
static void choose_homonym(struct asking *k, struct reading *r, struct answer *out)
{
	struct where *w = &r->where;
	if (r->strength == WHERE_ABSENT || w->choice_n == 0 || k->has_where || reading_free(r) == 0 ||
	    count_near(k, &out->query, w) > 0)
		return;
	for (size_t i = 0; i < w->choice_n; i++) {
		struct where other;
		if (where_read(w->choices[i].value, k->arena, &other) != WHERE_OK || count_near(k, &out->query, &other) == 0)
			continue;
		w->choices[i] = (struct chip_choice){w->label, w->value};
		other.choices = w->choices;
		other.choice_n = w->choice_n;
		*w = other;
		search(k, r, out);
		return;
	}
}

static void read_given_where(struct asking *k, struct answer *out)
{
	if (k->ask->where.n == 0)
		return;
	k->has_where = where_read(k->ask->where, k->arena, &k->where) == WHERE_OK;
	if (!k->has_where)
		out->where_problem = arena_printf(k->arena, tr("Nous ne connaissons pas « %.*s »."), STR_ARG(k->ask->where));
}

void answer_ask(const struct index *x, const struct search_ask *ask, struct arena *a, struct answer *out)
{
	int64_t start = time_mono_ns();
	struct asking k = {.x = x, .names = index_name_table(x), .ask = ask, .arena = a, .q = ask->q, .typed = ask->q};
	struct reading r;
	*out = (struct answer){0};
	read_given_where(&k, out);
	choose_reading(&k, &r);
	k.dropped = arena_array(a, 2 * r.n + 80, sizeof *k.dropped);
	search(&k, &r, out);
	choose_homonym(&k, &r, out);
	if (!k.is_name)
		read_corrected(&k, &r, out);
	if ((out->result.total == 0 || out->result.fix_n > 0) && reading_free(&r) > 0 && !ask->exact)
		read_as_name(&k, &r, out);
	if (out->result.total == 0)
		rescue(&k, &r, out);
	answer_chips(&k, &r, out);
	answer_advice(&k, &r, out);
	out->result.ns = time_mono_ns() - start;
}
