// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "search/token.h"

unsigned match_level(enum how how, enum zone_class class)
{
	// The field first, then how: a stem in the name is better than the very word in a text.
	static const uint8_t levels[][CLASS_COUNT] = {
		[HOW_EXACT] = {6, 5, 4},  [HOW_STEM] = {6, 5, 4},    [HOW_GLUED] = {6, 5, 4}, [HOW_PREFIX] = {5, 4, 3},
		[HOW_SYNONYM] = {3, 3, 2}, [HOW_TYPO] = {5, 4, 3},   [HOW_CONCEPT] = {7, 7, 7}, [HOW_HINT] = {3, 3, 3},
	};
	return levels[how][class];
}

static struct set run_set(const struct index *x, const struct run *r)
{
	const struct postings *p = &x->postings;
	uint32_t code;
	if (r->kind == RUN_LIST)
		return (struct set){.list = p->places + r->start, .n = r->n};
	if (r->kind == RUN_BITS)
		return (struct set){.bits = p->words + r->start, .n = r->n};
	if (facets_code(&x->facets, r->start >> 16, r->start & 0xFFFF, &code))
		return x->facets.sets[code];
	return (struct set){0};
}

static void add_leaf(struct atom *to, struct arena *a, struct leaf leaf)
{
	if (leaf.set.n == 0)
		return;
	if (to->leaf_n == to->leaf_cap) {
		struct leaf *more = arena_array(a, to->leaf_cap = to->leaf_cap ? to->leaf_cap * 2 : 4, sizeof *more);
		if (to->leaf_n > 0)
			memcpy(more, to->leaves, to->leaf_n * sizeof *more);
		to->leaves = more;
	}
	to->leaves[to->leaf_n++] = leaf;
}

// How the words of a term are taken.
struct taking {
	const struct index *x;
	struct arena *a;
	bool plain;
	unsigned most; // level
};

static void add_word(const struct taking *t, struct atom *to, uint32_t word, enum how how)
{
	const struct postings *p = &t->x->postings;
	for (uint32_t i = p->start[word]; i < p->start[word + 1]; i++) {
		const struct run *r = &p->runs[i];
		if (t->plain && (r->derived || r->kind == RUN_VALUE))
			continue;
		unsigned level = match_level(how, zone_class(r->zone));
		struct leaf leaf = {.set = run_set(t->x, r), .zone = r->zone, .word = word};
		leaf.level = (uint8_t)(level < t->most ? level : t->most);
		leaf.how = (uint8_t)(how == HOW_EXACT && r->derived ? HOW_GLUED : how);
		if (r->kind == RUN_VALUE) {
			leaf.is_value = true;
			leaf.facet = (uint8_t)(r->start >> 16);
			leaf.value = (uint16_t)r->start;
		}
		add_leaf(to, t->a, leaf);
	}
}

// The word itself and its kin.
static void add_kin(const struct taking *t, struct atom *to, struct str word, enum how exact, enum how stem)
{
	uint32_t *kin, self = UINT32_MAX;
	if (dictionary_find(&t->x->dictionary, word, &self))
		add_word(t, to, self, exact);
	if (t->plain)
		return;
	size_t n = dictionary_kin(&t->x->dictionary, word, t->a, &kin);
	for (size_t i = 0; i < n; i++)
		if (kin[i] != self)
			add_word(t, to, kin[i], stem);
}

// One of the many words that start so: into a bitset for each level, and apart what it names.
static void merge_word(const struct taking *t, struct atom *to, uint32_t word, uint64_t *levels[LEVEL_COUNT])
{
	const struct postings *p = &t->x->postings;
	for (uint32_t i = p->start[word]; i < p->start[word + 1]; i++) {
		const struct run *r = &p->runs[i];
		unsigned level = match_level(HOW_PREFIX, zone_class(r->zone));
		level = level < t->most ? level : t->most;
		struct set set = run_set(t->x, r);
		if (r->kind == RUN_VALUE) {
			add_leaf(to, t->a, (struct leaf){.set = set, .zone = r->zone, .word = word, .level = (uint8_t)level,
							 .how = HOW_PREFIX, .is_value = true,
							 .facet = (uint8_t)(r->start >> 16), .value = (uint16_t)r->start});
			continue;
		}
		if (levels[level] == NULL)
			levels[level] = arena_array(t->a, bits_words(t->x->n), sizeof(uint64_t));
		set_or(&set, levels[level], bits_words(t->x->n));
	}
}

enum { PREFIX_FEW = 6 };

static void add_prefix(const struct taking *t, struct atom *to, struct str word)
{
	uint32_t first, last, *kin;
	if (t->plain || word.n < PREFIX_LEAST)
		return;
	size_t kin_n = dictionary_kin(&t->x->dictionary, word, t->a, &kin), k = 0;
	dictionary_prefix(&t->x->dictionary, word, &first, &last);
	bool merge = last - first > PREFIX_FEW;
	uint64_t *levels[LEVEL_COUNT] = {0};
	for (uint32_t id = first; id < last; id++) {
		while (k < kin_n && kin[k] < id)
			k++;
		if (k < kin_n && kin[k] == id)
			continue;
		if (merge)
			merge_word(t, to, id, levels);
		else
			add_word(t, to, id, HOW_PREFIX);
	}
	for (unsigned level = 0; level < LEVEL_COUNT; level++) {
		size_t words = bits_words(t->x->n);
		if (levels[level] != NULL)
			add_leaf(to, t->a, (struct leaf){.set = {.bits = levels[level], .n = bits_count(levels[level], words)},
							 .level = (uint8_t)level, .how = HOW_PREFIX, .merged = true,
							 .word = UINT32_MAX});
	}
}

static bool stops(const struct index *x, struct str word)
{
	return x->lexicon != NULL && lexicon_is_stop(x->lexicon, word);
}

// The words of a term: all of a single one, of a phrase those that say something.
static size_t term_words(const struct index *x, struct str phrase, struct arena *a, struct str **out)
{
	size_t n = token_words(phrase, a, out), kept = 0;
	for (size_t i = 0; i < n; i++)
		kept += !stops(x, (*out)[i]);
	if (kept == 0 || kept == n)
		return n;
	kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!stops(x, (*out)[i]))
			(*out)[kept++] = (*out)[i];
	return kept;
}

static struct way way_new(struct arena *a, const struct str *words, size_t n)
{
	struct way w = {arena_array(a, n, sizeof *w.atoms), n};
	for (size_t i = 0; i < n; i++)
		w.atoms[i].word = words[i];
	return w;
}

static bool way_possible(const struct way *w)
{
	for (size_t i = 0; i < w->atom_n; i++)
		if (w->atoms[i].leaf_n == 0)
			return false;
	return w->atom_n > 0;
}

static void add_concept(const struct index *x, const struct search_term *from, struct term *to, struct arena *a)
{
	struct search_filter c = from->concept;
	struct way w = way_new(a, &from->word, 1);
	enum how how = from->weak ? HOW_HINT : HOW_CONCEPT;
	struct filters pass; // "since" a year holds the later ones too
	filters_prepare(&x->facets, &c, 1, a, &pass);
	for (uint32_t code = 0; code < x->facets.code_n; code++)
		if (pass.pass[code] != 0)
			add_leaf(w.atoms, a, (struct leaf){.set = x->facets.sets[code], .how = (uint8_t)how,
							   .level = (uint8_t)match_level(how, CLASS_NAME), .is_value = true,
							   .facet = (uint8_t)c.facet, .value = c.value, .word = UINT32_MAX});
	if (way_possible(&w))
		to->ways[to->way_n++] = w;
}

static void add_synonyms(const struct taking *t, const struct search_term *from, struct term *to)
{
	const struct str *synonyms;
	size_t n = lexicon_synonyms(t->x->lexicon, from->word, &synonyms);
	struct way *ways = arena_array(t->a, to->way_n + n + 1, sizeof *ways);
	if (to->way_n > 0)
		memcpy(ways, to->ways, to->way_n * sizeof *ways);
	to->ways = ways;
	for (size_t i = 0; i < n; i++) {
		struct str *words;
		size_t word_n = term_words(t->x, synonyms[i], t->a, &words);
		struct way w = way_new(t->a, words, word_n);
		for (size_t k = 0; k < word_n; k++)
			add_kin(t, &w.atoms[k], words[k], HOW_SYNONYM, HOW_SYNONYM);
		if (way_possible(&w))
			to->ways[to->way_n++] = w;
	}
}

static struct taking taking_of(const struct index *x, const struct search_term *s, struct arena *a)
{
	bool names = s->has_concept && !s->weak && !s->plain;
	return (struct taking){x, a, s->plain, names ? LEVEL_CONCEPT_WORD : LEVEL_MAX};
}

// The term's own words, as its first way, whether they are found or not.
static void add_own(const struct taking *t, const struct search_term *s, struct term *out)
{
	struct str *words;
	size_t n = term_words(t->x, s->word, t->a, &words);
	struct way w = way_new(t->a, words, n);
	struct buf joined = BUF_IN(t->a);
	for (size_t i = 0; i < n; i++) {
		add_kin(t, &w.atoms[i], words[i], HOW_EXACT, HOW_STEM);
		if (s->prefix && i + 1 == n)
			add_prefix(t, &w.atoms[i], words[i]);
		buf_add(&joined, words[i]);
	}
	out->joined = buf_str(&joined);
	out->ways[out->way_n++] = w;
}

enum { GLUE_MOST = 4 };

// Neighbouring words of the question that the network writes as one: "fab lab" is met by fablab.
static void add_glued(const struct index *x, const struct search_query *q, struct match *m, struct arena *a)
{
	struct owner {
		struct atom *atom;
		const struct search_term *term;
	} *all;
	size_t n = 0, at = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->terms[i].ways[0].atom_n;
	all = arena_array(a, n, sizeof *all);
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->terms[i].ways[0].atom_n; k++)
			all[at++] = (struct owner){&m->terms[i].ways[0].atoms[k], &q->terms[i]};
	for (size_t i = 0; i < n; i++) {
		struct buf b = BUF_IN(a);
		for (size_t k = 0; k < GLUE_MOST && i + k < n && !all[i + k].term->plain; k++) {
			uint32_t word;
			buf_add(&b, all[i + k].atom->word);
			if (k == 0 || !dictionary_find(&x->dictionary, buf_str(&b), &word))
				continue;
			for (size_t j = i; j <= i + k; j++) {
				struct taking t = taking_of(x, all[j].term, a);
				add_word(&t, all[j].atom, word, HOW_GLUED); // not its kin: "coworking ancy" is no coworking
			}
		}
	}
}

static uint32_t word_places(const struct index *x, uint32_t word)
{
	uint32_t n = 0;
	for (uint32_t i = x->postings.start[word]; i < x->postings.start[word + 1]; i++)
		n += run_set(x, &x->postings.runs[i]).n;
	return n;
}

static void add_typos(const struct taking *t, struct atom *to, size_t term, struct match *m)
{
	uint32_t *words, best = UINT32_MAX, most = 0;
	size_t n = dictionary_typos(&t->x->dictionary, to->word, t->a, &words);
	for (size_t i = 0; i < n; i++) {
		add_word(t, to, words[i], HOW_TYPO);
		uint32_t places = word_places(t->x, words[i]);
		if (places > most) {
			most = places;
			best = words[i];
		}
	}
	if (best != UINT32_MAX)
		m->fixes[m->fix_n++] = (struct search_fix){term, to->word, dictionary_word(&t->x->dictionary, best)};
}

static int by_level(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;
	if (x->level != y->level)
		return (int)y->level - (int)x->level;
	if ((x->set.bits == NULL) != (y->set.bits == NULL))
		return x->set.bits == NULL ? 1 : -1; // a bit is quicker to look at than a list
	if (x->how != y->how)
		return (int)x->how - (int)y->how;
	unsigned rx = zone_rank(x->zone), ry = zone_rank(y->zone);
	if (rx != ry)
		return rx < ry ? -1 : 1;
	return x->word < y->word ? -1 : x->word > y->word;
}

static void sort_leaves(struct leaf *leaves, size_t n)
{
	if (n > 32)
		qsort(leaves, n, sizeof *leaves, by_level);
	for (size_t i = 1; n <= 32 && i < n; i++) {
		struct leaf one = leaves[i];
		size_t at = i;
		for (; at > 0 && by_level(&leaves[at - 1], &one) > 0; at--)
			leaves[at] = leaves[at - 1];
		leaves[at] = one;
	}
}

enum { PROBES_FEW = 8 };

// Many leaves (a short prefix) are merged, a bitset a level.
static void merge_leaves(const struct index *x, struct atom *at, struct arena *a)
{
	size_t words = bits_words(x->n);
	at->probes = arena_array(a, LEVEL_COUNT, sizeof *at->probes);
	for (size_t i = 0; i < at->leaf_n;) {
		unsigned level = at->leaves[i].level;
		uint64_t *bits = arena_array(a, words, sizeof *bits);
		struct leaf *probe = &at->probes[at->probe_n++];
		*probe = at->leaves[i];
		for (; i < at->leaf_n && at->leaves[i].level == level; i++)
			set_or(&at->leaves[i].set, bits, words);
		probe->set = (struct set){.bits = bits, .n = bits_count(bits, words)};
	}
}

static void seal(const struct index *x, struct term *t, struct arena *a)
{
	t->size = 0;
	for (size_t w = 0; w < t->way_n; w++) {
		uint32_t least = UINT32_MAX;
		for (size_t i = 0; i < t->ways[w].atom_n; i++) {
			struct atom *at = &t->ways[w].atoms[i];
			uint32_t size = 0;
			sort_leaves(at->leaves, at->leaf_n);
			at->probes = at->leaves;
			at->probe_n = at->leaf_n;
			if (at->leaf_n > PROBES_FEW) {
				at->probe_n = 0;
				merge_leaves(x, at, a);
			}
			for (size_t k = 0; k < at->probe_n; k++)
				size += at->probes[k].set.n;
			least = size < least ? size : least;
		}
		t->size += least == UINT32_MAX ? 0 : least;
	}
}

// Does any way lead somewhere?
static bool found(const struct term *t)
{
	for (size_t w = 0; w < t->way_n; w++)
		if (way_possible(&t->ways[w]))
			return true;
	return false;
}

void match_prepare(const struct index *x, const struct search_query *q, struct arena *a, struct match *out)
{
	size_t words = 0;
	*out = (struct match){.terms = arena_array(a, q->term_n, sizeof *out->terms), .n = q->term_n};
	for (size_t i = 0; i < q->term_n; i++) {
		const struct search_term *s = &q->terms[i];
		struct term *t = &out->terms[i];
		struct taking take = taking_of(x, s, a);
		t->ways = arena_array(a, 2, sizeof *t->ways);
		t->optional = s->optional;
		t->names = take.most < LEVEL_MAX;
		add_own(&take, s, t);
		if (s->has_concept && !s->plain)
			add_concept(x, s, t, a);
		if (!s->plain && x->lexicon != NULL && s->word.n > 0)
			add_synonyms(&take, s, t);
		words += t->ways[0].atom_n;
	}
	add_glued(x, q, out, a);
	out->fixes = arena_array(a, words, sizeof *out->fixes);
	for (size_t i = 0; i < q->term_n; i++) {
		struct term *t = &out->terms[i];
		struct taking take = taking_of(x, &q->terms[i], a);
		bool known = q->terms[i].plain || (q->terms[i].has_concept && !q->terms[i].plain) || found(t);
		for (size_t k = 0; !known && k < t->ways[0].atom_n; k++)
			if (t->ways[0].atoms[k].leaf_n == 0)
				add_typos(&take, &t->ways[0].atoms[k], i, out);
		seal(x, t, a);
	}
}
