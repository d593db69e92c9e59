// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of mapping_read: rows.c reads each row, rows_where.c where the place is, rows_ties.c what ties it to others,
// rows_contact.c what reaches it and when it is open.
#ifndef MAILLE_EXCHANGE_ROWS_H
#define MAILLE_EXCHANGE_ROWS_H

#include "base/map.h"
#include "exchange/codec.h"
#include "exchange/column.h"

enum { TARGETS_MAX = 64 };

struct slots { // which columns tell each target, the most certain first
	size_t n;
	const struct mapping_target *targets;
	struct {
		size_t *columns, n;
	} of[TARGETS_MAX];
};
struct reading {
	struct codec *c;
	const struct table *t;
	const struct slots *slots;
	enum projection projection;
	const struct csv_row *row;
	struct record r;
	unsigned personal; // values left out of this row
};

struct rows {
	struct codec *c;
	const struct table *t;
	const struct slots *slots;
	enum projection projection;
	struct map seen;     // identifier → record
	struct map networks; // key → 1
	VEC(struct network) network_list;
	struct map orgs;
	VEC(struct org) org_list;
};

// --- the cells of a row ---

size_t row_slot(const struct reading *r, const char *target); // its place in slots
struct str row_cell(const struct reading *r, size_t column);  // empty when it says nothing ("NC", "-")
// The nth value that says something among the columns of a target, and its column; empty when there are fewer.
struct str row_nth(const struct reading *r, const char *target, size_t nth, struct str *column);
struct str row_first(const struct reading *r, const char *target, struct str *column);
struct str row_first_value(const struct reading *r, const char *target);
// A value that is left out because it is not `what`, told as a warning.
void row_aside(struct reading *r, struct str column, struct str v, const char *what);
// A number as letters have it: "35000.0" is 35000, "35042 CEDEX 2" is 35042.
struct str row_whole_number(struct str s);

// --- what is read of it ---

void row_read_where(struct reading *r);
bool row_read_position(struct reading *r); // false after a refusal
enum projection rows_find_projection(struct rows *rows);
bool rows_read_line(struct rows *rows, const struct csv_row *row); // whether it became a record
void rows_read_ties(struct rows *rows, const struct reading *v);
void rows_read_contacts(struct reading *r);
// The items of a list in a cell, parted by | ; , / or line ends.
bool rows_next_item(struct str *rest, struct str *item);
void rows_bring_vocabulary(struct rows *rows);
// The record that was just added: its identifier made when the file has none, left out when it repeats an earlier one.
void rows_settle_repeat(struct rows *rows);

#endif
