// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = {"info", "warn", "error"};
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_vprintf(fmt, ap);
	va_end(ap);
	for (char *c = text; *c; c++) // a line stays a line, whatever it quotes
		if ((unsigned char)*c < 0x20)
			*c = ' ';
	time_t now = time(NULL);
	struct tm t;
	gmtime_r(&now, &t);
	char when[32];
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &t);
	fprintf(stderr, "%s %s %s\n", when, names[level], text);
	free(text);
}
