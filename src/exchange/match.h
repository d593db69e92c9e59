// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether two places are one. Merge when sure, propose when likely, never merge two different places.
//
// What speaks for it: names alike (generic words and the town's own name count little, rare words much), the same web
// page, the same number and street, closeness. What speaks against: two streets, a name borne several times in one
// town (chains), two identifiers of one source.
#ifndef MAILLE_EXCHANGE_MATCH_H
#define MAILLE_EXCHANGE_MATCH_H

#include "base/arena.h"
#include "model/atlas.h"

enum match_verdict { MATCH_NO, MATCH_PROPOSE, MATCH_MERGE };

enum match_reason { // bits
	MATCH_SAME_NAME = 1,
	MATCH_LIKE_NAME = 2,
	MATCH_SAME_SITE = 4,
	MATCH_SAME_ADDRESS = 8,
	MATCH_SAME_SPOT = 16,
	MATCH_NEAR = 32,
	MATCH_SAME_TOWN = 64,
	MATCH_NEXT_TOWN = 128,
	MATCH_OTHER_ADDRESS = 256,
	MATCH_NAMED_SITE = 512,
	MATCH_NAMESAKE = 1024,
};
struct match {
	enum match_verdict verdict;
	float confidence; // 0 to 1
	float name;       // how alike the names are, 0 to 1
	unsigned reasons; // match_reason bits
};
// The reasons as people read them, msgids in French; returns how many (at most 6).
size_t match_words(unsigned reasons, const char **out);

// Places to be compared, prepared: words weighed by how rare they are among all, and an index to find likely ones.
// The places must outlive it.
struct matcher;
struct matcher *matcher_new(const struct place *const *places, size_t n);
void matcher_free(struct matcher *m); // NULL is fine
// Other places that may be the same as place i, in no order and each once; returns how many, at most max.
size_t matcher_candidates(struct matcher *m, uint32_t i, uint32_t *out, size_t max);
// same_source: one source tells of both under different identifiers, so they are different unless practically alike.
struct match matcher_compare(const struct matcher *m, uint32_t i, uint32_t j, bool same_source);

#endif
