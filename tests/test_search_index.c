// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/gazetteer.h"
#include "search/lexicon.h"
#include "search/search.h"
#include "search/token.h"

// A small network by hand: name, other names, commune's INSEE code, types, summary.
static const struct sample {
	const char *name, *other, *insee;
	unsigned types;
	const char *summary;
} samples[] = {
	{"Konk Ar Lab", "Le FabLab de la Baie", "29039", 1 << TYPE_FABLAB, "Réparer des vélos ensemble"},
	{"La Machinerie", "", "80021", 1 << TYPE_FABLAB | 1 << TYPE_COWORKING, "Fablab et coworking"},
	{"La Machinerie", "", "38185", 1 << TYPE_COWORKING, "Maison des matériaux"},
	{"MakerSpace56", "", "56260", 1 << TYPE_FABLAB, ""},
	{"La Fabrique", "", "35238", 1 << TYPE_CULTURE, "Un lieu pour la danse"},
	{"LAB01", "", "01004", 1 << TYPE_COWORKING, "Co-working au bord de l'Ain"},
	{"Le Fab Lab de Vannes", "", "56260", 1 << TYPE_FABLAB, ""},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

struct fixture {
	struct atlas atlas;
	struct place places[SAMPLES];
	struct label labels[1];
	struct action actions[1];
	struct place_label with_label[1];
	struct engagement does[1], wants[1];
	struct lexicon *lexicon;
	struct index *index;
	struct arena arena;
};

static int setup(void **state)
{
	struct fixture *f = mem_alloc(sizeof *f);
	f->labels[0] = (struct label){.key = S("fabrique-de-territoire"), .name = S("Fabrique de territoire")};
	f->actions[0] = (struct action){.key = S("mediation"), .name = S("Médiation numérique"), .category = S("Médiation")};
	f->with_label[0] = (struct place_label){.label = 0, .date = {2020, 0, 0}};
	f->does[0] = (struct engagement){.action = 0, .stage = STAGE_DOES};
	f->wants[0] = (struct engagement){.action = 0, .stage = STAGE_WANTS};
	for (size_t i = 0; i < SAMPLES; i++) {
		struct place *p = &f->places[i];
		int32_t at = gazetteer_by_insee(str_of(samples[i].insee));
		assert_true(at >= 0);
		struct commune c = gazetteer_commune((uint32_t)at);
		*p = (struct place){.name = str_of(samples[i].name), .other_names = str_of(samples[i].other), .commune = c.name,
				    .commune_at = at, .lat = (double)c.lat, .lon = (double)c.lon, .types = (uint8_t)samples[i].types,
				    .summary = str_of(samples[i].summary), .confirmed = {2024, 1, 1}};
	}
	f->places[1].engagements = f->does;
	f->places[1].engagement_n = 1;
	f->places[2].engagements = f->wants;
	f->places[2].engagement_n = 1;
	f->places[5].labels = f->with_label;
	f->places[5].label_n = 1;
	f->atlas = (struct atlas){.places = f->places, .place_n = SAMPLES, .labels = f->labels, .label_n = 1,
				  .actions = f->actions, .action_n = 1};
	assert_null(lexicon_parse(S("fablab ~ makerspace\nvides : le la les de des un une au pour\n"), &f->lexicon));
	assert_null(index_build(&f->atlas, f->lexicon, &f->index));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	index_free(f->index);
	lexicon_free(f->lexicon);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static struct search_result ask(struct fixture *f, const char *question, struct search_query q)
{
	struct str *words;
	struct search_result r;
	size_t n = token_words(str_of(question), &f->arena, &words);
	struct search_term *terms = arena_array(&f->arena, n, sizeof *terms);
	for (size_t i = 0; i < n; i++)
		if (!lexicon_is_stop(f->lexicon, words[i]))
			terms[q.term_n++].word = words[i];
	q.terms = terms;
	q.limit = 20;
	index_search(f->index, &q, &f->arena, &r);
	return r;
}

#define NO_MORE ((struct search_query){0})

static void first_is(struct fixture *f, const char *question, uint32_t place)
{
	struct search_result r = ask(f, question, NO_MORE);
	if (r.hit_n == 0 || r.hits[0].place != place)
		fail_msg("%s: %u found, first %d, not %u", question, r.total, r.hit_n ? (int)r.hits[0].place : -1, place);
}

static void test_names(void **state)
{
	struct fixture *f = *state;
	first_is(f, "konk ar lab", 0);
	first_is(f, "KONK AR LAB", 0);
	first_is(f, "konkarlab", 0);
	first_is(f, "konk", 0);
	first_is(f, "fablab de la baie", 0);
	first_is(f, "la machinerie amiens", 1);
	first_is(f, "machinerie grenoble", 2);
	first_is(f, "makerspace 56", 3);
	first_is(f, "makerspace56", 3);
	first_is(f, "lab 01", 5);
	first_is(f, "lab01", 5);
	first_is(f, "fablab vannes", 6);
	first_is(f, "fab-lab vannes", 6);
}

static uint32_t count(struct fixture *f, const char *question)
{
	return ask(f, question, NO_MORE).total;
}

static void test_forms(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(count(f, "vélo"), 1);
	assert_int_equal(count(f, "velos"), 1);
	assert_int_equal(count(f, "matériau"), 1);
	assert_int_equal(count(f, "materiaux"), 1);
	assert_int_equal(count(f, "coworking"), 3); // by type and by text
	assert_int_equal(count(f, "co-working"), 3);
	assert_int_equal(count(f, "fab lab"), count(f, "fablab"));
	assert_int_equal(count(f, "l'ain"), 1);
	assert_int_equal(count(f, "danse"), 1);
	assert_int_equal(count(f, "zzzz"), 0);
	assert_int_equal(count(f, ""), SAMPLES);
}

static void test_typos(void **state)
{
	struct fixture *f = *state;
	struct search_result r = ask(f, "mahcinerie amiens", NO_MORE);
	assert_int_equal(r.total, 1);
	assert_int_equal(r.hits[0].place, 1);
	assert_int_equal(r.fix_n, 1);
	assert_true(str_eqz(r.fixes[0].from, "mahcinerie") && str_eqz(r.fixes[0].to, "machinerie"));
	assert_true(str_eqz(r.corrected, "machinerie amiens"));
	r = ask(f, "machinerie amiens", NO_MORE);
	assert_int_equal(r.fix_n, 0);
	assert_int_equal(r.corrected.n, 0);
	assert_int_equal(count(f, "konj"), 0); // four letters hold no typo
	struct search_term exact = {.word = S("mahcinerie"), .plain = true};
	index_search(f->index, &(struct search_query){.terms = &exact, .term_n = 1}, &f->arena, &r);
	assert_int_equal(r.total, 0);
}

static void test_plain(void **state)
{
	struct fixture *f = *state;
	struct search_result r;
	struct search_term term = {.word = S("velo"), .plain = true};
	struct search_query q = {.terms = &term, .term_n = 1};
	index_search(f->index, &q, &f->arena, &r);
	assert_int_equal(r.total, 0);
	term.word = S("velos");
	index_search(f->index, &q, &f->arena, &r);
	assert_int_equal(r.total, 1);
}

// A word that names a thing brings up what has it before what merely bears the word.
static void test_concept(void **state)
{
	struct fixture *f = *state;
	struct search_result r;
	struct search_term term = {.word = S("fabrique"), .has_concept = true, .concept = {FACET_LABEL, 0}};
	struct search_query q = {.terms = &term, .term_n = 1, .limit = 5};
	index_search(f->index, &q, &f->arena, &r);
	assert_int_equal(r.total, 2);
	assert_int_equal(r.hits[0].place, 5);
	assert_int_equal(r.hits[1].place, 4);
	assert_int_equal(r.hits[0].reasons[0].kind, REASON_LABEL);
	assert_int_equal(r.hits[0].reasons[0].date.year, 2020);
	assert_int_equal(r.hits[1].reasons[0].kind, REASON_NAME);
}

static void test_near(void **state)
{
	struct fixture *f = *state;
	struct commune vannes = gazetteer_commune((uint32_t)gazetteer_by_insee(S("56260")));
	struct search_query q = {.has_point = true, .lat = (double)vannes.lat, .lon = (double)vannes.lon};
	struct search_result r = ask(f, "fablab", q);
	assert_int_equal(r.total, 4);
	assert_true(r.hits[0].place == 3 || r.hits[0].place == 6);
	assert_int_equal(r.hits[2].place, 0);
	assert_int_equal(r.hits[3].place, 1);
	assert_true(r.hits[0].km < 1 && r.hits[2].km > 50);
	q.radius_km = 30;
	r = ask(f, "", q);
	assert_int_equal(r.total, 2);
	q.sort = SORT_DISTANCE;
	q.radius_km = 0;
	r = ask(f, "machinerie", q);
	assert_int_equal(r.hits[0].place, 1); // Amiens is nearer than Grenoble
}

static const struct facet_count *value(const struct search_result *r, enum facet facet, uint16_t v)
{
	for (size_t i = 0; i < r->facets[facet].n; i++)
		if (r->facets[facet].values[i].value == v)
			return &r->facets[facet].values[i];
	fail_msg("facet %d holds no value %d", facet, v);
	return NULL;
}

static void test_facets(void **state)
{
	struct fixture *f = *state;
	struct search_filter filters[] = {{FACET_TYPE, TYPE_FABLAB}, {FACET_ACTION, 0}};
	struct search_result r = ask(f, "", (struct search_query){.filters = filters, .filter_n = 1});
	assert_int_equal(r.total, 4);
	assert_int_equal(value(&r, FACET_TYPE, TYPE_COWORKING)->total, 3); // its own filter does not count
	assert_int_equal(value(&r, FACET_TYPE, TYPE_FABLAB)->total, 4);
	assert_true(value(&r, FACET_TYPE, TYPE_FABLAB)->chosen);
	assert_int_equal(value(&r, FACET_ACTION, 0)->total, 1);
	assert_int_equal(value(&r, FACET_LABEL, 0)->total, 0); // zero is shown
	r = ask(f, "", (struct search_query){.filters = &filters[1], .filter_n = 1});
	assert_int_equal(r.total, 2);
	assert_int_equal(r.hits[0].place, 1); // does it, before wants it
	assert_int_equal(r.hits[0].reasons[0].kind, REASON_ACTION);
	assert_int_equal(r.hits[0].reasons[0].stage, STAGE_DOES);
	assert_int_equal(value(&r, FACET_STAGE, STAGE_WANTS)->total, 1);
	struct search_filter both[] = {{FACET_ACTION, 0}, {FACET_STAGE, STAGE_WANTS}};
	r = ask(f, "", (struct search_query){.filters = both, .filter_n = 2});
	assert_int_equal(r.total, 1);
	assert_int_equal(r.hits[0].place, 2);
}

static void test_pages(void **state)
{
	struct fixture *f = *state;
	struct search_result all, some;
	struct search_query q = {.limit = 20};
	index_search(f->index, &q, &f->arena, &all);
	assert_int_equal(all.hit_n, SAMPLES);
	for (uint32_t i = 0; i < SAMPLES; i++) {
		q.offset = i;
		q.limit = 1;
		index_search(f->index, &q, &f->arena, &some);
		assert_int_equal(some.hit_n, 1);
		assert_int_equal(some.hits[0].place, all.hits[i].place);
	}
	q.offset = 1000;
	index_search(f->index, &q, &f->arena, &some);
	assert_int_equal(some.hit_n, 0);
	assert_int_equal(some.total, SAMPLES);
}

static void test_neighbours(void **state)
{
	struct fixture *f = *state;
	struct search_hit *hits;
	assert_int_equal(index_near(f->index, 3, 30, &f->arena, &hits, 5), 1);
	assert_int_equal(hits[0].place, 6);
	assert_int_equal(hits[0].reasons[0].kind, REASON_DISTANCE);
	assert_true(index_alike(f->index, 3, &f->arena, &hits, 5) > 0);
	assert_int_equal(hits[0].reasons[0].kind, REASON_TYPE);
}

// Who has no position is at no distance: neither near nor far, and after the others by distance.
static void test_nowhere(void **state)
{
	struct fixture *f = *state;
	struct index *x;
	struct search_hit *hits;
	struct search_result r;
	double lat = f->places[6].lat, lon = f->places[6].lon;
	f->places[3].lat = f->places[3].lon = NAN;
	assert_null(index_build(&f->atlas, f->lexicon, &x));
	struct search_query q = {.has_point = true, .lat = lat, .lon = lon, .limit = 20};
	for (int by = SORT_BEST; by <= SORT_DISTANCE; by++) {
		q.sort = (uint8_t)by;
		index_search(x, &q, &f->arena, &r);
		assert_int_equal(r.total, SAMPLES);
		for (size_t i = 0; i < r.hit_n; i++)
			assert_true(r.hits[i].place == 3 ? r.hits[i].km < 0 : r.hits[i].km < 1000);
	}
	assert_int_equal(r.hits[SAMPLES - 1].place, 3);
	size_t n = index_alike(x, 3, &f->arena, &hits, 5);
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++)
		assert_true(hits[i].km < 0);
	n = index_near(x, 6, 3, &f->arena, &hits, 5);
	for (size_t i = 0; i < n; i++)
		assert_int_not_equal(hits[i].place, 3);
	index_free(x);
}

static void test_names_of_values(void **state)
{
	struct fixture *f = *state;
	uint16_t v;
	assert_true(index_facet_find(f->index, FACET_REGION, S("bretagne"), &v));
	assert_true(str_eqz(index_facet_code(f->index, FACET_REGION, v), "bretagne"));
	assert_true(index_facet_find(f->index, FACET_YEAR, S("2020"), &v) && v == 2020);
	assert_true(str_eqz(index_facet_code(f->index, FACET_YEAR, 2020), "2020"));
	assert_false(index_facet_find(f->index, FACET_TYPE, S("rien"), &v));
	assert_int_equal(index_word(f->index, S("konk")), 1);
	assert_int_equal(index_word(f->index, S("konkk")), 0);
}

// More than the index can number is told, not died of.
static void test_too_many_values(void **state)
{
	struct fixture *f = *state;
	struct atlas many = {.places = f->places, .place_n = 1, .action_n = 20000};
	struct index *x;
	many.actions = mem_array(many.action_n, sizeof *many.actions);
	const struct err *err = index_build(&many, NULL, &x);
	assert_non_null(err);
	assert_null(x);
	assert_int_equal(err_code(err), ERR_INPUT);
	err_free(err);
	free(many.actions);
}

static void test_empty(void **state)
{
	struct atlas none = {0};
	struct index *x;
	struct arena a = {0};
	struct search_result r;
	struct search_term term = {.word = S("fablab"), .prefix = true};
	assert_null(index_build(&none, NULL, &x));
	index_search(x, &(struct search_query){.terms = &term, .term_n = 1, .limit = 10}, &a, &r);
	assert_int_equal(r.total, 0);
	index_search(x, &(struct search_query){.limit = 10, .has_point = true, .radius_km = 3}, &a, &r);
	assert_int_equal(r.total, 0);
	index_free(x);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),   cmocka_unit_test(test_forms),      cmocka_unit_test(test_typos),
		cmocka_unit_test(test_plain),   cmocka_unit_test(test_concept),    cmocka_unit_test(test_near),
		cmocka_unit_test(test_facets),  cmocka_unit_test(test_pages),      cmocka_unit_test(test_neighbours),
		cmocka_unit_test_setup_teardown(test_nowhere, setup, teardown),
		cmocka_unit_test(test_names_of_values), cmocka_unit_test(test_empty), cmocka_unit_test(test_too_many_values),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
