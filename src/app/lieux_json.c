// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/lieux_json.h"

#include <math.h>

#include "app/ask.h"
#include "model/gazetteer.h"

static void text(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, str_of(key));
	json_str(w, value);
}

static void text_or_null(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, str_of(key));
	json_strn(w, value);
}

static void number(struct json_writer *w, const char *key, double value, int decimals)
{
	json_key(w, str_of(key));
	if (isnan(value))
		json_strn(w, STR_NONE);
	else
		json_num(w, value, decimals);
}

static void whole(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, str_of(key));
	json_int(w, value);
}

static void date(struct json_writer *w, const char *key, struct date d, struct arena *a)
{
	struct buf b = BUF_IN(a);
	date_add(&b, d);
	text_or_null(w, key, buf_str(&b));
}

static void list(struct json_writer *w, const char *key)
{
	json_key(w, str_of(key));
	json_open(w, '[');
}

static void where_facts(struct json_writer *w, const struct place *p)
{
	struct commune c = {0};
	struct department d = {0};
	struct region r = {0};
	if (p->commune_at != NONE) {
		c = gazetteer_commune((uint32_t)p->commune_at);
		d = gazetteer_department(c.department);
		r = gazetteer_region(c.region);
	}
	text_or_null(w, "adresse", p->address);
	text_or_null(w, "commune", p->commune.n > 0 ? p->commune : c.name);
	text_or_null(w, "code_postal", p->postcode);
	text_or_null(w, "code_insee", p->insee.n > 0 ? p->insee : c.insee);
	text_or_null(w, "departement", d.code);
	text_or_null(w, "departement_nom", d.name);
	text_or_null(w, "region", r.code);
	text_or_null(w, "region_nom", r.name);
	number(w, "latitude", p->lat, 6);
	number(w, "longitude", p->lon, 6);
}

static void ties(struct json_writer *w, const struct atlas *at, const struct place *p)
{
	list(w, "types");
	for (unsigned t = 0; t < TYPE_COUNT; t++)
		if (p->types & 1u << t)
			json_str(w, vocab_code(VOCAB_TYPE, t));
	json_close(w, ']');
	list(w, "labels");
	for (size_t i = 0; i < p->label_n; i++) {
		json_open(w, '{');
		text(w, "label", at->labels[p->labels[i].label].key);
		text(w, "libelle", at->labels[p->labels[i].label].name);
		json_key(w, S("annee"));
		if (p->labels[i].date.year > 0)
			json_int(w, p->labels[i].date.year);
		else
			json_strn(w, STR_NONE);
		json_close(w, '}');
	}
	json_close(w, ']');
	list(w, "actions");
	for (size_t i = 0; i < p->engagement_n; i++) {
		json_open(w, '{');
		text(w, "action", at->actions[p->engagements[i].action].key);
		text(w, "libelle", at->actions[p->engagements[i].action].name);
		text(w, "etape", vocab_code(VOCAB_STAGE, p->engagements[i].stage));
		json_close(w, '}');
	}
	json_close(w, ']');
	list(w, "reseaux");
	for (size_t i = 0; i < p->membership_n; i++)
		json_str(w, at->networks[p->memberships[i].network].key);
	json_close(w, ']');
}

static void origins(struct json_writer *w, const struct atlas *at, const struct place *p, struct arena *a)
{
	list(w, "sources");
	for (size_t i = 0; i < p->origin_n; i++) {
		const struct source *s = &at->sources[p->origins[i].source];
		json_open(w, '{');
		text(w, "source", s->key);
		text_or_null(w, "identifiant", p->origins[i].identifier);
		date(w, "date", p->origins[i].date.year > 0 ? p->origins[i].date : s->date, a);
		text_or_null(w, "licence", s->licence);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void lieu_json(struct json_writer *w, const struct index *x, uint32_t place, const struct search_hit *hit, struct str base,
	       struct arena *a)
{
	const struct atlas *at = index_atlas(x);
	const struct place *p = &at->places[place];
	json_open(w, '{');
	whole(w, "id", p->id);
	text(w, "slug", p->slug);
	text(w, "nom", p->name);
	where_facts(w, p);
	number(w, "distance_km", hit != NULL && hit->km >= 0 ? (double)hit->km : (double)NAN, 1);
	ties(w, at, p);
	text_or_null(w, "presentation_resume", p->summary);
	text_or_null(w, "site_web", p->website);
	date(w, "date_maj", p->confirmed, a);
	origins(w, at, p, a);
	list(w, "pourquoi");
	for (size_t i = 0; hit != NULL && i < hit->reason_n; i++)
		json_str(w, reason_text(x, &hit->reasons[i], a));
	json_close(w, ']');
	text(w, "url", arena_printf(a, "%.*s/lieux/%.*s", STR_ARG(base), STR_ARG(p->slug)));
	json_close(w, '}');
}

static void filter(struct json_writer *w, const struct index *x, struct search_filter f)
{
	text(w, "facette", str_of(facet_param(f.facet)));
	text(w, "valeur", index_facet_code(x, f.facet, f.value));
}

static void chip(struct json_writer *w, const struct index *x, const struct chip *c)
{
	static const char *const kinds[] = {[CHIP_WHERE] = "ou", [CHIP_CONCEPT] = "quoi", [CHIP_CORRECTION] = "correction"};
	json_open(w, '{');
	text(w, "genre", str_of(kinds[c->kind]));
	text_or_null(w, "mots", c->words);
	text(w, "libelle", c->label);
	json_key(w, S("filtre"));
	json_bool(w, c->filter);
	if (c->kind == CHIP_CONCEPT || (c->kind == CHIP_WHERE && c->area))
		filter(w, x, c->value);
	if (c->kind == CHIP_WHERE && !c->area) {
		number(w, "latitude", c->lat, 5);
		number(w, "longitude", c->lon, 5);
	}
	if (c->choice_n > 0) {
		list(w, "choix");
		for (size_t i = 0; i < c->choice_n; i++) {
			json_open(w, '{');
			text(w, "libelle", c->choices[i].label);
			text(w, "pres", c->choices[i].value);
			json_close(w, '}');
		}
		json_close(w, ']');
	}
	json_close(w, '}');
}

static void advice(struct json_writer *w, const struct index *x, const struct search_ask *ask, const struct answer *answer,
		   const struct advice *one, struct arena *a)
{
	static const char *const kinds[] = {
		[ADVICE_DROP_FILTER] = "sans-filtre", [ADVICE_DROP_WORD] = "sans-mot", [ADVICE_WIDEN] = "plus-loin",
		[ADVICE_NEIGHBOUR_TYPE] = "type-voisin", [ADVICE_DROP_WHERE] = "partout",
		[ADVICE_SPELL] = "autre-mot", [ADVICE_TYPE] = "par-type",
	};
	json_open(w, '{');
	text(w, "conseil", str_of(kinds[one->kind]));
	if (one->kind == ADVICE_DROP_FILTER || one->kind == ADVICE_NEIGHBOUR_TYPE || one->kind == ADVICE_TYPE)
		filter(w, x, one->filter);
	if (one->word.n > 0)
		text(w, "mots", one->kind == ADVICE_SPELL ? one->text : one->word);
	if (one->kind == ADVICE_WIDEN)
		number(w, "rayon", one->radius_km, 1);
	whole(w, "total", one->total);
	text(w, "parametres", ask_link_advice(x, ask, a, answer, one));
	json_close(w, '}');
}

static void understood(struct json_writer *w, const struct index *x, const struct search_ask *ask, const struct answer *answer,
		       struct arena *a)
{
	json_key(w, S("recherche"));
	json_open(w, '{');
	text_or_null(w, "q", ask->q);
	text_or_null(w, "pres", ask->where);
	text_or_null(w, "ou", answer->where_label);
	number(w, "rayon", answer->radius_km > 0 ? answer->radius_km : (double)NAN, 1);
	text_or_null(w, "mots", answer->rest);
	text_or_null(w, "corrections", answer->result.corrected);
	text_or_null(w, "probleme", answer->where_problem);
	list(w, "compris");
	for (size_t i = 0; i < answer->chip_n; i++)
		chip(w, x, &answer->chips[i]);
	json_close(w, ']');
	list(w, "conseils");
	for (size_t i = 0; i < answer->advice_n; i++)
		advice(w, x, ask, answer, &answer->advice[i], a);
	json_close(w, ']');
	json_close(w, '}');
}

static void facets(struct json_writer *w, const struct index *x, const struct answer *answer)
{
	json_key(w, S("facettes"));
	json_open(w, '{');
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		const struct facet_counts *counts = &answer->result.facets[f];
		list(w, facet_param(f));
		for (size_t i = 0; i < counts->n; i++) {
			json_open(w, '{');
			text(w, "valeur", index_facet_code(x, f, counts->values[i].value));
			text(w, "libelle", index_facet_name(x, f, counts->values[i].value));
			whole(w, "total", counts->values[i].total);
			if (counts->values[i].chosen) {
				json_key(w, S("choisi"));
				json_bool(w, true);
			}
			json_close(w, '}');
		}
		json_close(w, ']');
	}
	json_close(w, '}');
}

void lieux_json(struct buf *out, const struct index *x, const struct search_ask *ask, const struct answer *answer,
		struct str base, struct arena *a)
{
	struct json_writer w = {.out = out};
	json_open(&w, '{');
	whole(&w, "total", answer->result.total);
	whole(&w, "duree_us", answer->result.ns / 1000);
	whole(&w, "page", ask->page);
	whole(&w, "par_page", ask->per_page);
	understood(&w, x, ask, answer, a);
	list(&w, "lieux");
	for (size_t i = 0; i < answer->result.hit_n; i++)
		lieu_json(&w, x, answer->result.hits[i].place, &answer->result.hits[i], base, a);
	json_close(&w, ']');
	facets(&w, x, answer);
	json_close(&w, '}');
}
