// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/picture.h"

#include "app/write.h"
#include "base/i18n.h"
#include "picture/picture.h"
#include "store/personal.h"
#include "store/picture.h"

struct listing {
	int64_t place;
	struct arena *a;
	struct picture_row *rows;
	size_t n;
};

static const struct err *list(struct db *db, void *user)
{
	struct listing *l = user;
	return store_picture_list(db, l->place, l->a, &l->rows, &l->n);
}

const struct err *app_photos(struct app *app, int64_t place, struct arena *a, struct photo **out, size_t *n)
{
	const struct err *err;
	struct listing l = {.place = place, .a = a};
	TRY(app_read(app, list, &l));
	*out = arena_array(a, l.n, sizeof **out);
	*n = l.n;
	for (size_t i = 0; i < l.n; i++) {
		const struct picture_row *r = &l.rows[i];
		struct photo *p = &(*out)[i];
		*p = (struct photo){.id = r->id, .shown = r->shown, .position = r->position, .alt = r->alt, .credit = r->credit,
				    .made_at = r->made_at, .size_n = r->size_n};
		for (size_t k = 0; k < r->size_n; k++) {
			p->sizes[k].width = (unsigned)r->sizes[k].width;
			p->sizes[k].height = (unsigned)r->sizes[k].height;
		}
	}
done:
	return err;
}

struct reading {
	int64_t id, width;
	struct arena *a;
	struct str *type, *bytes;
	bool *found;
};

static const struct err *read_bytes(struct db *db, void *user)
{
	struct reading *r = user;
	return store_picture_bytes(db, r->id, r->width, r->a, r->type, r->bytes, r->found);
}

const struct err *app_photo_bytes(struct app *app, int64_t id, int64_t width, struct arena *a, struct str *type, struct str *bytes,
				  bool *found)
{
	struct reading r = {id, width, a, type, bytes, found};
	return app_read(app, read_bytes, &r);
}

struct item photo_said(struct arena *a, int64_t id, int64_t position, struct str alt, struct str credit)
{
	return (struct item){ITEM_PICTURE, arena_printf(a, "%lld", (long long)id), picture_text(a, position, alt, credit)};
}

struct item photo_removed(struct arena *a, int64_t id)
{
	return (struct item){ITEM_PICTURE, arena_printf(a, "%lld", (long long)id), STR_NONE};
}

enum { KEPT_MAX = 3 * PHOTOS_MAX }; // shown and taken away

struct adding {
	const struct actor *who;
	const struct atlas *atlas;
	int64_t place;
	const struct picture *made;
	const struct photo_words *words;
	struct arena *a;
	struct edit_answer *out;
};

// Behind the last of those that are shown.
static const struct err *next_position(struct db *db, const struct adding *t, int64_t *position)
{
	const struct err *err;
	struct picture_row *rows;
	size_t n, shown = 0;
	*position = 1;
	TRY(store_picture_list(db, t->place, t->a, &rows, &n));
	for (; shown < n && rows[shown].shown; shown++)
		*position = rows[shown].position + 1;
	if (n >= KEPT_MAX && !rows[n - 1].shown) // whoever adds and takes away all day shall not fill the disk
		TRY(store_picture_drop(db, rows[n - 1].id));
	if (shown >= PHOTOS_MAX)
		err = err_new(ERR_INPUT, tr("Ce lieu montre déjà %d photos. Retirez-en une, puis ajoutez celle-ci."), PHOTOS_MAX);
done:
	return err;
}

static const struct err *add(struct db *db, void *user)
{
	const struct err *err;
	struct adding *t = user;
	struct picture_row row = {.place = t->place, .alt = t->words->alt, .credit = t->words->credit, .made_by = t->who->person, .size_n = t->made->n};
	for (size_t i = 0; i < t->made->n; i++)
		row.sizes[i] = (struct picture_row_size){
			t->made->sizes[i].width, t->made->sizes[i].height, S(PICTURE_TYPE), t->made->sizes[i].bytes};
	TRY(next_position(db, t, &row.position));
	TRY(store_picture_insert(db, &row));
	struct item item = photo_said(t->a, row.id, row.position, row.alt, row.credit);
	if (t->words->agreed.n > 0)
		TRY(store_consent_add(db, t->who->person, S("photo"), item.key, t->words->agreed));
	struct edit edit = {.place = t->place, .items = &item, .item_n = 1};
	TRY(edit_in(db, t->atlas, t->who, &edit, t->a, t->out));
done:
	return err;
}

const struct err *app_photo_add(struct app *app, const struct actor *who, const struct atlas *atlas, int64_t place, struct str sent,
				const struct photo_words *words, struct arena *a, struct edit_answer *out)
{
	const struct err *err;
	struct picture made;
	struct adding t = {who, atlas, place, &made, words, a, out};
	TRY(picture_make(sent, a, &made));
	TRY(app_write(app, add, &t));
done:
	return err;
}
