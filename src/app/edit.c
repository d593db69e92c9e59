// SPDX-License-Identifier: AGPL-3.0-or-later
// The door: what stands in the database now, what is wished, and whether both can be had.
#include "app/edit.h"

#include "app/edit_internal.h"
#include "app/write.h"
#include "store/place.h"
#include "store/source.h"

static const struct err *read_now(struct editing *e, bool *found)
{
	const struct err *err;
	TRY(store_place_read(e->db, e->edit->place, e->a, &e->before, &e->confirmed_by, found));
	if (!*found)
		goto done;
	TRY(store_fact_list(e->db, e->edit->place, e->a, &e->facts, &e->fact_n));
	TRY(store_place_ties(e->db, e->edit->place, e->a, &e->ties, &e->tie_n));
	TRY(store_source_list(e->db, e->a, &e->sources, &e->source_n));
done:
	return err;
}

// Things that somebody changed since the form was made, to something else than is wished now.
static const struct err *find_conflicts(struct editing *e)
{
	const struct err *err = NULL;
	struct change_item_row *rows = NULL;
	size_t n = 0;
	if (e->edit->seen > 0)
		TRY(store_change_item_since(e->db, e->edit->place, e->edit->seen, e->a, &rows, &n));
	for (size_t w = 0; w < e->wish_n; w++) {
		const struct wish *x = &e->wishes[w];
		const struct change_item_row *first = NULL, *last = NULL;
		for (size_t i = 0; i < n; i++) {
			if (!str_eq(rows[i].kind, item_kind_code(x->item.kind)) || !str_eq(rows[i].key, x->item.key))
				continue;
			if (first == NULL)
				first = &rows[i];
			last = &rows[i];
		}
		if (first == NULL || str_eq(first->before, x->before))
			continue;
		e->conflicts[e->out->conflict_n++] = (struct edit_conflict){x->at, first->before, x->before, x->item.value, last->change};
	}
done:
	return err;
}

const struct err *edit_in(struct db *db, const struct atlas *atlas, const struct actor *who, const struct edit *edit, struct arena *a,
			  struct edit_answer *out)
{
	const struct err *err;
	bool found;
	*out = (struct edit_answer){.outcome = EDIT_ABSENT};
	struct editing e = {.db = db, .a = a, .who = who, .edit = edit, .out = out};
	e.role = who->person == 0 ? STR_NONE : S("visite");
	const struct place *known = atlas_place_by_id(atlas, edit->place);
	if (who->person != 0)
		e.role = known != NULL ? actor_role(who, atlas, known) : who->admin ? S("administration") : S("visite");
	e.wishes = arena_array(a, edit->item_n, sizeof *e.wishes);
	e.problems = arena_array(a, edit->item_n + 1, sizeof *e.problems);
	e.conflicts = arena_array(a, edit->item_n, sizeof *e.conflicts);
	out->problems = e.problems;
	out->conflicts = e.conflicts;
	TRY(read_now(&e, &found));
	if (!found)
		goto done;
	TRY(edit_check(&e));
	out->outcome = EDIT_INVALID;
	if (out->problem_n > 0)
		goto done;
	TRY(find_conflicts(&e));
	out->outcome = EDIT_CONFLICT;
	if (out->conflict_n > 0)
		goto done;
	out->outcome = EDIT_NOTHING;
	if (e.wish_n > 0 || edit->confirms)
		TRY(edit_write(&e));
done:
	return err;
}

struct door {
	const struct atlas *atlas;
	const struct actor *who;
	const struct edit *edit;
	struct arena *a;
	struct edit_answer *out;
};

static const struct err *job(struct db *db, void *user)
{
	struct door *d = user;
	return edit_in(db, d->atlas, d->who, d->edit, d->a, d->out);
}

const struct err *app_edit(struct app *app, const struct actor *who, const struct edit *edit, struct arena *a, struct edit_answer *out)
{
	const struct snapshot *s = app_enter(app);
	struct door d = {s->atlas, who, edit, a, out};
	const struct err *err = app_write(app, job, &d);
	app_leave(app, s);
	return err;
}
