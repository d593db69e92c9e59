// SPDX-License-Identifier: AGPL-3.0-or-later
// Random questions on random networks: the index must answer as the brute-force reference does.
//   test_search_random [SEED [NETWORKS]]    runs that seed; without one, the kept seeds and some fresh ones
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "model/gazetteer.h"
#include "random_atlas.h"
#include "search/lexicon.h"
#include "search/search.h"

enum { QUESTIONS = 120, NETWORKS = 24, SECONDS = 20 };

static const uint64_t kept_seeds[] = {1, 2, 3, 1795301653};
static uint64_t asked_seed;
static bool one_seed;

static const char lexicon_text[] = "fablab ~ makerspace ~ atelier de fabrication\ncouture ~ couturière\njardin ~ cuisine partagée\n"
				   "vides : le la les de des un une au pour d l\n";

static struct search_filter some_filter(struct random *r, const struct atlas *a)
{
	struct search_filter f = {.facet = random_below(r, FACET_COUNT)};
	switch (f.facet) {
	case FACET_TYPE: f.value = (uint16_t)random_below(r, TYPE_COUNT); break;
	case FACET_LABEL: f.value = (uint16_t)random_below(r, a->label_n + 1); break;
	case FACET_ACTION: f.value = (uint16_t)random_below(r, a->action_n + 1); break;
	case FACET_STAGE: f.value = (uint16_t)random_below(r, STAGE_COUNT); break;
	case FACET_TERRITORY: f.value = (uint16_t)random_below(r, TERRITORY_COUNT); break;
	case FACET_REGION: case FACET_DEPARTMENT: {
		int32_t at = a->place_n ? a->places[random_below(r, a->place_n)].commune_at : NONE;
		struct commune c = gazetteer_commune(at == NONE ? 0 : (uint32_t)at);
		f.value = f.facet == FACET_REGION ? c.region : c.department;
		break;
	}
	case FACET_NETWORK: f.value = (uint16_t)random_below(r, a->network_n); break;
	case FACET_HOLDER: f.value = (uint16_t)random_below(r, HOLDER_COUNT); break;
	case FACET_PARTNER: f.value = (uint16_t)random_below(r, PARTNER_COUNT); break;
	case FACET_YEAR: case FACET_CONFIRMED: f.value = (uint16_t)(2014 + random_below(r, 12)); break;
	case FACET_COUNT: break;
	}
	return f;
}

static struct search_term some_term(struct random *r, const struct atlas *a, struct arena *arena)
{
	struct search_term t = {0};
	struct buf b = BUF_IN(arena);
	unsigned words = random_chance(r, 80) ? 1 : 2;
	for (unsigned i = 0; i < words; i++) {
		if (i > 0)
			buf_addc(&b, ' ');
		buf_add(&b, random_word(r, arena));
	}
	t.word = buf_str(&b);
	t.plain = random_chance(r, 10);
	t.optional = random_chance(r, 20);
	if (random_chance(r, 25)) {
		t.has_concept = true;
		t.weak = random_chance(r, 30);
		t.concept = some_filter(r, a);
		if (random_chance(r, 30))
			t.word = STR_NONE;
	}
	return t;
}

static struct search_query some_query(struct random *r, const struct atlas *a, struct arena *arena)
{
	struct search_query q = {.term_n = random_below(r, 4), .limit = 1 + random_below(r, 30)};
	if (random_chance(r, 20))
		q.offset = random_below(r, 40);
	q.terms = arena_array(arena, q.term_n, sizeof *q.terms);
	for (size_t i = 0; i < q.term_n; i++)
		q.terms[i] = some_term(r, a, arena);
	if (q.term_n > 0 && random_chance(r, 30))
		q.terms[q.term_n - 1].prefix = true;
	q.filter_n = random_chance(r, 50) ? random_below(r, 4) : 0;
	q.filters = arena_array(arena, q.filter_n + 3, sizeof *q.filters);
	for (size_t i = 0; i < q.filter_n; i++)
		q.filters[i] = some_filter(r, a);
	if (random_chance(r, 15)) { // the pairs that mean something together
		q.filters[q.filter_n++] = (struct search_filter){FACET_ACTION, (uint16_t)random_below(r, a->action_n)};
		q.filters[q.filter_n++] = (struct search_filter){FACET_STAGE, (uint16_t)random_below(r, STAGE_COUNT)};
		if (random_chance(r, 50))
			q.filters[q.filter_n++] = (struct search_filter){FACET_STAGE, (uint16_t)random_below(r, STAGE_COUNT)};
	}
	if (random_chance(r, 40)) {
		struct commune c = gazetteer_commune(random_below(r, gazetteer_commune_n()));
		const struct place *p = &a->places[random_below(r, a->place_n)];
		q.has_point = true;
		q.lat = random_chance(r, 70) && p->lat == p->lat ? p->lat + random_unit(r) - 0.5 : (double)c.lat;
		q.lon = random_chance(r, 70) && p->lon == p->lon ? p->lon + random_unit(r) - 0.5 : (double)c.lon;
		if (q.lat != q.lat || q.lon != q.lon)
			q.lat = q.lon = 45;
		if (random_chance(r, 50))
			q.radius_km = 1 + random_unit(r) * random_unit(r) * 900;
	}
	if (random_chance(r, 10)) {
		uint32_t *named = arena_array(arena, 2, sizeof *named);
		for (uint32_t i = 0; i < 2 * a->place_n && q.named_n < 2; i++) {
			uint32_t place = random_below(r, a->place_n);
			if (a->places[place].state == PLACE_OPEN)
				named[q.named_n++] = place;
		}
		q.named = named;
	}
	q.sort = random_chance(r, 70) ? SORT_BEST : random_below(r, 4);
	return q;
}

static void describe(const struct search_query *q)
{
	for (size_t i = 0; i < q->term_n; i++)
		print_error("  term \"%.*s\"%s%s%s concept %d: %d=%d weak %d\n", STR_ARG(q->terms[i].word), q->terms[i].prefix ? " prefix" : "",
			    q->terms[i].plain ? " plain" : "", q->terms[i].optional ? " optional" : "", q->terms[i].has_concept,
			    q->terms[i].concept.facet, q->terms[i].concept.value, q->terms[i].weak);
	for (size_t i = 0; i < q->filter_n; i++)
		print_error("  filter %d=%d\n", q->filters[i].facet, q->filters[i].value);
	print_error("  point %d %.17g,%.17g radius %g sort %d offset %u limit %u\n", q->has_point, q->lat, q->lon, q->radius_km, q->sort,
		    q->offset, q->limit);
}

static const char *difference(const struct search_result *x, const struct search_result *ref)
{
	static char text[160];
	if (x->total != ref->total) {
		snprintf(text, sizeof text, "total %u, not %u", x->total, ref->total);
		return text;
	}
	if (x->hit_n != ref->hit_n)
		return "number of hits";
	for (size_t i = 0; i < x->hit_n; i++) {
		if (x->hits[i].place != ref->hits[i].place) {
			snprintf(text, sizeof text, "hit %zu is %u at %.9g km, not %u at %.9g", i, x->hits[i].place,
				 (double)x->hits[i].km, ref->hits[i].place, (double)ref->hits[i].km);
			return text;
		}
		float gap = x->hits[i].km - ref->hits[i].km;
		if (gap > 0.01f || gap < -0.01f)
			return "distance";
	}
	for (unsigned f = 0; f < FACET_COUNT; f++) {
		if (x->facets[f].n != ref->facets[f].n)
			return facet_param(f);
		for (size_t i = 0; i < x->facets[f].n; i++) {
			struct facet_count got = x->facets[f].values[i], want = {0};
			for (size_t k = 0; k < ref->facets[f].n; k++)
				if (ref->facets[f].values[k].value == got.value)
					want = ref->facets[f].values[k];
			if (got.total != want.total || got.chosen != want.chosen) {
				snprintf(text, sizeof text, "%s %d: %u, not %u", facet_param(f), got.value, got.total, want.total);
				return text;
			}
			if (i > 0 && got.total > x->facets[f].values[i - 1].total)
				return "order of facet values";
		}
	}
	return NULL;
}

static void check_matches(const struct index *x, const struct search_query *q, uint32_t total, struct arena *a)
{
	uint32_t *places;
	assert_int_equal(index_matches(x, q, a, &places, UINT32_MAX), total);
	for (uint32_t i = 1; i < total; i++)
		assert_true(places[i - 1] < places[i]);
}

static void run_network(uint64_t seed)
{
	struct random r = {seed};
	struct arena arena = {0};
	struct lexicon *l;
	struct index *x;
	unsigned size = random_below(&r, 10);
	struct atlas *a = random_atlas(&r, 1 + random_below(&r, size == 0 ? 4000 : size < 4 ? 600 : 120));
	for (uint32_t i = 0; i < a->place_n; i++)
		a->places[i].state = random_chance(&r, 5) ? PLACE_CLOSED : PLACE_OPEN;
	assert_null(lexicon_parse(str_of(lexicon_text), &l));
	const struct lexicon *used = random_chance(&r, 80) ? l : NULL;
	assert_null(index_build(a, used, &x));
	unsigned questions = a->place_n > 1000 ? QUESTIONS / 12 : a->place_n > 200 ? QUESTIONS / 4 : QUESTIONS, answered = 0;
	for (unsigned i = 0; i < questions; i++) {
		struct search_result got, want;
		struct search_query q = some_query(&r, a, &arena);
		index_search(x, &q, &arena, &got);
		reference_search(a, used, &q, &arena, &want);
		const char *wrong = difference(&got, &want);
		if (wrong != NULL) {
			describe(&q);
			fail_msg("seed %llu, question %u: %s", (unsigned long long)seed, i, wrong);
		}
		answered += got.total > 0;
		check_matches(x, &q, got.total, &arena);
		arena_reset(&arena);
	}
	assert_true(answered > questions / 4 || a->place_n < 50); // questions that find nothing test nothing
	index_free(x);
	lexicon_free(l);
	atlas_free(a);
	arena_release(&arena);
}

static void test_kept(void **state)
{
	for (size_t i = 0; !one_seed && i < sizeof kept_seeds / sizeof *kept_seeds; i++)
		run_network(kept_seeds[i]);
}

static void test_fresh(void **state)
{
	int64_t end = time_mono_ns() + SECONDS * INT64_C(1000000000);
	print_message("seed %llu\n", (unsigned long long)asked_seed);
	for (uint64_t i = 0; i < (one_seed ? 1 : NETWORKS) && time_mono_ns() < end; i++)
		run_network(asked_seed + i);
}

int main(int argc, char **argv)
{
	one_seed = argc > 1;
	asked_seed = one_seed ? strtoull(argv[1], NULL, 10) : (uint64_t)time_unix();
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_kept), cmocka_unit_test(test_fresh)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
