// SPDX-License-Identifier: AGPL-3.0-or-later
// What the files of understanding share while one question is answered.
#ifndef MAILLE_SEARCH_ANSWER_H
#define MAILLE_SEARCH_ANSWER_H

#include "search/reading.h"

enum { NAMED_MAX = 8 };

struct asking {
	const struct index *x;
	const struct names *names;
	const struct search_ask *ask;
	struct arena *arena;
	struct str q, typed; // as it is read, as it was typed
	bool has_where;      // pres= said where
	struct where where;
	bool is_name;        // the question is a place's name, whole
	bool grown;          // the radius was ours to choose
	uint32_t named[NAMED_MAX]; // places whose name is the whole question
	size_t named_n;
	struct str *dropped; // words let go for want of a match
	size_t dropped_n;
};

uint32_t asking_count(struct asking *k, const struct search_query *q);
struct str asking_corrected(struct asking *k, const struct reading *r, const struct search_result *found);
bool asking_let_go(const struct asking *k, struct str words); // words let go for want of a match
void answer_chips(struct asking *k, const struct reading *r, struct answer *out);
void answer_advice(struct asking *k, const struct reading *r, struct answer *out);

#endif
