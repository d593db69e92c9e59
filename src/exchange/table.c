// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of any origin: rows of a CSV, objects of a JSON list or features of a GeoJSON, whose columns bear names that
// are known. A column that nothing is known about is passed over.
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/codec.h"
#include "exchange/csv.h"

// What a column may be called besides the field table's own key; folded.
static const struct {
	const char *alias, *key;
} aliases[] = {
	{"id", "identifiant"}, {"id_structure", "identifiant"}, {"uid", "identifiant"}, {"name", "nom"}, {"title", "nom"},
	{"titre", "nom"}, {"nom_lieu", "nom"}, {"nom du lieu", "nom"}, {"libelle", "nom"}, {"address", "adresse"},
	{"adresse_brut", "adresse_brut"}, {"adresse_numero", "numero"}, {"adresse_rue", "rue"}, {"cp", "code_postal"},
	{"codepostal", "code_postal"}, {"code postal", "code_postal"}, {"adresse_code_postal", "code_postal"},
	{"postcode", "code_postal"}, {"ville", "commune"}, {"city", "commune"}, {"adresse_commune", "commune"},
	{"insee", "code_insee"}, {"adresse_code_insee", "code_insee"}, {"citycode", "code_insee"}, {"lat", "latitude"},
	{"y", "latitude"}, {"lon", "longitude"}, {"lng", "longitude"}, {"long", "longitude"}, {"x", "longitude"},
	{"web", "site_web"}, {"url", "site_web"}, {"website", "site_web"}, {"site", "site_web"}, {"contact_web", "site_web"},
	{"resume", "presentation_resume"}, {"summary", "presentation_resume"}, {"description", "presentation_detail"},
	{"presentation", "presentation_detail"}, {"type", "typologie"}, {"types", "typologie"}, {"type_lieu", "typologie"},
	{"date", "date_maj"}, {"maj", "date_maj"}, {"structure_parente", "porteuse"}, {"structure_porteuse", "porteuse"},
};

enum { IDENTIFIER, NAME, OTHERS, ADDRESS, RAW_ADDRESS, NUMBER, STREET, POSTCODE, COMMUNE, INSEE, LAT, LON, WEB, SUMMARY,
       DETAIL, TYPES, DATE, HOLDER, QPV, DIGITAL, SINCE, DOCUMENT, KEYS };
static const char *const keys[KEYS] = {
	"identifiant", "nom", "autres_noms", "adresse", "adresse_brut", "numero", "rue", "code_postal", "commune", "code_insee",
	"latitude", "longitude", "site_web", "presentation_resume", "presentation_detail", "typologie", "date_maj", "porteuse",
	"qpv", "fabrique_numerique", "porteuse_depuis", "dossier",
};

// Which of our keys a column is, or -1.
static int column_key(struct str name)
{
	struct buf b = {0};
	utf8_fold(&b, name);
	struct str folded = str_trim(buf_str(&b));
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
		if (str_eqz(folded, aliases[i].alias)) {
			folded = str_of(aliases[i].key);
			break;
		}
	}
	int found = -1;
	for (int k = 0; k < KEYS && found < 0; k++)
		if (str_eqz(folded, keys[k]))
			found = k;
	buf_release(&b);
	return found;
}

// A file without identifiers: what the place is called and where it stands names it, as long as they stay.
static struct str made_identifier(struct codec *c, const struct place *p)
{
	struct buf b = {0};
	utf8_fold(&b, p->name);
	buf_addc(&b, '|');
	utf8_fold(&b, p->commune);
	buf_addc(&b, '|');
	utf8_fold(&b, p->address);
	uint64_t hash = str_hash(buf_str(&b));
	buf_release(&b);
	return arena_printf(c->arena, "~%016llx", (unsigned long long)hash);
}

// A value that says nothing to us is left aside, and that is told.
static void told_aside(struct codec *c, uint32_t line, int key, struct str value, const char *what)
{
	value = str_trim(value);
	if (value.n > 0 && !str_eqz(value, "-") && !str_eqz(value, "0") && !str_ieq(value, S("null")))
		codec_warn(c, line, str_of(keys[key]), "« %.*s » n’est pas %s : laissé de côté", STR_ARG(utf8_clip(value, 40)), what);
}

static void tell_aside(struct codec *c, uint32_t line, const struct str *v, const struct place *p)
{
	if (p->postcode.n == 0)
		told_aside(c, line, POSTCODE, v[POSTCODE], "un code postal");
	if (p->insee.n == 0)
		told_aside(c, line, INSEE, v[INSEE], "un code INSEE");
	if (p->website.n == 0)
		told_aside(c, line, WEB, v[WEB], "une adresse web");
	if (p->confirmed.year == 0 && !str_starts(str_trim(v[DATE]), S("1970-01-01")))
		told_aside(c, line, DATE, v[DATE], "une date qui existe");
}

static void add_row(struct codec *c, uint32_t line, const struct str *v)
{
	struct arena *a = c->arena;
	struct record r = {.identifier = arena_str(a, str_trim(v[IDENTIFIER])), .line = line, .raw_name = v[NAME],
			   .place = place_none()};
	struct clean_name name = clean_name(v[NAME], a);
	struct place *p = &r.place;
	p->name = name.name;
	p->other_names = v[OTHERS].n > 0 ? clean_line(v[OTHERS], a) : name.others;
	p->address = clean_line(v[ADDRESS].n > 0 ? v[ADDRESS] : v[STREET], a);
	if (v[ADDRESS].n == 0 && v[NUMBER].n > 0 && p->address.n > 0)
		p->address = arena_printf(a, "%.*s %.*s", STR_ARG(str_trim(v[NUMBER])), STR_ARG(p->address));
	if (p->address.n == 0)
		p->address = clean_line(v[RAW_ADDRESS], a);
	p->postcode = clean_postcode(v[POSTCODE], a);
	p->commune = clean_case(clean_line(v[COMMUNE], a), a);
	p->insee = clean_insee(v[INSEE], a);
	p->website = clean_url(v[WEB], a);
	p->summary = utf8_clip(clean_line(v[SUMMARY], a), 280);
	p->description = v[DETAIL].n > 0 ? arena_str(a, str_trim(clean_entities(v[DETAIL], a))) : name.notes;
	p->types = types_from_text(v[TYPES]);
	clean_date(v[DATE], &p->confirmed);
	tell_aside(c, line, v, p);
	for (int k = QPV; k <= DOCUMENT; k++) { // the table of fields reads these, or says what is wrong
		struct str problem;
		if (v[k].n > 0 && !field_read(field_find(str_of(keys[k])), v[k], a, p, &problem))
			codec_refuse(c, line, str_of(keys[k]), "%.*s", STR_ARG(problem));
	}
	struct str holder = clean_case(clean_line(v[HOLDER], a), a);
	if (holder.n > 0)
		codec_tie(c, (struct record_tie){.kind = TIE_HOLDER, .name = holder, .org_kind = NONE});
	if (r.identifier.n == 0)
		r.identifier = made_identifier(c, p);
	if (codec_position(c, line, v[LAT], v[LON], p))
		codec_add(c, r);
	c->ties.n = 0;
}

// A file without identifiers may repeat a row: it is read once. One that gives an identifier twice to places that
// differ means two places: the second's gets a mark.
static void settle_repeats(struct codec *c, struct map *seen, uint32_t line)
{
	struct record *last = c->records.n > 0 ? &c->records.v[c->records.n - 1] : NULL;
	uint64_t at;
	if (last == NULL || last->line != line)
		return;
	for (unsigned again = 2; map_get(seen, last->identifier, &at); again++) {
		const struct record *first = &c->records.v[at];
		if (str_eq(first->place.name, last->place.name) && str_eq(first->place.address, last->place.address)) {
			c->records.n--;
			c->out->repeated_n++;
			return;
		}
		last->identifier = arena_printf(c->arena, "%.*s#%u", STR_ARG(c->records.v[at].identifier), again);
	}
	map_set(seen, last->identifier, c->records.n - 1);
}

const struct err *read_table(struct codec *c, const struct csv *t)
{
	int at[KEYS];
	memset(at, -1, sizeof at);
	for (size_t i = 0; i < t->column_n; i++) {
		int k = column_key(t->columns[i]);
		if (k >= 0 && at[k] < 0)
			at[k] = (int)i;
	}
	if (at[NAME] < 0)
		return err_new(ERR_INPUT, "ligne 1, colonne 1 : aucune colonne « nom » parmi : %.*s",
			       t->column_n > 0 ? (int)utf8_clip(t->columns[0], 60).n : 0, t->columns[0].p);
	struct map seen = {0};
	for (size_t i = 0; i < t->row_n; i++) {
		struct str v[KEYS];
		for (int k = 0; k < KEYS; k++)
			v[k] = at[k] >= 0 ? clean_excel(t->rows[i].cells[at[k]]) : STR_NONE;
		add_row(c, t->rows[i].line, v);
		settle_repeats(c, &seen, t->rows[i].line);
	}
	map_release(&seen);
	return NULL;
}

static void object_values(struct codec *c, const json_t *o, struct str *v)
{
	const char *name;
	json_t *value;
	memset(v, 0, KEYS * sizeof *v);
	json_object_foreach((json_t *)(uintptr_t)o, name, value) {
		int k = column_key(str_of(name));
		if (k >= 0 && v[k].n == 0)
			v[k] = arena_str(c->arena, json_as_text(value, c->arena));
	}
}

const struct err *read_list(struct codec *c, const json_t *list, const uint32_t *lines)
{
	struct map seen = {0};
	c->out->read_n = json_array_size(list);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		if (!json_is_object(o)) {
			codec_refuse(c, lines[i], STR_NONE, "l’élément %zu de la liste n’est pas un objet", i + 1);
			continue;
		}
		struct str v[KEYS];
		object_values(c, o, v);
		add_row(c, lines[i], v);
		settle_repeats(c, &seen, lines[i]);
	}
	map_release(&seen);
	return NULL;
}

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
	return true;
}

const struct err *read_features(struct codec *c, const json_t *features, const uint32_t *lines)
{
	struct map seen = {0};
	for (size_t i = 0; i < json_array_size(features); i++) {
		const json_t *f = json_array_get(features, i), *geometry = json_object_get(f, "geometry");
		struct str v[KEYS];
		object_values(c, json_object_get(f, "properties"), v);
		if (v[IDENTIFIER].n == 0)
			v[IDENTIFIER] = json_member_text(f, "id", c->arena);
		double lat, lon;
		if (json_is_object(geometry) && json_object_get(geometry, "coordinates") != NULL) {
			if (!middle(geometry, &lat, &lon)) {
				codec_refuse(c, lines[i], S("geometry"), "les coordonnées de l’élément %zu ne sont pas des nombres", i + 1);
				continue;
			}
			v[LAT] = arena_printf(c->arena, "%.7f", lat);
			v[LON] = arena_printf(c->arena, "%.7f", lon);
		}
		add_row(c, lines[i], v);
		settle_repeats(c, &seen, lines[i]);
	}
	map_release(&seen);
	return NULL;
}
