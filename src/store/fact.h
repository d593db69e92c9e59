// SPDX-License-Identifier: AGPL-3.0-or-later
// Facts: what each source says of each field of a place. The place's own columns hold what is shown.
#ifndef MAILLE_STORE_FACT_H
#define MAILLE_STORE_FACT_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"

struct fact_row {
	int64_t place, source;
	const char *field; // the field's French key
	struct str value;  // as field_write writes it, not empty
	struct date date;
};
const struct err *store_fact_insert(struct db *d, const struct fact_row *rows, size_t n); // new ones, fast
const struct err *store_fact_put(struct db *d, const struct fact_row *rows, size_t n);    // new, or in place of the source's former value
// Takes back what a source said of a field: place, source and field are read.
const struct err *store_fact_delete(struct db *d, const struct fact_row *rows, size_t n);

// What is said of one place, by field then by date, newest first. `field` is a key of the table of fields.
const struct err *store_fact_list(struct db *d, int64_t place, struct arena *a, struct fact_row **out, size_t *n);
// Everything that one source says, by place: what a second import of the same file compares with.
const struct err *store_fact_of_source(struct db *d, int64_t source, struct arena *a, struct fact_row **out, size_t *n);

#endif
