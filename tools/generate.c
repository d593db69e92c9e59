// SPDX-License-Identifier: AGPL-3.0-or-later
// generate N [--seed S]: a network of N places for measures, in the product's own format, a line a place.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/native.h"
#include "support/generate.h"

static int usage(void)
{
	fputs("generate N [--seed S]: a network of N places (1 to 5000000), a line a place\n", stderr);
	return 2;
}

static int flush(struct buf *b)
{
	bool good = fwrite(b->p, 1, b->n, stdout) == b->n;
	buf_reset(b);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	int64_t n = 0, seed = 1;
	for (int i = 1; i < argc; i++) {
		bool known = strcmp(argv[i], "--seed") == 0 && i + 1 < argc ? str_to_i64(str_of(argv[++i]), &seed)
									    : str_to_i64(str_of(argv[i]), &n);
		if (!known)
			return usage();
	}
	if (n < 1 || n > 5000000)
		return usage();
	struct atlas *atlas;
	const struct err *err = generate_atlas((uint64_t)seed, (uint32_t)n, &atlas);
	if (err != NULL) {
		fprintf(stderr, "generate: %s\n", err_text(err));
		err_free(err);
		return 1;
	}
	struct buf b = {0};
	struct json_writer w = {.out = &b};
	native_write_head(atlas, &atlas->sources[0], &w);
	json_close(&w, '}');
	buf_addc(&b, '\n');
	int status = 0;
	for (uint32_t i = 0; i < atlas->place_n && status == 0; i++) {
		w.comma = false;
		native_write_place(atlas, &atlas->places[i], &w);
		buf_addc(&b, '\n');
		if (b.n > 1 << 20)
			status = flush(&b);
	}
	if (status == 0)
		status = flush(&b);
	buf_release(&b);
	atlas_free(atlas);
	return status;
}
