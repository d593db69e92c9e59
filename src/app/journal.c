// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/journal.h"

#include <string.h>

#include "app/write.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "model/field.h"
#include "store/journal.h"

enum { LOOKED_AT = 5000, NAMED_MOST = 4 };

static bool is_public(struct str kind, struct str key)
{
	const struct field *f = str_eqz(kind, "champ") ? field_find(key) : NULL;
	return f != NULL ? f->see == WHO_ANYONE : !str_eqz(kind, "champ");
}

// "key: value" lines of an import, before and after.
static struct str line_value(struct str lines, struct str key)
{
	for (struct str rest = lines; rest.p != NULL;) {
		struct str line = str_cut(rest, '\n', &rest), value;
		if (str_eq(str_cut(line, ':', &value), key))
			return str_trim(value);
	}
	return STR_NONE;
}

static void add_lines(const struct journal_row *r, struct public_change *c, struct arena *a)
{
	VEC(struct public_item) items = {0};
	for (struct str rest = r->after; rest.p != NULL;) {
		struct str line = str_cut(rest, '\n', &rest), value, key = str_cut(line, ':', &value);
		if (field_find(key) != NULL && is_public(S("champ"), key))
			vec_push(&items, (struct public_item){S("champ"), key, line_value(r->before, key), str_trim(value)});
	}
	c->items = arena_copy(a, items.v, items.n, sizeof *c->items);
	c->item_n = items.n;
	vec_free(&items);
}

static struct public_change shown(const struct atlas *atlas, const struct journal_row *r, struct arena *a)
{
	struct public_change c = {.number = r->number, .when = r->made_at, .what = r->what, .role = r->role, .reverts = r->reverts,
				  .person = r->person, .place = r->place ? atlas_place_by_id(atlas, r->place) : NULL};
	for (uint32_t i = 0; r->source != 0 && i < atlas->source_n; i++)
		if (atlas->sources[i].id == r->source)
			c.source = &atlas->sources[i];
	if (c.place == NULL)
		return c;
	if (r->item_n == 0) {
		add_lines(r, &c, a);
		return c;
	}
	c.items = arena_array(a, r->item_n, sizeof *c.items);
	for (size_t i = 0; i < r->item_n; i++) {
		const struct journal_item *it = &r->items[i];
		if (is_public(it->kind, it->key))
			c.items[c.item_n++] = (struct public_item){it->kind, it->key, it->before, it->after};
	}
	return c;
}

struct reading {
	int64_t after, last, place;
	size_t max;
	struct arena *a;
	struct journal_row *rows;
	size_t n;
};

static const struct err *read_after(struct db *d, void *user)
{
	struct reading *r = user;
	return store_journal_after(d, r->after, r->last, r->max, r->a, &r->rows, &r->n);
}

static const struct err *read_newest(struct db *d, void *user)
{
	struct reading *r = user;
	return store_journal_newest(d, r->place, r->last, r->max, r->a, &r->rows, &r->n);
}

const struct err *app_journal_after(struct app *app, const struct atlas *atlas, int64_t after, size_t max, struct arena *a,
				    struct public_change **out, size_t *n)
{
	const struct err *err;
	struct reading r = {.after = after, .last = atlas->change, .max = max, .a = a};
	TRY(app_read(app, read_after, &r));
	*out = arena_array(a, r.n, sizeof **out);
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = shown(atlas, &r.rows[i], a);
	*n = r.n;
done:
	return err;
}

static bool holds(const uint32_t *places, size_t n, uint32_t at)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (places[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && places[low] == at;
}

const struct err *app_journal_of(struct app *app, const struct atlas *atlas, const uint32_t *places, size_t place_n, size_t max,
				 struct arena *a, struct public_change **out, size_t *n)
{
	const struct err *err;
	struct reading r = {.last = atlas->change, .max = LOOKED_AT, .a = a};
	*n = 0;
	TRY(app_read(app, read_newest, &r));
	*out = arena_array(a, max, sizeof **out);
	for (size_t i = 0; i < r.n && *n < max; i++) {
		const struct place *p = atlas_place_by_id(atlas, r.rows[i].place);
		if (p != NULL && holds(places, place_n, (uint32_t)(p - atlas->places)))
			(*out)[(*n)++] = shown(atlas, &r.rows[i], a);
	}
done:
	return err;
}

const struct err *app_journal_place(struct app *app, const struct atlas *atlas, const struct place *p, size_t max, struct arena *a,
				    struct public_change **out, size_t *n)
{
	const struct err *err;
	struct reading r = {.place = p->id, .last = atlas->change, .max = max, .a = a};
	TRY(app_read(app, read_newest, &r));
	*out = arena_array(a, r.n, sizeof **out);
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = shown(atlas, &r.rows[i], a);
	*n = r.n;
done:
	return err;
}

static struct str item_name(const struct atlas *atlas, const struct public_item *it)
{
	const struct field *f = str_eqz(it->kind, "champ") ? field_find(it->key) : NULL;
	int32_t at = str_eqz(it->kind, "action") ? atlas_action(atlas, it->key) : NONE;
	if (f != NULL)
		return str_of(tr(f->label));
	if (at != NONE)
		return atlas->actions[at].name;
	if (str_eqz(it->kind, "photo"))
		return str_of(tr("photo"));
	if (str_eqz(it->kind, "label"))
		return str_of(tr("labels"));
	if (str_eqz(it->kind, "reseau"))
		return str_of(tr("réseaux"));
	return str_eqz(it->kind, "etat") ? str_of(tr("ouverture")) : str_of(tr("partenaires"));
}

// Every code that a change may have: what it says in a history, and in a list of news before the things that it touched.
static const struct {
	const char *code, *sentence, *brief;
	bool alone; // the things say no more
} codes[] = {
	{"lieu-cree", N_("Le lieu arrive dans le réseau"), N_("Nouveau lieu"), true},
	{"lieu-modifie", N_("Des renseignements changent"), N_("Changé"), false},
	{"lieu-confirme", N_("La page est confirmée"), N_("Confirmé"), true},
	{"lieu-retabli", N_("Un changement est annulé"), N_("Rétabli"), false},
	{"lieu-retire", N_("Le lieu s’en va, avec l’import qui l’avait apporté"), N_("Retiré"), true},
	{"lieux-fusionnes", N_("Deux pages n’en font plus qu’une"), N_("Réuni avec une autre page"), false},
	{"lieux-separes", N_("Les deux pages sont de nouveau deux"), N_("Séparé d’une autre page"), false},
	{"import", N_("Un fichier est relu"), N_("Changé"), false},
	{"import-annule", N_("Un import est annulé"), N_("Import annulé"), false},
};

const char *change_sentence(struct str what)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (str_eqz(what, codes[i].code))
			return tr(codes[i].sentence);
	return NULL;
}

struct str public_change_text(const struct atlas *atlas, const struct public_change *c, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct str last = STR_NONE;
	const char *brief = N_("Changé");
	size_t named = 0;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (str_eqz(c->what, codes[i].code)) {
			if (codes[i].alone)
				return str_of(tr(codes[i].brief));
			brief = codes[i].brief;
		}
	for (size_t i = 0; i < c->item_n; i++) {
		struct str name = item_name(atlas, &c->items[i]);
		if (str_eq(name, last))
			continue;
		last = name;
		if (named++ == NAMED_MOST) {
			buf_addz(&b, "…");
			break;
		}
		buf_addz(&b, named > 1 ? ", " : "");
		buf_add(&b, name);
	}
	if (b.n == 0 && strcmp(brief, "Changé") == 0)
		return str_of(tr("Mis à jour"));
	if (b.n == 0)
		return str_of(tr(brief));
	return arena_printf(a, tr("%s : %.*s"), tr(brief), STR_ARG(buf_str(&b)));
}
