// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/codec.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/mapping.h"

static const struct {
	const char *key, *title, *publisher, *licence, *url;
	struct date date;
} known_sources[] = {
	{"fabriques-de-territoire-2024", "Fabriques de territoire", "Agence nationale de la cohésion des territoires (ANCT)",
	 "Licence Ouverte 2.0", "https://www.data.gouv.fr/fr/organizations/agence-nationale-de-la-cohesion-des-territoires/",
	 {2024, 1, 0}},
	{"manufactures-de-proximite-2024", "Manufactures de proximité",
	 "Agence nationale de la cohésion des territoires (ANCT)", "Licence Ouverte 2.0",
	 "https://www.data.gouv.fr/fr/organizations/agence-nationale-de-la-cohesion-des-territoires/", {2024, 1, 0}},
	{"tiers-lieux-2019", "Recensement des tiers-lieux de la Mission Coworking", "CGET (Mission Coworking)",
	 "Licence Ouverte 2.0", "https://www.data.gouv.fr/fr/datasets/recensement-des-tiers-lieux/", {2019, 0, 0}},
	{"fablabs-bretagne-2020", "#MapLabBZH : fablabs et tiers-lieux de Bretagne", "#MapLabBZH et ses contributeurs", "CC BY",
	 "", {2020, 0, 0}},
};

bool source_known(struct str key, struct source *out)
{
	for (size_t i = 0; i < sizeof known_sources / sizeof known_sources[0]; i++) {
		if (!str_eqz(key, known_sources[i].key))
			continue;
		*out = (struct source){.key = key,
				       .title = str_of(known_sources[i].title),
				       .publisher = str_of(known_sources[i].publisher),
				       .licence = str_of(known_sources[i].licence),
				       .url = str_of(known_sources[i].url),
				       .date = known_sources[i].date};
		return true;
	}
	return false;
}

static struct refusal said(struct codec *c, uint32_t line, struct str column, const char *fmt, va_list ap)
{
	char *text = mem_vprintf(fmt, ap);
	struct refusal r = {line, arena_str(c->arena, column), arena_str(c->arena, str_of(text))};
	free(text);
	return r;
}

void codec_refuse(struct codec *c, uint32_t line, struct str column, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vec_push(&c->refusals, said(c, line, column, fmt, ap));
	va_end(ap);
}

void codec_warn(struct codec *c, uint32_t line, struct str column, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vec_push(&c->warnings, said(c, line, column, fmt, ap));
	va_end(ap);
}

void codec_tie(struct codec *c, struct record_tie tie)
{
	vec_push(&c->ties, tie);
}

void codec_add(struct codec *c, struct record r)
{
	for (size_t k = 0; k < place_field_n; k++)
		if (!field_empty(&place_fields[k], &r.place))
			r.told |= (uint64_t)1 << k;
	r.tie_n = (uint32_t)c->ties.n;
	r.ties = arena_copy(c->arena, c->ties.v, c->ties.n, sizeof *c->ties.v);
	c->ties.n = 0;
	size_t most = field_find(S("nom"))->max, length = utf8_length(r.place.name);
	if (r.place.name.n == 0)
		codec_refuse(c, r.line, S("nom"), "ce lieu n’a pas de nom");
	else if (length > most)
		codec_refuse(c, r.line, S("nom"), "ce nom est trop long : %zu caractères, pour %zu au plus", length, most);
	else
		vec_push(&c->records, r);
}

bool codec_position(struct codec *c, uint32_t line, struct str lat_text, struct str lon_text, struct place *p)
{
	double lat = NAN, lon = NAN;
	lat_text = str_trim(lat_text);
	lon_text = str_trim(lon_text);
	if (lat_text.n == 0 && lon_text.n == 0)
		return true;
	if (!clean_real(lat_text, &lat) || lat < -90 || lat > 90) {
		codec_refuse(c, line, S("latitude"), "« %.*s » n’est pas une latitude (de -90 à 90)", STR_ARG(utf8_clip(lat_text, 40)));
		return false;
	}
	if (!clean_real(lon_text, &lon) || lon < -180 || lon > 180) {
		codec_refuse(c, line, S("longitude"), "« %.*s » n’est pas une longitude (de -180 à 180)",
			     STR_ARG(utf8_clip(lon_text, 40)));
		return false;
	}
	if (lat != 0 || lon != 0) {
		p->lat = lat;
		p->lon = lon;
	}
	return true;
}

uint8_t types_from_text(struct str text)
{
	static const struct {
		const char *word;
		enum place_type type;
	} words[] = {
		{"fablab", TYPE_FABLAB}, {"fab lab", TYPE_FABLAB}, {"fab-lab", TYPE_FABLAB}, {"makerspace", TYPE_FABLAB},
		{"hackerspace", TYPE_FABLAB}, {"hakerspace", TYPE_FABLAB}, {"fabrication numerique", TYPE_FABLAB},
		{"cowork", TYPE_COWORKING}, {"co-work", TYPE_COWORKING}, {"cowwork", TYPE_COWORKING},
		{"bureaux partages", TYPE_COWORKING}, {"bureau partage", TYPE_COWORKING}, {"telecentre", TYPE_COWORKING},
		{"teletravail", TYPE_COWORKING}, {"cantine", TYPE_COWORKING}, {"foodlab", TYPE_FOODLAB},
		{"cuisine", TYPE_FOODLAB}, {"living lab", TYPE_LIVINGLAB}, {"living-lab", TYPE_LIVINGLAB},
		{"innovation sociale", TYPE_LIVINGLAB}, {"artisan", TYPE_CRAFT}, {"nourricier", TYPE_FARM},
		{"agricole", TYPE_FARM}, {"culturel", TYPE_CULTURE},
	};
	struct buf b = {0};
	utf8_fold(&b, text);
	uint8_t types = 0;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_find(buf_str(&b), str_of(words[i].word)) >= 0)
			types |= (uint8_t)(1u << words[i].type);
	if (types == 0 && str_trim(buf_str(&b)).n > 0)
		types = 1u << TYPE_OTHER;
	buf_release(&b);
	return types;
}

// --- the whole ---

void codec_check_identifiers(struct codec *c)
{
	struct map seen = {0};
	for (size_t i = 0; i < c->records.n; i++) {
		struct record *r = &c->records.v[i];
		uint64_t line;
		if (map_get(&seen, r->identifier, &line))
			codec_refuse(c, r->line, S("identifiant"), "l’identifiant « %.*s » est déjà celui de la ligne %u",
				     STR_ARG(r->identifier), (unsigned)line);
		else
			map_set(&seen, r->identifier, r->line);
	}
	map_release(&seen);
}

void codec_finish(struct codec *c)
{
	struct record_set *out = c->out;
	out->records = arena_copy(c->arena, c->records.v, c->records.n, sizeof *c->records.v);
	out->record_n = c->records.n;
	out->refusals = arena_copy(c->arena, c->refusals.v, c->refusals.n, sizeof *c->refusals.v);
	out->refusal_n = c->refusals.n;
	out->warnings = arena_copy(c->arena, c->warnings.v, c->warnings.n, sizeof *c->warnings.v);
	out->warning_n = c->warnings.n;
	vec_free(&c->records);
	vec_free(&c->refusals);
	vec_free(&c->warnings);
	vec_free(&c->ties);
}

const struct err *exchange_read(struct str bytes, struct str key, struct arena *a, struct record_set *out)
{
	const struct err *err = NULL;
	struct table t;
	struct mapping m;
	*out = (struct record_set){.source = {.key = key}};
	TRY(table_read(bytes, key, a, &t));
	mapping_guess(&t, a, &m);
	TRY(mapping_read(&t, &m, key, a, out));
done:
	return err;
}
