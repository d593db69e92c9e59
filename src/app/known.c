// SPDX-License-Identifier: AGPL-3.0-or-later
// What is read from the database as it is asked for: the facts of one place, the latest changes, the proposals.
#include <string.h>

#include "app/internal.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/clean.h"
#include "model/field.h"
#include "store/change.h"
#include "store/duplicate.h"
#include "store/fact.h"

static int32_t source_by_id(const struct atlas *a, int64_t id)
{
	for (uint32_t i = 0; i < a->source_n; i++)
		if (a->sources[i].id == id)
			return (int32_t)i;
	return NONE;
}

static bool same_folded(struct str a, struct str b)
{
	struct buf x = {0}, y = {0};
	utf8_fold(&x, a);
	utf8_fold(&y, b);
	bool same = str_eq(str_trim(buf_str(&x)), str_trim(buf_str(&y)));
	buf_release(&x);
	buf_release(&y);
	return same;
}

// Capitals, accents and what our cleaning takes away make no other version; of types and names a place shows the union.
static bool agrees(const struct place *p, const struct field *f, struct str told, struct str shown, struct arena *a)
{
	struct place other = place_none();
	struct str problem;
	if (same_folded(told, shown))
		return true;
	if (f->offset == offsetof(struct place, name))
		return same_folded(clean_name(told, a).name, shown);
	if (f->type != FIELD_TYPES)
		return false;
	return field_read(f, told, a, &other, &problem) && (other.types & ~p->types) == 0;
}

// The facts of one field, newest first; the one that the place shows is the newest that says the same.
static void list_field(const struct atlas *a, const struct place *p, const struct field *f, const struct fact_row *rows, size_t n,
		       struct arena *arena, struct fact *out, size_t *out_n)
{
	struct buf value = BUF_IN(arena);
	bool shown = false;
	field_write(f, p, &value);
	for (size_t i = 0; i < n; i++) {
		int32_t source = source_by_id(a, rows[i].source);
		if (strcmp(rows[i].field, f->key) != 0 || source == NONE)
			continue;
		// A name is shown without the notes and capitals that its source has.
		bool name = f->offset == offsetof(struct place, name);
		bool same = !shown && (str_eq(rows[i].value, buf_str(&value)) ||
				       (name && str_eq(clean_name(rows[i].value, arena).name, p->name)));
		shown |= same;
		out[(*out_n)++] = (struct fact){str_of(f->key), rows[i].value, (uint16_t)source, rows[i].date, same,
				     agrees(p, f, rows[i].value, buf_str(&value), arena)};
	}
}

const struct err *app_facts(struct app *app, const struct atlas *atlas, int64_t place_id, struct arena *a, struct fact **out,
			    size_t *n)
{
	const struct err *err;
	struct db *d = NULL;
	struct fact_row *rows;
	size_t row_n;
	const struct place *p = atlas_place_by_id(atlas, place_id);
	*out = NULL;
	*n = 0;
	TRY(app_reader(app, &d));
	TRY(store_fact_list(d, place_id, a, &rows, &row_n));
	*out = arena_array(a, row_n, sizeof **out);
	for (size_t i = 0; p != NULL && i < place_field_n; i++)
		list_field(atlas, p, &place_fields[i], rows, row_n, a, *out, n);
done:
	app_reader_back(app, d);
	return err;
}

// In words: the place's name, else what the change says of itself.
static struct str summary(const struct atlas *a, const struct change_row *r, struct arena *arena)
{
	const struct place *p = r->place ? atlas_place_by_id(a, r->place) : NULL;
	struct str rest;
	return p != NULL ? arena_str(arena, p->name) : str_cut(r->after, '\n', &rest);
}

const struct err *app_changes(struct app *app, size_t max, struct arena *a, struct change **out, size_t *n)
{
	const struct err *err;
	struct db *d = NULL;
	struct change_row *rows;
	const struct snapshot *s = app_enter(app);
	*out = NULL;
	*n = 0;
	TRY(app_reader(app, &d));
	TRY(store_change_list(d, max, a, &rows, n));
	*out = arena_array(a, *n, sizeof **out);
	for (size_t i = 0; i < *n; i++) {
		int32_t source = source_by_id(s->atlas, rows[i].source);
		(*out)[i] = (struct change){
			.number = rows[i].number,
			.when = rows[i].made_at,
			.what = rows[i].what,
			.source = source == NONE ? STR_NONE : arena_str(a, s->atlas->sources[source].key),
			.place_id = rows[i].place,
			.summary = summary(s->atlas, &rows[i], a),
		};
	}
done:
	app_reader_back(app, d);
	app_leave(app, s);
	return err;
}

const struct err *app_duplicates(struct app *app, struct arena *a, struct duplicate **out, size_t *n)
{
	const struct err *err;
	struct db *d = NULL;
	struct duplicate_row *rows;
	*out = NULL;
	*n = 0;
	TRY(app_reader(app, &d));
	TRY(store_duplicate_list(d, a, &rows, n));
	*out = arena_array(a, *n, sizeof **out);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct duplicate){rows[i].a, rows[i].b, rows[i].confidence, rows[i].reasons, rows[i].reason_n};
done:
	app_reader_back(app, d);
	return err;
}
