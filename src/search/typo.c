// SPDX-License-Identifier: AGPL-3.0-or-later
// Words within typos of what was typed. The sorted dictionary is walked as a tree of prefixes: the rows of the
// distance table are shared by words with the same beginning, and a beginning already too far is skipped whole.
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "search/dictionary.h"

enum { TYPED_MAX = 40, DEPTH_MAX = TYPED_MAX + 4 };

unsigned typo_allowed(struct str word)
{
	if (word.n > TYPED_MAX)
		return 0;
	size_t letters = 0;
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] >= '0' && word.p[i] <= '9')
			return 0;
		letters += ((unsigned char)word.p[i] & 0xC0) != 0x80;
	}
	return letters >= 9 ? 2 : letters >= 5 ? 1 : 0;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

// One row of the table: the distances between the typed word's beginnings and the word's first j letters.
// Returns the least of the row. Letters are bytes, which folded French has one each of.
static unsigned fill_row(uint8_t rows[][TYPED_MAX + 1], size_t j, struct str typed, const char *word)
{
	uint8_t *row = rows[j], *up = rows[j - 1];
	unsigned smallest;
	row[0] = (uint8_t)(up[0] + (j == 1 ? 2 : 1));
	smallest = row[0];
	for (size_t i = 1; i <= typed.n; i++) {
		unsigned first = i == 1 || j == 1;
		unsigned best = up[i - 1] + (typed.p[i - 1] == word[j - 1] ? 0 : 1 + first);
		best = least(best, up[i] + (j == 1 ? 2u : 1u));
		best = least(best, row[i - 1] + (i == 1 ? 2u : 1u));
		if (i > 1 && j > 1 && typed.p[i - 1] == word[j - 2] && typed.p[i - 2] == word[j - 1])
			best = least(best, rows[j - 2][i - 2] + (i == 2 || j == 2 ? 2u : 1u));
		row[i] = (uint8_t)best;
		smallest = least(smallest, best);
	}
	return smallest;
}

static void fill_first(uint8_t *row, size_t n)
{
	row[0] = 0;
	for (size_t i = 1; i <= n; i++)
		row[i] = (uint8_t)(i + 1);
}

unsigned typo_distance(struct str typed, struct str word, unsigned most)
{
	uint8_t rows[DEPTH_MAX + 1][TYPED_MAX + 1];
	if (typed.n > TYPED_MAX || word.n > typed.n + most || typed.n > word.n + most || word.n > DEPTH_MAX)
		return most + 1;
	fill_first(rows[0], typed.n);
	for (size_t j = 1; j <= word.n; j++)
		fill_row(rows, j, typed, word.p);
	return rows[word.n][typed.n];
}

// The first word after `from` whose first n bytes are others.
static uint32_t skip(const struct dictionary *d, uint32_t from, size_t n)
{
	struct str head = str_sub(dictionary_word(d, from), 0, n);
	uint32_t step = 1, low = from, high;
	while (low + step < d->n && str_eq(str_sub(dictionary_word(d, low + step), 0, n), head)) {
		low += step;
		step *= 2;
	}
	high = low + step < d->n ? low + step : d->n;
	while (low + 1 < high) {
		uint32_t mid = low + (high - low) / 2;
		if (str_eq(str_sub(dictionary_word(d, mid), 0, n), head))
			low = mid;
		else
			high = mid;
	}
	return high;
}

static size_t walk(const struct dictionary *d, struct str typed, unsigned most, struct arena *a, uint32_t **out)
{
	uint8_t rows[DEPTH_MAX + 1][TYPED_MAX + 1];
	char path[DEPTH_MAX];
	size_t depth = 0, cap = 0, n = 0; // rows 0 … depth belong to path
	fill_first(rows[0], typed.n);
	for (uint32_t id = 0; id < d->n;) {
		struct str w = dictionary_word(d, id);
		size_t shared = 0;
		while (shared < depth && shared < w.n && path[shared] == w.p[shared])
			shared++;
		size_t end = w.n < typed.n + most ? w.n : typed.n + most, j = shared;
		bool far = false;
		while (j < end && !far) {
			path[j] = w.p[j];
			j++;
			far = fill_row(rows, j, typed, w.p) > most;
		}
		depth = j;
		if (far || w.n > end) {
			id = skip(d, id, far ? j : end + 1);
			continue;
		}
		if (rows[w.n][typed.n] <= most) {
			if (n == cap) {
				uint32_t *more = arena_array(a, cap = cap ? 2 * cap : 8, sizeof *more);
				if (n > 0)
					memcpy(more, *out, n * sizeof *more);
				*out = more;
			}
			(*out)[n++] = id;
		}
		id++;
	}
	return n;
}

size_t dictionary_typos(const struct dictionary *d, struct str word, struct arena *a, uint32_t **out)
{
	unsigned allowed = typo_allowed(word);
	*out = NULL;
	for (unsigned most = 1; most <= allowed; most++) {
		size_t n = walk(d, word, most, a, out);
		if (n > 0)
			return n; // none was nearer, so all are at this distance
	}
	return 0;
}
