// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of mapping_read: rows.c reads cells of each row, rows_ties.c what ties the place to others,
// rows_contact.c what reaches it and when it is open.
#ifndef MAILLE_EXCHANGE_ROWS_H
#define MAILLE_EXCHANGE_ROWS_H

#include "base/map.h"
#include "exchange/codec.h"
#include "exchange/column.h"

struct slots;
struct reading;
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
struct row_values { // of one row
	const struct reading *reading;
	const struct csv_row *row;
};
// The nth value that says something among the columns of a target; empty when there are fewer.
struct str row_value(const struct row_values *v, const char *target, size_t nth, struct str *column);

bool rows_read_line(struct rows *rows, const struct csv_row *row); // whether it became a record
void rows_read_ties(struct rows *rows, const struct row_values *v);
void rows_read_contacts(struct rows *rows, const struct row_values *v, struct place *p);
// The items of a list in a cell, parted by | ; , / or line ends.
bool rows_next_item(struct str *rest, struct str *item);
void rows_bring_vocabulary(struct rows *rows);
// The record that was just added: its identifier made when the file has none, left out when it repeats an earlier one.
void rows_settle_repeat(struct rows *rows);
bool rows_near_commune(const struct place *p, double lat, double lon);
struct str rows_column_names(const struct table *t, struct arena *a);

#endif
