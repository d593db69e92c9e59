// SPDX-License-Identifier: AGPL-3.0-or-later
// Building the index from an atlas.
#include "search/index.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/gazetteer.h"
#include "search/name_table.h"
#include "search/rank.h"
#include "search/words.h"

struct located {
	uint64_t key;
	uint32_t place;
};

static int by_location(const void *a, const void *b)
{
	const struct located *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

// Open places by region, department, then along the map (see geo.h); those of no commune last.
static void lay_order(struct index *x)
{
	const uint32_t place_n = x->atlas->place_n;
	struct located *all = mem_array(place_n + 1, sizeof *all);
	x->number = mem_array(place_n + 1, sizeof *x->number);
	for (uint32_t i = 0; i < place_n; i++) {
		const struct place *p = &x->atlas->places[i];
		uint64_t area = UINT32_MAX;
		x->number[i] = UINT32_MAX;
		if (p->state != PLACE_OPEN)
			continue;
		if (p->commune_at != NONE) {
			uint16_t department = gazetteer_commune((uint32_t)p->commune_at).department;
			area = (uint64_t)gazetteer_department(department).region << 16 | department;
		}
		all[x->n++] = (struct located){area << 32 | geo_curve(p->lat, p->lon), i};
	}
	qsort(all, x->n, sizeof *all, by_location);
	x->order = mem_array(x->n + 1, sizeof *x->order);
	for (uint32_t i = 0; i < x->n; i++) {
		x->order[i] = all[i].place;
		x->number[all[i].place] = i;
	}
	free(all);
}

struct named {
	uint64_t head;
	struct str name;
	uint32_t place; // in the atlas
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	int c = str_cmp(x->name, y->name);
	return c != 0 ? c : x->place < y->place ? -1 : x->place > y->place;
}

static struct named *sort_names(const struct index *x, struct arena *scratch)
{
	struct named *all = mem_array(x->n + 1, sizeof *all);
	for (uint32_t i = 0; i < x->n; i++) {
		struct buf b = BUF_IN(scratch);
		utf8_fold(&b, x->atlas->places[x->order[i]].name);
		all[i] = (struct named){.name = buf_str(&b), .place = x->order[i]};
		for (size_t k = 0; k < 8; k++)
			all[i].head = all[i].head << 8 | (k < b.n ? (unsigned char)b.p[k] : 0);
	}
	qsort(all, x->n, sizeof *all, by_name);
	return all;
}

// What the place alone decides of its rank.
static void lay_ranks(struct index *x)
{
	struct arena scratch = {0};
	struct named *names = sort_names(x, &scratch);
	int newest = 0;
	struct date today = date_today();
	for (uint32_t i = 0; i < x->n; i++)
		if (x->atlas->places[x->order[i]].confirmed.year > newest)
			newest = x->atlas->places[x->order[i]].confirmed.year;
	x->by_name = mem_array(x->n + 1, sizeof *x->by_name);
	x->fixed = mem_array(x->n + 1, sizeof *x->fixed);
	uint32_t starts[12] = {0}; // of each completeness, the fullest first
	for (uint32_t i = 0; i < x->n; i++)
		starts[11 - place_completeness(&x->atlas->places[x->order[i]])]++;
	for (unsigned c = 1; c < 12; c++)
		starts[c] += starts[c - 1];
	for (uint32_t i = 0; i < x->n; i++) {
		const struct place *p = &x->atlas->places[names[i].place];
		uint32_t number = x->number[names[i].place], rest = starts[10 - place_completeness(p)]++;
		x->by_name[number] = i;
		x->fixed[number] = rank_pack(place_dormant(p, today), p->label_n > 0, rank_freshness(p->confirmed, newest), rest);
	}
	x->tile_best = mem_array(bits_words(x->n) + 1, sizeof *x->tile_best);
	memset(x->tile_best, 0xFF, bits_words(x->n) * sizeof *x->tile_best);
	for (uint32_t i = 0; i < x->n; i++)
		if (x->fixed[i] < x->tile_best[i / TILE])
			x->tile_best[i / TILE] = x->fixed[i];
	free(names);
	arena_release(&scratch);
}

static int by_hash(const void *a, const void *b)
{
	const struct whole_name *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void lay_whole_names(struct index *x)
{
	VEC(struct whole_name) all = {0};
	struct arena scratch = {0};
	for (uint32_t i = 0; i < x->n; i++) {
		struct str *keys;
		size_t n = place_name_keys(x->atlas, x->lexicon, x->order[i], &scratch, &keys);
		for (size_t k = 0; k < n; k++)
			vec_push(&all, (struct whole_name){str_hash(keys[k]), i});
		arena_reset(&scratch);
	}
	if (all.n > 1)
		qsort(all.v, all.n, sizeof *all.v, by_hash);
	x->names = mem_resize(all.v, all.n + 1, sizeof *all.v);
	x->name_n = (uint32_t)all.n;
	arena_release(&scratch);
}

enum { NOWHERE = 255 };
struct found { // a word in a place: its strongest zone, and its strongest as a word as it stands
	uint32_t word;
	uint32_t best, plain;        // zone_rank << 1 | derived
	uint8_t best_zone, plain_zone; // NOWHERE: it does not stand there as such
};
struct seen { // by provisional number of a word: where it is in found[] of which place
	uint32_t place, at;
};
typedef VEC(struct found) found_vec;
typedef VEC(struct seen) seen_vec;

static void note_word(found_vec *found, seen_vec *seen, uint32_t place, uint32_t word, unsigned zone, bool derived)
{
	uint32_t rank = zone_rank(zone) << 1 | derived;
	while (seen->n <= word)
		vec_push(seen, (struct seen){UINT32_MAX, 0});
	struct seen *s = &seen->v[word];
	if (s->place != place) {
		*s = (struct seen){place, (uint32_t)found->n};
		vec_push(found, (struct found){word, UINT32_MAX, UINT32_MAX, 0, NOWHERE});
	}
	struct found *f = &found->v[s->at];
	if (rank < f->best) {
		f->best = rank;
		f->best_zone = (uint8_t)zone;
	}
	if (!derived && rank < f->plain) {
		f->plain = rank;
		f->plain_zone = (uint8_t)zone;
	}
}

// Of each word its strongest zone; when it is only derived there, also the strongest where it stands as such.
static void keep_best(const found_vec *found, uint32_t place, post_vec *posts)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct found *f = &found->v[i];
		vec_push(posts, (struct post){f->word, place << 6 | (uint32_t)f->best_zone << 1 | (f->best & 1)});
		if (f->plain_zone != NOWHERE && f->plain != f->best)
			vec_push(posts, (struct post){f->word, place << 6 | (uint32_t)f->plain_zone << 1});
	}
}

static void read_places(struct index *x, struct dictionary_maker *maker, post_vec *posts)
{
	struct arena scratch = {0};
	found_vec found = {0};
	seen_vec seen = {0};
	for (uint32_t i = 0; i < x->n; i++) {
		struct word *words;
		size_t n = place_words(x->atlas, x->lexicon, x->order[i], &scratch, &words);
		found.n = 0;
		for (size_t w = 0; w < n; w++)
			note_word(&found, &seen, i, dictionary_add(maker, &words[w]), words[w].zone, words[w].derived);
		keep_best(&found, i, posts);
		arena_reset(&scratch);
	}
	vec_free(&found);
	vec_free(&seen);
	arena_release(&scratch);
}

static void read_values(struct index *x, struct dictionary_maker *maker, value_post_vec *posts)
{
	const struct {
		enum facet facet;
		uint32_t n;
	} of[] = {{FACET_TYPE, TYPE_COUNT},
		  {FACET_LABEL, x->atlas->label_n},
		  {FACET_ACTION, x->atlas->action_n},
		  {FACET_NETWORK, x->atlas->network_n}};
	struct arena scratch = {0};
	for (size_t f = 0; f < sizeof of / sizeof *of; f++) {
		for (uint32_t value = 0; value < of[f].n; value++) {
			struct word *words;
			size_t word_n = value_words(x->atlas, x->lexicon, of[f].facet, (uint16_t)value, &scratch, &words);
			for (size_t w = 0; w < word_n; w++)
				vec_push(posts, (struct value_post){dictionary_add(maker, &words[w]),
								    of[f].facet, (uint16_t)value, words[w].zone, words[w].derived});
			arena_reset(&scratch);
		}
	}
	arena_release(&scratch);
}

static void lay_words(struct index *x)
{
	struct dictionary_maker *maker = dictionary_begin();
	post_vec posts = {0};
	value_post_vec values = {0};
	uint32_t *final;
	read_places(x, maker, &posts);
	read_values(x, maker, &values);
	dictionary_end(maker, &x->dictionary, &final);
	postings_build(&x->postings, x->n, x->dictionary.n, final, &posts, &values);
	vec_free(&posts);
	vec_free(&values);
	free(final);
}

// All but the words, which take as long as the rest together and need nothing of it.
struct rest {
	struct index *index;
	bool fits;
};

static void *lay_rest(void *user)
{
	struct rest *r = user;
	struct index *x = r->index;
	lay_ranks(x);
	lay_whole_names(x);
	geo_build(&x->geo, x->atlas, x->order, x->n);
	r->fits = facets_build(&x->facets, x->atlas, x->order, x->n);
	if (r->fits)
		index_names(x);
	x->name_table = names_build(x->atlas);
	return NULL;
}

const struct err *index_build(const struct atlas *a, const struct lexicon *lexicon, struct index **out)
{
	*out = NULL;
	if (a->place_n >= RANK_PLACES_MAX)
		return err_new(ERR_INPUT, "the index holds at most %d places", RANK_PLACES_MAX - 1);
	struct index *x = mem_alloc(sizeof *x);
	x->atlas = a;
	x->lexicon = lexicon;
	lay_order(x);
	struct rest rest = {.index = x};
	pthread_t helper;
	bool helped = pthread_create(&helper, NULL, lay_rest, &rest) == 0;
	lay_words(x);
	if (helped)
		pthread_join(helper, NULL);
	else
		lay_rest(&rest);
	if (!rest.fits) {
		index_free(x);
		return err_new(ERR_INPUT, "the index holds fewer labels, actions and networks than these %u, %u and %u", a->label_n,
			       a->action_n, a->network_n);
	}
	*out = x;
	return NULL;
}

void index_free(struct index *x)
{
	if (x == NULL)
		return;
	dictionary_release(&x->dictionary);
	postings_release(&x->postings);
	facets_release(&x->facets);
	geo_release(&x->geo);
	free(x->order);
	free(x->number);
	free(x->fixed);
	free(x->tile_best);
	free(x->by_name);
	free(x->names);
	names_free(x->name_table);
	free(x);
}

const struct atlas *index_atlas(const struct index *x)
{
	return x->atlas;
}

const struct names *index_name_table(const struct index *x)
{
	return x->name_table;
}

const struct lexicon *index_lexicon(const struct index *x)
{
	return x->lexicon;
}

size_t index_bytes(const struct index *x)
{
	size_t place = 5 * sizeof(uint32_t) + sizeof(struct spot);
	return sizeof *x + x->n * place + x->name_n * sizeof *x->names + dictionary_bytes(&x->dictionary) +
	       postings_bytes(&x->postings, x->dictionary.n) + facets_bytes(&x->facets) +
	       (x->geo.tile_n + x->geo.sheet_n) * sizeof(struct circle) + names_bytes(x->name_table);
}
