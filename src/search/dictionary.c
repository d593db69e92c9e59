// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/dictionary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "search/stem.h"
#include "search/words.h"

static uint32_t table_size(size_t n)
{
	uint32_t size = 16;
	while (size < n + n / 2)
		size *= 2;
	return size;
}

static uint32_t *table_new(size_t n, uint32_t *mask)
{
	uint32_t size = table_size(n), *table = mem_array(size, sizeof *table);
	memset(table, 0xFF, size * sizeof *table);
	*mask = size - 1;
	return table;
}

// Where the key stands in an open-addressed table of positions into a text; the free slot when it is absent.
static uint32_t *slot(uint32_t *table, uint32_t mask, const char *text, const uint32_t *start, struct str key)
{
	uint32_t at = (uint32_t)str_hash(key) & mask;
	for (; table[at] != UINT32_MAX; at = (at + 1) & mask) {
		uint32_t id = table[at];
		if (start[id + 1] - start[id] == key.n && memcmp(text + start[id], key.p, key.n) == 0)
			break;
	}
	return &table[at];
}

struct str dictionary_word(const struct dictionary *d, uint32_t id)
{
	assert(id < d->n);
	return (struct str){d->text + d->start[id], d->start[id + 1] - d->start[id]};
}

bool dictionary_find(const struct dictionary *d, struct str word, uint32_t *id)
{
	if (word.n == 0)
		return false;
	*id = *slot(d->table, d->table_mask, d->text, d->start, word);
	return *id != UINT32_MAX;
}

// The first word not below the prefix (after: nor starting with it).
static uint32_t bound(const struct dictionary *d, struct str prefix, bool after)
{
	uint32_t low = 0, high = d->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		struct str w = dictionary_word(d, mid);
		int c = str_cmp(str_sub(w, 0, prefix.n), prefix);
		if (c < 0 || (after && c == 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void dictionary_prefix(const struct dictionary *d, struct str prefix, uint32_t *first, uint32_t *last)
{
	*first = bound(d, prefix, false);
	*last = bound(d, prefix, true);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

size_t dictionary_kin(const struct dictionary *d, struct str word, struct arena *a, uint32_t **out)
{
	struct stems stems;
	uint32_t groups[STEM_MAX], group_n = 0, self;
	size_t most = 1, n = 0;
	stem_keys(word, STR_NONE, &stems);
	for (size_t i = 0; i < stems.n; i++) {
		struct str key = {stems.text[i], stems.length[i]};
		uint32_t g = *slot(d->stem_table, d->stem_mask, d->stem_text, d->stem_start, key);
		if (g == UINT32_MAX)
			continue;
		groups[group_n++] = g;
		most += d->kin_start[g + 1] - d->kin_start[g];
	}
	*out = arena_array(a, most + stems.n, sizeof **out);
	if (dictionary_find(d, word, &self))
		(*out)[n++] = self;
	for (size_t i = 0; i < stems.n; i++)
		if (dictionary_find(d, (struct str){stems.text[i], stems.length[i]}, &self))
			(*out)[n++] = self;
	for (uint32_t i = 0; i < group_n; i++)
		for (uint32_t k = d->kin_start[groups[i]]; k < d->kin_start[groups[i] + 1]; k++)
			(*out)[n++] = d->kin[k];
	qsort(*out, n, sizeof **out, by_number);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || (*out)[kept - 1] != (*out)[i])
			(*out)[kept++] = (*out)[i];
	return kept;
}

void dictionary_release(struct dictionary *d)
{
	free(d->text);
	free(d->start);
	free(d->table);
	free(d->stem_text);
	free(d->stem_start);
	free(d->stem_table);
	free(d->kin_start);
	free(d->kin);
	*d = (struct dictionary){0};
}

size_t dictionary_bytes(const struct dictionary *d)
{
	size_t numbers = d->n + 1 + d->table_mask + 1 + 2 * (d->stem_n + 1) + d->stem_mask + 1 + d->kin_start[d->stem_n];
	return d->start[d->n] + d->stem_start[d->stem_n] + numbers * sizeof(uint32_t);
}

struct stem_of {
	uint32_t stem, word;
};
struct dictionary_maker {
	struct arena arena; // texts
	struct map words, accented, stems;
	VEC(struct str) texts, stem_texts;
	VEC(bool) stemmed; // by word
	VEC(struct stem_of) pairs;
};

struct dictionary_maker *dictionary_begin(void)
{
	return mem_alloc(sizeof(struct dictionary_maker));
}

static void add_stems(struct dictionary_maker *m, uint32_t word, struct str folded, struct str accented)
{
	struct stems stems;
	stem_keys(folded, accented, &stems);
	for (size_t i = 0; i < stems.n; i++) {
		struct str key = {stems.text[i], stems.length[i]};
		uint64_t id;
		if (!map_get(&m->stems, key, &id)) {
			id = m->stem_texts.n;
			key = arena_str(&m->arena, key);
			map_set(&m->stems, key, id);
			vec_push(&m->stem_texts, key);
		}
		vec_push(&m->pairs, (struct stem_of){(uint32_t)id, word});
	}
}

uint32_t dictionary_add(struct dictionary_maker *m, const struct word *w)
{
	uint64_t id, seen;
	if (!map_get(&m->words, w->word, &id)) {
		struct str kept = arena_str(&m->arena, w->word);
		id = m->texts.n;
		map_set(&m->words, kept, id);
		vec_push(&m->texts, kept);
		vec_push(&m->stemmed, false);
	}
	if (!w->derived && !m->stemmed.v[id]) {
		m->stemmed.v[id] = true;
		add_stems(m, (uint32_t)id, w->word, STR_NONE);
	}
	if (w->accented.n > 0 && !map_get(&m->accented, w->accented, &seen)) {
		map_set(&m->accented, arena_str(&m->arena, w->accented), 1);
		add_stems(m, (uint32_t)id, w->word, w->accented);
	}
	return (uint32_t)id;
}

struct sortable {
	uint64_t head; // first eight bytes, for a quick comparison
	struct str text;
	uint32_t id;
};

static int by_text(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return str_cmp(x->text, y->text);
}

static struct sortable *sorted(const struct str *texts, size_t n)
{
	struct sortable *s = mem_array(n + 1, sizeof *s);
	for (size_t i = 0; i < n; i++) {
		unsigned char head[8] = {0};
		memcpy(head, texts[i].p, texts[i].n < 8 ? texts[i].n : 8);
		for (int k = 0; k < 8; k++)
			s[i].head = s[i].head << 8 | head[k];
		s[i].text = texts[i];
		s[i].id = (uint32_t)i;
	}
	qsort(s, n, sizeof *s, by_text);
	return s;
}

static void lay_words(struct dictionary_maker *m, struct dictionary *d, uint32_t *final)
{
	struct sortable *s = sorted(m->texts.v, m->texts.n);
	size_t bytes = 0;
	for (size_t i = 0; i < m->texts.n; i++)
		bytes += m->texts.v[i].n;
	d->n = (uint32_t)m->texts.n;
	d->text = mem_alloc(bytes + 1);
	d->start = mem_array(d->n + 1, sizeof *d->start);
	d->table = table_new(d->n, &d->table_mask);
	for (uint32_t i = 0; i < d->n; i++) {
		memcpy(d->text + d->start[i], s[i].text.p, s[i].text.n);
		d->start[i + 1] = d->start[i] + (uint32_t)s[i].text.n;
		final[s[i].id] = i;
		*slot(d->table, d->table_mask, d->text, d->start, s[i].text) = i;
	}
	free(s);
}

static void lay_stems(struct dictionary_maker *m, struct dictionary *d, const uint32_t *final)
{
	size_t bytes = 0;
	for (size_t i = 0; i < m->stem_texts.n; i++)
		bytes += m->stem_texts.v[i].n;
	d->stem_n = (uint32_t)m->stem_texts.n;
	d->stem_text = mem_alloc(bytes + 1);
	d->stem_start = mem_array(d->stem_n + 1, sizeof *d->stem_start);
	d->stem_table = table_new(d->stem_n, &d->stem_mask);
	for (uint32_t i = 0; i < d->stem_n; i++) {
		struct str key = m->stem_texts.v[i];
		memcpy(d->stem_text + d->stem_start[i], key.p, key.n);
		d->stem_start[i + 1] = d->stem_start[i] + (uint32_t)key.n;
		*slot(d->stem_table, d->stem_mask, d->stem_text, d->stem_start, key) = i;
	}
	d->kin_start = mem_array(d->stem_n + 2, sizeof *d->kin_start);
	d->kin = mem_array(m->pairs.n + 1, sizeof *d->kin);
	for (size_t i = 0; i < m->pairs.n; i++)
		d->kin_start[m->pairs.v[i].stem + 2]++;
	for (uint32_t i = 2; i < d->stem_n + 2; i++)
		d->kin_start[i] += d->kin_start[i - 1];
	for (size_t i = 0; i < m->pairs.n; i++)
		d->kin[d->kin_start[m->pairs.v[i].stem + 1]++] = final[m->pairs.v[i].word];
}

void dictionary_end(struct dictionary_maker *m, struct dictionary *d, uint32_t **final)
{
	*final = mem_array(m->texts.n + 1, sizeof **final);
	lay_words(m, d, *final);
	lay_stems(m, d, *final);
	map_release(&m->words);
	map_release(&m->accented);
	map_release(&m->stems);
	vec_free(&m->texts);
	vec_free(&m->stem_texts);
	vec_free(&m->stemmed);
	vec_free(&m->pairs);
	arena_release(&m->arena);
	free(m);
}
