// SPDX-License-Identifier: AGPL-3.0-or-later
// From what a person typed to a query: places named in the question, things named in it, the words left.
#ifndef MAILLE_SEARCH_UNDERSTAND_H
#define MAILLE_SEARCH_UNDERSTAND_H

#include "search/search.h"

// The question as it was asked, its parameters already read and checked (see app/ask.h).
struct search_ask {
	struct str q;     // what
	struct str where; // pres=: commune, postal code, department, region or "lat,lon"
	bool has_radius;
	double radius_km;
	struct search_filter *filters; // chosen by the person
	size_t filter_n;
	struct str *plain; // mots=: words of q to be taken as plain words again
	size_t plain_n;
	bool exact;        // exact=1: no typo, no synonym
	bool typing;       // the last word is still being typed
	enum search_sort sort;
	uint32_t page, per_page; // from 1
};

enum chip_kind { CHIP_WHERE, CHIP_CONCEPT, CHIP_CORRECTION };
struct chip_choice { // another reading: a homonym
	struct str label; // "Saint-Denis (974)"
	struct str value; // what pres= would hold
};
// Something understood in the question that the person can take back or correct.
struct chip {
	enum chip_kind kind;
	struct str words;   // the part of q that said it
	struct str label;   // "autour de Vannes (56)", "Fabrique de territoire"
	bool filter;        // it excludes others; false: it only ranks them
	struct search_filter value; // CHIP_CONCEPT; CHIP_WHERE of a department or region
	bool area;          // CHIP_WHERE: value is set (a department or region), else a point
	double lat, lon;
	struct chip_choice *choices;
	size_t choice_n;
};

enum advice_kind {
	ADVICE_DROP_FILTER,
	ADVICE_DROP_WORD,
	ADVICE_WIDEN,
	ADVICE_NEIGHBOUR_TYPE,
	ADVICE_DROP_WHERE,
	ADVICE_SPELL, // `text` in place of `word`
	ADVICE_TYPE,  // all of a type, at the same place when there are any
};
struct advice { // a way out of few results, with what it would give
	enum advice_kind kind;
	struct search_filter filter; // to drop, or the neighbouring type to ask for
	struct str word, text;
	double radius_km;
	uint32_t total;
};

struct answer {
	struct search_query query;
	struct chip *chips;
	size_t chip_n;
	struct str rest;          // the words left, as typed
	struct str where_problem; // in French, set when `where` names nothing known
	struct str where_label;   // "Vannes (56)"
	bool where_is_area;
	double radius_km;         // the one used
	struct search_result result;
	struct advice *advice; // when there are few results
	size_t advice_n;
};

// Understands, searches, and adds advice when few places match. All lives in the arena.
// When nothing matches as it stands, words may be let go while others hold what is asked; the chips say so.
void answer_ask(const struct index *x, const struct search_ask *ask, struct arena *a, struct answer *out);
// The question without some of its words, as they stand in it; "" when none is left.
struct str question_without(struct str q, struct str words, struct arena *a);
// The question with others in place of some of its words.
struct str question_with(struct str q, struct str words, struct str others, struct arena *a);

enum suggestion_kind { SUGGEST_PLACE, SUGGEST_ACTION, SUGGEST_COMMUNE, SUGGEST_CONCEPT };
struct suggestion {
	enum suggestion_kind kind;
	struct str label, detail; // "Konk Ar Lab", "Concarneau (29)"
	struct str path;          // "/lieux/konk-ar-lab", "/actions/…", "/lieux?pres=Vannes"
};
// Completions of what is being typed, best first, at most max.
size_t suggest(const struct index *x, struct str typed, struct arena *a, struct suggestion *out, size_t max);

// A reason in the thread's language: "à 4 km", "Fabrique de territoire 2020", "confirmé en 2024".
struct str reason_text(const struct index *x, const struct reason *r, struct arena *a);

#endif
