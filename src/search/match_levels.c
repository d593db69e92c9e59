// SPDX-License-Identifier: AGPL-3.0-or-later
// A prepared question put to places: one at a time, or as bitsets by level.
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "search/match.h"

int atom_level(const struct atom *a, uint32_t place)
{
	for (size_t i = 0; i < a->probe_n; i++)
		if (set_has(&a->probes[i].set, place))
			return a->probes[i].level;
	return -1;
}

static int way_level(const struct way *w, uint32_t place)
{
	int least = w->atom_n > 0 ? LEVEL_MAX : -1;
	for (size_t i = 0; i < w->atom_n && least >= 0; i++) {
		int level = atom_level(&w->atoms[i], place);
		least = level < least ? level : least;
	}
	return least;
}

int term_level(const struct term *t, uint32_t place)
{
	int best = -1;
	for (size_t i = 0; i < t->way_n; i++) {
		int level = way_level(&t->ways[i], place);
		best = level > best ? level : best;
	}
	return best;
}

// Places that satisfy every atom at the level or better.
static void way_bits(const struct index *x, const struct way *w, unsigned level, struct arena *a, uint64_t *into)
{
	size_t words = bits_words(x->n);
	uint64_t *all = NULL;
	for (size_t i = 0; i < w->atom_n; i++) {
		const struct atom *at = &w->atoms[i];
		uint64_t *any = w->atom_n == 1 ? into : arena_array(a, words, sizeof *any);
		for (size_t k = 0; k < at->probe_n && at->probes[k].level >= level; k++)
			set_or(&at->probes[k].set, any, words);
		if (all != NULL)
			bits_and(all, any, words);
		else
			all = any;
	}
	if (w->atom_n > 1)
		bits_or(into, all, words);
}

void term_bits(const struct index *x, const struct term *t, struct arena *a, uint64_t *into)
{
	for (size_t w = 0; w < t->way_n; w++)
		way_bits(x, &t->ways[w], 0, a, into);
}

int term_few(const struct term *t, uint32_t out[TERM_FEW])
{
	int n = 0;
	if (t->size > TERM_FEW)
		return -1;
	for (size_t w = 0; w < t->way_n; w++) {
		const struct atom *at = t->ways[w].atoms;
		if (t->ways[w].atom_n > 1)
			return -1;
		for (size_t k = 0; t->ways[w].atom_n == 1 && k < at->probe_n; k++) {
			if (at->probes[k].set.bits != NULL)
				return -1;
			for (uint32_t i = 0; i < at->probes[k].set.n; i++) { // each in its place, once
				uint32_t place = at->probes[k].set.list[i];
				int p = n;
				while (p > 0 && out[p - 1] > place)
					p--;
				if (p > 0 && out[p - 1] == place)
					continue;
				memmove(out + p + 1, out + p, (size_t)(n - p) * sizeof *out);
				out[p] = place;
				n++;
			}
		}
	}
	return n;
}

// The sets of the term's single words at that level.
static void add_level(const struct index *x, const struct term *t, unsigned level, uint64_t *into)
{
	for (size_t w = 0; w < t->way_n; w++) {
		const struct atom *at = t->ways[w].atoms;
		for (size_t k = 0; t->ways[w].atom_n == 1 && k < at->probe_n; k++)
			if (at->probes[k].level == level)
				set_or(&at->probes[k].set, into, bits_words(x->n));
	}
}

size_t term_levels(const struct index *x, const struct term *t, struct arena *a, struct level_bits out[LEVEL_COUNT])
{
	const struct set *only[LEVEL_COUNT] = {0};
	unsigned sets[LEVEL_COUNT] = {0};
	size_t n = 0, words = bits_words(x->n);
	bool phrases = false;
	for (size_t w = 0; w < t->way_n; w++) {
		phrases = phrases || t->ways[w].atom_n > 1;
		for (size_t i = 0; i < t->ways[w].atom_n; i++) {
			const struct atom *at = &t->ways[w].atoms[i];
			for (size_t k = 0; k < at->probe_n; k++) {
				only[at->probes[k].level] = &at->probes[k].set;
				sets[at->probes[k].level]++;
			}
		}
	}
	for (unsigned level = LEVEL_COUNT; level-- > 0;) {
		if (sets[level] == 0)
			continue;
		out[n].level = level;
		if (n == 0 && !phrases && sets[level] == 1 && only[level]->bits != NULL) {
			out[n++].bits = only[level]->bits;
			continue;
		}
		uint64_t *bits = arena_array(a, words, sizeof *bits);
		if (n > 0)
			memcpy(bits, out[n - 1].bits, words * sizeof *bits);
		add_level(x, t, level, bits);
		for (size_t w = 0; phrases && w < t->way_n; w++)
			if (t->ways[w].atom_n > 1)
				way_bits(x, &t->ways[w], level, a, bits);
		out[n++].bits = bits;
	}
	return n;
}

static int by_hash(const void *key, const void *item)
{
	uint64_t a = *(const uint64_t *)key, b = ((const struct whole_name *)item)->hash;
	return a < b ? -1 : a > b;
}

static int by_place(const void *a, const void *b)
{
	const struct whole *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (int)x->whole - (int)y->whole;
}

enum { WHOLE_TERMS = 8 };

// The first name with that hash; *end is the one after the last.
static const struct whole_name *named(const struct index *x, struct str joined, const struct whole_name **end)
{
	uint64_t hash = str_hash(joined);
	const struct whole_name *at = bsearch(&hash, x->names, x->name_n, sizeof *x->names, by_hash);
	*end = at;
	if (at == NULL)
		return NULL;
	while (at > x->names && at[-1].hash == hash)
		at--;
	while (*end < x->names + x->name_n && (*end)->hash == hash)
		(*end)++;
	return at;
}

size_t match_whole(const struct index *x, const struct search_query *q, const struct match *m, struct arena *a, struct whole **out)
{
	VEC(struct whole) all = {0};
	for (size_t i = 0; i < q->named_n; i++)
		vec_push(&all, (struct whole){x->number[q->named[i]], 0});
	for (size_t from = 0; from < m->n; from++) {
		struct buf b = BUF_IN(a);
		bool says = false;
		for (size_t to = from; to < m->n && to < from + WHOLE_TERMS; to++) {
			const struct whole_name *end, *at;
			buf_add(&b, m->terms[to].joined);
			says = says || !m->terms[to].names;
			if (!says || b.n == 0)
				continue;
			for (at = named(x, buf_str(&b), &end); at != NULL && at < end; at++)
				vec_push(&all, (struct whole){at->place, from == 0 && to + 1 == m->n && q->named_n == 0 ? 0 : 1});
		}
	}
	if (all.n > 1)
		qsort(all.v, all.n, sizeof *all.v, by_place);
	*out = arena_array(a, all.n, sizeof **out);
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (n == 0 || (*out)[n - 1].place != all.v[i].place)
			(*out)[n++] = all.v[i];
	vec_free(&all);
	return n;
}
