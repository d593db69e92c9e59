// SPDX-License-Identifier: AGPL-3.0-or-later
// The search parameters of pages, API and command line: read and checked here alone, and written here alone.
//
//   q pres rayon type label action etape territoire region departement reseau porteuse partenaire annee confirme
//   mots exact tri page par_page
//
// An empty value is as good as absent, an unknown name is ignored (a page may have parameters of its own).
#ifndef MAILLE_APP_ASK_H
#define MAILLE_APP_ASK_H

#include "search/understand.h"

enum { ASK_PER_PAGE = 20, ASK_PER_PAGE_MAX = 100 };

struct ask_problem {
	struct str param;   // "rayon"
	struct str message; // in the thread's language: what is wrong, what is accepted
};
struct ask_problems {
	struct ask_problem *items;
	size_t n;
};

// Reads the parameters; *out is always usable (a wrong value is left out of it, q and pres keep what was typed as
// far as it is text). True when there is no problem; else answer 400 with the problems and the form kept.
bool ask_read(const struct index *x, const struct pair *params, size_t n, struct arena *a, struct search_ask *out,
	      struct ask_problems *problems);

// One thing that a link changes. Changing anything but the page goes back to page 1.
enum ask_op {
	ASK_OP_SAME,
	ASK_OP_ADD,    // one more value of a facet
	ASK_OP_DROP,   // one value less
	ASK_OP_ONLY,   // this value instead of the facet's others
	ASK_OP_CLEAR,  // no value of this facet
	ASK_OP_BARE,   // no filter at all
	ASK_OP_WORDS,  // q
	ASK_OP_WHERE,  // pres; "" takes it away, with the radius
	ASK_OP_RADIUS, // km; 0 takes it away
	ASK_OP_PLAIN,  // these words of q as plain words
	ASK_OP_EXACT,
	ASK_OP_SORT,
	ASK_OP_PAGE,
	ASK_OP_PER_PAGE,
};
struct ask_change {
	enum ask_op op;
	struct search_filter filter;
	struct str text;
	double number;
};
#define ASK_SAME ((struct ask_change){.op = ASK_OP_SAME})
#define ASK_ADD(f, v) ((struct ask_change){.op = ASK_OP_ADD, .filter = {(f), (v)}})
#define ASK_DROP(f, v) ((struct ask_change){.op = ASK_OP_DROP, .filter = {(f), (v)}})
#define ASK_ONLY(f, v) ((struct ask_change){.op = ASK_OP_ONLY, .filter = {(f), (v)}})
#define ASK_CLEAR(f) ((struct ask_change){.op = ASK_OP_CLEAR, .filter = {(f), 0}})
#define ASK_BARE ((struct ask_change){.op = ASK_OP_BARE})
#define ASK_WORDS(s) ((struct ask_change){.op = ASK_OP_WORDS, .text = (s)})
#define ASK_WHERE(s) ((struct ask_change){.op = ASK_OP_WHERE, .text = (s)})
#define ASK_RADIUS(km) ((struct ask_change){.op = ASK_OP_RADIUS, .number = (km)})
#define ASK_PLAIN(s) ((struct ask_change){.op = ASK_OP_PLAIN, .text = (s)})
#define ASK_EXACT(on) ((struct ask_change){.op = ASK_OP_EXACT, .number = (on)})
#define ASK_SORT(s) ((struct ask_change){.op = ASK_OP_SORT, .number = (s)})
#define ASK_PAGE(p) ((struct ask_change){.op = ASK_OP_PAGE, .number = (p)})

// The query string of the ask with these changes, in one canonical order, "?" included; "" when nothing is left
// (so put a path before it): ask_link(x, ask, arena, ASK_ADD(FACET_TYPE, TYPE_FABLAB)),
// ask_link(x, ask, arena, ASK_WHERE(S("Vannes")), ASK_WORDS(answer.rest)).
#define ask_link(x, ask, a, ...)                                           \
	ask_link_n((x), (ask), (a), (struct ask_change[]){__VA_ARGS__}, \
		   sizeof((struct ask_change[]){__VA_ARGS__}) / sizeof(struct ask_change))
struct str ask_link_n(const struct index *x, const struct search_ask *ask, struct arena *a,
		      const struct ask_change *changes, size_t n);

// The links of a chip. Dropped: its words (or pres) leave the question. Plain: its words are only words again.
// Chosen: another reading of the place's name, which then stands in pres.
struct str ask_link_drop_chip(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c);
struct str ask_link_plain_chip(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c);
struct str ask_link_choose(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c,
			   const struct chip_choice *choice);
// The link that takes a piece of advice.
struct str ask_link_advice(const struct index *x, const struct search_ask *ask, struct arena *a, const struct answer *answer,
			   const struct advice *advice);

// Every chosen value as a hidden field of a form would hold it: name and value, in canonical order. Without q, pres,
// rayon and page, which the form has itself.
size_t ask_fields(const struct index *x, const struct search_ask *ask, struct arena *a, struct pair **out);
bool ask_has(const struct search_ask *ask, enum facet f, uint16_t value);

#endif
