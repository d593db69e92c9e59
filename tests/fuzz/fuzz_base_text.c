// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever bytes come, folding gives well-formed text, escapes leave nothing that a browser could read as markup.
#include <string.h>

#include "base/html.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

static bool holds(struct buf *b, const char *bad)
{
	for (size_t i = 0; i < b->n; i++)
		if (strchr(bad, b->p[i]) != NULL && b->p[i] != '\0')
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = {(const char *)data, size};
	struct buf a = {0}, b = {0};
	utf8_fold(&a, s);
	bool nul = a.n > 0 && memchr(a.p, '\0', a.n) != NULL;
	MUST(!nul && utf8_valid(buf_str(&a)));
	utf8_fold(&b, buf_str(&a));
	buf_reset(&a);
	buf_reset(&b);
	utf8_squeeze(&a, s);
	utf8_squeeze(&b, buf_str(&a));
	MUST(str_eq(buf_str(&a), buf_str(&b)));
	buf_reset(&a);
	html_text(&a, s);
	MUST(!holds(&a, "<>\"'"));
	buf_reset(&a);
	html_url(&a, s);
	MUST(!holds(&a, "<>\"'"));
	MUST(!str_starts(buf_str(&a), S("javascript:")));
	buf_reset(&a);
	html_percent(&a, s);
	MUST(!holds(&a, "<>\"'&=? #/\x7f"));
	buf_reset(&a);
	struct json_writer w = {.out = &a};
	json_str(&w, s);
	MUST(!holds(&a, "<>&\n\r"));
	i18n_accept(s);
	if (utf8_valid(s)) {
		struct str clip = utf8_clip(s, 5);
		MUST(utf8_valid(clip) && utf8_length(clip) <= 5 && str_starts(s, clip));
	}
	int64_t i;
	double d;
	struct date date;
	str_to_i64(s, &i);
	str_to_double(s, &d);
	date_parse(s, &date);
	buf_release(&a);
	buf_release(&b);
	return 0;
}
