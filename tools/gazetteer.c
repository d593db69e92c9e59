// SPDX-License-Identifier: AGPL-3.0-or-later
// Turns data/communes-fr.csv into the blob that src/model/gazetteer.c reads in place.
// Use: gazetteer communes-fr.csv out.bin out.S
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "base/vec.h"
#include "model/gazetteer_blob.h"

struct row {
	struct str f[12];
};
static VEC(struct row) rows;
static VEC(struct blob_commune) communes;
static VEC(struct blob_key) keys;
static VEC(struct blob_post) posts;
static VEC(struct blob_cell) cells;
static struct buf pool;
static struct map pooled;
static struct arena kept;

static void fail(const char *what, struct str about)
{
	fprintf(stderr, "gazetteer: %s: %.*s\n", what, STR_ARG(about));
	exit(1);
}

static uint32_t intern(struct str s)
{
	uint64_t *at = map_at(&pooled, s, UINT64_MAX);
	if (*at == UINT64_MAX) {
		*at = pool.n;
		buf_add(&pool, s);
		buf_addc(&pool, '\0');
	}
	return (uint32_t)*at;
}

static uint8_t class_of(struct str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(name, names[i]))
			return (uint8_t)i;
	fail("unknown class", name);
	return 0;
}

static uint8_t area_of(struct str code, const struct area *areas, uint16_t n)
{
	for (uint16_t i = 0; i < n; i++)
		if (str_eqz(code, areas[i].code))
			return (uint8_t)i;
	fail("unknown area", code);
	return 0;
}

static int row_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct row *)a)->f[0], ((const struct row *)b)->f[0]);
}

static void read_rows(struct str text)
{
	struct str rest = text;
	(void)str_cut(rest, '\n', &rest); // the header
	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), field = line;
		if (line.n == 0)
			continue;
		if (str_findc(line, '"') >= 0)
			fail("quotes are not expected", line);
		struct row r = {0};
		size_t n = 0;
		for (struct str left = line; n < 12; n++) {
			field = str_cut(left, ',', &left);
			r.f[n] = field;
			if (left.p == NULL) {
				n++;
				break;
			}
		}
		if (n != 12 || r.f[0].n != 5)
			fail("twelve columns are expected", line);
		vec_push(&rows, r);
	}
	qsort(rows.v, rows.n, sizeof *rows.v, row_cmp);
}

static void add_key(struct str key, uint32_t population, size_t commune, bool second)
{
	vec_push(&keys, (struct blob_key){intern(arena_str(&kept, key)), population, (uint16_t)commune, (uint8_t)key.n, second});
}

static void add_names(struct str name, struct blob_commune *c)
{
	char key[256], glued[256];
	struct str folded = {key, place_key(name, key, sizeof key)}, bare = place_key_bare(folded);
	if (folded.n > 200)
		fail("the name is too long", name);
	c->folded = intern(arena_str(&kept, folded));
	c->folded_n = (uint8_t)folded.n;
	add_key(folded, c->population, communes.n, false);
	if (bare.n < folded.n)
		add_key(bare, c->population, communes.n, true);
	if (str_starts(folded, S("l "))) { // "lhay les roses"
		snprintf(glued, sizeof glued, "l%.*s", STR_ARG(bare));
		add_key(str_of(glued), c->population, communes.n, true);
	}
}

// The arrondissements of Paris, Lyon and Marseille have a name and a centre of their own; the rest is their city's.
static bool arrondissement(struct str name)
{
	return str_find(name, S(" Arrondissement")) > 0;
}

// "paris 11e arrondissement" is also "paris 11e", "paris 11eme" and "paris 11".
static void add_arrondissement_names(struct str name, const struct blob_commune *c)
{
	char key[256], text[300];
	struct str folded = {key, place_key(name, key, sizeof key)}, number;
	struct str city = str_cut(folded, ' ', &number);
	number = str_cut(number, ' ', &(struct str){0});
	struct str digits = number;
	while (digits.n > 0 && (digits.p[digits.n - 1] < '0' || digits.p[digits.n - 1] > '9'))
		digits.n--;
	static const char *const endings[] = {"", "e", "er", "eme", "ieme"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(text, sizeof text, "%.*s %.*s%s", STR_ARG(city), STR_ARG(digits), endings[i]);
		add_key(str_of(text), c->population, communes.n, true);
	}
}

static void add_row(const struct row *r)
{
	struct blob_commune c = {.lat = NAN, .lon = NAN};
	int64_t n;
	double lat, lon;
	memcpy(c.insee, r->f[0].p, 5);
	c.name = intern(r->f[1]);
	c.name_n = (uint8_t)r->f[1].n;
	struct buf codes = {.arena = &kept};
	for (struct str left = r->f[2], code; left.n > 0;) {
		code = str_cut(left, '|', &left);
		if (!str_to_i64(code, &n) || code.n != 5)
			fail("not a postal code", code);
		if (codes.n > 0)
			buf_addc(&codes, ' ');
		buf_add(&codes, code);
		vec_push(&posts, (struct blob_post){(uint32_t)n, (uint16_t)communes.n, 0});
	}
	c.postcodes = intern(buf_str(&codes));
	c.postcodes_n = (uint16_t)codes.n;
	c.population = str_to_i64(r->f[3], &n) ? (uint32_t)n : 0;
	c.department = area_of(r->f[4], departments, department_n);
	c.region = area_of(r->f[5], regions, region_n);
	c.epci = intern(r->f[6]);
	c.epci_n = (uint8_t)r->f[6].n;
	if (str_to_double(r->f[7], &lat) && str_to_double(r->f[8], &lon)) {
		c.lat = (float)lat;
		c.lon = (float)lon;
		if (!arrondissement(r->f[1]))
			vec_push(&cells,
				 (struct blob_cell){blob_cell_of((double)c.lat, (double)c.lon), (uint16_t)communes.n, 0});
	}
	c.density = class_of(r->f[9], density_names, DENSITY_N);
	c.rurality = class_of(r->f[10], rurality_names, RURALITY_N);
	c.qpv_n = str_to_i64(r->f[11], &n) ? (uint8_t)n : 0;
	add_names(r->f[1], &c);
	if (arrondissement(r->f[1]))
		add_arrondissement_names(r->f[1], &c);
	vec_push(&communes, c);
}

static void complete_arrondissements(void)
{
	for (size_t i = 0; i < communes.n; i++) {
		struct blob_commune *c = &communes.v[i];
		if (!arrondissement(str_of(pool.p + c->name)))
			continue;
		const char *city = c->insee[0] == '7' ? "75056" : c->insee[0] == '6' ? "69123" : "13055";
		for (size_t j = 0; j < communes.n; j++) {
			if (memcmp(communes.v[j].insee, city, 5) != 0)
				continue;
			c->density = communes.v[j].density;
			c->rurality = communes.v[j].rurality;
			c->epci = communes.v[j].epci;
			c->epci_n = communes.v[j].epci_n;
		}
	}
}

static int key_cmp(const void *a, const void *b)
{
	const struct blob_key *x = a, *y = b;
	int c = strcmp(pool.p + x->text, pool.p + y->text);
	if (c != 0)
		return c;
	if (x->population != y->population)
		return x->population < y->population ? 1 : -1;
	return (int)x->commune - (int)y->commune;
}

static int post_cmp(const void *a, const void *b)
{
	const struct blob_post *x = a, *y = b;
	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	uint32_t p = communes.v[x->commune].population, q = communes.v[y->commune].population;
	return p != q ? (p < q ? 1 : -1) : (int)x->commune - (int)y->commune;
}

static int cell_cmp(const void *a, const void *b)
{
	const struct blob_cell *x = a, *y = b;
	return x->cell != y->cell ? (x->cell < y->cell ? -1 : 1) : (int)x->commune - (int)y->commune;
}

// The mean of its communes' centres, or what the table says when none has one.
static struct blob_area centre(const struct area *given, size_t at, bool region)
{
	double lat = 0, lon = 0;
	size_t n = 0;
	for (size_t i = 0; i < communes.n; i++) {
		const struct blob_commune *c = &communes.v[i];
		if ((region ? c->region : c->department) != at || isnan(c->lat))
			continue;
		lat += (double)c->lat;
		lon += (double)c->lon;
		n++;
	}
	return n ? (struct blob_area){(float)(lat / (double)n), (float)(lon / (double)n)}
		 : (struct blob_area){given->lat, given->lon};
}

static void write_all(FILE *f, const void *p, size_t bytes)
{
	if (bytes > 0 && fwrite(p, 1, bytes, f) != bytes)
		fail("cannot write", STR_NONE);
}

static void write_blob(const char *path)
{
	VEC(struct blob_area) areas = {0};
	for (size_t i = 0; i < department_n; i++)
		vec_push(&areas, centre(&departments[i], i, false));
	for (size_t i = 0; i < region_n; i++)
		vec_push(&areas, centre(&regions[i], i, true));
	struct blob_head h = {.magic = BLOB_MAGIC, .commune_n = (uint32_t)communes.n, .key_n = (uint32_t)keys.n,
		.post_n = (uint32_t)posts.n, .cell_n = (uint32_t)cells.n, .area_n = (uint32_t)areas.n};
	h.communes = sizeof h;
	h.keys = h.communes + (uint32_t)(communes.n * sizeof *communes.v);
	h.posts = h.keys + (uint32_t)(keys.n * sizeof *keys.v);
	h.cells = h.posts + (uint32_t)(posts.n * sizeof *posts.v);
	h.areas = h.cells + (uint32_t)(cells.n * sizeof *cells.v);
	h.pool = h.areas + (uint32_t)(areas.n * sizeof *areas.v);
	FILE *f = fopen(path, "wbe");
	if (f == NULL)
		fail("cannot open", str_of(path));
	write_all(f, &h, sizeof h);
	write_all(f, communes.v, communes.n * sizeof *communes.v);
	write_all(f, keys.v, keys.n * sizeof *keys.v);
	write_all(f, posts.v, posts.n * sizeof *posts.v);
	write_all(f, cells.v, cells.n * sizeof *cells.v);
	write_all(f, areas.v, areas.n * sizeof *areas.v);
	write_all(f, pool.p, pool.n);
	if (fclose(f) != 0)
		fail("cannot write", str_of(path));
	vec_free(&areas);
}

static void write_assembly(const char *path, const char *blob)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		fail("cannot open", str_of(path));
	char *full = realpath(blob, NULL);
	fprintf(f,
		"\t.section .rodata\n\t.balign 16\n\t.global gazetteer_blob\n\t.hidden gazetteer_blob\n"
		"gazetteer_blob:\n\t.incbin \"%s\"\n\t.section .note.GNU-stack,\"\",%%progbits\n",
		full ? full : blob);
	free(full);
	if (fclose(f) != 0)
		fail("cannot write", str_of(path));
}

int main(int argc, char **argv)
{
	if (argc != 4)
		fail("use", S("gazetteer communes-fr.csv out.bin out.S"));
	struct buf text = {0};
	const struct err *err = file_read(argv[1], 64 << 20, &text);
	if (err != NULL)
		fail(err_text(err), STR_NONE);
	read_rows(buf_str(&text));
	for (size_t i = 0; i < rows.n; i++)
		add_row(&rows.v[i]);
	complete_arrondissements();
	qsort(keys.v, keys.n, sizeof *keys.v, key_cmp);
	qsort(posts.v, posts.n, sizeof *posts.v, post_cmp);
	qsort(cells.v, cells.n, sizeof *cells.v, cell_cmp);
	write_blob(argv[2]);
	write_assembly(argv[3], argv[2]);
	buf_release(&text);
	return 0;
}
