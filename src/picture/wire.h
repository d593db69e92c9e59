// SPDX-License-Identifier: AGPL-3.0-or-later
// What the worker answers on its standard output: a head, then the bytes of each size. Both ends are the same binary.
#ifndef MAILLE_PICTURE_WIRE_H
#define MAILLE_PICTURE_WIRE_H

#include <stdint.h>

#include "picture/picture.h"

enum { WIRE_MAGIC = 0x4d504943 };

enum verdict { VERDICT_MADE, VERDICT_BROKEN, VERDICT_LARGE, VERDICT_SMALL, VERDICT_NO_LIBRARY, VERDICT_COUNT };

struct wire_head {
	uint32_t magic, verdict;
	uint32_t walls; // enum wall, those that stand
	uint32_t n;
	struct {
		uint32_t width, height, bytes;
	} sizes[PICTURE_SIZE_MAX];
};

// Runs the worker on these bytes, for at most so many milliseconds; the answer's head is checked, the bytes of the sizes follow each other in *body.
// When it died of them or took too long, the verdict is VERDICT_BROKEN.
const struct err *worker_run(struct str sent, int ms, struct arena *a, struct wire_head *head, struct str *body);

#endif
