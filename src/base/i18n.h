// SPDX-License-Identifier: AGPL-3.0-or-later
// The interface's two languages. French is the source: a message's key is its French text.
// The language belongs to the thread and is set at the start of each request.
#ifndef MAILLE_BASE_I18N_H
#define MAILLE_BASE_I18N_H

#include "base/str.h"
#include "base/time.h"

// Marks a French text in a table for the catalogue; tr() it where it is shown.
#define N_(french) french

enum lang { LANG_FR, LANG_EN, LANG_COUNT };

void i18n_set(enum lang lang);
enum lang i18n_get(void);
const char *i18n_code(enum lang lang); // "fr", "en"
// The language an Accept-Language header asks for (RFC 9110 12.5.4); French when it asks for neither.
enum lang i18n_accept(struct str header);

// The text in the thread's language; the French itself when no translation is known.
const char *tr(const char *french) __attribute__((format_arg(1)));
const char *trn(const char *one, const char *many, int64_t n) __attribute__((format_arg(1), format_arg(2)));

void i18n_int(struct buf *b, int64_t i);                 // 1 512 (narrow no-break space), 1,512
void i18n_num(struct buf *b, double d, int decimals);    // 4,2 / 4.2, zeros at the end dropped
void i18n_date(struct buf *b, struct date d);            // 12 mars 2024, mars 2024, 2024; 12 March 2024
void i18n_km(struct buf *b, double km);                  // 800 m, 4,2 km, 38 km

#endif
