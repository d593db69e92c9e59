// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/embed.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"

// Made by tools/embed.c, sorted by name. Weak, so that a test may do without any embedded file.
extern const struct embed_file embed_files[] __attribute__((weak));
extern const size_t embed_files_n __attribute__((weak));

const struct embed_file *embed_find(struct str name)
{
	const size_t *n = &embed_files_n;
	size_t low = 0, high = n != NULL ? *n : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(name, str_of(embed_files[middle].name));
		if (order == 0)
			return &embed_files[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct str embed_plain(const struct embed_file *f, struct arena *a)
{
	if (!f->gzip)
		return f->bytes;
	char *plain = arena_alloc(a, f->size + 1);
	z_stream z = {.next_in = (Bytef *)f->bytes.p, .avail_in = (uInt)f->bytes.n, .next_out = (Bytef *)plain,
		      .avail_out = (uInt)f->size};
	int status = inflateInit2(&z, 15 + 16);
	assert(status == Z_OK);
	status = inflate(&z, Z_FINISH);
	assert(status == Z_STREAM_END && z.total_out == f->size); // the build packed it
	inflateEnd(&z);
	return (struct str){plain, f->size};
}
