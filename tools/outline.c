// SPDX-License-Identifier: AGPL-3.0-or-later
// outline DEPARTEMENTS.topojson COMMUNES.csv OUT.c OUT.json
// From the departments' shared borders and the list of communes: OUT.c holds the outlines for pictures drawn on the
// server, OUT.json is the map's base in the browser (land, borders, names of departments and towns).
// A border between two departments of different regions is a region's border, so regions need no file of their own.
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

enum { ARCS = 2000, DEPARTMENTS = 128, TOWNS = 420 };

struct arc {
	int *xy; // absolute quantised positions
	int n;
	int user[2]; // departments at its sides, -1
	bool back;   // its first user walks it backwards
};
struct town {
	struct str name;
	double lat, lon;
	long population;
	int level; // 0 shown from afar … 4 only near
};
static struct {
	struct arc arcs[ARCS];
	int arc_n;
	double scale[2], origin[2];
	struct {
		char code[4];
		struct str name, region;
		json_t *rings; // MultiPolygon's arcs
		double lat, lon;  // weighted by people: where its name stands
		double people;
	} departments[DEPARTMENTS];
	int department_n;
	struct town towns[TOWNS];
	int town_n;
} geo;

static void die(const char *what)
{
	fprintf(stderr, "outline: %s\n", what);
	exit(1);
}

static void read_arcs(json_t *root)
{
	json_t *transform = json_object_get(root, "transform"), *arcs = json_object_get(root, "arcs");
	for (size_t i = 0; i < 2; i++) {
		geo.scale[i] = json_number_value(json_array_get(json_object_get(transform, "scale"), i));
		geo.origin[i] = json_number_value(json_array_get(json_object_get(transform, "translate"), i));
	}
	size_t i;
	json_t *points;
	json_array_foreach(arcs, i, points) {
		if (i >= ARCS)
			die("too many borders");
		struct arc *a = &geo.arcs[geo.arc_n++];
		*a = (struct arc){.n = (int)json_array_size(points), .user = {-1, -1}};
		a->xy = calloc((size_t)a->n * 2, sizeof(int));
		int x = 0, y = 0;
		for (int k = 0; k < a->n; k++) { // each point is a step from the one before
			json_t *p = json_array_get(points, (size_t)k);
			a->xy[2 * k] = x += (int)json_integer_value(json_array_get(p, 0));
			a->xy[2 * k + 1] = y += (int)json_integer_value(json_array_get(p, 1));
		}
	}
}

static void read_department(json_t *g)
{
	if (geo.department_n == DEPARTMENTS)
		die("too many departments");
	int at = geo.department_n++;
	json_t *p = json_object_get(g, "properties"), *arcs = json_object_get(g, "arcs");
	snprintf(geo.departments[at].code, sizeof geo.departments[at].code, "%s",
		 json_string_value(json_object_get(p, "insee_dep")));
	geo.departments[at].name = str_of(json_string_value(json_object_get(p, "lib_dep")));
	if (strcmp(json_string_value(json_object_get(g, "type")), "Polygon") == 0) {
		json_t *many = json_array();
		json_array_append(many, arcs);
		arcs = many;
	}
	geo.departments[at].rings = arcs;
	size_t i, j, k;
	json_t *polygon, *ring, *number;
	json_array_foreach(arcs, i, polygon) json_array_foreach(polygon, j, ring) json_array_foreach(ring, k, number) {
		int n = (int)json_integer_value(number);
		struct arc *a = &geo.arcs[n < 0 ? ~n : n];
		if (a->user[0] < 0) {
			a->user[0] = at;
			a->back = n < 0;
		} else {
			a->user[1] = at;
		}
	}
}

static double km(double lat1, double lon1, double lat2, double lon2) // near enough for spacing names
{
	double r = M_PI / 180, x = (lon2 - lon1) * r * cos((lat1 + lat2) / 2 * r), y = (lat2 - lat1) * r;
	return 6371 * sqrt(x * x + y * y);
}

static int by_population(const void *a, const void *b)
{
	long x = ((const struct town *)a)->population, y = ((const struct town *)b)->population;
	return (x < y) - (x > y);
}

// The most populous first, each at a distance from those shown at its level: names never crowd.
static void choose_towns(struct town *all, size_t n)
{
	static const double apart[] = {160, 80, 45, 28, 18};
	static const long least[] = {60000, 15000, 5000, 3000, 2000};
	qsort(all, n, sizeof *all, by_population);
	for (int level = 0; level < 5; level++) {
		for (size_t i = 0; i < n && all[i].population >= least[level] && geo.town_n < TOWNS; i++) {
			bool room = true;
			for (int t = 0; t < geo.town_n && room; t++)
				room = km(all[i].lat, all[i].lon, geo.towns[t].lat, geo.towns[t].lon) >= apart[level];
			if (room) {
				geo.towns[geo.town_n] = all[i];
				geo.towns[geo.town_n++].level = level;
			}
		}
	}
}

static void read_communes(struct str text)
{
	size_t n = 0, cap = 40000;
	struct town *all = calloc(cap, sizeof *all);
	struct str rest = text;
	str_cut(rest, '\n', &rest); // the names of the columns
	while (rest.n > 0 && n < cap) {
		struct str line = str_cut(rest, '\n', &rest), col[9];
		for (int c = 0; c < 9; c++)
			col[c] = str_cut(line, ',', &line);
		struct town *t = &all[n];
		int64_t population = 0;
		if (!str_to_double(col[7], &t->lat) || !str_to_double(col[8], &t->lon))
			continue;
		str_to_i64(col[3], &population);
		t->population = (long)population;
		t->name = col[1];
		n++;
		for (int d = 0; d < geo.department_n; d++) {
			if (!str_eqz(col[4], geo.departments[d].code))
				continue;
			double weight = (double)population + 1;
			geo.departments[d].region = col[5];
			geo.departments[d].lat += t->lat * weight;
			geo.departments[d].lon += t->lon * weight;
			geo.departments[d].people += weight;
		}
	}
	for (int d = 0; d < geo.department_n; d++) {
		if (geo.departments[d].people <= 0)
			die("a department without communes");
		geo.departments[d].lat /= geo.departments[d].people;
		geo.departments[d].lon /= geo.departments[d].people;
	}
	choose_towns(all, n);
	free(all);
}

enum side { OUTER, REGION, DEPARTMENT };
static enum side arc_side(const struct arc *a)
{
	if (a->user[1] < 0)
		return OUTER;
	return str_eq(geo.departments[a->user[0]].region, geo.departments[a->user[1]].region) ? DEPARTMENT : REGION;
}

// The country's own rings: outer borders laid end to end. Writes arc numbers, backwards ones as ~n.
static void write_land(FILE *f, const char *open, const char *shut, const char *between)
{
	static bool done[ARCS];
	memset(done, 0, sizeof done);
	bool first_ring = true;
	for (int start = 0; start < geo.arc_n; start++) {
		if (done[start] || arc_side(&geo.arcs[start]) != OUTER)
			continue;
		fputs(first_ring ? "" : between, f);
		fputs(open, f);
		first_ring = false;
		for (int at = start; at >= 0 && !done[at];) {
			const struct arc *a = &geo.arcs[at];
			fprintf(f, "%s%d", at == start ? "" : ",", a->back ? ~at : at);
			done[at] = true;
			const int *end = a->back ? a->xy : a->xy + 2 * (a->n - 1);
			at = -1;
			for (int k = 0; k < geo.arc_n && at < 0; k++) {
				const struct arc *b = &geo.arcs[k];
				if (done[k] || arc_side(b) != OUTER)
					continue;
				const int *begin = b->back ? b->xy + 2 * (b->n - 1) : b->xy;
				if (begin[0] == end[0] && begin[1] == end[1])
					at = k;
			}
		}
		fputs(shut, f);
	}
}

static void write_c(FILE *f)
{
	fputs("// Made by tools/outline.c from data/geo/departements.topojson (IGN/ANCT, Licence Ouverte 2.0).\n"
	      "#include \"web/outline_data.h\"\n\n", f);
	fprintf(f, "const double outline_scale[2] = {%.17g, %.17g}, outline_origin[2] = {%.17g, %.17g};\n", geo.scale[0],
		geo.scale[1], geo.origin[0], geo.origin[1]);
	fputs("const uint16_t outline_points[][2] = {", f);
	int total = 0;
	for (int i = 0; i < geo.arc_n; i++)
		for (int k = 0; k < geo.arcs[i].n; k++)
			fprintf(f, "%s{%d,%d},", total++ % 12 ? "" : "\n\t", geo.arcs[i].xy[2 * k], geo.arcs[i].xy[2 * k + 1]);
	fputs("\n};\nconst struct outline_arc outline_arcs[] = {\n", f);
	for (int i = 0, from = 0; i < geo.arc_n; from += geo.arcs[i++].n)
		fprintf(f, "\t{%d, %d, %d},\n", from, geo.arcs[i].n, (int)arc_side(&geo.arcs[i]));
	fprintf(f, "};\nconst size_t outline_arc_n = %d;\n", geo.arc_n);
	// Rings: arc numbers, each ring ended by OUTLINE_END.
	fputs("const int16_t outline_land[] = {", f);
	write_land(f, "\n\t", ", OUTLINE_END", ",");
	fputs(", OUTLINE_STOP\n};\n", f);
	size_t i, j, k;
	json_t *polygon, *ring, *number;
	for (int d = 0; d < geo.department_n; d++) {
		fprintf(f, "static const int16_t d%d[] = {", d);
		json_array_foreach(geo.departments[d].rings, i, polygon) json_array_foreach(polygon, j, ring) {
			json_array_foreach(ring, k, number)
				fprintf(f, "%d, ", (int)json_integer_value(number));
			fputs("OUTLINE_END, ", f);
		}
		fputs("OUTLINE_STOP};\n", f);
	}
	fputs("const struct outline_department outline_departments[] = {\n", f);
	for (int d = 0; d < geo.department_n; d++)
		fprintf(f, "\t{\"%s\", d%d},\n", geo.departments[d].code, d);
	fprintf(f, "};\nconst size_t outline_department_n = %d;\nconst struct outline_town outline_towns[] = {\n", geo.department_n);
	for (int t = 0; t < geo.town_n; t++)
		fprintf(f, "\t{\"%.*s\", %.3ff, %.3ff, %d},\n", STR_ARG(geo.towns[t].name), geo.towns[t].lat, geo.towns[t].lon,
			geo.towns[t].level);
	fprintf(f, "};\nconst size_t outline_town_n = %d;\n", geo.town_n);
}

static void write_sides(FILE *f, const char *key, enum side side)
{
	bool first = true;
	fprintf(f, ",\"%s\":[", key);
	for (int i = 0; i < geo.arc_n; i++) {
		if (arc_side(&geo.arcs[i]) == side) {
			fprintf(f, "%s%d", first ? "" : ",", i);
			first = false;
		}
	}
	fputs("]", f);
}

static void write_json(FILE *f)
{
	fprintf(f, "{\"licence\":\"IGN, ANCT, INSEE, Licence Ouverte 2.0\",\"echelle\":[%.12g,%.12g,%.12g,%.12g],\"arcs\":[",
		geo.scale[0], geo.scale[1], geo.origin[0], geo.origin[1]);
	for (int i = 0; i < geo.arc_n; i++) {
		const struct arc *a = &geo.arcs[i];
		fputs(i ? ",[" : "[", f);
		for (int k = 0; k < a->n; k++)
			fprintf(f, "%s%d,%d", k ? "," : "", a->xy[2 * k] - (k ? a->xy[2 * k - 2] : 0),
				a->xy[2 * k + 1] - (k ? a->xy[2 * k - 1] : 0));
		fputs("]", f);
	}
	fputs("],\"terre\":[", f);
	write_land(f, "[", "]", ",");
	fputs("]", f);
	write_sides(f, "regions", REGION);
	write_sides(f, "departements", DEPARTMENT);
	fputs(",\"noms\":[", f);
	for (int d = 0; d < geo.department_n; d++)
		fprintf(f, "%s[\"%.*s\",%.2f,%.2f]", d ? "," : "", STR_ARG(geo.departments[d].name), geo.departments[d].lat,
			geo.departments[d].lon);
	fputs("],\"villes\":[", f);
	for (int t = 0; t < geo.town_n; t++)
		fprintf(f, "%s[\"%.*s\",%.2f,%.2f,%d]", t ? "," : "", STR_ARG(geo.towns[t].name), geo.towns[t].lat,
			geo.towns[t].lon, geo.towns[t].level);
	fputs("]}\n", f);
}

static void write_file(const char *path, void (*write)(FILE *))
{
	FILE *f = fopen(path, "w");
	if (f == NULL)
		die("cannot write the result");
	write(f);
	if (fclose(f) != 0)
		die("cannot write the result");
}

int main(int argc, char **argv)
{
	if (argc != 5)
		die("usage: outline DEPARTEMENTS.topojson COMMUNES.csv OUT.c OUT.json");
	json_error_t problem;
	json_t *root = json_load_file(argv[1], 0, &problem);
	if (root == NULL)
		die(problem.text);
	struct buf communes = {0};
	const struct err *err = file_read(argv[2], 64 << 20, &communes);
	if (err != NULL)
		die(err_text(err));
	read_arcs(root);
	size_t i;
	json_t *g;
	const char *name;
	json_t *object;
	json_object_foreach(json_object_get(root, "objects"), name, object)
		json_array_foreach(json_object_get(object, "geometries"), i, g)
			read_department(g);
	read_communes(buf_str(&communes));
	write_file(argv[3], write_c);
	write_file(argv[4], write_json);
	return 0; // the process's end frees the rest
}
