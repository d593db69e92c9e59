// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_MARKDOWN_H
#define MAILLE_WEB_MARKDOWN_H

#include "base/arena.h"
#include "web/view.h"

// Raw HTML and unsafe links in the text are left out.
struct html markdown(struct arena *a, struct str text);

#endif
