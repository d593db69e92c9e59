// SPDX-License-Identifier: AGPL-3.0-or-later
// Objects as rows: nested members become columns named by their path, lists one cell.
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "exchange/codec.h"
#include "exchange/column.h"
#include "exchange/table.h"

enum { DEPTH = 5, COLUMNS_MAX = 2000 };

struct cell {
	uint32_t column;
	struct str text;
};
struct building {
	struct arena *arena;
	struct table *t;
	struct map columns;
	VEC(struct str) names;
	VEC(struct cell) cells; // of the row being read
	VEC(struct csv_row) rows;
	VEC(uint32_t) widths;
	VEC(struct refusal) refusals;
	enum projection projection; // that the GeoJSON says
};

static void put(struct building *b, struct str name, struct str text)
{
	uint64_t at;
	if (!map_get(&b->columns, name, &at)) {
		if (b->names.n == COLUMNS_MAX)
			return;
		at = b->names.n;
		name = arena_str(b->arena, name);
		map_set(&b->columns, name, at);
		vec_push(&b->names, name);
	}
	for (size_t i = 0; i < b->cells.n; i++) {
		if (b->cells.v[i].column == at) { // what stands first stays
			if (b->cells.v[i].text.n == 0)
				b->cells.v[i].text = text;
			return;
		}
	}
	vec_push(&b->cells, (struct cell){(uint32_t)at, text});
}

static bool scalar(const json_t *v)
{
	return !json_is_array(v) && !json_is_object(v);
}

// [-1.6, 48.1] keeps its form, so that it is seen to be a list of coordinates.
static bool coordinates(const json_t *list)
{
	return json_array_size(list) == 2 && json_is_number(json_array_get(list, 0)) && json_is_number(json_array_get(list, 1));
}

static struct str list_text(struct building *b, const json_t *list)
{
	static const char *const names[] = {"nom", "name", "label", "libelle", "title", "titre"};
	struct buf out = BUF_IN(b->arena);
	if (coordinates(list))
		return arena_printf(b->arena, "[%.7f, %.7f]", json_number_value(json_array_get(list, 0)),
				    json_number_value(json_array_get(list, 1)));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		struct str text = scalar(item) ? json_as_text(item, b->arena) : STR_NONE;
		for (size_t k = 0; k < sizeof names / sizeof names[0] && text.n == 0; k++)
			text = json_as_text(json_object_get(item, names[k]), b->arena);
		if (text.n > 0 && out.n > 0)
			buf_addz(&out, "; ");
		buf_add(&out, text);
	}
	return buf_str(&out);
}

// --- geometry ---

// A point stands where it is; a line or an area at the middle of its corners.
static bool middle(const json_t *geometry, double *lat, double *lon)
{
	const json_t *at = json_object_get(geometry, "coordinates");
	for (int depth = 0; depth < 4 && json_is_array(json_array_get(at, 0)); depth++) {
		const json_t *inner = json_array_get(at, 0);
		if (!json_is_array(json_array_get(inner, 0)))
			break;
		at = inner;
	}
	double sum_lat = 0, sum_lon = 0;
	size_t n = json_is_array(json_array_get(at, 0)) ? json_array_size(at) : 1;
	for (size_t i = 0; i < n; i++) {
		const json_t *pair = json_is_array(json_array_get(at, 0)) ? json_array_get(at, i) : at;
		if (!json_is_number(json_array_get(pair, 0)) || !json_is_number(json_array_get(pair, 1)))
			return false;
		sum_lon += json_number_value(json_array_get(pair, 0));
		sum_lat += json_number_value(json_array_get(pair, 1));
	}
	*lat = sum_lat / (double)n;
	*lon = sum_lon / (double)n;
	return isfinite(*lat) && isfinite(*lon);
}

// "" when there is none; false when it is no position.
static bool geometry_text(struct building *b, const json_t *geometry, struct str *out)
{
	double lat, lon;
	*out = STR_NONE;
	if (!json_is_object(geometry) || json_array_size(json_object_get(geometry, "coordinates")) == 0)
		return !json_is_object(geometry) || json_object_get(geometry, "coordinates") == NULL ||
		       json_is_array(json_object_get(geometry, "coordinates"));
	if (!middle(geometry, &lat, &lon))
		return false;
	double x = lon, y = lat;
	if (fabs(x) > 1000 && b->projection == PROJECTION_LAMBERT93)
		position_from_lambert93(x, y, &lat, &lon);
	else if (fabs(x) > 1000 && b->projection == PROJECTION_MERCATOR)
		position_from_mercator(x, y, &lat, &lon);
	*out = arena_printf(b->arena, "POINT(%.7f %.7f)", lon, lat);
	return true;
}

static void flatten(struct building *b, struct str path, const json_t *o, int depth)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)o, name, v) {
		struct str own = str_of(name), whole = own, point;
		if (path.n > 0)
			whole = arena_printf(b->arena, "%.*s.%s", STR_ARG(path), name);
		if (json_is_object(v) && json_object_get(v, "coordinates") != NULL && geometry_text(b, v, &point))
			put(b, whole, point);
		else if (json_is_object(v) && depth < DEPTH)
			flatten(b, whole, v, depth + 1);
		else if (json_is_array(v))
			put(b, whole, list_text(b, v));
		else
			put(b, whole, arena_str(b->arena, json_as_text(v, b->arena)));
	}
}

static void end_row(struct building *b, uint32_t line)
{
	struct csv_row row = {line, arena_array(b->arena, b->names.n, sizeof *row.cells)};
	for (size_t i = 0; i < b->cells.n; i++)
		row.cells[b->cells.v[i].column] = b->cells.v[i].text;
	vec_push(&b->rows, row);
	vec_push(&b->widths, (uint32_t)b->names.n);
	b->cells.n = 0;
}

static void finish(struct building *b)
{
	struct table *t = b->t;
	t->column_n = b->names.n;
	t->columns = arena_copy(b->arena, b->names.v, b->names.n, sizeof *b->names.v);
	for (size_t i = 0; i < b->rows.n; i++) {
		if (b->widths.v[i] == t->column_n)
			continue;
		struct str *cells = arena_array(b->arena, t->column_n, sizeof *cells);
		memcpy(cells, b->rows.v[i].cells, b->widths.v[i] * sizeof *cells);
		b->rows.v[i].cells = cells;
	}
	t->row_n = b->rows.n;
	t->rows = arena_copy(b->arena, b->rows.v, b->rows.n, sizeof *b->rows.v);
	t->refusal_n = b->refusals.n;
	t->refusals = arena_copy(b->arena, b->refusals.v, b->refusals.n, sizeof *b->refusals.v);
	t->read_n = t->row_n + t->refusal_n;
	map_release(&b->columns);
	vec_free(&b->names);
	vec_free(&b->cells);
	vec_free(&b->rows);
	vec_free(&b->widths);
	vec_free(&b->refusals);
}

static void refuse(struct building *b, uint32_t line, const char *column, struct str reason)
{
	vec_push(&b->refusals, (struct refusal){line, str_of(column), reason});
}

static void read_objects(struct building *b, const json_t *list, const uint32_t *lines)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		if (!json_is_object(o)) {
			refuse(b, lines[i], "", arena_printf(b->arena, "l’élément %zu de la liste n’est pas un objet", i + 1));
			continue;
		}
		flatten(b, STR_NONE, o, 0);
		end_row(b, lines[i]);
	}
}

// --- GeoJSON ---

static bool has_property(const json_t *features, const char *key)
{
	const json_t *first = json_array_get(features, 0);
	return json_object_get(json_object_get(first, "properties"), key) != NULL;
}

bool table_is_labels(const json_t *features)
{
	return has_property(features, "id_territoire") && has_property(features, "lib_territoire");
}

bool table_is_bretagne(const json_t *features)
{
	return has_property(features, "structure") && has_property(features, "organisation") && has_property(features, "ville") &&
	       has_property(features, "adresse");
}

static enum projection projection_of(const json_t *root, struct arena *a)
{
	const json_t *crs = json_object_get(json_object_get(root, "crs"), "properties");
	struct str name = json_member_text(crs, "name", a);
	if (str_find(name, S("2154")) >= 0)
		return PROJECTION_LAMBERT93;
	return str_find(name, S("3857")) >= 0 ? PROJECTION_MERCATOR : PROJECTION_NONE;
}

static const struct err *read_features(struct building *b, struct str text, const json_t *root)
{
	const json_t *features = json_object_get(root, "features");
	if (!json_is_array(features))
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : ce GeoJSON n’a pas de liste « features »");
	size_t n = json_array_size(features);
	const uint32_t *lines = json_lines(text, "features", NULL, b->arena, n);
	b->t->form = "GeoJSON";
	b->projection = projection_of(root, b->arena);
	for (size_t i = 0; i < n; i++) {
		const json_t *f = json_array_get(features, i), *properties = json_object_get(f, "properties");
		struct str point;
		if (!json_is_object(f) || !json_is_object(properties)) {
			refuse(b, lines[i], "properties",
			       arena_printf(b->arena, "l’élément %zu de « features » n’a pas de « properties »", i + 1));
			continue;
		}
		if (!geometry_text(b, json_object_get(f, "geometry"), &point)) {
			refuse(b, lines[i], "geometry",
			       arena_printf(b->arena, "les coordonnées de l’élément %zu ne sont pas des nombres", i + 1));
			continue;
		}
		flatten(b, STR_NONE, properties, 0);
		put(b, S("geometry"), point);
		if (json_object_get(f, "id") != NULL && scalar(json_object_get(f, "id")))
			put(b, S("id"), json_member_text(f, "id", b->arena));
		end_row(b, lines[i]);
	}
	return NULL;
}

// --- lists within documents ---

static bool objects(const json_t *v)
{
	return json_is_array(v) && json_is_object(json_array_get(v, 0));
}

// Where the longest list of objects stands: under one key, or under two.
static const json_t *longest(const json_t *root, const char **key, const char **inner)
{
	const json_t *found = NULL;
	const char *name, *name2;
	json_t *v, *w;
	json_object_foreach((json_t *)(uintptr_t)root, name, v) {
		if (objects(v) && (found == NULL || json_array_size(v) > json_array_size(found))) {
			found = v;
			*key = name;
			*inner = NULL;
		}
		if (!json_is_object(v))
			continue;
		json_object_foreach(v, name2, w) {
			if (objects(w) && (found == NULL || json_array_size(w) > json_array_size(found))) {
				found = w;
				*key = name;
				*inner = name2;
			}
		}
	}
	return found;
}

// {"a1": {…}, "a2": {…}}: places by their keys.
static bool keyed(const json_t *root)
{
	const char *name;
	json_t *v;
	const json_t *first = NULL;
	size_t n = 0;
	json_object_foreach((json_t *)(uintptr_t)root, name, v) {
		const char *member;
		json_t *other;
		bool alike = first == NULL;
		first = first != NULL ? first : v;
		json_object_foreach(v, member, other)
			alike = alike || json_object_get(first, member) != NULL;
		if (!json_is_object(v) || !alike)
			return false;
		n++;
	}
	return n > 1;
}

static void read_keyed(struct building *b, const json_t *root)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)root, name, v) {
		flatten(b, STR_NONE, v, 0);
		end_row(b, 1);
	}
}

// --- Open Know-Where: facilities point at a resource, which points at an address and a contact ---

static const json_t *with_id(const json_t *list, const char *key, const json_t *id)
{
	for (size_t i = 0; id != NULL && i < json_array_size(list); i++)
		if (json_equal(json_object_get(json_array_get(list, i), key), id))
			return json_array_get(list, i);
	return NULL;
}

static void read_facilities(struct building *b, struct str text, const json_t *root)
{
	const json_t *list = json_object_get(root, "ManufacturingFacility");
	const uint32_t *lines = json_lines(text, "ManufacturingFacility", NULL, b->arena, json_array_size(list));
	b->t->form = "Open Know-Where";
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *f = json_array_get(list, i);
		const json_t *r = with_id(json_object_get(root, "DistributedResource"), "resource_id", json_object_get(f, "resource_id"));
		const json_t *address = with_id(json_object_get(root, "Address"), "address_id", json_object_get(r, "address_id"));
		const json_t *contact = with_id(json_object_get(root, "Contact"), "contact_id", json_object_get(r, "contact_id"));
		if (!json_is_object(f)) {
			refuse(b, lines[i], "", arena_printf(b->arena, "l’élément %zu de la liste n’est pas un objet", i + 1));
			continue;
		}
		flatten(b, STR_NONE, f, 0);
		if (address != NULL)
			flatten(b, S("Address"), address, 1);
		if (contact != NULL)
			flatten(b, S("Contact"), contact, 1);
		end_row(b, lines[i]);
	}
}

const struct err *table_from_json(struct str text, const json_t *root, struct arena *a, struct table *out)
{
	const struct err *err = NULL;
	const char *key = NULL, *inner = NULL;
	*out = (struct table){.form = "JSON"};
	struct building b = {.arena = a, .t = out};
	struct str type = json_as_text(json_object_get(root, "type"), a);
	const json_t *list = json_is_array(root) ? root : longest(root, &key, &inner);
	if (str_eqz(type, "FeatureCollection"))
		err = read_features(&b, text, root);
	else if (objects(json_object_get(root, "ManufacturingFacility")))
		read_facilities(&b, text, root);
	else if (keyed(root) && inner != NULL)
		read_keyed(&b, root);
	else if (list != NULL)
		read_objects(&b, list, json_lines(text, key, inner, a, json_array_size(list)));
	else if (keyed(root))
		read_keyed(&b, root);
	else
		err = err_new(ERR_INPUT, "ligne 1, colonne 1 : ce JSON n’est ni une liste de lieux, ni un GeoJSON, "
					 "ni un fichier de Maille");
	finish(&b);
	return err;
}

// {…}\n{…}\n as a list on the same lines; false when it is not so.
static bool lines_as_list(struct str text, struct arena *a, struct str *out)
{
	struct buf b = BUF_IN(a);
	size_t n = 0;
	while (text.n > 0) {
		struct str line = str_trim(str_cut(text, '\n', &text));
		if (line.n > 0) {
			if (!str_starts(line, S("{")) || !str_ends(line, S("}")))
				return false;
			buf_addz(&b, n++ == 0 ? "[" : ",");
		}
		buf_add(&b, line);
		buf_addc(&b, '\n');
	}
	buf_addc(&b, ']');
	*out = buf_str(&b);
	return n > 1;
}

// NaN and Infinity, which some programs write for nothing, as null; false when there is none outside strings.
static bool without_nan(struct str text, struct arena *a, struct str *out)
{
	struct buf b = BUF_IN(a);
	bool quoted = false, found = false;
	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_from(text, i);
		size_t n = quoted ? 0 : str_starts(rest, S("NaN")) ? 3 : str_starts(rest, S("-Infinity")) ? 9 : str_starts(rest, S("Infinity")) ? 8 : 0;
		if (n > 0) {
			buf_addz(&b, "null");
			found = true;
			i += n - 1;
			continue;
		}
		if (quoted && text.p[i] == '\\' && i + 1 < text.n)
			buf_addc(&b, text.p[i++]);
		else if (text.p[i] == '"')
			quoted = !quoted;
		buf_addc(&b, text.p[i]);
	}
	*out = buf_str(&b);
	return found;
}

const struct err *table_parse_json(struct str *text, struct arena *a, json_t **root)
{
	struct str list, plain;
	size_t bad;
	if (!utf8_valid(*text) && memchr(text->p, 0, text->n) == NULL)
		text_from_1252(*text, a, text, &bad);
	const struct err *err = json_read(*text, root);
	if (err != NULL && without_nan(*text, a, &plain)) {
		err_free(err);
		*text = plain;
		err = json_read(*text, root);
	}
	if (err == NULL || !lines_as_list(*text, a, &list))
		return err;
	json_t *found = NULL;
	const struct err *again = json_read(list, &found);
	if (again != NULL) {
		err_free(err);
		return again;
	}
	err_free(err);
	*text = list;
	*root = found;
	return NULL;
}
