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

static size_t slot(const struct reading *r, const char *target)
{
	size_t k = 0;
	while (k < r->slots->n && strcmp(r->slots->targets[k].key, target) != 0)
		k++;
	return k;
}

static struct str cell(const struct reading *r, size_t column)
{
	struct str s = str_trim(clean_excel(r->row->cells[column]));
	return value_empty(s) ? STR_NONE : s;
}

// The first cell that says something, and its column's name.
static struct str first(const struct reading *r, const char *target, struct str *column)
{
	size_t k = slot(r, target);
	*column = STR_NONE;
	for (size_t i = 0; k < r->slots->n && i < r->slots->of[k].n; i++) {
		struct str s = cell(r, r->slots->of[k].columns[i]);
		if (s.n > 0) {
			*column = r->t->columns[r->slots->of[k].columns[i]];
			return s;
		}
	}
	return STR_NONE;
}

static struct str value(const struct reading *r, const char *target)
{
	struct str column;
	return first(r, target, &column);
}

static void aside(struct reading *r, struct str column, struct str v, const char *what)
{
	if (!str_eqz(v, "0"))
		codec_warn(r->c, r->row->line, column, "« %.*s » n’est pas %s : laissé de côté", STR_ARG(utf8_clip(v, 40)), what);
}

static void aside_personal(struct reading *r, struct str column)
{
	codec_warn(r->c, r->row->line, column, "donnée personnelle : laissée de côté");
}

// "35000.0" is how a table of numbers writes 35000; "35042 CEDEX 2" and "F-35000" are what letters have.
static struct str whole_number(struct str s)
{
	for (size_t i = 1; i < s.n; i++)
		if (str_ieq(str_sub(s, i, 5), S("cedex")))
			s = str_trim(str_sub(s, 0, i));
	return str_ends(s, S(".0")) ? str_sub(s, 0, s.n - 2) : s;
}

static struct str joined(struct reading *r, struct str a, struct str b, const char *between)
{
	if (a.n == 0 || b.n == 0)
		return a.n > 0 ? a : b;
	return arena_printf(r->c->arena, "%.*s%s%.*s", STR_ARG(a), between, STR_ARG(b));
}

static bool has_letter(struct str s) // "4.86110804046578" is no address
{
	for (size_t i = 0; i < s.n; i++)
		if (((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') || (unsigned char)s.p[i] >= 0xC3)
			return true;
	return false;
}

static struct str address(struct reading *r)
{
	struct arena *a = r->c->arena;
	struct str number = clean_line(whole_number(value(r, "numero")), a), kind = clean_line(value(r, "type_voie"), a);
	struct str street = clean_line(value(r, "rue"), a), whole = STR_NONE;
	size_t k = slot(r, "adresse");
	for (size_t i = 0; i < r->slots->of[k].n && whole.n == 0; i++)
		whole = clean_line(cell(r, r->slots->of[k].columns[i]), a);
	if (whole.n > 0 && street.n == 0 && number.n > 0 && !(whole.p[0] >= '0' && whole.p[0] <= '9'))
		whole = joined(r, number, whole, " ");
	if (whole.n == 0 && street.n > 0) {
		bool said = kind.n > 0 && str_ieq(str_sub(street, 0, kind.n), kind);
		whole = joined(r, said ? STR_NONE : kind, street, " ");
		whole = joined(r, number, whole, " ");
	}
	k = slot(r, "complement_adresse");
	for (size_t i = 0; i < r->slots->of[k].n; i++) {
		struct str more = clean_line(cell(r, r->slots->of[k].columns[i]), a);
		if (more.n > 0 && str_find(whole, more) < 0)
			whole = joined(r, whole, more, ", ");
	}
	return has_letter(whole) ? utf8_clip(clean_case(whole, a), 300) : STR_NONE;
}

// An address that ends in "35000 Rennes", in a file that says so nowhere else.
static void split_address(struct place *p, struct arena *a)
{
	struct str s = p->address;
	for (size_t i = 0; i + 6 < s.n && p->postcode.n == 0 && p->commune.n == 0; i++) {
		bool begins = i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == ',';
		struct str code = str_sub(s, i, 5), town = str_trim(str_from(s, i + 5));
		ptrdiff_t comma = str_findc(town, ',');
		town = comma > 0 ? str_trim(str_sub(town, 0, (size_t)comma)) : town;
		unsigned digits = 0;
		for (size_t k = 0; k < 5; k++)
			digits += code.p[k] >= '0' && code.p[k] <= '9';
		if (!begins || digits != 5 || s.p[i + 5] != ' ' || !(value_look(town, a) & LOOK_COMMUNE))
			continue;
		if (!(value_look(code, a) & LOOK_POSTCODE))
			continue;
		p->postcode = code;
		p->commune = clean_case(town, a);
		struct str street = str_trim(str_sub(s, 0, i));
		while (street.n > 0 && (street.p[street.n - 1] == ',' || street.p[street.n - 1] == '-' || street.p[street.n - 1] == ' '))
			street.n--;
		p->address = street;
	}
}

static void read_where(struct reading *r)
{
	struct arena *a = r->c->arena;
	struct place *p = &r->r.place;
	struct str column, v;
	p->address = address(r);
	v = whole_number(first(r, "code_postal", &column));
	p->postcode = clean_postcode(v, a);
	if (v.n > 0 && p->postcode.n == 0)
		aside(r, column, v, "un code postal");
	v = whole_number(first(r, "code_insee", &column));
	p->insee = clean_insee(v, a);
	if (v.n > 0 && p->insee.n == 0)
		aside(r, column, v, "un code INSEE");
	v = clean_line(first(r, "commune", &column), a);
	struct str code = STR_NONE;
	v = value_town(v, &code);
	if (p->postcode.n == 0)
		p->postcode = clean_postcode(code, a);
	if (utf8_length(v) > 100 || (v.n > 0 && !has_letter(v)))
		aside(r, column, v, "une commune");
	else
		p->commune = clean_case(v, a);
	split_address(p, a);
}

// --- position ---

static bool refuse_position(struct reading *r, struct str column, struct str v, const char *what)
{
	codec_refuse(r->c, r->row->line, column, "« %.*s » n’est pas une %s", STR_ARG(utf8_clip(v, 40)), what);
	return false;
}

static bool in_metres(double x, double y)
{
	return fabs(x) > 1000 && fabs(y) > 90000;
}

static bool read_pair(struct reading *r)
{
	struct str lat_column, lon_column, lat = first(r, "latitude", &lat_column), lon = first(r, "longitude", &lon_column);
	double y = NAN, x = NAN;
	if (lat.n == 0 && lon.n == 0)
		return true;
	double none;
	if (position_degrees(lat, &y, &none) && isfinite(y) && position_degrees(lon, &none, &x) && isfinite(x)) {
		r->r.place.lat = y;
		r->r.place.lon = x;
		return true;
	}
	bool numbers = clean_real(lat, &y) && clean_real(lon, &x);
	if (numbers && x == 0 && y == 0)
		return true;
	if (numbers && in_metres(x, y)) {
		if (r->projection == PROJECTION_LAMBERT93)
			position_from_lambert93(x, y, &r->r.place.lat, &r->r.place.lon);
		else if (r->projection == PROJECTION_MERCATOR)
			position_from_mercator(x, y, &r->r.place.lat, &r->r.place.lon);
		else
			codec_warn(r->c, r->row->line, lat_column, "cette position est en mètres, dans une projection qui n’est pas dite : "
								   "laissée de côté");
		return true;
	}
	if (lat.n == 0 || lon.n == 0) {
		codec_warn(r->c, r->row->line, lat.n > 0 ? lat_column : lon_column, "il manque l’autre moitié de la position : laissée de côté");
		return true;
	}
	if (!clean_real(lat, &y) || fabs(y) > 90)
		return refuse_position(r, lat_column, lat, "latitude (de -90 à 90)");
	if (!clean_real(lon, &x) || fabs(x) > 180)
		return refuse_position(r, lon_column, lon, "longitude (de -180 à 180)");
	r->r.place.lat = y;
	r->r.place.lon = x;
	return true;
}

static bool read_position(struct reading *r)
{
	struct str column, v;
	double score;
	if (!read_pair(r))
		return false;
	struct place *p = &r->r.place;
	v = first(r, "position", &column);
	if (!isfinite(p->lat) && v.n > 0) {
		double lat, lon;
		if (!position_pair(v, &lat, &lon))
			return refuse_position(r, column, v, "position (latitude et longitude)");
		if (lat != 0 || lon != 0) {
			p->lat = lat;
			p->lon = lon;
		}
	}
	// Below this score a geocoder only found the street's or the commune's middle, or another town.
	v = value(r, "precision");
	if (isfinite(p->lat) && clean_real(v, &score) && score > 0 && score < 0.4)
		p->at_centre = true;
	return true;
}

// --- words ---

static void read_texts(struct reading *r, struct str notes)
{
	struct arena *a = r->c->arena;
	struct place *p = &r->r.place;
	struct str column, v = first(r, "presentation_resume", &column);
	unsigned left_out = 0;
	struct str summary = personal_strip(clean_line(v, a), a, &left_out);
	if (left_out > 0)
		aside_personal(r, column);
	v = first(r, "presentation_detail", &column);
	left_out = 0;
	struct str detail = personal_strip(str_trim(clean_html(v, a)), a, &left_out);
	if (left_out > 0)
		aside_personal(r, column);
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
	struct str column, v = first(r, "site_web", &column);
	struct str url = clean_url(first_link(v), r->c->arena);
	if (url.n > 0 && utf8_length(url) <= 500)
		r->r.place.website = url;
	else if (v.n > 0 && str_findc(v, '@') > 0)
		aside(r, column, S("…"), "une adresse web");
	else if (v.n > 0)
		aside(r, column, v, "une adresse web");
}

static void read_kinds(struct reading *r)
{
	size_t k = slot(r, "typologie");
	for (size_t i = 0; i < r->slots->of[k].n; i++) {
		unsigned unknown = 0;
		struct str v = cell(r, r->slots->of[k].columns[i]);
		uint8_t types = kinds_read(v, &unknown);
		if (types == 0 && unknown > 0)
			aside(r, r->t->columns[r->slots->of[k].columns[i]], v, "un type de tiers-lieu connu");
		r->r.place.types |= types;
	}
}

static void read_date(struct reading *r)
{
	struct str column, v = first(r, "date_maj", &column);
	if (v.n > 0 && !clean_date(v, &r->r.place.confirmed) && !str_starts(v, S("1970-01-01")) && !str_starts(v, S("01/01/1970")))
		aside(r, column, v, "une date qui existe");
	if (date_cmp(r->r.place.confirmed, date_today()) > 0) { // nobody confirms tomorrow
		aside(r, column, v, "une date passée");
		r->r.place.confirmed = (struct date){0};
	}
}

// What the table of fields reads by itself, or says what is wrong.
static void read_plain(struct reading *r, const char *target)
{
	struct str column, v = first(r, target, &column), problem;
	const struct field *f = field_find(str_of(target));
	if (f == NULL || v.n == 0)
		return;
	if (!field_read(f, f->type == FIELD_TEXT ? clean_line(v, r->c->arena) : v, r->c->arena, &r->r.place, &problem))
		codec_warn(r->c, r->row->line, column, "« %.*s » est laissé de côté : %.*s", STR_ARG(utf8_clip(v, 40)), STR_ARG(problem));
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
	struct str column, raw = first(&r, "nom", &column);
	r.r = (struct record){.line = row->line, .raw_name = raw, .place = place_none()};
	struct clean_name name = clean_name(raw, c->arena);
	struct str others = clean_line(value(&r, "autres_noms"), c->arena), id = value(&r, "identifiant");
	r.r.identifier = arena_str(c->arena, whole_number(id));
	r.r.place.name = name.name;
	r.r.place.other_names = others.n > 0 && !str_eq(others, name.name) ? utf8_clip(others, 500) : name.others;
	read_where(&r);
	read_texts(&r, name.notes);
	read_link(&r);
	read_kinds(&r);
	read_date(&r);
	static const char *const plain[] = {"qpv", "fabrique_numerique", "porteuse_depuis", "dossier"};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		read_plain(&r, plain[i]);
	size_t before = c->records.n;
	if (is_total(&r)) {
		codec_refuse(c, row->line, column, "cette ligne compte les autres, elle n’est pas un lieu");
		c->ties.n = 0;
		return false;
	}
	bool placed = read_position(&r);
	struct row_values values = {&r, row};
	if (placed) {
		rows_read_ties(rows, &values);
		rows_read_contacts(rows, &values, &r.r.place);
		codec_add(c, r.r);
	}
	c->ties.n = 0;
	return c->records.n > before;
}

struct str row_value(const struct row_values *v, const char *target, size_t nth, struct str *column)
{
	size_t k = slot(v->reading, target), found = 0;
	for (size_t i = 0; k < v->reading->slots->n && i < v->reading->slots->of[k].n; i++) {
		size_t at = v->reading->slots->of[k].columns[i];
		struct str s = cell(v->reading, at);
		if (s.n > 0 && found++ == nth) {
			*column = v->reading->t->columns[at];
			return s;
		}
	}
	return STR_NONE;
}

// --- the whole ---

// In which projection metres are: the one that puts the rows' places near the communes they name.
static enum projection find_projection(struct rows *rows)
{
	unsigned votes[3] = {0}, asked = 0;
	for (size_t i = 0; i < rows->t->row_n && asked < 40; i++) {
		struct reading r = {.c = rows->c, .t = rows->t, .slots = rows->slots, .row = &rows->t->rows[i]};
		double x, y, lat, lon;
		r.r.place = place_none();
		if (!clean_real(value(&r, "longitude"), &x) || !clean_real(value(&r, "latitude"), &y) || !in_metres(x, y))
			continue;
		size_t warned = rows->c->warnings.n;
		read_where(&r);
		rows->c->warnings.n = warned;
		position_from_lambert93(x, y, &lat, &lon);
		votes[PROJECTION_LAMBERT93] += rows_near_commune(&r.r.place, lat, lon);
		position_from_mercator(x, y, &lat, &lon);
		votes[PROJECTION_MERCATOR] += rows_near_commune(&r.r.place, lat, lon);
		asked++;
	}
	if (asked > 0 && votes[PROJECTION_LAMBERT93] * 2 > asked)
		return PROJECTION_LAMBERT93;
	return asked > 0 && votes[PROJECTION_MERCATOR] * 2 > asked ? PROJECTION_MERCATOR : PROJECTION_NONE;
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
			       STR_ARG(rows_column_names(t, a)));
	for (size_t i = 0; i < t->refusal_n; i++)
		vec_push(&c.refusals, t->refusals[i]);
	rows.projection = find_projection(&rows);
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
