// SPDX-License-Identifier: AGPL-3.0-or-later
// The few functions of libvips that we call, fetched when they are needed: the server itself never loads the hundred
// libraries that come with it, a host without pictures needs none of them, and a build needs no headers.
// Declared as in vips/*.h of 8.14; the ABI (libvips.so.42) has been kept since 2017.
#ifndef MAILLE_PICTURE_VIPS_H
#define MAILLE_PICTURE_VIPS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct _VipsImage vips_image;
enum { VIPS_NO = 0, VIPS_YES = 1 }; // gboolean
enum { VIPS_DOWN = 2, VIPS_SEQUENTIAL = 1, VIPS_FAIL_ON_ERROR = 2 }; // VipsSize, VipsAccess, VipsFailOn

struct vips {
	int (*init)(const char *argv0);
	void (*concurrency_set)(int threads);
	void (*cache_set_max)(int operations);
	void (*block)(const char *operation, int state);
	vips_image *(*from_buffer)(const void *bytes, size_t n, const char *options, ...) __attribute__((sentinel));
	int (*width)(const vips_image *);
	int (*height)(const vips_image *);
	int (*thumbnail_image)(vips_image *in, vips_image **out, int width, ...) __attribute__((sentinel));
	vips_image *(*in_memory)(vips_image *in);
	int (*webpsave_buffer)(vips_image *in, void **bytes, size_t *n, ...) __attribute__((sentinel));
	int (*jpegsave_buffer)(vips_image *in, void **bytes, size_t *n, ...) __attribute__((sentinel));
	const char *(*error)(void);
	void (*unref)(void *object); // g_object_unref
};

// False when libvips is not installed or lacks one of these.
bool vips_load(struct vips *v);

#endif
