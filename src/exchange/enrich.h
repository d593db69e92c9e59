// SPDX-License-Identifier: AGPL-3.0-or-later
// What the gazetteer knows about a place that a file only names: its commune, codes and position.
#ifndef MAILLE_EXCHANGE_ENRICH_H
#define MAILLE_EXCHANGE_ENRICH_H

#include "exchange/record.h"

// Finds the commune (by INSEE code; postal code and name; name and position; the nearest) and from it fills or
// corrects commune, code_insee, code_postal where only one is possible, and the position: missing or absurdly far
// from the named commune, it becomes the commune's centre.
void enrich_place(struct place *p, struct arena *a);
void enrich_records(struct record_set *set, struct arena *a);

#endif
