// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/mesh.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "model/gazetteer.h"
#include "web/outline.h"
#include "web/views/views.gen.h"

// A node of the home picture stands for one place or for several that are too close to be told apart.
struct node {
	double x, y;
	int part; // of the country's picture
	uint32_t places;
	uint32_t ties; // networks, actions and labels of its places
	bool label, hub;
};
struct mesh {
	struct node *nodes;
	size_t n;
	int32_t *node_of; // by place; NONE
};
enum { NEAREST = 12, MOST_NODES = 1300, APART = 8, REACH = 110 }; // the last two in units of the picture

static uint32_t place_ties(const struct place *p)
{
	return p->membership_n * 4u + p->engagement_n * 2u + p->label_n;
}

struct ranked {
	uint32_t place, ties;
};
static int by_ties(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->ties != y->ties)
		return x->ties < y->ties ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static double apart(const struct node *a, const struct node *b)
{
	return hypot(a->x - b->x, a->y - b->y);
}

// Nodes by the square of the picture where they stand, so that only the neighbours are looked at.
enum { SQUARES_X = FRANCE_WIDTH / APART + 3, SQUARES_Y = FRANCE_HEIGHT / APART + 3 };
struct squares {
	int32_t first[SQUARES_Y][SQUARES_X]; // a node + 1, 0 for none
	int32_t *next;                       // by node: the one before it in its square
	double apart;                        // a square's side, and how near a place joins a node
};

static int square(const struct squares *q, double d)
{
	return (int)(d / q->apart) + 1;
}

static int32_t node_near(const struct mesh *m, const struct squares *q, const struct node *at)
{
	int column = square(q, at->x), row = square(q, at->y);
	for (int y = row - 1; y <= row + 1; y++)
		for (int x = column - 1; x <= column + 1; x++)
			for (int32_t k = q->first[y][x]; k != 0; k = q->next[k - 1])
				if (apart(at, &m->nodes[k - 1]) < q->apart)
					return k - 1;
	return NONE;
}

// The places with most ties first; one too close to a node joins it. False when there would be too many nodes.
static bool spread_at(struct mesh *m, const struct atlas *atlas, const struct ranked *order, struct squares *squares)
{
	m->n = 0;
	for (uint32_t i = 0; i < atlas->place_n; i++) {
		const struct place *p = &atlas->places[order[i].place];
		int32_t *at = &m->node_of[order[i].place];
		*at = NONE;
		struct node fresh = {.ties = order[i].ties, .part = -1};
		if (p->state == PLACE_OPEN)
			fresh.part = france_at(p->lat, p->lon, &fresh.x, &fresh.y);
		if (fresh.part < 0 || fresh.x < 0 || fresh.y < 0 || fresh.x > FRANCE_WIDTH || fresh.y > FRANCE_HEIGHT)
			continue;
		*at = node_near(m, squares, &fresh);
		if (*at == NONE) {
			if (m->n == MOST_NODES)
				return false;
			int32_t *first = &squares->first[square(squares, fresh.y)][square(squares, fresh.x)];
			*at = (int32_t)m->n;
			m->nodes[m->n++] = fresh;
			squares->next[*at] = *first;
			*first = *at + 1;
		}
		m->nodes[*at].places++;
		m->nodes[*at].label |= p->label_n > 0;
	}
	return true;
}

// A larger network is drawn with its nodes farther apart.
static void spread(struct mesh *m, struct arena *a, const struct atlas *atlas)
{
	struct ranked *order = arena_array(a, atlas->place_n, sizeof *order);
	m->nodes = arena_array(a, MOST_NODES, sizeof *m->nodes);
	m->node_of = arena_array(a, atlas->place_n, sizeof *m->node_of);
	for (uint32_t i = 0; i < atlas->place_n; i++)
		order[i] = (struct ranked){i, place_ties(&atlas->places[i])};
	qsort(order, atlas->place_n, sizeof *order, by_ties);
	struct squares *squares;
	double apart = APART;
	do {
		squares = arena_new(a, struct squares);
		squares->next = arena_array(a, MOST_NODES, sizeof *squares->next);
		squares->apart = apart;
		apart *= 1.25;
	} while (!spread_at(m, atlas, order, squares));
}

struct near {
	size_t node;
	double d;
};

// The nodes nearest to one, by distance.
static size_t nearest(const struct mesh *m, size_t of, struct near out[NEAREST])
{
	size_t n = 0;
	for (size_t k = 0; k < m->n; k++) {
		double d = apart(&m->nodes[of], &m->nodes[k]);
		if (k == of || d > REACH || m->nodes[k].part != m->nodes[of].part || (n == NEAREST && d >= out[n - 1].d))
			continue;
		size_t at = n < NEAREST ? n++ : n - 1;
		for (; at > 0 && out[at - 1].d > d; at--)
			out[at] = out[at - 1];
		out[at] = (struct near){k, d};
	}
	return n;
}

static void line(struct buf *out, const struct node *a, const struct node *b)
{
	buf_addf(out, "M%ld %ldl%ld %ld", lround(a->x), lround(a->y), lround(b->x) - lround(a->x), lround(b->y) - lround(a->y));
}

// The Gabriel graph: two nodes are tied when no other stands in the circle between them.
static void weave(const struct mesh *m, struct buf *out)
{
	for (size_t i = 0; i < m->n; i++) {
		struct near near[NEAREST];
		size_t n = nearest(m, i, near);
		for (size_t k = 0; k < n; k++) {
			bool free_way = near[k].node > i;
			for (size_t j = 0; j < k && free_way; j++) {
				double other = apart(&m->nodes[near[j].node], &m->nodes[near[k].node]);
				free_way = near[j].d * near[j].d + other * other >= near[k].d * near[k].d;
			}
			if (free_way)
				line(out, &m->nodes[i], &m->nodes[near[k].node]);
		}
	}
}

// A thread between two nodes of a network: a curve, so that it is told from the mesh.
static void thread(struct buf *out, const struct node *a, const struct node *b)
{
	double dx = b->x - a->x, dy = b->y - a->y, bend = 0.14;
	if (dx < 0 || (dx == 0 && dy < 0))
		bend = -bend; // the same side whichever end comes first
	buf_addf(out, "M%ld %ldq%ld %ld %ld %ld", lround(a->x), lround(a->y), lround(dx / 2 + dy * bend),
		 lround(dy / 2 - dx * bend), lround(dx), lround(dy));
}

// Members hang together by their nearest ties (a minimum spanning tree): the lines of a network stay readable.
static void tie_network(struct mesh *m, struct arena *a, const struct network *net, struct buf *out)
{
	enum { MOST = 400 };
	size_t *in = arena_array(a, MOST, sizeof *in), n = 0;
	for (uint32_t i = 0; i < net->member_n && n < MOST; i++) {
		int32_t at = m->node_of[net->members[i]];
		bool known = at == NONE;
		for (size_t k = 0; k < n && !known; k++)
			known = in[k] == (size_t)at;
		if (!known)
			in[n++] = (size_t)at;
	}
	if (n > 0 && net->lead != NONE && m->node_of[net->lead] != NONE)
		m->nodes[m->node_of[net->lead]].hub = true;
	for (size_t done = 1; done < n; done++) { // in[0 … done) hang together
		size_t from = 0, to = done;
		double best = INFINITY;
		for (size_t i = 0; i < done; i++) {
			for (size_t k = done; k < n; k++) {
				double d = apart(&m->nodes[in[i]], &m->nodes[in[k]]);
				if (d < best)
					best = d, from = i, to = k;
			}
		}
		thread(out, &m->nodes[in[from]], &m->nodes[in[to]]);
		size_t moved = in[to];
		in[to] = in[done];
		in[done] = moved;
	}
}

// A round dot is a line without length and with round ends: one path draws hundreds.
static void dot(struct buf *out, double x, double y)
{
	buf_addf(out, "M%ld %ldh0", lround(x), lround(y));
}

// Dots as steps from one to the next, those of one strip of the land together: half the bytes.
struct spot {
	int x, y;
};
static int by_strip(const void *a, const void *b)
{
	const struct spot *p = a, *q = b;
	if (p->y / 12 != q->y / 12)
		return p->y < q->y ? -1 : 1;
	return p->x != q->x ? (p->x < q->x ? -1 : 1) : (p->y > q->y) - (p->y < q->y);
}

static void dot_all(struct buf *out, struct spot *spots, size_t n)
{
	qsort(spots, n, sizeof *spots, by_strip);
	struct spot last = {0, 0};
	for (size_t i = 0; i < n; i++) {
		int dx = spots[i].x - last.x, dy = spots[i].y - last.y;
		if (i > 0 && dx == 0 && dy == 0)
			continue;
		buf_addf(out, i == 0 ? "M%d %dh0" : dy < 0 ? "m%d%dh0" : "m%d %dh0", dx, dy);
		last = spots[i];
	}
}

struct html mesh_svg(struct arena *a, const struct atlas *atlas)
{
	struct mesh m = {0};
	spread(&m, a, atlas);
	struct buf land = BUF_IN(a), frames = BUF_IN(a), web = BUF_IN(a), bonds = BUF_IN(a), consortium = BUF_IN(a),
		   hubs = BUF_IN(a), dots[3] = {BUF_IN(a), BUF_IN(a), BUF_IN(a)}, out = BUF_IN(a);
	france_land(&land);
	france_frames(&frames);
	weave(&m, &web);
	for (uint32_t i = 0; i < atlas->network_n; i++)
		tie_network(&m, a, &atlas->networks[i], atlas->networks[i].consortium ? &consortium : &bonds);
	for (size_t i = 0; i < m.n; i++) {
		const struct node *n = &m.nodes[i];
		dot(n->hub ? &hubs : n->label ? &dots[2] : n->places > 1 ? &dots[1] : &dots[0], n->x, n->y);
	}
	struct buf count = BUF_IN(a);
	i18n_int(&count, atlas->place_n);
	struct view_mesh v = {
		.width = FRANCE_WIDTH,
		.height = FRANCE_HEIGHT,
		.alt = arena_printf(a, tr("Le réseau dessiné sur la France : %s lieux, reliés à leurs voisins et à leurs réseaux."),
				    count.p ? count.p : ""),
		.land = buf_str(&land), .frames = buf_str(&frames),
		.web = buf_str(&web), .bonds = buf_str(&bonds), .consortium = buf_str(&consortium),
		.dots = {buf_str(&dots[0]), buf_str(&dots[1]), buf_str(&dots[2])}, .hubs = buf_str(&hubs),
	};
	view_mesh_picture(&out, &v);
	return (struct html){buf_str(&out)};
}

// Where a town's name stands, in units of the picture; a letter is about half as wide as it is high.
struct label_box {
	double x0, x1, y;
};
static struct label_box label_box(const struct outline_town *t, double x, double y, bool left)
{
	double wide = 8.0 * (double)utf8_length(str_of(t->name)) + 8;
	return left ? (struct label_box){x - wide, x + 3, y} : (struct label_box){x - 3, x + wide, y};
}

// The towns that the view has room for, those seen from afar first, away from the point that it is about.
static void add_towns(struct view_map *v, const struct outline_view *view, double avoid_x, double avoid_y)
{
	struct label_box boxes[sizeof v->towns / sizeof *v->towns];
	size_t at = 0;
	const struct outline_town *t;
	while (v->town_n < sizeof v->towns / sizeof *v->towns && (t = outline_next_town(view, &at)) != NULL) {
		double x, y;
		outline_at(view, t->lat, t->lon, &x, &y);
		bool left = x > view->width * 0.6;
		struct label_box b = label_box(t, x, y, left);
		bool room = y > 16 && y < view->height - 12 && b.x0 > 4 && b.x1 < view->width - 4 &&
			    !(b.x0 < avoid_x + 14 && b.x1 > avoid_x - 14 && fabs(y - avoid_y) < 20);
		for (size_t k = 0; k < v->town_n && room; k++)
			room = b.x1 < boxes[k].x0 || b.x0 > boxes[k].x1 || fabs(b.y - boxes[k].y) > 22;
		if (!room)
			continue;
		boxes[v->town_n] = b;
		v->towns[v->town_n++] = (struct mesh_town){t->name, (int)x, (int)y, left};
	}
}

struct html mesh_small_map(struct arena *a, const struct atlas *atlas, uint32_t place, const uint32_t *near, size_t near_n)
{
	const struct place *p = &atlas->places[place];
	struct html none = {STR_NONE};
	if (isnan(p->lat) || isnan(p->lon))
		return none;
	struct outline_bounds b = {p->lat - 0.25, p->lon - 0.35, p->lat + 0.25, p->lon + 0.35};
	int department = -1;
	if (p->commune_at != NONE) {
		struct commune c = gazetteer_commune((uint32_t)p->commune_at);
		department = outline_department(gazetteer_department(c.department).code);
	}
	if (department >= 0) {
		struct outline_bounds d = outline_bounds(department);
		b = (struct outline_bounds){fmin(d.south, p->lat - 0.05), fmin(d.west, p->lon - 0.05), fmax(d.north, p->lat + 0.05),
					    fmax(d.east, p->lon + 0.05)};
	}
	struct view_map v = {.width = 480, .height = 360};
	struct outline_view view = outline_view_of(b, v.width, v.height, 26);
	struct buf land = BUF_IN(a), borders = BUF_IN(a), area = BUF_IN(a), links = BUF_IN(a), dots = BUF_IN(a), lead = BUF_IN(a),
		   out = BUF_IN(a);
	outline_draw_land(&land, &view);
	outline_draw_borders(&borders, &view);
	if (department >= 0)
		outline_draw_shape(&area, &view, department);
	struct node here = {0};
	outline_at(&view, p->lat, p->lon, &here.x, &here.y);
	for (size_t i = 0; i < near_n; i++) {
		const struct place *q = &atlas->places[near[i]];
		struct node there = {0};
		if (isnan(q->lat) || isnan(q->lon))
			continue;
		outline_at(&view, q->lat, q->lon, &there.x, &there.y);
		if (there.x < 0 || there.y < 0 || there.x > v.width || there.y > v.height)
			continue;
		line(&links, &here, &there);
		dot(&dots, there.x, there.y);
	}
	dot(&lead, here.x, here.y);
	add_towns(&v, &view, here.x, here.y);
	v.alt = arena_printf(a, tr("Carte : %.*s et les lieux voisins."), STR_ARG(p->name));
	v.land = buf_str(&land);
	v.regions = buf_str(&borders);
	v.area = buf_str(&area);
	v.links = buf_str(&links);
	v.near = buf_str(&dots);
	v.lead = buf_str(&lead);
	view_map_picture(&out, &v);
	return (struct html){buf_str(&out)};
}

// Where the points are; false when none is anywhere.
static bool points_bounds(const struct atlas *atlas, const struct mesh_point *points, size_t n, struct outline_bounds *b)
{
	*b = (struct outline_bounds){90, 180, -90, -180};
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &atlas->places[points[i].place];
		if (isnan(p->lat) || isnan(p->lon))
			continue;
		b->south = fmin(b->south, p->lat);
		b->north = fmax(b->north, p->lat);
		b->west = fmin(b->west, p->lon);
		b->east = fmax(b->east, p->lon);
	}
	return b->south <= b->north;
}

// Half a degree of land around a cluster at least: an outline is known to a kilometre.
static struct outline_bounds widened(struct outline_bounds b)
{
	double lat = (b.south + b.north) / 2, lon = (b.west + b.east) / 2;
	double up = fmax(0.34, (b.north - b.south) * 0.6), across = fmax(0.5, (b.east - b.west) * 0.6);
	return (struct outline_bounds){lat - up, lon - across, lat + up, lon + across};
}

static void stage_dot(struct buf *dots, struct buf *halves, uint8_t stage, double x, double y, int r)
{
	dot(&dots[stage], x, y);
	if (stage == STAGE_STARTED) // its left half is filled, as in the sign
		buf_addf(halves, "M%ld %lda%d %d 0 0 0 0 %dz", lround(x), lround(y) - r, r, r, 2 * r);
}

struct html mesh_points_map(struct arena *a, const struct atlas *atlas, const struct mesh_point *points, size_t n,
			    int32_t lead, struct str alt)
{
	struct html none = {STR_NONE};
	struct outline_bounds b;
	if (!points_bounds(atlas, points, n, &b))
		return none;
	bool whole = geo_km(b.south, b.west, b.north, b.east) > 300;
	struct view_map v = {.width = whole ? FRANCE_WIDTH : 640, .height = whole ? FRANCE_HEIGHT : 480, .alt = alt, .whole = whole};
	struct outline_view view = outline_view_of(widened(b), v.width, v.height, 30);
	struct buf land = BUF_IN(a), borders = BUF_IN(a), frames = BUF_IN(a), links = BUF_IN(a), halves = BUF_IN(a), hub = BUF_IN(a),
		   out = BUF_IN(a), dots[STAGE_COUNT] = {BUF_IN(a), BUF_IN(a), BUF_IN(a)};
	if (whole) {
		france_land(&land);
		france_regions(&borders);
		france_frames(&frames);
	} else {
		outline_draw_land(&land, &view);
		outline_draw_borders(&borders, &view);
	}
	struct node middle = {0};
	bool has_lead = false;
	if (lead != NONE && !isnan(atlas->places[lead].lat)) {
		const struct place *p = &atlas->places[lead];
		has_lead = whole ? france_at(p->lat, p->lon, &middle.x, &middle.y) >= 0 : true;
		if (!whole)
			outline_at(&view, p->lat, p->lon, &middle.x, &middle.y);
	}
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &atlas->places[points[i].place];
		struct node at = {0};
		if (isnan(p->lat) || isnan(p->lon) || (whole && france_at(p->lat, p->lon, &at.x, &at.y) < 0))
			continue;
		if (!whole)
			outline_at(&view, p->lat, p->lon, &at.x, &at.y);
		if (has_lead && (int32_t)points[i].place == lead)
			continue;
		if (has_lead)
			thread(&links, &middle, &at);
		stage_dot(dots, &halves, points[i].stage, at.x, at.y, whole ? 9 : 5);
	}
	if (has_lead)
		dot(&hub, middle.x, middle.y);
	if (!whole)
		add_towns(&v, &view, middle.x, middle.y);
	v.land = buf_str(&land);
	v.regions = buf_str(&borders);
	v.frames = buf_str(&frames);
	v.links = buf_str(&links);
	for (int s = 0; s < STAGE_COUNT; s++)
		v.dots[s] = buf_str(&dots[s]);
	v.halves = buf_str(&halves);
	v.lead = buf_str(&hub);
	view_map_picture(&out, &v);
	return (struct html){buf_str(&out)};
}

struct html mesh_places_map(struct arena *a, const struct atlas *atlas, const struct mesh_point *points, size_t n,
			    struct str alt)
{
	struct buf land = BUF_IN(a), borders = BUF_IN(a), frames = BUF_IN(a), dots = BUF_IN(a), out = BUF_IN(a);
	france_land(&land);
	france_regions(&borders);
	france_frames(&frames);
	struct spot *spots = arena_array(a, n + 1, sizeof *spots);
	size_t spot_n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &atlas->places[points[i].place];
		double x, y;
		if (france_at(p->lat, p->lon, &x, &y) >= 0)
			spots[spot_n++] = (struct spot){(int)lround(x), (int)lround(y)};
	}
	dot_all(&dots, spots, spot_n);
	struct view_map v = {
		.width = FRANCE_WIDTH, .height = FRANCE_HEIGHT, .whole = true, .many = n > 300, .alt = alt,
		.land = buf_str(&land), .regions = buf_str(&borders), .frames = buf_str(&frames), .near = buf_str(&dots),
	};
	view_map_picture(&out, &v);
	return (struct html){buf_str(&out)};
}
