// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK_MIN = 16 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char bytes[];
};

static void arena_grow(struct arena *a, size_t bytes)
{
	size_t size = a->head ? a->head->size * 2 : BLOCK_MIN;
	if (size > 1024 * 1024)
		size = 1024 * 1024;
	if (size < bytes)
		size = bytes;
	struct arena_block *b = mem_resize(NULL, 1, sizeof *b + size);
	b->next = a->head;
	b->size = size;
	a->head = b;
	a->at = b->bytes;
	a->end = b->bytes + size;
	a->total += size;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
	const size_t align = alignof(max_align_t);
	assert(bytes < SIZE_MAX / 2);
	size_t want = (bytes + align - 1) / align * align;
	if (want == 0)
		want = align;
	if (a->at == NULL || (size_t)(a->end - a->at) < want)
		arena_grow(a, want);
	void *p = a->at;
	a->at += want;
	return memset(p, 0, want);
}

void *arena_array(struct arena *a, size_t count, size_t each)
{
	size_t bytes;
	bool overflow = __builtin_mul_overflow(count, each, &bytes);
	assert(!overflow);
	return arena_alloc(a, overflow ? 0 : bytes);
}

void *arena_copy(struct arena *a, const void *items, size_t count, size_t each)
{
	void *copy = arena_array(a, count, each);
	if (count > 0)
		memcpy(copy, items, count * each);
	return copy;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

const char *arena_z(struct arena *a, struct str s)
{
	return arena_str(a, s).p;
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	struct str s = arena_str(a, str_of(text));
	free(text);
	return s;
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = NULL;
	for (struct arena_block *b = a->head, *next; b != NULL; b = next) {
		next = b->next;
		if (keep == NULL || b->size > keep->size) {
			free(keep);
			keep = b;
		} else {
			free(b);
		}
	}
	*a = (struct arena){.head = keep};
	if (keep != NULL) {
		keep->next = NULL;
		a->at = keep->bytes;
		a->end = keep->bytes + keep->size;
		a->total = keep->size;
	}
}

void arena_release(struct arena *a)
{
	for (struct arena_block *b = a->head, *next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){0};
}
