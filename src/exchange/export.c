// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/export.h"

#include <assert.h>

#include "model/gazetteer.h"

const struct export_kind export_kinds[EXPORT_COUNT] = {
	[EXPORT_CSV] = {"csv", ".csv", "text/csv; charset=utf-8; header=present"},
	[EXPORT_EXCEL] = {"excel", "-excel.csv", "text/csv; charset=utf-8; header=present"},
	[EXPORT_GEOJSON] = {"geojson", ".geojson", "application/geo+json"},
	[EXPORT_JSONLD] = {"jsonld", ".jsonld", "application/ld+json"},
	[EXPORT_MEDNUM] = {"mednum", "-mednum.csv", "text/csv; charset=utf-8; header=present"},
	[EXPORT_NATIVE] = {"natif", ".json", "application/json; charset=utf-8"},
};

// About what a place takes: one large block instead of a buffer that doubles, each time leaving its former self behind.
enum { BYTES_EACH = 900 };

void export_write(enum export_format f, const struct export *e, struct buf *out, size_t *left_out)
{
	size_t none;
	if (left_out == NULL)
		left_out = &none;
	*left_out = 0;
	buf_reserve(out, e->n * BYTES_EACH);
	switch (f) {
	case EXPORT_CSV: export_csv(e, out); return;
	case EXPORT_EXCEL: export_excel(e, out); return;
	case EXPORT_GEOJSON: export_geojson(e, out); return;
	case EXPORT_JSONLD: export_jsonld(e, out); return;
	case EXPORT_MEDNUM: export_mednum(e, out, left_out); return;
	case EXPORT_NATIVE: export_native(e, out); return;
	case EXPORT_COUNT: break;
	}
	assert(!"an export format");
}

static bool is_formula(struct str s)
{
	return s.n > 0 && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@' || s.p[0] == '\t' || s.p[0] == '\r' ||
			   s.p[0] == '\n' || str_starts(s, S("＝")) || str_starts(s, S("＋")) || str_starts(s, S("－")) ||
			   str_starts(s, S("＠")));
}

void csv_text(struct buf *out, struct str s, char delimiter)
{
	bool guard = is_formula(s), quote = false;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || s.p[i] == delimiter || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
	if (quote)
		buf_addc(out, '"');
	if (guard)
		buf_addc(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, s.p[i]);
	}
	if (quote)
		buf_addc(out, '"');
}

bool *export_sources(const struct export *e, struct arena *a)
{
	bool *used = arena_array(a, e->atlas->source_n + 1u, sizeof *used);
	for (size_t i = 0; i < e->n; i++) {
		const struct place *p = &e->atlas->places[e->places[i]];
		for (size_t k = 0; k < p->origin_n; k++)
			used[p->origins[k].source] = true;
		for (size_t k = 0; k < p->label_n; k++)
			used[p->labels[k].source] = true;
		for (size_t k = 0; k < p->engagement_n; k++)
			used[p->engagements[k].source] = true;
		for (size_t k = 0; k < p->membership_n; k++)
			used[p->memberships[k].source] = true;
		for (size_t k = 0; k < p->tie_n; k++)
			used[p->ties[k].source] = true;
	}
	return used;
}

struct str export_link(const struct export *e, const struct place *p, struct arena *a)
{
	return e->origin.n == 0 ? STR_NONE : arena_printf(a, "%.*s/lieux/%.*s", STR_ARG(e->origin), STR_ARG(p->slug));
}

struct str export_department(const struct place *p)
{
	return p->commune_at == NONE ? STR_NONE : gazetteer_department(gazetteer_commune((uint32_t)p->commune_at).department).name;
}

struct str export_region(const struct place *p)
{
	return p->commune_at == NONE ? STR_NONE : gazetteer_region(gazetteer_commune((uint32_t)p->commune_at).region).name;
}

struct str export_density(const struct place *p)
{
	return p->commune_at == NONE ? STR_NONE : str_of(gazetteer_density(gazetteer_commune((uint32_t)p->commune_at).density));
}

struct str export_rurality(const struct place *p)
{
	return p->commune_at == NONE ? STR_NONE : str_of(gazetteer_rurality(gazetteer_commune((uint32_t)p->commune_at).rurality));
}

void export_pair(struct json_writer *w, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	json_key(w, str_of(key));
	json_str(w, value);
}

void export_date(struct json_writer *w, const char *key, struct date d)
{
	struct buf b = {0};
	date_add(&b, d);
	if (d.year != 0)
		export_pair(w, key, buf_str(&b));
	buf_release(&b);
}

void export_engagement(struct json_writer *w, struct str action, const struct engagement *g)
{
	json_open(w, '{');
	export_pair(w, "action", action);
	export_pair(w, "etape", vocab_code(VOCAB_STAGE, g->stage));
	export_date(w, "depuis", g->since);
	export_pair(w, "note", g->note);
	json_close(w, '}');
}

void export_membership(struct json_writer *w, struct str network, const struct membership *m)
{
	json_open(w, '{');
	export_pair(w, "reseau", network);
	export_pair(w, "role", m->role);
	if (m->lead) {
		json_key(w, S("chef_de_file"));
		json_bool(w, true);
	}
	json_close(w, '}');
}
