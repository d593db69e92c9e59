// SPDX-License-Identifier: AGPL-3.0-or-later
#include "picture/vips.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

bool vips_load(struct vips *v)
{
	// Loaders in modules of their own (PDF, slides, ImageMagick, HEIF) are looked for beside the library: not here.
	setenv("VIPSHOME", "/nonexistent", 1);
	setenv("VIPS_WARNING", "1", 1);           // a file does not write to our log
	setenv("VIPS_NOVECTOR", "1", 1);          // no machine code made while running
	setenv("VIPS_DISC_THRESHOLD", "100g", 1); // nothing is put aside in files
	void *lib = dlopen("libvips.so.42", RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL)
		return false;
	const struct {
		void *to;
		const char *name;
	} wanted[] = {
		{&v->init, "vips_init"},
		{&v->concurrency_set, "vips_concurrency_set"},
		{&v->cache_set_max, "vips_cache_set_max"},
		{&v->block, "vips_operation_block_set"},
		{&v->from_buffer, "vips_image_new_from_buffer"},
		{&v->width, "vips_image_get_width"},
		{&v->height, "vips_image_get_height"},
		{&v->thumbnail_image, "vips_thumbnail_image"},
		{&v->in_memory, "vips_image_copy_memory"},
		{&v->webpsave_buffer, "vips_webpsave_buffer"},
		{&v->jpegsave_buffer, "vips_jpegsave_buffer"},
		{&v->error, "vips_error_buffer"},
		{&v->unref, "g_object_unref"},
	};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		void *found = dlsym(lib, wanted[i].name);
		if (found == NULL)
			return false;
		memcpy(wanted[i].to, &found, sizeof found);
	}
	return v->init("maille") == 0;
}
