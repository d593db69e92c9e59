// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/postings.h"

#include <stdlib.h>
#include <string.h>

#include "search/words.h"

// A list of more than one place in 32 takes more room than a bitset.
static bool dense(uint32_t n, uint32_t places)
{
	return (uint64_t)n * 32 > places;
}

enum { SLOTS = ZONE_MAX * 2 }; // zone and derived

struct layer { // while laying runs
	uint32_t places, words, runs;
};

static void lay_run(struct postings *p, struct layer *at, uint32_t total, const uint32_t *where, uint32_t n, unsigned slot)
{
	struct run *r = &p->runs[at->runs++];
	*r = (struct run){.n = n, .zone = (uint8_t)(slot / 2), .derived = slot % 2};
	if (!dense(n, total)) {
		r->kind = RUN_LIST;
		r->start = at->places;
		memcpy(p->places + at->places, where, n * sizeof *where);
		at->places += n;
		return;
	}
	r->kind = RUN_BITS;
	r->start = at->words;
	for (uint32_t i = 0; i < n; i++)
		bits_set(p->words + at->words, where[i]);
	at->words += (uint32_t)bits_words(total);
}

// Sorts the posts of one word into their slots, keeping the order of places; counts[] are left as ends.
static void split(const uint32_t *where, uint32_t n, uint32_t *out, uint32_t counts[SLOTS], uint32_t ends[SLOTS])
{
	uint32_t at = 0;
	memset(counts, 0, SLOTS * sizeof *counts);
	for (uint32_t i = 0; i < n; i++)
		counts[where[i] & (SLOTS - 1)]++;
	for (unsigned s = 0; s < SLOTS; s++) {
		ends[s] = at;
		at += counts[s];
	}
	for (uint32_t i = 0; i < n; i++)
		out[ends[where[i] & (SLOTS - 1)]++] = where[i] >> 6;
}

struct room {
	size_t places, words, runs;
};

// How much room the runs will take, so that each array is allocated once.
static struct room measure(const uint32_t *first, const uint32_t *where, uint32_t words, uint32_t total)
{
	struct room room = {0};
	uint32_t counts[SLOTS];
	for (uint32_t w = 0; w < words; w++) {
		uint32_t n = first[w + 1] - first[w];
		if (n == 1) {
			room.runs++;
			if (dense(1, total))
				room.words += bits_words(total);
			else
				room.places++;
			continue;
		}
		memset(counts, 0, sizeof counts);
		for (uint32_t i = first[w]; i < first[w + 1]; i++)
			counts[where[i] & (SLOTS - 1)]++;
		for (unsigned s = 0; n > 0 && s < SLOTS; s++) {
			if (counts[s] == 0)
				continue;
			room.runs++;
			if (dense(counts[s], total))
				room.words += bits_words(total);
			else
				room.places += counts[s];
		}
	}
	return room;
}

// Posts by word (counting sort, which keeps the places in order).
static uint32_t *by_word(uint32_t words, const uint32_t *final, const post_vec *posts, uint32_t *first)
{
	uint32_t *where = mem_array(posts->n + 1, sizeof *where), *next = mem_array(words + 1, sizeof *next);
	for (size_t i = 0; i < posts->n; i++)
		first[final[posts->v[i].word] + 1]++;
	for (uint32_t w = 0; w < words; w++) {
		first[w + 1] += first[w];
		next[w] = first[w];
	}
	for (size_t i = 0; i < posts->n; i++)
		where[next[final[posts->v[i].word]]++] = posts->v[i].where;
	free(next);
	return where;
}

void postings_build(struct postings *p, uint32_t places, uint32_t words, const uint32_t *final, const post_vec *posts,
		    const value_post_vec *values)
{
	uint32_t *first = mem_array(words + 2, sizeof *first), *value_first = mem_array(words + 2, sizeof *value_first);
	uint32_t *where = by_word(words, final, posts, first), *scratch = mem_array(places + places + 1, sizeof *scratch);
	uint32_t *value_order = mem_array(values->n + 1, sizeof *value_order);
	for (size_t i = 0; i < values->n; i++)
		value_first[final[values->v[i].word] + 2]++;
	for (uint32_t w = 2; w < words + 2; w++)
		value_first[w] += value_first[w - 1];
	for (size_t i = 0; i < values->n; i++)
		value_order[value_first[final[values->v[i].word] + 1]++] = (uint32_t)i;

	struct room room = measure(first, where, words, places);
	p->places = mem_array(room.places + 1, sizeof *p->places);
	p->words = mem_array(room.words + 1, sizeof *p->words);
	p->runs = mem_array(room.runs + values->n + 1, sizeof *p->runs);
	p->start = mem_array(words + 1, sizeof *p->start);
	struct layer at = {0};
	for (uint32_t w = 0; w < words; w++) {
		uint32_t counts[SLOTS], ends[SLOTS], n = first[w + 1] - first[w];
		p->start[w] = at.runs;
		if (n == 1) {
			uint32_t one = where[first[w]] >> 6;
			lay_run(p, &at, places, &one, 1, where[first[w]] & (SLOTS - 1));
		} else if (n > 1) {
			split(where + first[w], n, scratch, counts, ends);
			for (unsigned s = 0; s < SLOTS; s++)
				if (counts[s] > 0)
					lay_run(p, &at, places, scratch + ends[s] - counts[s], counts[s], s);
		}
		for (uint32_t i = value_first[w]; i < value_first[w + 1]; i++) {
			const struct value_post *v = &values->v[value_order[i]];
			p->runs[at.runs++] = (struct run){.start = (uint32_t)v->facet << 16 | v->value, .zone = v->zone,
							  .derived = v->derived, .kind = RUN_VALUE};
		}
	}
	p->start[words] = at.runs;
	p->place_n = at.places;
	p->word_n = at.words;
	p->run_n = at.runs;
	free(first);
	free(value_first);
	free(value_order);
	free(where);
	free(scratch);
}

void postings_release(struct postings *p)
{
	free(p->start);
	free(p->runs);
	free(p->places);
	free(p->words);
	*p = (struct postings){0};
}

size_t postings_bytes(const struct postings *p, uint32_t words)
{
	return (words + 1) * sizeof *p->start + p->run_n * sizeof *p->runs + p->place_n * sizeof *p->places +
	       p->word_n * sizeof *p->words;
}
