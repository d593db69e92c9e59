// SPDX-License-Identifier: AGPL-3.0-or-later
// Tables as text: RFC 4180, with the delimiters and encodings that spreadsheets really write.
#ifndef MAILLE_EXCHANGE_CSV_H
#define MAILLE_EXCHANGE_CSV_H

#include "base/arena.h"
#include "base/err.h"

struct csv_row {
	uint32_t line;     // of its first character; 1 is the file's first
	struct str *cells; // as many as there are columns, unquoted
};
struct csv_wrong { // a row that could not be read
	uint32_t line;
	size_t cell; // in which of its cells it went wrong
	struct str reason;
};
struct csv {
	char delimiter; // , ; tab or |
	bool converted; // was Windows-1252
	struct str *columns;
	size_t column_n;
	struct csv_row *rows; // without the header and empty lines
	size_t row_n;
	uint32_t header_line; // titles may stand above it
	struct csv_wrong *wrong;
	size_t wrong_n;
};

// Reads a table in UTF-8 (with or without its mark) or Windows-1252; lines end in LF, CRLF or CR. A row that is broken is
// told in `wrong`, and reading goes on with the next line. A column without a name is "colonne 3", a name that comes
// again "nom (2)". A text that is not a table is ERR_INPUT, naming line and column in French. What is read lives in the
// arena.
const struct err *csv_read(struct str bytes, struct arena *a, struct csv *out);
int csv_column(const struct csv *t, struct str name); // -1 when absent

// Windows-1252 as UTF-8; false and the offset when a byte has no meaning there.
bool text_from_1252(struct str s, struct arena *a, struct str *out, size_t *bad);
// "CafÃ©" throughout: UTF-8 that some software took for Windows-1252 and wrote as UTF-8 again. True, and the text before
// that, when the whole text bears it; false leaves *out alone.
bool text_mended(struct str s, struct arena *a, struct str *out);
// The line and column (in characters, from 1) of a byte.
void text_position(struct str s, size_t at, uint32_t *line, uint32_t *column);

#endif
