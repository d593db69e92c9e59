// SPDX-License-Identifier: AGPL-3.0-or-later
// Lookups in the blob that the build made: nothing is read or allocated at start, pages come in as they are used.
#include "model/gazetteer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "model/gazetteer_blob.h"

extern const unsigned char gazetteer_blob[];

static const struct blob_head *head(void)
{
	return (const struct blob_head *)(const void *)gazetteer_blob;
}

static const void *part(uint32_t offset)
{
	return gazetteer_blob + offset;
}

static const struct blob_commune *communes(void)
{
	return part(head()->communes);
}

static struct str pooled(uint32_t at, size_t n)
{
	return (struct str){(const char *)part(head()->pool) + at, n};
}

uint32_t gazetteer_commune_n(void)
{
	return head()->commune_n;
}

uint16_t gazetteer_department_n(void)
{
	return department_n;
}

uint16_t gazetteer_region_n(void)
{
	return region_n;
}

struct commune gazetteer_commune(uint32_t at)
{
	assert(at < head()->commune_n);
	const struct blob_commune *c = communes() + at;
	return (struct commune){
		.insee = {c->insee, sizeof c->insee},
		.name = pooled(c->name, c->name_n),
		.folded = pooled(c->folded, c->folded_n),
		.postcodes = pooled(c->postcodes, c->postcodes_n),
		.epci = pooled(c->epci, c->epci_n),
		.population = c->population,
		.department = c->department,
		.region = c->region,
		.lat = c->lat,
		.lon = c->lon,
		.density = c->density,
		.rurality = c->rurality,
		.qpv_n = c->qpv_n,
	};
}

struct department gazetteer_department(uint16_t at)
{
	assert(at < department_n);
	const struct area *d = &departments[at];
	const struct blob_area *centre = (const struct blob_area *)part(head()->areas) + at;
	uint16_t r = 0;
	while (strcmp(regions[r].code, d->region) != 0)
		r++;
	return (struct department){str_of(d->code), str_of(d->name), str_of(d->key), r, (double)centre->lat, (double)centre->lon};
}

struct region gazetteer_region(uint16_t at)
{
	assert(at < region_n);
	const struct area *r = &regions[at];
	const struct blob_area *centre = (const struct blob_area *)part(head()->areas) + department_n + at;
	return (struct region){str_of(r->code), str_of(r->name), str_of(r->key), (double)centre->lat, (double)centre->lon};
}

const char *gazetteer_density(unsigned class)
{
	return class < DENSITY_N ? density_names[class] : "";
}

const char *gazetteer_rurality(unsigned class)
{
	bool rural = class < RURALITY_N && strncmp(rurality_names[class], "Les ", 4) == 0; // else it says why there is none
	return rural ? rurality_names[class] : "";
}

// Arrondissements are no communes: Paris 751xx, Lyon 6938x, Marseille 132xx (INSEE).
static struct str whole_city(struct str insee)
{
	int64_t n;
	if (insee.n != 5 || !str_to_i64(insee, &n))
		return insee;
	if (n >= 75101 && n <= 75120)
		return S("75056");
	if (n >= 69381 && n <= 69389)
		return S("69123");
	if (n >= 13201 && n <= 13216)
		return S("13055");
	return insee;
}

int32_t gazetteer_by_insee(struct str insee)
{
	insee = whole_city(insee);
	if (insee.n != 5)
		return -1;
	uint32_t low = 0, high = head()->commune_n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int c = memcmp(communes()[mid].insee, insee.p, 5);
		if (c == 0)
			return (int32_t)mid;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

size_t gazetteer_by_postcode(struct str code, uint32_t *out, size_t max)
{
	int64_t n;
	if (code.n != 5 || !str_to_i64(code, &n) || n < 0)
		return 0;
	const struct blob_post *posts = part(head()->posts);
	uint32_t low = 0, high = head()->post_n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (posts[mid].code < (uint32_t)n)
			low = mid + 1;
		else
			high = mid;
	}
	size_t found = 0;
	for (; low < head()->post_n && posts[low].code == (uint32_t)n; low++, found++)
		if (found < max)
			out[found] = posts[low].commune;
	return found;
}

static struct str key_text(const struct blob_key *k)
{
	return pooled(k->text, k->n);
}

// The first key that does not sort before `text`.
static uint32_t key_from(struct str text)
{
	const struct blob_key *keys = part(head()->keys);
	uint32_t low = 0, high = head()->key_n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (str_cmp(key_text(&keys[mid]), text) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t gazetteer_by_name(struct str text, uint32_t *out, size_t max)
{
	char key[256];
	struct str wanted = {key, place_key(text, key, sizeof key)};
	if (wanted.n == 0)
		return 0;
	const struct blob_key *keys = part(head()->keys);
	size_t found = 0;
	for (uint32_t at = key_from(wanted); at < head()->key_n && str_eq(key_text(&keys[at]), wanted); at++, found++)
		if (found < max)
			out[found] = keys[at].commune;
	return found;
}

// Keeps out[0..n) sorted by population, each commune once.
static size_t keep_best(uint32_t *out, size_t n, size_t max, uint32_t commune)
{
	uint32_t population = communes()[commune].population;
	for (size_t i = 0; i < n; i++)
		if (out[i] == commune)
			return n;
	size_t at = n;
	while (at > 0 && communes()[out[at - 1]].population < population)
		at--;
	if (at == max)
		return n;
	if (n < max)
		n++;
	memmove(out + at + 1, out + at, (n - at - 1) * sizeof *out);
	out[at] = commune;
	return n;
}

size_t gazetteer_by_prefix(struct str text, uint32_t *out, size_t max)
{
	char key[256];
	struct str wanted = {key, place_key(text, key, sizeof key)};
	if (wanted.n == 0 || max == 0)
		return 0;
	const struct blob_key *keys = part(head()->keys);
	size_t n = 0;
	for (uint32_t at = key_from(wanted); at < head()->key_n && str_starts(key_text(&keys[at]), wanted); at++)
		if (n < max || keys[at].population > communes()[out[n - 1]].population)
			n = keep_best(out, n, max, keys[at].commune);
	return n;
}

// The nearest commune of the square of (2 * ring + 1)² cells around the point.
static int32_t nearest_in(double lat, double lon, uint32_t ring, double *best)
{
	const struct blob_cell *cells = part(head()->cells);
	uint32_t centre = blob_cell_of(lat, lon), row = centre >> 16, column = centre & 0xFFFF;
	int32_t found = -1;
	for (uint32_t r = row >= ring ? row - ring : 0; r <= row + ring; r++) {
		uint32_t first = r << 16 | (column >= ring ? column - ring : 0), last = r << 16 | (column + ring);
		uint32_t low = 0, high = head()->cell_n;
		while (low < high) {
			uint32_t mid = low + (high - low) / 2;
			if (cells[mid].cell < first)
				low = mid + 1;
			else
				high = mid;
		}
		for (; low < head()->cell_n && cells[low].cell <= last; low++) {
			const struct blob_commune *c = communes() + cells[low].commune;
			double km = geo_km(lat, lon, (double)c->lat, (double)c->lon);
			if (km < *best) {
				*best = km;
				found = cells[low].commune;
			}
		}
	}
	return found;
}

int32_t gazetteer_nearest(double lat, double lon)
{
	enum { LIMIT_KM = 30 };
	if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180))
		return -1;
	// What a ring of cells surely holds: its width in km towards the nearer side.
	double cell_km = 111.0 / BLOB_CELLS_PER_DEGREE * fmax(cos((fabs(lat) + 0.3) * M_PI / 180), 0.05);
	for (uint32_t ring = 1;; ring *= 2) {
		double best = INFINITY, sure = ring * cell_km;
		int32_t found = nearest_in(lat, lon, ring, &best);
		if (best <= sure || sure >= LIMIT_KM)
			return best <= LIMIT_KM ? found : -1;
	}
}

double geo_km(double lat1, double lon1, double lat2, double lon2)
{
	const double radius = 6371.0088, rad = M_PI / 180; // IUGG mean radius
	double a = sin((lat2 - lat1) * rad / 2), b = sin((lon2 - lon1) * rad / 2);
	double h = a * a + cos(lat1 * rad) * cos(lat2 * rad) * b * b;
	return 2 * radius * asin(sqrt(h > 1 ? 1 : h)); // NAN when a position is unknown
}
