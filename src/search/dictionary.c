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

// The stems of a word: those known since the build, else cut now. At most STEM_MAX, as numbers of known stems.
static size_t stems_of(const struct dictionary *d, struct str word, uint32_t self, uint32_t out[STEM_MAX],
		       struct str texts[STEM_MAX], struct stems *cut)
{
	size_t n = 0;
	if (self != UINT32_MAX && d->stems_start[self + 1] > d->stems_start[self]) {
		for (uint32_t i = d->stems_start[self]; i < d->stems_start[self + 1] && n < STEM_MAX; i++, n++) {
			out[n] = d->stems[i];
			texts[n] = (struct str){d->stem_text + d->stem_start[out[n]], d->stem_start[out[n] + 1] - d->stem_start[out[n]]};
		}
		return n;
	}
	stem_keys(word, STR_NONE, cut);
	for (; n < cut->n; n++) {
		texts[n] = (struct str){cut->text[n], cut->length[n]};
		out[n] = *slot(d->stem_table, d->stem_mask, d->stem_text, d->stem_start, texts[n]);
	}
	return n;
}

size_t dictionary_kin(const struct dictionary *d, struct str word, struct arena *a, uint32_t **out)
{
	struct stems cut;
	struct str texts[STEM_MAX];
	uint32_t groups[STEM_MAX], self, other;
	if (!dictionary_find(d, word, &self))
		self = UINT32_MAX;
	size_t group_n = stems_of(d, word, self, groups, texts, &cut), most = 1 + group_n, n = 0;
	for (size_t i = 0; i < group_n; i++)
		if (groups[i] != UINT32_MAX)
			most += d->kin_start[groups[i] + 1] - d->kin_start[groups[i]];
	*out = arena_array(a, most, sizeof **out);
	if (self != UINT32_MAX)
		(*out)[n++] = self;
	for (size_t i = 0; i < group_n; i++) {
		if (dictionary_find(d, texts[i], &other))
			(*out)[n++] = other;
		for (uint32_t k = 0; groups[i] != UINT32_MAX && k < d->kin_start[groups[i] + 1] - d->kin_start[groups[i]]; k++)
			(*out)[n++] = d->kin[d->kin_start[groups[i]] + k];
	}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) { // few: each in its place, once
		uint32_t id = (*out)[i];
		size_t at = kept;
		while (at > 0 && (*out)[at - 1] > id)
			at--;
		if (at > 0 && (*out)[at - 1] == id)
			continue;
		memmove(*out + at + 1, *out + at, (kept - at) * sizeof **out);
		(*out)[at] = id;
		kept++;
	}
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
	free(d->stems_start);
	free(d->stems);
	*d = (struct dictionary){0};
}

size_t dictionary_bytes(const struct dictionary *d)
{
	size_t numbers = d->n + 1 + d->table_mask + 1 + 2 * (d->stem_n + 1) + d->stem_mask + 1 + d->kin_start[d->stem_n] +
			 d->n + 1 + d->stems_start[d->n];
	return d->start[d->n] + d->stem_start[d->stem_n] + numbers * sizeof(uint32_t);
}

struct stem_of {
	uint32_t stem, word;
	bool folded; // of the folded form, not of an accented one
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
		vec_push(&m->pairs, (struct stem_of){(uint32_t)id, word, accented.n == 0});
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

static void lay_own_stems(struct dictionary_maker *m, struct dictionary *d, const uint32_t *final)
{
	d->stems_start = mem_array(d->n + 2, sizeof *d->stems_start);
	size_t n = 0;
	for (size_t i = 0; i < m->pairs.n; i++) {
		if (!m->pairs.v[i].folded)
			continue;
		d->stems_start[final[m->pairs.v[i].word] + 2]++;
		n++;
	}
	d->stems = mem_array(n + 1, sizeof *d->stems);
	for (uint32_t i = 2; i < d->n + 2; i++)
		d->stems_start[i] += d->stems_start[i - 1];
	for (size_t i = 0; i < m->pairs.n; i++)
		if (m->pairs.v[i].folded)
			d->stems[d->stems_start[final[m->pairs.v[i].word] + 1]++] = m->pairs.v[i].stem;
}

void dictionary_end(struct dictionary_maker *m, struct dictionary *d, uint32_t **final)
{
	*final = mem_array(m->texts.n + 1, sizeof **final);
	lay_words(m, d, *final);
	lay_stems(m, d, *final);
	lay_own_stems(m, d, *final);
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
