// SPDX-License-Identifier: AGPL-3.0-or-later
// Places as JSON, the same for the API and the command line.
#ifndef MAILLE_APP_LIEUX_JSON_H
#define MAILLE_APP_LIEUX_JSON_H

#include "base/json.h"
#include "search/understand.h"

// The answer to a search: what GET /api/v1/lieux gives. base: what stands before "/lieux/…" in url ("" for a path).
void lieux_json(struct buf *out, const struct index *x, const struct search_ask *ask, const struct answer *answer,
		struct str base, struct arena *a);
// One place, as an item of that list. hit: why and how far, or NULL.
void lieu_json(struct json_writer *w, const struct index *x, uint32_t place, const struct search_hit *hit, struct str base,
	       struct arena *a);

#endif
