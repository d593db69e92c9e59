// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/facets.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "model/gazetteer.h"

enum group facet_group(enum facet f)
{
	static const uint8_t groups[FACET_COUNT] = {
		[FACET_TYPE] = GROUP_TYPE,       [FACET_LABEL] = GROUP_LABEL,   [FACET_ACTION] = GROUP_ACTION,
		[FACET_STAGE] = GROUP_ACTION,    [FACET_TERRITORY] = GROUP_TERRITORY, [FACET_REGION] = GROUP_REGION,
		[FACET_DEPARTMENT] = GROUP_DEPARTMENT, [FACET_NETWORK] = GROUP_NETWORK, [FACET_HOLDER] = GROUP_HOLDER,
		[FACET_PARTNER] = GROUP_PARTNER, [FACET_YEAR] = GROUP_LABEL,    [FACET_CONFIRMED] = GROUP_CONFIRMED,
	};
	return groups[f];
}

void place_facets(const struct atlas *a, uint32_t place, facet_sink *sink, void *user)
{
	const struct place *p = &a->places[place];
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (p->types >> t & 1)
			sink(user, FACET_TYPE, t);
	for (size_t i = 0; i < p->label_n; i++) {
		sink(user, FACET_LABEL, p->labels[i].label);
		if (p->labels[i].date.year > 0) {
			sink(user, FACET_YEAR, (uint16_t)p->labels[i].date.year);
			sink(user, KIND_LABEL_YEAR, (uint32_t)p->labels[i].label << 16 | (uint16_t)p->labels[i].date.year);
		}
	}
	for (size_t i = 0; i < p->engagement_n; i++) {
		const struct engagement *e = &p->engagements[i];
		sink(user, FACET_ACTION, e->action);
		sink(user, FACET_STAGE, e->stage);
		sink(user, KIND_ACTION_STAGE, (uint32_t)e->action * STAGE_COUNT + e->stage);
	}
	int territory = place_territory(p);
	if (territory != NONE)
		sink(user, FACET_TERRITORY, (uint32_t)territory);
	if (p->qpv == YES)
		sink(user, FACET_TERRITORY, TERRITORY_QPV);
	if (p->commune_at != NONE) {
		uint16_t department = gazetteer_commune((uint32_t)p->commune_at).department;
		sink(user, FACET_DEPARTMENT, department);
		sink(user, FACET_REGION, gazetteer_department(department).region);
	}
	for (size_t i = 0; i < p->membership_n; i++)
		sink(user, FACET_NETWORK, p->memberships[i].network);
	for (size_t i = 0; i < p->tie_n; i++) {
		const struct tie *t = &p->ties[i];
		if (t->holder && a->orgs[t->org].holder_kind != NONE)
			sink(user, FACET_HOLDER, (uint32_t)a->orgs[t->org].holder_kind);
		if (t->partner_kind != NONE)
			sink(user, FACET_PARTNER, (uint32_t)t->partner_kind);
	}
	if (p->confirmed.year > 0)
		sink(user, FACET_CONFIRMED, (uint16_t)p->confirmed.year);
}

static bool year_at(const uint16_t *years, uint16_t n, uint16_t year, uint32_t *at)
{
	for (*at = 0; *at < n; (*at)++)
		if (years[*at] == year)
			return true;
	return false;
}

// The code of a kind's value; false when it is none of the index's.
static bool code_of(const struct facets *f, unsigned kind, uint32_t value, uint32_t *code)
{
	uint32_t at = value;
	if (kind == FACET_YEAR && !year_at(f->years, f->year_n, (uint16_t)value, &at))
		return false;
	if (kind == FACET_CONFIRMED && !year_at(f->confirmed, f->confirmed_n, (uint16_t)value, &at))
		return false;
	if (kind == KIND_LABEL_YEAR) {
		if (!year_at(f->years, f->year_n, value & 0xFFFF, &at))
			return false;
		at += (value >> 16) * f->year_n;
	}
	*code = f->base[kind] + at;
	return *code < f->base[kind + 1];
}

bool facets_code(const struct facets *f, enum facet facet, uint16_t value, uint32_t *code)
{
	return code_of(f, facet, value, code);
}

uint16_t facets_value(const struct facets *f, enum facet facet, uint32_t code)
{
	uint32_t at = code - f->base[facet];
	return facet == FACET_YEAR ? f->years[at] : facet == FACET_CONFIRMED ? f->confirmed[at] : (uint16_t)at;
}

// A first look at the whole atlas: which years occur.
struct years {
	bool label[UINT16_MAX + 1], confirmed[UINT16_MAX + 1];
};

static void note_year(void *user, unsigned kind, uint32_t value)
{
	struct years *y = user;
	if (kind == FACET_YEAR)
		y->label[value] = true;
	else if (kind == FACET_CONFIRMED)
		y->confirmed[value] = true;
}

static uint16_t *years_list(const bool *seen, uint16_t *n)
{
	VEC(uint16_t) years = {0};
	for (uint32_t y = 0; y <= UINT16_MAX; y++)
		if (seen[y])
			vec_push(&years, (uint16_t)y);
	*n = (uint16_t)years.n;
	return years.v;
}

// False when there are more values than codes.
static bool lay_codes(struct facets *f, const struct atlas *a, const uint32_t *order)
{
	struct years *y = mem_alloc(sizeof *y);
	for (uint32_t i = 0; i < f->places; i++)
		place_facets(a, order[i], note_year, y);
	f->years = years_list(y->label, &f->year_n);
	f->confirmed = years_list(y->confirmed, &f->confirmed_n);
	free(y);
	const uint32_t sizes[KIND_COUNT] = {
		[FACET_TYPE] = TYPE_COUNT,
		[FACET_LABEL] = a->label_n,
		[FACET_ACTION] = a->action_n,
		[FACET_STAGE] = STAGE_COUNT,
		[FACET_TERRITORY] = TERRITORY_COUNT,
		[FACET_REGION] = gazetteer_region_n(),
		[FACET_DEPARTMENT] = gazetteer_department_n(),
		[FACET_NETWORK] = a->network_n,
		[FACET_HOLDER] = HOLDER_COUNT,
		[FACET_PARTNER] = PARTNER_COUNT,
		[FACET_YEAR] = f->year_n,
		[FACET_CONFIRMED] = f->confirmed_n,
		[KIND_ACTION_STAGE] = a->action_n * STAGE_COUNT,
		[KIND_LABEL_YEAR] = a->label_n * f->year_n,
	};
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		if (sizes[k] >= UINT16_MAX - f->base[k])
			return false;
		f->base[k + 1] = f->base[k] + sizes[k];
	}
	f->code_n = f->base[KIND_COUNT];
	f->kind_of = mem_alloc(f->code_n + 1);
	f->group_of = mem_alloc(f->code_n + 1);
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		for (uint32_t c = f->base[k]; c < f->base[k + 1]; c++) {
			f->kind_of[c] = (uint8_t)k;
			f->group_of[c] = (uint8_t)(k == KIND_ACTION_STAGE ? GROUP_ACTION
						   : k == KIND_LABEL_YEAR ? GROUP_LABEL
									  : facet_group(k));
		}
	}
	return true;
}

struct collecting {
	const struct facets *facets;
	VEC(uint16_t) codes;
};

static void collect(void *user, unsigned kind, uint32_t value)
{
	struct collecting *c = user;
	uint32_t code;
	if (code_of(c->facets, kind, value, &code))
		vec_push(&c->codes, (uint16_t)code);
}

// Few, and nearly in order.
static void sort_codes(uint16_t *codes, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint16_t code = codes[i];
		size_t at = i;
		for (; at > 0 && codes[at - 1] > code; at--)
			codes[at] = codes[at - 1];
		codes[at] = code;
	}
}

static void lay_forward(struct facets *f, const struct atlas *a, const uint32_t *order)
{
	struct collecting c = {.facets = f};
	f->start = mem_array(f->places + 1, sizeof *f->start);
	f->totals = mem_array(f->code_n + 1, sizeof *f->totals);
	for (uint32_t i = 0; i < f->places; i++) {
		size_t from = c.codes.n, kept = from;
		place_facets(a, order[i], collect, &c);
		sort_codes(c.codes.v + from, c.codes.n - from);
		for (size_t k = from; k < c.codes.n; k++)
			if (kept == from || c.codes.v[kept - 1] != c.codes.v[k])
				c.codes.v[kept++] = c.codes.v[k];
		c.codes.n = kept;
		for (size_t k = from; k < kept; k++)
			f->totals[c.codes.v[k]]++;
		f->start[i + 1] = (uint32_t)kept;
	}
	f->codes = mem_resize(c.codes.v, c.codes.n + 1, sizeof *c.codes.v);
}

// Few places: a list is both smaller and quicker to count than a bitset.
static bool few(uint32_t n, uint32_t places)
{
	return (uint64_t)n * 1024 < places;
}

static void lay_sets(struct facets *f)
{
	size_t words = bits_words(f->places);
	for (uint32_t c = 0; c < f->code_n; c++) {
		if (few(f->totals[c], f->places))
			f->list_n += f->totals[c];
		else
			f->word_n += words;
	}
	f->words = mem_array(f->word_n + 1, sizeof *f->words);
	f->lists = mem_array(f->list_n + 1, sizeof *f->lists);
	f->sets = mem_array(f->code_n + 1, sizeof *f->sets);
	uint64_t *word = f->words;
	uint32_t *list = f->lists;
	for (uint32_t c = 0; c < f->code_n; c++) {
		if (few(f->totals[c], f->places)) {
			f->sets[c].list = list;
			list += f->totals[c];
		} else {
			f->sets[c].bits = word;
			word += words;
		}
	}
	for (uint32_t c = 0; c < f->code_n; c++)
		if (f->totals[c] > 0)
			f->effort[f->kind_of[c]] += f->sets[c].bits != NULL ? (uint32_t)words / 16 : 2 * f->totals[c];
	for (uint32_t i = 0; i < f->places; i++) {
		for (uint32_t k = f->start[i]; k < f->start[i + 1]; k++) {
			struct set *s = &f->sets[f->codes[k]];
			if (s->bits != NULL)
				bits_set(f->words + (s->bits - f->words), i);
			else
				f->lists[(s->list - f->lists) + s->n] = i;
			s->n++;
		}
	}
}

static void lay_departments(struct facets *f, const struct atlas *a, const uint32_t *order)
{
	uint16_t n = gazetteer_department_n();
	f->department_start = mem_array(n + 1, sizeof *f->department_start);
	f->region_code = mem_array(n + 1, sizeof *f->region_code);
	for (uint16_t d = 0; d < n; d++)
		f->region_code[d] = f->base[FACET_REGION] + gazetteer_department(d).region;
	// Places stand by (region, department); those without one come last.
	for (uint32_t i = 0; i < f->places; i++) {
		int32_t commune = a->places[order[i]].commune_at;
		if (commune == NONE)
			break;
		uint16_t d = gazetteer_commune((uint32_t)commune).department;
		if (i == 0 || f->department_start[d] == 0)
			f->department_start[d] = i + 1;
	}
	for (uint16_t d = 0; d < n; d++)
		f->department_start[d] = f->department_start[d] ? f->department_start[d] - 1 : 0;
}

bool facets_build(struct facets *f, const struct atlas *a, const uint32_t *order, uint32_t n)
{
	*f = (struct facets){.places = n};
	if (!lay_codes(f, a, order))
		return false;
	lay_forward(f, a, order);
	lay_sets(f);
	lay_departments(f, a, order);
	return true;
}

void facets_release(struct facets *f)
{
	for (unsigned i = 0; i < FACET_COUNT; i++) {
		free(f->shown[i]);
		free(f->none[i]);
	}
	free(f->years);
	free(f->confirmed);
	free(f->sets);
	free(f->start);
	free(f->codes);
	free(f->kind_of);
	free(f->group_of);
	free(f->totals);
	free(f->words);
	free(f->lists);
	free(f->department_start);
	free(f->region_code);
	*f = (struct facets){0};
}

size_t facets_bytes(const struct facets *f)
{
	return f->word_n * sizeof *f->words + f->list_n * sizeof *f->lists + (f->places + 1) * sizeof *f->start +
	       f->start[f->places] * sizeof *f->codes + f->code_n * (sizeof *f->sets + sizeof *f->totals + 2);
}

static void let_pass(struct filters *s, enum group g, uint32_t code)
{
	s->pass[code] |= (uint16_t)(1u << g);
}

// With both halves of a pair asked, one engagement (or label) must satisfy both.
static void pair_pass(const struct facets *f, struct filters *s, enum group g, enum facet left, enum facet right, unsigned kind,
		      uint32_t right_n)
{
	bool both = s->on[left] && s->on[right];
	for (uint32_t c = f->base[left]; c < f->base[left + 1]; c++)
		if (s->chosen[c] && !both)
			let_pass(s, g, c);
	for (uint32_t c = f->base[right]; c < f->base[right + 1]; c++)
		if (s->chosen[c] && !both)
			let_pass(s, g, c);
	for (uint32_t c = f->base[kind]; both && c < f->base[kind + 1]; c++) {
		uint32_t at = c - f->base[kind];
		if (s->chosen[f->base[left] + at / right_n] && s->chosen[f->base[right] + at % right_n])
			let_pass(s, g, c);
	}
}

void filters_prepare(const struct facets *f, const struct search_filter *filters, size_t n, struct arena *a,
		     struct filters *out)
{
	*out = (struct filters){.chosen = arena_alloc(a, f->code_n), .pass = arena_array(a, f->code_n, sizeof *out->pass)};
	for (size_t i = 0; i < n; i++) {
		uint32_t code;
		enum facet facet = filters[i].facet;
		out->on[facet] = true;
		out->groups |= (uint16_t)(1u << facet_group(facet));
		if (facets_code(f, facet, filters[i].value, &code))
			out->chosen[code] = 1;
		for (uint16_t y = 0; facet == FACET_CONFIRMED && y < f->confirmed_n; y++)
			if (f->confirmed[y] >= filters[i].value)
				let_pass(out, GROUP_CONFIRMED, f->base[FACET_CONFIRMED] + y);
	}
	for (unsigned facet = 0; facet < FACET_COUNT; facet++) {
		enum group g = facet_group(facet);
		if (!out->on[facet] || g == GROUP_ACTION || g == GROUP_LABEL || g == GROUP_CONFIRMED)
			continue;
		for (uint32_t c = f->base[facet]; c < f->base[facet + 1]; c++)
			if (out->chosen[c])
				let_pass(out, g, c);
	}
	pair_pass(f, out, GROUP_ACTION, FACET_ACTION, FACET_STAGE, KIND_ACTION_STAGE, STAGE_COUNT);
	pair_pass(f, out, GROUP_LABEL, FACET_LABEL, FACET_YEAR, KIND_LABEL_YEAR, f->year_n);
}

void filters_bits(const struct facets *f, const struct filters *s, enum group g, uint64_t *into)
{
	for (uint32_t c = 0; c < f->code_n; c++)
		if (s->pass[c] >> g & 1)
			set_or(&f->sets[c], into, bits_words(f->places));
}
