// SPDX-License-Identifier: AGPL-3.0-or-later
// A table and its mapping, made records. Nothing is guessed here: a cell that does not fit is left out with a warning,
// and one that makes the row doubtful (no name, an impossible position) refuses it.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/codec.h"
#include "exchange/column.h"
#include "exchange/rows.h"

static struct slots find_slots(const struct mapping *m, struct arena *a)
{
	struct slots s;
	s.targets = mapping_targets(&s.n);
	for (size_t k = 0; k < s.n && k < TARGETS_MAX; k++) {
		s.of[k].n = 0;
		s.of[k].columns = arena_array(a, m->column_n, sizeof *s.of[k].columns);
		for (size_t i = 0; i < m->column_n; i++) {
			if (!str_eqz(m->columns[i].target, s.targets[k].key))
				continue;
			size_t at = s.of[k].n++;
			for (; at > 0 && m->columns[s.of[k].columns[at - 1]].confidence < m->columns[i].confidence; at--)
				s.of[k].columns[at] = s.of[k].columns[at - 1];
			s.of[k].columns[at] = i;
		}
	}
	return s;
}

size_t row_slot(const struct reading *r, const char *target)
{
	size_t k = 0;
	while (k < r->slots->n && strcmp(r->slots->targets[k].key, target) != 0)
		k++;
	return k;
}

struct str row_cell(const struct reading *r, size_t column)
{
	struct str s = str_trim(clean_excel(r->row->cells[column]));
	return value_empty(s) ? STR_NONE : s;
}

struct str row_nth(const struct reading *r, const char *target, size_t nth, struct str *column)
{
	size_t k = row_slot(r, target), found = 0;
	*column = STR_NONE;
	for (size_t i = 0; k < r->slots->n && i < r->slots->of[k].n; i++) {
		size_t at = r->slots->of[k].columns[i];
		struct str s = row_cell(r, at);
		if (s.n > 0 && found++ == nth) {
			*column = r->t->columns[at];
			return s;
		}
	}
	return STR_NONE;
}

struct str row_first(const struct reading *r, const char *target, struct str *column)
{
	return row_nth(r, target, 0, column);
}

struct str row_first_value(const struct reading *r, const char *target)
{
	struct str column;
	return row_first(r, target, &column);
}

void row_aside(struct reading *r, struct str column, struct str v, const char *what)
{
	if (!str_eqz(v, "0"))
		codec_warn(r->c, r->row->line, column, "« %.*s » n’est pas %s : laissé de côté", STR_ARG(utf8_clip(v, 40)), what);
}

static void aside_personal(struct reading *r, struct str column)
{
	codec_warn(r->c, r->row->line, column, "donnée personnelle : laissée de côté");
}

// --- words ---

static void read_texts(struct reading *r, struct str notes)
{
	struct arena *a = r->c->arena;
	struct place *p = &r->r.place;
	struct str column, v = row_first(r, "presentation_resume", &column);
	unsigned left_out = 0;
	struct str summary = personal_strip(clean_line(v, a), a, &left_out);
	if (left_out > 0)
		aside_personal(r, column);
	struct str detail = STR_NONE;
	for (size_t i = 0; (v = row_nth(r, "presentation_detail", i, &column)).n > 0; i++) {
		left_out = 0;
		v = personal_strip(str_trim(clean_html(v, a)), a, &left_out);
		if (left_out > 0)
			aside_personal(r, column);
		if (detail.n == 0)
			detail = v;
		else if (str_find(detail, v) < 0)
			detail = arena_printf(a, "%.*s\n\n%.*s", STR_ARG(detail), STR_ARG(v));
	}
	bool long_summary = utf8_length(summary) > 280;
	p->summary = long_summary ? STR_NONE : summary;
	p->description = utf8_clip(detail.n > 0 ? detail : long_summary ? summary : notes, 20000);
}

// The first of several addresses: "https://a.fr | https://b.fr", "https://a.fr ; …".
static struct str first_link(struct str s)
{
	static const char *const marks[] = {" ", "|", ";http", ";www", ",http", ",www", "; ", ", ", "\n"};
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		ptrdiff_t at = str_find(s, str_of(marks[i]));
		if (at > 0 && (str_starts(s, S("http")) || str_starts(s, S("www"))) && str_find(s, S(":// ")) < 0)
			s = str_sub(s, 0, (size_t)at);
	}
	return s;
}

static void read_link(struct reading *r)
{
	struct str column, v = row_first(r, "site_web", &column);
	struct str url = clean_url(first_link(v), r->c->arena);
	if (url.n > 0 && utf8_length(url) <= 500)
		r->r.place.website = url;
	else if (v.n > 0 && str_findc(v, '@') > 0)
		row_aside(r, column, S("…"), "une adresse web");
	else if (v.n > 0)
		row_aside(r, column, v, "une adresse web");
}

static void read_kinds(struct reading *r)
{
	size_t k = row_slot(r, "typologie");
	for (size_t i = 0; i < r->slots->of[k].n; i++) {
		unsigned unknown = 0;
		struct str v = row_cell(r, r->slots->of[k].columns[i]);
		uint8_t types = kinds_read(v, &unknown);
		if (types == 0 && unknown > 0)
			row_aside(r, r->t->columns[r->slots->of[k].columns[i]], v, "un type de tiers-lieu connu");
		r->r.place.types |= types;
	}
}

static void read_date(struct reading *r)
{
	struct str column, v = row_first(r, "date_maj", &column);
	if (v.n > 0 && !clean_date(v, &r->r.place.confirmed) && !str_starts(v, S("1970-01-01")) && !str_starts(v, S("01/01/1970")))
		row_aside(r, column, v, "une date qui existe");
	if (date_cmp(r->r.place.confirmed, date_today()) > 0) { // nobody confirms tomorrow
		row_aside(r, column, v, "une date passée");
		r->r.place.confirmed = (struct date){0};
	}
}

// What the table of fields reads by itself, or says what is wrong.
static void read_plain(struct reading *r, const char *target)
{
	struct str column, v = row_first(r, target, &column), problem;
	const struct field *f = field_find(str_of(target));
	if (f == NULL || v.n == 0)
		return;
	if (!field_read(f, f->type == FIELD_TEXT ? clean_line(v, r->c->arena) : v, r->c->arena, &r->r.place, &problem))
		codec_warn(r->c, r->row->line, column, "« %.*s » est laissé de côté : %.*s", STR_ARG(utf8_clip(v, 40)), STR_ARG(problem));
}

// Of several columns ("siret", "rna") the first that holds one. A bad number says nothing against the row; fourteen
// zeros are how files say that they know none.
static void read_pivot(struct reading *r)
{
	const struct field *f = field_find(S("pivot"));
	struct str column, v, problem;
	for (size_t i = 0; (v = row_nth(r, "pivot", i, &column)).n > 0; i++) {
		size_t zeros = 0;
		while (zeros < v.n && v.p[zeros] == '0')
			zeros++;
		v = clean_line(row_whole_number(v), r->c->arena);
		if (zeros >= v.n || field_read(f, v, r->c->arena, &r->r.place, &problem)) {
			if (r->r.place.pivot.n > 0)
				return;
		} else {
			codec_warn(r->c, r->row->line, column, "« %.*s » est laissé de côté : %.*s", STR_ARG(utf8_clip(v, 40)), STR_ARG(problem));
		}
	}
}

static bool is_total(const struct reading *r)
{
	const struct place *p = &r->r.place;
	return (str_ieq(str_sub(p->name, 0, 5), S("total")) && (p->name.n == 5 || p->name.p[5] == ' ' || p->name.p[5] == ':')) &&
	       p->address.n == 0 && p->commune.n == 0;
}

bool rows_read_line(struct rows *rows, const struct csv_row *row)
{
	struct codec *c = rows->c;
	struct reading r = {.c = c, .t = rows->t, .slots = rows->slots, .projection = rows->projection, .row = row};
	struct str column, raw = row_first(&r, "nom", &column);
	r.r = (struct record){.line = row->line, .raw_name = raw, .place = place_none()};
	struct clean_name name = clean_name(raw, c->arena);
	struct str others = clean_line(row_first_value(&r, "autres_noms"), c->arena), id = row_first_value(&r, "identifiant");
	r.r.identifier = arena_str(c->arena, row_whole_number(id));
	r.r.place.name = name.name;
	r.r.place.other_names = others.n > 0 && !str_eq(others, name.name) ? utf8_clip(others, 500) : name.others;
	row_read_where(&r);
	read_texts(&r, name.notes);
	read_link(&r);
	read_kinds(&r);
	read_date(&r);
	static const char *const plain[] = {"qpv", "fabrique_numerique", "porteuse_depuis", "dossier"};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		read_plain(&r, plain[i]);
	read_pivot(&r);
	size_t before = c->records.n;
	if (is_total(&r)) {
		codec_refuse(c, row->line, column, "cette ligne compte les autres, elle n’est pas un lieu");
		c->ties.n = 0;
		return false;
	}
	bool placed = row_read_position(&r);
	if (placed) {
		rows_read_ties(rows, &r);
		rows_read_contacts(&r);
		codec_add(c, r.r);
	}
	c->ties.n = 0;
	return c->records.n > before;
}

// --- the whole ---

static struct str column_names(const struct table *t, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < t->column_n && i < 8; i++) {
		if (i > 0)
			buf_addz(&b, ", ");
		buf_add(&b, utf8_clip(t->columns[i], 40));
	}
	return buf_str(&b);
}

static bool says_something(const struct csv_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_trim(row->cells[i]).n > 0)
			return true;
	return false;
}

const struct err *mapping_read(const struct table *t, const struct mapping *m, struct str key, struct arena *a,
			       struct record_set *out)
{
	if (t->whole != NULL) {
		*out = *t->whole;
		return NULL;
	}
	*out = (struct record_set){.source = {.key = key}, .read_n = t->read_n};
	source_known(key, &out->source);
	struct codec c = {.arena = a, .out = out};
	struct slots slots = find_slots(m, a);
	struct rows rows = {.c = &c, .t = t, .slots = &slots};
	bool named = false;
	for (size_t i = 0; i < m->column_n; i++)
		named |= str_eqz(m->columns[i].target, "nom");
	if (!named && (t->row_n > 0 || t->refusal_n == 0))
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : aucune colonne « nom » parmi : %.*s",
			       STR_ARG(column_names(t, a)));
	for (size_t i = 0; i < t->refusal_n; i++)
		vec_push(&c.refusals, t->refusals[i]);
	rows.projection = rows_find_projection(&rows);
	for (size_t i = 0; i < t->row_n; i++) {
		if (!says_something(&t->rows[i], t->column_n))
			out->read_n -= out->read_n > 0;
		else if (rows_read_line(&rows, &t->rows[i]))
			rows_settle_repeat(&rows);
	}
	rows_bring_vocabulary(&rows);
	codec_finish(&c);
	map_release(&rows.seen);
	map_release(&rows.networks);
	vec_free(&rows.network_list);
	map_release(&rows.orgs);
	vec_free(&rows.org_list);
	return NULL;
}
