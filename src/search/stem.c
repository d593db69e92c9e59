// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/stem.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/utf8.h"

// A stemmer keeps state, so each thread has its own pair.
struct stemmers {
	struct sb_stemmer *french, *english;
};
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void stemmers_free(void *p)
{
	struct stemmers *s = p;
	sb_stemmer_delete(s->french);
	sb_stemmer_delete(s->english);
	free(s);
}

static void key_make(void)
{
	if (pthread_key_create(&key, stemmers_free) != 0)
		abort();
}

static const struct stemmers *stemmers(void)
{
	pthread_once(&once, key_make);
	struct stemmers *s = pthread_getspecific(key);
	if (s == NULL) {
		s = mem_alloc(sizeof *s);
		s->french = sb_stemmer_new("french", "UTF_8");
		s->english = sb_stemmer_new("english", "UTF_8");
		if (s->french == NULL || s->english == NULL || pthread_setspecific(key, s) != 0)
			abort();
	}
	return s;
}

static void add(struct stems *out, const char *p, size_t n)
{
	if (n < 2 || n > STEM_BYTES || out->n == STEM_MAX)
		return;
	for (size_t i = 0; i < out->n; i++)
		if (out->length[i] == n && memcmp(out->text[i], p, n) == 0)
			return;
	memcpy(out->text[out->n], p, n);
	out->length[out->n++] = (uint8_t)n;
}

static void add_stem(struct stems *out, struct sb_stemmer *s, struct str word, bool accented)
{
	const sb_symbol *stem = sb_stemmer_stem(s, (const sb_symbol *)word.p, (int)word.n);
	size_t n = (size_t)sb_stemmer_length(s);
	if (!accented) {
		add(out, (const char *)stem, n);
		return;
	}
	struct buf b = {0};
	utf8_fold(&b, (struct str){(const char *)stem, n});
	add(out, b.p, b.n);
	buf_release(&b);
}

// Snowball leaves many French plurals alone (vélos, matériaux): the s or x goes first.
static struct str singular(struct str word)
{
	char last = word.n >= 4 ? word.p[word.n - 1] : '\0';
	if ((last == 's' && word.p[word.n - 2] != 's') || (last == 'x' && word.p[word.n - 2] == 'u'))
		word.n--;
	return word;
}

static void lower(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t cp;
		size_t n = utf8_next(str_from(s, at), &cp);
		if (n == 0)
			break;
		utf8proc_uint8_t bytes[4];
		utf8proc_ssize_t m = utf8proc_encode_char(utf8proc_tolower(cp), bytes);
		buf_add(b, (struct str){(const char *)bytes, m > 0 ? (size_t)m : 0});
		at += n;
	}
}

void stem_keys(struct str folded, struct str accented, struct stems *out)
{
	out->n = 0;
	if (folded.n < 3 || folded.n > STEM_BYTES || accented.n > 2 * STEM_BYTES)
		return;
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] < 'a' || folded.p[i] > 'z')
			return;
	const struct stemmers *s = stemmers();
	add_stem(out, s->french, folded, false);
	struct str one = singular(folded);
	if (one.n != folded.n)
		add_stem(out, s->french, one, false);
	if (one.n > 5 && one.p[one.n - 1] == 'e' && one.p[one.n - 2] == 'e') { // "partagee" meets "partagé"
		one.n--;
		add_stem(out, s->french, one, false);
	}
	add_stem(out, s->english, folded, false);
	if (accented.n == 0)
		return;
	struct buf b = {0};
	lower(&b, accented);
	add_stem(out, s->french, buf_str(&b), true);
	one = singular(buf_str(&b));
	if (one.n != b.n)
		add_stem(out, s->french, one, true);
	buf_release(&b);
}

bool stems_meet(const struct stems *a, const struct stems *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (a->length[i] == b->length[k] && memcmp(a->text[i], b->text[k], a->length[i]) == 0)
				return true;
	return false;
}
