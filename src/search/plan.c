// SPDX-License-Identifier: AGPL-3.0-or-later
// What matches. Few candidates are looked at one by one; many are bitsets, combined a word of 64 places at a time.
#include "search/plan.h"

#include <string.h>

static void note_actions(struct plan *p)
{
	const struct facets *f = &p->x->facets;
	const struct search_query *q = p->q;
	p->stages = arena_alloc(p->a, f->code_n);
	for (size_t i = 0; i < q->filter_n + q->term_n; i++) {
		const struct search_term *t = i < q->filter_n ? NULL : &q->terms[i - q->filter_n];
		if (t != NULL && (!t->has_concept || t->plain))
			continue;
		struct search_filter c = t != NULL ? t->concept : q->filters[i];
		if (c.facet != FACET_ACTION || f->base[FACET_ACTION] + c.value >= f->base[FACET_ACTION + 1])
			continue;
		p->asks_action = true;
		for (unsigned s = 0; s < STAGE_COUNT; s++)
			if (!p->filters.on[FACET_STAGE] || p->filters.chosen[f->base[FACET_STAGE] + s])
				p->stages[f->base[KIND_ACTION_STAGE] + (uint32_t)c.value * STAGE_COUNT + s] = (uint8_t)(1 + s);
	}
}

void plan_prepare(struct plan *p, const struct index *x, const struct search_query *q, struct arena *a)
{
	*p = (struct plan){.x = x, .q = q, .a = a, .sort = q->sort, .words = bits_words(x->n)};
	match_prepare(x, q, a, &p->match);
	filters_prepare(&x->facets, q->filters, q->filter_n, a, &p->filters);
	note_actions(p);
	p->has_point = q->has_point;
	if (q->has_point)
		p->from = geo_spot(q->lat, q->lon);
	else if (p->sort == SORT_DISTANCE)
		p->sort = SORT_BEST;
	p->whole_n = match_whole(x, q, &p->match, a, &p->wholes);
	if (!q->no_facets)
		p->counts = arena_array(a, x->facets.code_n, sizeof *p->counts);
}

unsigned plan_stage(const struct plan *p, uint32_t place, uint16_t *action)
{
	const struct facets *f = &p->x->facets;
	unsigned best = STAGE_COUNT;
	if (!p->asks_action)
		return best;
	for (uint32_t i = f->start[place]; i < f->start[place + 1]; i++) {
		uint32_t code = f->codes[i];
		unsigned stage = p->stages[code];
		if (stage == 0 || stage - 1 >= best)
			continue;
		best = stage - 1;
		if (action != NULL)
			*action = (uint16_t)((code - f->base[KIND_ACTION_STAGE]) / STAGE_COUNT);
	}
	return best;
}

static bool radius(const struct plan *p)
{
	return p->has_point && p->q->radius_km > 0;
}

// The required term that the fewest places can satisfy.
static const struct term *narrowest(const struct plan *p)
{
	const struct term *best = NULL;
	for (size_t i = 0; i < p->match.n; i++)
		if (!p->match.terms[i].optional && (best == NULL || p->match.terms[i].size < best->size))
			best = &p->match.terms[i];
	return best;
}

static bool satisfies(const struct plan *p, uint32_t place, const struct term *known)
{
	if (radius(p) && !geo_is_within(&p->x->geo, place, p->from, p->q->radius_km))
		return false;
	for (size_t i = 0; i < p->match.n; i++) {
		const struct term *t = &p->match.terms[i];
		if (t != known && !t->optional && term_level(t, place) < 0)
			return false;
	}
	return true;
}

// Keeps those of the candidates that match, and counts.
static void sift(struct plan *p, uint32_t *candidates, uint32_t n, const struct term *known)
{
	const struct facets *f = &p->x->facets;
	p->list = candidates;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t place = candidates[i];
		if (!satisfies(p, place, known))
			continue;
		uint16_t failed = p->filters.groups ? filters_failed(f, &p->filters, place) : 0;
		if (failed == 0)
			candidates[p->total++] = place;
		if (p->counts == NULL || (failed & (failed - 1)) != 0)
			continue;
		unsigned group = failed ? (unsigned)__builtin_ctz(failed) : GROUP_COUNT;
		facets_count_place(f, &p->filters, place, group, p->counts);
	}
}

static uint64_t *new_bits(const struct plan *p)
{
	return arena_array(p->a, p->words, sizeof(uint64_t));
}

static uint64_t *copy_bits(const struct plan *p, const uint64_t *from)
{
	return memcpy(new_bits(p), from, p->words * sizeof *from);
}

// Of all that is asked together: nothing is copied while there is but one.
struct narrowing {
	const uint64_t *bits; // NULL: every place
	uint64_t *own;
};

static void narrow(const struct plan *p, struct narrowing *n, const uint64_t *with)
{
	if (n->bits == NULL) {
		n->bits = with;
		return;
	}
	if (n->own == NULL)
		n->bits = n->own = copy_bits(p, n->bits);
	bits_and(n->own, with, p->words);
}

// What satisfies the terms and the radius, whatever the filters; NULL: every place.
static const uint64_t *base_bits(struct plan *p)
{
	struct narrowing n = {0};
	p->levels = arena_array(p->a, p->match.n, sizeof *p->levels);
	if (radius(p)) {
		uint64_t *around = new_bits(p);
		geo_within(&p->x->geo, p->from, p->q->radius_km, around);
		narrow(p, &n, around);
	}
	for (size_t i = 0; i < p->match.n; i++) {
		struct term_bits *t = &p->levels[i];
		t->n = term_levels(p->x, &p->match.terms[i], p->a, t->v);
		if (!p->match.terms[i].optional)
			narrow(p, &n, t->n > 0 ? t->v[t->n - 1].bits : new_bits(p));
	}
	return n.bits;
}

enum { COUNT_PLACE = 20 }; // what counting one place costs, where sixteen words of a bitset cost one

static void count_facets(struct plan *p, const uint64_t *bits, uint32_t n, unsigned group)
{
	const struct facets *f = &p->x->facets;
	if ((uint64_t)n * COUNT_PLACE > facets_effort(f, &p->filters, group)) {
		facets_count_bits(f, &p->filters, bits, group, p->a, p->counts);
		return;
	}
	for (size_t w = 0; w < p->words; w++) {
		for (uint64_t left = bits[w]; left != 0; left &= left - 1) {
			uint32_t place = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(left);
			if (group < GROUP_COUNT) {
				facets_count_place(f, &p->filters, place, group, p->counts);
				continue;
			}
			for (unsigned g = 0; p->filters.groups != 0 && g < GROUP_COUNT; g++)
				if (!(p->filters.groups >> g & 1))
					facets_count_place(f, &p->filters, place, g, p->counts);
			if (p->filters.groups == 0)
				facets_count_place(f, &p->filters, place, GROUP_COUNT, p->counts);
		}
	}
}

static void find_by_bits(struct plan *p)
{
	const struct facets *f = &p->x->facets;
	const uint64_t *base = base_bits(p);
	uint64_t *passing[GROUP_COUNT] = {0};
	if (base == NULL) {
		uint64_t *all = new_bits(p);
		bits_fill(all, p->x->n);
		base = all;
		if (p->filters.groups == 0) { // nothing is asked
			p->bits = base;
			p->total = p->x->n;
			if (p->counts != NULL)
				memcpy(p->counts, f->totals, f->code_n * sizeof *p->counts);
			return;
		}
	}
	struct narrowing all = {.bits = base};
	for (unsigned g = 0; g < GROUP_COUNT; g++) {
		if (!(p->filters.groups >> g & 1))
			continue;
		passing[g] = new_bits(p);
		filters_bits(f, &p->filters, g, passing[g]);
		narrow(p, &all, passing[g]);
	}
	p->bits = all.bits;
	p->total = bits_count(p->bits, p->words);
	if (p->counts == NULL)
		return;
	count_facets(p, p->bits, p->total, GROUP_COUNT);
	for (unsigned g = 0; g < GROUP_COUNT; g++) { // each filter's own facets, as if it were not there
		struct narrowing without = {.bits = base};
		if (passing[g] == NULL)
			continue;
		for (unsigned other = 0; other < GROUP_COUNT; other++)
			if (other != g && passing[other] != NULL)
				narrow(p, &without, passing[other]);
		count_facets(p, without.bits, bits_count(without.bits, p->words), g);
	}
}

static const uint32_t LIST_BELOW = 2048; // one place in so many may match: candidates are listed

void plan_find(struct plan *p)
{
	const struct term *t = narrowest(p);
	uint32_t n = p->x->n;
	uint32_t *listed = t != NULL && t->size <= TERM_FEW ? arena_array(p->a, TERM_FEW + 1, sizeof *listed) : NULL;
	int few = listed != NULL ? term_few(t, listed) : -1;
	if (few >= 0) {
		sift(p, listed, (uint32_t)few, t);
		return;
	}
	if (t != NULL && t->size <= n / LIST_BELOW) {
		uint64_t *bits = new_bits(p);
		term_bits(p->x, t, p->a, bits);
		uint32_t *list = arena_array(p->a, t->size, sizeof *list);
		sift(p, list, bits_list(bits, p->words, list), t);
		return;
	}
	find_by_bits(p);
}
