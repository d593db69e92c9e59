// SPDX-License-Identifier: AGPL-3.0-or-later
// What is wished, read and held against what is.
#include <math.h>
#include <string.h>

#include "app/edit_internal.h"
#include "app/slug.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/enrich.h"
#include "model/gazetteer.h"
#include "store/picture.h"

void edit_problem(struct editing *e, size_t item, struct str sentence)
{
	for (size_t i = 0; i < e->out->problem_n; i++)
		if (e->problems[i].item == item)
			return; // one is enough
	e->problems[e->out->problem_n++] = (struct edit_problem){item, sentence};
}

struct str edit_now(const struct editing *e, enum item_kind kind, struct str key)
{
	enum place_tie_kind tie;
	const struct field *f = kind == ITEM_FIELD ? field_find(key) : NULL;
	if (f != NULL)
		return field_said(f, &e->before, e->a);
	if (kind == ITEM_STATE)
		return e->before.state == PLACE_CLOSED ? S("ferme") : S("ouvert");
	for (size_t i = 0; item_is_tie(kind, &tie) && i < e->tie_n; i++)
		if (e->ties[i].kind == tie && str_eq(e->ties[i].key, key))
			return tie_text(&e->ties[i], e->a);
	return STR_NONE;
}

static const struct wish *wish_of(const struct editing *e, const char *field)
{
	for (size_t i = 0; i < e->wish_n; i++)
		if (e->wishes[i].item.kind == ITEM_FIELD && str_eqz(e->wishes[i].item.key, field))
			return &e->wishes[i];
	return NULL;
}

bool edit_wishes(const struct editing *e, const char *field)
{
	return wish_of(e, field) != NULL;
}

static bool read_field(struct editing *e, struct wish *w, struct str *problem)
{
	struct place scratch = place_none();
	const struct field *f = field_find(w->item.key);
	if (f == NULL || f->type == FIELD_DATE) {
		*problem = str_of(tr("Ce renseignement ne se change pas ici."));
		return false;
	}
	if (!field_read(f, w->item.value, e->a, &scratch, problem))
		return false;
	*problem = STR_NONE;
	w->item.value = field_said(f, &scratch, e->a);
	return true;
}

// A structure that is known keeps its name, and its kind unless another is told.
static void meet(struct wish *w, const struct place_tie *known)
{
	bool org = w->tie.kind == PLACE_HOLDER || w->tie.kind == PLACE_PARTNER;
	w->tie.id = known->id;
	if (org && known->id != 0)
		w->tie.name = known->name;
	if (w->tie.kind == PLACE_HOLDER && w->tie.code.n == 0)
		w->tie.code = known->code;
}

static const struct err *read_tie(struct editing *e, struct wish *w, struct str *problem)
{
	const struct err *err = NULL;
	struct place_tie known;
	bool org = w->tie.kind == PLACE_HOLDER || w->tie.kind == PLACE_PARTNER;
	if (w->item.value.n > 0 && !tie_read(w->tie.kind, w->item.value, e->a, &w->tie, problem))
		return NULL;
	if (w->item.key.n == 0 && org && w->item.value.n > 0)
		w->item.key = slug_of(w->tie.name, e->a);
	w->tie.key = w->item.key;
	TRY(store_tie_target(e->db, w->tie.kind, w->item.key, e->a, &known));
	meet(w, &known);
	if (known.id == 0 && w->item.value.n > 0 && !org)
		*problem = str_of(tr("Cela n’existe pas, ou plus."));
	else if (w->item.value.n > 0)
		w->item.value = tie_text(&w->tie, e->a);
done:
	return err;
}

static const struct err *read_picture(struct editing *e, struct wish *w, struct str *problem)
{
	int64_t id, position;
	struct str alt, credit;
	if (!str_to_i64(w->item.key, &id) || (w->item.value.n > 0 && !picture_text_read(w->item.value, &position, &alt, &credit))) {
		*problem = str_of(tr("Cette photo n’est plus là."));
		return NULL;
	}
	if (w->item.value.n > 0)
		w->item.value = picture_text(e->a, position, alt, credit);
	return store_picture_said(e->db, e->edit->place, id, e->a, &w->before);
}

static const struct err *read_wish(struct editing *e, size_t at, struct wish *w)
{
	const struct err *err = NULL;
	struct str problem = STR_NONE;
	*w = (struct wish){.item = e->edit->items[at], .at = at};
	if (w->item.kind == ITEM_FIELD)
		read_field(e, w, &problem);
	else if (item_is_tie(w->item.kind, &w->tie.kind))
		TRY(read_tie(e, w, &problem));
	else if (w->item.kind == ITEM_PICTURE)
		TRY(read_picture(e, w, &problem));
	else if (!str_eqz(w->item.value, "ouvert") && !str_eqz(w->item.value, "ferme"))
		problem = str_of(tr("Choisissez dans la liste."));
	if (w->item.kind != ITEM_PICTURE)
		w->before = edit_now(e, w->item.kind, w->item.key);
	if (problem.n > 0)
		edit_problem(e, at, problem);
done:
	return err;
}

// --- where it stands ---

// Whether what was typed may name that commune: in another spelling ("st brieuc"), with more ("Paris 11e") or less ("Cesson").
static bool names_it(struct str typed, const struct place *p)
{
	enum { HOMONYMS = 64 };
	uint32_t list[HOMONYMS];
	struct buf x = {0}, y = {0};
	utf8_fold(&x, typed);
	utf8_fold(&y, p->commune);
	bool same = p->commune_at != NONE && (str_starts(buf_str(&x), buf_str(&y)) || str_starts(buf_str(&y), buf_str(&x)));
	size_t n = gazetteer_by_name(typed, list, HOMONYMS);
	for (size_t i = 0; i < n && i < HOMONYMS && !same; i++)
		same = (int32_t)list[i] == p->commune_at;
	buf_release(&x);
	buf_release(&y);
	return same;
}

static bool has_postcode(const struct place *p)
{
	return p->commune_at != NONE && p->postcode.n == 5 && str_find(gazetteer_commune((uint32_t)p->commune_at).postcodes, p->postcode) >= 0;
}

// Its commune, by what is told; a commune that is named anew is not looked for near the old point, nor by the old code.
static void find_commune(struct editing *e, struct place *p)
{
	struct place asked = *p;
	bool named = edit_wishes(e, "commune"), pointed = edit_wishes(e, "latitude") || edit_wishes(e, "longitude");
	if (named && !edit_wishes(e, "code_insee"))
		asked.insee = STR_NONE;
	*p = asked;
	enrich_place(p, e->a);
	if (!named || pointed || names_it(asked.commune, p))
		return;
	struct place again = asked;
	again.lat = again.lon = NAN;
	if (!edit_wishes(e, "code_postal"))
		again.postcode = STR_NONE;
	enrich_place(&again, e->a);
	if (again.commune_at != NONE)
		*p = again;
}

bool edit_setting(struct editing *e, struct place *out)
{
	const struct wish *lat = wish_of(e, "latitude"), *lon = wish_of(e, "longitude"), *commune = wish_of(e, "commune");
	struct str problem;
	bool any = false, pointed = lat != NULL || lon != NULL;
	*out = e->before;
	if (out->at_centre) {
		out->lat = out->lon = NAN;
		out->at_centre = false;
	}
	for (size_t i = 0; i < e->wish_n; i++) {
		const struct item *x = &e->wishes[i].item;
		if (x->kind == ITEM_FIELD && field_of_setting(field_find(x->key)->key))
			any = field_read(field_find(x->key), x->value, e->a, out, &problem);
	}
	if (!any)
		return true;
	if (isnan(out->lat) != isnan(out->lon)) {
		edit_problem(e, (lat != NULL ? lat : lon)->at, str_of(tr("Un point a une latitude et une longitude.")));
		return false;
	}
	bool told_point = pointed && isfinite(out->lat);
	find_commune(e, out);
	if (commune != NULL && commune->item.value.n > 0 && !names_it(commune->item.value, out)) {
		edit_problem(e, commune->at, str_of(tr("Nous ne trouvons pas cette commune. Vérifiez son nom, ou ajoutez son code postal.")));
		return false;
	}
	if (told_point && out->at_centre) {
		edit_problem(e, (lat != NULL ? lat : lon)->at, str_of(tr("Ce point est à plus de 30 km de la commune : l’un des deux n’est pas juste.")));
		return false;
	}
	bool moved = !str_eq(out->insee, e->before.insee);
	if (moved && !edit_wishes(e, "code_postal") && !has_postcode(out))
		out->postcode = STR_NONE;
	if (moved && !pointed) // the old point stands in the old commune
		out->lat = out->lon = NAN;
	enrich_place(out, e->a);
	return true;
}

const struct err *edit_check(struct editing *e)
{
	const struct err *err = NULL;
	struct place scratch;
	for (size_t i = 0; i < e->edit->item_n; i++) {
		struct wish w;
		size_t k = 0;
		TRY(read_wish(e, i, &w));
		while (k < e->wish_n && (e->wishes[k].item.kind != w.item.kind || !str_eq(e->wishes[k].item.key, w.item.key)))
			k++;
		if (!str_eq(w.before, w.item.value))
			e->wishes[k] = w; // told twice, the last counts
		else if (k < e->wish_n)
			e->wishes[k] = e->wishes[--e->wish_n];
		if (k == e->wish_n && !str_eq(w.before, w.item.value))
			e->wish_n++;
	}
	if (e->out->problem_n == 0)
		edit_setting(e, &scratch);
done:
	return err;
}
