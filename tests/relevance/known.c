// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "base/utf8.h"
#include "relevance/relevance.h"
#include "search/token.h"

int64_t place_by_origin(const struct atlas *at, struct str origin)
{
	struct str identifier, key = str_cut(origin, ':', &identifier);
	for (uint32_t i = 0; i < at->place_n; i++)
		for (size_t o = 0; o < at->places[i].origin_n; o++)
			if (str_eq(at->places[i].origins[o].identifier, identifier) &&
			    str_eq(at->sources[at->places[i].origins[o].source].key, key))
				return i;
	return -1;
}

static size_t name_key(struct str name, char *out, size_t max)
{
	struct buf b = {0};
	size_t n = 0;
	utf8_fold(&b, name);
	struct str s = buf_str(&b);
	static const char *const articles[] = {"le ", "la ", "les ", "l'"};
	for (size_t i = 0; i < 4; i++)
		if (str_starts(s, str_of(articles[i]))) {
			s = str_from(s, strlen(articles[i]));
			break;
		}
	for (size_t i = 0; i < s.n && n + 1 < max; i++)
		if ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9'))
			out[n++] = s.p[i];
	out[n] = '\0';
	buf_release(&b);
	return n;
}

bool same_name(const struct place *a, const struct place *b)
{
	char x[300], y[300];
	struct str left = b->other_names;
	name_key(a->name, x, sizeof x);
	for (struct str name = b->name; name.n > 0; name = left.n > 0 ? str_cut(left, ';', &left) : STR_NONE) {
		name_key(name, y, sizeof y);
		if (strcmp(x, y) == 0)
			return true;
	}
	return false;
}

const char *twist_name(enum twist t)
{
	static const char *const names[TWIST_COUNT] = {"as it is",     "accents dropped", "with its town", "typo", "typo and town",
						       "a word less", "glued",           "split",         "capitals", "letters swapped"};
	return names[t];
}

static struct str folded(struct str s, struct arena *a)
{
	struct buf b = BUF_IN(a);
	utf8_fold(&b, s);
	return buf_str(&b);
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

// One letter of the longest word left out, doubled or changed, never its first.
static struct str typo(struct str name, uint64_t seed, bool swap, struct arena *a)
{
	size_t best = 0, best_n = 0;
	for (size_t i = 0; i < name.n;) {
		size_t j = i;
		while (j < name.n && ((name.p[j] >= 'a' && name.p[j] <= 'z')))
			j++;
		if (j - i > best_n) {
			best = i;
			best_n = j - i;
		}
		i = j > i ? j : i + 1;
	}
	if (best_n < 5)
		return STR_NONE;
	size_t at = best + 1 + next(&seed) % (best_n - 2);
	struct buf b = BUF_IN(a);
	unsigned kind = swap ? 3 : (unsigned)(next(&seed) % 3);
	for (size_t i = 0; i < name.n; i++) {
		if (i != at) {
			buf_addc(&b, name.p[i]);
		} else if (kind == 1) {
			buf_addc(&b, name.p[i]);
			buf_addc(&b, name.p[i]);
		} else if (kind == 2) {
			buf_addc(&b, name.p[i] == 'e' ? 'a' : 'e');
		} else if (kind == 3) {
			if (name.p[i] == name.p[i + 1])
				return STR_NONE;
			buf_addc(&b, name.p[i + 1]);
			buf_addc(&b, name.p[i]);
			i++;
		}
	}
	return buf_str(&b);
}

// Without one of its words, not an article; of three words at least.
static struct str missing(struct str name, uint64_t seed, struct arena *a)
{
	struct str *words;
	size_t n = token_words(name, a, &words), big = 0;
	for (size_t i = 0; i < n; i++)
		big += words[i].n > 3;
	if (big < 3)
		return STR_NONE;
	size_t drop = next(&seed) % big, seen = 0;
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < n; i++) {
		if (words[i].n > 3 && seen++ == drop)
			continue;
		if (b.n > 0)
			buf_addc(&b, ' ');
		buf_add(&b, words[i]);
	}
	return buf_str(&b);
}

static struct str glued(struct str name, struct arena *a)
{
	struct str *words;
	size_t n = token_words(name, a, &words);
	if (n < 2 || n > 3)
		return STR_NONE;
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < n; i++)
		buf_add(&b, words[i]);
	return buf_str(&b);
}

// "fablab" as "fab lab".
static struct str split(struct str name, struct arena *a)
{
	static const char *const where[][2] = {{"fablab", "fab lab"}, {"coworking", "co working"}, {"makerspace", "maker space"},
					       {"hackerspace", "hacker space"}, {"lab", " lab"}};
	for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
		ptrdiff_t at = str_find(name, str_of(where[i][0]));
		if (at < 0 || (i == 4 && (at < 3 || name.p[at - 1] == ' ')))
			continue;
		return arena_printf(a, "%.*s%s%.*s", (int)at, name.p, where[i][1],
				    STR_ARG(str_from(name, (size_t)at + strlen(where[i][0]))));
	}
	return STR_NONE;
}

static struct str with_town(struct str name, const struct place *p, struct arena *a)
{
	if (name.n == 0 || p->commune.n == 0)
		return STR_NONE;
	struct str town = folded(p->commune, a);
	return str_find(folded(name, a), town) >= 0 ? name : arena_printf(a, "%.*s %.*s", STR_ARG(name), STR_ARG(town));
}

struct str twisted(const struct place *p, enum twist t, uint64_t seed, struct arena *a)
{
	struct str plain = folded(p->name, a);
	struct buf b = BUF_IN(a);
	switch (t) {
	case TWIST_NONE:
		return p->name;
	case TWIST_PLAIN:
		return plain;
	case TWIST_TOWN:
		return with_town(plain, p, a);
	case TWIST_TYPO:
		return typo(plain, seed, false, a);
	case TWIST_TYPO_TOWN:
		return with_town(typo(plain, seed + 7, false, a), p, a);
	case TWIST_MISSING:
		return missing(plain, seed, a);
	case TWIST_GLUED:
		return glued(plain, a);
	case TWIST_SPLIT:
		return split(plain, a);
	case TWIST_UPPER:
		for (size_t i = 0; i < plain.n; i++)
			buf_addc(&b, plain.p[i] >= 'a' && plain.p[i] <= 'z' ? (char)(plain.p[i] - 32) : plain.p[i]);
		return buf_str(&b);
	case TWIST_SWAPPED:
		return typo(plain, seed, true, a);
	case TWIST_COUNT:
		break;
	}
	return STR_NONE;
}
