// SPDX-License-Identifier: AGPL-3.0-or-later
// What an edit writes: what its source says from now on, what the place then shows, and what the journal tells of it.
#include <math.h>
#include <string.h>

#include "app/edit_internal.h"
#include "app/slug.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "store/action.h"
#include "store/change.h"
#include "store/label.h"
#include "store/network.h"
#include "store/org.h"
#include "store/picture.h"
#include "store/place.h"
#include "store/source.h"

struct writing {
	struct editing *e;
	struct date today;
	VEC(struct fact_row) put, gone;
	VEC(struct change_item_row) items;
};

// --- facts, and what is shown ---

// Fields that stand and fall together: names, and where it stands.
static const char *group_of(const char *field)
{
	if (field_of_setting(field))
		return "commune";
	return strcmp(field, "autres_noms") == 0 ? "nom" : field;
}

static struct fact_row fact(const struct writing *w, const char *key, struct str value)
{
	return (struct fact_row){.place = w->e->before.id, .source = w->e->source.id, .field = key, .value = value, .date = w->today};
}

static bool is_put(const struct writing *w, const char *key)
{
	for (size_t i = 0; i < w->put.n; i++)
		if (strcmp(w->put.v[i].field, key) == 0)
			return true;
	return false;
}

// What its source says from now on of the fields that are wished. Where it stands is said as a whole.
static void tell_fields(struct writing *w)
{
	struct editing *e = w->e;
	struct place setting;
	edit_setting(e, &setting); // it was good when it was checked
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		bool wished = edit_wishes(e, f->key);
		for (size_t i = 0; i < e->wish_n && field_of_setting(f->key); i++)
			wished = wished || (e->wishes[i].item.kind == ITEM_FIELD && field_of_setting(field_find(e->wishes[i].item.key)->key));
		if (!wished)
			continue;
		struct str value = field_of_setting(f->key) ? field_said(f, &setting, e->a) : STR_NONE;
		for (size_t i = 0; i < e->wish_n && !field_of_setting(f->key); i++)
			if (e->wishes[i].item.kind == ITEM_FIELD && str_eqz(e->wishes[i].item.key, f->key))
				value = e->wishes[i].item.value;
		vec_push(&w->put, fact(w, f->key, value));
	}
}

// What would be shown from the facts as they will be; without what this source says of `but`, when it is not NULL.
static struct place shown(const struct writing *w, const char *but)
{
	const struct editing *e = w->e;
	struct fact_row *all = arena_array(e->a, e->fact_n + w->put.n, sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < e->fact_n; i++) {
		const struct fact_row *f = &e->facts[i];
		bool own = f->source == e->source.id;
		bool dropped = own && but != NULL && strcmp(group_of(f->field), but) == 0;
		for (size_t k = 0; k < w->gone.n && own; k++)
			dropped = dropped || strcmp(w->gone.v[k].field, f->field) == 0;
		if (!dropped && !(own && is_put(w, f->field)))
			all[n++] = *f;
	}
	for (size_t i = 0; i < w->put.n; i++)
		if (but == NULL || strcmp(group_of(w->put.v[i].field), but) != 0)
			all[n++] = w->put.v[i];
	struct voices voices = {e->sources, e->source_n, &e->source};
	return place_from_facts(&voices, all, n, e->a);
}

static bool as_wished(const struct writing *w, const struct place *p, const char *group)
{
	for (size_t i = 0; i < w->put.n; i++) {
		const struct fact_row *f = &w->put.v[i];
		if (strcmp(group_of(f->field), group) == 0 && !str_eq(field_said(field_find(str_of(f->field)), p, w->e->a), f->value))
			return false;
	}
	return true;
}

// What is taken back to what others say anyway is no longer said by this source: it may change with them again.
static void fall_silent(struct writing *w)
{
	for (size_t i = 0; i < w->put.n;) {
		const char *group = group_of(w->put.v[i].field);
		struct place p = shown(w, group);
		bool others = false;
		for (size_t k = 0; k < w->e->fact_n; k++)
			others = others || (w->e->facts[k].source != w->e->source.id && strcmp(group_of(w->e->facts[k].field), group) == 0);
		if (!others || !as_wished(w, &p, group)) {
			i++;
			continue;
		}
		size_t kept = 0;
		for (size_t k = 0; k < w->put.n; k++) {
			if (strcmp(group_of(w->put.v[k].field), group) == 0)
				vec_push(&w->gone, w->put.v[k]);
			else
				w->put.v[kept++] = w->put.v[k];
		}
		w->put.n = kept;
		i = 0;
	}
}

// The place after the edit: what is wished is worked out anew, all the rest stays as it is.
static void work_out(struct writing *w)
{
	struct editing *e = w->e;
	VEC(struct fact_row) touched = {0};
	for (size_t i = 0; i < w->put.n; i++)
		vec_push(&touched, w->put.v[i]);
	for (size_t i = 0; i < w->gone.n; i++)
		vec_push(&touched, w->gone.v[i]);
	e->after = e->before;
	struct place now = touched.n > 0 ? shown(w, NULL) : e->before;
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		for (size_t i = 0; i < touched.n; i++) {
			if (strcmp(group_of(touched.v[i].field), group_of(f->key)) != 0)
				continue;
			field_copy(f, &e->after, &now);
			if (field_of_setting(f->key)) {
				e->after.at_centre = now.at_centre;
				e->after.commune_at = now.commune_at;
			}
		}
	}
	vec_free(&touched);
}

// --- ties ---

static const struct err *put_tie(struct writing *w, struct wish *x)
{
	const struct err *err = NULL;
	struct editing *e = w->e;
	int64_t place = e->before.id, source = e->source.id;
	struct place_tie *t = &x->tie;
	if (x->item.value.n == 0)
		return t->id == 0 ? NULL : store_place_tie_delete(e->db, place, t->kind, t->id);
	switch (t->kind) {
	case PLACE_ACTION: {
		unsigned stage;
		vocab_find(VOCAB_STAGE, t->code, &stage);
		return store_engagement_put(e->db, &(struct engagement_row){place, t->id, source, (enum stage)stage, t->date, t->note}, 1);
	}
	case PLACE_LABEL: return store_place_label_put(e->db, &(struct label_row){place, t->id, source, t->date}, 1);
	case PLACE_NETWORK: return store_membership_put(e->db, &(struct membership_row){place, t->id, source, t->note}, 1);
	case PLACE_HOLDER:
	case PLACE_PARTNER: {
		unsigned kind;
		bool holder = t->kind == PLACE_HOLDER, told = vocab_find(holder ? VOCAB_HOLDER : VOCAB_PARTNER, t->code, &kind);
		struct org org = {.key = t->key, .name = t->name, .holder_kind = holder && told ? (int8_t)kind : (int8_t)NONE};
		TRY(store_org_put(e->db, &org));
		TRY(store_tie_put(e->db, &(struct tie_row){place, org.id, source, holder, !holder && told ? (int8_t)kind : (int8_t)NONE, t->note}, 1));
		break;
	}
	case PLACE_TIE_COUNT: break;
	}
done:
	return err;
}

static const struct err *put_picture(struct writing *w, const struct wish *x)
{
	int64_t id = 0;
	bool known = false;
	str_to_i64(x->item.key, &id);
	const struct err *err = store_picture_say(w->e->db, w->e->before.id, id, x->item.value, &known);
	return err != NULL || known ? err : err_new(ERR_INPUT, tr("cette photo n’est plus là"));
}

static void item(struct writing *w, enum item_kind kind, struct str key, struct str before, struct str after)
{
	if (!str_eq(before, after))
		vec_push(&w->items, (struct change_item_row){0, w->e->before.id, item_kind_code(kind), key, before, after});
}

// --- the row, its address, the journal ---

static const struct err *give_slug(struct writing *w)
{
	const struct err *err = NULL;
	struct editing *e = w->e;
	struct str base = slug_of(e->after.name, e->a), slug = base;
	bool taken;
	if (str_eq(e->before.name, e->after.name))
		return NULL;
	TRY(store_slug_taken(e->db, slug, e->before.id, &taken));
	if (taken && e->after.commune.n > 0) {
		base = slug = slug_of(arena_printf(e->a, "%.*s %.*s", STR_ARG(str_sub(base, 0, 40)), STR_ARG(e->after.commune)), e->a);
		TRY(store_slug_taken(e->db, slug, e->before.id, &taken));
	}
	for (unsigned n = 2; taken; n++) {
		slug = arena_printf(e->a, "%.*s-%u", STR_ARG(base), n);
		TRY(store_slug_taken(e->db, slug, e->before.id, &taken));
	}
	e->after.slug = slug;
done:
	return err;
}

static void list_fields(struct writing *w)
{
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		item(w, ITEM_FIELD, str_of(f->key), field_said(f, &w->e->before, w->e->a), field_said(f, &w->e->after, w->e->a));
	}
}

static const struct err *put_journal(struct writing *w)
{
	const struct err *err;
	struct editing *e = w->e;
	const struct edit *edit = e->edit;
	bool confirmed_only = w->items.n == 0 || (w->items.n == 1 && str_eqz(w->items.v[0].key, "date_maj"));
	struct change_row row = {
		.source = e->source.id, .place = e->before.id, .person = e->who->person, .role = e->role, .reverts = edit->reverts,
		.what = edit->what.n > 0 ? edit->what : confirmed_only ? S("lieu-confirme") : S("lieu-modifie"),
	};
	if (edit->proposed) {
		row.accepted_by = row.person;
		row.accepted_role = row.role;
		row.person = edit->author;
		row.role = S("visite");
	}
	TRY(store_change_append(e->db, &row, 1));
	TRY(store_change_last(e->db, &e->out->change));
	for (size_t i = 0; i < w->items.n; i++)
		w->items.v[i].change = e->out->change;
	TRY(store_change_item_insert(e->db, w->items.v, w->items.n));
	e->out->outcome = EDIT_DONE;
done:
	return err;
}

// Since when this source holds the whole page for true: who changes a thing without confirming does not say so.
static struct date vouched(const struct writing *w)
{
	const struct editing *e = w->e;
	if (e->edit->confirms)
		return w->today;
	return e->confirmed_by == e->source.id ? e->before.confirmed : (struct date){0};
}

static const struct err *put_rows(struct writing *w)
{
	const struct err *err = NULL;
	struct editing *e = w->e;
	for (size_t i = 0; i < e->wish_n; i++) {
		struct wish *x = &e->wishes[i];
		if (x->item.kind == ITEM_FIELD)
			continue;
		if (x->item.kind == ITEM_PICTURE)
			TRY(put_picture(w, x));
		else if (x->item.kind != ITEM_STATE)
			TRY(put_tie(w, x));
		if (x->item.kind != ITEM_PICTURE) // no file tells of pictures
			vec_push(&w->put, fact(w, item_fact_key(x->item.kind, x->item.key, e->a), x->item.value));
		item(w, x->item.kind, x->item.key, x->before, x->item.value);
	}
	TRY(store_fact_delete(e->db, w->gone.v, w->gone.n));
	TRY(store_fact_put(e->db, w->put.v, w->put.n));
	TRY(store_origin_put(e->db, &(struct origin_row){e->before.id, e->source.id, STR_NONE, vouched(w)}, 1));
	TRY(store_place_update(e->db, &(struct place_row){&e->after, e->confirmed_by}, 1));
done:
	return err;
}

static const struct err *make_source(struct editing *e)
{
	bool team = e->edit->source.n == 0 || str_eqz(e->edit->source, SOURCE_TEAM);
	e->source = (struct source){.key = team ? S(SOURCE_TEAM) : e->edit->source};
	if (team) { // what it says stands under the licence that the form names
		e->source.title = S("Les équipes des lieux");
		e->source.licence = S("Licence Ouverte 2.0");
	}
	return store_source_put(e->db, &e->source);
}

const struct err *edit_write(struct editing *e)
{
	const struct err *err;
	struct writing w = {.e = e, .today = date_today()};
	bool others = false; // things that are no fields
	TRY(make_source(e));
	tell_fields(&w);
	if (e->edit->reverts != 0)
		fall_silent(&w);
	work_out(&w);
	if (e->edit->confirms) {
		e->after.confirmed = w.today;
		e->confirmed_by = e->source.id;
	}
	for (size_t i = 0; i < e->wish_n; i++) {
		others = others || e->wishes[i].item.kind != ITEM_FIELD;
		if (e->wishes[i].item.kind == ITEM_STATE)
			e->after.state = str_eqz(e->wishes[i].item.value, "ferme") ? PLACE_CLOSED : PLACE_OPEN;
	}
	list_fields(&w);
	if (w.items.n == 0 && !others)
		goto done; // nothing that shows: all was so already
	TRY(give_slug(&w));
	TRY(put_rows(&w));
	TRY(put_journal(&w));
done:
	vec_free(&w.put);
	vec_free(&w.gone);
	vec_free(&w.items);
	return err;
}
