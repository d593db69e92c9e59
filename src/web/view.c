// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/html.h"
#include "base/mem.h"

void view_put_str(struct buf *out, enum view_escape e, struct str s)
{
	switch (e) {
	case VIEW_TEXT: html_text(out, s); break;
	case VIEW_URL: html_url(out, s); break;
	case VIEW_PERCENT: html_percent(out, s); break;
	}
}

void view_put_text(struct buf *out, enum view_escape e, const char *z)
{
	view_put_str(out, e, str_of(z));
}

void view_put_int(struct buf *out, enum view_escape e, int64_t i)
{
	buf_addi(out, i);
}

void view_put_fmt(struct buf *out, enum view_escape e, const char *fmt, ...)
{
	char small[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof small) {
		view_put_str(out, e, (struct str){small, (size_t)n});
		return;
	}
	va_start(ap, fmt);
	char *large = mem_vprintf(fmt, ap);
	va_end(ap);
	view_put_text(out, e, large);
	free(large);
}
