// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether what is kept is whole, and whether the index says of it what a slow and obvious search says.
#include "app/internal.h"
#include "base/i18n.h"
#include "base/time.h"
#include "base/vec.h"
#include "search/token.h"
#include "store/store.h"

// Brute force takes a minute for one question at 100,000 places; a larger network is asked only whether it finds its
// places by their names.
enum { VALUES_A_FACET = 8, NAMES = 40, HITS = 20, WORDS_MAX = 6, BRUTE_MAX = 10000 };
static const int64_t NS_MAX = 5000000000;

struct checking {
	const struct snapshot *s;
	const struct lexicon *lexicon;
	struct arena *arena;   // for what is told
	struct arena scratch;  // for one question
	VEC(struct str) problems;
	size_t question_n;
	int64_t until;
	app_progress *progress;
	void *user;
};

static void tell(struct checking *k, const char *what)
{
	if (k->progress != NULL)
		k->progress(k->user, what, k->question_n, 0);
}

// The slow search does not put values in order.
static bool same_counts(const struct facet_counts *a, const struct facet_counts *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		size_t k = 0;
		while (k < b->n && b->values[k].value != a->values[i].value)
			k++;
		if (k == b->n || b->values[k].total != a->values[i].total)
			return false;
	}
	return true;
}

static bool same_results(const struct search_result *a, const struct search_result *b)
{
	if (a->total != b->total || a->hit_n != b->hit_n)
		return false;
	for (size_t i = 0; i < a->hit_n; i++)
		if (a->hits[i].place != b->hits[i].place)
			return false;
	for (int f = 0; f < FACET_COUNT; f++)
		if (!same_counts(&a->facets[f], &b->facets[f]))
			return false;
	return true;
}

// False when there is no time left.
static bool ask(struct checking *k, const struct search_query *q, const char *what, struct str value)
{
	struct search_result fast, slow;
	if (time_mono_ns() > k->until)
		return false;
	tell(k, tr("questions à la recherche"));
	index_search(k->s->index, q, &k->scratch, &fast);
	reference_search(k->s->atlas, k->lexicon, q, &k->scratch, &slow);
	if (!same_results(&fast, &slow))
		vec_push(&k->problems, arena_printf(k->arena, tr("la recherche %s « %.*s » trouve %u lieux au lieu de %u, ou les range mal"),
						    what, STR_ARG(value), fast.total, slow.total));
	k->question_n++;
	arena_reset(&k->scratch);
	return true;
}

static bool ask_facet(struct checking *k, enum facet f)
{
	struct arena a = {0};
	struct search_result all;
	bool more = true;
	index_search(k->s->index, &(struct search_query){.limit = 0}, &a, &all);
	const struct facet_counts *counts = &all.facets[f];
	size_t step = counts->n / VALUES_A_FACET + 1;
	for (size_t i = 0; more && i < counts->n; i += step) {
		struct search_filter filter = {f, counts->values[i].value};
		struct search_query q = {.filters = &filter, .filter_n = 1, .limit = HITS};
		more = ask(k, &q, facet_param(f), index_facet_name(k->s->index, f, filter.value));
	}
	arena_release(&a);
	return more;
}

// A place is found by the words of its name, and everything found is what brute force finds.
static bool ask_name(struct checking *k, uint32_t at)
{
	struct arena a = {0};
	const struct place *p = &k->s->atlas->places[at];
	struct str *words;
	struct search_term terms[WORDS_MAX] = {0};
	uint32_t *places;
	bool more = true;
	size_t n = token_words(p->name, &a, &words);
	if (n > WORDS_MAX)
		n = WORDS_MAX;
	for (size_t i = 0; i < n; i++)
		terms[i].word = words[i];
	struct search_query q = {.terms = terms, .term_n = n, .limit = HITS};
	if (k->s->atlas->place_n <= BRUTE_MAX) {
		more = ask(k, &q, "q", p->name);
	} else if (p->state == PLACE_OPEN) {
		uint32_t total = index_matches(k->s->index, &q, &a, &places, UINT32_MAX), i = 0;
		while (i < total && places[i] != at)
			i++;
		if (i == total)
			vec_push(&k->problems, arena_printf(k->arena, tr("« %.*s » ne se trouve pas par son nom"), STR_ARG(p->name)));
		k->question_n++;
	}
	arena_release(&a);
	return more;
}

static void ask_all(struct checking *k)
{
	const struct atlas *a = k->s->atlas;
	uint32_t step = a->place_n / NAMES + 1;
	bool more = true;
	if (a->place_n <= BRUTE_MAX) {
		more = ask(k, &(struct search_query){.limit = HITS}, "q", STR_NONE);
		for (enum facet f = 0; more && f < FACET_COUNT; f++)
			more = ask_facet(k, f);
	}
	for (uint32_t i = 0; more && i < a->place_n; i += step)
		more = ask_name(k, i);
}

const struct err *app_check(struct app *app, app_progress *progress, void *user, struct arena *a, struct app_check *out)
{
	const struct err *err;
	struct db *d = NULL;
	struct str *found;
	size_t found_n;
	struct checking k = {.s = app_enter(app), .arena = a, .progress = progress, .user = user};
	tell(&k, tr("lecture de toute la base"));
	TRY(app_reader(app, &d));
	TRY(store_check(d, a, &found, &found_n));
	for (size_t i = 0; i < found_n; i++)
		vec_push(&k.problems, found[i]);
	k.until = time_mono_ns() + NS_MAX;
	if (k.s->index != NULL) {
		k.lexicon = index_lexicon(k.s->index);
		ask_all(&k);
	}
	*out = (struct app_check){.place_n = k.s->atlas->place_n, .question_n = k.question_n, .problem_n = k.problems.n};
	out->problems = arena_copy(a, k.problems.v, k.problems.n, sizeof *out->problems);
done:
	vec_free(&k.problems);
	arena_release(&k.scratch);
	app_reader_back(app, d);
	app_leave(app, k.s);
	return err;
}
