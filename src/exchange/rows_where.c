// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a place is, from the cells that say so: address, codes, commune, position.
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/rows.h"
#include "model/gazetteer.h"

// "35000.0" is how a table of numbers writes 35000; "35042 CEDEX 2" and "F-35000" are what letters have.
struct str row_whole_number(struct str s)
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
	struct str number = clean_line(row_whole_number(row_first_value(r, "numero")), a), kind = clean_line(row_first_value(r, "type_voie"), a);
	struct str street = clean_line(row_first_value(r, "rue"), a), whole = STR_NONE;
	size_t k = row_slot(r, "adresse");
	for (size_t i = 0; i < r->slots->of[k].n && whole.n == 0; i++)
		whole = clean_line(row_cell(r, r->slots->of[k].columns[i]), a);
	if (whole.n > 0 && street.n == 0 && number.n > 0 && !(whole.p[0] >= '0' && whole.p[0] <= '9'))
		whole = joined(r, number, whole, " ");
	if (whole.n == 0 && street.n > 0) {
		bool said = kind.n > 0 && str_ieq(str_sub(street, 0, kind.n), kind);
		whole = joined(r, said ? STR_NONE : kind, street, " ");
		whole = joined(r, number, whole, " ");
	}
	whole = clean_case(whole, a);
	k = row_slot(r, "complement_adresse");
	for (size_t i = 0; i < r->slots->of[k].n; i++) {
		struct str more = clean_case(clean_line(row_cell(r, r->slots->of[k].columns[i]), a), a);
		if (more.n > 0 && str_find(whole, more) < 0)
			whole = joined(r, whole, more, ", ");
	}
	return has_letter(whole) ? utf8_clip(whole, 300) : STR_NONE;
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
		if (str_ends(town, S(" France")) || str_ends(town, S(" FRANCE")))
			town = str_trim(str_sub(town, 0, town.n - 7));
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

void row_read_where(struct reading *r)
{
	struct arena *a = r->c->arena;
	struct place *p = &r->r.place;
	struct str column, v;
	p->address = address(r);
	v = row_whole_number(row_first(r, "code_postal", &column));
	p->postcode = clean_postcode(v, a);
	if (v.n > 0 && p->postcode.n == 0)
		row_aside(r, column, v, "un code postal");
	v = row_whole_number(row_first(r, "code_insee", &column));
	p->insee = clean_insee(v, a);
	if (v.n > 0 && p->insee.n == 0)
		row_aside(r, column, v, "un code INSEE");
	v = clean_line(row_first(r, "commune", &column), a);
	struct str code = STR_NONE;
	v = value_town(v, &code);
	if (p->postcode.n == 0)
		p->postcode = clean_postcode(code, a);
	if (utf8_length(v) > 100 || (v.n > 0 && !has_letter(v)))
		row_aside(r, column, v, "une commune");
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
	struct str lat_column, lon_column, lat = row_first(r, "latitude", &lat_column), lon = row_first(r, "longitude", &lon_column);
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

bool row_read_position(struct reading *r)
{
	struct str column, v;
	double score;
	if (!read_pair(r))
		return false;
	struct place *p = &r->r.place;
	v = row_first(r, "position", &column);
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
	v = row_first_value(r, "precision");
	if (isfinite(p->lat) && clean_real(v, &score) && score > 0 && score < 0.4)
		p->at_centre = true;
	return true;
}

static bool near_commune(const struct place *p, double lat, double lon)
{
	uint32_t list[16];
	int32_t at = p->insee.n > 0 ? gazetteer_by_insee(p->insee) : -1;
	size_t n = at >= 0 ? 1 : p->postcode.n == 5 ? gazetteer_by_postcode(p->postcode, list, 16) : 0;
	if (at >= 0)
		list[0] = (uint32_t)at;
	if (n == 0 && p->commune.n > 0)
		n = gazetteer_by_name(p->commune, list, 16);
	for (size_t i = 0; i < n && i < 16; i++) {
		struct commune c = gazetteer_commune(list[i]);
		if (isfinite(c.lat) && geo_km(lat, lon, (double)c.lat, (double)c.lon) < 20)
			return true;
	}
	return false;
}

// In which projection metres are: the one that puts the rows' places near the communes they name.
enum projection rows_find_projection(struct rows *rows)
{
	unsigned votes[3] = {0}, asked = 0;
	for (size_t i = 0; i < rows->t->row_n && asked < 40; i++) {
		struct reading r = {.c = rows->c, .t = rows->t, .slots = rows->slots, .row = &rows->t->rows[i]};
		double x, y, lat, lon;
		r.r.place = place_none();
		if (!clean_real(row_first_value(&r, "longitude"), &x) || !clean_real(row_first_value(&r, "latitude"), &y) || !in_metres(x, y))
			continue;
		size_t warned = rows->c->warnings.n;
		row_read_where(&r);
		rows->c->warnings.n = warned;
		position_from_lambert93(x, y, &lat, &lon);
		votes[PROJECTION_LAMBERT93] += near_commune(&r.r.place, lat, lon);
		position_from_mercator(x, y, &lat, &lon);
		votes[PROJECTION_MERCATOR] += near_commune(&r.r.place, lat, lon);
		asked++;
	}
	if (asked > 0 && votes[PROJECTION_LAMBERT93] * 2 > asked)
		return PROJECTION_LAMBERT93;
	return asked > 0 && votes[PROJECTION_MERCATOR] * 2 > asked ? PROJECTION_MERCATOR : PROJECTION_NONE;
}
