// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures that people send: read in a process of its own that can reach nothing (no file, no network, no database),
// made small once, without anything that the camera wrote beside them (position, date, device, owner).
#ifndef MAILLE_PICTURE_PICTURE_H
#define MAILLE_PICTURE_PICTURE_H

#include "base/arena.h"
#include "base/err.h"

enum {
	PICTURE_BYTES_MAX = 12 * 1024 * 1024, // of what is sent
	PICTURE_PIXELS_MAX = 50 * 1000 * 1000,
	PICTURE_SIDE_MIN = 64,
	PICTURE_SIZE_MAX = 3,
};
#define PICTURE_TYPE "image/webp" // of what is made

struct picture_size {
	unsigned width, height;
	struct str bytes;
};

struct picture {
	struct picture_size sizes[PICTURE_SIZE_MAX]; // narrowest first; never wider than what was sent
	size_t n;
};

// JPEG, PNG or WebP, told by its content alone: upright, in sRGB, the first frame of an animation. ERR_INPUT with a
// sentence that says what is wrong and how to mend it; ERR_BUSY when too many come at once; ERR_IO when this host
// cannot (libvips is not installed). Blocks, some seconds at the longest.
const struct err *picture_make(struct str sent, struct arena *a, struct picture *out);

// The program calls itself anew as "PROGRAM picture-worker": its main gives way to this before anything else.
#define PICTURE_WORKER "picture-worker"
int picture_worker(void);

#endif
