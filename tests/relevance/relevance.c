// SPDX-License-Identifier: AGPL-3.0-or-later
// relevance QUESTIONS: prints success@3 for known places and nDCG@10 for needs; fails under the goals.
// relevance --all: twists the names of all places, by class; relevance --all -v lists what is missed.
#include "relevance/relevance.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

enum { FIRST = 3 };
static const double known_goal = 0.97, needs_goal = 0.90;

size_t answer_places(const struct index *x, struct str q, struct str where, struct arena *a, uint32_t *out, size_t max)
{
	struct pair params[2] = {{S("q"), q}, {S("pres"), where}};
	struct search_ask ask;
	struct ask_problems problems;
	struct answer answer;
	ask_read(x, params, 2, a, &ask, &problems);
	answer_ask(x, &ask, a, &answer);
	size_t n = answer.result.hit_n < max ? answer.result.hit_n : max;
	for (size_t i = 0; i < n; i++)
		out[i] = answer.result.hits[i].place;
	return n;
}

// The place is among the first three; without a town, one of the same name is as good.
static bool finds(const struct index *x, struct str q, uint32_t place, bool any_of_name, struct arena *a)
{
	const struct atlas *at = index_atlas(x);
	uint32_t found[FIRST];
	size_t n = answer_places(x, q, STR_NONE, a, found, FIRST);
	for (size_t i = 0; i < n; i++)
		if (found[i] == place || (any_of_name && same_name(&at->places[place], &at->places[found[i]])))
			return true;
	return false;
}

static int all_names(const struct index *x, bool list)
{
	const struct atlas *at = index_atlas(x);
	size_t asked[TWIST_COUNT] = {0}, found[TWIST_COUNT] = {0}, asked_all = 0, found_all = 0;
	struct arena a = {0};
	for (uint32_t i = 0; i < at->place_n; i++) {
		if (at->places[i].state == PLACE_CLOSED)
			continue;
		for (enum twist t = 0; t < TWIST_COUNT; t++) {
			struct str q = twisted(&at->places[i], t, i, &a);
			if (q.n == 0 || q.n > 200)
				continue;
			bool ok = finds(x, q, i, t != TWIST_TOWN && t != TWIST_TYPO_TOWN, &a);
			asked[t]++;
			found[t] += ok;
			if (!ok && list)
				printf("%s: \"%.*s\" misses %.*s (%.*s)\n", twist_name(t), STR_ARG(q), STR_ARG(at->places[i].name),
				       STR_ARG(at->places[i].commune));
			arena_reset(&a);
		}
	}
	for (enum twist t = 0; t < TWIST_COUNT; t++) {
		printf("%-16s %5zu asked, %.4f in the first %d\n", twist_name(t), asked[t],
		       asked[t] ? (double)found[t] / (double)asked[t] : 0, FIRST);
		asked_all += asked[t];
		found_all += found[t];
	}
	printf("%-16s %5zu asked, %.4f\n", "all", asked_all, (double)found_all / (double)asked_all);
	arena_release(&a);
	return 0;
}

struct tally {
	size_t known_n, known_found, need_n, unjudged;
	double need_sum;
};

// "connu | question | source:identifiant ..." or "besoin | question | conditions"
static void one_question(const struct index *x, struct str line, struct tally *t)
{
	struct arena a = {0};
	struct str rest, kind = str_trim(str_cut(line, '|', &rest)), wanted, q = str_trim(str_cut(rest, '|', &wanted));
	wanted = str_trim(wanted);
	if (str_eqz(kind, "connu")) {
		bool ok = false, there = false;
		for (struct str left = wanted; left.n > 0 && !ok;) {
			int64_t place = place_by_origin(index_atlas(x), str_cut(left, ' ', &left));
			there = there || place >= 0;
			ok = place >= 0 && finds(x, q, (uint32_t)place, false, &a);
		}
		t->known_n += there;
		t->known_found += ok;
		t->unjudged += !there;
		if (!ok)
			printf("%s: %.*s\n", there ? "missed" : "no such place", STR_ARG(line));
	} else if (str_eqz(kind, "besoin")) {
		double score = need_score(x, q, wanted, &a);
		t->need_n++;
		t->need_sum += score;
		if (score < 0.9)
			printf("%.2f: %.*s\n", score, STR_ARG(line));
	} else {
		printf("unknown line: %.*s\n", STR_ARG(line));
		t->unjudged++;
	}
	arena_release(&a);
}

static int questions(const struct index *x, const char *path)
{
	struct buf text = {0};
	struct tally t = {0};
	const struct err *err = file_read(path, 1 << 20, &text);
	if (err != NULL) {
		fprintf(stderr, "%s\n", err_text(err));
		err_free(err);
		return 1;
	}
	for (struct str left = buf_str(&text); left.p != NULL;) {
		struct str line = str_trim(str_cut(left, '\n', &left));
		if (line.n > 0 && line.p[0] != '#')
			one_question(x, line, &t);
	}
	buf_release(&text);
	double known = t.known_n ? (double)t.known_found / (double)t.known_n : 0;
	double needs = t.need_n ? t.need_sum / (double)t.need_n : 0;
	printf("known places: %zu questions, success@3 %.4f (goal %.2f)\n", t.known_n, known, known_goal);
	printf("needs: %zu questions, nDCG@10 %.4f (goal %.2f)\n", t.need_n, needs, needs_goal);
	return t.unjudged == 0 && t.known_n + t.need_n >= 200 && known >= known_goal && needs >= needs_goal ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "relevance QUESTIONS | --all [-v]\n");
		return 2;
	}
	const struct index *x = network_open();
	int status = strcmp(argv[1], "--all") == 0 ? all_names(x, argc > 2) : questions(x, argv[1]);
	network_close();
	return status;
}
