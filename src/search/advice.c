// SPDX-License-Identifier: AGPL-3.0-or-later
// No dead end: when few places match, what to let go and what that would give.
#include "search/answer.h"

#include "base/utf8.h"
#include "search/lexicon.h"

enum { FEW = 5, MOST = 8 };

static struct search_query copy_of(struct asking *k, const struct search_query *q)
{
	struct search_query c = *q;
	c.filters = arena_array(k->arena, q->filter_n + 1, sizeof *c.filters);
	c.terms = arena_array(k->arena, q->term_n + 1, sizeof *c.terms);
	for (size_t i = 0; i < q->filter_n; i++)
		c.filters[i] = q->filters[i];
	for (size_t i = 0; i < q->term_n; i++)
		c.terms[i] = q->terms[i];
	return c;
}

static void drop_facet(struct search_query *q, enum facet f)
{
	size_t n = 0;
	for (size_t i = 0; i < q->filter_n; i++)
		if (q->filters[i].facet != f)
			q->filters[n++] = q->filters[i];
	q->filter_n = n;
}

static bool in_word(struct str s, size_t at)
{
	unsigned char c = at < s.n ? (unsigned char)s.p[at] : ' ';
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

// Where they stand as words of their own: "art" is not in "partage" when it also stands alone.
static ptrdiff_t find_words(struct str q, struct str words)
{
	ptrdiff_t first = words.n ? str_find(q, words) : -1;
	for (ptrdiff_t at = first; at >= 0;) {
		size_t end = (size_t)at + words.n;
		if (!(at > 0 && in_word(q, (size_t)at - 1) && in_word(words, 0)) && !(in_word(q, end) && in_word(words, words.n - 1)))
			return at;
		ptrdiff_t more = str_find(str_from(q, (size_t)at + 1), words);
		at = more < 0 ? -1 : at + 1 + more;
	}
	return first;
}

struct str question_without(struct str q, struct str words, struct arena *a)
{
	ptrdiff_t at = find_words(q, words);
	if (at < 0)
		return q;
	struct buf b = BUF_IN(a), out = BUF_IN(a);
	buf_add(&b, str_sub(q, 0, (size_t)at));
	buf_addc(&b, ' ');
	buf_add(&b, str_from(q, (size_t)at + words.n));
	utf8_squeeze(&out, buf_str(&b));
	return out.n ? buf_str(&out) : S("");
}

static void clear_facet(struct asking *k, struct search_ask *ask, enum facet f)
{
	struct search_filter *kept = arena_array(k->arena, ask->filter_n + 1, sizeof *kept);
	size_t n = 0;
	for (size_t i = 0; i < ask->filter_n; i++)
		if (ask->filters[i].facet != f)
			kept[n++] = ask->filters[i];
	ask->filters = kept;
	ask->filter_n = n;
}

static struct str where_words(const struct answer *out)
{
	for (size_t i = 0; i < out->chip_n; i++)
		if (out->chips[i].kind == CHIP_WHERE)
			return out->chips[i].words;
	return STR_NONE;
}

struct str question_with(struct str q, struct str words, struct str others, struct arena *a)
{
	ptrdiff_t at = find_words(q, words);
	if (at < 0)
		return q;
	struct str before = str_sub(q, 0, (size_t)at), after = str_from(q, (size_t)at + words.n);
	return arena_printf(a, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(others), STR_ARG(after));
}

// The question that a person asks who takes the advice: as ask_link_advice() writes it.
static struct search_ask taken(struct asking *k, const struct answer *out, const struct advice *a)
{
	struct search_ask ask = *k->ask;
	ask.page = 1;
	if (a->kind == ADVICE_WIDEN) {
		ask.has_radius = true;
		ask.radius_km = a->radius_km;
	} else if (a->kind == ADVICE_DROP_WHERE) {
		ask.where = STR_NONE;
		ask.has_radius = false;
		for (size_t i = 0; i < out->chip_n; i++) {
			if (out->chips[i].kind != CHIP_WHERE || out->chips[i].words.n == 0)
				continue;
			ask.q = question_without(ask.q, out->chips[i].words, k->arena);
			break;
		}
	} else if (a->kind == ADVICE_SPELL) {
		ask.q = question_with(ask.q, a->word, a->text, k->arena);
	} else if (a->kind == ADVICE_TYPE) {
		ask.q = where_words(out);
		ask.filters = arena_array(k->arena, 1, sizeof *ask.filters);
		ask.filters[0] = a->filter;
		ask.filter_n = 1;
		ask.plain_n = 0;
		ask.exact = false;
	} else if (a->word.n > 0) {
		ask.q = question_without(ask.q, a->word, k->arena);
	}
	if (a->kind == ADVICE_NEIGHBOUR_TYPE || (a->kind == ADVICE_DROP_FILTER && a->word.n == 0))
		clear_facet(k, &ask, a->filter.facet);
	if (a->kind == ADVICE_NEIGHBOUR_TYPE)
		ask.filters[ask.filter_n++] = a->filter;
	return ask;
}

// Keeps the advice when it gives more than there is. What it gives is what the question that it leads to would be
// answered with: with other words that may be read in another way.
static void offer(struct asking *k, struct answer *out, const struct search_query *q, struct advice a)
{
	if (out->advice_n == MOST || asking_count(k, q) <= out->result.total)
		return;
	struct search_ask ask = taken(k, out, &a);
	a.total = answer_total(k->x, &ask, k->arena);
	if (a.total > out->result.total)
		out->advice[out->advice_n++] = a;
}

static bool chosen(const struct search_ask *ask, enum facet f, struct search_filter *which)
{
	for (size_t i = 0; i < ask->filter_n; i++) {
		if (ask->filters[i].facet == f) {
			*which = ask->filters[i];
			return true;
		}
	}
	return false;
}

static void without_filters(struct asking *k, const struct reading *r, struct answer *out)
{
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		struct advice a = {.kind = ADVICE_DROP_FILTER};
		if (!chosen(k->ask, f, &a.filter))
			continue;
		struct search_query q = copy_of(k, &out->query);
		drop_facet(&q, f);
		offer(k, out, &q, a);
	}
	for (size_t i = 0; i < r->concept_n; i++) {
		const struct concept *c = &r->concepts[i];
		if (!c->filter)
			continue;
		struct search_query q = copy_of(k, &out->query);
		drop_facet(&q, c->value.facet);
		offer(k, out, &q, (struct advice){.kind = ADVICE_DROP_FILTER, .filter = c->value, .word = reading_source(r, c->at)});
	}
}

static void wider(struct asking *k, const struct reading *r, struct answer *out)
{
	static const double steps[] = {10, 20, 50, 100, 200};
	struct search_query q = copy_of(k, &out->query);
	size_t before = out->advice_n;
	if (q.has_point && q.radius_km > 0) {
		for (size_t i = 0; i < sizeof steps / sizeof *steps && out->advice_n == before; i++) {
			if (steps[i] <= out->query.radius_km)
				continue;
			q.radius_km = steps[i];
			offer(k, out, &q, (struct advice){.kind = ADVICE_WIDEN, .radius_km = steps[i]});
		}
		if (out->advice_n > before)
			return;
		q.radius_km = 0;
		q.has_point = false;
		offer(k, out, &q, (struct advice){.kind = ADVICE_DROP_WHERE});
		return;
	}
	const struct where *w = k->has_where ? &k->where : r->strength != WHERE_ABSENT ? &r->where : NULL;
	if (w == NULL || w->kind != WHERE_AREA)
		return;
	drop_facet(&q, w->filters[0].facet);
	offer(k, out, &q, (struct advice){.kind = ADVICE_DROP_WHERE});
}

// The type that was asked for: chosen, or named in the question.
static bool asked_type(struct asking *k, const struct reading *r, struct search_filter *type, struct str *words)
{
	if (chosen(k->ask, FACET_TYPE, type))
		return true;
	for (size_t i = 0; i < r->concept_n; i++) {
		if (r->concepts[i].value.facet != FACET_TYPE)
			continue;
		*type = r->concepts[i].value;
		*words = reading_source(r, r->concepts[i].at);
		return true;
	}
	return false;
}

static void neighbours(struct asking *k, const struct reading *r, struct answer *out)
{
	struct search_filter type;
	struct str words = STR_NONE;
	const enum place_type *near;
	const struct lexicon *l = index_lexicon(k->x);
	if (l == NULL || !asked_type(k, r, &type, &words))
		return;
	size_t n = lexicon_neighbours(l, (enum place_type)type.value, &near);
	for (size_t i = 0; i < n; i++) {
		struct search_query q = copy_of(k, &out->query);
		drop_facet(&q, FACET_TYPE);
		size_t kept = 0;
		for (size_t t = 0; t < q.term_n; t++)
			if (!q.terms[t].has_concept || q.terms[t].concept.facet != FACET_TYPE)
				q.terms[kept++] = q.terms[t];
		q.term_n = kept;
		struct search_filter other = {FACET_TYPE, (uint16_t)near[i]};
		q.filters[q.filter_n++] = other;
		offer(k, out, &q, (struct advice){.kind = ADVICE_NEIGHBOUR_TYPE, .filter = other, .word = words});
	}
}

// Without a word that is searched as a word, or names a type or an action.
static void without_term(struct asking *k, struct answer *out, struct str word, struct str source)
{
	struct search_query q = copy_of(k, &out->query);
	size_t kept = 0;
	for (size_t t = 0; t < q.term_n; t++)
		if (!str_eq(q.terms[t].word, word))
			q.terms[kept++] = q.terms[t];
	bool asks = kept > 0 || q.filter_n > 0 || q.has_point;
	if (kept == q.term_n || !asks || asking_let_go(k, word))
		return;
	q.term_n = kept;
	offer(k, out, &q, (struct advice){.kind = ADVICE_DROP_WORD, .word = source});
}

static void without_words(struct asking *k, const struct reading *r, struct answer *out)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->use[i] != USE_FREE && r->use[i] != USE_PLAIN)
			continue;
		struct span phrase = asking_phrase(k, r, i);
		without_term(k, out, reading_words(r, phrase, k->arena), reading_source(r, phrase));
		i = phrase.to - 1;
	}
	for (size_t i = 0; i < r->concept_n; i++)
		if (!r->concepts[i].filter)
			without_term(k, out, reading_words(r, r->concepts[i].at, k->arena), reading_source(r, r->concepts[i].at));
}

// Words of the network that are spelled nearly so, for those that it has not.
static void spelled(struct asking *k, const struct reading *r, struct answer *out)
{
	for (size_t i = 0; i < r->n; i++) {
		struct str word = r->tokens[i].word, near[2];
		if ((r->use[i] != USE_FREE && r->use[i] != USE_PLAIN) || index_word(k->x, word) > 0)
			continue;
		size_t n = index_spelled(k->x, word, k->arena, near, 2);
		for (size_t w = 0; w < n && out->advice_n < MOST; w++) {
			struct advice a = {.kind = ADVICE_SPELL, .word = r->tokens[i].source, .text = near[w]};
			struct search_ask ask = taken(k, out, &a);
			a.total = answer_total(k->x, &ask, k->arena);
			if (a.total > 0)
				out->advice[out->advice_n++] = a;
		}
	}
}

// When nothing else leads anywhere: what there is there, or at all, by type; the most first.
static void by_type(struct asking *k, struct answer *out)
{
	enum { TYPES_MOST = 4 };
	size_t first = out->advice_n, most = first + TYPES_MOST < MOST ? first + TYPES_MOST : MOST;
	for (uint16_t type = 0; type < TYPE_COUNT; type++) {
		struct advice a = {.kind = ADVICE_TYPE, .filter = {FACET_TYPE, type}};
		struct search_ask ask = taken(k, out, &a);
		a.total = type != TYPE_OTHER ? answer_total(k->x, &ask, k->arena) : 0;
		size_t at = out->advice_n;
		if (a.total == 0 || (at == most && out->advice[at - 1].total >= a.total))
			continue;
		if (at < most)
			out->advice_n++;
		else
			at--;
		for (; at > first && out->advice[at - 1].total < a.total; at--)
			out->advice[at] = out->advice[at - 1];
		out->advice[at] = a;
	}
}

void answer_advice(struct asking *k, const struct reading *r, struct answer *out)
{
	if (out->result.total >= FEW || k->ask->page > 1)
		return;
	out->advice = arena_array(k->arena, MOST, sizeof *out->advice);
	without_filters(k, r, out);
	wider(k, r, out);
	neighbours(k, r, out);
	without_words(k, r, out);
	if (out->result.total > 0)
		return;
	spelled(k, r, out);
	if (out->advice_n == 0)
		by_type(k, out);
}
