// SPDX-License-Identifier: AGPL-3.0-or-later
// The values of an import: what its records say as facts, and what each place then shows (shown.h has the rule).
#include <math.h>
#include <string.h>

#include "app/import.h"
#include "app/shown.h"
#include "exchange/clean.h"

static struct voices voices_of(const struct importing *im)
{
	return (struct voices){im->atlas->sources, im->atlas->source_n, &im->source};
}

int import_trust(const struct importing *im, int64_t source)
{
	if (source == im->source.id)
		return source_trust(im->source.key);
	for (uint32_t i = 0; i < im->atlas->source_n; i++)
		if (im->atlas->sources[i].id == source)
			return source_trust(im->atlas->sources[i].key);
	return 0;
}

struct place import_shown(const struct importing *im, const struct fact_row *facts, size_t n)
{
	struct voices voices = voices_of(im);
	return place_from_facts(&voices, facts, n, im->arena);
}

struct date import_origin_date(const struct importing *im, const struct record *r)
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
	uint64_t told = lead->told;
	struct buf names = BUF_IN(im->arena);
	for (struct str rest = p.other_names; rest.n > 0;)
		names_add(&names, p.name, str_cut(rest, ';', &rest));
	for (uint32_t r = im->next[s->first]; r != NOBODY; r = im->next[r]) { // a second record of this source fills in
		const struct place *more = &im->set->records[r].place;
		told |= im->set->records[r].told;
		for (size_t k = 0; k < place_field_n; k++)
			if (field_empty(&place_fields[k], &p) && !field_of_setting(place_fields[k].key))
				field_copy(&place_fields[k], &p, more);
		p.types |= more->types;
		names_add(&names, p.name, more->name);
		for (struct str rest = more->other_names; rest.n > 0;)
			names_add(&names, p.name, str_cut(rest, ';', &rest));
	}
	p.other_names = buf_str(&names);
	s->now = p;
	struct date date = import_origin_date(im, lead);
	s->facts = arena_array(im->arena, place_field_n, sizeof *s->facts);
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		bool code = f->form == FORM_INSEE || f->form == FORM_POSTCODE;
		if (field_empty(f, &p) || (f->type == FIELD_REAL && p.at_centre) || (code && !(told >> k & 1)))
			continue; // the commune's centre or its code is not the source's word but ours
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
		const struct fact_row *old = fact_of(s->before, s->before_n, s->facts[i].field, s->facts[i].source);
		if (old == NULL || !str_eq(old->value, s->facts[i].value) || date_cmp(old->date, s->facts[i].date) != 0)
			return false;
	}
	return true;
}

static bool same_origins(const struct importing *im, const struct subject *s)
{
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r]) {
		const struct record *record = &im->set->records[r];
		bool origin = false;
		for (unsigned i = 0; i < s->old->origin_n && !origin; i++) {
			const struct origin *o = &s->old->origins[i];
			origin = o->source == im->source_at && str_eq(o->identifier, record->identifier) &&
				 date_cmp(o->date, import_origin_date(im, record)) == 0;
		}
		if (!origin)
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
	uint64_t team;
	p->confirmed_by = UINT16_MAX; // this source
	for (uint32_t r = s->first; r != NOBODY; r = im->next[r]) {
		struct date d = import_origin_date(im, &im->set->records[r]);
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
	if (old != NULL && old->confirmed.year != 0 && (int32_t)old->confirmed_by != im->source_at && date_cmp(old->confirmed, newest) > 0) {
		newest = old->confirmed; // the place's own team, or whoever else was there since
		p->confirmed_by = old->confirmed_by;
		p->state = old->state;
	}
	if (map_get(&im->team_said, said_name(s->id, S("etat"), S(""), im->arena), &team))
		p->state = old != NULL ? old->state : p->state;
	p->confirmed = newest;
}

// What the file now says otherwise than the place's own team: they are asked. Not again for what it said before.
static void wish_facts(struct importing *im, struct subject *s, const struct fact_row *said, size_t n)
{
	for (size_t i = 0; i < s->fact_n; i++) {
		const struct fact_row *f = &s->facts[i], *team = fact_of(said, n, f->field, im->team);
		const struct fact_row *was = fact_of(s->before, s->before_n, f->field, im->source.id);
		const struct field *field = field_find(str_of(f->field));
		struct place wished = s->now;
		struct str problem;
		if (team == NULL || field == NULL || (was != NULL && str_eq(was->value, f->value)) || str_eq(team->value, f->value))
			continue;
		if (!field_read(field, f->value, im->arena, &wished, &problem) || field_same(field, &wished, &s->now))
			continue;
		vec_push(&im->wishes, (struct wish){(size_t)(s - im->subjects.v), S("champ"), str_of(f->field), team->value, f->value});
	}
}

static const struct err *value_subject(struct importing *im, struct subject *s)
{
	const struct err *err = NULL;
	struct fact_row *said = NULL, *all;
	size_t said_n = 0, n = 0;
	struct str slug = s->old != NULL ? s->old->slug : s->now.slug;
	if (s->old != NULL && same_facts(s) && same_origins(im, s) && import_same_ties(s))
		return NULL;
	s->changed = true;
	if (s->old != NULL || s->revived)
		TRY(store_fact_list(im->db, s->id, im->arena, &said, &said_n));
	all = arena_array(im->arena, said_n + s->fact_n, sizeof *all);
	for (size_t i = 0; i < said_n; i++)
		if (said[i].source != im->source.id)
			all[n++] = said[i];
	if (n > 0) { // else the records' own values stand
		memcpy(all + n, s->facts, s->fact_n * sizeof *all);
		s->now = import_shown(im, all, n + s->fact_n);
	}
	s->now.id = s->id;
	s->now.slug = slug;
	confirm(im, s);
	struct voices voices = voices_of(im);
	const struct fact_row *state = n > 0 ? team_told(&voices, all, n, S("etat")) : NULL;
	if (state != NULL)
		s->now.state = str_eqz(state->value, "ferme") ? PLACE_CLOSED : PLACE_OPEN;
	if (s->old == NULL)
		return NULL;
	if (im->team != 0)
		wish_facts(im, s, said, said_n);
	TRY(import_value_ties(im, s));
	import_items(im, s);
done:
	return err;
}

// Where a place's rows begin among many, by place.
#define BY_PLACE(map, rows, n)                                                                             \
	do {                                                                                               \
		for (size_t i_ = 0; i_ < (n); i_++) {                                                      \
			struct str key_ = {(const char *)&(rows)[i_].place, sizeof (rows)[i_].place};      \
			if (!map_get((map), key_, NULL))                                                   \
				map_set((map), key_, i_);                                                  \
		}                                                                                          \
	} while (0)

const struct err *import_value(struct importing *im)
{
	const struct err *err = NULL;
	struct fact_row *facts = NULL; // by place
	struct said_row *ties = NULL;
	size_t fact_n = 0, tie_n = 0;
	struct map first_fact = {0}, first_tie = {0};
	if (im->source_at != NONE) {
		TRY(store_fact_of_source(im->db, im->source.id, im->arena, &facts, &fact_n));
		TRY(store_said_of_source(im->db, im->source.id, im->arena, &ties, &tie_n));
	}
	BY_PLACE(&first_fact, facts, fact_n);
	BY_PLACE(&first_tie, ties, tie_n);
	for (size_t i = 0; i < im->subjects.n && err == NULL; i++) {
		struct subject *s = &im->subjects.v[i];
		struct str key = {(const char *)&s->id, sizeof s->id}, slug = s->now.slug;
		uint64_t at = 0;
		if (s->first == NOBODY)
			continue;
		if (map_get(&first_fact, key, &at))
			for (s->before = facts + at; at + s->before_n < fact_n && facts[at + s->before_n].place == s->id;)
				s->before_n++;
		if (map_get(&first_tie, key, &at))
			for (s->ties_before = ties + at; at + s->ties_before_n < tie_n && ties[at + s->ties_before_n].place == s->id;)
				s->ties_before_n++;
		import_tell(im, s);
		s->now.slug = slug;
		import_tell_ties(im, s);
		err = value_subject(im, s);
		if (im->progress != NULL && i % 1000 == 0)
			im->progress(im->user, "lieux", i, im->subjects.n);
	}
done:
	map_release(&first_fact);
	map_release(&first_tie);
	return err;
}
