// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures made byte by byte, so that a test knows all that is in them.
#ifndef MAILLE_TESTS_PICTURE_SAMPLES_H
#define MAILLE_TESTS_PICTURE_SAMPLES_H

#include <stdlib.h>
#include <zlib.h>

#include "base/str.h"

static inline void be32(struct buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addc(b, (char)(v >> shift));
}

static inline void png_chunk(struct buf *b, const char *type, struct str data)
{
	be32(b, (uint32_t)data.n);
	size_t from = b->n;
	buf_addz(b, type);
	buf_add(b, data);
	be32(b, (uint32_t)crc32(0, (const Bytef *)b->p + from, (uInt)(b->n - from)));
}

static inline void png_head(struct buf *b, uint32_t w, uint32_t h, int depth, int colour)
{
	struct buf head = {0};
	buf_add(b, S("\x89PNG\r\n\x1a\n"));
	be32(&head, w);
	be32(&head, h);
	buf_addc(&head, (char)depth);
	buf_addc(&head, (char)colour); // 2: RGB, 6: with alpha
	buf_add(&head, S("\0\0\0"));
	png_chunk(b, "IHDR", buf_str(&head));
	buf_release(&head);
}

static inline void png_pressed(struct buf *b, const char *type, struct str before, struct str plain)
{
	uLongf n = compressBound(plain.n);
	char *pressed = malloc(n);
	compress2((Bytef *)pressed, &n, (const Bytef *)plain.p, plain.n, 6);
	struct buf all = {0};
	buf_add(&all, before);
	buf_add(&all, (struct str){pressed, n});
	png_chunk(b, type, buf_str(&all));
	buf_release(&all);
	free(pressed);
}

// A gradient with some noise: left half reddish, right half bluish. The caller releases it.
static inline struct buf sample_png(uint32_t w, uint32_t h, int depth, bool alpha)
{
	struct buf b = {0}, rows = {0};
	size_t channels = alpha ? 4 : 3, bytes = (size_t)depth / 8;
	png_head(&b, w, h, depth, alpha ? 6 : 2);
	buf_reserve(&rows, h * (w * channels * bytes + 1));
	for (uint32_t y = 0; y < h; y++) {
		buf_addc(&rows, 0);
		for (uint32_t x = 0; x < w; x++) {
			unsigned char v[4] = {x < w / 2 ? 220 : 30, (unsigned char)((y * 7 + x * 3) % 97), x < w / 2 ? 30 : 220, 128};
			for (size_t c = 0; c < channels * bytes; c++)
				rows.p[rows.n++] = (char)v[c / bytes];
		}
	}
	png_pressed(&b, "IDAT", STR_NONE, buf_str(&rows));
	png_chunk(&b, "IEND", STR_NONE);
	buf_release(&rows);
	return b;
}

#endif
