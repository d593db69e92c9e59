// SPDX-License-Identifier: AGPL-3.0-or-later
// Counting: a place at a time from its codes when few match, a value at a time from its bitset when many do.
#include <string.h>

#include "search/facets.h"

enum { SEEN_MAX = 64 };

// The halves of a pair whose other half is chosen are counted through the pairs, each once a place.
struct halves {
	enum facet left, right;
	unsigned kind;
	uint32_t right_n;
};
static struct halves pair_of(const struct facets *f, enum group g)
{
	if (g == GROUP_ACTION)
		return (struct halves){FACET_ACTION, FACET_STAGE, KIND_ACTION_STAGE, STAGE_COUNT};
	return (struct halves){FACET_LABEL, FACET_YEAR, KIND_LABEL_YEAR, f->year_n};
}

static bool once(uint32_t *seen, size_t *n, uint32_t code)
{
	for (size_t i = 0; i < *n; i++)
		if (seen[i] == code)
			return false;
	if (*n < SEEN_MAX)
		seen[(*n)++] = code;
	return true;
}

static void count_pair(const struct facets *f, const struct filters *s, uint32_t place, enum group g, uint32_t *counts)
{
	struct halves p = pair_of(f, g);
	uint32_t seen[SEEN_MAX];
	size_t seen_n = 0;
	for (uint32_t i = f->start[place]; i < f->start[place + 1]; i++) {
		uint32_t c = f->codes[i];
		unsigned kind = f->kind_of[c];
		if ((kind == p.left && !s->on[p.right]) || (kind == p.right && !s->on[p.left]))
			counts[c]++;
		if (kind != p.kind)
			continue;
		uint32_t left = f->base[p.left] + (c - f->base[kind]) / p.right_n;
		uint32_t right = f->base[p.right] + (c - f->base[kind]) % p.right_n;
		if (s->on[p.right] && s->chosen[right] && once(seen, &seen_n, left))
			counts[left]++;
		if (s->on[p.left] && s->chosen[left] && once(seen, &seen_n, right))
			counts[right]++;
	}
}

void facets_count_place(const struct facets *f, const struct filters *s, uint32_t place, unsigned group, uint32_t *counts)
{
	const unsigned pairs = s->groups & (1u << GROUP_ACTION | 1u << GROUP_LABEL);
	const uint16_t *codes = f->codes + f->start[place];
	uint32_t n = f->start[place + 1] - f->start[place];
	if (group == GROUP_COUNT && pairs == 0) {
		for (uint32_t i = 0; i < n; i++)
			counts[codes[i]]++;
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		unsigned g = f->group_of[codes[i]];
		if ((group == GROUP_COUNT || group == g) && !(pairs >> g & 1))
			counts[codes[i]]++;
	}
	for (unsigned g = 0; g < GROUP_COUNT; g++)
		if (pairs >> g & 1 && (group == GROUP_COUNT || group == g))
			count_pair(f, s, place, g, counts);
}

static void count_departments(const struct facets *f, const uint64_t *bits, uint32_t *counts, bool regions, bool departments)
{
	uint32_t departments_n = f->base[FACET_DEPARTMENT + 1] - f->base[FACET_DEPARTMENT];
	for (uint32_t d = 0; d < departments_n; d++) {
		uint32_t code = f->base[FACET_DEPARTMENT] + d, n = f->sets[code].n;
		if (n == 0)
			continue;
		uint32_t from = f->department_start[d], in = bits_count_range(bits, from, from + n);
		if (departments)
			counts[code] += in;
		if (regions)
			counts[f->region_code[d]] += in;
	}
}

static void count_facet(const struct facets *f, const uint64_t *bits, enum facet facet, uint32_t *counts)
{
	size_t words = bits_words(f->places);
	for (uint32_t c = f->base[facet]; c < f->base[facet + 1]; c++)
		if (f->sets[c].n > 0)
			counts[c] += set_count_and(&f->sets[c], bits, words);
}

// One half of a pair, the other half being chosen: places with any pair of the value and a chosen other.
static void count_half(const struct facets *f, const struct filters *s, const uint64_t *bits, struct halves p, bool left,
		       struct arena *a, uint32_t *counts)
{
	size_t words = bits_words(f->places);
	uint64_t *any = arena_array(a, words, sizeof *any);
	enum facet counted = left ? p.left : p.right, other = left ? p.right : p.left;
	for (uint32_t c = f->base[counted]; c < f->base[counted + 1]; c++) {
		const struct set *only = NULL; // most often one value is chosen, and its set is all there is
		bool several = false;
		for (uint32_t o = f->base[other]; o < f->base[other + 1]; o++) {
			uint32_t l = (left ? c : o) - f->base[p.left], r = (left ? o : c) - f->base[p.right];
			const struct set *set = &f->sets[f->base[p.kind] + l * p.right_n + r];
			if (!s->chosen[o] || set->n == 0)
				continue;
			if (only != NULL && !several)
				set_or(only, any, words);
			if (only != NULL)
				set_or(set, any, words);
			several = only != NULL;
			only = set;
		}
		if (several) {
			counts[c] += bits_count_and(any, bits, words);
			memset(any, 0, words * sizeof *any);
		} else if (only != NULL) {
			counts[c] += set_count_and(only, bits, words);
		}
	}
}

// Regions and departments are one pass over the places' own order.
uint32_t facets_effort(const struct facets *f, const struct filters *s, unsigned group)
{
	uint32_t effort = 0;
	for (unsigned facet = 0; facet < FACET_COUNT; facet++) {
		enum group g = facet_group(facet);
		if (group == GROUP_COUNT ? s->groups >> g & 1 : group != g)
			continue;
		if (facet == FACET_REGION || facet == FACET_DEPARTMENT)
			effort += (uint32_t)bits_words(f->places) / 8;
		else if ((g == GROUP_ACTION || g == GROUP_LABEL) && s->groups >> g & 1)
			effort += f->effort[g == GROUP_ACTION ? KIND_ACTION_STAGE : KIND_LABEL_YEAR];
		else
			effort += f->effort[facet];
	}
	return effort;
}

void facets_count_bits(const struct facets *f, const struct filters *s, const uint64_t *bits, unsigned group,
		       struct arena *a, uint32_t *counts)
{
	bool wanted[FACET_COUNT];
	for (unsigned facet = 0; facet < FACET_COUNT; facet++) {
		enum group g = facet_group(facet);
		wanted[facet] = group == GROUP_COUNT ? !(s->groups >> g & 1) : group == g;
	}
	if (wanted[FACET_REGION] || wanted[FACET_DEPARTMENT])
		count_departments(f, bits, counts, wanted[FACET_REGION], wanted[FACET_DEPARTMENT]);
	for (unsigned facet = 0; facet < FACET_COUNT; facet++) {
		enum group g = facet_group(facet);
		if (!wanted[facet] || facet == FACET_REGION || facet == FACET_DEPARTMENT)
			continue;
		struct halves p = pair_of(f, g);
		if ((g == GROUP_ACTION || g == GROUP_LABEL) && s->on[facet == p.left ? p.right : p.left])
			count_half(f, s, bits, p, facet == p.left, a, counts);
		else
			count_facet(f, bits, facet, counts);
	}
}

// By total, then by name: `found` comes by name, and each goes after all that have as many.
static void add_sorted(struct facet_count *values, size_t n, struct facet_count one)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (values[mid].total >= one.total)
			low = mid + 1;
		else
			high = mid;
	}
	memmove(values + low + 1, values + low, (n - low) * sizeof *values);
	values[low] = one;
}

static void give_one(const struct facets *f, const struct filters *s, const uint32_t *counts, enum facet facet,
		     struct arena *a, struct facet_counts *out)
{
	const uint16_t *shown = f->shown[facet];
	size_t n = f->shown_n[facet], some = 0, from = 0;
	struct facet_count *values = arena_array(a, n + 1, sizeof *values);
	uint16_t *found = arena_array(a, n + 1, sizeof *found);
	for (size_t i = 0; i < n; i++) {
		found[some] = (uint16_t)i;
		some += counts[shown[i]] > 0;
	}
	size_t zero = some;
	for (size_t i = 0; i <= some; i++) { // the zeros between them, by name as they come
		size_t to = i < some ? found[i] : n;
		memcpy(values + zero, f->none[facet] + from, (to - from) * sizeof *values);
		zero += to - from;
		from = to + 1;
	}
	for (size_t i = 0; i < some; i++)
		add_sorted(values, i, (struct facet_count){f->none[facet][found[i]].value, counts[shown[found[i]]], false});
	for (size_t i = 0; s->on[facet] && i < n; i++) {
		uint32_t code;
		values[i].chosen = facets_code(f, facet, values[i].value, &code) && s->chosen[code] != 0;
	}
	*out = (struct facet_counts){values, n};
}

void facets_give(const struct facets *f, const struct filters *s, uint32_t *counts, struct arena *a,
		 struct search_result *out)
{
	for (uint32_t c = f->base[FACET_CONFIRMED + 1]; c-- > f->base[FACET_CONFIRMED] + 1;)
		counts[c - 1] += counts[c]; // a year holds the later ones too
	for (unsigned facet = 0; facet < FACET_COUNT; facet++)
		give_one(f, s, counts, facet, a, &out->facets[facet]);
}
