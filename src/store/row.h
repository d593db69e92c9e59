// SPDX-License-Identifier: AGPL-3.0-or-later
// Between C values and columns. Only this room includes it.
#ifndef MAILLE_STORE_ROW_H
#define MAILLE_STORE_ROW_H

#include "base/arena.h"
#include "base/time.h"
#include "base/vec.h"
#include "db/db.h"
#include "model/vocab.h"

struct date_text { // where a date's text lives while a statement borrows it
	char z[16];
};
struct db_value row_date(struct date d, struct date_text *text); // NULL when unknown
struct date row_to_date(struct str s);
struct moment_text {
	char z[24];
};
struct db_value row_moment(int64_t at, struct moment_text *text); // 2026-11-21T10:00:00Z; in SQL they compare as text
int64_t row_to_moment(struct str s);                                // 0 when it is none
struct db_value row_id(int64_t id);                        // 0 is NULL
struct db_value row_code(enum vocab v, int value);         // NULL when negative
int row_to_code(enum vocab v, struct str code);            // -1 when empty or unknown
// The integer in the first column of the first row; *found (may be NULL) false and *out 0 when there is no row.
const struct err *row_int(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t n, int64_t *out, bool *found);
// Finds the id of a key, or sets *id to 0.
const struct err *row_find(struct db *d, const struct db_stmt *s, struct str key, int64_t *id);

// Defines name(d, statement, values, n of them, arena, out, n): all that a statement finds, in the arena, each made of its row by
// `read`, a function of (struct db_rows *, struct arena *).
#define ROW_LIST(name, type, read)                                                                                      \
	static const struct err *name(struct db *d, const struct db_stmt *s, const struct db_value *v, size_t v_n,       \
				      struct arena *a, type **out, size_t *n)                                            \
	{                                                                                                                \
		const struct err *err;                                                                                   \
		struct db_rows *r = NULL;                                                                                \
		VEC(type) all = {0};                                                                                     \
		bool row;                                                                                                \
		TRY(db_query(d, s, v, v_n, &r));                                                                         \
		for (;;) {                                                                                               \
			TRY(db_step(r, &row));                                                                           \
			if (!row)                                                                                        \
				break;                                                                                   \
			vec_push(&all, read(r, a));                                                                      \
		}                                                                                                        \
		*out = arena_copy(a, all.v, all.n, sizeof **out);                                                        \
		*n = all.n;                                                                                              \
	done:                                                                                                            \
		db_rows_close(r);                                                                                        \
		vec_free(&all);                                                                                          \
		return err;                                                                                              \
	}

#endif
