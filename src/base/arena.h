// SPDX-License-Identifier: AGPL-3.0-or-later
// Memory that is freed all at once: one arena a request, one a load.
#ifndef MAILLE_BASE_ARENA_H
#define MAILLE_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena_block;
struct arena {
	struct arena_block *head; // newest first
	char *at, *end;           // free part of the newest block
	size_t total;             // bytes asked of the heap
};

// An arena that is all zero bytes is ready to use.
// Zeroed, aligned for any type; lives until the arena is reset or released.
void *arena_alloc(struct arena *a, size_t bytes) __attribute__((malloc, returns_nonnull));
void *arena_array(struct arena *a, size_t count, size_t each) __attribute__((malloc, returns_nonnull));
// A copy of `count` items, which may be NULL when there are none.
void *arena_copy(struct arena *a, const void *items, size_t count, size_t each) __attribute__((returns_nonnull));
// Copies; the copy is NUL-terminated after its last byte.
struct str arena_str(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// The slice as a NUL-terminated string.
const char *arena_z(struct arena *a, struct str s);
// Forgets everything but keeps the largest block for the next use.
void arena_reset(struct arena *a);
void arena_release(struct arena *a);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
