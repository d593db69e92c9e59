// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_BASE_FILE_H
#define MAILLE_BASE_FILE_H

#include "base/err.h"
#include "base/str.h"

// Reads a whole file, at most `max` bytes; a larger one is ERR_INPUT. "-" reads standard input.
const struct err *file_read(const char *path, size_t max, struct buf *out);
// Makes a directory and its parents (mode 0700).
const struct err *file_mkdirs(const char *path);

#endif
