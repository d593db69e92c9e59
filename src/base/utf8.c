// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/utf8.h"

#include <utf8proc.h>

size_t utf8_next(struct str s, int32_t *cp)
{
	if (s.n == 0)
		return 0;
	utf8proc_ssize_t n =
		utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)(s.n > 4 ? 4 : s.n), cp);
	return n > 0 ? (size_t)n : 0;
}

bool utf8_valid(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		if ((unsigned char)s.p[at] < 0x80) {
			if (s.p[at] == '\0')
				return false;
			at++;
			continue;
		}
		int32_t cp;
		size_t n = utf8_next(str_from(s, at), &cp);
		if (n == 0)
			return false;
		at += n;
	}
	return true;
}

size_t utf8_length(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str utf8_clip(struct str s, size_t max)
{
	size_t at = 0;
	for (; at < s.n; at++)
		if (((unsigned char)s.p[at] & 0xC0) != 0x80 && max-- == 0)
			break;
	return (struct str){s.p, at};
}

static void add_codepoint(struct buf *b, int32_t cp)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(cp, bytes);
	buf_add(b, (struct str){(const char *)bytes, n > 0 ? (size_t)n : 0});
}

// Letters that decomposition leaves whole, and punctuation with several shapes.
static const char *fold_special(int32_t cp)
{
	switch (cp) {
	case 0x0153: case 0x0152: return "oe";
	case 0x00E6: case 0x00C6: return "ae";
	case 0x00DF: case 0x1E9E: return "ss";
	case 0x00F8: case 0x00D8: return "o";
	case 0x0142: case 0x0141: return "l";
	case 0x0111: case 0x0110: return "d";
	case 0x2019: case 0x2018: case 0x02BC: case 0x00B4: case 0x2032: return "'";
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return "-";
	case 0x00AD: case 0x200B: case 0x200C: case 0x200D: case 0xFEFF: return "";
	default: return NULL;
	}
}

void utf8_fold(struct buf *b, struct str s)
{
	buf_reserve(b, s.n);
	for (size_t at = 0; at < s.n;) {
		unsigned char c = (unsigned char)s.p[at];
		if (c < 0x80) {
			char folded = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)(c < 0x20 ? ' ' : c);
			if (b->n + 1 < b->cap) { // room was made above
				b->p[b->n++] = folded;
				b->p[b->n] = '\0';
			} else {
				buf_addc(b, folded);
			}
			at++;
			continue;
		}
		int32_t cp;
		size_t n = utf8_next(str_from(s, at), &cp);
		if (n == 0) {
			buf_addc(b, ' ');
			at++;
			continue;
		}
		at += n;
		const char *special = fold_special(cp);
		if (special != NULL) {
			buf_addz(b, special);
			continue;
		}
		utf8proc_int32_t parts[32];
		int last = 0;
		utf8proc_ssize_t count = utf8proc_decompose_char(
			cp, parts, 32, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &last);
		for (utf8proc_ssize_t i = 0; i < count && i < 32; i++)
			add_codepoint(b, parts[i]);
	}
}

static bool space(int32_t cp)
{
	return cp <= 0x20 || cp == 0x7F || cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200B) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

void utf8_squeeze(struct buf *b, struct str s)
{
	bool pending = false, any = false;
	for (size_t at = 0; at < s.n;) {
		int32_t cp;
		size_t n = utf8_next(str_from(s, at), &cp);
		if (n == 0 || space(cp)) {
			pending = any;
			at += n ? n : 1;
			continue;
		}
		if (pending)
			buf_addc(b, ' ');
		pending = false;
		any = true;
		buf_add(b, str_sub(s, at, n));
		at += n;
	}
}
