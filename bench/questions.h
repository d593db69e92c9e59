// SPDX-License-Identifier: AGPL-3.0-or-later
// The questions that the search is measured with: seven kinds, several of each, the same for every engine.
#ifndef MAILLE_BENCH_QUESTIONS_H
#define MAILLE_BENCH_QUESTIONS_H

#include "search/search.h"

enum kind { KIND_COMMON, KIND_TWO, KIND_FACET, KIND_RADIUS, KIND_PREFIX, KIND_RARE, KIND_WHOLE, KINDS };
extern const char *const kind_names[KINDS]; // in French
extern const char *const kind_codes[KINDS];

struct question {
	enum kind kind;
	struct str words[3]; // folded; the last may be a prefix
	size_t word_n;
	bool prefix;
	bool has_filter;
	struct search_filter filter;       // a type or a department
	bool has_action;
	uint16_t action;
	enum stage stage;
	bool has_point;
	double lat, lon, radius_km;        // radius 0: ranks only
	struct str text;                   // KIND_WHOLE: as a person writes it
};

// `each` of every kind, from the words and places of the atlas; in the arena.
size_t questions_make(const struct atlas *a, size_t each, struct arena *arena, struct question **out);

#endif
