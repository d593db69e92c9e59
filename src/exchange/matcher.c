// SPDX-License-Identifier: AGPL-3.0-or-later
// The matcher's index: a place is found again by a telling word of its names, its whole name glued, its initials or
// its street, each in the square of the map where it stands or one beside it, and by its web page.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/sketch.h"

// About 13 km at our latitudes: neighbouring communes' centres fall into the same or an adjoining square.
static const double square_lat = 0.12, square_lon = 0.18;

static uint64_t mix(uint64_t a, uint64_t b)
{
	a ^= b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2);
	a *= 0xFF51AFD7ED558CCDu;
	return a ^ a >> 32;
}

static uint64_t square_of(const struct sketch *s, int down, int right)
{
	if (isnan(s->lat))
		return (uint64_t)(uint32_t)s->commune;
	int32_t y = (int32_t)floor((double)s->lat / square_lat) + down, x = (int32_t)floor((double)s->lon / square_lon) + right;
	return (uint64_t)(uint32_t)y << 32 | (uint32_t)x;
}

enum { KEYS_MAX = 64 };

static uint64_t word_key(struct str word)
{
	return mix(2, str_hash(str_sub(word, 0, 5))); // the start of a word forgives its end
}

// What the place may be found by, before the square is mixed in.
static size_t keys_of(const struct matcher *m, uint32_t i, uint64_t *keys)
{
	const struct sketch *s = &m->sketches[i];
	size_t n = 0;
	for (unsigned v = 0; v < s->variant_n; v++) {
		const struct variant *x = &m->variants.v[s->first_variant + v];
		if (n + 2 >= KEYS_MAX)
			break;
		keys[n++] = mix(1, x->glued);
		if (x->initials != 0)
			keys[n++] = mix(1, x->initials); // meets the glued name of its acronym
		for (unsigned k = 0; k < x->n && n + 3 < KEYS_MAX; k++) {
			const struct word *w = &m->words.v[m->name_words.v[x->first + k].word];
			if (w->kind >= 0.5f && w->weight >= 0.25f)
				keys[n++] = word_key(w->text);
		}
		if (x->own.n > 0) // "Ping Pong" meets "Pingpong"
			keys[n++] = word_key(x->own);
	}
	if (s->host.n > 0 && n + 1 < KEYS_MAX)
		keys[n++] = word_key(host_without_article(s->host));
	if (s->number != 0 && s->street_n > 0 && n < KEYS_MAX)
		keys[n++] = mix(3 + s->number, s->street[s->street_n - 1]);
	size_t kept = 0;
	for (size_t k = 0; k < n; k++) {
		bool again = false;
		for (size_t q = 0; q < kept && !again; q++)
			again = keys[q] == keys[k];
		if (!again)
			keys[kept++] = keys[k];
	}
	return kept;
}

static void collect(struct matcher *m)
{
	uint64_t keys[KEYS_MAX];
	for (uint32_t i = 0; i < m->n; i++) {
		size_t n = keys_of(m, i, keys);
		uint64_t square = square_of(&m->sketches[i], 0, 0);
		for (size_t k = 0; k < n; k++) {
			vec_push(&m->keys, (struct key_entry){mix(keys[k], square), i});
			if (m->sketches[i].centre) // a list of names and towns may take a commune for its namesake
				vec_push(&m->keys, (struct key_entry){mix(keys[k], m->sketches[i].town), i});
		}
		if (m->sketches[i].site != 0)
			vec_push(&m->keys, (struct key_entry){mix(4, m->sketches[i].site), i});
	}
}

static void fill_buckets(struct matcher *m)
{
	m->buckets = 16;
	while (m->buckets < m->keys.n)
		m->buckets *= 2;
	m->starts = mem_array(m->buckets + 1, sizeof *m->starts);
	m->entries = mem_array(m->keys.n + 1, sizeof *m->entries);
	for (size_t k = 0; k < m->keys.n; k++)
		m->starts[(m->keys.v[k].key & (m->buckets - 1)) + 1]++;
	for (size_t b = 0; b < m->buckets; b++)
		m->starts[b + 1] += m->starts[b];
	for (size_t k = m->keys.n; k-- > 0;) {
		struct key_entry e = m->keys.v[k];
		m->entries[--m->starts[(e.key & (m->buckets - 1)) + 1]] = e;
	}
	// Filling moved each start to the one before it: bucket b now runs from starts[b + 1] to starts[b + 2].
	memmove(m->starts, m->starts + 1, m->buckets * sizeof *m->starts);
	m->starts[m->buckets] = (uint32_t)m->keys.n;
	vec_free(&m->keys);
}

struct matcher *matcher_new(const struct place *const *places, size_t n)
{
	struct matcher *m = mem_alloc(sizeof *m);
	m->n = n;
	m->sketches = mem_array(n + 1, sizeof *m->sketches);
	m->seen = mem_array(n + 1, sizeof *m->seen);
	for (size_t i = 0; i < n; i++)
		sketch_place(m, (uint32_t)i, places[i]);
	sketch_weigh(m);
	collect(m);
	fill_buckets(m);
	return m;
}

void matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	arena_release(&m->arena);
	free(m->sketches);
	free(m->seen);
	free(m->starts);
	free(m->entries);
	vec_free(&m->variants);
	vec_free(&m->name_words);
	vec_free(&m->words);
	vec_free(&m->keys);
	map_release(&m->word_ids);
	map_release(&m->bearers);
	free(m);
}

static size_t look(struct matcher *m, uint64_t key, uint32_t *out, size_t n, size_t max)
{
	size_t bucket = key & (m->buckets - 1);
	for (uint32_t e = m->starts[bucket]; e < m->starts[bucket + 1] && n < max; e++) {
		if (m->entries[e].key != key || m->seen[m->entries[e].item] == m->stamp)
			continue;
		m->seen[m->entries[e].item] = m->stamp;
		out[n++] = m->entries[e].item;
	}
	return n;
}

size_t matcher_candidates(struct matcher *m, uint32_t i, uint32_t *out, size_t max)
{
	uint64_t keys[KEYS_MAX];
	size_t keys_n = keys_of(m, i, keys), n = 0;
	const struct sketch *s = &m->sketches[i];
	m->seen[i] = ++m->stamp;
	if (s->site != 0)
		n = look(m, mix(4, s->site), out, n, max);
	for (size_t k = 0; k < keys_n && s->centre; k++)
		n = look(m, mix(keys[k], s->town), out, n, max);
	for (size_t k = 0; k < keys_n; k++)
		for (int down = -1; down <= 1; down++)
			for (int right = -1; right <= 1; right++)
				if (!isnan(s->lat) || (down == 0 && right == 0))
					n = look(m, mix(keys[k], square_of(s, down, right)), out, n, max);
	return n;
}
