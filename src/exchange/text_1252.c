// SPDX-License-Identifier: AGPL-3.0-or-later
// Windows-1252, and UTF-8 that was once taken for it.
#include <string.h>

#include "base/utf8.h"
#include "exchange/csv.h"

// 0x80 to 0x9F; 0 has no meaning.
static const uint16_t high_1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

bool text_from_1252(struct str s, struct arena *a, struct str *out, size_t *bad)
{
	struct buf b = BUF_IN(a);
	buf_reserve(&b, s.n + s.n / 8);
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i];
		if (c >= 0x80 && c < 0xA0)
			c = high_1252[c - 0x80];
		if (c == 0) {
			*bad = i;
			return false;
		}
		if (c >= 0x800) {
			buf_addc(&b, (char)(0xE0 | c >> 12));
			buf_addc(&b, (char)(0x80 | (c >> 6 & 0x3F)));
			buf_addc(&b, (char)(0x80 | (c & 0x3F)));
		} else if (c >= 0x80) {
			buf_addc(&b, (char)(0xC0 | c >> 6));
			buf_addc(&b, (char)(0x80 | (c & 0x3F)));
		} else {
			buf_addc(&b, (char)c);
		}
	}
	*out = buf_str(&b);
	return true;
}

// The text as Windows-1252 bytes; false when a character has no place there.
static bool to_1252(struct str s, struct buf *out)
{
	int32_t cp;
	for (size_t n; (n = utf8_next(s, &cp)) > 0; s = str_from(s, n)) {
		unsigned byte = cp < 0x100 ? (unsigned)cp : 0;
		for (unsigned i = 0; cp >= 0x100 && i < 32; i++)
			if (high_1252[i] == cp)
				byte = 0x80 + i;
		if (byte == 0)
			return false;
		buf_addc(out, (char)byte);
	}
	return s.n == 0;
}

bool text_mended(struct str s, struct arena *a, struct str *out)
{
	if (str_find(s, S("\xC3\x83")) < 0) // Ã
		return false;
	struct buf b = BUF_IN(a);
	if (!to_1252(s, &b) || !utf8_valid(buf_str(&b)))
		return false;
	*out = buf_str(&b);
	return true;
}
