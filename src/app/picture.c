// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/picture.h"

#include "app/write.h"
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
