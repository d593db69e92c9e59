// SPDX-License-Identifier: AGPL-3.0-or-later
// One way to read a question: which of its words say where, which name a thing, which are left. Understanding
// makes one or two readings and keeps the one that helps (see answer.c).
#ifndef MAILLE_SEARCH_READING_H
#define MAILLE_SEARCH_READING_H

#include "search/name_table.h"
#include "search/token.h"
#include "search/where.h"

enum use { USE_FREE, USE_PLAIN, USE_STOP, USE_WHERE, USE_RADIUS, USE_CONCEPT, USE_STAGE, USE_NEAR_ME };

struct span { // tokens from … to - 1
	size_t from, to;
};
struct concept {
	struct span at;
	struct search_filter value;
	bool tool;   // only hints at the value
	bool filter; // excludes what has it not: labels, territories, networks
};
enum where_strength { WHERE_ABSENT, WHERE_BARE, WHERE_IN, WHERE_NEAR }; // "vannes", "à Vannes", "autour de Vannes"

enum reading_option {
	READ_NO_BARE_WHERE = 1, // a place's name alone does not say where
	READ_NO_WHERE = 2,
	READ_NO_CONCEPT = 4,
};
struct reading {
	struct token *tokens;
	enum use *use; // of each token
	size_t n;
	enum where_strength strength;
	struct where where;
	struct span where_at;   // with its preposition
	struct span where_name; // the name alone
	bool has_radius;        // "à moins de 20 km"
	double radius_km;
	struct span radius_at;
	bool near_me;
	struct span near_me_at;
	struct concept *concepts;
	size_t concept_n;
	bool has_stage; // "qui veulent", with an action
	enum stage stage;
	struct span stage_at;
};

// Reads q (the ask's words, or corrected ones). All lives in the arena.
void reading_make(const struct index *x, const struct names *names, const struct search_ask *ask, struct str q, unsigned options,
		  struct arena *a, struct reading *out);
// The part of the question that the span covers, as typed.
struct str reading_source(const struct reading *r, struct span s);
// Its words folded, one space between, elided articles left out: what a term holds.
struct str reading_words(const struct reading *r, struct span s, struct arena *a);
bool reading_is_plain(const struct reading *r, struct str word); // the person wants it as a word
size_t reading_free(const struct reading *r); // words left to be searched as words

// Where in the question (reading_where.c): sets strength, where and the spans.
void reading_find_where(const struct index *x, struct reading *r, unsigned options, struct arena *a);
void reading_find_radius(struct reading *r);
void reading_mark(struct reading *r, struct span s, enum use use);
// How many tokens from `at` spell this phrase (words with one space between); 0 when they do not.
size_t reading_spells(const struct reading *r, size_t at, const char *phrase);

#endif
