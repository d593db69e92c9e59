// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/geo.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static const double EARTH_KM = 6371.0088; // WGS 84 mean radius, as geo_km()

struct spot geo_spot(double lat, double lon)
{
	double a = lat * M_PI / 180, b = lon * M_PI / 180;
	if (isnan(lat) || isnan(lon))
		return (struct spot){NAN, NAN, NAN};
	return (struct spot){cos(a) * cos(b), cos(a) * sin(b), sin(a)};
}

static double chord2(struct spot a, struct spot b)
{
	double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
	return x * x + y * y + z * z;
}

static double angle_between(struct spot a, struct spot b)
{
	double half = sqrt(chord2(a, b)) / 2;
	return 2 * asin(half > 1 ? 1 : half); // an unknown spot stays unknown
}

double spot_km(struct spot a, struct spot b)
{
	return EARTH_KM * angle_between(a, b);
}

// Hilbert's curve over a grid of 16384 × 16384: neighbours on it are neighbours on the map.
uint32_t geo_curve(double lat, double lon)
{
	if (isnan(lat) || isnan(lon))
		return UINT32_MAX;
	uint32_t x = (uint32_t)((lon + 180) / 360 * 16383), y = (uint32_t)((lat + 90) / 180 * 16383), at = 0;
	for (uint32_t s = 8192; s > 0; s /= 2) {
		uint32_t rx = (x & s) > 0, ry = (y & s) > 0;
		at += s * s * ((3 * rx) ^ ry);
		if (ry == 0) {
			if (rx == 1) {
				x = 16383 - x;
				y = 16383 - y;
			}
			uint32_t swap = x;
			x = y;
			y = swap;
		}
	}
	return at;
}

static struct circle circle_of(const struct spot *spots, uint32_t n)
{
	struct circle c = {.angle = -1};
	uint32_t known = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (isnan(spots[i].x))
			continue;
		c.centre.x += spots[i].x;
		c.centre.y += spots[i].y;
		c.centre.z += spots[i].z;
		known++;
	}
	if (known == 0)
		return c;
	double length = sqrt(c.centre.x * c.centre.x + c.centre.y * c.centre.y + c.centre.z * c.centre.z);
	c.centre = length > 0 ? (struct spot){c.centre.x / length, c.centre.y / length, c.centre.z / length}
			      : (struct spot){1, 0, 0};
	for (uint32_t i = 0; i < n; i++)
		if (!isnan(spots[i].x))
			c.angle = fmax(c.angle, angle_between(c.centre, spots[i]));
	c.angle += 1e-9; // rounding: a few millimetres
	c.full = known == n;
	c.cos = cos(c.angle);
	c.sin = sin(c.angle);
	return c;
}

void geo_build(struct geo *g, const struct atlas *a, const uint32_t *order, uint32_t n)
{
	*g = (struct geo){.n = n, .tile_n = (n + TILE - 1) / TILE};
	g->sheet_n = (g->tile_n + SHEET_TILES - 1) / SHEET_TILES;
	g->spots = mem_array(g->n + 1, sizeof *g->spots);
	g->tiles = mem_array(g->tile_n + 1, sizeof *g->tiles);
	g->sheets = mem_array(g->sheet_n + 1, sizeof *g->sheets);
	for (uint32_t i = 0; i < g->n; i++)
		g->spots[i] = geo_spot(a->places[order[i]].lat, a->places[order[i]].lon);
	for (uint32_t t = 0; t < g->tile_n; t++)
		g->tiles[t] = circle_of(g->spots + t * TILE, g->n - t * TILE < TILE ? g->n - t * TILE : TILE);
	const uint32_t sheet = TILE * SHEET_TILES;
	for (uint32_t s = 0; s < g->sheet_n; s++)
		g->sheets[s] = circle_of(g->spots + s * sheet, g->n - s * sheet < sheet ? g->n - s * sheet : sheet);
}

void geo_release(struct geo *g)
{
	free(g->spots);
	free(g->tiles);
	free(g->sheets);
	*g = (struct geo){0};
}

double circle_nearest_km(const struct circle *c, struct spot from)
{
	if (c->angle < 0)
		return INFINITY;
	double gap = angle_between(c->centre, from) - c->angle;
	return gap > 0 ? gap * EARTH_KM : 0;
}

// A radius as the square of its chord, which needs no trigonometry for each place.
static double chord2_of(double km)
{
	double half = km / EARTH_KM / 2;
	return half >= M_PI / 2 ? 5 : 4 * sin(half) * sin(half);
}

bool geo_is_within(const struct geo *g, uint32_t place, struct spot from, double km)
{
	return chord2(g->spots[place], from) <= chord2_of(km);
}

// A radius, ready to be compared with circles without trigonometry for each.
struct reach {
	struct spot from;
	double angle, cos, sin, chord2;
};

static struct reach reach_of(struct spot from, double km)
{
	double angle = km / EARTH_KM;
	return (struct reach){from, angle, cos(angle), sin(angle), chord2_of(km)};
}

// May the circle hold anything within?
static bool touches(const struct reach *r, const struct circle *c)
{
	if (c->angle < 0)
		return false;
	double dot = c->centre.x * r->from.x + c->centre.y * r->from.y + c->centre.z * r->from.z;
	return c->angle + r->angle >= M_PI || dot >= c->cos * r->cos - c->sin * r->sin - 1e-12;
}

// Is everything in the circle within?
static bool covers(const struct reach *r, const struct circle *c)
{
	double dot = c->centre.x * r->from.x + c->centre.y * r->from.y + c->centre.z * r->from.z;
	return c->full && r->angle > c->angle && r->angle < M_PI && dot > r->cos * c->cos + r->sin * c->sin + 1e-12;
}

uint32_t geo_within(const struct geo *g, struct spot from, double km, uint64_t *into)
{
	struct reach r = reach_of(from, km);
	uint32_t n = 0;
	for (uint32_t s = 0; s < g->sheet_n; s++) {
		if (!touches(&r, &g->sheets[s]))
			continue;
		uint32_t last = (s + 1) * SHEET_TILES < g->tile_n ? (s + 1) * SHEET_TILES : g->tile_n;
		for (uint32_t t = s * SHEET_TILES; t < last; t++) {
			if (!touches(&r, &g->tiles[t]))
				continue;
			uint32_t end = (t + 1) * TILE < g->n ? (t + 1) * TILE : g->n;
			uint64_t word = 0;
			bool all = covers(&r, &g->tiles[t]);
			if (all)
				word = ~(uint64_t)0 >> (TILE - (end - t * TILE));
			for (uint32_t i = t * TILE; !all && i < end; i++)
				word |= (uint64_t)(chord2(g->spots[i], from) <= r.chord2) << (i % TILE);
			into[t] |= word;
			n += (uint32_t)__builtin_popcountll(word);
		}
	}
	return n;
}

enum { RADII_MAX = 16 };

void geo_count_within(const struct geo *g, const uint64_t *bits, const uint32_t *list, uint32_t list_n, struct spot from,
		      const double *km, size_t n, uint32_t *totals)
{
	double most[RADII_MAX];
	assert(n <= RADII_MAX);
	for (size_t i = 0; i < n; i++) {
		most[i] = chord2_of(km[i]);
		totals[i] = 0;
	}
	for (uint32_t i = 0; bits == NULL && i < list_n; i++) {
		double far = chord2(g->spots[list[i]], from);
		for (size_t k = n; k-- > 0 && far <= most[k];)
			totals[k]++;
	}
	for (uint32_t t = 0; bits != NULL && t < g->tile_n; t++) {
		for (uint64_t left = bits[t]; left != 0; left &= left - 1) {
			double far = chord2(g->spots[t * TILE + (uint32_t)__builtin_ctzll(left)], from);
			for (size_t k = n; k-- > 0 && far <= most[k];)
				totals[k]++;
		}
	}
}
