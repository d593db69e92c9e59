// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_DONNEES_H
#define MAILLE_WEB_PAGE_DONNEES_H

#include "web/layout.h"

#include "model/atlas.h"

struct download {
	const char *path, *format, *name, *about; // name and about are gettext msgids
};
struct view_data {
	struct view_layout layout;
	const struct source *sources;
	uint32_t source_n;
	const struct download *downloads;
	size_t download_n;
	uint32_t place_n;
	const struct source *shape; // of the outlines and communes: same form, not in the network
	uint32_t shape_n;
};
struct api_example {
	const char *about, *path;
};
struct api_param { // in the page's language
	const char *name, *about;
};
struct view_api {
	struct view_layout layout;
	struct str origin;
	const struct api_example *examples;
	size_t example_n;
	const struct api_param *params;
	size_t param_n;
};

#endif
