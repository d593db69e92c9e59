// SPDX-License-Identifier: AGPL-3.0-or-later
// A question from the address to the answer, on a small real network: whatever is asked gets an answer or a sentence,
// what is understood can be taken back, and each piece of advice gives what it promises.
#include "app/ask.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "http/target.h"
#include "search/lexicon.h"
#include "support/generate.h"

enum { PLACES = 400 };

static const struct index *network(void)
{
	static struct index *x;
	static struct atlas *atlas;
	static struct lexicon *lexicon;
	if (x == NULL) {
		MUST(generate_atlas(1, PLACES, &atlas) == NULL);
		MUST(lexicon_shipped(&lexicon) == NULL);
		MUST(index_build(atlas, lexicon, &x) == NULL);
	}
	return x;
}

static bool read_query(struct str query, struct arena *a, struct search_ask *ask)
{
	const struct pair *pairs;
	size_t n;
	const char *problem = NULL;
	struct ask_problems problems;
	if (!http_parse_form(query, 1000, a, &pairs, &n, &problem))
		return false;
	bool ok = ask_read(network(), pairs, n, a, ask, &problems);
	MUST(ok == (problems.n == 0));
	for (size_t i = 0; i < problems.n; i++)
		MUST(problems.items[i].message.n > 0 && utf8_valid(problems.items[i].message));
	MUST(utf8_valid(ask->q) && utf8_valid(ask->where));
	return ok;
}

// A link of ours is read again without a problem.
static struct search_ask follow(struct str link, struct arena *a)
{
	struct search_ask ask = {0};
	if (str_starts(link, S("?")))
		link = str_sub(link, 1, link.n - 1);
	MUST(read_query(link, a, &ask));
	return ask;
}

static void sound(const struct search_ask *ask, const struct answer *r, struct arena *a)
{
	MUST(r->result.hit_n <= ask->per_page && r->result.hit_n <= r->result.total && r->result.total <= PLACES);
	for (size_t i = 0; i < r->result.hit_n; i++) {
		const struct search_hit *h = &r->result.hits[i];
		MUST(h->place < PLACES);
		for (size_t k = 0; k < h->reason_n; k++) {
			struct str said = reason_text(network(), &h->reasons[k], a);
			MUST(said.n > 0 && utf8_valid(said));
		}
	}
	MUST(utf8_valid(r->rest) && utf8_valid(r->where_label) && utf8_valid(r->result.corrected));
}

static void answer(const struct search_ask *ask, struct arena *a)
{
	const struct index *x = network();
	struct answer r;
	answer_ask(x, ask, a, &r);
	sound(ask, &r, a);
	follow(ask_link_n(x, ask, a, NULL, 0), a);
	for (size_t i = 0; i < r.chip_n; i++) {
		const struct chip *c = &r.chips[i];
		MUST(c->label.n > 0 && utf8_valid(c->label) && utf8_valid(c->words));
		follow(ask_link_drop_chip(x, ask, a, c), a);
		follow(ask_link_plain_chip(x, ask, a, c), a);
		for (size_t k = 0; k < c->choice_n; k++)
			follow(ask_link_choose(x, ask, a, c, &c->choices[k]), a);
	}
	for (size_t i = 0; i < r.advice_n; i++) {
		struct search_ask wider = follow(ask_link_advice(x, ask, a, &r, &r.advice[i]), a);
		struct answer then;
		answer_ask(x, &wider, a, &then);
		MUST(then.result.total == r.advice[i].total);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 2000)
		return 0;
	struct arena a = {0};
	struct str raw = {(const char *)data, size};
	struct search_ask ask = {0};
	if (read_query(raw, &a, &ask))
		answer(&ask, &a);
	struct suggestion found[8];
	size_t n = suggest(network(), ask.q, &a, found, 8);
	MUST(n <= 8);
	for (size_t i = 0; i < n; i++)
		MUST(found[i].label.n > 0 && utf8_valid(found[i].label) && found[i].path.n > 0 && found[i].path.p[0] == '/');
	arena_release(&a);
	return 0;
}
