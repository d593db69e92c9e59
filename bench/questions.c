// SPDX-License-Identifier: AGPL-3.0-or-later
#include "questions.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "model/gazetteer.h"
#include "search/token.h"

const char *const kind_names[KINDS] = {
	"one common word", "two words", "word and facet", "radius of 30 km and action at a stage", "prefix", "rare word",
	"whole question with a commune",
};
const char *const kind_codes[KINDS] = {"courant", "deux", "facette", "rayon", "prefixe", "rare", "question"};

struct counted {
	struct str word;
	uint32_t n;
};

static int by_count(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	return x->n > y->n ? -1 : x->n < y->n ? 1 : str_cmp(x->word, y->word);
}

// Words of names and summaries, the most frequent first.
static size_t count_words(const struct atlas *a, struct arena *arena, struct counted **out)
{
	struct map seen = {0};
	struct arena scratch = {0};
	VEC(struct counted) all = {0};
	for (uint32_t i = 0; i < a->place_n; i++) {
		struct str texts[] = {a->places[i].name, a->places[i].summary};
		for (size_t t = 0; t < 2; t++) {
			struct str *words;
			size_t n = token_words(texts[t], &scratch, &words);
			for (size_t w = 0; w < n; w++) {
				uint64_t at;
				if (words[w].n < 5)
					continue;
				if (!map_get(&seen, words[w], &at)) {
					at = all.n;
					struct str kept = arena_str(arena, words[w]);
					map_set(&seen, kept, at);
					vec_push(&all, (struct counted){kept, 0});
				}
				all.v[at].n++;
			}
		}
		arena_reset(&scratch);
	}
	qsort(all.v, all.n, sizeof *all.v, by_count);
	*out = all.v;
	map_release(&seen);
	arena_release(&scratch);
	return all.n;
}

static uint64_t state = 42;
static uint32_t below(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return n ? (uint32_t)(state >> 33) % n : 0;
}

static const struct place *some_place(const struct atlas *a)
{
	const struct place *p;
	do
		p = &a->places[below(a->place_n)];
	while (p->commune_at < 0 || p->lat != p->lat);
	return p;
}

// A question about a place's town: a word, and "vers Vannes".
static void whole(struct question *q, const struct atlas *a, struct arena *arena)
{
	static const char *const needs[] = {"fablab", "coworking", "imprimante 3d", "atelier", "formation", "tiers-lieu culturel"};
	static const char *const links[] = {"vers", "autour de", "près de", "à"};
	struct commune c = gazetteer_commune((uint32_t)some_place(a)->commune_at);
	const char *need = needs[below(6)];
	struct str *words;
	q->text = arena_printf(arena, "%s %s %.*s", need, links[below(4)], STR_ARG(c.name));
	// What the rivals, which understand nothing, are given: the words and the point.
	q->word_n = token_words(str_of(need), arena, &words);
	for (size_t i = 0; i < q->word_n && i < 3; i++)
		q->words[i] = words[i];
	q->has_point = true;
	q->lat = (double)c.lat;
	q->lon = (double)c.lon;
}

static void make(struct question *q, const struct atlas *a, const struct counted *words, size_t word_n, size_t at,
		 struct arena *arena)
{
	const size_t common = word_n < 12 ? word_n : 12, middle = word_n < 400 ? word_n : 400;
	q->word_n = 1;
	q->words[0] = words[at % common].word;
	switch (q->kind) {
	case KIND_COMMON:
		break;
	case KIND_TWO:
		q->word_n = 2;
		q->words[1] = words[common + below((uint32_t)(middle - common))].word;
		break;
	case KIND_FACET:
		q->has_filter = true;
		q->filter = at % 2 ? (struct search_filter){FACET_TYPE, TYPE_FABLAB}
				   : (struct search_filter){FACET_REGION, gazetteer_commune((uint32_t)some_place(a)->commune_at).region};
		break;
	case KIND_RADIUS: {
		const struct place *p = some_place(a);
		q->word_n = 0;
		q->has_action = true;
		q->action = (uint16_t)below(a->action_n);
		q->stage = (enum stage)(at % STAGE_COUNT);
		q->has_point = true;
		q->lat = p->lat;
		q->lon = p->lon;
		q->radius_km = 30;
		break;
	}
	case KIND_PREFIX:
		q->prefix = true;
		q->words[0] = words[below((uint32_t)middle)].word;
		q->words[0].n = 3 + below((uint32_t)q->words[0].n - 3);
		break;
	case KIND_RARE:
		do
			q->words[0] = words[word_n / 2 + below((uint32_t)(word_n / 2))].word;
		while (q->words[0].n < 5);
		break;
	case KIND_WHOLE:
		whole(q, a, arena);
		break;
	case KINDS:
		break;
	}
}

size_t questions_make(const struct atlas *a, size_t each, struct arena *arena, struct question **out)
{
	struct counted *words;
	size_t word_n = count_words(a, arena, &words);
	*out = arena_array(arena, each * KINDS, sizeof **out);
	for (size_t i = 0; i < each * KINDS; i++) {
		(*out)[i].kind = i % KINDS;
		make(&(*out)[i], a, words, word_n, i / KINDS, arena);
	}
	free(words);
	return each * KINDS;
}
