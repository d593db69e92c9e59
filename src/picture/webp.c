// SPDX-License-Identifier: AGPL-3.0-or-later
#include "picture/webp.h"

enum { HEAD = 12, CHUNK = 8, EXTENDED = 10, FLAG_ALPHA = 0x10 };

static uint32_t le32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void put_le32(char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (char)(v >> (8 * i));
}

bool webp_pixels(struct str file, struct buf *out)
{
	size_t start = out->n;
	bool pixels = false;
	if (file.n < HEAD || !str_starts(file, S("RIFF")) || le32(file.p + 4) != file.n - 8 || !str_starts(str_from(file, 8), S("WEBP")))
		return false;
	buf_add(out, str_sub(file, 0, HEAD));
	struct str rest = str_from(file, HEAD);
	while (rest.n > 0) {
		if (rest.n < CHUNK)
			return false;
		struct str kind = str_sub(rest, 0, 4);
		size_t n = le32(rest.p + 4), padded = n + (n & 1);
		if (padded > rest.n - CHUNK)
			return false;
		size_t at = out->n;
		if (str_eqz(kind, "VP8X")) {
			if (n != EXTENDED || at != start + HEAD)
				return false;
			buf_add(out, str_sub(rest, 0, CHUNK + n));
			out->p[at + CHUNK] &= FLAG_ALPHA; // it announces nothing else any more
		} else if (str_eqz(kind, "ALPH") || str_eqz(kind, "VP8 ") || str_eqz(kind, "VP8L")) {
			buf_add(out, str_sub(rest, 0, CHUNK + padded));
			pixels = pixels || kind.p[3] != 'H';
		}
		rest = str_from(rest, CHUNK + padded);
	}
	put_le32(out->p + start + 4, (uint32_t)(out->n - start - 8));
	return pixels;
}
