// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/name_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "search/lexicon.h"

struct entry { // a word of a name, with what follows it
	uint32_t text, place;
};
struct whole {
	uint32_t hash, place;
};
struct sketch { // enough of a name to see that it is not the one
	uint32_t letters; // bits of the letters that occur
	uint32_t place;
	uint16_t which;   // 0 the name, then the other names
	uint16_t n;       // letters without spaces and article
};
struct names {
	const struct atlas *atlas;
	struct buf pool; // folded names, each after a NUL
	VEC(struct entry) entries;
	VEC(struct whole) wholes;
	VEC(struct sketch) sketches;
	struct arena arena; // keys of the values
	struct map values, actions;
};

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

// Folded words with one space between.
static void fold_words(struct buf *out, struct str text, struct buf *scratch)
{
	buf_reset(scratch);
	utf8_fold(scratch, text);
	size_t start = out->n;
	for (size_t i = 0; i < scratch->n; i++) {
		if (letter(scratch->p[i]))
			buf_addc(out, scratch->p[i]);
		else if (out->n > start && out->p[out->n - 1] != ' ')
			buf_addc(out, ' ');
	}
	if (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
}

static struct str without_article(struct str folded)
{
	static const char *const articles[] = {"le ", "la ", "les ", "l "};
	for (size_t i = 0; i < 4; i++)
		if (str_starts(folded, str_of(articles[i])))
			return str_from(folded, strlen(articles[i]));
	return folded;
}

// Spaces aside.
static uint32_t whole_hash(struct str folded)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ')
			h = (h ^ (unsigned char)folded.p[i]) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32);
}

static struct sketch sketch_of(struct str folded)
{
	struct sketch k = {0};
	folded = without_article(folded);
	for (size_t i = 0; i < folded.n; i++) {
		unsigned char c = (unsigned char)folded.p[i];
		if (c == ' ')
			continue;
		k.n++;
		k.letters |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + c % 6);
	}
	return k;
}

static bool small_word(struct str word)
{
	static const char *const some[] = {"le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "aux", "en"};
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (str_eqz(word, some[i]))
			return true;
	return false;
}

static void add_name(struct names *n, struct str name, uint32_t place, unsigned which, struct buf *scratch)
{
	buf_addc(&n->pool, '\0');
	size_t start = n->pool.n;
	fold_words(&n->pool, str_sub(name, 0, 300), scratch);
	struct str folded = {n->pool.p + start, n->pool.n - start};
	if (folded.n == 0)
		return;
	struct str bare = without_article(folded);
	vec_push(&n->wholes, (struct whole){whole_hash(bare), place});
	if (bare.n < folded.n) // "lafabrique"
		vec_push(&n->wholes, (struct whole){whole_hash(folded), place});
	struct sketch sketch = sketch_of(folded);
	sketch.place = place;
	sketch.which = (uint16_t)which;
	vec_push(&n->sketches, sketch);
	for (struct str left = folded; left.p != NULL;) {
		size_t at = (size_t)(left.p - n->pool.p);
		struct str word = str_cut(left, ' ', &left);
		if (at == start || !small_word(word))
			vec_push(&n->entries, (struct entry){(uint32_t)at, place});
	}
}

static int entry_cmp(const void *a, const void *b, void *pool)
{
	const struct entry *x = a, *y = b;
	int c = strcmp((char *)pool + x->text, (char *)pool + y->text);
	return c ? c : (x->text > y->text) - (x->text < y->text);
}

static int whole_cmp(const void *a, const void *b)
{
	const struct whole *x = a, *y = b;
	return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : (x->place > y->place) - (x->place < y->place);
}

static void add_value(struct names *n, struct map *into, struct str name, enum facet f, size_t value)
{
	char key[256];
	struct str k = {key, lexicon_key(name, key, sizeof key)};
	uint64_t known;
	if (k.n > 0 && !map_get(into, k, &known))
		map_set(into, arena_str(&n->arena, k), (uint64_t)f << 16 | value);
}

// "Réseau Français des FabLabs (RFF)" is found whole, without the parenthesis, and by it.
static void add_network(struct names *n, struct str name, size_t value)
{
	ptrdiff_t open = str_findc(name, '(');
	add_value(n, &n->values, name, FACET_NETWORK, value);
	if (open <= 0)
		return;
	struct str short_name = str_from(name, (size_t)open + 1);
	add_value(n, &n->values, str_sub(name, 0, (size_t)open), FACET_NETWORK, value);
	if (short_name.n > 3 && str_ends(short_name, S(")")))
		add_value(n, &n->values, str_sub(short_name, 0, short_name.n - 1), FACET_NETWORK, value);
}

static void add_values(struct names *n)
{
	const struct atlas *a = n->atlas;
	for (size_t i = 0; i < a->label_n; i++)
		add_value(n, &n->values, a->labels[i].name, FACET_LABEL, i);
	for (size_t i = 0; i < a->network_n; i++)
		add_network(n, a->networks[i].name, i);
	for (size_t i = 0; i < a->action_n; i++) {
		add_value(n, &n->values, a->actions[i].name, FACET_ACTION, i);
		add_value(n, &n->actions, a->actions[i].name, FACET_ACTION, i);
	}
}

struct names *names_build(const struct atlas *a)
{
	struct names *n = mem_alloc(sizeof *n);
	struct buf scratch = {0};
	n->atlas = a;
	for (uint32_t i = 0; i < a->place_n; i++) {
		const struct place *p = &a->places[i];
		unsigned which = 0;
		if (p->state != PLACE_OPEN)
			continue; // the index does not number it
		add_name(n, p->name, i, which++, &scratch);
		for (struct str left = p->other_names; left.n > 0;)
			add_name(n, str_cut(left, ';', &left), i, which++, &scratch);
	}
	buf_addc(&n->pool, '\0');
	if (n->entries.n > 0)
		qsort_r(n->entries.v, n->entries.n, sizeof *n->entries.v, entry_cmp, n->pool.p);
	if (n->wholes.n > 0)
		qsort(n->wholes.v, n->wholes.n, sizeof *n->wholes.v, whole_cmp);
	add_values(n);
	buf_release(&scratch);
	return n;
}

void names_free(struct names *n)
{
	if (n == NULL)
		return;
	buf_release(&n->pool);
	vec_free(&n->entries);
	vec_free(&n->wholes);
	vec_free(&n->sketches);
	map_release(&n->values);
	map_release(&n->actions);
	arena_release(&n->arena);
	free(n);
}

size_t names_bytes(const struct names *n)
{
	return n->pool.cap + n->entries.cap * sizeof *n->entries.v + n->wholes.cap * sizeof *n->wholes.v +
	       n->sketches.cap * sizeof *n->sketches.v + n->arena.total;
}

static void unspace(struct buf *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] != ' ')
			b->p[n++] = b->p[i];
	b->n = n;
}

// The hash says where to look, the name itself decides: equal, but for an article.
static bool is_whole(const struct place *p, struct str glued, struct buf *a, struct buf *b)
{
	struct str left = p->other_names;
	for (struct str name = p->name; name.n > 0; name = left.n > 0 ? str_cut(left, ';', &left) : STR_NONE) {
		buf_reset(a);
		fold_words(a, name, b);
		unspace(a);
		size_t more = a->n > glued.n ? a->n - glued.n : 0;
		if (more <= 3 && str_ends(buf_str(a), glued))
			return true;
	}
	return false;
}

size_t names_whole(const struct names *n, struct str text, uint32_t *places, size_t max)
{
	struct buf folded = {0}, a = {0}, b = {0};
	fold_words(&folded, str_sub(text, 0, 300), &b);
	struct str bare = without_article(buf_str(&folded));
	uint32_t hash = whole_hash(bare);
	size_t low = 0, high = n->wholes.n, found = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (n->wholes.v[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	folded.n -= (size_t)(bare.p - folded.p);
	for (size_t i = 0; i < folded.n; i++)
		folded.p[i] = bare.p[i];
	unspace(&folded);
	for (; folded.n > 0 && low < n->wholes.n && n->wholes.v[low].hash == hash && found < max; low++) {
		uint32_t place = n->wholes.v[low].place;
		if ((found == 0 || places[found - 1] != place) && is_whole(&n->atlas->places[place], buf_str(&folded), &a, &b))
			places[found++] = place;
	}
	buf_release(&folded);
	buf_release(&a);
	buf_release(&b);
	return found;
}

static struct str name_of(const struct place *p, unsigned which)
{
	struct str name = p->name, left = p->other_names;
	for (; which > 0; which--)
		name = str_cut(left, ';', &left);
	return str_trim(name);
}

// Folded, without article and spaces, into out; returns its length.
static size_t glue(struct str name, struct buf *folded, struct buf *scratch, char *out, size_t max)
{
	size_t n = 0;
	buf_reset(folded);
	fold_words(folded, name, scratch);
	struct str bare = without_article(buf_str(folded));
	for (size_t i = 0; i < bare.n && n < max; i++)
		if (bare.p[i] != ' ')
			out[n++] = bare.p[i];
	return n;
}

enum { NEAR_LONGEST = 60 };

// Edits between two short texts, neighbours swapped being one; `most` + 1 when there are more.
static unsigned edits(const char *a, size_t n, const char *b, size_t m, unsigned most)
{
	uint8_t rows[3][NEAR_LONGEST + 1];
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = (uint8_t)j;
	for (size_t i = 1; i <= n; i++) {
		uint8_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *above = rows[(i + 1) % 3], least;
		least = row[0] = (uint8_t)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned d = up[j - 1] + (a[i - 1] != b[j - 1]);
			if (up[j] + 1u < d)
				d = up[j] + 1u;
			if (row[j - 1] + 1u < d)
				d = row[j - 1] + 1u;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && above[j - 2] + 1u < d)
				d = above[j - 2] + 1u;
			row[j] = (uint8_t)d;
			if (row[j] < least)
				least = row[j];
		}
		if (least > most)
			return most + 1;
	}
	return rows[n % 3][m];
}

// A number is what it is: "coworking 750" is not nearly "Coworking 78".
static bool same_digits(const char *a, size_t n, const char *b, size_t m)
{
	size_t j = 0;
	for (size_t i = 0; i < n; i++) {
		if (a[i] < '0' || a[i] > '9')
			continue;
		while (j < m && (b[j] < '0' || b[j] > '9'))
			j++;
		if (j == m || b[j++] != a[i])
			return false;
	}
	while (j < m && (b[j] < '0' || b[j] > '9'))
		j++;
	return j == m;
}

size_t names_near(const struct names *n, struct str text, struct near_name *out, size_t max)
{
	struct buf folded = {0}, scratch = {0};
	char typed[NEAR_LONGEST], name[NEAR_LONGEST];
	size_t typed_n = glue(str_sub(text, 0, 200), &folded, &scratch, typed, sizeof typed), found = 0;
	struct sketch wanted = sketch_of(buf_str(&folded));
	unsigned most = typed_n >= 9 ? 2 : typed_n >= 4 ? 1 : 0;
	for (size_t i = 0; i < n->sketches.n && typed_n > 0 && typed_n < NEAR_LONGEST; i++) {
		const struct sketch *s = &n->sketches.v[i];
		if (s->n + most < typed_n || s->n > typed_n + most ||
		    __builtin_popcount(s->letters ^ wanted.letters) > (int)(2 * most))
			continue;
		struct str full = name_of(&n->atlas->places[s->place], s->which);
		size_t name_n = glue(full, &folded, &scratch, name, sizeof name);
		unsigned d = edits(typed, typed_n, name, name_n, most);
		if (d > most || !same_digits(typed, typed_n, name, name_n))
			continue;
		if (d < most)
			found = 0; // nearer than all before
		most = d;
		if (found < max)
			out[found++] = (struct near_name){s->place, full, d};
	}
	buf_release(&folded);
	buf_release(&scratch);
	return found;
}

// Lower is better: whole names first, then names that start so, then shorter ones.
static size_t rank(const struct name_hit *h, size_t typed)
{
	return (h->first ? 0 : 1000) + (h->name.n - typed);
}

static size_t keep_best(struct name_hit *out, size_t n, size_t max, struct name_hit h, size_t typed)
{
	for (size_t i = 0; i < n; i++)
		if (out[i].place == h.place && rank(&out[i], typed) <= rank(&h, typed))
			return n;
	size_t at = n;
	while (at > 0 && rank(&out[at - 1], typed) > rank(&h, typed))
		at--;
	if (at == max)
		return n;
	if (n < max)
		n++;
	memmove(out + at + 1, out + at, (n - at - 1) * sizeof *out);
	out[at] = h;
	for (size_t i = at + 1; i < n; i++) {
		if (out[i].place != h.place)
			continue;
		memmove(out + i, out + i + 1, (n - i - 1) * sizeof *out);
		n--;
	}
	return n;
}

size_t names_prefix(const struct names *n, struct str typed, struct name_hit *out, size_t max)
{
	enum { WALK = 4000 }; // a letter alone starts thousands of words: the first of them will do
	struct buf folded = {0}, scratch = {0};
	fold_words(&folded, str_sub(typed, 0, 300), &scratch);
	struct str prefix = buf_str(&folded);
	size_t low = 0, high = n->entries.n, found = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strncmp(n->pool.p + n->entries.v[mid].text, prefix.p ? prefix.p : "", prefix.n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t walked = 0; prefix.n > 0 && max > 0 && low < n->entries.n && walked < WALK; low++, walked++) {
		const struct entry *e = &n->entries.v[low];
		struct str name = str_of(n->pool.p + e->text);
		if (!str_starts(name, prefix))
			break;
		found = keep_best(out, found, max, (struct name_hit){e->place, name, n->pool.p[e->text - 1] == '\0'}, prefix.n);
	}
	buf_release(&folded);
	buf_release(&scratch);
	return found;
}

static bool value_of(const struct map *m, struct str text, struct search_filter *out)
{
	char key[256];
	uint64_t v;
	if (!map_get(m, (struct str){key, lexicon_key(text, key, sizeof key)}, &v))
		return false;
	*out = (struct search_filter){(enum facet)(v >> 16), (uint16_t)v};
	return true;
}

bool names_value(const struct names *n, struct str text, struct search_filter *out)
{
	return value_of(&n->values, text, out);
}

bool names_action(const struct names *n, struct str text, struct search_filter *out)
{
	return value_of(&n->actions, text, out);
}
