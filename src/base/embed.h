// SPDX-License-Identifier: AGPL-3.0-or-later
// Files that travel inside the binary: styles, scripts, fonts, the starter network's data.
#ifndef MAILLE_BASE_EMBED_H
#define MAILLE_BASE_EMBED_H

#include "base/str.h"

struct embed_file {
	const char *name;  // as the build lists it: "static/maille.css", "data/fabriques-de-territoire-2024.geojson"
	const char *type;  // media type
	struct str bytes;  // as stored
	bool gzip;         // `bytes` holds gzip data
	size_t size;       // of the plain file
	const char *hash;  // 12 hexadecimal digits of the plain file's content, for ETag and cache-busting
};

const struct embed_file *embed_find(struct str name); // NULL when absent
// The plain bytes in the arena (inflated when needed).
struct arena;
struct str embed_plain(const struct embed_file *f, struct arena *a);

#endif
