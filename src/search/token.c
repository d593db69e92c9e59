// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/token.h"

#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

enum shape { SHAPE_OTHER, SHAPE_LOWER, SHAPE_UPPER, SHAPE_LETTER, SHAPE_DIGIT, SHAPE_MARK, SHAPE_SPACE, SHAPE_TIE };

static const uint8_t ascii[0x80] = {
	[0 ... ' '] = SHAPE_SPACE,     ['0' ... '9'] = SHAPE_DIGIT, ['A' ... 'Z'] = SHAPE_UPPER,
	['a' ... 'z'] = SHAPE_LOWER, ['-'] = SHAPE_TIE,           ['\''] = SHAPE_TIE,
};

static enum shape shape_beyond(struct str s, size_t *bytes)
{
	int32_t cp;
	*bytes = 1;
	size_t n = utf8_next(s, &cp);
	if (n == 0)
		return SHAPE_OTHER;
	*bytes = n;
	if ((cp >= 0x2010 && cp <= 0x2014) || cp == 0x2018 || cp == 0x2019 || cp == 0x02BC || cp == 0x2212)
		return SHAPE_TIE;
	if (cp == 0xAD || (cp >= 0x200B && cp <= 0x200D))
		return SHAPE_MARK;
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return SHAPE_UPPER;
	case UTF8PROC_CATEGORY_LL:
		return SHAPE_LOWER;
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return SHAPE_LETTER;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return SHAPE_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return SHAPE_MARK;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return SHAPE_SPACE;
	default:
		return SHAPE_OTHER;
	}
}

// The shape of the first character, and its length.
static inline enum shape shape_of(struct str s, size_t *bytes)
{
	unsigned char c = (unsigned char)s.p[0];
	if (c >= 0x80)
		return shape_beyond(s, bytes);
	*bytes = 1;
	return ascii[c];
}

static bool in_word(enum shape s)
{
	return s >= SHAPE_LOWER && s <= SHAPE_DIGIT;
}

// The articles and conjunctions that lose their vowel before another word.
static bool elision(struct str word)
{
	static const char *const some[] = {"qu", "jusqu", "lorsqu", "puisqu", "quoiqu"};
	if (word.n == 1)
		return strchr("ldjmtsnc", word.p[0]) != NULL;
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (str_eqz(word, some[i]))
			return true;
	return false;
}

static bool apostrophe(struct str s)
{
	int32_t cp;
	if ((unsigned char)s.p[0] < 0x80)
		return s.p[0] == '\'';
	return utf8_next(s, &cp) > 0 && (cp == '\'' || cp == 0x2019 || cp == 0x2018 || cp == 0x02BC);
}

static struct str fold(struct str source, struct arena *a)
{
	char *plain = arena_alloc(a, source.n);
	size_t k = 0;
	for (; k < source.n && (unsigned char)source.p[k] < 0x80; k++)
		plain[k] = (char)(source.p[k] >= 'A' && source.p[k] <= 'Z' ? source.p[k] + 32 : source.p[k]);
	if (k == source.n)
		return (struct str){plain, k};
	struct buf b = BUF_IN(a);
	utf8_fold(&b, source);
	// Compatibility forms may unfold to more than letters ("½"): keep what a word is made of.
	size_t n = 0;
	for (size_t i = 0; i < b.n; i++) {
		char c = b.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
			b.p[n++] = c;
	}
	return (struct str){b.p, n};
}

size_t token_split(struct str text, struct arena *a, struct token **out)
{
	struct token *tokens = arena_array(a, text.n / 2 + 1, sizeof *tokens); // a word and a space each
	size_t n = 0;
	bool follows = false, tie = false;
	for (size_t at = 0; at < text.n;) {
		size_t bytes;
		enum shape s = shape_of(str_from(text, at), &bytes);
		if (!in_word(s)) {
			if (s == SHAPE_OTHER)
				follows = false;
			tie = s == SHAPE_TIE || (tie && s == SHAPE_MARK);
			at += bytes;
			continue;
		}
		size_t start = at;
		do {
			at += bytes;
			s = at < text.n ? shape_of(str_from(text, at), &bytes) : SHAPE_OTHER;
		} while (in_word(s) || s == SHAPE_MARK);
		struct token t = {.source = str_sub(text, start, at - start), .follows = follows, .hyphen = follows && tie};
		t.word = fold(t.source, a);
		if (t.word.n == 0)
			continue;
		t.elided = at < text.n && apostrophe(str_from(text, at)) && elision(t.word);
		follows = true;
		tie = false;
		tokens[n++] = t;
	}
	*out = tokens;
	return n;
}

static inline char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

// Does the word, as written, fold to that? Most differ in their first letters, before anything is folded.
static bool folds_to(struct str source, struct str folded, bool prefix)
{
	size_t i = 0;
	for (; i < source.n && i < folded.n && (unsigned char)source.p[i] < 0x80; i++)
		if (lower(source.p[i]) != folded.p[i])
			return false;
	if (i == source.n || i == folded.n)
		return i == folded.n && (prefix || i == source.n);
	struct buf b = {0};
	utf8_fold(&b, source);
	bool same = prefix ? str_starts(buf_str(&b), folded) : str_eq(buf_str(&b), folded);
	buf_release(&b);
	return same;
}

struct str token_find(struct str text, struct str folded, bool prefix)
{
	for (size_t at = 0; at < text.n;) {
		size_t bytes, start = at;
		enum shape s = shape_of(str_from(text, at), &bytes);
		if (!in_word(s)) {
			at += bytes;
			continue;
		}
		do {
			at += bytes;
			s = at < text.n ? shape_of(str_from(text, at), &bytes) : SHAPE_OTHER;
		} while (in_word(s) || s == SHAPE_MARK);
		struct str word = str_sub(text, start, at - start);
		if (folds_to(word, folded, prefix))
			return word;
	}
	return STR_NONE;
}

size_t token_words(struct str question, struct arena *a, struct str **out)
{
	struct token *tokens;
	size_t n = token_split(question, a, &tokens), kept = 0;
	*out = arena_array(a, n, sizeof **out);
	for (size_t i = 0; i < n; i++)
		if (!tokens[i].elided || i + 1 == n)
			(*out)[kept++] = tokens[i].word;
	return kept;
}

size_t token_parts(struct str source, struct str *out, size_t max)
{
	size_t n = 0, start = 0, bytes;
	enum shape before = SHAPE_OTHER;
	for (size_t at = 0; at < source.n; at += bytes) {
		enum shape s = shape_of(str_from(source, at), &bytes);
		if (s == SHAPE_MARK)
			continue;
		bool edge = (before == SHAPE_LOWER && s == SHAPE_UPPER) ||
			    (at > 0 && (before == SHAPE_DIGIT) != (s == SHAPE_DIGIT));
		if (edge && at > start && n + 1 < max) {
			out[n++] = str_sub(source, start, at - start);
			start = at;
		}
		before = s;
	}
	out[n++] = str_from(source, start);
	return n;
}
