// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of places. One that was taken away is hidden: its bytes wait for a while, so that it can be put back.
#ifndef MAILLE_STORE_PICTURE_H
#define MAILLE_STORE_PICTURE_H

#include "base/arena.h"
#include "db/db.h"

enum { PICTURE_ROW_SIZES = 3 };
struct picture_row {
	int64_t id, place;
	bool shown;
	int64_t position;
	struct str alt, credit;
	struct str made_at; // set when read
	int64_t made_by;    // 0 none
	struct picture_row_size {
		int64_t width, height;
		struct str type, bytes; // not set by store_picture_list
	} sizes[PICTURE_ROW_SIZES]; // narrowest first
	size_t size_n;              // 0: hidden so long ago that its bytes are gone
};

// Gives it an id. It is hidden until store_picture_say shows it.
const struct err *store_picture_insert(struct db *d, struct picture_row *row);
// Of a place: those shown in their order, then the hidden that can be put back, the latest first.
const struct err *store_picture_list(struct db *d, int64_t place, struct arena *a, struct picture_row **out, size_t *n);
// One size of a picture that is shown at a place that is; *found false when there is none.
const struct err *store_picture_bytes(struct db *d, int64_t id, int64_t width, struct arena *a, struct str *type, struct str *bytes,
				      bool *found);

// What is said of a picture, as a change keeps it: "position|alt|credit"; "" when it is hidden or not this place's.
const struct err *store_picture_said(struct db *d, int64_t place, int64_t id, struct arena *a, struct str *text);
// Makes it so. *known false when the place has no such picture, its bytes are gone or the text is none of these.
const struct err *store_picture_say(struct db *d, int64_t place, int64_t id, struct str text, bool *known);
// The text and its parts; a "|" within them becomes "/".
struct str picture_text(struct arena *a, int64_t position, struct str alt, struct str credit);
bool picture_text_read(struct str text, int64_t *position, struct str *alt, struct str *credit);

// Drops the bytes of this one, if it is hidden.
const struct err *store_picture_drop(struct db *d, int64_t id);
// Drops the bytes of what was hidden before that moment (Unix seconds).
const struct err *store_picture_forget(struct db *d, int64_t before, int64_t *forgotten);

#endif
