// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/where.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/gazetteer.h"

enum { HOMONYMS = 40, CHOICES = 8 };

static struct str commune_label(const struct commune *c, struct arena *a)
{
	struct department d = gazetteer_department(c->department);
	return arena_printf(a, "%.*s (%.*s)", STR_ARG(c->name), STR_ARG(d.code));
}

static void area_of(struct where *w, struct arena *a, enum facet f, const uint16_t *values, size_t n)
{
	w->kind = WHERE_AREA;
	w->commune = -1;
	w->lat = w->lon = NAN;
	w->filters = arena_array(a, n, sizeof *w->filters);
	w->filter_n = n;
	for (size_t i = 0; i < n; i++)
		w->filters[i] = (struct search_filter){f, values[i]};
}

static void department_where(uint16_t at, struct arena *a, struct where *w)
{
	struct department d = gazetteer_department(at);
	area_of(w, a, FACET_DEPARTMENT, &at, 1);
	w->label = arena_printf(a, "%.*s (%.*s)", STR_ARG(d.name), STR_ARG(d.code));
	w->value = d.code;
}

static void region_where(uint16_t at, struct arena *a, struct where *w)
{
	area_of(w, a, FACET_REGION, &at, 1);
	w->label = w->value = gazetteer_region(at).name;
}

void where_commune(uint32_t at, struct arena *a, struct where *w)
{
	struct commune c = gazetteer_commune(at);
	*w = (struct where){.kind = WHERE_COMMUNE, .commune = (int32_t)at, .lat = (double)c.lat, .lon = (double)c.lon};
	if (isnan(c.lat)) { // overseas collectivities have no centre in the source: the whole area then
		department_where(c.department, a, w);
		w->commune = (int32_t)at;
	}
	w->label = w->value = commune_label(&c, a);
}

// "48.1,-1.68" or "48,1 ; -1,68".
static enum where_status read_point(struct str text, struct arena *a, struct where *w)
{
	struct str second, first = str_cut(text, str_findc(text, ';') >= 0 ? ';' : ',', &second);
	double lat, lon;
	struct buf b = BUF_IN(a), c = BUF_IN(a);
	buf_add(&b, str_trim(first));
	buf_add(&c, str_trim(second));
	for (size_t i = 0; i < b.n; i++)
		b.p[i] = b.p[i] == ',' ? '.' : b.p[i];
	for (size_t i = 0; i < c.n; i++)
		c.p[i] = c.p[i] == ',' ? '.' : c.p[i];
	if (!str_to_double(buf_str(&b), &lat) || !str_to_double(buf_str(&c), &lon))
		return WHERE_UNKNOWN;
	if (fabs(lat) > 90 || fabs(lon) > 180)
		return WHERE_OUTSIDE;
	*w = (struct where){.kind = WHERE_POINT, .lat = lat, .lon = lon, .commune = -1};
	struct buf value = BUF_IN(a);
	buf_addd(&value, lat, 5);
	buf_addc(&value, ',');
	buf_addd(&value, lon, 5);
	w->value = buf_str(&value);
	w->label = str_of(tr("votre position"));
	return WHERE_OK;
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool arrondissement(const struct commune *c)
{
	return str_find(c->name, S(" Arrondissement")) > 0;
}

// A postal code is its most populous commune; in Paris, Lyon and Marseille the arrondissement.
static bool read_postcode(struct str code, struct arena *a, struct where *w)
{
	uint32_t found[HOMONYMS];
	size_t n = gazetteer_by_postcode(code, found, HOMONYMS);
	if (n == 0)
		return false;
	uint32_t best = found[0];
	for (size_t i = 0; i < n && i < HOMONYMS; i++) {
		struct commune c = gazetteer_commune(found[i]);
		if (arrondissement(&c))
			best = found[i];
	}
	where_commune(best, a, w);
	w->value = code;
	struct commune c = gazetteer_commune(best);
	w->label = arena_printf(a, "%.*s (%.*s)", STR_ARG(c.name), STR_ARG(code));
	return true;
}

static void add_choice(struct where *w, struct str label, struct str value)
{
	if (w->choice_n < CHOICES)
		w->choices[w->choice_n++] = (struct chip_choice){label, value};
}

// The communes of that name in one department (or anywhere, -1), and the others as choices.
static bool read_commune(struct str name, int32_t department, struct arena *a, struct where *w)
{
	uint32_t found[HOMONYMS];
	size_t n = gazetteer_by_name(name, found, HOMONYMS), chosen = SIZE_MAX;
	if (n > HOMONYMS)
		n = HOMONYMS;
	for (size_t i = 0; i < n && chosen == SIZE_MAX; i++)
		if (department < 0 || gazetteer_commune(found[i]).department == department)
			chosen = i;
	if (chosen == SIZE_MAX)
		return false;
	where_commune(found[chosen], a, w);
	w->choices = arena_array(a, CHOICES, sizeof *w->choices);
	for (size_t i = 0; i < n; i++) {
		struct commune c = gazetteer_commune(found[i]);
		if (i != chosen && !(i > 0 && found[i] == found[i - 1]))
			add_choice(w, commune_label(&c, a), commune_label(&c, a));
	}
	return true;
}

// Departments, regions of today, regions of before. A number is a department's.
static bool read_area(struct str text, struct arena *a, struct where *w)
{
	uint16_t former[16];
	int32_t d = gazetteer_find_department(text), r = all_digits(text) ? -1 : gazetteer_find_region(text);
	size_t n = gazetteer_former_region(text, former, 16);
	if (r >= 0 && (d < 0 || text.n > 3)) {
		region_where((uint16_t)r, a, w);
		return true;
	}
	if (d >= 0) {
		department_where((uint16_t)d, a, w);
		return true;
	}
	if (n == 0)
		return false;
	area_of(w, a, FACET_DEPARTMENT, former, n);
	w->value = w->label = arena_str(a, str_trim(text));
	return true;
}

// The department that a text says after a name: "(974)", "974", "44300", "Loire-Atlantique".
static int32_t department_of(struct str text)
{
	uint32_t at;
	text = str_trim(text);
	if (text.n == 5 && all_digits(text) && gazetteer_by_postcode(text, &at, 1) > 0)
		return gazetteer_commune(at).department;
	return gazetteer_find_department(text);
}

// "Saint-Denis de la" → "Saint-Denis"
static struct str without_link(struct str text)
{
	static const char *const links[] = {" de la", " de l", " en", " dans le", " dans la", " dans l", " de", " du", " à", " a"};
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		struct str link = str_of(links[i]);
		if (text.n > link.n && str_ieq(str_from(text, text.n - link.n), link))
			return str_trim(str_sub(text, 0, text.n - link.n));
	}
	return text;
}

// "Saint-Denis (974)", "Saint-Denis 974", "Nantes, Loire-Atlantique", "44300 Nantes".
static bool read_with_context(struct str text, struct arena *a, struct where *w)
{
	for (size_t i = text.n; i-- > 0;) {
		char c = text.p[i];
		if (c != ' ' && c != '(' && c != ',')
			continue;
		struct str before = str_trim(str_sub(text, 0, i)), after = str_trim(str_from(text, i + 1));
		if (str_ends(after, S(")")))
			after = str_trim(str_sub(after, 0, after.n - 1));
		before = without_link(before);
		if (after.n == 0 || before.n == 0)
			continue;
		int32_t d = department_of(after);
		if (d >= 0 && read_commune(before, d, a, w))
			return true;
		d = all_digits(before) ? department_of(before) : -1;
		if (d >= 0 && read_commune(after, d, a, w))
			return true;
	}
	return false;
}

// As the English call them.
static struct str in_french(struct str text)
{
	static const char *const names[][2] = {
		{"Brittany", "Bretagne"}, {"Normandy", "Normandie"}, {"Corsica", "Corse"}, {"Burgundy", "Bourgogne"}, {"Picardy", "Picardie"},
		{"Savoy", "Savoie"}, {"Reunion Island", "La Réunion"}, {"French Guiana", "Guyane"}, {"French Brittany", "Bretagne"},
		{"Loire Valley", "Centre-Val de Loire"}, {"Upper Normandy", "Haute-Normandie"}, {"Lower Normandy", "Basse-Normandie"},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(text, str_of(names[i][0])))
			return str_of(names[i][1]);
	return text;
}

bool where_beginning(struct str text, struct arena *a, struct where *w)
{
	uint32_t found[CHOICES + 1];
	struct buf typed = BUF_IN(a);
	size_t n = gazetteer_by_prefix(text, found, CHOICES + 1), kept = 0;
	utf8_fold(&typed, text);
	for (size_t i = 0; i < n; i++) {
		struct buf name = BUF_IN(a);
		utf8_fold(&name, gazetteer_commune(found[i]).name);
		if (name.n > typed.n && (name.p[typed.n] == '-' || name.p[typed.n] == ' ') && str_starts(buf_str(&name), buf_str(&typed)))
			found[kept++] = found[i];
	}
	if (kept == 0)
		return false;
	where_commune(found[0], a, w);
	w->choices = arena_array(a, CHOICES, sizeof *w->choices);
	for (size_t i = 1; i < kept; i++) {
		struct commune c = gazetteer_commune(found[i]);
		add_choice(w, commune_label(&c, a), commune_label(&c, a));
	}
	return true;
}

enum where_status where_read(struct str text, struct arena *a, struct where *w)
{
	text = in_french(str_trim(text));
	*w = (struct where){.commune = -1};
	if (text.n == 0 || text.n > 200)
		return WHERE_UNKNOWN;
	enum where_status point = read_point(text, a, w);
	if (point != WHERE_UNKNOWN)
		return point;
	if (text.n == 5 && (text.p[0] == '2' || all_digits(text)) && read_postcode(text, a, w))
		return WHERE_OK;
	if (all_digits(text) || text.n <= 2)
		return read_area(text, a, w) || read_commune(text, -1, a, w) ? WHERE_OK : WHERE_UNKNOWN;
	struct where area = {0};
	bool is_area = read_area(text, a, &area);
	if (read_commune(text, -1, a, w)) {
		uint32_t population = gazetteer_commune((uint32_t)w->commune).population;
		// "Paris" and "Mayotte", "Vienne": a town of some size is meant before the department of that name.
		if (!is_area || population >= 20000) {
			if (is_area)
				add_choice(w, area.label, area.value);
			return WHERE_OK;
		}
		struct where commune = *w;
		*w = area;
		w->choices = arena_array(a, CHOICES, sizeof *w->choices);
		add_choice(w, commune.label, commune.value);
		return WHERE_OK;
	}
	if (is_area) {
		*w = area;
		return WHERE_OK;
	}
	return read_with_context(text, a, w) ? WHERE_OK : WHERE_UNKNOWN;
}
