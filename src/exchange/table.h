// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of table_read (see mapping.h): JSON as a table.
#ifndef MAILLE_EXCHANGE_TABLE_H
#define MAILLE_EXCHANGE_TABLE_H

#include <jansson.h>

#include "exchange/mapping.h"

// Reads a document, or objects a line as one list; in UTF-8 or Windows-1252 (*text is then the converted one).
const struct err *table_parse_json(struct str *text, struct arena *a, json_t **root);
// A list of objects, wherever the document keeps it; a GeoJSON; Open Know-Where's linked lists.
const struct err *table_from_json(struct str text, const json_t *root, struct arena *a, struct table *out);
// The label files of the ANCT and #MapLabBZH, which have codecs of their own (labels.c).
bool table_is_labels(const json_t *features);
bool table_is_bretagne(const json_t *features);

#endif
