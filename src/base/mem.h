// SPDX-License-Identifier: AGPL-3.0-or-later
// The heap. Running out of memory is not an error that a caller can mend: these abort.
#ifndef MAILLE_BASE_MEM_H
#define MAILLE_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

// Zeroed memory; free() it.
void *mem_alloc(size_t bytes) __attribute__((malloc, returns_nonnull));
void *mem_array(size_t count, size_t each) __attribute__((malloc, returns_nonnull));
// Grows or shrinks; the added bytes are not zeroed.
void *mem_resize(void *p, size_t count, size_t each) __attribute__((returns_nonnull));
char *mem_strdup(const char *z) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2), returns_nonnull));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0), returns_nonnull));

#endif
