// SPDX-License-Identifier: AGPL-3.0-or-later
// Typed growing arrays: VEC(int) ids = {0}; vec_push(&ids, 3); vec_free(&ids);
#ifndef MAILLE_BASE_VEC_H
#define MAILLE_BASE_VEC_H

#include <stdlib.h>

#include "base/mem.h"

#define VEC(type)          \
	struct {           \
		type *v;   \
		size_t n;  \
		size_t cap; \
	}

#define vec_push(a, ...)                                                                       \
	do {                                                                                   \
		if ((a)->n == (a)->cap) {                                                      \
			(a)->cap = (a)->cap ? (a)->cap * 2 : 8;                                \
			(a)->v = mem_resize((a)->v, (a)->cap, sizeof *(a)->v);                 \
		}                                                                              \
		(a)->v[(a)->n++] = (__VA_ARGS__);                                              \
	} while (0)

#define vec_free(a)                \
	do {                       \
		free((a)->v);      \
		(a)->v = NULL;     \
		(a)->n = (a)->cap = 0; \
	} while (0)

#endif
