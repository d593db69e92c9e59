// SPDX-License-Identifier: AGPL-3.0-or-later
// schema.org as JSON-LD: one graph with the data set, what it is based on, and its places.
#include <math.h>

#include "exchange/export.h"
#include "model/hours.h"

static void address(const struct place *p, struct json_writer *w)
{
	json_key(w, S("address"));
	json_open(w, '{');
	export_pair(w, "@type", S("PostalAddress"));
	export_pair(w, "streetAddress", p->address);
	export_pair(w, "postalCode", p->postcode);
	export_pair(w, "addressLocality", p->commune);
	export_pair(w, "addressRegion", export_region(p));
	export_pair(w, "addressCountry", S("FR"));
	json_close(w, '}');
	if (!isfinite(p->lat) || !isfinite(p->lon))
		return;
	json_key(w, S("geo"));
	json_open(w, '{');
	export_pair(w, "@type", S("GeoCoordinates"));
	json_key(w, S("latitude"));
	json_num(w, p->lat, 6);
	json_key(w, S("longitude"));
	json_num(w, p->lon, 6);
	json_close(w, '}');
}

static void keywords(const struct export *e, const struct place *p, struct json_writer *w)
{
	if (p->types == 0 && p->label_n == 0)
		return;
	json_key(w, S("keywords"));
	json_open(w, '[');
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (p->types & 1u << t)
			json_str(w, str_of(vocab_name(VOCAB_TYPE, t)));
	for (size_t i = 0; i < p->label_n; i++)
		json_str(w, e->atlas->labels[p->labels[i].label].name);
	json_close(w, ']');
}

static struct str source_id(const struct export *e, const struct source *s, struct arena *a)
{
	return arena_printf(a, "%.*s/donnees#%.*s", STR_ARG(e->origin), STR_ARG(s->key));
}

static void identifiers(const struct export *e, const struct place *p, struct json_writer *w, struct arena *a)
{
	if (p->origin_n == 0)
		return;
	json_key(w, S("identifier"));
	json_open(w, '[');
	for (size_t i = 0; i < p->origin_n; i++) {
		json_open(w, '{');
		export_pair(w, "@type", S("PropertyValue"));
		export_pair(w, "propertyID", e->atlas->sources[p->origins[i].source].key);
		export_pair(w, "value", p->origins[i].identifier);
		json_close(w, '}');
	}
	json_close(w, ']');
	// Who says so: the page of the place is about it, and is based on these.
	json_key(w, S("subjectOf"));
	json_open(w, '{');
	export_pair(w, "@type", S("WebPage"));
	export_pair(w, "url", export_link(e, p, a));
	export_date(w, "dateModified", p->confirmed);
	json_key(w, S("isBasedOn"));
	json_open(w, '[');
	for (size_t i = 0; i < p->origin_n; i++) {
		json_open(w, '{');
		export_pair(w, "@id", source_id(e, &e->atlas->sources[p->origins[i].source], a));
		json_close(w, '}');
	}
	json_close(w, ']');
	json_close(w, '}');
}

// https://schema.org/openingHours: one text a rule; only for what a week can hold.
void export_opening_hours(const struct place *p, struct json_writer *w)
{
	struct hours h;
	struct str rest = p->hours;
	if (p->hours.n == 0 || !hours_read(p->hours, &h))
		return;
	json_key(w, S("openingHours"));
	json_open(w, '[');
	while (rest.n > 0) {
		struct str rule = str_trim(str_cut(rest, ';', &rest));
		if (!str_ends(rule, S(" off")) && str_findc(rule, '"') < 0)
			json_str(w, rule);
	}
	json_close(w, ']');
}

static void place(const struct export *e, const struct place *p, struct json_writer *w)
{
	struct arena a = {0};
	json_open(w, '{');
	export_pair(w, "@type", S("Place"));
	export_pair(w, "@id", arena_printf(&a, "%.*s/lieux/%.*s", STR_ARG(e->origin), STR_ARG(p->slug)));
	export_pair(w, "name", p->name);
	export_pair(w, "alternateName", p->other_names);
	export_pair(w, "description", p->summary);
	export_pair(w, "url", export_link(e, p, &a));
	export_pair(w, "sameAs", p->website);
	export_pair(w, "telephone", p->phone);
	export_opening_hours(p, w);
	address(p, w);
	keywords(e, p, w);
	identifiers(e, p, w, &a);
	json_close(w, '}');
	arena_release(&a);
}

static void source(const struct export *e, const struct source *s, struct json_writer *w, struct arena *a)
{
	json_open(w, '{');
	export_pair(w, "@type", S("Dataset"));
	export_pair(w, "@id", source_id(e, s, a));
	export_pair(w, "name", s->title);
	export_pair(w, "license", s->licence);
	export_pair(w, "url", s->url);
	export_date(w, "dateModified", s->date);
	if (s->publisher.n > 0) {
		json_key(w, S("publisher"));
		json_open(w, '{');
		export_pair(w, "@type", S("Organization"));
		export_pair(w, "name", s->publisher);
		json_close(w, '}');
	}
	json_close(w, '}');
}

void export_jsonld(const struct export *e, struct buf *out)
{
	struct arena a = {0};
	struct json_writer w = {.out = out};
	const bool *used = export_sources(e, &a);
	json_open(&w, '{');
	export_pair(&w, "@context", S("https://schema.org"));
	json_key(&w, S("@graph"));
	json_open(&w, '[');
	json_open(&w, '{');
	export_pair(&w, "@type", S("Dataset"));
	export_pair(&w, "@id", arena_printf(&a, "%.*s/lieux.jsonld", STR_ARG(e->origin)));
	export_pair(&w, "name", S("Les lieux du réseau"));
	export_pair(&w, "inLanguage", S("fr"));
	export_date(&w, "dateModified", e->date);
	json_key(&w, S("isBasedOn"));
	json_open(&w, '[');
	for (uint32_t i = 0; i < e->atlas->source_n; i++)
		if (used[i])
			source(e, &e->atlas->sources[i], &w, &a);
	json_close(&w, ']');
	json_close(&w, '}');
	for (size_t i = 0; i < e->n; i++) {
		buf_addc(out, '\n');
		place(e, &e->atlas->places[e->places[i]], &w);
	}
	json_close(&w, ']');
	json_close(&w, '}');
	buf_addc(out, '\n');
	arena_release(&a);
}
