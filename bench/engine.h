// SPDX-License-Identifier: AGPL-3.0-or-later
// What is measured: Maille's index and its rivals, each asked the same questions about the same places. An answer is
// the twenty best, the total, and the count of every facet value.
#ifndef MAILLE_BENCH_ENGINE_H
#define MAILLE_BENCH_ENGINE_H

#include "base/err.h"
#include "questions.h"
#include "search/facets.h"

enum { BEST = 20 };

struct outcome {
	uint32_t total;
	uint32_t best[BEST];
	size_t best_n;
	uint32_t *counts; // by code of `facets`; zeroed by the caller
};

// What every engine is given: the atlas, and codes for its facet values. Rivals number places as the atlas does.
struct material {
	const struct atlas *atlas;
	struct facets facets;
};

// The texts of a place, as a rival indexes them: name, then what is strong (commune, types, labels, actions,
// networks), then the rest.
void material_texts(const struct material *m, uint32_t place, struct buf *name, struct buf *strong, struct buf *rest);

struct engine {
	const char *name;
	void *state;
	const struct err *(*ask)(void *state, const struct question *q, struct outcome *out);
	void (*close)(void *state);
	double build_ms;
	double megabytes; // what it keeps, in memory or on disk
};

const struct err *sqlite_open(const struct material *m, bool counts_in_c, struct engine *out);
const struct err *pgsql_open(const struct material *m, const char *conninfo, struct engine *out);

// The code that a question's filter asks for, and the facet group it narrows (GROUP_COUNT: none).
enum group question_filter(const struct material *m, const struct question *q, uint32_t *code);

#endif
