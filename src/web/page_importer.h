// SPDX-License-Identifier: AGPL-3.0-or-later
// Importing a file, for those who animate: upload, source, columns, preview, done. The file waits in the database between
// the steps.
#ifndef MAILLE_WEB_PAGE_IMPORTER_H
#define MAILLE_WEB_PAGE_IMPORTER_H

#include "app/imports.h"
#include "exchange/mapping.h"
#include "web/layout.h"

enum { IMPORT_FILE_MAX = 12 << 20, IMPORT_SHOWN = 100, IMPORT_PAIRS = 60, IMPORT_ROWS_MAX = 20000 };

enum import_step { STEP_FILE, STEP_SOURCE, STEP_COLUMNS, STEP_PREVIEW, STEP_COUNT };
struct import_steps { // where one stands on the way
	enum import_step now;
	struct str base; // "/fr/importer/…", "" before the file is there
};
const char *import_step_name(enum import_step s);
// What columns may tell, in groups for a list to choose from: by the fact that they become part of.
int import_group(const char *fact);
const char *import_group_name(int group);
enum { import_group_n = 5 };

struct view_import_start {
	struct view_layout layout;
	struct import_steps steps;
	struct str problem;
	struct import_waiting {
		struct str href, file;
		struct str since; // "il y a 2 heures"
	} *waiting;
	size_t waiting_n;
	const char *territory; // what they may import, in words
};

struct import_about { // what the person says of the source
	struct str title, publisher, licence, date, key, network;
};
struct view_import_source {
	struct view_layout layout;
	struct import_steps steps;
	struct str file;
	const char *form;      // "CSV"
	size_t rows;
	struct import_about about;
	struct str known;      // title of the source that a file with such columns came from; "" none
	struct str title_problem, licence_problem, date_problem;
	struct str date_from;  // where the proposed date was read, in words; "" when nothing says it
	const struct network **networks;
	size_t network_n;
};

struct import_column {
	struct str name, target, reason, examples;
	bool sure;
};
struct view_import_columns {
	struct view_layout layout;
	struct import_steps steps;
	struct str file, problem;
	bool fixed;            // a form that needs no choice
	struct import_column *columns;
	size_t n;
};

struct import_item_line {
	struct str label, before, after;
};
struct import_changed_line {
	uint32_t line;
	struct str name, slug;
	struct import_item_line *items;
	size_t item_n;
};
struct import_wish_line {
	uint32_t line;
	struct str place;
	struct import_item_line item;
};
struct view_import_preview {
	struct view_layout layout;
	struct import_steps steps;
	struct str file, source, problem, refused_href;
	const struct import_report *report;
	const struct import_new *created;
	size_t created_n, created_more;
	struct import_changed_line *changed;
	size_t changed_n, changed_more;
	const struct import_pair *pairs;
	struct str *choices;   // by pair: "oui", "non" or "plus-tard"
	struct str *reasons;
	size_t pair_n, pair_more;
	struct import_wish_line *wishes;
	size_t wish_n;
	const struct refusal *refusals;
	size_t refusal_n, refusal_more;
	const struct refusal *warnings;
	size_t warning_n, warning_more;
};

struct import_line { // one of those done
	struct import_row row;
	struct date day;
	bool may_undo;
};
struct view_imports {
	struct view_layout layout;
	struct import_line *lines;
	size_t n;
};
struct view_import {
	struct view_layout layout;
	struct import_line line;
	const char *done;      // just imported, just undone
	struct str problem;
	struct str who;
};

// --- for the pages themselves ---

struct importing_page { // a file on its way, read
	struct page *p;
	struct draft_row draft;
	struct import_about about;
	struct str bytes;
	struct table table;
	struct mapping mapping;
	struct import_about known; // what was said of the last import of such a file; its date when it was this very file
};
// The draft of the address, its file read and its columns recognised. False: the reply is made.
bool importer_open(struct page *p, struct importing_page *out);
struct str importer_path(struct page *p, struct str id, const char *more);
void importer_about_write(const struct import_about *about, struct buf *out);
// Keeps what was said; false: the reply is made.
bool importer_keep(struct importing_page *w);
void importer_failed(struct page *p, const struct err *err);

#endif
