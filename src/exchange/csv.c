// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/csv.h"

#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"

struct scan {
	struct str s;
	size_t at;
	char delimiter;
	struct arena *arena;
};

void text_position(struct str s, size_t at, uint32_t *line, uint32_t *column)
{
	*line = 1;
	size_t start = 0;
	for (size_t i = 0; i < at && i < s.n; i++) {
		if (s.p[i] == '\n' || (s.p[i] == '\r' && !(i + 1 < s.n && s.p[i + 1] == '\n'))) {
			(*line)++;
			start = i + 1;
		}
	}
	*column = (uint32_t)utf8_length(str_sub(s, start, at - start)) + 1;
}

static const struct err *wrong(const struct scan *c, size_t at, const char *why)
{
	uint32_t line, column;
	text_position(c->s, at, &line, &column);
	return err_new(ERR_INPUT, "ligne %u, colonne %u : %s", line, column, why);
}

enum { LINES_SEEN = 30, WRONG_MAX = 300, CELL_MAX = 1 << 20 };

// How many of the delimiter each of the first lines has outside quotes; returns how many lines were seen.
static size_t count_lines(struct str s, char delimiter, size_t *counts)
{
	bool quoted = false, any = false;
	size_t n = 0;
	counts[0] = 0;
	for (size_t i = 0; i < s.n && n < LINES_SEEN; i++) {
		char c = s.p[i];
		if (c == '"')
			quoted = !quoted;
		else if (c == delimiter && !quoted)
			counts[n]++;
		else if ((c == '\n' || c == '\r') && !quoted) {
			n += any;
			if (n < LINES_SEEN)
				counts[n] = 0;
			any = false;
			continue;
		}
		any = true;
	}
	return n < LINES_SEEN && any ? n + 1 : n;
}

// The delimiter is the one that most lines have equally often; between two, the one that stands oftener.
static char find_delimiter(struct str s)
{
	static const char known[] = {',', ';', '\t', '|'};
	double best = -1;
	char found = ',';
	for (size_t k = 0; k < sizeof known; k++) {
		size_t counts[LINES_SEEN], alike = 0, mode = 0, n = count_lines(s, known[k], counts);
		for (size_t i = 0; i < n; i++) {
			size_t same = 0;
			for (size_t j = 0; j < n; j++)
				same += counts[j] == counts[i];
			if (counts[i] > 0 && (same > alike || (same == alike && counts[i] > mode))) {
				alike = same;
				mode = counts[i];
			}
		}
		double columns = mode > 6 ? 6 + (double)(mode - 6) / 8 : (double)mode; // many are no better than enough
		double score = mode == 0 ? 0 : (double)alike / (double)n * columns;
		if (score > best) {
			best = score;
			found = known[k];
		}
	}
	return found;
}

static bool at_end_of_cell(const struct scan *c)
{
	return c->at == c->s.n || c->s.p[c->at] == c->delimiter || c->s.p[c->at] == '\n' || c->s.p[c->at] == '\r';
}

static const struct err *read_quoted(struct scan *c, struct str *out)
{
	size_t opened = c->at++, from = c->at;
	struct buf b = BUF_IN(c->arena);
	for (;; c->at++) {
		if (c->at == c->s.n || c->at - opened > CELL_MAX)
			return wrong(c, opened, "ce guillemet n’est jamais refermé");
		if (c->s.p[c->at] != '"')
			continue;
		buf_add(&b, str_sub(c->s, from, c->at - from));
		c->at++;
		if (c->at == c->s.n || c->s.p[c->at] != '"')
			break;
		buf_addc(&b, '"');
		from = c->at + 1;
	}
	if (!at_end_of_cell(c))
		return wrong(c, c->at, "du texte suit un guillemet refermé");
	*out = buf_str(&b);
	return NULL;
}

static const struct err *read_cell(struct scan *c, struct str *out)
{
	if (c->at < c->s.n && c->s.p[c->at] == '"')
		return read_quoted(c, out);
	size_t from = c->at;
	while (!at_end_of_cell(c)) // a quote in the middle of an unquoted cell is a letter: Espace "Le 21"
		c->at++;
	*out = str_sub(c->s, from, c->at - from);
	return NULL;
}

typedef VEC(struct str) cell_list;

// One line of cells; the end of line is passed.
static const struct err *read_row(struct scan *c, cell_list *cells)
{
	cells->n = 0;
	for (;;) {
		struct str cell = STR_NONE;
		const struct err *err = read_cell(c, &cell);
		if (err != NULL)
			return err;
		vec_push(cells, cell);
		if (c->at == c->s.n)
			return NULL;
		char end = c->s.p[c->at++];
		if (end == '\r' && c->at < c->s.n && c->s.p[c->at] == '\n')
			c->at++;
		if (end != c->delimiter)
			return NULL;
	}
}

// UTF-8 without its mark, or Windows-1252 made so.
static const struct err *decode(struct str bytes, struct arena *a, struct csv *out, struct str *text)
{
	if (str_starts(bytes, S("\xEF\xBB\xBF")))
		bytes = str_from(bytes, 3);
	if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : ce fichier est en UTF-16 ; "
					  "enregistrez-le en « CSV UTF-8 » et recommencez");
	struct scan c = {.s = bytes};
	const char *zero = memchr(bytes.p != NULL ? bytes.p : "", 0, bytes.n);
	if (zero != NULL)
		return wrong(&c, (size_t)(zero - bytes.p), "un octet nul : ce n’est pas un tableau ; nous prenons les fichiers CSV, JSON et GeoJSON");
	*text = bytes;
	if (utf8_valid(bytes)) {
		text_mended(bytes, a, text);
		return NULL;
	}
	size_t bad = 0;
	out->converted = true;
	if (!text_from_1252(bytes, a, text, &bad))
		return wrong(&c, bad, "un caractère n’est ni de l’UTF-8 ni du Windows-1252");
	return NULL;
}

static size_t said(const struct csv_row *r, size_t n)
{
	size_t said = 0;
	for (size_t i = 0; i < n; i++)
		said += str_trim(r->cells[i]).n > 0;
	return said;
}

typedef VEC(struct csv_row) row_list;
typedef VEC(size_t) width_list;

// Titles and groups of columns may stand above the names: the header is the first row that fills at least half of the
// columns that any of the first rows fills.
static size_t find_header(const row_list *rows, const width_list *widths)
{
	size_t most = 0, seen = rows->n < LINES_SEEN ? rows->n : LINES_SEEN;
	for (size_t i = 0; i < seen; i++) {
		size_t n = said(&rows->v[i], widths->v[i]);
		most = n > most ? n : most;
	}
	for (size_t i = 0; i < seen; i++)
		if (said(&rows->v[i], widths->v[i]) * 2 > most)
			return i;
	return 0;
}

static void name_columns(struct csv *t, const struct csv_row *header, size_t n, struct arena *a)
{
	while (n > 1 && str_trim(header->cells[n - 1]).n == 0)
		n--;
	t->column_n = n;
	t->header_line = header->line;
	t->columns = arena_array(a, n, sizeof *t->columns);
	for (size_t i = 0; i < n; i++) {
		struct buf b = {0};
		utf8_squeeze(&b, header->cells[i]);
		struct str name = b.n > 0 ? arena_str(a, buf_str(&b)) : arena_printf(a, "colonne %zu", i + 1), whole = name;
		buf_release(&b);
		for (size_t again = 2, k = 0; k < i; k++) {
			if (str_eq(t->columns[k], whole)) {
				whole = arena_printf(a, "%.*s (%zu)", STR_ARG(name), again++);
				k = (size_t)-1; // from the first again
			}
		}
		t->columns[i] = whole;
	}
}

// All the rows as they stand, the broken ones told apart.
static const struct err *read_rows(struct scan *c, row_list *rows, width_list *widths, struct csv *out)
{
	const struct err *err = NULL;
	cell_list cells = {0};
	VEC(struct csv_wrong) bad = {0};
	uint32_t line = 1;
	size_t counted = 0;
	while (c->at < c->s.n) {
		size_t start = c->at;
		for (; counted < start; counted++)
			line += c->s.p[counted] == '\n' ||
				(c->s.p[counted] == '\r' && !(counted + 1 < c->s.n && c->s.p[counted + 1] == '\n'));
		const struct err *why = read_row(c, &cells);
		if (why != NULL && (rows->n == 0 || bad.n == WRONG_MAX)) {
			err = why;
			goto done;
		}
		if (why != NULL) {
			struct str text = str_of(err_text(why)), reason = text;
			ptrdiff_t colon = str_find(text, S(" : "));
			reason = colon > 0 ? str_from(text, (size_t)colon + 3) : text;
			vec_push(&bad, (struct csv_wrong){line, cells.n, arena_str(c->arena, reason)});
			err_free(why);
			c->at = start;
			while (c->at < c->s.n && c->s.p[c->at] != '\n' && c->s.p[c->at] != '\r')
				c->at++;
			c->at += c->at < c->s.n;
			continue;
		}
		if (cells.n == 1 && str_trim(cells.v[0]).n == 0)
			continue;
		vec_push(rows, (struct csv_row){line, arena_copy(c->arena, cells.v, cells.n, sizeof *cells.v)});
		vec_push(widths, cells.n);
	}
	out->wrong_n = bad.n;
	out->wrong = arena_copy(c->arena, bad.v, bad.n, sizeof *bad.v);
done:
	vec_free(&cells);
	vec_free(&bad);
	return err;
}

// Some programs leave the empty cells at the end of a row away. Where that is no habit of the file, a short row is a
// broken one.
static bool leaves_ends_away(const width_list *widths, size_t first, size_t columns)
{
	size_t is_short = 0;
	for (size_t i = first; i < widths->n; i++)
		is_short += widths->v[i] < columns;
	return is_short > 2 && is_short * 5 > widths->n - first;
}

static void keep_rows(const row_list *rows, const width_list *widths, size_t first, struct arena *a, struct csv *out)
{
	bool ragged = leaves_ends_away(widths, first, out->column_n);
	VEC(struct csv_wrong) bad = {0};
	for (size_t i = 0; i < out->wrong_n; i++)
		vec_push(&bad, out->wrong[i]);
	out->rows = arena_array(a, rows->n, sizeof *out->rows);
	for (size_t i = first; i < rows->n; i++) {
		struct csv_row row = rows->v[i];
		size_t n = widths->v[i], said_beyond = 0;
		for (size_t k = out->column_n; k < n; k++)
			said_beyond += str_trim(row.cells[k]).n > 0;
		if (said_beyond > 0 || (n < out->column_n && !ragged)) {
			vec_push(&bad, (struct csv_wrong){row.line, n < out->column_n ? n : out->column_n,
							  arena_printf(a, "cette ligne a %zu valeurs, l’en-tête annonce %zu colonnes", n,
								       out->column_n)});
			continue;
		}
		if (n < out->column_n) {
			struct str *cells = arena_array(a, out->column_n, sizeof *cells);
			memcpy(cells, row.cells, n * sizeof *cells);
			row.cells = cells;
		}
		out->rows[out->row_n++] = row;
	}
	out->wrong_n = bad.n;
	out->wrong = arena_copy(a, bad.v, bad.n, sizeof *bad.v);
	vec_free(&bad);
}

const struct err *csv_read(struct str bytes, struct arena *a, struct csv *out)
{
	*out = (struct csv){0};
	const struct err *err = NULL;
	row_list rows = {0};
	width_list widths = {0};
	struct scan c = {.arena = a};
	TRY(decode(bytes, a, out, &c.s));
	if (str_starts(c.s, S("sep=")) && c.s.n > 6) // a word to Excel
		c.at = 5 + (c.s.p[5] == '\r') + 1;
	c.delimiter = out->delimiter = c.at > 0 ? c.s.p[4] : find_delimiter(c.s);
	TRY(read_rows(&c, &rows, &widths, out));
	if (rows.n == 0) {
		err = wrong(&c, 0, "le fichier est vide");
		goto done;
	}
	size_t header = find_header(&rows, &widths);
	name_columns(out, &rows.v[header], widths.v[header], a);
	keep_rows(&rows, &widths, header + 1, a, out);
done:
	vec_free(&rows);
	vec_free(&widths);
	return err;
}

int csv_column(const struct csv *t, struct str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (str_eq(t->columns[i], name))
			return (int)i;
	return -1;
}
