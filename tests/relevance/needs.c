// SPDX-License-Identifier: AGPL-3.0-or-later
// What a need's answer is worth: gains by plain facts of the places, then nDCG@10.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "model/gazetteer.h"
#include "relevance/relevance.h"
#include "search/where.h"

enum { CUT = 10, VALUES = 16 };

// A rule: all the conditions hold; near= grades what is left by distance.
struct rule {
	uint8_t types;
	struct str label, network, action, text;
	int stage; // -1: any
	uint16_t departments[VALUES];
	size_t department_n;
	int region;
	int territory; // enum territory or -1
	bool near;
	double lat, lon;
};

static void wrong(struct str rule)
{
	fprintf(stderr, "relevance: cannot read the rule \"%.*s\"\n", STR_ARG(rule));
	exit(1);
}

static void read_condition(struct str condition, struct str whole, struct arena *a, struct rule *r)
{
	struct str value, name = str_cut(condition, '=', &value);
	unsigned v;
	if (str_eqz(name, "type")) {
		while (value.n > 0) {
			if (!vocab_find(VOCAB_TYPE, str_cut(value, ',', &value), &v))
				wrong(whole);
			r->types |= (uint8_t)(1u << v);
		}
	} else if (str_eqz(name, "label")) {
		r->label = value;
	} else if (str_eqz(name, "reseau")) {
		r->network = value;
	} else if (str_eqz(name, "action")) {
		r->action = value;
	} else if (str_eqz(name, "texte")) {
		r->text = value;
	} else if (str_eqz(name, "etape") && vocab_find(VOCAB_STAGE, value, &v)) {
		r->stage = (int)v;
	} else if (str_eqz(name, "territoire") && vocab_find(VOCAB_TERRITORY, value, &v)) {
		r->territory = (int)v;
	} else if (str_eqz(name, "region") && gazetteer_find_region(value) >= 0) {
		r->region = gazetteer_find_region(value);
	} else if (str_eqz(name, "departement")) {
		while (value.n > 0 && r->department_n < VALUES) {
			int32_t d = gazetteer_find_department(str_cut(value, ',', &value));
			if (d < 0)
				wrong(whole);
			r->departments[r->department_n++] = (uint16_t)d;
		}
	} else if (str_eqz(name, "pres")) {
		struct where w;
		struct buf text = BUF_IN(a);
		for (size_t i = 0; i < value.n; i++)
			buf_addc(&text, value.p[i] == '_' ? ' ' : value.p[i]);
		if (where_read(buf_str(&text), a, &w) != WHERE_OK || w.kind == WHERE_AREA)
			wrong(whole);
		r->near = true;
		r->lat = w.lat;
		r->lon = w.lon;
	} else {
		wrong(whole);
	}
}

static bool bears_label(const struct atlas *at, const struct place *p, struct str key)
{
	for (size_t i = 0; i < p->label_n; i++)
		if (str_eq(at->labels[p->labels[i].label].key, key))
			return true;
	return key.n == 0;
}

static bool in_network(const struct atlas *at, const struct place *p, struct str key)
{
	for (size_t i = 0; i < p->membership_n; i++)
		if (str_eq(at->networks[p->memberships[i].network].key, key))
			return true;
	return key.n == 0;
}

static bool does(const struct atlas *at, const struct place *p, const struct rule *r)
{
	for (size_t i = 0; i < p->engagement_n; i++)
		if (str_eq(at->actions[p->engagements[i].action].key, r->action) &&
		    (r->stage < 0 || p->engagements[i].stage == r->stage))
			return true;
	return r->action.n == 0;
}

// One of the words (a | between them) is in the name or the summary.
static bool says(const struct place *p, struct str words, struct arena *a)
{
	struct buf b = BUF_IN(a);
	utf8_fold(&b, p->name);
	buf_addc(&b, ' ');
	utf8_fold(&b, p->other_names);
	buf_addc(&b, ' ');
	utf8_fold(&b, p->summary);
	for (struct str left = words; left.n > 0;)
		if (str_find(buf_str(&b), str_cut(left, '|', &left)) >= 0)
			return true;
	return words.n == 0;
}

static bool lies_in(const struct place *p, const struct rule *r)
{
	if (r->department_n == 0 && r->region < 0)
		return true;
	if (p->commune_at == NONE)
		return false;
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	if (r->region >= 0 && c.region != r->region)
		return false;
	for (size_t i = 0; i < r->department_n; i++)
		if (c.department == r->departments[i])
			return true;
	return r->department_n == 0;
}

// 3 within 20 km, 2 within 50, 1 within 100; without a point 1.
static double gain(const struct atlas *at, const struct place *p, const struct rule *r, struct arena *a)
{
	if (p->state == PLACE_CLOSED || (r->types && !(p->types & r->types)) || !bears_label(at, p, r->label) || !in_network(at, p, r->network) ||
	    !does(at, p, r) || !lies_in(p, r) || !says(p, r->text, a))
		return 0;
	if (r->territory == TERRITORY_QPV ? p->qpv != YES : r->territory >= 0 && place_territory(p) != r->territory)
		return 0;
	if (!r->near)
		return 1;
	double km = geo_km(r->lat, r->lon, p->lat, p->lon);
	return km <= 20 ? 3 : km <= 50 ? 2 : km <= 100 ? 1 : 0;
}

static int descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

static double discounted(const double *gains, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n && i < CUT; i++)
		sum += (pow(2, gains[i]) - 1) / log2((double)i + 2);
	return sum;
}

double need_score(const struct index *x, struct str q, struct str text, struct arena *a)
{
	const struct atlas *at = index_atlas(x);
	struct rule r = {.stage = -1, .region = -1, .territory = -1};
	for (struct str left = text; left.n > 0;) {
		struct str condition = str_cut(left, ' ', &left);
		if (condition.n > 0)
			read_condition(condition, text, a, &r);
	}
	uint32_t found[CUT];
	double gains[CUT] = {0}, *ideal = arena_array(a, at->place_n, sizeof *ideal);
	size_t n = answer_places(x, q, STR_NONE, a, found, CUT);
	for (size_t i = 0; i < n; i++)
		gains[i] = gain(at, &at->places[found[i]], &r, a);
	for (uint32_t i = 0; i < at->place_n; i++)
		ideal[i] = gain(at, &at->places[i], &r, a);
	qsort(ideal, at->place_n, sizeof *ideal, descending);
	double best = discounted(ideal, at->place_n);
	if (best <= 0) {
		fprintf(stderr, "relevance: no place answers the rule \"%.*s\"\n", STR_ARG(text));
		return 0;
	}
	return discounted(gains, CUT) / best;
}
