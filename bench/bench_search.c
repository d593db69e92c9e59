// SPDX-License-Identifier: AGPL-3.0-or-later
// bench_search --places N [--each K] [--repeat R] [--print]: questions to the index; figures as JSON.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/time.h"
#include "questions.h"
#include "search/lexicon.h"
#include "search/understand.h"
#include "support/generate.h"

static int64_t cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int main(int argc, char **argv)
{
	int64_t places = 100000, each = 30, repeat = 5, only = -1;
	bool understand = false;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--places") == 0)
			str_to_i64(str_of(argv[++i]), &places);
		else if (strcmp(argv[i], "--each") == 0)
			str_to_i64(str_of(argv[++i]), &each);
		else if (strcmp(argv[i], "--repeat") == 0)
			str_to_i64(str_of(argv[++i]), &repeat);
		else if (strcmp(argv[i], "--kind") == 0)
			str_to_i64(str_of(argv[++i]), &only);
		else if (strcmp(argv[i], "--understand") == 0)
			understand = true;
	}
	struct atlas *a;
	struct lexicon *l;
	struct index *x;
	struct arena arena = {0}, scratch = {0};
	if (generate_atlas(1, (uint32_t)places, &a) || lexicon_shipped(&l))
		return 1;
	int64_t t = cpu_ns();
	if (index_build(a, l, &x))
		return 1;
	fprintf(stderr, "build %.0f ms, %.1f MB\n", (double)(cpu_ns() - t) / 1e6, (double)index_bytes(x) / 1e6);
	struct question *qs;
	size_t n = questions_make(a, (size_t)each, &arena, &qs);
	double sum[KINDS] = {0}, most[KINDS] = {0};
	uint64_t totals[KINDS] = {0};
	for (int64_t r = 0; r < repeat; r++) {
		for (size_t i = 0; i < n; i++) {
			struct question *q = &qs[i];
			if (only >= 0 && q->kind != (enum kind)only)
				continue;
			struct search_term terms[3] = {0};
			struct search_filter filters[3];
			struct search_query s = {.terms = terms, .term_n = q->word_n, .filters = filters, .limit = 20,
						 .has_point = q->has_point, .lat = q->lat, .lon = q->lon, .radius_km = q->radius_km};
			for (size_t k = 0; k < q->word_n; k++)
				terms[k].word = q->words[k];
			if (q->prefix)
				terms[q->word_n - 1].prefix = true;
			if (q->has_filter)
				filters[s.filter_n++] = q->filter;
			if (q->has_action) {
				filters[s.filter_n++] = (struct search_filter){FACET_ACTION, q->action};
				filters[s.filter_n++] = (struct search_filter){FACET_STAGE, (uint16_t)q->stage};
			}
			struct search_result res;
			struct answer ans;
			t = cpu_ns();
			if (q->kind == KIND_WHOLE || understand) {
				struct search_ask ask = {.q = q->kind == KIND_WHOLE ? q->text : q->words[0], .page = 1, .per_page = 20,
					.filters = filters, .filter_n = s.filter_n, .typing = q->prefix};
				answer_ask(x, &ask, &scratch, &ans);
				res = ans.result;
			} else {
				index_search(x, &s, &scratch, &res);
			}
			double us = (double)(cpu_ns() - t) / 1e3;
			sum[q->kind] += us;
			totals[q->kind] += res.total;
			if (r > 0 && us > most[q->kind])
				most[q->kind] = us;
			arena_reset(&scratch);
		}
	}
	for (unsigned k = 0; k < KINDS; k++)
		fprintf(stderr, "%-40s mean %8.1f us  max %8.1f us  mean total %.0f\n", kind_names[k], sum[k] / (double)(each * repeat), most[k],
			(double)totals[k] / (double)(each * repeat));
	return 0;
}
