// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/outline.h"

#include <assert.h>
#include <math.h>

#include "web/outline_data.h"

static void point_degrees(const uint16_t p[2], double *lat, double *lon)
{
	*lon = outline_origin[0] + p[0] * outline_scale[0];
	*lat = outline_origin[1] + p[1] * outline_scale[1];
}

// One part of the country's picture: the degrees it shows and where it stands.
struct part {
	struct outline_bounds b;
	double x, y, width, height; // frame; the mainland has none
};
static const struct part mainland = {{41, -5.5, 51.5, 10}, 0, 0, FRANCE_WIDTH, FRANCE_HEIGHT};
static const struct part overseas[] = {
	{{15.8, -61.85, 16.55, -60.95}, 14, 590, 84, 84}, // Guadeloupe
	{{14.36, -61.26, 14.92, -60.78}, 106, 590, 84, 84}, // Martinique
	{{2.05, -54.65, 5.8, -51.6}, 14, 682, 84, 84},    // Guyane
	{{-21.42, 55.18, -20.85, 55.86}, 106, 682, 84, 84}, // La Réunion
	{{-13.04, 45.0, -12.62, 45.32}, 14, 774, 84, 84}, // Mayotte
};
enum { OVERSEAS = sizeof overseas / sizeof *overseas };

static const struct part *part_of(double lat, double lon)
{
	for (size_t i = 0; i < OVERSEAS; i++)
		if (fabs(lat - (overseas[i].b.south + overseas[i].b.north) / 2) < 2.5 &&
		    fabs(lon - (overseas[i].b.west + overseas[i].b.east) / 2) < 2.5 && lat >= overseas[i].b.south - 0.4 &&
		    lat <= overseas[i].b.north + 0.4)
			return &overseas[i];
	const struct outline_bounds *b = &mainland.b;
	return lat > b->south && lat < b->north && lon > b->west && lon < b->east ? &mainland : NULL;
}

// Lambert 93 (IGN, NTG 71): metres east and north.
static void lambert(double lat, double lon, double *east, double *north)
{
	static const double n = 0.7256077650532670, c = 11754255.4261, e = 0.0818191910428158;
	double phi = lat * M_PI / 180;
	double l = atanh(sin(phi)) - e * atanh(e * sin(phi)), r = c * exp(-n * l);
	double g = n * (lon - 3) * M_PI / 180;
	*east = 700000 + r * sin(g);
	*north = 12655612.0499 - r * cos(g);
}

int france_at(double lat, double lon, double *x, double *y)
{
	if (isnan(lat) || isnan(lon))
		return -1;
	const struct part *p = part_of(lat, lon);
	if (p == NULL)
		return -1;
	if (p == &mainland) {
		double east, north;
		lambert(lat, lon, &east, &north);
		*x = (east - 88000) / 1168;
		*y = (7125000 - north) / 1168;
		return 0;
	}
	struct outline_view v = outline_view_of(p->b, p->width, p->height, 6);
	outline_at(&v, lat, lon, x, y);
	*x += p->x;
	*y += p->y;
	return 1 + (int)(p - overseas);
}

struct outline_view outline_view_of(struct outline_bounds b, double width, double height, double margin)
{
	struct outline_view v = {(b.south + b.north) / 2, (b.west + b.east) / 2, 0, 0, width, height};
	double squeeze = cos(v.lat * M_PI / 180);
	double across = fmax((b.east - b.west) * squeeze, 1e-6), up = fmax(b.north - b.south, 1e-6);
	v.ky = fmin((width - 2 * margin) / across, (height - 2 * margin) / up);
	v.kx = v.ky * squeeze;
	return v;
}

void outline_at(const struct outline_view *v, double lat, double lon, double *x, double *y)
{
	*x = v->width / 2 + (lon - v->lon) * v->kx;
	*y = v->height / 2 - (lat - v->lat) * v->ky;
}

// Writes lines as relative whole steps: short, and sharp enough in units of the picture.
struct pen {
	struct buf *out;
	const struct outline_view *view; // NULL: the country's picture
	double grain;                    // units a step
	bool down;
	long x, y;
};

static bool pen_place(const struct pen *pen, const uint16_t p[2], long *x, long *y)
{
	double lat, lon, px, py;
	point_degrees(p, &lat, &lon);
	if (pen->view)
		outline_at(pen->view, lat, lon, &px, &py);
	else if (france_at(lat, lon, &px, &py) < 0)
		return false;
	*x = lround(px / pen->grain);
	*y = lround(py / pen->grain);
	return true;
}

static void pen_number(struct pen *pen, long n, bool first)
{
	if (!first && n >= 0)
		buf_addc(pen->out, ' ');
	buf_addd(pen->out, (double)n * pen->grain, 1);
}

static void pen_to(struct pen *pen, const uint16_t p[2])
{
	long x, y;
	if (!pen_place(pen, p, &x, &y))
		return;
	if (pen->down && x == pen->x && y == pen->y)
		return;
	buf_addc(pen->out, pen->down ? 'l' : 'M');
	pen_number(pen, pen->down ? x - pen->x : x, true);
	pen_number(pen, pen->down ? y - pen->y : y, false);
	pen->x = x;
	pen->y = y;
	pen->down = true;
}

static void pen_arc(struct pen *pen, int number)
{
	const struct outline_arc *arc = &outline_arcs[number < 0 ? ~number : number];
	for (size_t i = 0; i < arc->n; i++)
		pen_to(pen, outline_points[arc->from + (number < 0 ? arc->n - 1 - i : i)]);
}

static void pen_rings(struct pen *pen, const int16_t *rings)
{
	for (; *rings != OUTLINE_STOP; rings++) {
		if (*rings != OUTLINE_END) {
			pen_arc(pen, *rings);
			continue;
		}
		if (pen->down)
			buf_addc(pen->out, 'z');
		pen->down = false;
	}
}

void france_land(struct buf *out)
{
	struct pen pen = {.out = out, .grain = 0.5};
	pen_rings(&pen, outline_land);
}

void france_regions(struct buf *out)
{
	for (size_t i = 0; i < outline_arc_n; i++) {
		struct pen pen = {.out = out, .grain = 0.5};
		if (outline_arcs[i].side == OUTLINE_REGION)
			pen_arc(&pen, (int)i);
	}
}

void france_frames(struct buf *out)
{
	for (size_t i = 0; i < OVERSEAS; i++)
		buf_addf(out, "M%g %gh%gv%gh-%gz", overseas[i].x, overseas[i].y, overseas[i].width, overseas[i].height,
			 overseas[i].width);
}

int outline_department(struct str code)
{
	for (size_t i = 0; i < outline_department_n; i++)
		if (str_eqz(code, outline_departments[i].code))
			return (int)i;
	return -1;
}

static void bounds_add(struct outline_bounds *b, const struct outline_arc *arc)
{
	for (size_t i = 0; i < arc->n; i++) {
		double lat, lon;
		point_degrees(outline_points[arc->from + i], &lat, &lon);
		b->south = fmin(b->south, lat);
		b->north = fmax(b->north, lat);
		b->west = fmin(b->west, lon);
		b->east = fmax(b->east, lon);
	}
}

static const struct outline_bounds nowhere = {90, 180, -90, -180};

struct outline_bounds outline_bounds(int department)
{
	assert(department >= 0 && (size_t)department < outline_department_n);
	struct outline_bounds b = nowhere;
	for (const int16_t *r = outline_departments[department].rings; *r != OUTLINE_STOP; r++)
		if (*r != OUTLINE_END)
			bounds_add(&b, &outline_arcs[*r < 0 ? ~*r : *r]);
	return b;
}

void outline_draw_shape(struct buf *out, const struct outline_view *v, int department)
{
	assert(department >= 0 && (size_t)department < outline_department_n);
	struct pen pen = {.out = out, .view = v, .grain = 0.5};
	pen_rings(&pen, outline_departments[department].rings);
}

static bool in_view(const struct outline_view *v, struct outline_bounds b)
{
	double x0, y0, x1, y1;
	outline_at(v, b.north, b.west, &x0, &y0);
	outline_at(v, b.south, b.east, &x1, &y1);
	return x1 > 0 && y1 > 0 && x0 < v->width && y0 < v->height;
}

const struct outline_town *outline_next_town(const struct outline_view *v, size_t *at)
{
	while (*at < outline_town_n) {
		const struct outline_town *t = &outline_towns[(*at)++];
		double x, y;
		outline_at(v, t->lat, t->lon, &x, &y);
		if (x > 0 && y > 0 && x < v->width && y < v->height)
			return t;
	}
	return NULL;
}

void outline_draw_land(struct buf *out, const struct outline_view *v)
{
	for (int d = 0; d < (int)outline_department_n; d++)
		if (in_view(v, outline_bounds(d)))
			outline_draw_shape(out, v, d);
}

void outline_draw_borders(struct buf *out, const struct outline_view *v)
{
	for (size_t i = 0; i < outline_arc_n; i++) {
		struct outline_bounds b = nowhere;
		bounds_add(&b, &outline_arcs[i]);
		struct pen pen = {.out = out, .view = v, .grain = 0.5};
		if (outline_arcs[i].side != OUTLINE_OUTER && in_view(v, b))
			pen_arc(&pen, (int)i);
	}
}
