// SPDX-License-Identifier: AGPL-3.0-or-later
// One slice (str) and one growing buffer (buf). Slices borrow and need no terminator.
#ifndef MAILLE_BASE_STR_H
#define MAILLE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
	const char *p; // may be NULL when n is 0
	size_t n;      // bytes
};

// A name and its value, as in a query, a form or a header.
struct pair {
	struct str name, value;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : "" // for "%.*s"

struct str str_of(const char *z); // NULL gives the empty slice
bool str_eq(struct str a, struct str b);
bool str_eqz(struct str a, const char *z);
bool str_ieq(struct str a, struct str b); // ASCII case ignored
int str_cmp(struct str a, struct str b);  // byte order
bool str_starts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
struct str str_from(struct str s, size_t at);             // s without its first at bytes
struct str str_sub(struct str s, size_t at, size_t n);    // clipped to s
struct str str_trim(struct str s);                        // ASCII white space at both ends
ptrdiff_t str_find(struct str s, struct str what);        // -1 when absent
ptrdiff_t str_findc(struct str s, char c);
// Cuts at the first sep: the part before is returned, *rest is what follows (empty, p NULL, when no sep).
struct str str_cut(struct str s, char sep, struct str *rest);
uint64_t str_hash(struct str s);
// The whole slice must be a number (decimal point, no thousands mark); false leaves *out alone.
bool str_to_i64(struct str s, int64_t *out);
bool str_to_double(struct str s, double *out); // finite only

// A buffer that is all zero bytes is ready. With an arena set it grows there and needs no release.
struct buf {
	char *p; // NUL-terminated once anything was added
	size_t n, cap;
	struct arena *arena;
};

#define BUF_IN(a) ((struct buf){.arena = (a)})

void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addi(struct buf *b, int64_t i);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// Shortest text that reads back as the same double within the given decimals ("48.1", not "48.100000").
void buf_addd(struct buf *b, double d, int decimals);
struct str buf_str(const struct buf *b); // borrows
void buf_reset(struct buf *b);           // empties, keeps the memory
void buf_release(struct buf *b);

#endif
