// SPDX-License-Identifier: AGPL-3.0-or-later
// The in-memory index: a function of an atlas, never changed once built, shared by all readers.
#ifndef MAILLE_SEARCH_SEARCH_H
#define MAILLE_SEARCH_SEARCH_H

#include "base/arena.h"
#include "base/err.h"
#include "model/atlas.h"

enum facet {
	FACET_TYPE,       // type=       enum place_type
	FACET_LABEL,      // label=      atlas label
	FACET_ACTION,     // action=     atlas action
	FACET_STAGE,      // etape=      enum stage; with an action chosen: of that action
	FACET_TERRITORY,  // territoire= enum territory
	FACET_REGION,     // region=     gazetteer region
	FACET_DEPARTMENT, // departement= gazetteer department
	FACET_NETWORK,    // reseau=     atlas network
	FACET_HOLDER,     // porteuse=   enum holder_kind
	FACET_PARTNER,    // partenaire= enum partner_kind
	FACET_YEAR,       // annee=      year of a label; with a label chosen: of that label
	FACET_CONFIRMED,  // confirme=   confirmed since that year (a year holds the later ones too)
	FACET_COUNT
};

const char *facet_param(enum facet f);
const char *facet_label(enum facet f); // in French, a gettext msgid

struct search_filter {
	enum facet facet;
	uint16_t value;
};

// One thing that must match: a word, or what the word names. A place satisfies a term when any of its words
// matches (exactly, by stem, by synonym, within its typos) or when it has the concept.
struct search_term {
	struct str word;  // as typed, folded; a phrase has spaces and matches when all its words do (stop words
			  // aside); "" when the concept alone counts. See token_words() for cutting a question
	bool prefix;      // the last word, still being typed
	bool plain;       // "chercher exactement": no typo, no synonym, no concept
	bool optional;    // raises a place but does not exclude the others
	bool has_concept;
	bool weak; // the concept is only hinted at ("imprimante 3d" → fablab): weaker than the word itself
	struct search_filter concept;
};

enum search_sort { SORT_BEST, SORT_DISTANCE, SORT_NAME, SORT_FRESH };
const char *search_sort_param(enum search_sort s); // "pertinence", "distance", "nom", "fraicheur"

// A question as the index takes it, after understanding.
struct search_query {
	struct search_term *terms;
	size_t term_n;
	struct search_filter *filters; // values of one facet are alternatives, facets narrow each other
	size_t filter_n;
	bool has_point;
	double lat, lon;
	double radius_km; // 0: no limit, distance only ranks
	const uint32_t *named; // open places that the question names whole, as understanding knows; without any the terms tell
	size_t named_n;
	enum search_sort sort;
	uint32_t offset, limit; // limit 0 counts only
	bool no_facets;         // skip the counts
};

enum reason_kind {
	REASON_NAME,     // the name holds the words
	REASON_TYPE,     // value: enum place_type
	REASON_ACTION,   // value: action, stage
	REASON_TEXT,     // word: found in field
	REASON_SYNONYM,  // word: the synonym found in place of what was typed
	REASON_NETWORK,  // value: network
	REASON_DISTANCE, // km
	REASON_LABEL,    // value: label, date
	REASON_TERRITORY,
	REASON_PARTNER,
	REASON_FRESH,    // date: when it was last confirmed
};
struct reason {
	enum reason_kind kind;
	uint16_t value;
	uint8_t stage;
	struct date date;
	float km;
	struct str word;   // in the question's arena
	const char *field; // French key of the field it was found in, or NULL
};

struct search_hit {
	uint32_t place;
	float km; // < 0 when no point was asked or the place has none
	struct reason *reasons;
	size_t reason_n;
};
struct facet_count {
	uint16_t value;
	uint32_t total;
	bool chosen;
};
struct facet_counts { // every value that occurs in the index, zero included; by total, then by name
	struct facet_count *values;
	size_t n;
};
struct search_fix {
	size_t term;
	struct str from, to; // folded words
};
struct search_result {
	uint32_t total;
	struct search_hit *hits;
	size_t hit_n;
	struct facet_counts facets[FACET_COUNT]; // each ignores its own filter
	struct search_fix *fixes; // words that were replaced for want of a match ("fabalb" → "fablab")
	size_t fix_n;
	struct str corrected; // the question's words with those replaced, "" when none was
	int64_t ns;           // time taken
};

struct index;

// The index of an atlas (of its open places), which it borrows and which must outlive it. lexicon: see search/lexicon.h; NULL is none.
struct lexicon;
const struct err *index_build(const struct atlas *a, const struct lexicon *lexicon, struct index **out);
void index_free(struct index *x);
const struct atlas *index_atlas(const struct index *x);
const struct lexicon *index_lexicon(const struct index *x); // NULL when it was built without one
size_t index_bytes(const struct index *x);
// Places that hold the folded word as such, in any searched field; 0: the word is unknown here.
uint32_t index_word(const struct index *x, struct str word);
// Words here that are spelled nearly so, with the same first letter: nearest first, then those of most places.
size_t index_spelled(const struct index *x, struct str word, struct arena *a, struct str *out, size_t max);

// Answers from memory; the result lives in the arena. Safe from any number of threads.
void index_search(const struct index *x, const struct search_query *q, struct arena *a, struct search_result *out);
// How many match within each radius (kilometres, ascending) of the question's point, whatever its own radius.
void index_within(const struct index *x, const struct search_query *q, struct arena *a, const double *km, size_t n,
		  uint32_t *totals);
// The places that match, as ascending positions (maps, exports), at most max; returns the total.
uint32_t index_matches(const struct index *x, const struct search_query *q, struct arena *a, uint32_t **places, uint32_t max);

// Names of facet values: the wire's code and the person's name (French, through tr() where it is ours).
struct str index_facet_code(const struct index *x, enum facet f, uint16_t value);
struct str index_facet_name(const struct index *x, enum facet f, uint16_t value);
bool index_facet_find(const struct index *x, enum facet f, struct str code, uint16_t *value);

// Near and alike, for a place's page: the nearest others, and those with most in common (actions, types,
// labels, networks, words), each with its reasons.
size_t index_near(const struct index *x, uint32_t place, double km, struct arena *a, struct search_hit **out, size_t max);
size_t index_alike(const struct index *x, uint32_t place, struct arena *a, struct search_hit **out, size_t max);

// The same answers by brute force, slow and obvious: what tests compare with.
void reference_search(const struct atlas *a, const struct lexicon *l, const struct search_query *q, struct arena *arena,
		      struct search_result *out);

#endif
