// SPDX-License-Identifier: AGPL-3.0-or-later
// The rows of an import, table by table so that each statement is prepared once.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "app/slug.h"
#include "app/suggestion.h"
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
	VEC(struct said_row) said_new, said, said_gone;
	VEC(struct change_row) changes;
	VEC(struct change_item_row) items; // change: position in changes
	VEC(struct import_place_row) touched;
	VEC(struct import_before_row) befores;
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

// Labels and networks that only rows name.
static const struct err *put_named(struct writing *w)
{
	const struct err *err = NULL;
	uint64_t known;
	for (uint32_t r = 0; r < w->im->set->record_n; r++) {
		const struct record *record = &w->im->set->records[r];
		for (uint32_t t = 0; t < record->tie_n && w->im->refused[r].p == NULL; t++) {
			const struct record_tie *tie = &record->ties[t];
			struct str key = tie->key.n > 0 ? tie->key : slug_of(tie->name, w->im->arena);
			if (tie->kind == TIE_LABEL && !map_get(&w->labels, key, &known)) {
				struct label x = {.key = key, .name = tie->name};
				TRY(store_label_put(w->im->db, &x));
				map_set(&w->labels, key, (uint64_t)x.id);
			} else if (tie->kind == TIE_NETWORK && !map_get(&w->networks, key, &known)) {
				struct network x = {.key = key, .name = tie->name, .lead = NONE};
				TRY(store_network_put(w->im->db, &x));
				map_set(&w->networks, key, (uint64_t)x.id);
			}
		}
	}
done:
	return err;
}

static int64_t org_id(struct writing *w, struct str key, const struct tie_parts *t, bool holder)
{
	uint64_t id;
	if (map_get(&w->orgs, key, &id))
		return (int64_t)id;
	vec_push(&w->orgs_new, (struct org){.id = w->next_org, .key = key, .name = t->name.n > 0 ? t->name : key,
					    .holder_kind = holder ? t->org_kind : NONE});
	map_set(&w->orgs, key, (uint64_t)w->next_org);
	return w->next_org++;
}

static int64_t id_in(const struct map *m, struct str key)
{
	uint64_t id;
	return map_get(m, key, &id) ? (int64_t)id : 0;
}

// --- rows of one place ---

// What is shown of a tie, from what is said of it.
static void show(struct writing *w, const struct said_row *r)
{
	struct tie_parts t = said_parts(r->kind, r->value);
	int64_t id;
	switch (r->kind) {
	case SAID_LABEL:
		if ((id = id_in(&w->labels, r->key)) != 0)
			vec_push(&w->label_rows, (struct label_row){r->place, id, r->source, t.date});
		break;
	case SAID_ACTION:
		if ((id = id_in(&w->actions, r->key)) != 0 && t.stage >= 0)
			vec_push(&w->engagements, (struct engagement_row){r->place, id, r->source, (enum stage)t.stage, t.date, t.text});
		break;
	case SAID_NETWORK:
		if ((id = id_in(&w->networks, r->key)) != 0)
			vec_push(&w->memberships, (struct membership_row){r->place, id, r->source, t.text});
		break;
	case SAID_HOLDER:
	case SAID_PARTNER:
		id = org_id(w, r->key, &t, r->kind == SAID_HOLDER);
		vec_push(&w->ties, (struct tie_row){r->place, id, r->source, r->kind == SAID_HOLDER,
						    r->kind == SAID_HOLDER ? NONE : t.org_kind, t.text});
		break;
	case SAID_KIND_COUNT:
		break;
	}
}

static const struct err *hide(struct writing *w, const struct said_row *r)
{
	const struct map *maps[] = {&w->labels, &w->actions, &w->networks, &w->orgs, &w->orgs};
	return store_shown_delete(w->im->db, r->kind, r->place, id_in(maps[r->kind], r->key));
}

static void add_origins(struct writing *w, const struct subject *s)
{
	for (uint32_t i = s->first; i != NOBODY; i = w->im->next[i]) {
		const struct record *r = &w->im->set->records[i];
		struct origin_row row = {s->id, w->im->source.id, r->identifier, import_origin_date(w->im, r)};
		if (s->old == NULL && !s->revived)
			vec_push(&w->origins_new, row);
		else
			vec_push(&w->origins, row);
	}
}

static void add_ties(struct writing *w, const struct subject *s)
{
	for (size_t i = 0; i < s->tie_n; i++) {
		if (s->old == NULL && !s->revived)
			vec_push(&w->said_new, s->ties[i]);
		else
			vec_push(&w->said, s->ties[i]);
		if (s->old == NULL)
			show(w, &s->ties[i]);
	}
	for (size_t i = 0; i < s->ties_before_n; i++) {
		bool still = false;
		for (size_t k = 0; k < s->tie_n && !still; k++)
			still = s->ties_before[i].kind == s->ties[k].kind && str_eq(s->ties_before[i].key, s->ties[k].key);
		if (!still)
			vec_push(&w->said_gone, s->ties_before[i]);
	}
}

// How it was, so that the import can be taken back.
static void add_before(struct writing *w, const struct subject *s)
{
	const struct importing *im = w->im;
	if (s->old == NULL) {
		vec_push(&w->touched, (struct import_place_row){.place = s->id, .made = true});
		return;
	}
	int64_t by = s->old->confirmed.year != 0 ? im->atlas->sources[s->old->confirmed_by].id : 0;
	vec_push(&w->touched, (struct import_place_row){.place = s->id, .closed = s->old->state == PLACE_CLOSED,
							.confirmed = s->old->confirmed, .confirmed_by = by});
	for (size_t i = 0; i < s->before_n; i++)
		vec_push(&w->befores, (struct import_before_row){.place = s->id, .kind = S("champ"), .key = str_of(s->before[i].field),
								 .value = s->before[i].value, .date = s->before[i].date});
	for (size_t i = 0; i < s->ties_before_n; i++)
		vec_push(&w->befores, (struct import_before_row){.place = s->id, .kind = said_kind_code(s->ties_before[i].kind),
								 .key = s->ties_before[i].key, .value = s->ties_before[i].value,
								 .date = s->ties_before[i].date});
	for (unsigned i = 0; i < s->old->origin_n; i++) {
		const struct origin *o = &s->old->origins[i];
		if (o->source == im->source_at)
			vec_push(&w->befores, (struct import_before_row){.place = s->id, .kind = S("origine"), .key = o->identifier,
									 .value = S(""), .date = o->date});
	}
}

static void add_facts(struct writing *w, const struct subject *s)
{
	for (size_t i = 0; i < s->fact_n; i++) {
		if (s->old == NULL && !s->revived)
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

// As what somebody imports.
static struct str import_role(const struct actor *who)
{
	if (who == NULL)
		return STR_NONE;
	return actor_animates_something(who) && !who->admin ? S("animation") : S("administration");
}

static void tell_change(struct writing *w, const struct subject *s)
{
	const struct actor *who = w->im->req->who;
	if (s->old != NULL && s->item_n == 0)
		return; // the source says it otherwise, and nothing that is shown changes
	for (size_t i = 0; i < s->item_n; i++) {
		vec_push(&w->items, s->items[i]);
		w->items.v[w->items.n - 1].change = (int64_t)w->changes.n;
	}
	vec_push(&w->changes, (struct change_row){
				      .source = w->im->source.id, .what = s->old != NULL ? S("lieu-modifie") : S("lieu-cree"), .place = s->id,
				      .person = who != NULL ? who->person : 0, .role = import_role(who),
				      .after = s->old == NULL ? arena_printf(w->im->arena, "nom: %.*s\n", STR_ARG(s->now.name)) : STR_NONE});
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
	if (s->first == NOBODY || s->revived)
		return false;
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
		if (!s->changed)
			continue;
		struct place_row row = {&s->now, confirmed_by(w, &s->now)};
		if (s->old == NULL && !s->revived)
			vec_push(&w->added, row);
		else
			vec_push(&w->changed, row);
		if (s->revived)
			TRY(store_place_revive(im->db, s->id));
		add_facts(w, s);
		if (!im->undoing)
			add_before(w, s);
		add_origins(w, s);
		add_ties(w, s);
		tell_change(w, s);
	}
	for (size_t i = 0; i < im->shifts.n; i++)
		if (im->shifts.v[i].row.value.n > 0)
			show(w, &im->shifts.v[i].row);
		else
			TRY(hide(w, &im->shifts.v[i].row));
done:
	return err;
}

// 0: it was left out.
static int64_t side_id(const struct importing *im, uint32_t side)
{
	if (side & PLACE_BIT)
		return im->atlas->places[side & ~PLACE_BIT].id;
	return im->subjects.v[side].first == NOBODY ? 0 : im->subjects.v[side].id;
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
			id[k] = side_id(im, side[k]);
		if (id[0] == id[1] || id[0] == 0 || id[1] == 0)
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
	for (size_t i = 0; i < im->distinct.n; i++) {
		int64_t a = side_id(im, im->distinct.v[i].a), b = side_id(im, im->distinct.v[i].b);
		if (a != b)
			TRY(store_duplicate_distinct(im->db, a, b));
	}
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
		if (x->lead == NONE || !map_get(&w->networks, x->key, &id) || w->im->refused[x->lead].p != NULL)
			continue;
		TRY(store_network_lead(w->im->db, (int64_t)id, w->im->subjects.v[w->im->subject_of[x->lead]].id));
	}
done:
	return err;
}

// What the places' own teams are asked.
static const struct err *put_wishes(struct writing *w)
{
	const struct err *err = NULL;
	struct importing *im = w->im;
	for (size_t i = 0, end; i < im->wishes.n; i = end) {
		size_t subject = im->wishes.v[i].subject, n = 0;
		int64_t place = im->subjects.v[subject].id;
		for (end = i; end < im->wishes.n && im->wishes.v[end].subject == subject;)
			end++;
		struct proposed_item *items = arena_array(im->arena, end - i, sizeof *items);
		for (size_t k = i; k < end; k++) {
			const struct wish *x = &im->wishes.v[k];
			items[n++] = (struct proposed_item){x->kind, x->key, x->before, x->after};
		}
		struct proposed s = {.kind = SUGGESTION_IMPORT, .place = place, .seen = im->atlas->change, .lang = LANG_FR,
				       .source = im->source.id, .items = items, .item_n = n};
		TRY(suggestion_put_in(im->db, &s));
	}
done:
	return err;
}

static const struct err *put_run(struct writing *w)
{
	const struct err *err = NULL;
	const struct importing *im = w->im;
	const struct import_request *req = im->req;
	const struct import_report *r = im->report;
	struct import_row run = {
		.source = im->source.id, .person = req->who != NULL ? req->who->person : 0, .file = req->file, .hash = req->hash,
		.mapping = req->mapping, .fingerprint = req->fingerprint, .licence = im->set->source.licence, .date = im->set->source.date,
		.network = req->network,
		.read = (int64_t)r->read, .created = (int64_t)r->created, .changed = (int64_t)r->changed,
		.unchanged = (int64_t)r->unchanged, .proposed = (int64_t)r->proposed, .refused = (int64_t)r->refused,
	};
	TRY(store_import_insert(im->db, &run));
	for (size_t i = 0; i < w->touched.n; i++)
		w->touched.v[i].run = run.number;
	for (size_t i = 0; i < w->befores.n; i++)
		w->befores.v[i].run = run.number;
	TRY(store_import_place_insert(im->db, w->touched.v, w->touched.n));
	TRY(store_import_before_insert(im->db, w->befores.v, w->befores.n));
	im->report->run = run.number;
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
	TRY(store_said_delete(db, w->said_gone.v, w->said_gone.n));
	TRY(store_said_insert(db, w->said_new.v, w->said_new.n));
	TRY(store_said_put(db, w->said.v, w->said.n));
	TRY(put_leads(w));
	TRY(put_proposals(w->im));
	TRY(put_wishes(w));
	if (w->touched.n > 0)
		TRY(put_run(w));
	if (w->changes.n > 0 || w->touched.n > 0 || w->im->undoing || import_brings_news(w->im)) {
		struct importing *im = w->im;
		vec_push(&w->changes, (struct change_row){.source = im->source.id, .what = im->undoing ? S("import-annule") : S("import"),
							  .person = im->req->who != NULL ? im->req->who->person : 0,
							  .role = import_role(im->req->who),
							  .after = arena_printf(im->arena, "lus: %zu\ncrees: %zu\nmodifies: %zu\nproposes: %zu\n",
										im->report->read, im->report->created, im->report->changed,
										im->report->proposed)});
		int64_t last;
		TRY(store_change_last(db, &last));
		TRY(store_change_append(db, w->changes.v, w->changes.n));
		for (size_t i = 0; i < w->items.n; i++)
			w->items.v[i].change += last + 1;
		TRY(store_change_item_insert(db, w->items.v, w->items.n));
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
	TRY(put_named(&w));
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
	vec_free(&w.said_new);
	vec_free(&w.said);
	vec_free(&w.said_gone);
	vec_free(&w.changes);
	vec_free(&w.items);
	vec_free(&w.touched);
	vec_free(&w.befores);
	return err;
}
