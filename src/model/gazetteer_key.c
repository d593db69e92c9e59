// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "base/utf8.h"
#include "model/gazetteer_blob.h"

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static size_t put(char *out, size_t n, size_t max, struct str word)
{
	if (n + word.n + 2 > max)
		return n;
	if (n > 0)
		out[n++] = ' ';
	memcpy(out + n, word.p, word.n);
	return n + word.n;
}

enum { KEY_LONGEST = 400 };

// Plain ASCII is folded on the spot; false when the text is not.
static bool fold_ascii(struct str text, char *out)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c >= 0x80)
			return false;
		out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return true;
}

size_t place_key(struct str text, char *out, size_t max)
{
	char plain[KEY_LONGEST];
	struct buf b = {0};
	if (text.n > KEY_LONGEST)
		text = str_sub(text, 0, KEY_LONGEST);
	struct str s = {plain, text.n};
	if (!fold_ascii(text, plain)) {
		utf8_fold(&b, text);
		s = buf_str(&b);
	}
	size_t n = 0;
	for (size_t at = 0; at < s.n;) {
		size_t end = at;
		while (end < s.n && letter(s.p[end]))
			end++;
		if (end == at) {
			at++;
			continue;
		}
		struct str word = str_sub(s, at, end - at);
		if (str_eqz(word, "st"))
			word = S("saint");
		else if (str_eqz(word, "ste"))
			word = S("sainte");
		else if (str_eqz(word, "s") && end < s.n && s.p[end] == '/')
			word = S("sur");
		n = put(out, n, max, word);
		at = end;
	}
	out[n] = '\0';
	buf_release(&b);
	return n;
}

struct str place_key_bare(struct str key)
{
	static const char *articles[] = {"le ", "la ", "les ", "l ", "los ", "las "};
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		struct str article = str_of(articles[i]);
		if (key.n > article.n && str_starts(key, article))
			return str_from(key, article.n);
	}
	return key;
}
