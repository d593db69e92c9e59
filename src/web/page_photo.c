// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures themselves, and how pages name them.
#include "base/log.h"
#include "web/pages.h"
#include "web/photo.h"

static struct str address(struct page *p, const struct photo *photo, size_t size)
{
	return arena_printf(p->a, "/images/%lld/%u", (long long)photo->id, photo->sizes[size].width);
}

struct view_photo photo_view(struct page *p, const struct photo *photo)
{
	size_t last = photo->size_n - 1;
	struct view_photo v = {
		.photo = photo, .id = (double)photo->id, .src = address(p, photo, 0), .large = address(p, photo, last),
		.width = photo->sizes[last].width, .height = photo->sizes[last].height,
	};
	return v;
}

size_t photos_of(struct page *p, int64_t place, struct view_photo **out)
{
	struct photo *all;
	size_t n, kept = 0;
	const struct err *err = app_photos(p->app, place, p->a, &all, &n);
	if (err != NULL) {
		log_warn("photos of place %lld: %s", (long long)place, err_text(err));
		err_free(err);
		page_passing(p);
		n = 0;
	}
	*out = arena_array(p->a, n, sizeof **out);
	for (size_t i = 0; i < n && all[i].shown; i++)
		(*out)[kept++] = photo_view(p, &all[i]);
	return kept;
}

// The bytes of an address never change: only whether it is still shown can, and that is asked anew each day.
void page_image(struct page *p)
{
	int64_t id, width;
	struct str type, bytes;
	bool found = false;
	const struct err *err = NULL;
	if (str_to_i64(http_capture(p->rq, "id"), &id) && str_to_i64(http_capture(p->rq, "largeur"), &width))
		err = app_photo_bytes(p->app, id, width, p->a, &type, &bytes, &found);
	if (err != NULL) {
		log_warn("picture %lld: %s", (long long)id, err_text(err));
		err_free(err);
		page_error(p, 503, STR_NONE);
		return;
	}
	if (!found) {
		page_error(p, 404, str_of(_("Cette photo n’est plus ici.")));
		return;
	}
	p->reply->type = arena_z(p->a, type);
	p->reply->squeeze = false;
	p->reply->etag = arena_printf(p->a, "p%lld-%lld", (long long)id, (long long)width);
	buf_add(p->out, bytes);
	http_set(p->rq, p->reply, "Cache-Control", S("public, max-age=86400, immutable"));
	http_set(p->rq, p->reply, "Content-Disposition", S("inline"));
}
