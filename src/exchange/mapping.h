// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of any origin. A file is a *table* (rows under named columns, whatever it was written in); a *mapping* says which
// fact each column tells; with both, the file becomes records. The guess is made from names and values; a person may
// correct it; it is kept as text for the next time the same source comes.
//
//     table_read → mapping_guess → (mapping_kept: what was kept for this source) → mapping_read → record_set
#ifndef MAILLE_EXCHANGE_MAPPING_H
#define MAILLE_EXCHANGE_MAPPING_H

#include "exchange/csv.h"
#include "exchange/record.h"

struct table {
	const char *form;     // what it is, as people call it: "CSV", "GeoJSON", "LaMednum", "GoGoCarto" …
	struct str *columns;  // their names; in JSON the path of a nested member, "address.city"; each once
	size_t column_n;
	struct csv_row *rows; // a row has as many cells as there are columns; all is UTF-8
	size_t row_n;
	size_t read_n;        // rows of the file, those that were refused among them
	struct refusal *refusals; // rows that could not be read as such
	size_t refusal_n;
	struct record_set *whole; // a form that needs no mapping (Maille's own, the label files): its records; else NULL.
				  // The columns are told all the same.
};

// Reads a file of any form that is known, recognised by its content. A file that cannot be read at all is ERR_INPUT with
// line and column, in French. `key` names the source when the file does not. All lives in the arena.
const struct err *table_read(struct str bytes, struct str key, struct arena *a, struct table *out);

enum { MAPPING_EXAMPLES = 3 };

struct mapped_column {
	struct str name;        // as in the table
	struct str target;      // key of a mapping_target; "" when the column tells nothing that we keep
	uint8_t confidence;     // 0 to 100; 100 when a person said so or the form has this very name
	struct str reason;      // in French: why it is left out though it says something ("donnée personnelle"); or ""
	struct str examples[MAPPING_EXAMPLES]; // first values that differ, clipped; none of what is personal
	unsigned example_n;
};
struct mapping {
	struct str fingerprint; // of the names of the columns, in any order: 16 hexadecimal digits
	struct mapped_column *columns; // as the table's, in its order
	size_t column_n;
};

// What a column may tell. Several columns may tell one thing: an address is joined from its parts; labels, networks and
// the like add up; of the others the first that is not empty counts, the most certain column first.
struct mapping_target {
	const char *key;   // "code_postal", "position", "numero", "label" …
	const char *fact;  // the field or tie that it becomes part of, as reports name it: "adresse" for "numero"
	const char *label; // in French, a msgid
	bool personal;     // kept for the place's team, not published
};
const struct mapping_target *mapping_targets(size_t *n); // in the order of a list to choose from
const struct mapping_target *mapping_target_find(struct str key); // NULL when absent

void mapping_guess(const struct table *t, struct arena *a, struct mapping *out);
// A person's correction; an empty target leaves the column out. False when there is no such column or target.
bool mapping_set(struct mapping *m, struct str column, struct str target);
// A mapping as text (JSON), to be kept with a source; and what was kept laid over a fresh guess: columns of the same
// name take the kept target. False, and the guess stays, when the text is none of ours.
void mapping_write(const struct mapping *m, struct buf *out);
bool mapping_kept(struct mapping *guess, struct str text, struct arena *a);

// The records of the table. A row with a cell that cannot be is refused (line, column of the file, reason in French);
// a value that says nothing to us, or that names a person, is left out of its record with a warning.
const struct err *mapping_read(const struct table *t, const struct mapping *m, struct str key, struct arena *a,
			       struct record_set *out);

#endif
