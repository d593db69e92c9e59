// SPDX-License-Identifier: AGPL-3.0-or-later
// The values of an import: what its records say as facts, and what each place then shows (shown.h has the rule).
#include <math.h>
#include <string.h>

#include "app/import.h"
#include "app/shown.h"
#include "app/slug.h"
#include "exchange/clean.h"
#include "store/place.h"

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
		names_add(&names, p.name, str_cut(rest, ';', &rest));
	for (uint32_t r = im->next[s->first]; r != NOBODY; r = im->next[r]) { // a second record of this source fills in
		const struct place *more = &im->set->records[r].place;
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
		const struct fact_row *old = fact_of(s->before, s->before_n, s->facts[i].field, s->facts[i].source);
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
	struct voices voices = {im->atlas->sources, im->atlas->source_n, &im->source};
	if (others) // else the records' own values stand
		s->now = place_from_facts(&voices, all, n, im->arena);
	s->now.id = s->id;
	s->now.slug = s->old != NULL ? s->old->slug : STR_NONE;
	confirm(im, s);
	const struct fact_row *state = others ? team_told(&voices, all, n, S("etat")) : NULL;
	if (state != NULL)
		s->now.state = str_eqz(state->value, "ferme") ? PLACE_CLOSED : PLACE_OPEN;
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
