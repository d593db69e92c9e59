// SPDX-License-Identifier: AGPL-3.0-or-later
//  - each fact is kept with its source and date; what is shown is worked out from them;
//  - for each field the most trusted source wins (the place's team, then a network, then any file), and among equals
//    the most recent. An empty value says that there is none, and wins like any other;
//  - where it stands comes as a whole from one source: the team; else one that knows a street or a point goes before one
//    that only knows the commune, whatever its date;
//  - types and names are unions, a name that is not shown stays as another name; unless the team told them: its word
//    is the whole.
#include "app/shown.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/enrich.h"

int source_trust(struct str key)
{
	if (str_eqz(key, SOURCE_TEAM))
		return TRUST_TEAM;
	return str_eqz(key, "documents-de-depart") || str_starts(key, S("reseau-")) ? 2 : 1;
}

static int trust_of(const struct voices *v, int64_t source)
{
	if (v->own != NULL && source == v->own->id)
		return source_trust(v->own->key);
	for (size_t i = 0; i < v->known_n; i++)
		if (v->known[i].id == source)
			return source_trust(v->known[i].key);
	return 0;
}

static bool beats(const struct voices *v, const struct fact_row *a, const struct fact_row *b)
{
	int trust_a = trust_of(v, a->source), trust_b = trust_of(v, b->source), newer = date_cmp(a->date, b->date);
	if (trust_a != trust_b)
		return trust_a > trust_b;
	return newer != 0 ? newer > 0 : a->source > b->source;
}

const struct fact_row *team_told(const struct voices *v, const struct fact_row *facts, size_t n, struct str key)
{
	const struct fact_row *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (str_eqz(key, facts[i].field) && trust_of(v, facts[i].source) == TRUST_TEAM && (best == NULL || beats(v, &facts[i], best)))
			best = &facts[i];
	return best;
}

const struct fact_row *fact_of(const struct fact_row *facts, size_t n, const char *key, int64_t source)
{
	for (size_t i = 0; i < n; i++)
		if (facts[i].source == source && strcmp(facts[i].field, key) == 0)
			return &facts[i];
	return NULL;
}

bool field_of_setting(const char *key)
{
	static const char *const keys[] = {"adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"};
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static void read_fact(struct arena *a, const struct fact_row *f, struct place *p)
{
	struct str problem;
	const struct field *field = field_find(str_of(f->field));
	if (field != NULL)
		field_read(field, f->value, a, p, &problem); // it was good when it was written
}

// Where the place stands, from the source that knows it best.
static void read_setting(const struct voices *v, const struct fact_row *facts, size_t n, struct arena *a, struct place *p)
{
	const struct fact_row *best = NULL, *point = NULL;
	int best_rank = -1;
	for (size_t i = 0; i < n; i++) {
		const struct fact_row *f = &facts[i];
		int rank = trust_of(v, f->source) == TRUST_TEAM ? 2
			   : fact_of(facts, n, "adresse", f->source) != NULL || fact_of(facts, n, "latitude", f->source) != NULL;
		if (strcmp(f->field, "latitude") == 0 && (point == NULL || beats(v, f, point)))
			point = f;
		if (strcmp(f->field, "commune") != 0)
			continue;
		if (best == NULL || rank > best_rank || (rank == best_rank && beats(v, f, best))) {
			best = f;
			best_rank = rank;
		}
	}
	for (size_t i = 0; i < n && best != NULL; i++)
		if (facts[i].source == best->source && field_of_setting(facts[i].field))
			read_fact(a, &facts[i], p);
	bool no_point = best != NULL && fact_of(facts, n, "latitude", best->source) != NULL; // it says that it knows none
	if (isnan(p->lat) && point != NULL && !no_point) {
		const struct fact_row *lon = fact_of(facts, n, "longitude", point->source);
		read_fact(a, point, p);
		if (lon != NULL)
			read_fact(a, lon, p);
	}
	enrich_place(p, a);
}

static bool same_name(struct str a, struct str b)
{
	struct buf x = {0}, y = {0};
	utf8_fold(&x, a);
	utf8_fold(&y, b);
	bool same = str_eq(buf_str(&x), buf_str(&y));
	buf_release(&x);
	buf_release(&y);
	return same;
}

void names_add(struct buf *names, struct str shown, struct str name)
{
	enum { ROOM = 500 };
	name = str_trim(name);
	if (name.n == 0 || same_name(name, shown))
		return;
	struct str rest = buf_str(names);
	while (rest.n > 0)
		if (same_name(str_trim(str_cut(rest, ';', &rest)), name))
			return;
	if (utf8_length(buf_str(names)) + utf8_length(name) + 2 > ROOM)
		return;
	if (names->n > 0)
		buf_addz(names, "; ");
	buf_add(names, name);
}

static void read_names(const struct voices *v, const struct fact_row *facts, size_t n, struct arena *a, struct place *p)
{
	const struct fact_row *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (strcmp(facts[i].field, "nom") == 0 && (best == NULL || beats(v, &facts[i], best)))
			best = &facts[i];
	if (best == NULL)
		return;
	// A team writes its name as it wants it; files have notes and capitals in theirs.
	bool as_it_is = trust_of(v, best->source) == TRUST_TEAM;
	p->name = as_it_is ? best->value : utf8_clip(clean_name(best->value, a).name, 200);
	struct buf names = BUF_IN(a);
	const struct fact_row *team = team_told(v, facts, n, S("autres_noms"));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(facts[i].field, "nom") == 0 && team == NULL)
			names_add(&names, p->name, clean_name(facts[i].value, a).name);
		if (strcmp(facts[i].field, "autres_noms") != 0 || (team != NULL && team != &facts[i]))
			continue;
		for (struct str rest = facts[i].value; rest.n > 0;)
			names_add(&names, p->name, str_cut(rest, ';', &rest));
	}
	p->other_names = buf_str(&names);
}

struct place place_from_facts(const struct voices *v, const struct fact_row *facts, size_t n, struct arena *a)
{
	struct place p = place_none();
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *field = &place_fields[k];
		const struct fact_row *best = NULL;
		uint8_t types = 0;
		bool whole = team_told(v, facts, n, str_of(field->key)) != NULL;
		if (field_of_setting(field->key) || field->offset == offsetof(struct place, name) ||
		    field->offset == offsetof(struct place, other_names))
			continue;
		for (size_t i = 0; i < n; i++) {
			if (strcmp(facts[i].field, field->key) != 0)
				continue;
			if (field->type == FIELD_TYPES && !whole) {
				read_fact(a, &facts[i], &p);
				types |= p.types;
			} else if (best == NULL || beats(v, &facts[i], best)) {
				best = &facts[i];
			}
		}
		if (field->type == FIELD_TYPES && !whole) {
			// "autre" says nothing once a family is known.
			p.types = types & ~(1u << TYPE_OTHER) ? (uint8_t)(types & ~(1u << TYPE_OTHER)) : types;
		} else if (best != NULL) {
			read_fact(a, best, &p);
		}
	}
	const struct fact_row *state = team_told(v, facts, n, S("etat"));
	p.state = state != NULL && str_eqz(state->value, "ferme") ? PLACE_CLOSED : PLACE_OPEN;
	read_names(v, facts, n, a, &p);
	read_setting(v, facts, n, a, &p);
	return p;
}
