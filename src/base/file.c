// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

const struct err *file_read(const char *path, size_t max, struct buf *out)
{
	const struct err *err = NULL;
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "rbe");
	if (f == NULL)
		return err_errno("cannot open %s", path);
	for (;;) {
		buf_reserve(out, 1 << 16);
		size_t n = fread(out->p + out->n, 1, out->cap - out->n - 1, f);
		out->n += n;
		out->p[out->n] = '\0';
		if (out->n > max) {
			err = err_new(ERR_INPUT, "%s is larger than %zu bytes", path, max);
			goto done;
		}
		if (n == 0)
			break;
	}
	if (ferror(f))
		err = err_errno("cannot read %s", path);
done:
	if (!standard)
		fclose(f);
	return err;
}

const struct err *file_mkdirs(const char *path)
{
	const struct err *err = NULL;
	if (path[0] == '\0')
		return err_new(ERR_USAGE, "a directory without a name");
	char *copy = mem_strdup(path);
	struct stat st;
	for (char *c = copy + 1;; c++) {
		if (*c != '/' && *c != '\0')
			continue;
		char kept = *c;
		*c = '\0';
		if (mkdir(copy, 0700) != 0 && (errno != EEXIST || stat(copy, &st) != 0 || !S_ISDIR(st.st_mode))) {
			err = err_errno("cannot make the directory %s", copy);
			break;
		}
		*c = kept;
		if (kept == '\0')
			break;
	}
	free(copy);
	return err;
}
