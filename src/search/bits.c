// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/bits.h"

#include <string.h>

// Packages are built for any x86-64, whose oldest have no popcnt: each loop is there once for those, once for most,
// once for those that count eight words at a time. Elsewhere (ARM) the compiler's own is good.
#if defined(__x86_64__)
#include <immintrin.h>
#define MOST __attribute__((target("avx2,popcnt")))
#define WIDE __attribute__((target("avx512f,avx512vpopcntdq,popcnt")))
#define CHOOSE(name, arguments)                                                                                  \
	(__builtin_cpu_supports("avx512vpopcntdq") ? name##_wide arguments                                       \
	 : __builtin_cpu_supports("avx2")          ? name##_most arguments                                       \
						   : name##_plain arguments)
#else
#define CHOOSE(name, arguments) name##_plain arguments
#endif

// Four words at a time, in whatever registers there are.
typedef uint64_t four __attribute__((vector_size(32), aligned(8), may_alias));

#define COMBINE(suffix, attribute, name, op)                                                    \
	attribute static void name##suffix(uint64_t *into, const uint64_t *from, size_t words)  \
	{                                                                                       \
		size_t i = 0;                                                                   \
		for (; i + 4 <= words; i += 4)                                                  \
			*(four *)(into + i) op *(const four *)(from + i);                       \
		for (; i < words; i++)                                                          \
			into[i] op from[i];                                                     \
	}
#define COUNT(suffix, attribute)                                                                                   \
	attribute static uint32_t count_and##suffix(const uint64_t *a, const uint64_t *b, size_t words)            \
	{                                                                                                          \
		uint32_t n = 0;                                                                                    \
		size_t i = 0;                                                                                      \
		for (; i + 4 <= words; i += 4)                                                                     \
			n += (uint32_t)(__builtin_popcountll(a[i] & b[i]) + __builtin_popcountll(a[i + 1] & b[i + 1]) + \
					__builtin_popcountll(a[i + 2] & b[i + 2]) +                                \
					__builtin_popcountll(a[i + 3] & b[i + 3]));                                \
		for (; i < words; i++)                                                                             \
			n += (uint32_t)__builtin_popcountll(a[i] & b[i]);                                          \
		return n;                                                                                          \
	}

COMBINE(_plain, , or, |=)
COMBINE(_plain, , and, &=)
COUNT(_plain, )
#if defined(__x86_64__)
COMBINE(_most, MOST, or, |=)
COMBINE(_most, MOST, and, &=)
COUNT(_most, MOST)
#define or_wide or_most
#define and_wide and_most

WIDE static uint32_t count_and_wide(const uint64_t *a, const uint64_t *b, size_t words)
{
	__m512i sum = _mm512_setzero_si512();
	size_t i = 0;
	for (; i + 8 <= words; i += 8)
		sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_and_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i))));
	uint32_t n = (uint32_t)_mm512_reduce_add_epi64(sum);
	for (; i < words; i++)
		n += (uint32_t)__builtin_popcountll(a[i] & b[i]);
	return n;
}
#endif

void bits_or(uint64_t *into, const uint64_t *from, size_t words)
{
	CHOOSE(or, (into, from, words));
}

void bits_and(uint64_t *into, const uint64_t *from, size_t words)
{
	CHOOSE(and, (into, from, words));
}

void bits_fill(uint64_t *b, uint32_t n)
{
	memset(b, 0xFF, n / 64 * sizeof *b);
	if (n % 64 != 0)
		b[n / 64] = ((uint64_t)1 << n % 64) - 1;
}

uint32_t bits_count_and(const uint64_t *a, const uint64_t *b, size_t words)
{
	return CHOOSE(count_and, (a, b, words));
}

uint32_t bits_count(const uint64_t *b, size_t words)
{
	return CHOOSE(count_and, (b, b, words));
}

uint32_t bits_count_range(const uint64_t *b, uint32_t from, uint32_t to)
{
	if (from >= to)
		return 0;
	size_t first = from / 64, last = (to - 1) / 64;
	uint64_t head = ~(uint64_t)0 << from % 64, tail = ~(uint64_t)0 >> (63 - (to - 1) % 64);
	if (first == last)
		return (uint32_t)__builtin_popcountll(b[first] & head & tail);
	return (uint32_t)__builtin_popcountll(b[first] & head) + bits_count(b + first + 1, last - first - 1) +
	       (uint32_t)__builtin_popcountll(b[last] & tail);
}

uint32_t bits_list(const uint64_t *b, size_t words, uint32_t *out)
{
	uint32_t n = 0;
	for (size_t i = 0; i < words; i++)
		for (uint64_t w = b[i]; w != 0; w &= w - 1)
			out[n++] = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(w);
	return n;
}

bool set_has(const struct set *s, uint32_t i)
{
	if (s->bits != NULL)
		return bits_has(s->bits, i);
	uint32_t low = 0, high = s->n;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (s->list[mid] < i)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->n && s->list[low] == i;
}

void set_or(const struct set *s, uint64_t *into, size_t words)
{
	if (s->bits != NULL) {
		bits_or(into, s->bits, words);
		return;
	}
	for (uint32_t i = 0; i < s->n; i++)
		bits_set(into, s->list[i]);
}

uint32_t set_count_and(const struct set *s, const uint64_t *with, size_t words)
{
	if (s->bits != NULL)
		return bits_count_and(s->bits, with, words);
	uint32_t n = 0;
	for (uint32_t i = 0; i < s->n; i++)
		n += bits_has(with, s->list[i]);
	return n;
}
