// SPDX-License-Identifier: AGPL-3.0-or-later
// Vandalism: all that one person changed is taken back, as far as nobody else has changed it since.
#include "app/edit_internal.h"
#include "app/history.h"
#include "app/write.h"
#include "store/change.h"

struct undoing {
	const struct atlas *atlas;
	const struct actor *who;
	int64_t person;
	struct arena *a;
	struct undone *out;
};

// What is more than things said of a place: taken back elsewhere, by somebody who looks.
static bool is_more(struct str what)
{
	return str_eqz(what, "lieu-cree") || str_eqz(what, "lieux-fusionnes") || str_eqz(what, "lieux-separes") ||
	       str_eqz(what, "import") || str_eqz(what, "import-annule");
}

static bool same_thing(const struct change_item_row *a, const struct change_item_row *b)
{
	return str_eq(a->kind, b->kind) && str_eq(a->key, b->key);
}

struct thing {
	struct item was;      // what it was before they had the last word on it
	struct str first;     // what it was before they first touched it
	struct str now;
	int64_t change;       // their first of those that are taken back
	bool touched, last;   // they changed it; they were the last to
};

// Follows one thing through the place's history.
static struct thing follow(const struct undoing *u, const struct change_item_by *rows, size_t n, size_t from)
{
	struct thing t = {0};
	item_kind_find(rows[from].row.kind, &t.was.kind);
	t.was.key = rows[from].row.key;
	for (size_t i = from; i < n; i++) {
		const struct change_item_row *r = &rows[i].row;
		if (!same_thing(r, &rows[from].row))
			continue;
		bool theirs = rows[i].person == u->person;
		if (theirs && !t.touched)
			t.first = r->before;
		if (theirs && !t.last) {
			t.was.value = r->before;
			t.change = r->change;
		}
		t.now = r->after;
		t.touched |= theirs;
		t.last = theirs;
	}
	return t;
}

static bool seen_before(const struct change_item_by *rows, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_thing(&rows[k].row, &rows[i].row))
			return true;
	return false;
}

static const struct err *undo_place(struct db *d, void *user)
{
	const struct err *err;
	struct undoing *u = user;
	struct change_item_by *rows;
	struct edit_answer answer;
	size_t n;
	enum item_kind kind;
	TRY(store_change_item_by(d, u->out->place->id, u->a, &rows, &n));
	struct item *items = arena_array(u->a, n, sizeof *items);
	struct history_item *left = arena_array(u->a, n, sizeof *left);
	struct edit e = {.place = u->out->place->id, .items = items, .what = S("lieu-retabli")};
	*u->out = (struct undone){.place = u->out->place, .left = left};
	for (size_t i = 0; i < n; i++)
		if (rows[i].person == u->person && is_more(rows[i].what)) {
			u->out->made = true;
			return NULL;
		}
	for (size_t i = 0; i < n; i++) {
		if (str_eqz(rows[i].row.key, "date_maj") || !item_kind_find(rows[i].row.kind, &kind) || seen_before(rows, i))
			continue;
		struct thing t = follow(u, rows, n, i);
		if (t.last && !str_eq(t.was.value, t.now)) {
			items[e.item_n++] = t.was;
			e.reverts = e.reverts == 0 || t.change < e.reverts ? t.change : e.reverts;
		} else if (t.touched && !t.last && !str_eq(t.first, t.now)) {
			left[u->out->left_n++] = (struct history_item){t.was.kind, t.was.key, t.first, t.now};
		}
	}
	if (e.item_n == 0)
		return NULL;
	TRY(edit_in(d, u->atlas, u->who, &e, u->a, &answer));
	u->out->back = answer.outcome == EDIT_DONE;
	for (size_t i = 0; i < e.item_n && answer.outcome == EDIT_INVALID; i++)
		left[u->out->left_n++] = (struct history_item){items[i].kind, items[i].key, items[i].value, STR_NONE};
done:
	return err;
}

struct listing {
	int64_t person;
	struct arena *a;
	int64_t *places;
	size_t n;
};

static const struct err *list_places(struct db *d, void *user)
{
	struct listing *l = user;
	return store_change_places_of(d, l->person, l->a, &l->places, &l->n);
}

const struct err *app_revert_person(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t person, struct arena *a,
				    struct undone **out, size_t *n, size_t *elsewhere)
{
	const struct err *err;
	struct listing l = {.person = person, .a = a};
	*n = *elsewhere = 0;
	TRY(app_read(app, list_places, &l));
	*out = arena_array(a, l.n, sizeof **out);
	for (size_t i = 0; i < l.n; i++) {
		const struct place *p = atlas_place_by_id(atlas, l.places[i]);
		if (p == NULL) // no longer shown
			continue;
		if (!actor_animates(who, atlas, p)) {
			++*elsewhere;
			continue;
		}
		struct undoing u = {atlas, who, person, a, &(*out)[*n]};
		u.out->place = p;
		TRY(app_write(app, undo_place, &u));
		if (u.out->back || u.out->made || u.out->left_n > 0)
			++*n;
	}
done:
	return err;
}

struct asking {
	int64_t place, change, person;
	struct arena *a;
};

static const struct err *find_person(struct db *d, void *user)
{
	const struct err *err;
	struct asking *q = user;
	struct change_row row;
	bool found;
	TRY(store_change_read(d, q->change, q->a, &row, &found));
	q->person = found && row.place == q->place ? row.person : 0;
done:
	return err;
}

const struct err *app_change_person(struct app *app, int64_t place, int64_t change, struct arena *a, int64_t *person)
{
	struct asking q = {.place = place, .change = change, .a = a};
	const struct err *err = app_read(app, find_person, &q);
	*person = q.person;
	return err;
}
