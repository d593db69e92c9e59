// SPDX-License-Identifier: AGPL-3.0-or-later
// How texts of a given form must look. Only the field table includes it.
#ifndef MAILLE_MODEL_FIELD_FORM_H
#define MAILLE_MODEL_FIELD_FORM_H

#include "model/field.h"

// Rewrites b, which holds a squeezed text that is not empty, as that form is kept; false says why it is none.
bool form_fix(enum field_form form, struct buf *b, struct str *problem);
// A web address: http(s) with a host; one that a person wrote without a scheme ("www.lelieu.fr") gets https.
bool form_url(struct str s, struct buf *out);
// Addresses, one a line or between "|"; kept one a line, each once.
bool form_urls(struct str text, struct arena *a, struct buf *out, struct str *problem);
// "code: text" a line by a vocabulary, in its order; lines without a known code go on with the part before. Each part is
// one line of at most `max` characters.
bool form_parts(enum vocab v, struct str text, uint32_t max, struct arena *a, struct buf *out, struct str *problem);

#endif
