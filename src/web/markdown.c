// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/markdown.h"

#include <cmark.h>
#include <stdlib.h>

struct html markdown(struct arena *a, struct str text)
{
	if (text.n == 0)
		return (struct html){STR_NONE};
	// Leaving out what is unsafe is cmark's default.
	char *made = cmark_markdown_to_html(text.p, text.n, CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_NOBREAKS);
	struct html h = {arena_str(a, str_of(made))};
	free(made);
	return h;
}
