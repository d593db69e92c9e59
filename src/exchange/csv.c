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

// 0x80 to 0x9F; 0 has no meaning.
static const uint16_t high_1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

bool text_from_1252(struct str s, struct arena *a, struct str *out, size_t *bad)
{
	struct buf b = BUF_IN(a);
	buf_reserve(&b, s.n + s.n / 8);
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i];
		if (c >= 0x80 && c < 0xA0)
			c = high_1252[c - 0x80];
		if (c == 0) {
			*bad = i;
			return false;
		}
		if (c >= 0x800) {
			buf_addc(&b, (char)(0xE0 | c >> 12));
			buf_addc(&b, (char)(0x80 | (c >> 6 & 0x3F)));
			buf_addc(&b, (char)(0x80 | (c & 0x3F)));
		} else if (c >= 0x80) {
			buf_addc(&b, (char)(0xC0 | c >> 6));
			buf_addc(&b, (char)(0x80 | (c & 0x3F)));
		} else {
			buf_addc(&b, (char)c);
		}
	}
	*out = buf_str(&b);
	return true;
}

// The delimiter is the one that stands most often outside quotes in the first line that has any.
static char find_delimiter(struct str s)
{
	static const char known[] = {',', ';', '\t', '|'};
	size_t count[sizeof known] = {0};
	bool quoted = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '\n' || c == '\r'))
			break;
		for (size_t k = 0; k < sizeof known && !quoted; k++)
			count[k] += c == known[k];
	}
	size_t best = 0;
	for (size_t k = 1; k < sizeof known; k++)
		if (count[k] > count[best])
			best = k;
	return known[best];
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
		if (c->at == c->s.n)
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
	for (; !at_end_of_cell(c); c->at++)
		if (c->s.p[c->at] == '"')
			return wrong(c, c->at, "un guillemet se trouve au milieu d’une valeur qui n’en est pas entourée");
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
		return wrong(&c, (size_t)(zero - bytes.p), "un octet nul : ce n’est pas un fichier texte");
	*text = bytes;
	if (utf8_valid(bytes))
		return NULL;
	size_t bad = 0;
	out->converted = true;
	if (!text_from_1252(bytes, a, text, &bad))
		return wrong(&c, bad, "un caractère n’est ni de l’UTF-8 ni du Windows-1252");
	return NULL;
}

static const struct err *check_header(const struct scan *c, const struct csv *t)
{
	for (size_t i = 0; i < t->column_n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (t->columns[i].n > 0 && str_eq(t->columns[i], t->columns[j]))
				return err_new(ERR_INPUT, "ligne 1, colonne %zu : la colonne « %.*s » figure deux fois", i + 1,
					       STR_ARG(t->columns[i]));
		}
	}
	if (t->column_n == 1 && t->columns[0].n == 0)
		return wrong(c, 0, "le fichier est vide");
	return NULL;
}

const struct err *csv_read(struct str bytes, struct arena *a, struct csv *out)
{
	*out = (struct csv){0};
	const struct err *err = NULL;
	cell_list cells = {0};
	VEC(struct csv_row) rows = {0};
	struct scan c = {.arena = a};
	TRY(decode(bytes, a, out, &c.s));
	c.delimiter = out->delimiter = find_delimiter(c.s);
	TRY(read_row(&c, &cells));
	out->column_n = cells.n;
	out->columns = arena_array(a, cells.n, sizeof *cells.v);
	for (size_t i = 0; i < cells.n; i++)
		out->columns[i] = str_trim(cells.v[i]);
	TRY(check_header(&c, out));
	uint32_t line = 1;
	size_t counted = 0;
	while (c.at < c.s.n) {
		for (; counted < c.at; counted++)
			line += c.s.p[counted] == '\n' ||
				(c.s.p[counted] == '\r' && !(counted + 1 < c.s.n && c.s.p[counted + 1] == '\n'));
		TRY(read_row(&c, &cells));
		if (cells.n == 1 && str_trim(cells.v[0]).n == 0)
			continue;
		if (cells.n != out->column_n) {
			err = err_new(ERR_INPUT,
				      "ligne %u, colonne %zu : cette ligne a %zu valeurs, l’en-tête annonce %zu colonnes", line,
				      cells.n < out->column_n ? cells.n + 1 : out->column_n + 1, cells.n, out->column_n);
			goto done;
		}
		vec_push(&rows, (struct csv_row){line, arena_copy(a, cells.v, cells.n, sizeof *cells.v)});
	}
	out->row_n = rows.n;
	out->rows = arena_copy(a, rows.v, rows.n, sizeof *rows.v);
done:
	vec_free(&cells);
	vec_free(&rows);
	return err;
}

int csv_column(const struct csv *t, struct str name)
{
	for (size_t i = 0; i < t->column_n; i++)
		if (str_eq(t->columns[i], name))
			return (int)i;
	return -1;
}
