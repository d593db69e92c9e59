// SPDX-License-Identifier: AGPL-3.0-or-later
// The frame of a WebP file (RFC 9649, 2.4 to 2.7).
#ifndef MAILLE_PICTURE_WEBP_H
#define MAILLE_PICTURE_WEBP_H

#include "base/str.h"

// Adds the file to *out with its pixels alone: without EXIF, XMP, colour profile, animation or unknown parts. False,
// maybe after a beginning was added, when it is no such file or something follows it.
bool webp_pixels(struct str file, struct buf *out);

#endif
