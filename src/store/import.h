// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports: what each did, what is needed to take it back, and files on their way.
#ifndef MAILLE_STORE_IMPORT_H
#define MAILLE_STORE_IMPORT_H

#include "base/arena.h"
#include "base/time.h"
#include "db/db.h"
#include "store/change_item.h"

struct import_row {
	int64_t number;     // set when inserted
	int64_t source;
	int64_t made;       // Unix seconds, set when inserted
	int64_t person;     // 0: the host
	struct str file, hash, mapping, fingerprint, licence; // may be empty
	struct str network; // key of the one that all its places were said to be of; may be empty
	struct date date;
	int64_t read, created, changed, unchanged, proposed, refused;
	int64_t undone;     // Unix seconds, 0: it stands
	int64_t undone_by;
	// When read only:
	struct str source_key, source_title, person_name;
	bool last;          // the last of its source that stands: it can be undone
};
const struct err *store_import_insert(struct db *d, struct import_row *r);
// Newest first, at most max; of one person, or of all with 0.
const struct err *store_import_list(struct db *d, int64_t person, size_t max, struct arena *a, struct import_row **out, size_t *n);
const struct err *store_import_read(struct db *d, int64_t number, struct arena *a, struct import_row *out, bool *found);
// The last of the source that stands; 0 when there is none.
const struct err *store_import_last(struct db *d, int64_t source, int64_t *number);
const struct err *store_import_undone(struct db *d, int64_t number, int64_t person);
// The mapping used last for this source, else for columns of these names; empty when there is none.
const struct err *store_import_mapping(struct db *d, struct str source_key, struct str fingerprint, struct arena *a, struct str *out);

// How a place stood before an import touched it.
struct import_place_row {
	int64_t run, place;
	bool made;          // the import made it: what follows is not set
	bool closed;
	struct date confirmed;
	int64_t confirmed_by; // source id, 0 none
};
const struct err *store_import_place_insert(struct db *d, const struct import_place_row *rows, size_t n);
const struct err *store_import_places(struct db *d, int64_t run, struct arena *a, struct import_place_row **out, size_t *n);

// What its source said of it before.
struct import_before_row {
	int64_t run, place;
	struct str kind, key, value; // kind: champ, origine, or a kind of said
	struct date date;
};
const struct err *store_import_before_insert(struct db *d, const struct import_before_row *rows, size_t n);
const struct err *store_import_before(struct db *d, int64_t run, struct arena *a, struct import_before_row **out, size_t *n); // by place

// --- places that are not shown any more ---

struct gone_row {
	int64_t place, to;  // to: the one that it went into, 0 none
	struct str slug;
	bool retired;       // else it went into another
};
const struct err *store_gone_list(struct db *d, struct arena *a, struct gone_row **out, size_t *n);
// What a source called the places that are gone.
struct gone_origin {
	int64_t place;
	struct str identifier;
};
const struct err *store_gone_origins(struct db *d, int64_t source, struct arena *a, struct gone_origin **out, size_t *n);
// Not shown any more, and no longer the lead of a network nor half of a pair to decide.
const struct err *store_place_retire(struct db *d, int64_t place);
const struct err *store_place_revive(struct db *d, int64_t place); // one that was retired
const struct err *store_origin_delete(struct db *d, int64_t place, int64_t source, struct str identifier);
const struct err *store_origins_of(struct db *d, int64_t place, int64_t source, struct arena *a, struct str **identifiers, size_t *n);
// Whether anybody but this source says something of the place, changed it or belongs to its team.
const struct err *store_place_others(struct db *d, int64_t place, int64_t source, bool *others);
// A person decided that two places are two; the pair is not proposed again.
const struct err *store_duplicate_distinct(struct db *d, int64_t a, int64_t b);
// Whether the value was proposed for that thing of the place by a file, and refused.
const struct err *store_import_refused(struct db *d, int64_t place, struct str kind, struct str key, struct str value, bool *refused);

// What the import asked teams, and that nobody answered yet, is asked no more.
const struct err *store_import_withdraw(struct db *d, int64_t run);

// --- files on their way ---

struct draft_row {
	struct str id;      // 32 hexadecimal digits
	int64_t person;
	int64_t made;       // Unix seconds, set when inserted
	struct str file, bytes, about, mapping, decisions; // bytes: base64
	int64_t run;        // 0: not imported yet
};
const struct err *store_draft_insert(struct db *d, struct draft_row *r);
const struct err *store_draft_read(struct db *d, struct str id, int64_t person, struct arena *a, struct draft_row *out, bool *found);
const struct err *store_draft_update(struct db *d, const struct draft_row *r); // about, mapping, decisions, run
// Those of a person that wait, newest first, without their bytes.
const struct err *store_draft_list(struct db *d, int64_t person, struct arena *a, struct draft_row **out, size_t *n);
const struct err *store_draft_forget(struct db *d, int64_t before); // made before that moment

#endif
