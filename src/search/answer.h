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

enum { FARTHEST = 100 }; // km that "vers Vannes" may mean

// answer_query.c
void asking_query(struct asking *k, const struct reading *r, struct search_query *q);
struct span asking_phrase(const struct asking *k, const struct reading *r, size_t at); // the term that begins there
uint32_t asking_count(struct asking *k, const struct search_query *q);
void asking_top(struct asking *k, const struct search_query *q, uint32_t limit, struct search_result *out);
void asking_radius(struct asking *k, struct search_query *q); // the first that holds enough; none when 100 km hold nothing
void asking_answer(struct asking *k, const struct reading *r, struct search_query *q, struct search_result *out);
void asking_search(struct asking *k, const struct reading *r, struct answer *out);

// answer_choose.c
void asking_read(struct asking *k, struct reading *r);
// The place's name holds the words of that part of the question, as they are written.
bool asking_name_holds(struct asking *k, uint32_t place, const struct reading *r, struct span s);
bool asking_lies_in(struct asking *k, uint32_t place, const struct where *w);

// answer.c
bool asking_let_go(const struct asking *k, struct str words); // words let go for want of a match
// The question with what the index had to correct.
struct str asking_corrected(struct asking *k, const struct reading *r, const struct search_result *found);

// How many places the question would be answered with; nothing else of its answer.
uint32_t answer_total(const struct index *x, const struct search_ask *ask, struct arena *a);

// answer_rescue.c
void asking_read_as_name(struct asking *k, struct reading *r, struct answer *out);
void asking_homonym(struct asking *k, struct reading *r, struct answer *out);
void asking_rescue(struct asking *k, struct reading *r, struct answer *out);

void answer_chips(struct asking *k, const struct reading *r, struct answer *out);
void answer_advice(struct asking *k, const struct reading *r, struct answer *out);

#endif
