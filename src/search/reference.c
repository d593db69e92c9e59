// SPDX-License-Identifier: AGPL-3.0-or-later
// The same answers as the index, by looking at every place for every question. No postings, no bitsets, no
// dictionary, no tiles: only what a word is, what its stems are, and the order of tie-breaks are shared.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "model/gazetteer.h"
#include "search/dictionary.h"
#include "search/facets.h"
#include "search/match.h"
#include "search/rank.h"
#include "search/stem.h"
#include "search/token.h"
#include "search/words.h"

// As vec_push, in the arena.
#define add(arena, vec, ...)                                                                  \
	do {                                                                                  \
		if ((vec)->n == (vec)->cap) {                                                 \
			size_t cap_ = (vec)->cap ? (vec)->cap * 2 : 4;                        \
			void *more_ = arena_array((arena), cap_, sizeof *(vec)->v);           \
			if ((vec)->n > 0)                                                     \
				memcpy(more_, (vec)->v, (vec)->n * sizeof *(vec)->v);         \
			(vec)->v = more_;                                                     \
			(vec)->cap = cap_;                                                    \
		}                                                                             \
		(vec)->v[(vec)->n++] = (__VA_ARGS__);                                         \
	} while (0)

struct kind { // a word of the network and all the ways its writings stem
	struct str word;
	VEC(struct stems) stems;
};
struct has {
	unsigned kind; // enum facet, or a pair
	uint32_t value;
};
struct card { // a place, read
	const struct place *place;
	uint32_t at;
	struct word *words;
	size_t word_n;
	struct str *names;
	size_t name_n;
	VEC(struct has) has;
	struct arena *arena;
};
struct reference {
	const struct atlas *atlas;
	const struct lexicon *lexicon;
	const struct search_query *q;
	struct arena *a;
	VEC(struct card) cards;
	VEC(struct kind) kinds;
	struct map kind_of;
	int newest;
};

static void note_kind(struct reference *r, const struct word *w)
{
	uint64_t at = *map_at(&r->kind_of, w->word, r->kinds.n);
	struct stems stems;
	if (at == r->kinds.n)
		add(r->a, &r->kinds, (struct kind){.word = w->word});
	if (w->derived)
		return;
	stem_keys(w->word, STR_NONE, &stems);
	add(r->a, &r->kinds.v[at].stems, stems);
	stem_keys(w->word, w->accented, &stems);
	add(r->a, &r->kinds.v[at].stems, stems);
}

static void note_has(void *user, unsigned kind, uint32_t value)
{
	struct card *c = user;
	add(c->arena, &c->has, (struct has){kind, value});
}

static void more_words(struct card *c, struct arena *a, const struct word *more, size_t n)
{
	struct word *all = arena_array(a, c->word_n + n, sizeof *all);
	if (c->word_n > 0)
		memcpy(all, c->words, c->word_n * sizeof *all);
	if (n > 0)
		memcpy(all + c->word_n, more, n * sizeof *all);
	c->words = all;
	c->word_n += n;
}

// Names of values are known words even when no place has them.
static void read_values(struct reference *r)
{
	const uint32_t sizes[][2] = {{FACET_TYPE, TYPE_COUNT}, {FACET_LABEL, r->atlas->label_n},
				     {FACET_ACTION, r->atlas->action_n}, {FACET_NETWORK, r->atlas->network_n}};
	for (size_t f = 0; f < sizeof sizes / sizeof *sizes; f++) {
		for (uint32_t v = 0; v < sizes[f][1]; v++) {
			struct word *words;
			size_t n = value_words(r->atlas, r->lexicon, sizes[f][0], (uint16_t)v, r->a, &words);
			for (size_t i = 0; i < n; i++)
				note_kind(r, &words[i]);
		}
	}
}

static void read_place(struct reference *r, uint32_t at)
{
	struct card c = {.place = &r->atlas->places[at], .at = at, .arena = r->a};
	c.word_n = place_words(r->atlas, r->lexicon, at, r->a, &c.words);
	c.name_n = place_name_keys(r->atlas, r->lexicon, at, r->a, &c.names);
	place_facets(r->atlas, at, note_has, &c);
	for (size_t i = 0; i < c.word_n; i++)
		note_kind(r, &c.words[i]);
	for (size_t i = 0; i < c.has.n; i++) {
		struct word *words;
		if (c.has.v[i].kind < FACET_COUNT)
			more_words(&c, r->a, words,
				  value_words(r->atlas, r->lexicon, c.has.v[i].kind, (uint16_t)c.has.v[i].value, r->a, &words));
	}
	if (c.place->confirmed.year > r->newest)
		r->newest = c.place->confirmed.year;
	add(r->a, &r->cards, c);
}

static bool has(const struct card *c, unsigned kind, uint32_t value)
{
	for (size_t i = 0; i < c->has.n; i++)
		if (c->has.v[i].kind == kind &&
		    (kind == FACET_CONFIRMED ? c->has.v[i].value >= value : c->has.v[i].value == value))
			return true;
	return false;
}

static bool is_kin(const struct reference *r, struct str typed, struct str word)
{
	struct stems stems;
	uint64_t at;
	stem_keys(typed, STR_NONE, &stems);
	if (!map_get(&r->kind_of, word, &at))
		return false;
	for (size_t i = 0; i < stems.n; i++)
		if (str_eq(word, (struct str){stems.text[i], stems.length[i]}))
			return true;
	for (size_t i = 0; i < r->kinds.v[at].stems.n; i++)
		if (stems_meet(&stems, &r->kinds.v[at].stems.v[i]))
			return true;
	return false;
}

// How a typed word is asked for.
struct wish {
	struct str word;
	bool plain, prefix;
	enum how exact, stem;
	unsigned most;
	bool alone; // without its kin: a word that replaces a mistyped one
};

static int word_level(const struct reference *r, const struct wish *w, const struct word *word)
{
	unsigned level;
	if (str_eq(word->word, w->word)) {
		if (w->plain && (word->derived || word->zone <= ZONE_NETWORK))
			return -1;
		level = match_level(w->exact, zone_class(word->zone));
	} else if (w->plain || w->alone) {
		return -1;
	} else if (is_kin(r, w->word, word->word)) {
		level = match_level(w->stem, zone_class(word->zone));
	} else if (w->prefix && w->word.n >= PREFIX_LEAST && str_starts(word->word, w->word)) {
		level = match_level(HOW_PREFIX, zone_class(word->zone));
	} else {
		return -1;
	}
	return (int)(level < w->most ? level : w->most);
}

// Of each word only the strongest zone counts.
static int wish_level(const struct reference *r, const struct wish *w, const struct card *c)
{
	int best = -1;
	for (size_t i = 0; i < c->word_n; i++) {
		int level = word_level(r, w, &c->words[i]);
		best = level > best ? level : best;
	}
	return best;
}

static bool known(const struct reference *r, const struct wish *w)
{
	for (size_t i = 0; i < r->cards.n; i++)
		if (wish_level(r, w, &r->cards.v[i]) >= 0)
			return true;
	return false;
}

static size_t own_words(const struct reference *r, struct str phrase, struct str **out)
{
	size_t n = token_words(phrase, r->a, out), kept = 0;
	VEC(struct str) said = {0};
	for (size_t i = 0; i < n; i++)
		if (r->lexicon == NULL || !lexicon_is_stop(r->lexicon, (*out)[i]))
			add(r->a, &said, (*out)[i]);
	for (size_t i = 0; i < said.n; i++)
		(*out)[kept++] = said.v[i];
	return kept > 0 ? kept : n;
}

// One way for a term to be met: all of its wishes' lists, each any of its wishes.
typedef VEC(struct wish) wishes;
struct wanted {
	wishes *atoms;
	size_t atom_n;
};
struct asked {
	const struct search_term *term;
	struct wanted own;
	VEC(struct wanted) synonyms;
	bool names;
	struct str joined;
};

static bool atom_known(const struct reference *r, const wishes *atom)
{
	for (size_t i = 0; i < atom->n; i++)
		if (known(r, &atom->v[i]))
			return true;
	return false;
}

static bool wanted_known(const struct reference *r, const struct wanted *w)
{
	for (size_t i = 0; i < w->atom_n; i++)
		if (!atom_known(r, &w->atoms[i]))
			return false;
	return w->atom_n > 0;
}

static int wanted_level(const struct reference *r, const struct wanted *w, const struct card *c)
{
	int least = w->atom_n > 0 ? LEVEL_MAX : -1;
	for (size_t i = 0; i < w->atom_n; i++) {
		int best = -1;
		for (size_t k = 0; k < w->atoms[i].n; k++) {
			int level = wish_level(r, &w->atoms[i].v[k], c);
			best = level > best ? level : best;
		}
		least = best < least ? best : least;
	}
	return least;
}

static int asked_level(const struct reference *r, const struct asked *t, const struct card *c)
{
	const struct search_term *s = t->term;
	int best = wanted_level(r, &t->own, c);
	for (size_t i = 0; i < t->synonyms.n; i++) {
		int level = wanted_level(r, &t->synonyms.v[i], c);
		best = level > best ? level : best;
	}
	if (s->has_concept && !s->plain && has(c, s->concept.facet, s->concept.value)) {
		int level = (int)match_level(s->weak ? HOW_HINT : HOW_CONCEPT, CLASS_NAME);
		best = level > best ? level : best;
	}
	return best;
}

static struct wanted wanted_of(const struct reference *r, const struct str *words, size_t n)
{
	return (struct wanted){arena_array(r->a, n, sizeof(wishes)), n};
}

static void read_term(const struct reference *r, const struct search_term *s, struct asked *t)
{
	struct str *words;
	size_t n = own_words(r, s->word, &words);
	struct buf joined = BUF_IN(r->a);
	t->term = s;
	t->names = s->has_concept && !s->weak && !s->plain;
	t->own = wanted_of(r, words, n);
	for (size_t i = 0; i < n; i++) {
		add(r->a, &t->own.atoms[i], (struct wish){words[i], s->plain, s->prefix && i + 1 == n, HOW_EXACT, HOW_STEM,
							  t->names ? LEVEL_CONCEPT_WORD : LEVEL_MAX, false});
		buf_add(&joined, words[i]);
	}
	t->joined = buf_str(&joined);
	const struct str *synonyms;
	size_t synonym_n = 0;
	if (!s->plain && r->lexicon != NULL && s->word.n > 0)
		synonym_n = lexicon_synonyms(r->lexicon, s->word, &synonyms);
	for (size_t i = 0; i < synonym_n; i++) {
		size_t word_n = own_words(r, synonyms[i], &words);
		struct wanted w = wanted_of(r, words, word_n);
		for (size_t k = 0; k < word_n; k++)
			add(r->a, &w.atoms[k], (struct wish){words[k], false, false, HOW_SYNONYM, HOW_SYNONYM,
							    t->names ? LEVEL_CONCEPT_WORD : LEVEL_MAX, false});
		add(r->a, &t->synonyms, w);
	}
}

// Neighbouring words that somewhere are one.
static void read_glued(const struct reference *r, struct asked *terms, size_t n)
{
	struct at {
		struct asked *term;
		wishes *atom;
		struct str word;
	};
	VEC(struct at) all = {0};
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < terms[i].own.atom_n; k++)
			add(r->a, &all, (struct at){&terms[i], &terms[i].own.atoms[k], terms[i].own.atoms[k].v[0].word});
	for (size_t i = 0; i < all.n; i++) {
		struct buf b = BUF_IN(r->a);
		uint64_t seen;
		for (size_t k = i; k < all.n && k < i + 4 && !all.v[k].term->term->plain; k++) {
			buf_add(&b, all.v[k].word);
			if (k == i || !map_get(&r->kind_of, buf_str(&b), &seen))
				continue;
			for (size_t j = i; j <= k; j++)
				add(r->a, all.v[j].atom, (struct wish){buf_str(&b), false, false, HOW_GLUED, HOW_GLUED,
								      all.v[j].term->names ? LEVEL_CONCEPT_WORD : LEVEL_MAX, true});
		}
	}
}

static void read_typos(const struct reference *r, struct asked *t)
{
	bool any = t->term->plain || t->term->has_concept || wanted_known(r, &t->own);
	for (size_t i = 0; i < t->synonyms.n; i++)
		any = any || wanted_known(r, &t->synonyms.v[i]);
	for (size_t i = 0; !any && i < t->own.atom_n; i++) {
		struct str word = t->own.atoms[i].v[0].word;
		unsigned least = typo_allowed(word);
		bool found = false;
		if (atom_known(r, &t->own.atoms[i]))
			continue;
		for (size_t k = 0; k < r->kinds.n; k++) {
			unsigned d = typo_distance(word, r->kinds.v[k].word, least);
			found = found || (d > 0 && d <= least);
			least = d > 0 && d < least ? d : least;
		}
		for (size_t k = 0; found && k < r->kinds.n; k++)
			if (typo_distance(word, r->kinds.v[k].word, least) == least)
				add(r->a, &t->own.atoms[i], (struct wish){r->kinds.v[k].word, false, false, HOW_TYPO, HOW_TYPO,
									  t->names ? LEVEL_CONCEPT_WORD : LEVEL_MAX, true});
	}
}

static bool near_enough(const struct reference *r, const struct card *c)
{
	const struct search_query *q = r->q;
	return !q->has_point || q->radius_km <= 0 ||
	       (!isnan(c->place->lat) && geo_km(q->lat, q->lon, c->place->lat, c->place->lon) <= q->radius_km);
}

static bool filtered(const struct reference *r, enum facet f)
{
	for (size_t i = 0; i < r->q->filter_n; i++)
		if (r->q->filters[i].facet == f)
			return true;
	return false;
}

static bool chosen(const struct reference *r, enum facet f, uint32_t value)
{
	for (size_t i = 0; i < r->q->filter_n; i++)
		if (r->q->filters[i].facet == f && r->q->filters[i].value == value)
			return true;
	return false;
}

// An engagement (a label) with both halves as asked, where a half that is not filtered may be any.
static bool has_pair(const struct reference *r, const struct card *c, enum facet left, enum facet right, unsigned kind)
{
	for (size_t i = 0; i < c->has.n; i++) {
		uint32_t v = c->has.v[i].value;
		bool stage = kind == KIND_ACTION_STAGE;
		if (c->has.v[i].kind == kind && chosen(r, left, stage ? v / STAGE_COUNT : v >> 16) &&
		    chosen(r, right, stage ? v % STAGE_COUNT : v & 0xFFFF))
			return true;
	}
	return false;
}

static bool has_chosen(const struct reference *r, const struct card *c, enum facet f)
{
	for (size_t i = 0; i < r->q->filter_n; i++)
		if (r->q->filters[i].facet == f && has(c, f, r->q->filters[i].value))
			return true;
	return false;
}

static bool passes(const struct reference *r, const struct card *c, enum group g)
{
	enum facet left = g == GROUP_ACTION ? FACET_ACTION : FACET_LABEL, right = g == GROUP_ACTION ? FACET_STAGE : FACET_YEAR;
	bool pair = g == GROUP_ACTION || g == GROUP_LABEL;
	if (pair && filtered(r, left) && filtered(r, right))
		return has_pair(r, c, left, right, g == GROUP_ACTION ? KIND_ACTION_STAGE : KIND_LABEL_YEAR);
	for (unsigned f = 0; f < FACET_COUNT; f++)
		if (facet_group(f) == g && filtered(r, f) && !has_chosen(r, c, f))
			return false;
	return true;
}

static bool passes_others(const struct reference *r, const struct card *c, enum group but)
{
	for (unsigned g = 0; g < GROUP_COUNT; g++)
		if (g != but && !passes(r, c, g))
			return false;
	return true;
}

// Would the place match if the value were chosen alone in its facet?
static bool has_as_asked(const struct reference *r, const struct card *c, enum facet f, uint32_t value)
{
	for (size_t i = 0; i < c->has.n; i++) {
		uint32_t v = c->has.v[i].value, label = v >> 16, year = v & 0xFFFF;
		unsigned kind = c->has.v[i].kind;
		bool action = kind == KIND_ACTION_STAGE, pair = action || kind == KIND_LABEL_YEAR;
		if (action) {
			label = v / STAGE_COUNT;
			year = v % STAGE_COUNT;
		}
		enum facet left = action ? FACET_ACTION : FACET_LABEL, right = action ? FACET_STAGE : FACET_YEAR;
		if (pair && f == left && filtered(r, right) && label == value && chosen(r, right, year))
			return true;
		if (pair && f == right && filtered(r, left) && year == value && chosen(r, left, label))
			return true;
	}
	static const enum facet other[FACET_COUNT] = {
		[FACET_ACTION] = FACET_STAGE, [FACET_STAGE] = FACET_ACTION, [FACET_LABEL] = FACET_YEAR, [FACET_YEAR] = FACET_LABEL};
	bool paired = f == FACET_ACTION || f == FACET_STAGE || f == FACET_LABEL || f == FACET_YEAR;
	return !(paired && filtered(r, other[f])) && has(c, f, value);
}

static bool terms_met(const struct reference *r, const struct card *c, const struct asked *terms)
{
	for (size_t i = 0; i < r->q->term_n; i++)
		if (!r->q->terms[i].optional && asked_level(r, &terms[i], c) < 0)
			return false;
	return true;
}

static unsigned whole(const struct reference *r, const struct card *c, const struct asked *terms)
{
	unsigned best = 2;
	for (size_t i = 0; i < r->q->named_n; i++)
		if (r->q->named[i] == c->at)
			return 0;
	for (size_t from = 0; from < r->q->term_n; from++) {
		struct buf b = BUF_IN(r->a);
		bool says = false;
		for (size_t to = from; to < r->q->term_n && to < from + 8; to++) {
			buf_add(&b, terms[to].joined);
			says = says || !terms[to].names;
			for (size_t i = 0; says && i < c->name_n; i++)
				if (b.n > 0 && str_eq(c->names[i], buf_str(&b)))
					best = from == 0 && to + 1 == r->q->term_n && r->q->named_n == 0 ? 0 : best > 1 ? 1 : best;
		}
	}
	return best;
}

static unsigned stage(const struct reference *r, const struct card *c)
{
	unsigned best = STAGE_COUNT;
	bool asks = false;
	for (size_t i = 0; i < r->q->filter_n + r->q->term_n; i++) {
		const struct search_term *t = i < r->q->filter_n ? NULL : &r->q->terms[i - r->q->filter_n];
		struct search_filter f = t != NULL ? t->concept : r->q->filters[i];
		if ((t != NULL && (!t->has_concept || t->plain)) || f.facet != FACET_ACTION || f.value >= r->atlas->action_n)
			continue;
		asks = true;
		for (size_t k = 0; k < c->place->engagement_n; k++) {
			const struct engagement *e = &c->place->engagements[k];
			if (e->action == f.value && e->stage < best &&
			    (!filtered(r, FACET_STAGE) || chosen(r, FACET_STAGE, e->stage)))
				best = e->stage;
		}
	}
	return asks ? best : 0;
}

struct found {
	const struct card *card;
	struct str name;
	uint64_t key;
};

static int by_name(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int c = str_cmp(x->name, y->name);
	return c != 0 ? c : x->card->at < y->card->at ? -1 : 1;
}

static int by_rest(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int full = (int)place_completeness(y->card->place) - (int)place_completeness(x->card->place);
	return full != 0 ? full : by_name(a, b);
}

static int by_key(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	return x->key < y->key ? -1 : x->key > y->key;
}

static uint64_t key_of(const struct reference *r, const struct card *c, const struct asked *terms, uint32_t rest)
{
	const struct place *p = c->place;
	const struct search_query *q = r->q;
	double km = q->has_point ? geo_km(q->lat, q->lon, p->lat, p->lon) : NAN;
	if (q->sort == SORT_FRESH)
		return rank_fresh_key(p->confirmed, rest);
	if (q->sort == SORT_DISTANCE && q->has_point)
		return rank_distance_key(km, rest);
	struct rank rank = {.has_point = q->has_point, .km = km, .whole = whole(r, c, terms), .stage = stage(r, c)};
	for (size_t i = 0; i < q->term_n; i++) {
		int level = asked_level(r, &terms[i], c);
		rank.missing += level < 0;
		rank.mismatch += (unsigned)(LEVEL_MAX - (level < 0 ? 0 : level));
	}
	return rank_key(&rank, rank_static(rank_pack(place_dormant(p, date_today()), p->label_n > 0,
						     rank_freshness(p->confirmed, r->newest), rest)));
}

static void give_hits(const struct reference *r, const struct asked *terms, const bool *matching, struct search_result *out)
{
	const struct search_query *q = r->q;
	struct found *all = arena_array(r->a, r->cards.n, sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < r->cards.n; i++) {
		struct buf b = BUF_IN(r->a);
		utf8_fold(&b, r->cards.v[i].place->name);
		all[i] = (struct found){.card = &r->cards.v[i], .name = buf_str(&b)};
	}
	qsort(all, r->cards.n, sizeof *all, q->sort == SORT_NAME ? by_name : by_rest);
	for (size_t i = 0; i < r->cards.n; i++) {
		if (!matching[all[i].card - r->cards.v])
			continue;
		all[n] = all[i];
		all[n].key = q->sort == SORT_NAME ? i : key_of(r, all[n].card, terms, (uint32_t)i);
		n++;
	}
	qsort(all, n, sizeof *all, by_key);
	size_t from = q->offset < n ? q->offset : n;
	out->total = (uint32_t)n;
	out->hit_n = n - from < q->limit ? n - from : q->limit;
	out->hits = arena_array(r->a, out->hit_n, sizeof *out->hits);
	for (size_t i = 0; i < out->hit_n; i++) {
		const struct place *p = all[from + i].card->place;
		double km = q->has_point ? geo_km(q->lat, q->lon, p->lat, p->lon) : NAN;
		out->hits[i] = (struct search_hit){.place = all[from + i].card->at, .km = isnan(km) ? -1.0f : (float)km};
	}
}

// Every value that any place has, with its count; by value.
static void give_facet(const struct reference *r, const bool *met, enum facet f, struct facet_counts *out)
{
	VEC(struct facet_count) values = {0};
	bool *occurs = arena_alloc(r->a, UINT16_MAX + 1);
	for (size_t i = 0; i < r->cards.n; i++)
		for (size_t k = 0; k < r->cards.v[i].has.n; k++)
			if (r->cards.v[i].has.v[k].kind == f)
				occurs[r->cards.v[i].has.v[k].value] = true;
	for (uint32_t v = 0; v <= UINT16_MAX; v++) {
		struct facet_count count = {.value = (uint16_t)v, .chosen = chosen(r, f, v)};
		for (size_t i = 0; occurs[v] && i < r->cards.n; i++)
			count.total += met[i] && passes_others(r, &r->cards.v[i], facet_group(f)) &&
				       has_as_asked(r, &r->cards.v[i], f, v);
		if (occurs[v])
			add(r->a, &values, count);
	}
	*out = (struct facet_counts){values.v, values.n};
}

void reference_search(const struct atlas *a, const struct lexicon *l, const struct search_query *q, struct arena *arena,
		      struct search_result *out)
{
	struct reference r = {.atlas = a, .lexicon = l, .q = q, .a = arena};
	for (uint32_t i = 0; i < a->place_n; i++)
		if (a->places[i].state == PLACE_OPEN)
			read_place(&r, i);
	read_values(&r);
	struct asked *terms = arena_array(arena, q->term_n, sizeof *terms);
	for (size_t i = 0; i < q->term_n; i++)
		read_term(&r, &q->terms[i], &terms[i]);
	read_glued(&r, terms, q->term_n);
	for (size_t i = 0; i < q->term_n; i++)
		read_typos(&r, &terms[i]);
	bool *met = arena_alloc(arena, r.cards.n), *matching = arena_alloc(arena, r.cards.n);
	for (size_t i = 0; i < r.cards.n; i++) {
		met[i] = near_enough(&r, &r.cards.v[i]) && terms_met(&r, &r.cards.v[i], terms);
		matching[i] = met[i] && passes_others(&r, &r.cards.v[i], GROUP_COUNT);
	}
	*out = (struct search_result){0};
	give_hits(&r, terms, matching, out);
	for (unsigned f = 0; f < FACET_COUNT && !q->no_facets; f++)
		give_facet(&r, met, f, &out->facets[f]);
	map_release(&r.kind_of);
}
