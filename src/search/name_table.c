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
struct names {
	const struct atlas *atlas;
	struct buf pool; // folded names, each after a NUL
	VEC(struct entry) entries;
	VEC(struct whole) wholes;
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

// Without a leading article and without spaces.
static uint32_t whole_hash(struct str folded)
{
	static const char *const articles[] = {"le ", "la ", "les ", "l "};
	for (size_t i = 0; i < 4; i++) {
		if (str_starts(folded, str_of(articles[i]))) {
			folded = str_from(folded, strlen(articles[i]));
			break;
		}
	}
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ')
			h = (h ^ (unsigned char)folded.p[i]) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32);
}

static bool small_word(struct str word)
{
	static const char *const some[] = {"le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "aux", "en"};
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (str_eqz(word, some[i]))
			return true;
	return false;
}

static void add_name(struct names *n, struct str name, uint32_t place, struct buf *scratch)
{
	buf_addc(&n->pool, '\0');
	size_t start = n->pool.n;
	fold_words(&n->pool, str_sub(name, 0, 300), scratch);
	struct str folded = {n->pool.p + start, n->pool.n - start};
	if (folded.n == 0)
		return;
	vec_push(&n->wholes, (struct whole){whole_hash(folded), place});
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
		add_name(n, p->name, i, &scratch);
		for (struct str left = p->other_names; left.n > 0;)
			add_name(n, str_cut(left, ';', &left), i, &scratch);
	}
	buf_addc(&n->pool, '\0');
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
	map_release(&n->values);
	map_release(&n->actions);
	arena_release(&n->arena);
	free(n);
}

size_t names_bytes(const struct names *n)
{
	return n->pool.cap + n->entries.cap * sizeof *n->entries.v + n->wholes.cap * sizeof *n->wholes.v + n->arena.total;
}

// The hash says where to look, the name itself decides.
static bool is_whole(const struct place *p, uint32_t hash, struct str glued, struct buf *a, struct buf *b)
{
	struct str left = p->other_names;
	for (struct str name = p->name; name.n > 0; name = left.n > 0 ? str_cut(left, ';', &left) : STR_NONE) {
		buf_reset(a);
		fold_words(a, name, b);
		if (whole_hash(buf_str(a)) != hash)
			continue;
		size_t n = 0;
		for (size_t i = 0; i < a->n; i++)
			if (a->p[i] != ' ')
				a->p[n++] = a->p[i];
		a->n = n;
		if (str_eq(buf_str(a), glued) || str_ends(buf_str(a), glued) || str_ends(glued, buf_str(a)))
			return true;
	}
	return false;
}

size_t names_whole(const struct names *n, struct str text, uint32_t *places, size_t max)
{
	struct buf folded = {0}, glued = {0}, a = {0}, b = {0};
	fold_words(&folded, str_sub(text, 0, 300), &b);
	uint32_t hash = whole_hash(buf_str(&folded));
	size_t low = 0, high = n->wholes.n, found = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (n->wholes.v[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ')
			buf_addc(&glued, folded.p[i]);
	for (; folded.n > 0 && low < n->wholes.n && n->wholes.v[low].hash == hash && found < max; low++) {
		uint32_t place = n->wholes.v[low].place;
		if ((found == 0 || places[found - 1] != place) && is_whole(&n->atlas->places[place], hash, buf_str(&glued), &a, &b))
			places[found++] = place;
	}
	buf_release(&folded);
	buf_release(&glued);
	buf_release(&a);
	buf_release(&b);
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
