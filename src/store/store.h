// SPDX-License-Identifier: AGPL-3.0-or-later
// Every SQL statement of the product, one header a noun. Functions that write belong inside db_begin … db_commit;
// the caller gives ids to what it makes (store_next_id), so that nothing waits for the database row by row.
#ifndef MAILLE_STORE_STORE_H
#define MAILLE_STORE_STORE_H

#include "db/db.h"

// Brings the database to this binary's schema, each step in a transaction of its own. ERR_INPUT when the database is
// newer than the binary. *applied (may be NULL) is the number of steps taken.
const struct err *store_migrate(struct db *d, int *applied);
// ERR_INPUT, with a sentence, unless the schema is this binary's: for connections that only read.
const struct err *store_check_version(struct db *d);

// The tables whose rows have ids.
enum store_table { STORE_SOURCE, STORE_PLACE, STORE_LABEL, STORE_CATEGORY, STORE_ACTION, STORE_NETWORK, STORE_ORG, STORE_PICTURE, STORE_PERSON, STORE_MANDATE, STORE_TABLE_COUNT };
// The first free id; the ones after it are free too, until the transaction ends.
const struct err *store_next_id(struct db *d, enum store_table table, int64_t *id);

// What the engine's own checks and the product's rules find wrong: one sentence each, none when all is well.
struct arena;
const struct err *store_check(struct db *d, struct arena *a, struct str **problems, size_t *n);

#endif
