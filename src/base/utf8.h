// SPDX-License-Identifier: AGPL-3.0-or-later
// Unicode text, through utf8proc.
#ifndef MAILLE_BASE_UTF8_H
#define MAILLE_BASE_UTF8_H

#include "base/str.h"

// Well-formed UTF-8 (RFC 3629) without NUL.
bool utf8_valid(struct str s);
// The first code point of s and its length in bytes; 0 at the end or on a malformed byte.
size_t utf8_next(struct str s, int32_t *cp);
size_t utf8_length(struct str s); // code points of well-formed text
// Appends s folded for comparison: lower case, no diacritics, œ as oe, æ as ae, ß as ss, typographic
// apostrophes and dashes as ' and -, compatibility forms resolved. Malformed bytes become a space.
void utf8_fold(struct buf *b, struct str s);
// Appends s with runs of white space (line breaks, no-break spaces) as one space, trimmed.
void utf8_squeeze(struct buf *b, struct str s);
// Cuts to at most `max` code points, never inside one.
struct str utf8_clip(struct str s, size_t max);

#endif
