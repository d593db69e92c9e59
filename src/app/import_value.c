// SPDX-License-Identifier: AGPL-3.0-or-later
// What a place shows when several sources tell of it. The rule, and the only one:
//
//  - each fact is kept with its source and date; what is shown is worked out from them;
//  - for each field the most trusted source wins (the place's team, then a network, then any file), and among equals
//    the most recent;
//  - where it stands comes as a whole from one source: one that knows a street or a point goes before one that only
//    knows the commune, whatever its date;
//  - types and names are unions: a name that is not shown stays as another name.
#include <math.h>
#include <string.h>

#include "app/import.h"
#include "app/slug.h"
#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/enrich.h"
#include "store/place.h"

int source_trust(struct str key)
{
	if (str_eqz(key, "equipe"))
		return 3;
	return str_eqz(key, "documents-de-depart") || str_starts(key, S("reseau-")) ? 2 : 1;
}

static int trust_of(const struct importing *im, int64_t source)
{
	if (source == im->source.id)
		return source_trust(im->source.key);
	for (uint32_t i = 0; i < im->atlas->source_n; i++)
		if (im->atlas->sources[i].id == source)
			return source_trust(im->atlas->sources[i].key);
	return 0;
}

static bool beats(const struct importing *im, const struct fact_row *a, const struct fact_row *b)
{
	int trust_a = trust_of(im, a->source), trust_b = trust_of(im, b->source), newer = date_cmp(a->date, b->date);
	if (trust_a != trust_b)
		return trust_a > trust_b;
	return newer != 0 ? newer > 0 : a->source > b->source;
}

static const struct fact_row *told(const struct fact_row *facts, size_t n, const char *key, int64_t source)
{
	for (size_t i = 0; i < n; i++)
		if (facts[i].source == source && strcmp(facts[i].field, key) == 0)
			return &facts[i];
	return NULL;
}

static bool of_setting(const char *key)
{
	static const char *const keys[] = {"adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"};
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static void read_fact(const struct importing *im, const struct fact_row *f, struct place *p)
{
	struct str problem;
	const struct field *field = field_find(str_of(f->field));
	if (field != NULL)
		field_read(field, f->value, im->arena, p, &problem); // it was good when it was written
}

// Where the place stands, from the source that knows it best.
static void read_setting(const struct importing *im, const struct fact_row *facts, size_t n, struct place *p)
{
	const struct fact_row *best = NULL, *point = NULL;
	bool best_street = false;
	for (size_t i = 0; i < n; i++) {
		const struct fact_row *f = &facts[i];
		bool precise = told(facts, n, "adresse", f->source) != NULL || told(facts, n, "latitude", f->source) != NULL;
		if (strcmp(f->field, "latitude") == 0 && (point == NULL || beats(im, f, point)))
			point = f;
		if (strcmp(f->field, "commune") != 0)
			continue;
		if (best == NULL || precise > best_street || (precise == best_street && beats(im, f, best))) {
			best = f;
			best_street = precise;
		}
	}
	for (size_t i = 0; i < n && best != NULL; i++)
		if (facts[i].source == best->source && of_setting(facts[i].field))
			read_fact(im, &facts[i], p);
	if (isnan(p->lat) && point != NULL) {
		const struct fact_row *lon = told(facts, n, "longitude", point->source);
		read_fact(im, point, p);
		if (lon != NULL)
			read_fact(im, lon, p);
	}
	enrich_place(p, im->arena);
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

static void add_name(struct buf *names, struct str shown, struct str name)
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

static void read_names(const struct importing *im, const struct fact_row *facts, size_t n, struct place *p)
{
	const struct fact_row *best = NULL;
	for (size_t i = 0; i < n; i++)
		if (strcmp(facts[i].field, "nom") == 0 && (best == NULL || beats(im, &facts[i], best)))
			best = &facts[i];
	if (best == NULL)
		return;
	p->name = utf8_clip(clean_name(best->value, im->arena).name, 200);
	struct buf names = BUF_IN(im->arena);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(facts[i].field, "nom") == 0)
			add_name(&names, p->name, clean_name(facts[i].value, im->arena).name);
		if (strcmp(facts[i].field, "autres_noms") != 0)
			continue;
		for (struct str rest = facts[i].value; rest.n > 0;)
			add_name(&names, p->name, str_cut(rest, ';', &rest));
	}
	p->other_names = buf_str(&names);
}

struct place place_from_facts(const struct importing *im, const struct fact_row *facts, size_t n)
{
	struct place p = place_none();
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *field = &place_fields[k];
		const struct fact_row *best = NULL;
		uint8_t types = 0;
		if (of_setting(field->key) || field->offset == offsetof(struct place, name) ||
		    field->offset == offsetof(struct place, other_names))
			continue;
		for (size_t i = 0; i < n; i++) {
			if (strcmp(facts[i].field, field->key) != 0)
				continue;
			if (field->type == FIELD_TYPES) {
				read_fact(im, &facts[i], &p);
				types |= p.types;
			} else if (best == NULL || beats(im, &facts[i], best)) {
				best = &facts[i];
			}
		}
		if (field->type == FIELD_TYPES) {
			// "autre" says nothing once a family is known.
			p.types = types & ~(1u << TYPE_OTHER) ? (uint8_t)(types & ~(1u << TYPE_OTHER)) : types;
		} else if (best != NULL) {
			read_fact(im, best, &p);
		}
	}
	read_names(im, facts, n, &p);
	read_setting(im, facts, n, &p);
	return p;
}

static struct date origin_date(const struct importing *im, const struct record *r)
{
	return r->place.confirmed.year != 0 ? r->place.confirmed : im->source.date;
}

static void add_fact(struct importing *im, struct subject *s, const char *key, struct str value, struct date date)
{
	if (value.n > 0)
		s->facts[s->fact_n++] = (struct fact_row){s->id, im->source.id, key, value, date};
}

void import_tell(struct importing *im, struct subject *s)
{
	const struct record *lead = &im->set->records[s->first];
	struct place p = lead->place;
	struct buf names = BUF_IN(im->arena);
	for (struct str rest = p.other_names; rest.n > 0;)
		add_name(&names, p.name, str_cut(rest, ';', &rest));
	for (uint32_t r = im->next[s->first]; r != NOBODY; r = im->next[r]) { // a second record of this source fills in
		const struct place *more = &im->set->records[r].place;
		for (size_t k = 0; k < place_field_n; k++)
			if (field_empty(&place_fields[k], &p) && !of_setting(place_fields[k].key))
				field_copy(&place_fields[k], &p, more);
		p.types |= more->types;
		add_name(&names, p.name, more->name);
		for (struct str rest = more->other_names; rest.n > 0;)
			add_name(&names, p.name, str_cut(rest, ';', &rest));
	}
	p.other_names = buf_str(&names);
	s->now = p;
	struct date date = origin_date(im, lead);
	s->facts = arena_array(im->arena, place_field_n, sizeof *s->facts);
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		if (field_empty(f, &p) || (f->type == FIELD_REAL && p.at_centre))
			continue; // the commune's centre is not the source's word but ours
		struct buf value = BUF_IN(im->arena);
		field_write(f, &p, &value);
		bool name = f->offset == offsetof(struct place, name);
		add_fact(im, s, f->key, name ? clean_told_name(lead->raw_name, p.name) : buf_str(&value), date);
	}
}

static bool same_facts(const struct subject *s)
{
	if (s->fact_n != s->before_n)
		return false;
	for (size_t i = 0; i < s->fact_n; i++) {
		const struct fact_row *old = told(s->before, s->before_n, s->facts[i].field, s->facts[i].source);
		if (old == NULL || !str_eq(old->value, s->facts[i].value) || date_cmp(old->date, s->facts[i].date) != 0)
			return false;
	}
	return true;
}

// --- ties that the network knows already ---

static bool tie_known(const struct importing *im, const struct place *p, const struct record_tie *t)
{
	const struct atlas *a = im->atlas;
	switch (t->kind) {
	case TIE_LABEL:
		for (unsigned i = 0; i < p->label_n; i++)
			if (str_eq(a->labels[p->labels[i].label].key, t->key))
				return t->date.year == 0 || date_cmp(p->labels[i].date, t->date) == 0;
		return false;
	case TIE_ACTION:
		for (unsigned i = 0; i < p->engagement_n; i++) {
			const struct engagement *e = &p->engagements[i];
			if (str_eq(a->actions[e->action].key, t->key))
				return e->stage == t->stage && str_eq(e->note, t->note) && date_cmp(e->since, t->date) == 0;
		}
		return false;
	case TIE_NETWORK:
		for (unsigned i = 0; i < p->membership_n; i++)
			if (str_eq(a->networks[p->memberships[i].network].key, t->key))
				return str_eq(p->memberships[i].role, t->role);
		return false;
	case TIE_HOLDER:
	case TIE_PARTNER:
		for (unsigned i = 0; i < p->tie_n; i++) {
			const struct tie *known = &p->ties[i];
			const struct org *org = &a->orgs[known->org];
			struct str key = t->key.n > 0 ? t->key : slug_of(t->name, im->arena);
			if (known->holder == (t->kind == TIE_HOLDER) && str_eq(org->key, key))
				return known->partner_kind == t->org_kind && str_eq(known->note, t->note);
		}
		return false;
	}
	return false;
}

static bool all_known(const struct importing *im, const struct subject *s)
{
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r]) {
		const struct record *record = &im->set->records[r];
		bool origin = false;
		for (unsigned i = 0; i < s->old->origin_n && !origin; i++) {
			const struct origin *o = &s->old->origins[i];
			origin = o->source == im->source_at && str_eq(o->identifier, record->identifier) &&
				 date_cmp(o->date, origin_date(im, record)) == 0;
		}
		if (!origin)
			return false;
		for (uint32_t t = 0; t < record->tie_n; t++)
			if (!tie_known(im, s->old, &record->ties[t]))
				return false;
	}
	return true;
}

// The newest word of any source confirms the place.
static void confirm(struct importing *im, struct subject *s)
{
	struct place *p = &s->now;
	const struct place *old = s->old;
	struct date newest = {0};
	p->confirmed_by = UINT16_MAX; // this source
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r]) {
		struct date d = origin_date(im, &im->set->records[r]);
		if (date_cmp(d, newest) > 0)
			newest = d;
		p->state = im->set->records[r].place.state;
	}
	for (unsigned i = 0; old != NULL && i < old->origin_n; i++) {
		const struct origin *o = &old->origins[i];
		if (o->source != im->source_at && date_cmp(o->date, newest) > 0) {
			newest = o->date;
			p->confirmed_by = o->source;
			p->state = old->state;
		}
	}
	p->confirmed = newest;
}

static const struct err *value_subject(struct importing *im, struct subject *s, const struct fact_row *mine, size_t mine_n)
{
	const struct err *err = NULL;
	struct fact_row *all = s->facts;
	size_t n = s->fact_n;
	bool others = false;
	s->before = (struct fact_row *)(uintptr_t)mine;
	s->before_n = mine_n;
	for (unsigned i = 0; s->old != NULL && i < s->old->origin_n; i++)
		others = others || s->old->origins[i].source != im->source_at;
	if (s->old != NULL && same_facts(s) && all_known(im, s))
		return NULL;
	s->changed = true;
	if (others) {
		struct fact_row *said;
		size_t said_n;
		TRY(store_fact_list(im->db, s->id, im->arena, &said, &said_n));
		all = arena_array(im->arena, said_n + s->fact_n, sizeof *all);
		n = 0;
		for (size_t i = 0; i < said_n; i++)
			if (said[i].source != im->source.id)
				all[n++] = said[i];
		memcpy(all + n, s->facts, s->fact_n * sizeof *all);
		n += s->fact_n;
	}
	if (others) // else the records' own values stand
		s->now = place_from_facts(im, all, n);
	s->now.id = s->id;
	s->now.slug = s->old != NULL ? s->old->slug : STR_NONE;
	confirm(im, s);
done:
	return err;
}

const struct err *import_value(struct importing *im)
{
	const struct err *err = NULL;
	struct fact_row *mine = NULL; // by place
	size_t mine_n = 0;
	if (im->source_at != NONE)
		TRY(store_fact_of_source(im->db, im->source.id, im->arena, &mine, &mine_n));
	struct map first = {0};
	for (size_t i = 0; i < mine_n; i++) {
		struct str key = {(const char *)&mine[i].place, sizeof mine[i].place};
		if (!map_get(&first, key, NULL))
			map_set(&first, key, i);
	}
	for (size_t i = 0; i < im->subjects.n && err == NULL; i++) {
		struct subject *s = &im->subjects.v[i];
		uint64_t at = 0;
		size_t n = 0;
		if (map_get(&first, (struct str){(const char *)&s->id, sizeof s->id}, &at))
			while (at + n < mine_n && mine[at + n].place == s->id)
				n++;
		import_tell(im, s);
		err = value_subject(im, s, mine != NULL ? mine + at : NULL, n);
		if (im->progress != NULL && i % 1000 == 0)
			im->progress(im->user, "lieux", i, im->subjects.n);
	}
	map_release(&first);
done:
	return err;
}
