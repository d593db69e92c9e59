// SPDX-License-Identifier: AGPL-3.0-or-later
// The best few of what matches. With many matches only those are looked at that can still be among them: the key's
// leading tie-breaks are the same for whole bitsets, and each tile of 64 places knows its best and its nearest.
#include <math.h>
#include <stdlib.h>

#include "search/plan.h"

static unsigned whole_of(const struct plan *p, uint32_t place)
{
	size_t low = 0, high = p->whole_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (p->wholes[mid].place < place)
			low = mid + 1;
		else
			high = mid;
	}
	return low < p->whole_n && p->wholes[low].place == place ? p->wholes[low].whole : 2;
}

static double km_of(const struct plan *p, uint32_t place)
{
	return p->has_point ? spot_km(p->x->geo.spots[place], p->from) : NAN;
}

static int level_in(const struct term_bits *t, uint32_t place)
{
	for (size_t i = 0; i < t->n; i++)
		if (bits_has(t->v[i].bits, place))
			return (int)t->v[i].level;
	return -1;
}

static uint64_t key_of(const struct plan *p, uint32_t place)
{
	const struct index *x = p->x;
	uint32_t rest = x->fixed[place] & (RANK_PLACES_MAX - 1);
	if (p->sort == SORT_NAME)
		return x->by_name[place];
	if (p->sort == SORT_FRESH)
		return rank_fresh_key(x->atlas->places[x->order[place]].confirmed, rest);
	if (p->sort == SORT_DISTANCE)
		return rank_distance_key(km_of(p, place), rest);
	struct rank r = {.whole = whole_of(p, place), .has_point = p->has_point, .km = km_of(p, place)};
	for (size_t i = 0; i < p->match.n; i++) {
		int level = p->levels != NULL ? level_in(&p->levels[i], place) : term_level(&p->match.terms[i], place);
		r.missing += level < 0;
		r.mismatch += level < 0 ? LEVEL_MAX : (unsigned)(LEVEL_MAX - level);
	}
	if (p->asks_action)
		r.stage = plan_stage(p, place, NULL);
	return rank_key(&r, rank_static(x->fixed[place]));
}

static void push(struct plan *p, uint32_t place)
{
	top_push(&p->top, key_of(p, place), place);
}

static void push_word(struct plan *p, size_t w)
{
	for (uint64_t left = p->bits[w]; left != 0; left &= left - 1)
		push(p, (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(left));
}

static void rank_all(struct plan *p)
{
	for (uint32_t i = 0; p->bits == NULL && i < p->total; i++)
		push(p, p->list[i]);
	for (size_t w = 0; p->bits != NULL && w < p->words; w++)
		if (p->bits[w] != 0)
			push_word(p, w);
}

struct near_sheet {
	double km;
	uint32_t sheet;
};

static int by_km(const void *a, const void *b)
{
	double x = ((const struct near_sheet *)a)->km, y = ((const struct near_sheet *)b)->km;
	return x < y ? -1 : x > y;
}

// The least key that anything at that distance or farther could have.
static uint64_t bound(const struct plan *p, double km)
{
	if (p->sort == SORT_DISTANCE)
		return rank_distance_key(km, 0);
	struct rank r = {.has_point = true, .km = km};
	return rank_bound(&r);
}

// Sheets from near to far, until none can hold a better one.
static void rank_nearest(struct plan *p)
{
	const struct geo *g = &p->x->geo;
	struct near_sheet *sheets = arena_array(p->a, g->sheet_n, sizeof *sheets);
	for (uint32_t s = 0; s < g->sheet_n; s++)
		sheets[s] = (struct near_sheet){circle_nearest_km(&g->sheets[s], p->from), s};
	qsort(sheets, g->sheet_n, sizeof *sheets, by_km);
	for (uint32_t i = 0; i < g->sheet_n; i++) {
		uint32_t s = sheets[i].sheet;
		if (bound(p, sheets[i].km) >= p->top.limit)
			return;
		for (uint32_t t = s * SHEET_TILES; t < (s + 1) * SHEET_TILES && t < g->tile_n; t++)
			if (p->bits[t] != 0 && bound(p, circle_nearest_km(&g->tiles[t], p->from)) < p->top.limit)
				push_word(p, t);
	}
}

// A tier: places alike in all the leading tie-breaks, as an intersection of bitsets.
enum { TIERS_MAX = 128, TIER_SETS = 10, TIER_HITS = 256 };
struct tier {
	uint64_t key;
	const uint64_t *sets[TIER_SETS];
	size_t set_n;
};
struct tiers {
	struct tier v[TIERS_MAX];
	size_t n;
	bool full;
};

struct choice { // one level of a term, or one stage
	struct rank rank;
	const uint64_t *bits; // NULL: any place
};
struct choices {
	struct choice v[LEVEL_COUNT + 1];
	size_t n;
};

static void add_tiers(struct tiers *out, const struct choices *of, size_t n, size_t at, struct tier tier, struct rank rank)
{
	if (at == n) {
		if (out->n == TIERS_MAX) {
			out->full = true;
			return;
		}
		tier.key = rank_key(&rank, 0);
		out->v[out->n++] = tier;
		return;
	}
	for (size_t i = 0; i < of[at].n && !out->full; i++) {
		const struct choice *c = &of[at].v[i];
		struct tier next = tier;
		struct rank r = {.missing = rank.missing + c->rank.missing, .mismatch = rank.mismatch + c->rank.mismatch,
				 .stage = rank.stage + c->rank.stage, .whole = 2};
		if (c->bits != NULL)
			next.sets[next.set_n++] = c->bits;
		add_tiers(out, of, n, at + 1, next, r);
	}
}

static void term_choices(const struct plan *p, size_t term, struct choices *out)
{
	const struct term_bits *t = &p->levels[term];
	for (size_t i = 0; i < t->n; i++)
		out->v[out->n++] = (struct choice){{.mismatch = LEVEL_MAX - t->v[i].level}, t->v[i].bits};
	if (p->match.terms[term].optional)
		out->v[out->n++] = (struct choice){{.mismatch = LEVEL_MAX, .missing = 1}, NULL};
}

static void stage_choices(const struct plan *p, struct choices *out)
{
	const struct facets *f = &p->x->facets;
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		uint64_t *bits = NULL;
		for (uint32_t c = f->base[KIND_ACTION_STAGE]; c < f->base[KIND_ACTION_STAGE + 1]; c++) {
			if (p->stages[c] != 1 + s || f->sets[c].n == 0)
				continue;
			if (bits == NULL)
				bits = arena_array(p->a, p->words, sizeof *bits);
			set_or(&f->sets[c], bits, p->words);
		}
		if (bits != NULL)
			out->v[out->n++] = (struct choice){{.stage = s}, bits};
	}
	out->v[out->n++] = (struct choice){{.stage = STAGE_COUNT}, NULL};
}

static void sort_tiers(struct tiers *t) // few
{
	for (size_t i = 1; i < t->n; i++) {
		struct tier one = t->v[i];
		size_t at = i;
		for (; at > 0 && t->v[at - 1].key > one.key; at--)
			t->v[at] = t->v[at - 1];
		t->v[at] = one;
	}
}

static void rank_tier(struct plan *p, const struct tier *t)
{
	const struct index *x = p->x;
	uint32_t limit = rank_pack_below(p->top.limit - t->key);
	for (size_t w = 0; w < p->words; w++) {
		if (x->tile_best[w] >= limit)
			continue;
		uint64_t left = p->bits[w];
		for (size_t i = 0; i < t->set_n; i++)
			left &= t->sets[i][w];
		if (left == 0)
			continue;
		for (; left != 0; left &= left - 1) {
			uint32_t place = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(left);
			uint64_t key = t->key | rank_static(x->fixed[place]);
			// One that stands in a better tier too is there already, at its true key.
			if (key < p->top.limit && !top_holds(&p->top, place))
				top_push(&p->top, key, place);
		}
		limit = rank_pack_below(p->top.limit - t->key);
	}
}

static bool rank_by_tiers(struct plan *p)
{
	if (p->match.n + 1 > TIER_SETS || p->top.max > TIER_HITS)
		return false;
	struct choices *of = arena_array(p->a, p->match.n + 1, sizeof *of);
	struct tiers *tiers = arena_new(p->a, struct tiers);
	size_t n = 0;
	for (size_t i = 0; i < p->match.n; i++)
		term_choices(p, i, &of[n++]);
	if (p->asks_action)
		stage_choices(p, &of[n++]);
	add_tiers(tiers, of, n, 0, (struct tier){0}, (struct rank){.whole = 2});
	if (tiers->full)
		return false;
	for (size_t i = 0; i < p->whole_n; i++) // these come before their tier
		if (bits_has(p->bits, p->wholes[i].place))
			push(p, p->wholes[i].place);
	sort_tiers(tiers);
	for (size_t i = 0; i < tiers->n && tiers->v[i].key < p->top.limit; i++)
		rank_tier(p, &tiers->v[i]);
	return true;
}

// So few are simply looked at.
static bool few(const struct plan *p)
{
	return p->total <= 160 && p->total <= p->x->n / 8;
}

void plan_rank(struct plan *p)
{
	size_t wanted = (size_t)p->q->offset + p->q->limit;
	p->top = top_new(p->a, p->q->limit == 0 || p->q->offset >= p->total ? 0 : wanted < p->total ? wanted : p->total);
	if (p->top.max == 0)
		return;
	if (p->bits == NULL || few(p) || p->sort == SORT_NAME || p->sort == SORT_FRESH)
		rank_all(p);
	else if (p->has_point)
		rank_nearest(p);
	else if (!rank_by_tiers(p))
		rank_all(p);
	top_sort(&p->top);
}
