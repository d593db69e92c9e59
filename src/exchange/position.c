// SPDX-License-Identifier: AGPL-3.0-or-later
// Where things are, in the ways that files say it.
#include <math.h>
#include <string.h>

#include "exchange/clean.h"
#include "exchange/column.h"

bool position_in_france(double lat, double lon)
{
	static const double boxes[][4] = { // south, north, west, east
		{41, 51.6, -6, 10.2}, {14, 18.3, -63.3, -60.5}, {1.9, 6.1, -55, -51}, {-21.6, -20.7, 55, 56},
		{-13.2, -12.4, 44.8, 45.5}, {-23.2, -17.5, 158, 172.5}, {-28.5, -7, -155, -134}, {46.5, 47.4, -57, -56},
		{-15, -12.5, -179, -175},
	};
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++)
		if (lat >= boxes[i][0] && lat <= boxes[i][1] && lon >= boxes[i][2] && lon <= boxes[i][3])
			return true;
	return false;
}

// The first two numbers of the text; how many there are in all. A comma is a decimal mark when something else parts the
// numbers ("48,1;-1,6").
static size_t numbers(struct str s, double *out)
{
	bool decimal = str_findc(s, '.') < 0 && (str_findc(s, ';') >= 0 || str_findc(s, '/') >= 0 || str_findc(s, ' ') >= 0) &&
		       str_find(s, S(", ")) < 0;
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		while (i < s.n && (strchr("0123456789.-+", s.p[i]) != NULL || (decimal && s.p[i] == ',')))
			i++;
		double d;
		if (i > from && clean_real(str_sub(s, from, i - from), &d)) {
			if (n < 2)
				out[n] = d;
			n++;
		}
		i += i == from;
	}
	return n;
}

static bool only(struct str s, const char *allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(allowed, s.p[i]) == NULL)
			return false;
	return true;
}

// 48°07'03.4"N: a number and up to two parts of sixty, then where to.
bool position_degrees(struct str cell, double *lat, double *lon)
{
	double part[3] = {0}, d;
	size_t n = 0, i = 0;
	cell = str_trim(cell);
	if (cell.n < 4 || str_find(cell, S("°")) < 0 || strchr("NSEWO", cell.p[cell.n - 1]) == NULL)
		return false;
	while (i + 1 < cell.n && n < 3) {
		size_t from = i;
		while (i < cell.n && strchr("0123456789.,", cell.p[i]) != NULL)
			i++;
		if (i == from || !clean_real(str_sub(cell, from, i - from), &d) || (n > 0 && d >= 60))
			return false;
		part[n++] = d;
		while (i + 1 < cell.n && strchr("0123456789", cell.p[i]) == NULL)
			i++;
	}
	char to = cell.p[cell.n - 1];
	double value = part[0] + part[1] / 60 + part[2] / 3600;
	bool north = to == 'N' || to == 'S';
	if (i + 1 < cell.n || value > (north ? 90 : 180))
		return false;
	*lat = *lon = NAN;
	*(north ? lat : lon) = to == 'S' || to == 'W' || to == 'O' ? -value : value;
	return true;
}

bool position_pair(struct str cell, double *lat, double *lon)
{
	double v[2];
	cell = str_trim(cell);
	if (cell.n < 5 || cell.n > 4000)
		return false;
	ptrdiff_t wkt = str_ieq(str_sub(cell, 0, 5), S("POINT")) ? str_findc(cell, '(') : -1;
	ptrdiff_t json = cell.p[0] == '{' ? str_find(cell, S("\"coordinates\"")) : -1;
	bool first_lon = wkt > 0 || json > 0 || cell.p[0] == '[';
	if (json > 0 && str_find(cell, S("\"Point\"")) < 0)
		return false;
	if (wkt > 0)
		cell = str_from(cell, (size_t)wkt);
	if (json > 0) {
		cell = str_from(cell, (size_t)json + 13);
		ptrdiff_t end = str_findc(cell, ']');
		cell = end > 0 ? str_sub(cell, 0, (size_t)end + 1) : cell;
	} else if (cell.p[0] == '{') { // {"lat": 48.1, "lon": -1.6}
		ptrdiff_t x = str_find(cell, S("\"lon")), y = str_find(cell, S("\"lat"));
		if (x < 0 || y < 0 || numbers(cell, v) != 2)
			return false;
		first_lon = x < y;
	} else if (!only(cell, "0123456789.-+,;/ ()[]\t")) {
		return false;
	}
	size_t n = numbers(cell, v);
	if (n != 2 && !(n == 3 && first_lon)) // a third is a height
		return false;
	*lat = v[first_lon ? 1 : 0];
	*lon = v[first_lon ? 0 : 1];
	bool here = position_in_france(*lat, *lon), there = position_in_france(*lon, *lat);
	if (!here && there && wkt < 0 && json < 0) {
		double swap = *lat;
		*lat = *lon;
		*lon = swap;
	}
	return fabs(*lat) <= 90 && fabs(*lon) <= 180;
}

static const double degree = 180 / 3.14159265358979323846;

// IGN, "Projection cartographique conique conforme de Lambert" (NT/G 71), ALG0004 and ALG0002, on GRS80.
void position_from_lambert93(double x, double y, double *lat, double *lon)
{
	static const double n = 0.7256077650532670, c = 11754255.4260960, xs = 700000, ys = 12655612.0498760, e = 0.0818191910428158;
	double r = hypot(x - xs, y - ys), gamma = atan((x - xs) / (ys - y));
	double iso = -log(fabs(r / c)) / n, phi = 2 * atan(exp(iso)) - acos(0);
	for (int i = 0; i < 12; i++) {
		double s = e * sin(phi);
		phi = 2 * atan(pow((1 + s) / (1 - s), e / 2) * exp(iso)) - acos(0);
	}
	*lat = phi * degree;
	*lon = 3 + gamma / n * degree;
}

void position_from_mercator(double x, double y, double *lat, double *lon)
{
	static const double radius = 6378137;
	*lon = x / radius * degree;
	*lat = (2 * atan(exp(y / radius)) - acos(0)) * degree;
}
