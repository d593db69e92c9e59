// SPDX-License-Identifier: AGPL-3.0-or-later
// A question in, an answer out.
#include "search/search.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "search/plan.h"

static bool is_fixed(const struct plan *p, size_t term, struct str *to)
{
	for (size_t i = 0; i < p->match.fix_n; i++) {
		if (p->match.fixes[i].term == term && str_eq(p->match.fixes[i].from, *to)) {
			*to = p->match.fixes[i].to;
			return true;
		}
	}
	return false;
}

// The question with its words replaced.
static struct str corrected(const struct plan *p)
{
	struct buf b = BUF_IN(p->a);
	for (size_t i = 0; p->match.fix_n > 0 && i < p->match.n; i++) {
		const struct way *own = &p->match.terms[i].ways[0];
		for (size_t k = 0; k < own->atom_n; k++) {
			struct str word = own->atoms[k].word;
			is_fixed(p, i, &word);
			if (b.n > 0)
				buf_addc(&b, ' ');
			buf_add(&b, word);
		}
	}
	return buf_str(&b);
}

static void give_hits(const struct plan *p, struct search_result *out)
{
	size_t from = p->q->offset < p->top.n ? p->q->offset : p->top.n;
	out->hit_n = p->top.n - from;
	out->hits = arena_array(p->a, out->hit_n, sizeof *out->hits);
	for (size_t i = 0; i < out->hit_n; i++) {
		uint32_t place = p->top.items[from + i].place;
		double km = p->has_point ? spot_km(p->x->geo.spots[place], p->from) : NAN;
		out->hits[i] = (struct search_hit){.place = place, .km = isnan(km) ? -1.0f : (float)km};
	}
	plan_explain(p, out->hits, out->hit_n);
	for (size_t i = 0; i < out->hit_n; i++)
		out->hits[i].place = p->x->order[out->hits[i].place];
}

static void check(const struct index *x, const struct search_query *q)
{
	assert(!q->has_point || (isfinite(q->lat) && isfinite(q->lon)));
	for (size_t i = 0; i < q->filter_n; i++)
		assert(q->filters[i].facet < FACET_COUNT);
	for (size_t i = 0; i < q->term_n; i++)
		assert(!q->terms[i].has_concept || q->terms[i].concept.facet < FACET_COUNT);
	for (size_t i = 0; i < q->named_n; i++)
		assert(x->number[q->named[i]] != UINT32_MAX);
}

void index_search(const struct index *x, const struct search_query *q, struct arena *a, struct search_result *out)
{
	int64_t start = time_mono_ns();
	struct plan p;
	check(x, q);
	plan_prepare(&p, x, q, a);
	plan_find(&p);
	plan_rank(&p);
	*out = (struct search_result){.total = p.total, .fixes = p.match.fixes, .fix_n = p.match.fix_n,
				      .corrected = corrected(&p)};
	give_hits(&p, out);
	if (p.counts != NULL)
		facets_give(&x->facets, &p.filters, p.counts, a, out);
	out->ns = time_mono_ns() - start;
}

void index_within(const struct index *x, const struct search_query *q, struct arena *a, const double *km, size_t n,
		  uint32_t *totals)
{
	struct search_query widest = *q;
	struct plan p;
	check(x, q);
	memset(totals, 0, n * sizeof *totals);
	if (n == 0 || !q->has_point)
		return;
	widest.no_facets = true;
	widest.radius_km = km[n - 1];
	plan_prepare(&p, x, &widest, a);
	plan_find(&p);
	geo_count_within(&x->geo, p.bits, p.list, p.total, p.from, km, n, totals);
}

uint32_t index_matches(const struct index *x, const struct search_query *q, struct arena *a, uint32_t **places, uint32_t max)
{
	struct search_query counting = *q;
	struct plan p;
	check(x, q);
	counting.no_facets = true;
	plan_prepare(&p, x, &counting, a);
	plan_find(&p);
	size_t words = bits_words(x->atlas->place_n);
	uint64_t *bits = arena_array(a, words, sizeof *bits); // by position in the atlas
	if (p.bits != NULL) {
		for (size_t w = 0; w < p.words; w++)
			for (uint64_t left = p.bits[w]; left != 0; left &= left - 1)
				bits_set(bits, x->order[w * 64 + (size_t)__builtin_ctzll(left)]);
	}
	for (uint32_t i = 0; p.bits == NULL && i < p.total; i++)
		bits_set(bits, x->order[p.list[i]]);
	uint32_t n = p.total < max ? p.total : max, kept = 0;
	*places = arena_array(a, n, sizeof **places);
	for (size_t w = 0; w < words && kept < n; w++)
		for (uint64_t left = bits[w]; left != 0 && kept < n; left &= left - 1)
			(*places)[kept++] = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(left);
	return p.total;
}

uint32_t index_word(const struct index *x, struct str word)
{
	uint32_t id, n = 0, code;
	if (!dictionary_find(&x->dictionary, word, &id))
		return 0;
	for (uint32_t i = x->postings.start[id]; i < x->postings.start[id + 1]; i++) {
		const struct run *r = &x->postings.runs[i];
		if (r->kind != RUN_VALUE)
			n += r->n;
		else if (facets_code(&x->facets, r->start >> 16, r->start & 0xFFFF, &code))
			n += x->facets.sets[code].n;
	}
	return n < x->n ? n : x->n;
}

size_t index_spelled(const struct index *x, struct str word, struct arena *a, struct str *out, size_t max)
{
	enum { CANDIDATES = 8 };
	struct near {
		uint32_t word, places;
		unsigned distance;
	} best[CANDIDATES];
	size_t n = 0, wanted = max < CANDIDATES ? max : CANDIDATES;
	uint32_t first, last;
	unsigned most = word.n >= 8 ? 3 : word.n >= 5 ? 2 : 1;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] >= '0' && word.p[i] <= '9')
			return 0;
	if (word.n < 3 || wanted == 0)
		return 0;
	dictionary_prefix(&x->dictionary, str_sub(word, 0, 1), &first, &last);
	for (uint32_t id = first; id < last; id++) {
		struct str other = dictionary_word(&x->dictionary, id);
		if (other.n + most < word.n || other.n > word.n + most)
			continue;
		struct near one = {id, 0, typo_distance(word, other, most)};
		if (one.distance == 0 || one.distance > most)
			continue;
		one.places = index_word(x, other);
		size_t at = n;
		while (at > 0 && (best[at - 1].distance > one.distance ||
				  (best[at - 1].distance == one.distance && best[at - 1].places < one.places)))
			at--;
		if (at == wanted)
			continue;
		n += n < wanted;
		for (size_t k = n - 1; k > at; k--)
			best[k] = best[k - 1];
		best[at] = one;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = arena_str(a, dictionary_word(&x->dictionary, best[i].word));
	return n;
}
