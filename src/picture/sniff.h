// SPDX-License-Identifier: AGPL-3.0-or-later
// What a file is, by its first bytes, whatever its name says.
#ifndef MAILLE_PICTURE_SNIFF_H
#define MAILLE_PICTURE_SNIFF_H

#include "base/str.h"

// NULL for what may be a JPEG, PNG or WebP picture; else a sentence for a person (a gettext msgid).
const char *sniff_refuses(struct str bytes);

#endif
