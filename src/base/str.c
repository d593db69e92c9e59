// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

struct str str_of(const char *z)
{
	return z ? (struct str){z, strlen(z)} : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqz(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str with)
{
	return s.n >= with.n && str_eq(str_sub(s, 0, with.n), with);
}

bool str_ends(struct str s, struct str with)
{
	return s.n >= with.n && str_eq(str_from(s, s.n - with.n), with);
}

struct str str_from(struct str s, size_t at)
{
	if (at >= s.n)
		return STR_NONE;
	return (struct str){s.p + at, s.n - at};
}

struct str str_sub(struct str s, size_t at, size_t n)
{
	s = str_from(s, at);
	if (s.n > n)
		s.n = n;
	return s;
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.n > 0 && blank(s.p[0]))
		s = (struct str){s.p + 1, s.n - 1};
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

ptrdiff_t str_find(struct str s, struct str what)
{
	if (what.n == 0)
		return 0;
	const char *at = s.n ? memmem(s.p, s.n, what.p, what.n) : NULL;
	return at ? at - s.p : -1;
}

ptrdiff_t str_findc(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? at - s.p : -1;
}

struct str str_cut(struct str s, char sep, struct str *rest)
{
	ptrdiff_t at = str_findc(s, sep);
	if (at < 0) {
		*rest = STR_NONE;
		return s;
	}
	*rest = (struct str){s.p + at + 1, s.n - (size_t)at - 1};
	return (struct str){s.p, (size_t)at};
}

uint64_t str_hash(struct str s)
{
	// FNV-1a, then one mixing round so that the low bits are good enough for a power-of-two table.
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15u;
	return h ^ (h >> 29);
}

bool str_to_i64(struct str s, int64_t *out)
{
	char text[24];
	if (s.n == 0 || s.n >= sizeof text || blank(s.p[0]))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno != 0 || end != text + s.n)
		return false;
	*out = value;
	return true;
}

bool str_to_double(struct str s, double *out)
{
	char text[64];
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && memchr("+-.eE", s.p[i], 5) == NULL)
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	char *end;
	double value = strtod(text, &end);
	if (end != text + s.n || !isfinite(value))
		return false;
	*out = value;
	return true;
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t want;
	bool overflow = __builtin_add_overflow(b->n, more + 1, &want);
	assert(!overflow && more < SIZE_MAX / 4);
	if (overflow || want <= b->cap)
		return;
	size_t cap = b->cap ? b->cap * 2 : 256;
	if (cap < want)
		cap = want;
	if (b->arena != NULL) {
		char *p = arena_alloc(b->arena, cap);
		if (b->n > 0)
			memcpy(p, b->p, b->n);
		b->p = p;
	} else {
		b->p = mem_resize(b->p, cap, 1);
	}
	b->cap = cap;
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, struct str s)
{
	if (s.n == 0)
		return;
	buf_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

void buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_of(z));
}

void buf_addc(struct buf *b, char c)
{
	buf_reserve(b, 1);
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

void buf_addi(struct buf *b, int64_t i)
{
	char text[24];
	char *at = text + sizeof text;
	uint64_t u = i < 0 ? (uint64_t)0 - (uint64_t)i : (uint64_t)i;
	do
		*--at = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (i < 0)
		*--at = '-';
	buf_add(b, (struct str){at, (size_t)(text + sizeof text - at)});
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	buf_reserve(b, (size_t)n);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	va_end(again);
	b->n += (size_t)n;
}

void buf_addd(struct buf *b, double d, int decimals)
{
	assert(decimals >= 0 && decimals <= 15);
	char text[400];
	int n = snprintf(text, sizeof text, "%.*f", decimals, d);
	assert(n > 0 && (size_t)n < sizeof text);
	if (decimals > 0) {
		while (n > 1 && text[n - 1] == '0')
			n--;
		if (text[n - 1] == '.')
			n--;
	}
	struct str s = {text, (size_t)n};
	buf_add(b, str_eqz(s, "-0") ? S("0") : s);
}

struct str buf_str(const struct buf *b)
{
	return (struct str){b->p, b->n};
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void buf_release(struct buf *b)
{
	if (b->arena == NULL)
		free(b->p);
	*b = (struct buf){.arena = b->arena};
}
