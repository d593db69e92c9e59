// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing an ask as a query string: links are the ask with a thing changed.
#include <string.h>

#include "app/ask.h"
#include "base/html.h"
#include "base/utf8.h"

static void put(struct buf *b, const char *name, struct str value)
{
	buf_addc(b, b->n ? '&' : '?');
	buf_addz(b, name);
	buf_addc(b, '=');
	html_percent(b, value);
}

static struct str filter_code(const struct index *x, struct search_filter f, struct arena *a)
{
	if (f.facet == FACET_YEAR || f.facet == FACET_CONFIRMED)
		return arena_printf(a, "%u", f.value);
	return index_facet_code(x, f.facet, f.value);
}

static void put_number(struct buf *b, const char *name, double n, struct arena *a)
{
	struct buf text = BUF_IN(a);
	buf_addd(&text, n, 2);
	put(b, name, buf_str(&text));
}

// By facet, then as chosen: the order of the canonical address.
static void put_filters(struct buf *b, const struct index *x, const struct search_ask *ask, struct arena *a)
{
	for (enum facet f = 0; f < FACET_COUNT; f++)
		for (size_t i = 0; i < ask->filter_n; i++)
			if (ask->filters[i].facet == f)
				put(b, facet_param(f), filter_code(x, ask->filters[i], a));
}

static struct str written(const struct index *x, const struct search_ask *ask, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (ask->q.n > 0)
		put(&b, "q", ask->q);
	if (ask->where.n > 0)
		put(&b, "pres", ask->where);
	if (ask->has_radius)
		put_number(&b, "rayon", ask->radius_km, a);
	put_filters(&b, x, ask, a);
	for (size_t i = 0; i < ask->plain_n; i++)
		put(&b, "mots", ask->plain[i]);
	if (ask->exact)
		put(&b, "exact", S("1"));
	if (ask->sort != SORT_BEST)
		put(&b, "tri", str_of(search_sort_param(ask->sort)));
	if (ask->per_page != ASK_PER_PAGE && ask->per_page != 0)
		put_number(&b, "par_page", ask->per_page, a);
	if (ask->page > 1)
		put_number(&b, "page", ask->page, a);
	return b.n ? buf_str(&b) : S("");
}

static void drop(struct search_ask *ask, enum facet f, int32_t value)
{
	size_t n = 0;
	for (size_t i = 0; i < ask->filter_n; i++)
		if (ask->filters[i].facet != f || (value >= 0 && ask->filters[i].value != value))
			ask->filters[n++] = ask->filters[i];
	ask->filter_n = n;
}

static void add_plain(struct search_ask *ask, struct str words)
{
	for (size_t i = 0; i < ask->plain_n; i++)
		if (str_eq(ask->plain[i], words))
			return;
	ask->plain[ask->plain_n++] = words;
}

static void change(struct search_ask *ask, const struct ask_change *c)
{
	if (c->op != ASK_OP_SAME && c->op != ASK_OP_PAGE)
		ask->page = 1;
	switch (c->op) {
	case ASK_OP_SAME:
		break;
	case ASK_OP_ONLY:
		drop(ask, c->filter.facet, -1);
		ask->filters[ask->filter_n++] = c->filter;
		break;
	case ASK_OP_ADD:
		if (!ask_has(ask, c->filter.facet, c->filter.value))
			ask->filters[ask->filter_n++] = c->filter;
		break;
	case ASK_OP_DROP:
		drop(ask, c->filter.facet, c->filter.value);
		break;
	case ASK_OP_CLEAR:
		drop(ask, c->filter.facet, -1);
		break;
	case ASK_OP_BARE:
		ask->filter_n = 0;
		break;
	case ASK_OP_WORDS:
		ask->q = c->text;
		break;
	case ASK_OP_WHERE:
		ask->where = c->text;
		ask->has_radius = ask->has_radius && c->text.n > 0;
		break;
	case ASK_OP_RADIUS:
		ask->has_radius = c->number > 0;
		ask->radius_km = c->number;
		break;
	case ASK_OP_PLAIN:
		add_plain(ask, c->text);
		break;
	case ASK_OP_EXACT:
		ask->exact = c->number > 0;
		break;
	case ASK_OP_SORT:
		ask->sort = (enum search_sort)c->number;
		break;
	case ASK_OP_PAGE:
		ask->page = c->number >= 1 ? (uint32_t)c->number : 1;
		break;
	case ASK_OP_PER_PAGE:
		ask->per_page = (uint32_t)c->number;
		break;
	}
}

struct str ask_link_n(const struct index *x, const struct search_ask *ask, struct arena *a,
		      const struct ask_change *changes, size_t n)
{
	struct search_ask copy = *ask;
	copy.filters = arena_array(a, ask->filter_n + n, sizeof *copy.filters);
	copy.plain = arena_array(a, ask->plain_n + n, sizeof *copy.plain);
	for (size_t i = 0; i < ask->filter_n; i++)
		copy.filters[i] = ask->filters[i];
	for (size_t i = 0; i < ask->plain_n; i++)
		copy.plain[i] = ask->plain[i];
	for (size_t i = 0; i < n; i++)
		change(&copy, &changes[i]);
	return written(x, &copy, a);
}

struct str ask_link_drop_chip(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c)
{
	if (c->kind == CHIP_CORRECTION)
		return ask_link(x, ask, a, ASK_EXACT(1));
	if (c->words.n == 0)
		return ask_link(x, ask, a, ASK_WHERE(S("")));
	return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, c->words, a)));
}

struct str ask_link_plain_chip(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c)
{
	return ask_link(x, ask, a, ASK_PLAIN(c->words));
}

struct str ask_link_choose(const struct index *x, const struct search_ask *ask, struct arena *a, const struct chip *c,
			   const struct chip_choice *choice)
{
	return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, c->words, a)), ASK_WHERE(choice->value));
}

struct str ask_link_advice(const struct index *x, const struct search_ask *ask, struct arena *a, const struct answer *answer,
			   const struct advice *advice)
{
	switch (advice->kind) {
	case ADVICE_DROP_FILTER:
		if (advice->word.n > 0) // it was understood in the question
			return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, advice->word, a)));
		return ask_link(x, ask, a, ASK_CLEAR(advice->filter.facet));
	case ADVICE_DROP_WORD:
		return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, advice->word, a)));
	case ADVICE_WIDEN:
		return ask_link(x, ask, a, ASK_RADIUS(advice->radius_km));
	case ADVICE_NEIGHBOUR_TYPE:
		if (advice->word.n > 0)
			return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, advice->word, a)), ASK_ONLY(FACET_TYPE, advice->filter.value));
		return ask_link(x, ask, a, ASK_ONLY(FACET_TYPE, advice->filter.value));
	case ADVICE_SPELL:
		return ask_link(x, ask, a, ASK_WORDS(question_with(ask->q, advice->word, advice->text, a)));
	case ADVICE_TYPE: {
		struct search_ask bare = *ask;
		bare.exact = false;
		bare.plain_n = 0;
		bare.q = STR_NONE;
		for (size_t i = 0; i < answer->chip_n && bare.q.n == 0; i++)
			if (answer->chips[i].kind == CHIP_WHERE)
				bare.q = answer->chips[i].words;
		return ask_link(x, &bare, a, ASK_BARE, ASK_ONLY(FACET_TYPE, advice->filter.value));
	}
	case ADVICE_DROP_WHERE:
		break;
	}
	for (size_t i = 0; i < answer->chip_n; i++)
		if (answer->chips[i].kind == CHIP_WHERE && answer->chips[i].words.n > 0)
			return ask_link(x, ask, a, ASK_WORDS(question_without(ask->q, answer->chips[i].words, a)), ASK_WHERE(S("")));
	return ask_link(x, ask, a, ASK_WHERE(S("")));
}

size_t ask_fields(const struct index *x, const struct search_ask *ask, struct arena *a, struct pair **out)
{
	size_t n = 0;
	struct pair *fields = arena_array(a, ask->filter_n + ask->plain_n + 3, sizeof *fields);
	for (enum facet f = 0; f < FACET_COUNT; f++)
		for (size_t i = 0; i < ask->filter_n; i++)
			if (ask->filters[i].facet == f)
				fields[n++] = (struct pair){str_of(facet_param(f)), filter_code(x, ask->filters[i], a)};
	for (size_t i = 0; i < ask->plain_n; i++)
		fields[n++] = (struct pair){S("mots"), ask->plain[i]};
	if (ask->exact)
		fields[n++] = (struct pair){S("exact"), S("1")};
	if (ask->sort != SORT_BEST)
		fields[n++] = (struct pair){S("tri"), str_of(search_sort_param(ask->sort))};
	if (ask->per_page != ASK_PER_PAGE && ask->per_page != 0)
		fields[n++] = (struct pair){S("par_page"), arena_printf(a, "%u", ask->per_page)};
	*out = fields;
	return n;
}
