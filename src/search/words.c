// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/words.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "model/field.h"
#include "search/token.h"

// Words in an arena.
typedef struct {
	struct arena *arena;
	struct word *v;
	size_t n, cap;
} words_vec;

static void push(words_vec *to, struct word w)
{
	if (to->n == to->cap) {
		struct word *more = arena_array(to->arena, to->cap = to->cap ? 4 * to->cap : 64, sizeof *more);
		if (to->n > 0)
			memcpy(more, to->v, to->n * sizeof *more);
		to->v = more;
	}
	to->v[to->n++] = w;
}

enum { PARTS_MAX = 8, GLUE_SHORT = 4, GLUE_LONGEST = 16 };

static enum zone_class class_of_weight(unsigned weight)
{
	return weight >= 9 ? CLASS_NAME : weight >= 5 ? CLASS_STRONG : CLASS_TEXT;
}

enum zone_class zone_class(unsigned zone)
{
	if (zone >= ZONE_FIELDS)
		return class_of_weight(place_fields[zone - ZONE_FIELDS].weight);
	return zone <= ZONE_NETWORK ? CLASS_STRONG : CLASS_TEXT;
}

const char *zone_field(unsigned zone)
{
	static const char *const keys[ZONE_FIELDS] = {
		[ZONE_TYPE] = "typologie", [ZONE_LABEL] = "labels",     [ZONE_ACTION] = "actions",    [ZONE_NETWORK] = "reseaux",
		[ZONE_HOLDER] = "porteuse", [ZONE_PARTNER] = "partenaires", [ZONE_NOTE] = "notes",
	};
	return zone >= ZONE_FIELDS ? place_fields[zone - ZONE_FIELDS].key : keys[zone];
}

unsigned zone_rank(unsigned zone)
{
	unsigned weight = zone >= ZONE_FIELDS ? place_fields[zone - ZONE_FIELDS].weight : zone <= ZONE_NETWORK ? 8 : 3;
	return (unsigned)zone_class(zone) << 16 | (15 - weight) << 8 | zone;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct str joined(struct arena *a, const struct str *parts, size_t n)
{
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += parts[i].n;
	char *p = arena_alloc(a, bytes);
	bytes = 0;
	for (size_t i = 0; i < n; i++) {
		memcpy(p + bytes, parts[i].p, parts[i].n);
		bytes += parts[i].n;
	}
	return (struct str){p, bytes};
}

static bool stops(const struct lexicon *l, struct str word)
{
	return l != NULL && lexicon_is_stop(l, word);
}

static void add_derived(words_vec *out, struct arena *a, const struct str *parts, size_t n, unsigned zone)
{
	push(out, (struct word){joined(a, parts, n), STR_NONE, (uint8_t)zone, true});
}

// "MakerSpace56" is also maker, space and 56, makerspace and space56.
static void add_parts(words_vec *out, struct arena *a, struct str source, unsigned zone)
{
	struct str parts[PARTS_MAX], folded[PARTS_MAX];
	size_t n = token_parts(source, parts, PARTS_MAX), kept = 0;
	if (n == 1)
		return;
	for (size_t i = 0; i < n; i++) {
		struct str *words;
		if (token_words(parts[i], a, &words) == 1)
			folded[kept++] = words[0];
	}
	for (size_t i = 0; i < kept; i++)
		if (folded[i].n > 1 || (folded[i].p[0] >= '0' && folded[i].p[0] <= '9'))
			add_derived(out, a, &folded[i], 1, zone);
	for (size_t i = 0; kept > 2 && i + 1 < kept; i++)
		add_derived(out, a, &folded[i], 2, zone);
}

// In names any two neighbours may be read as one word; in longer texts only where it is likely, so that the
// dictionary stays small: around a hyphen, or when one of them is short ("fab lab", "living lab").
static bool may_glue(const struct lexicon *l, const struct token *left, const struct token *right, enum zone_class class)
{
	if (!right->follows || left->word.n + right->word.n > 2 * GLUE_LONGEST)
		return false;
	if (class != CLASS_TEXT)
		return true;
	if (left->elided || left->word.n + right->word.n > GLUE_LONGEST)
		return false;
	size_t least = left->word.n < right->word.n ? left->word.n : right->word.n;
	return right->hyphen || (least <= GLUE_SHORT && least > 1 && !stops(l, left->word) && !stops(l, right->word));
}

static void add_text(words_vec *out, const struct lexicon *l, struct str text, unsigned zone, struct arena *a)
{
	struct token *t;
	size_t n = token_split(text, a, &t);
	enum zone_class class = zone_class(zone);
	for (size_t i = 0; i < n; i++) {
		struct str run[4] = {t[i].word};
		if (!t[i].elided) {
			struct str accented = is_ascii(t[i].source) ? STR_NONE : t[i].source;
			push(out, (struct word){t[i].word, accented, (uint8_t)zone, false});
			add_parts(out, a, t[i].source, zone);
		}
		size_t longest = class == CLASS_NAME ? 4 : 2;
		for (size_t k = 1; k < longest && i + k < n && may_glue(l, &t[i + k - 1], &t[i + k], class); k++) {
			run[k] = t[i + k].word;
			// Three or four only for a whole name: "konk ar lab" as konkarlab.
			if (k == 1 || (i == 0 && i + k + 1 == n))
				add_derived(out, a, run, k + 1, zone);
		}
	}
}

size_t place_words(const struct atlas *at, const struct lexicon *l, uint32_t place, struct arena *a, struct word **out)
{
	const struct place *p = &at->places[place];
	words_vec words = {.arena = a};
	assert(ZONE_FIELDS + place_field_n <= ZONE_MAX);
	for (size_t f = 0; f < place_field_n; f++) {
		const struct field *field = &place_fields[f];
		if (field->weight == 0)
			continue;
		struct str text = *(const struct str *)((const char *)p + field->offset), piece;
		if (zone_class(ZONE_FIELDS + (unsigned)f) != CLASS_NAME) {
			add_text(&words, l, text, ZONE_FIELDS + (unsigned)f, a);
			continue;
		}
		while (text.n > 0) { // other names are apart from each other
			piece = str_cut(text, ';', &text);
			add_text(&words, l, piece, ZONE_FIELDS + (unsigned)f, a);
		}
	}
	for (size_t i = 0; i < p->tie_n; i++) {
		add_text(&words, l, at->orgs[p->ties[i].org].name, p->ties[i].holder ? ZONE_HOLDER : ZONE_PARTNER, a);
		add_text(&words, l, p->ties[i].note, ZONE_NOTE, a);
	}
	for (size_t i = 0; i < p->engagement_n; i++)
		add_text(&words, l, p->engagements[i].note, ZONE_NOTE, a);
	for (size_t i = 0; i < p->membership_n; i++)
		add_text(&words, l, p->memberships[i].role, ZONE_NOTE, a);
	*out = words.v;
	return words.n;
}

size_t value_words(const struct atlas *at, const struct lexicon *l, enum facet f, uint16_t value, struct arena *a,
		   struct word **out)
{
	words_vec words = {.arena = a};
	if (f == FACET_TYPE) {
		add_text(&words, l, str_of(vocab_name(VOCAB_TYPE, value)), ZONE_TYPE, a);
	} else if (f == FACET_LABEL) {
		add_text(&words, l, at->labels[value].name, ZONE_LABEL, a);
	} else if (f == FACET_ACTION) {
		add_text(&words, l, at->actions[value].name, ZONE_ACTION, a);
		if (!str_eq(at->actions[value].name, at->actions[value].category))
			add_text(&words, l, at->actions[value].category, ZONE_ACTION, a);
	} else if (f == FACET_NETWORK) {
		add_text(&words, l, at->networks[value].name, ZONE_NETWORK, a);
	}
	*out = words.v;
	return words.n;
}

static struct str name_key(const struct lexicon *l, struct str name, struct arena *a)
{
	struct str *words;
	size_t n = token_words(name, a, &words), kept = 0;
	for (size_t i = 0; i < n; i++)
		kept += !stops(l, words[i]);
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !stops(l, words[i]))
			buf_add(&b, words[i]);
	return buf_str(&b);
}

size_t place_name_keys(const struct atlas *at, const struct lexicon *l, uint32_t place, struct arena *a, struct str **out)
{
	const struct place *p = &at->places[place];
	size_t n = 0, most = 2;
	for (size_t i = 0; i < p->other_names.n; i++)
		most += p->other_names.p[i] == ';';
	*out = arena_array(a, most, sizeof **out);
	(*out)[n] = name_key(l, p->name, a);
	n += (*out)[n].n > 0;
	for (struct str left = p->other_names; left.n > 0;) {
		(*out)[n] = name_key(l, str_cut(left, ';', &left), a);
		n += (*out)[n].n > 0;
	}
	return n;
}

unsigned place_completeness(const struct place *p)
{
	return (p->summary.n > 0) + (p->description.n > 0) + (p->website.n > 0) + (p->types != 0) + (p->address.n > 0) +
	       (!isnan(p->lat) && !p->at_centre) + (p->engagement_n > 0) + (p->membership_n > 0) + (p->tie_n > 0) +
	       (p->label_n > 0);
}
