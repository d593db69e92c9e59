// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/history.h"

#include "app/edit_internal.h"
#include "app/write.h"
#include "base/vec.h"

struct telling {
	int64_t place, before;
	size_t max;
	struct arena *a;
	struct history_change *out;
	size_t n;
};

// "clé: valeur" a line; a line without a known key goes on with the value before.
static struct str value_in(struct str text, const char *key, struct arena *a)
{
	struct buf b = BUF_IN(a);
	bool in = false;
	while (text.n > 0) {
		struct str line = str_cut(text, '\n', &text), value;
		struct str head = str_cut(line, ':', &value);
		if (field_find(head) != NULL) {
			in = str_eqz(head, key);
			if (in)
				buf_add(&b, str_trim(value));
		} else if (in) {
			buf_addc(&b, '\n');
			buf_add(&b, line);
		}
	}
	return str_trim(buf_str(&b));
}

static bool is_public(enum item_kind kind, struct str key)
{
	const struct field *f = kind == ITEM_FIELD ? field_find(key) : NULL;
	return kind != ITEM_FIELD || (f != NULL && f->see == WHO_ANYONE);
}

static struct history_item item(enum item_kind kind, struct str key, struct str before, struct str after)
{
	bool open = is_public(kind, key);
	return (struct history_item){kind, key, open ? before : STR_NONE, open ? after : STR_NONE};
}

// Of a change that an import made before things were kept one by one.
static void items_of_text(const struct place_change_row *r, struct arena *a, struct history_change *c)
{
	VEC(struct history_item) items = {0};
	for (size_t k = 0; k < place_field_n; k++) {
		const char *key = place_fields[k].key;
		struct str before = value_in(r->before, key, a), after = value_in(r->after, key, a);
		if (!str_eq(before, after))
			vec_push(&items, item(ITEM_FIELD, str_of(key), before, after));
	}
	c->items = arena_copy(a, items.v, items.n, sizeof *items.v);
	c->item_n = items.n;
	vec_free(&items);
}

static const struct err *read_items(struct db *db, struct telling *t, const struct place_change_row *r, struct history_change *c)
{
	const struct err *err;
	struct change_item_row *rows;
	size_t n;
	VEC(struct history_item) items = {0};
	TRY(store_change_item_of(db, r->number, t->a, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		enum item_kind kind;
		if (rows[i].place != t->place || !item_kind_find(rows[i].kind, &kind))
			continue;
		vec_push(&items, item(kind, rows[i].key, rows[i].before, rows[i].after));
		c->revertible = c->revertible || !str_eqz(rows[i].key, "date_maj");
	}
	c->items = arena_copy(t->a, items.v, items.n, sizeof *items.v);
	c->item_n = items.n;
	if (items.n == 0)
		items_of_text(r, t->a, c);
done:
	vec_free(&items);
	return err;
}

static const struct err *tell(struct db *db, void *user)
{
	const struct err *err;
	struct telling *t = user;
	struct place_change_row *rows;
	TRY(store_place_changes(db, t->place, t->before, t->max, t->a, &rows, &t->n));
	t->out = arena_array(t->a, t->n, sizeof *t->out);
	for (size_t i = 0; i < t->n; i++) {
		const struct place_change_row *r = &rows[i];
		t->out[i] = (struct history_change){
			.number = r->number, .when = r->made_at, .what = r->what, .name = r->name,
			.role = r->role_shown ? r->role : STR_NONE, .source = r->source_title, .person = r->person != 0, .author = r->person,
			.accepted = r->accepted_by != 0, .accepted_name = r->accepted_name, .accepted_role = r->accepted_role,
			.reverts = r->reverts, .reverted = r->reverted,
		};
		TRY(read_items(db, t, r, &t->out[i]));
	}
done:
	return err;
}

const struct err *app_history(struct app *app, int64_t place, int64_t before, size_t max, struct arena *a, struct history_change **out,
			      size_t *n)
{
	struct telling t = {.place = place, .before = before, .max = max, .a = a};
	const struct err *err = app_read(app, tell, &t);
	*out = t.out;
	*n = err == NULL ? t.n : 0;
	return err;
}

// --- taking back ---

struct reverting {
	const struct atlas *atlas;
	const struct actor *who;
	int64_t place, change;
	bool since;
	int64_t seen;
	struct arena *a;
	struct edit_answer *out;
};

// What each thing was before the change; of several, the first time.
static size_t wishes(const struct reverting *r, const struct change_item_row *rows, size_t n, struct item *out)
{
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		struct item x = {.key = rows[i].key, .value = rows[i].before};
		bool known = rows[i].place != r->place || str_eqz(x.key, "date_maj") || !item_kind_find(rows[i].kind, &x.kind);
		if (!r->since && rows[i].change != r->change)
			continue;
		for (size_t k = 0; k < m && !known; k++)
			known = out[k].kind == x.kind && str_eq(out[k].key, x.key);
		if (!known)
			out[m++] = x;
	}
	return m;
}

static const struct err *revert(struct db *db, void *user)
{
	const struct err *err;
	struct reverting *r = user;
	struct change_item_row *rows;
	size_t n;
	TRY(store_change_item_since(db, r->place, r->change - 1, r->a, &rows, &n));
	struct item *items = arena_array(r->a, n, sizeof *items);
	struct edit edit = {
		.place = r->place, .seen = r->since ? r->seen : r->change, .items = items, .item_n = wishes(r, rows, n, items),
		.what = S("lieu-retabli"), .reverts = r->change,
	};
	TRY(edit_in(db, r->atlas, r->who, &edit, r->a, r->out));
done:
	return err;
}

const struct err *app_revert(struct app *app, const struct actor *who, int64_t place, int64_t change, bool since, int64_t seen,
			     struct arena *a, struct edit_answer *out)
{
	const struct snapshot *s = app_enter(app);
	struct reverting r = {s->atlas, who, place, change, since, seen, a, out};
	const struct err *err = app_write(app, revert, &r);
	app_leave(app, s);
	return err;
}
