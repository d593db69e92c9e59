// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/lexicon.h"

#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "search/dictionary.h"

struct group {
	struct str *words; // folded, spaces kept
	size_t n;
};
struct lexicon {
	struct arena arena;
	VEC(struct group) groups;
	VEC(struct lexicon_value) values;
	struct map synonyms; // key → which of `lists`
	VEC(struct group) lists;
	struct map names;    // key → which of `values`
	struct map stops, commons;
	enum place_type neighbours[TYPE_COUNT][TYPE_COUNT];
	size_t neighbour_n[TYPE_COUNT];
	VEC(struct str) words; // of all its phrases, those that may hold a typo
	size_t longest;
};

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

// Folded words with one space between.
static struct str words_of(struct arena *a, struct str text)
{
	struct buf folded = BUF_IN(a), out = BUF_IN(a);
	utf8_fold(&folded, text);
	for (size_t i = 0; i < folded.n; i++) {
		if (letter(folded.p[i]))
			buf_addc(&out, folded.p[i]);
		else if (out.n > 0 && out.p[out.n - 1] != ' ')
			buf_addc(&out, ' ');
	}
	return str_trim(buf_str(&out));
}

size_t lexicon_key(struct str phrase, char *out, size_t max)
{
	struct buf folded = {0};
	utf8_fold(&folded, str_sub(phrase, 0, 300));
	size_t n = 0, word = 0; // where the word starts in out
	for (size_t i = 0; i <= folded.n; i++) {
		if (i < folded.n && letter(folded.p[i])) {
			if (n + 1 < max)
				out[n++] = folded.p[i];
			continue;
		}
		if (n - word >= 4 && (out[n - 1] == 's' || out[n - 1] == 'x'))
			n--;
		word = n;
	}
	out[n] = '\0';
	buf_release(&folded);
	return n;
}

static struct str keep_key(struct lexicon *l, struct str phrase)
{
	char key[256];
	return arena_str(&l->arena, (struct str){key, lexicon_key(phrase, key, sizeof key)});
}

static void note_length(struct lexicon *l, struct str phrase)
{
	struct str words = words_of(&l->arena, phrase);
	size_t n = words.n > 0;
	for (struct str left = words; left.p != NULL;) {
		struct str word = str_cut(left, ' ', &left);
		if (typo_allowed(word) > 0)
			vec_push(&l->words, word);
	}
	for (size_t i = 0; i < words.n; i++)
		n += words.p[i] == ' ';
	if (n > l->longest)
		l->longest = n;
}

// fablab ~ makerspace ~ hackerspace
static void read_group(struct lexicon *l, struct str line)
{
	VEC(struct str) words = {0};
	for (struct str left = line; left.p != NULL;) {
		struct str word = words_of(&l->arena, str_cut(left, '~', &left));
		if (word.n == 0) // nothing but signs
			continue;
		note_length(l, word);
		vec_push(&words, word);
	}
	vec_push(&l->groups, (struct group){arena_copy(&l->arena, words.v, words.n, sizeof *words.v), words.n});
	vec_free(&words);
}

static const struct err *read_value(struct lexicon *l, struct str target, bool tool, size_t line, struct lexicon_value *out)
{
	struct str code, param = str_trim(str_cut(target, '=', &code));
	code = str_trim(code);
	if (param.n == 0 || code.n == 0)
		return err_new(ERR_INPUT, "line %zu: what follows the arrow has the form facet=value", line);
	unsigned v;
	if (str_eqz(param, "type") && !vocab_find(VOCAB_TYPE, code, &v))
		return err_new(ERR_INPUT, "line %zu: unknown type %.*s", line, STR_ARG(code));
	if (str_eqz(param, "territoire") && !vocab_find(VOCAB_TERRITORY, code, &v))
		return err_new(ERR_INPUT, "line %zu: unknown territory %.*s", line, STR_ARG(code));
	*out = (struct lexicon_value){arena_str(&l->arena, param), arena_str(&l->arena, code), tool};
	return NULL;
}

// imprimante 3d, découpe laser >> type=fablab        (a tool)
// fablab, makerspace -> type=fablab                  (a name)
static const struct err *read_names(struct lexicon *l, struct str line, ptrdiff_t arrow, size_t number)
{
	struct lexicon_value v;
	const struct err *err = read_value(l, str_from(line, (size_t)arrow + 2), line.p[arrow] == '>', number, &v);
	if (err != NULL)
		return err;
	vec_push(&l->values, v);
	for (struct str left = str_sub(line, 0, (size_t)arrow); left.p != NULL;) {
		struct str word = words_of(&l->arena, str_cut(left, ',', &left));
		if (word.n == 0)
			continue;
		note_length(l, word);
		uint64_t *at = map_at(&l->names, keep_key(l, word), UINT64_MAX);
		struct lexicon_value *known = *at != UINT64_MAX ? &l->values.v[*at] : NULL;
		if (known != NULL && str_eq(known->param, v.param) && str_eq(known->code, v.code))
			continue;
		if (known != NULL)
			return err_new(ERR_INPUT, "line %zu: \"%.*s\" already names something", number, STR_ARG(word));
		*at = l->values.n - 1;
	}
	return NULL;
}

// voisins fablab : atelier-artisanal, living-lab
static const struct err *read_neighbours(struct lexicon *l, struct str line, size_t number)
{
	struct str list, head = str_trim(str_cut(line, ':', &list));
	unsigned type, other;
	if (!vocab_find(VOCAB_TYPE, str_trim(str_from(head, 8)), &type))
		return err_new(ERR_INPUT, "line %zu: unknown type before the colon", number);
	for (struct str left = list; left.p != NULL;) {
		struct str code = str_trim(str_cut(left, ',', &left));
		if (!vocab_find(VOCAB_TYPE, code, &other))
			return err_new(ERR_INPUT, "line %zu: unknown type %.*s", number, STR_ARG(code));
		if (l->neighbour_n[type] < TYPE_COUNT)
			l->neighbours[type][l->neighbour_n[type]++] = (enum place_type)other;
	}
	return NULL;
}

static void read_words(struct lexicon *l, struct str list, struct map *into)
{
	for (struct str left = list; left.p != NULL;) {
		struct str word = words_of(&l->arena, str_cut(left, ' ', &left));
		if (word.n > 0)
			map_set(into, word, 1);
	}
}

static const struct err *read_line(struct lexicon *l, struct str line, size_t number)
{
	ptrdiff_t name = str_find(line, S("->")), tool = str_find(line, S(">>"));
	if (str_starts(line, S("vides :"))) {
		read_words(l, str_from(line, 7), &l->stops);
		return NULL;
	}
	if (str_starts(line, S("communs :"))) {
		read_words(l, str_from(line, 9), &l->commons);
		return NULL;
	}
	if (str_starts(line, S("voisins ")))
		return read_neighbours(l, line, number);
	if (name > 0 || tool > 0)
		return read_names(l, line, name > 0 ? name : tool, number);
	if (str_findc(line, '~') > 0) {
		read_group(l, line);
		return NULL;
	}
	return err_new(ERR_INPUT, "line %zu: expected ~, ->, >>, \"vides :\" or \"voisins\"", number);
}

// For each word, the list of the others of every group it stands in.
static void link_synonyms(struct lexicon *l)
{
	for (size_t g = 0; g < l->groups.n; g++) {
		const struct group *from = &l->groups.v[g];
		for (size_t w = 0; w < from->n; w++) {
			uint64_t *at = map_at(&l->synonyms, keep_key(l, from->words[w]), UINT64_MAX);
			if (*at == UINT64_MAX) {
				*at = l->lists.n;
				vec_push(&l->lists, (struct group){0});
			}
			struct group *list = &l->lists.v[*at];
			struct str *joined = arena_array(&l->arena, list->n + from->n, sizeof(struct str));
			size_t n = list->n;
			for (size_t i = 0; i < n; i++)
				joined[i] = list->words[i];
			for (size_t i = 0; i < from->n; i++) {
				bool known = i == w;
				for (size_t k = 0; k < n && !known; k++)
					known = str_eq(joined[k], from->words[i]);
				if (!known)
					joined[n++] = from->words[i];
			}
			*list = (struct group){joined, n};
		}
	}
}

const struct err *lexicon_parse(struct str text, struct lexicon **out)
{
	const struct err *err = NULL;
	struct lexicon *l = mem_alloc(sizeof *l);
	l->longest = 1;
	if (!utf8_valid(text)) {
		err = err_new(ERR_INPUT, "the lexicon is not UTF-8");
		goto done;
	}
	size_t number = 0;
	for (struct str left = text; left.p != NULL;) {
		struct str line = str_cut(left, '\n', &left);
		ptrdiff_t comment = str_findc(line, '#');
		number++;
		line = str_trim(comment >= 0 ? str_sub(line, 0, (size_t)comment) : line);
		if (line.n > 0)
			TRY(read_line(l, line, number));
	}
	link_synonyms(l);
done:
	if (err != NULL) {
		lexicon_free(l);
		l = NULL;
	}
	*out = l;
	return err;
}

const struct err *lexicon_shipped(struct lexicon **out)
{
	struct arena a = {0};
	const struct embed_file *f = embed_find(S("data/lexique.txt"));
	const struct err *err = f ? lexicon_parse(embed_plain(f, &a), out)
				  : err_new(ERR_IO, "the binary holds no data/lexique.txt");
	arena_release(&a);
	return err;
}

void lexicon_free(struct lexicon *l)
{
	if (l == NULL)
		return;
	vec_free(&l->groups);
	vec_free(&l->values);
	vec_free(&l->lists);
	vec_free(&l->words);
	map_release(&l->synonyms);
	map_release(&l->names);
	map_release(&l->stops);
	map_release(&l->commons);
	arena_release(&l->arena);
	free(l);
}

size_t lexicon_synonyms(const struct lexicon *l, struct str word, const struct str **out)
{
	char key[256];
	uint64_t at;
	*out = NULL;
	if (!map_get(&l->synonyms, (struct str){key, lexicon_key(word, key, sizeof key)}, &at))
		return 0;
	*out = l->lists.v[at].words;
	return l->lists.v[at].n;
}

bool lexicon_nearest(const struct lexicon *l, struct str word, struct str *out)
{
	unsigned most = typo_allowed(word), best = most + 1;
	for (size_t i = 0; i < l->words.n && most > 0; i++) {
		unsigned d = typo_distance(word, l->words.v[i], most);
		if (d >= best)
			continue;
		best = d;
		*out = l->words.v[i];
	}
	return best <= most && best > 0;
}

bool lexicon_value(const struct lexicon *l, struct str phrase, struct lexicon_value *out)
{
	char key[256];
	uint64_t at;
	if (!map_get(&l->names, (struct str){key, lexicon_key(phrase, key, sizeof key)}, &at))
		return false;
	*out = l->values.v[at];
	return true;
}

bool lexicon_type(const struct lexicon *l, struct str phrase, enum place_type *out)
{
	struct lexicon_value v;
	unsigned type;
	if (!lexicon_value(l, phrase, &v) || !str_eqz(v.param, "type") || !vocab_find(VOCAB_TYPE, v.code, &type))
		return false;
	*out = (enum place_type)type;
	return true;
}

bool lexicon_is_stop(const struct lexicon *l, struct str word)
{
	uint64_t one;
	return map_get(&l->stops, word, &one);
}

bool lexicon_is_common(const struct lexicon *l, struct str word)
{
	uint64_t one;
	return map_get(&l->commons, word, &one);
}

size_t lexicon_longest(const struct lexicon *l)
{
	return l->longest;
}

size_t lexicon_neighbours(const struct lexicon *l, enum place_type type, const enum place_type **out)
{
	*out = l->neighbours[type];
	return l->neighbour_n[type];
}
