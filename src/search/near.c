// SPDX-License-Identifier: AGPL-3.0-or-later
// For a place's page: the nearest others, and those with most in common.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/gazetteer.h"
#include "search/plan.h"
#include "search/token.h"

static struct str word_in(const struct index *x, uint32_t word)
{
	return dictionary_word(&x->dictionary, word);
}

static float km_between(const struct index *x, struct spot from, uint32_t to)
{
	double km = spot_km(from, x->geo.spots[to]);
	return isnan(km) ? -1.0f : (float)km;
}

// From the order in a top to hits with positions of the atlas and room for reasons.
static size_t give(const struct index *x, struct top *top, struct spot from, struct arena *a, struct search_hit **out)
{
	top_sort(top);
	*out = arena_array(a, top->n, sizeof **out);
	for (size_t i = 0; i < top->n; i++)
		(*out)[i] = (struct search_hit){.place = top->items[i].place, .km = km_between(x, from, top->items[i].place)};
	return top->n;
}

static void say_distance(struct search_hit *hit, struct arena *a)
{
	if (hit->km < 0)
		return;
	struct reason *more = arena_array(a, hit->reason_n + 1, sizeof *more);
	if (hit->reason_n > 0)
		memcpy(more, hit->reasons, hit->reason_n * sizeof *more);
	more[hit->reason_n++] = (struct reason){.kind = REASON_DISTANCE, .km = hit->km};
	hit->reasons = more;
}

size_t index_near(const struct index *x, uint32_t place, double km, struct arena *a, struct search_hit **out, size_t max)
{
	const struct place *p = &x->atlas->places[place];
	uint32_t self = x->number[place];
	struct spot from = geo_spot(p->lat, p->lon);
	struct top top = top_new(a, max);
	*out = NULL;
	if (isnan(from.x))
		return 0;
	for (uint32_t t = 0; t < x->geo.tile_n; t++) {
		double least = circle_nearest_km(&x->geo.tiles[t], from);
		if (least > km || rank_distance_key(least, 0) >= top.limit)
			continue;
		for (uint32_t i = t * TILE; i < x->n && i < (t + 1) * TILE; i++) {
			double there = spot_km(x->geo.spots[i], from);
			if (i != self && there <= km)
				top_push(&top, rank_distance_key(there, x->fixed[i] & (RANK_PLACES_MAX - 1)), i);
		}
	}
	size_t n = give(x, &top, from, a, out);
	for (size_t i = 0; i < n; i++) {
		say_distance(&(*out)[i], a);
		(*out)[i].place = x->order[(*out)[i].place];
	}
	return n;
}

// Something that the place has, which others may share: the rarer, the more it says.
struct trait {
	struct set set;
	float weight;
	bool is_word;
	uint8_t zone; // of a word: where both have it
	enum facet facet;
	uint16_t value;
	uint32_t word;
};

static float rarity(const struct index *x, uint32_t n)
{
	return logf((float)x->n / (float)(n > 0 ? n : 1));
}

static bool telling(enum facet f)
{
	return f == FACET_TYPE || f == FACET_LABEL || f == FACET_ACTION || f == FACET_NETWORK;
}

enum { TRAITS_MAX = 64, WORDS_MAX = 24, SHARED_LEAST = 2 };

static size_t value_traits(const struct index *x, uint32_t self, struct trait *out)
{
	const struct facets *f = &x->facets;
	size_t n = 0;
	for (uint32_t i = f->start[self]; i < f->start[self + 1] && n < TRAITS_MAX - WORDS_MAX; i++) {
		uint32_t code = f->codes[i];
		enum facet facet = f->kind_of[code];
		if (f->kind_of[code] >= FACET_COUNT || !telling(facet) || f->sets[code].n < SHARED_LEAST)
			continue;
		float factor = facet == FACET_TYPE ? 1.5f : facet == FACET_LABEL ? 1 : 2;
		out[n++] = (struct trait){.set = f->sets[code], .facet = facet, .value = facets_value(f, facet, code),
					  .weight = (rarity(x, f->sets[code].n) + 0.2f) * factor};
	}
	return n;
}

static bool known(const struct trait *traits, size_t n, uint32_t word)
{
	for (size_t i = 0; i < n; i++)
		if (traits[i].is_word && traits[i].word == word)
			return true;
	return false;
}

static bool presents(unsigned zone)
{
	const char *field = zone >= ZONE_FIELDS ? zone_field(zone) : "";
	return str_eqz(S("presentation_resume"), field) || str_eqz(S("presentation_detail"), field);
}

// Generic is what many places say, wherever they say it: "fabrique", "territoire", "numérique".
static bool generic(const struct index *x, uint32_t word)
{
	const struct postings *p = &x->postings;
	uint32_t said = 0;
	for (uint32_t r = p->start[word]; r < p->start[word + 1]; r++) {
		if (p->runs[r].kind != RUN_LIST)
			return true;
		if (!p->runs[r].derived)
			said += p->runs[r].n;
	}
	return said > x->n / 60 + 3;
}

// Its commune and its street are where it is, not what it is.
static bool says_where(const struct place *p, struct str word)
{
	return token_find(p->commune, word, false).n > 0 || token_find(p->address, word, false).n > 0;
}

// Words of its presentation that some, but not many, other places have too.
static size_t word_traits(const struct index *x, uint32_t self, struct arena *a, struct trait *out)
{
	struct word *words;
	const struct place *place = &x->atlas->places[x->order[self]];
	size_t count = place_words(x->atlas, x->lexicon, x->order[self], a, &words), n = 0;
	for (size_t i = 0; i < count && n < WORDS_MAX; i++) {
		uint32_t id;
		if (words[i].derived || words[i].word.n < 5 || !presents(words[i].zone) ||
		    !dictionary_find(&x->dictionary, words[i].word, &id) || known(out, n, id) || generic(x, id) ||
		    says_where(place, words[i].word))
			continue;
		const struct postings *p = &x->postings;
		for (uint32_t r = p->start[id]; r < p->start[id + 1]; r++) {
			const struct run *run = &p->runs[r];
			if (run->kind != RUN_LIST || run->derived || run->zone != words[i].zone || run->n < SHARED_LEAST)
				continue;
			out[n++] = (struct trait){.set = {.list = p->places + run->start, .n = run->n}, .is_word = true, .word = id,
						  .zone = run->zone,
						  .weight = rarity(x, run->n) * 0.25f};
			break;
		}
	}
	return n;
}

static void add_weights(const struct index *x, const struct trait *t, float *scores)
{
	for (uint32_t i = 0; t->set.bits == NULL && i < t->set.n; i++)
		scores[t->set.list[i]] += t->weight;
	for (size_t w = 0; t->set.bits != NULL && w < bits_words(x->n); w++)
		for (uint64_t left = t->set.bits[w]; left != 0; left &= left - 1)
			scores[w * 64 + (size_t)__builtin_ctzll(left)] += t->weight;
}

static struct reason shared_reason(const struct index *x, const struct trait *t, const struct place *p)
{
	struct reason r = {.value = t->value};
	if (t->is_word) {
		r.kind = REASON_TEXT;
		r.word = word_spelled(p, t->zone, word_in(x, t->word), false);
		r.field = zone_field(t->zone);
	} else if (t->facet == FACET_TYPE) {
		r.kind = REASON_TYPE;
	} else if (t->facet == FACET_NETWORK) {
		r.kind = REASON_NETWORK;
	} else if (t->facet == FACET_LABEL) {
		r.kind = REASON_LABEL;
		for (size_t i = 0; i < p->label_n; i++)
			if (p->labels[i].label == t->value)
				r.date = p->labels[i].date;
	} else {
		r.kind = REASON_ACTION;
		r.stage = STAGE_WANTS;
		for (size_t i = 0; i < p->engagement_n; i++)
			if (p->engagements[i].action == t->value && p->engagements[i].stage < r.stage)
				r.stage = p->engagements[i].stage;
	}
	return r;
}

static int by_weight(const void *a, const void *b)
{
	float x = ((const struct trait *)a)->weight, y = ((const struct trait *)b)->weight;
	return x > y ? -1 : x < y;
}

static int32_t region_of(const struct index *x, uint32_t number)
{
	int32_t commune = x->atlas->places[x->order[number]].commune_at;
	return commune == NONE ? NONE : gazetteer_commune((uint32_t)commune).region;
}

enum { ALIKE_REASONS = 4 };

size_t index_alike(const struct index *x, uint32_t place, struct arena *a, struct search_hit **out, size_t max)
{
	uint32_t self = x->number[place];
	*out = NULL;
	if (self == UINT32_MAX) // closed
		return 0;
	struct trait *traits = arena_array(a, TRAITS_MAX, sizeof *traits);
	size_t n = value_traits(x, self, traits);
	n += word_traits(x, self, a, traits + n);
	qsort(traits, n, sizeof *traits, by_weight);
	float *scores = arena_array(a, x->n, sizeof *scores);
	for (size_t i = 0; i < n; i++)
		add_weights(x, &traits[i], scores);
	struct top top = top_new(a, max);
	int32_t region = region_of(x, self);
	for (uint32_t i = 0; i < x->n; i++) {
		if (scores[i] <= 0.5f || i == self)
			continue;
		uint64_t worse = (uint64_t)(1e6f - (scores[i] < 1e5f ? scores[i] : 1e5f)); // in whole steps: less is no difference
		uint64_t apart = region == NONE || region_of(x, i) != region; // between equals, the same region first
		top_push(&top, worse << 32 | apart << 31 | (x->fixed[i] & (RANK_PLACES_MAX - 1)), i);
	}
	size_t hit_n = give(x, &top, x->geo.spots[self], a, out);
	for (size_t i = 0; i < hit_n; i++) {
		struct search_hit *hit = &(*out)[i];
		const struct place *p = &x->atlas->places[x->order[hit->place]];
		hit->reasons = arena_array(a, ALIKE_REASONS, sizeof *hit->reasons);
		for (size_t k = 0; k < n && hit->reason_n < ALIKE_REASONS; k++)
			if (set_has(&traits[k].set, hit->place))
				hit->reasons[hit->reason_n++] = shared_reason(x, &traits[k], p);
		say_distance(hit, a);
		hit->place = x->order[hit->place];
	}
	return hit_n;
}
