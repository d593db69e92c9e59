// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of a place: seen, received, said anew. What is said of one (that it is shown, its order, its words) changes
// through app_edit as everything else, with its history; this makes the items for it.
#ifndef MAILLE_APP_PICTURE_H
#define MAILLE_APP_PICTURE_H

#include "app/edit.h"

struct photo {
	int64_t id;
	bool shown;        // else taken away, and can be put back
	int64_t position;
	struct str alt, credit;
	struct str made_at; // "2026-11-21T10:00:00Z"
	struct {
		unsigned width, height;
	} sizes[3];        // narrowest first
	size_t size_n;     // at least 1
};
// Of a place: those shown in their order, then those that can be put back, the latest first.
const struct err *app_photos(struct app *app, int64_t place, struct arena *a, struct photo **out, size_t *n);
// One size of a picture that is shown; *found false when there is none.
const struct err *app_photo_bytes(struct app *app, int64_t id, int64_t width, struct arena *a, struct str *type, struct str *bytes,
				  bool *found);

enum { PHOTOS_MAX = 12 }; // shown at one place

struct photo_words {
	struct str alt, credit;
	struct str agreed; // the words to which they said yes, kept with their date
};
// Makes a picture of what was sent (picture/picture.h says what it may be) and shows it behind those of the place.
// ERR_INPUT, with a sentence for the person, when it is none or there are PHOTOS_MAX already. Takes seconds.
const struct err *app_photo_add(struct app *app, const struct actor *who, const struct atlas *atlas, int64_t place, struct str sent,
				const struct photo_words *words, struct arena *a, struct edit_answer *out);
// For app_edit: the picture shown at that position with these words; taken away.
struct item photo_said(struct arena *a, int64_t id, int64_t position, struct str alt, struct str credit);
struct item photo_removed(struct arena *a, int64_t id);

#endif
