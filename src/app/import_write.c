// SPDX-License-Identifier: AGPL-3.0-or-later
// The rows of an import, table by table so that each statement is prepared once.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "app/slug.h"
#include "base/i18n.h"
#include "store/action.h"
#include "store/change.h"
#include "store/label.h"
#include "store/network.h"
#include "store/org.h"
#include "store/place.h"
#include "store/source.h"
#include "store/store.h"

struct writing {
	struct importing *im;
	struct map labels, actions, networks, orgs; // key → id
	VEC(struct place_row) added, changed;
	VEC(struct origin_row) origins_new, origins;
	VEC(struct fact_row) facts_new, facts, facts_gone;
	VEC(struct label_row) label_rows;
	VEC(struct engagement_row) engagements;
	VEC(struct membership_row) memberships;
	VEC(struct tie_row) ties;
	VEC(struct org) orgs_new;
	VEC(struct change_row) changes;
	int64_t next_org;
};

// --- vocabulary ---

static const struct err *put_vocabulary(struct writing *w)
{
	const struct err *err = NULL;
	struct importing *im = w->im;
	const struct atlas *atlas = im->atlas;
	for (uint32_t i = 0; i < atlas->label_n; i++)
		map_set(&w->labels, atlas->labels[i].key, (uint64_t)atlas->labels[i].id);
	for (uint32_t i = 0; i < atlas->action_n; i++)
		map_set(&w->actions, atlas->actions[i].key, (uint64_t)atlas->actions[i].id);
	for (uint32_t i = 0; i < atlas->network_n; i++)
		map_set(&w->networks, atlas->networks[i].key, (uint64_t)atlas->networks[i].id);
	for (uint32_t i = 0; i < atlas->org_n; i++)
		map_set(&w->orgs, atlas->orgs[i].key, (uint64_t)atlas->orgs[i].id);
	for (uint32_t i = 0; i < im->set->label_n; i++) {
		struct label x = im->set->labels[i];
		TRY(store_label_put(im->db, &x));
		map_set(&w->labels, x.key, (uint64_t)x.id);
	}
	for (uint32_t i = 0; i < im->set->action_n; i++) {
		struct action x = im->set->actions[i];
		if (x.category.n == 0)
			x.category = x.name;
		x.category_key = slug_of(x.category, im->arena);
		TRY(store_action_put(im->db, &x));
		map_set(&w->actions, x.key, (uint64_t)x.id);
	}
	for (uint32_t i = 0; i < im->set->network_n; i++) {
		struct network x = im->set->networks[i];
		TRY(store_network_put(im->db, &x));
		map_set(&w->networks, x.key, (uint64_t)x.id);
	}
	for (uint32_t i = 0; i < im->set->org_n; i++) {
		struct org x = im->set->orgs[i];
		TRY(store_org_put(im->db, &x));
		map_set(&w->orgs, x.key, (uint64_t)x.id);
	}
	TRY(store_next_id(im->db, STORE_ORG, &w->next_org));
done:
	return err;
}

static const struct err *unknown_key(const struct record *r, const char *what, struct str key)
{
	return err_new(ERR_INPUT, "ligne %u : %s « %.*s » n’est décrit nulle part dans ce fichier", r->line, what, STR_ARG(key));
}

static int64_t org_id(struct writing *w, const struct record_tie *t)
{
	struct str key = t->key.n > 0 ? t->key : slug_of(t->name, w->im->arena);
	uint64_t id;
	if (map_get(&w->orgs, key, &id))
		return (int64_t)id;
	if (t->name.n == 0)
		return 0;
	vec_push(&w->orgs_new, (struct org){.id = w->next_org, .key = key, .name = t->name, .holder_kind = NONE});
	map_set(&w->orgs, key, (uint64_t)w->next_org);
	return w->next_org++;
}

static const struct err *label_id(struct writing *w, const struct record_tie *t, const struct record *r, int64_t *id)
{
	uint64_t known;
	if (map_get(&w->labels, t->key, &known)) {
		*id = (int64_t)known;
		return NULL;
	}
	if (t->name.n == 0)
		return unknown_key(r, "le label", t->key);
	struct label x = {.key = t->key, .name = t->name};
	const struct err *err = store_label_put(w->im->db, &x);
	map_set(&w->labels, t->key, (uint64_t)x.id);
	*id = x.id;
	return err;
}

// --- rows of one place ---

static const struct err *add_tie(struct writing *w, const struct subject *s, const struct record *r, const struct record_tie *t)
{
	int64_t source = w->im->source.id, id = 0;
	uint64_t known;
	const struct err *err = NULL;
	switch (t->kind) {
	case TIE_LABEL:
		TRY(label_id(w, t, r, &id));
		vec_push(&w->label_rows, (struct label_row){s->id, id, source, t->date});
		break;
	case TIE_ACTION:
		if (!map_get(&w->actions, t->key, &known))
			return unknown_key(r, "l’action", t->key);
		vec_push(&w->engagements,
			 (struct engagement_row){s->id, (int64_t)known, source, (enum stage)t->stage, t->date, t->note});
		break;
	case TIE_NETWORK:
		if (!map_get(&w->networks, t->key, &known))
			return unknown_key(r, "le réseau", t->key);
		vec_push(&w->memberships, (struct membership_row){s->id, (int64_t)known, source, t->role});
		break;
	case TIE_HOLDER:
	case TIE_PARTNER:
		if ((id = org_id(w, t)) == 0)
			return unknown_key(r, "la structure", t->key);
		vec_push(&w->ties, (struct tie_row){s->id, id, source, t->kind == TIE_HOLDER,
						    t->kind == TIE_HOLDER ? NONE : t->org_kind, t->note});
		break;
	}
done:
	return err;
}

// A label that two sources give keeps the date that one of them knows: a file that knows none does not write over it.
static bool dateless_known(const struct writing *w, const struct subject *s, const struct record_tie *t)
{
	for (unsigned i = 0; s->old != NULL && t->kind == TIE_LABEL && t->date.year == 0 && i < s->old->label_n; i++)
		if (str_eq(w->im->atlas->labels[s->old->labels[i].label].key, t->key))
			return true;
	return false;
}

static const struct err *add_records(struct writing *w, const struct subject *s)
{
	const struct err *err = NULL;
	for (uint32_t i = s->first; i != NOBODY; i = w->im->next[i]) {
		const struct record *r = &w->im->set->records[i];
		struct date date = r->place.confirmed.year != 0 ? r->place.confirmed : w->im->source.date;
		struct origin_row row = {s->id, w->im->source.id, r->identifier, date};
		if (s->old == NULL)
			vec_push(&w->origins_new, row);
		else
			vec_push(&w->origins, row);
		for (uint32_t t = 0; t < r->tie_n; t++)
			if (!dateless_known(w, s, &r->ties[t]))
				TRY(add_tie(w, s, r, &r->ties[t]));
	}
done:
	return err;
}

static void add_facts(struct writing *w, const struct subject *s)
{
	for (size_t i = 0; i < s->fact_n; i++) {
		if (s->before_n == 0 && s->old == NULL)
			vec_push(&w->facts_new, s->facts[i]);
		else
			vec_push(&w->facts, s->facts[i]);
	}
	for (size_t i = 0; i < s->before_n; i++) {
		bool still = false;
		for (size_t k = 0; k < s->fact_n && !still; k++)
			still = strcmp(s->before[i].field, s->facts[k].field) == 0;
		if (!still)
			vec_push(&w->facts_gone, s->before[i]);
	}
}

// The fields that differ, "clé : valeur" a line.
static void tell_change(struct writing *w, const struct subject *s)
{
	struct buf before = BUF_IN(w->im->arena), after = BUF_IN(w->im->arena);
	for (size_t k = 0; s->old != NULL && k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		if (field_same(f, s->old, &s->now))
			continue;
		buf_addf(&before, "%s: ", f->key);
		field_write(f, s->old, &before);
		buf_addc(&before, '\n');
		buf_addf(&after, "%s: ", f->key);
		field_write(f, &s->now, &after);
		buf_addc(&after, '\n');
	}
	if (s->old == NULL)
		buf_addf(&after, "nom: %.*s\n", STR_ARG(s->now.name));
	vec_push(&w->changes, (struct change_row){.source = w->im->source.id,
						  .what = s->old != NULL ? S("lieu-modifie") : S("lieu-cree"),
						  .place = s->id, .before = buf_str(&before), .after = buf_str(&after)});
}

static int64_t confirmed_by(const struct writing *w, const struct place *p)
{
	if (p->confirmed.year == 0)
		return 0; // no source says when: nobody confirmed it
	return p->confirmed_by == UINT16_MAX ? w->im->source.id : w->im->atlas->sources[p->confirmed_by].id;
}

// A place that is new, or that goes by another name from now on; its old address will lead to the new one.
static bool wants_slug(const struct subject *s)
{
	return s->old == NULL || (s->changed && !str_eq(s->old->name, s->now.name));
}

static const struct err *give_slugs(struct writing *w)
{
	struct importing *im = w->im;
	struct slug_row *old;
	size_t n;
	struct map taken = {0};
	const struct err *err = NULL;
	TRY(store_old_slugs(im->db, im->arena, &old, &n));
	for (uint32_t i = 0; i < im->atlas->place_n; i++)
		map_set(&taken, im->atlas->places[i].slug, 1);
	for (size_t i = 0; i < n; i++)
		map_set(&taken, old[i].slug, 1);
	for (size_t i = 0; i < im->subjects.n; i++)
		if (wants_slug(&im->subjects.v[i]))
			im->subjects.v[i].now.slug =
				slug_unique(&taken, im->subjects.v[i].now.name, im->subjects.v[i].now.commune, im->arena);
done:
	map_release(&taken);
	return err;
}

static const struct err *gather(struct writing *w)
{
	const struct err *err = NULL;
	struct importing *im = w->im;
	for (size_t i = 0; i < im->subjects.n; i++) {
		struct subject *s = &im->subjects.v[i];
		if (!s->changed) {
			im->report->unchanged++;
			continue;
		}
		struct place_row row = {&s->now, confirmed_by(w, &s->now)};
		if (s->old == NULL) {
			vec_push(&w->added, row);
			im->report->created++;
		} else {
			vec_push(&w->changed, row);
			im->report->changed++;
		}
		add_facts(w, s);
		tell_change(w, s);
		TRY(add_records(w, s));
	}
done:
	return err;
}

static const struct err *put_proposals(struct importing *im)
{
	const struct err *err = NULL;
	VEC(struct duplicate_row) rows = {0};
	for (size_t i = 0; i < im->proposals.n; i++) {
		const struct proposal *p = &im->proposals.v[i];
		uint32_t side[2] = {p->a, p->b};
		int64_t id[2];
		for (int k = 0; k < 2; k++)
			id[k] = side[k] & PLACE_BIT ? im->atlas->places[side[k] & ~PLACE_BIT].id : im->subjects.v[side[k]].id;
		if (id[0] == id[1])
			continue;
		const char *words[8];
		size_t n = match_words(p->match.reasons, words);
		struct duplicate_row row = {.a = id[0], .b = id[1], .confidence = (double)p->match.confidence,
					    .reasons = arena_array(im->arena, n, sizeof *row.reasons), .reason_n = n};
		row.confidence = round(row.confidence * 100) / 100;
		for (size_t k = 0; k < n; k++)
			row.reasons[k] = str_of(words[k]);
		vec_push(&rows, row);
	}
	TRY(store_duplicate_put(im->db, rows.v, rows.n));
	im->report->proposed = rows.n;
done:
	vec_free(&rows);
	return err;
}

static const struct err *put_leads(struct writing *w)
{
	const struct err *err = NULL;
	for (uint32_t i = 0; i < w->im->set->network_n; i++) {
		const struct network *x = &w->im->set->networks[i];
		uint64_t id;
		if (x->lead == NONE || !map_get(&w->networks, x->key, &id))
			continue;
		TRY(store_network_lead(w->im->db, (int64_t)id, w->im->subjects.v[w->im->subject_of[x->lead]].id));
	}
done:
	return err;
}

static const struct err *put_rows(struct writing *w)
{
	const struct err *err = NULL;
	struct db *db = w->im->db;
	TRY(store_place_insert(db, w->added.v, w->added.n));
	TRY(store_place_update(db, w->changed.v, w->changed.n));
	TRY(store_origin_insert(db, w->origins_new.v, w->origins_new.n));
	TRY(store_origin_put(db, w->origins.v, w->origins.n));
	TRY(store_fact_delete(db, w->facts_gone.v, w->facts_gone.n));
	TRY(store_fact_insert(db, w->facts_new.v, w->facts_new.n));
	TRY(store_fact_put(db, w->facts.v, w->facts.n));
	TRY(store_org_insert(db, w->orgs_new.v, w->orgs_new.n));
	TRY(store_place_label_put(db, w->label_rows.v, w->label_rows.n));
	TRY(store_engagement_put(db, w->engagements.v, w->engagements.n));
	TRY(store_membership_put(db, w->memberships.v, w->memberships.n));
	TRY(store_tie_put(db, w->ties.v, w->ties.n));
	TRY(put_leads(w));
	TRY(put_proposals(w->im));
	if (w->changes.n > 0 || import_brings_news(w->im)) {
		struct importing *im = w->im;
		vec_push(&w->changes, (struct change_row){.source = im->source.id, .what = S("import"),
							  .after = arena_printf(im->arena, "lus: %zu\ncrees: %zu\nmodifies: %zu\nproposes: %zu\n",
										im->report->read, im->report->created, im->report->changed,
										im->report->proposed)});
		TRY(store_change_append(db, w->changes.v, w->changes.n));
	}
done:
	return err;
}

const struct err *import_write(struct importing *im)
{
	const struct err *err = NULL;
	struct writing w = {.im = im};
	if (im->progress != NULL)
		im->progress(im->user, "écriture", 0, im->subjects.n);
	TRY(put_vocabulary(&w));
	TRY(give_slugs(&w));
	TRY(gather(&w));
	TRY(put_rows(&w));
done:
	map_release(&w.labels);
	map_release(&w.actions);
	map_release(&w.networks);
	map_release(&w.orgs);
	vec_free(&w.added);
	vec_free(&w.changed);
	vec_free(&w.origins_new);
	vec_free(&w.origins);
	vec_free(&w.facts_new);
	vec_free(&w.facts);
	vec_free(&w.facts_gone);
	vec_free(&w.label_rows);
	vec_free(&w.engagements);
	vec_free(&w.memberships);
	vec_free(&w.ties);
	vec_free(&w.orgs_new);
	vec_free(&w.changes);
	return err;
}
