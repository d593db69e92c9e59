// SPDX-License-Identifier: AGPL-3.0-or-later
// A place's pictures as its page shows them.
#ifndef MAILLE_WEB_PHOTO_H
#define MAILLE_WEB_PHOTO_H

#include "app/picture.h"
#include "web/web.h"

struct view_photo {
	const struct photo *photo;
	double id;                     // of the photo, for addresses
	struct str src, large;         // the narrowest, the widest
	unsigned width, height;        // of the widest
};
// Those that are shown; none when they cannot be read just now (the page is then not kept).
size_t photos_of(struct page *p, int64_t place, struct view_photo **out);
struct view_photo photo_view(struct page *p, const struct photo *photo);

// A video that stands elsewhere: nothing of it is asked for before somebody follows the link.
struct view_video {
	struct str url, host;
};

#endif
