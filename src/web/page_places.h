// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_PLACES_H
#define MAILLE_WEB_PAGE_PLACES_H

#include "app/ask.h"
#include "web/mapbox.h"
#include "web/parts.h"

struct view_choice { // another reading of a place's name
	struct str label, href;
};
struct view_chip { // something understood or chosen, that can be taken back
	struct str label;
	struct str drop;      // link
	struct str plain;     // link that makes its words plain words again, "" when there is none
	struct str words;
	bool only_ranks;
	struct view_choice *choices;
	size_t choice_n;
};
struct view_facet_value {
	struct str code, name;
	uint32_t total;
	bool chosen;
};
struct view_facet {
	const char *param, *label;
	struct view_facet_value *values;
	size_t n, shown; // the first `shown` stand at once, the others behind "Tout voir"
	bool open;
};
struct view_link { // a way to see the same otherwise: a sort, a page, an advice
	struct str label, href;
	bool current;
};
struct view_radius {
	double km;
	bool current;
};

struct view_places {
	struct view_layout layout;
	struct view_ask ask;
	const struct pair *hidden; // what the form keeps without showing it
	size_t hidden_n;
	const struct ask_problem *problems; // of other fields than the two of the question
	const char **wrong; // what each of these fields is called
	struct str *typed; // what each of them was given
	size_t problem_n;
	bool refused; // nothing was searched

	struct str understood; // "Résultats pour": the words searched for, "" when they are those typed
	struct str exact;      // link that searches exactly what was typed
	bool is_exact;         // …which was done
	struct str inexact;    // link back
	struct view_chip *chips;
	size_t chip_n;
	struct str bare; // link without any filter, "" when there is none

	uint32_t total;
	struct view_item *items;
	size_t item_n;
	uint32_t first; // number of the first item
	struct view_facet facets[FACET_COUNT];
	size_t facet_n;
	struct view_radius *radii;
	size_t radius_n;
	double chosen_km; // the radius that the search chose; 0: none, the nearest come first
	struct str where_label;
	struct view_link *let_go; // words that were not looked for, and the way to look for them
	size_t let_go_n;
	struct view_link *advice;
	size_t advice_n;
	struct view_link sorts[4];
	size_t sort_n;
	struct view_link *pages;
	size_t page_n;
	struct str before, after;   // links, "" at the ends
	uint32_t beyond;            // the page after the last, when one past the end was asked for
	struct str follow, atom; // links
	struct str list, table, map, csv, excel, geojson; // links to the other views of the same search
	struct map_box box;
	const struct view_table *as_table; // NULL for the list
};

// The technical table.
enum { COLUMN_MAX = 18 };
struct view_column {
	const char *label;
	struct str sort; // link, "" when it cannot be sorted by
	int sorted;      // 1 up, -1 down, 0 not
};
struct view_row {
	struct str slug, name;
	struct str postcode, commune;
	const char *qpv, *digital;
	struct str holder, holder_kind;
	struct str partners[PARTNER_COUNT], others; // others: of the kinds that the table has no column for
	struct str labels;
	int since;
	struct str document;
	struct date confirmed;
	struct str old; // in words when it looks unconfirmed
};
struct view_table {
	struct view_column columns[COLUMN_MAX];
	size_t column_n;
	struct view_row *rows;
	size_t row_n;
};

// Fills the rows of this page of the table; in page_table.c.
struct view_table *table_make(struct page *p, const struct search_ask *ask, const struct answer *answer, struct str base);
// "&colonne=…&sens=…" as asked, checked against table_params; "" when the table has its own order.
struct str table_order(const struct page *p);
extern const struct http_param table_params[];

#endif
