// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct err {
	enum err_code code;
	char *text; // with the causes, joined by ": "
};

static const struct err *err_make(enum err_code code, char *head, const char *tail)
{
	struct err *e = mem_alloc(sizeof *e);
	e->code = code;
	e->text = head;
	if (tail != NULL) {
		e->text = mem_printf("%s: %s", head, tail);
		free(head);
	}
	return e;
}

const struct err *err_new(enum err_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	return err_make(code, text, NULL);
}

const struct err *err_wrap(const struct err *cause, const char *fmt, ...)
{
	assert(cause != NULL);
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	const struct err *e = err_make(cause->code, text, cause->text);
	err_free(cause);
	return e;
}

const struct err *err_errno(const char *fmt, ...)
{
	int number = errno;
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	char why[128];
	return err_make(ERR_IO, text, strerror_r(number, why, sizeof why));
}

enum err_code err_code(const struct err *e)
{
	assert(e != NULL);
	return e->code;
}

const char *err_text(const struct err *e)
{
	assert(e != NULL);
	return e->text;
}

void err_free(const struct err *e)
{
	if (e == NULL)
		return;
	free(e->text);
	free((void *)(uintptr_t)e);
}
