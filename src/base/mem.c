// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *mem_check(void *p)
{
	if (p == NULL) {
		fputs("maille: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_alloc(size_t bytes)
{
	return mem_check(calloc(1, bytes ? bytes : 1));
}

void *mem_array(size_t count, size_t each)
{
	return mem_check(calloc(count ? count : 1, each ? each : 1));
}

void *mem_resize(void *p, size_t count, size_t each)
{
	return mem_check(reallocarray(p, count ? count : 1, each ? each : 1));
}

char *mem_strdup(const char *z)
{
	return mem_check(strdup(z));
}

char *mem_vprintf(const char *fmt, va_list ap)
{
	char *text = NULL;
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return mem_check(text);
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	return text;
}
