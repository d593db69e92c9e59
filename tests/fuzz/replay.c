// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs a fuzz target over the files of a directory, and over a few thousand small changes of each: a fixed sequence,
// so that a failure comes back.
#include <dirent.h>

#include "base/file.h"
#include "base/mem.h"
#include "fuzz.h"

enum { SPEND_BYTES = 256 * 1024 };

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	return *x ^= *x << 17;
}

static void run(const char *p, size_t n)
{
	uint8_t *exact = mem_alloc(n); // so that the sanitizer sees a read past the end
	for (size_t i = 0; i < n; i++)
		exact[i] = (uint8_t)p[i];
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static void changed(struct buf *b, uint64_t seed)
{
	struct buf copy = {0};
	size_t spent = 0; // large inputs are changed less often: a check has minutes, ./dev fuzz has hours
	for (int round = 0; round < 500 && b->n > 0 && spent < SPEND_BYTES; round++, spent += b->n) {
		buf_reset(&copy);
		buf_add(&copy, buf_str(b));
		for (uint64_t k = next(&seed) % 3 + 1; k > 0; k--) {
			size_t at = (size_t)(next(&seed) % copy.n);
			copy.p[at] = (char)next(&seed);
		}
		run(copy.p, next(&seed) % 4 == 0 ? (size_t)(next(&seed) % (copy.n + 1)) : copy.n);
	}
	buf_release(&copy);
}

int main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	if (dir == NULL) {
		fprintf(stderr, "usage: replay DIRECTORY\n");
		return 2;
	}
	int count = 0;
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		char *path = mem_printf("%s/%s", argv[1], e->d_name);
		fprintf(stderr, "%s\n", e->d_name);
		struct buf b = {0};
		const struct err *err = file_read(path, 16u << 20, &b);
		MUST(err == NULL);
		run(b.p, b.n);
		changed(&b, 0x9E3779B97F4A7C15u);
		buf_release(&b);
		free(path);
		count++;
	}
	closedir(dir);
	printf("%d files\n", count);
	return count == 0;
}
