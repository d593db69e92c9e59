// SPDX-License-Identifier: AGPL-3.0-or-later
// bench_search [--places N] [--each K] [--seconds S] [--pg CONNINFO] [--alone] [--kind K]
// The same questions to Maille's index and, unless --alone, to its rivals. Figures as JSON on standard output.
// Each engine is given S seconds; every question is asked at least once after a first round that warms up.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/time.h"
#include "base/vec.h"
#include "engine.h"
#include "search/lexicon.h"
#include "search/understand.h"
#include "support/generate.h"

typedef VEC(double) times;

struct options {
	int64_t places, each, seconds, kind;
	const char *pg;
	bool alone;
};

struct maille {
	struct index *index;
	const struct material *m;
	struct arena arena;
};

// A question as the index takes it; a whole one goes through understanding, as the pages do.
static void search(struct maille *s, const struct question *q, struct search_result *out)
{
	struct search_term terms[3] = {0};
	struct search_filter filters[3];
	struct search_query query = {.terms = terms, .term_n = q->word_n, .filters = filters, .limit = BEST,
				     .has_point = q->has_point, .lat = q->lat, .lon = q->lon, .radius_km = q->radius_km};
	if (q->kind == KIND_WHOLE) {
		struct answer answer;
		answer_ask(s->index, &(struct search_ask){.q = q->text, .page = 1, .per_page = BEST}, &s->arena, &answer);
		*out = answer.result;
		return;
	}
	for (size_t i = 0; i < q->word_n; i++)
		terms[i] = (struct search_term){.word = q->words[i], .prefix = q->prefix && i + 1 == q->word_n};
	if (q->has_filter)
		filters[query.filter_n++] = q->filter;
	if (q->has_action) {
		filters[query.filter_n++] = (struct search_filter){FACET_ACTION, q->action};
		filters[query.filter_n++] = (struct search_filter){FACET_STAGE, (uint16_t)q->stage};
	}
	index_search(s->index, &query, &s->arena, out);
}

static const struct err *ask_maille(void *state, const struct question *q, struct outcome *out)
{
	struct maille *s = state;
	struct search_result r;
	arena_reset(&s->arena);
	search(s, q, &r);
	out->total = r.total;
	for (size_t i = 0; i < r.hit_n && i < BEST; i++)
		out->best[out->best_n++] = r.hits[i].place;
	return NULL;
}

static void close_maille(void *state)
{
	struct maille *s = state;
	index_free(s->index);
	arena_release(&s->arena);
	free(s);
}

static const struct err *maille_open(const struct material *m, const struct lexicon *l, struct engine *out)
{
	struct maille *s = mem_alloc(sizeof *s);
	int64_t start = time_mono_ns();
	const struct err *err = index_build(m->atlas, l, &s->index);
	s->m = m;
	*out = (struct engine){.name = "Maille", .state = s, .ask = ask_maille, .close = close_maille};
	if (err != NULL)
		return err;
	out->build_ms = (double)(time_mono_ns() - start) / 1e6;
	out->megabytes = (double)index_bytes(s->index) / 1e6;
	return NULL;
}

// Rivals do not read questions: they are given the radius that Maille understood.
static void give_radius(struct maille *s, struct question *qs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct answer answer;
		if (qs[i].kind != KIND_WHOLE)
			continue;
		answer_ask(s->index, &(struct search_ask){.q = qs[i].text, .page = 1, .per_page = BEST}, &s->arena, &answer);
		qs[i].radius_km = answer.radius_km;
		qs[i].has_point = answer.query.has_point;
		qs[i].lat = answer.query.lat;
		qs[i].lon = answer.query.lon;
		arena_reset(&s->arena);
	}
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double at(const times *t, double share)
{
	return t->n > 0 ? t->v[(size_t)(share * (double)(t->n - 1))] : 0;
}

// Times by question, and the mean of what each kind finds.
static const struct err *measure(const struct engine *e, const struct material *m, const struct question *qs, size_t n,
				 const struct options *o, times *each, double totals[KINDS])
{
	const struct err *err = NULL;
	struct outcome out = {.counts = mem_array(m->facets.code_n, sizeof *out.counts)};
	int64_t end = 0;
	for (unsigned round = 0; round < 2 || time_mono_ns() < end; round++) {
		for (size_t i = 0; i < n && (round < 2 || time_mono_ns() < end); i++) {
			if (o->kind >= 0 && qs[i].kind != (enum kind)o->kind)
				continue;
			memset(out.counts, 0, m->facets.code_n * sizeof *out.counts);
			out.total = 0;
			out.best_n = 0;
			int64_t start = time_mono_ns();
			TRY(e->ask(e->state, &qs[i], &out));
			double us = (double)(time_mono_ns() - start) / 1e3;
			if (round == 0)
				totals[qs[i].kind] += (double)out.total / (double)o->each;
			else
				vec_push(&each[i], us);
		}
		if (round == 0)
			end = time_mono_ns() + o->seconds * INT64_C(1000000000);
	}
done:
	free(out.counts);
	return err;
}

static void sort_times(times *t)
{
	if (t->n > 1)
		qsort(t->v, t->n, sizeof *t->v, by_time);
}

static void write_times(struct json_writer *w, times *t)
{
	sort_times(t);
	json_key(w, S("n"));
	json_int(w, (int64_t)t->n);
	json_key(w, S("p50_us"));
	json_num(w, at(t, 0.5), 1);
	json_key(w, S("p99_us"));
	json_num(w, at(t, 0.99), 1);
}

static const struct err *run(const struct engine *e, const struct material *m, const struct question *qs, size_t n,
			     const struct options *o, struct json_writer *w)
{
	times kinds[KINDS] = {0}, all = {0}, *each = mem_array(n, sizeof *each);
	double totals[KINDS] = {0};
	const struct err *err = measure(e, m, qs, n, o, each, totals);
	json_open(w, '{');
	json_key(w, S("nom"));
	json_str(w, str_of(e->name));
	json_key(w, S("construction_ms"));
	json_num(w, e->build_ms, 0);
	json_key(w, S("mo"));
	json_num(w, e->megabytes, 1);
	json_key(w, S("questions_us")); // the median of each, in the same order for every engine
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		sort_times(&each[i]);
		json_num(w, at(&each[i], 0.5), 1);
		for (size_t k = 0; k < each[i].n; k++)
			vec_push(&kinds[qs[i].kind], each[i].v[k]);
		vec_free(&each[i]);
	}
	free(each);
	json_close(w, ']');
	json_key(w, S("genres"));
	json_open(w, '[');
	for (unsigned k = 0; k < KINDS; k++) {
		for (size_t i = 0; i < kinds[k].n; i++)
			vec_push(&all, kinds[k].v[i]);
		json_open(w, '{');
		json_key(w, S("genre"));
		json_str(w, str_of(kind_names[k]));
		json_key(w, S("trouves"));
		json_num(w, totals[k], 0);
		write_times(w, &kinds[k]);
		json_close(w, '}');
		fprintf(stderr, "%-32s %-38s %9.1f us  p99 %9.1f us  %8.0f found\n", e->name, kind_names[k], at(&kinds[k], 0.5),
			at(&kinds[k], 0.99), totals[k]);
		vec_free(&kinds[k]);
	}
	json_close(w, ']');
	write_times(w, &all);
	json_close(w, '}');
	vec_free(&all);
	return err;
}

static bool read_options(int argc, char **argv, struct options *o)
{
	*o = (struct options){.places = 100000, .each = 20, .seconds = 8, .kind = -1};
	for (int i = 1; i < argc; i++) {
		struct str name = str_of(argv[i]);
		if (str_eqz(name, "--alone")) {
			o->alone = true;
			continue;
		}
		if (i + 1 == argc)
			return false;
		struct str value = str_of(argv[++i]);
		if (str_eqz(name, "--pg"))
			o->pg = argv[i];
		else if (!(str_eqz(name, "--places") && str_to_i64(value, &o->places)) &&
			 !(str_eqz(name, "--each") && str_to_i64(value, &o->each)) &&
			 !(str_eqz(name, "--seconds") && str_to_i64(value, &o->seconds)) &&
			 !(str_eqz(name, "--kind") && str_to_i64(value, &o->kind)))
			return false;
	}
	return o->places > 0 && o->each > 0;
}

static const struct err *bench(const struct options *o, struct buf *out)
{
	const struct err *err = NULL;
	struct json_writer w = {.out = out};
	struct atlas *atlas = NULL;
	struct lexicon *l = NULL;
	struct arena arena = {0};
	struct material m = {0};
	struct question *qs;
	struct engine e = {0};
	uint32_t *order = NULL;
	TRY(generate_atlas(1, (uint32_t)o->places, &atlas));
	TRY(lexicon_shipped(&l));
	m.atlas = atlas;
	order = mem_array((size_t)o->places, sizeof *order);
	for (uint32_t i = 0; i < o->places; i++)
		order[i] = i;
	facets_build(&m.facets, atlas, order, (uint32_t)o->places);
	size_t n = questions_make(atlas, (size_t)o->each, &arena, &qs);
	json_open(&w, '{');
	json_key(&w, S("lieux"));
	json_int(&w, o->places);
	json_key(&w, S("moteurs"));
	json_open(&w, '[');
	TRY(maille_open(&m, l, &e));
	give_radius(e.state, qs, n);
	TRY(run(&e, &m, qs, n, o, &w));
	e.close(e.state);
	e.state = NULL;
	for (unsigned rival = 0; !o->alone && rival < 3; rival++) {
		if (rival == 2 && o->pg == NULL)
			continue;
		TRY(rival < 2 ? sqlite_open(&m, rival == 0, &e) : pgsql_open(&m, o->pg, &e));
		TRY(run(&e, &m, qs, n, o, &w));
		e.close(e.state);
		e.state = NULL;
	}
	json_close(&w, ']');
	json_close(&w, '}');
done:
	if (e.state != NULL)
		e.close(e.state);
	facets_release(&m.facets);
	free(order);
	lexicon_free(l);
	atlas_free(atlas);
	arena_release(&arena);
	return err;
}

int main(int argc, char **argv)
{
	struct options o;
	struct buf out = {0};
	if (!read_options(argc, argv, &o)) {
		fputs("bench_search [--places N] [--each K] [--seconds S] [--pg CONNINFO] [--alone] [--kind K]\n", stderr);
		return 2;
	}
	const struct err *err = bench(&o, &out);
	if (err != NULL) {
		fprintf(stderr, "bench_search: %s\n", err_text(err));
		err_free(err);
		buf_release(&out);
		return 1;
	}
	puts(out.p);
	buf_release(&out);
	return 0;
}
