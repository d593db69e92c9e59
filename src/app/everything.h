// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything public that a network holds, as files that any spreadsheet or program reads.
#ifndef MAILLE_APP_EVERYTHING_H
#define MAILLE_APP_EVERYTHING_H

#include "app/app.h"

// Told each file in turn; what it is given is gone afterwards.
typedef const struct err *everything_file(void *user, const char *name, struct str bytes);
// Places (native, CSV, GeoJSON), each source's word on each fact and tie, vocabularies, networks, structures, sources and
// the public journal, with a page that says what is what. Nothing of persons, nothing that only teams may see.
const struct err *app_everything(struct app *app, struct str origin, everything_file *file, void *user);

#endif
