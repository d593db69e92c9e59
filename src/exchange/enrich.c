// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/enrich.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "model/gazetteer.h"

enum { CANDIDATES = 64 };
// A point farther than this from the centre of the commune that the file names is a geocoder's mistake.
static const double absurd_km = 30;

// "ST BRIEUC CEDEX 2" → "saint brieuc", as the gazetteer folds names.
static struct str fold_commune(struct str name, struct arena *a)
{
	struct buf folded = {0}, out = BUF_IN(a);
	utf8_fold(&folded, name);
	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] == '-' || folded.p[i] == '\'')
			folded.p[i] = ' ';
	struct str rest = buf_str(&folded);
	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);
		if (str_eqz(word, "cedex") || str_eqz(word, "arrondissement"))
			break;
		bool rank = word.n > 0 && word.p[0] >= '0' && word.p[0] <= '9'; // "Paris 11e"
		if (word.n == 0 || rank)
			continue;
		if (out.n > 0)
			buf_addc(&out, ' ');
		if (str_eqz(word, "st"))
			buf_addz(&out, "saint");
		else if (str_eqz(word, "ste"))
			buf_addz(&out, "sainte");
		else
			buf_add(&out, word);
	}
	buf_release(&folded);
	return buf_str(&out);
}

static double km_to(const struct place *p, uint32_t commune)
{
	struct commune c = gazetteer_commune(commune);
	return isfinite(p->lat) && isfinite(c.lat) ? geo_km(p->lat, p->lon, (double)c.lat, (double)c.lon) : 0;
}

static bool has_postcode(uint32_t commune, struct str code)
{
	return code.n == 5 && str_find(gazetteer_commune(commune).postcodes, code) >= 0;
}

// Among communes of one name or one code: the one nearest to the point, or the first (the most populous).
static int32_t nearest_of(const struct place *p, const uint32_t *list, size_t n)
{
	size_t best = 0;
	for (size_t i = 1; i < n && isfinite(p->lat); i++)
		if (km_to(p, list[i]) < km_to(p, list[best]))
			best = i;
	return n > 0 ? (int32_t)list[best] : NONE;
}

static int32_t by_name(const struct place *p, struct str folded)
{
	uint32_t list[CANDIDATES];
	size_t n = folded.n > 0 ? gazetteer_by_name(folded, list, CANDIDATES) : 0;
	if (n > CANDIDATES)
		n = CANDIDATES;
	for (size_t i = 0; i < n; i++)
		if (has_postcode(list[i], p->postcode))
			return (int32_t)list[i];
	if (n == 0)
		return NONE;
	bool told = isfinite(p->lat) || n == 1;
	// The department of the postal code settles homonyms when no point does.
	for (size_t i = 0; i < n && !told && p->postcode.n == 5; i++)
		if (memcmp(gazetteer_commune(list[i]).insee.p, p->postcode.p, 2) == 0)
			return (int32_t)list[i];
	int32_t found = nearest_of(p, list, n);
	if (isfinite(p->lat) && n > 1 && km_to(p, (uint32_t)found) > absurd_km)
		return NONE;
	return told ? found : NONE;
}

static int32_t by_postcode(const struct place *p)
{
	uint32_t list[CANDIDATES];
	size_t n = p->postcode.n == 5 ? gazetteer_by_postcode(p->postcode, list, CANDIDATES) : 0;
	return nearest_of(p, list, n < CANDIDATES ? n : CANDIDATES);
}

static int32_t find_commune(const struct place *p, struct arena *a)
{
	struct str folded = fold_commune(p->commune, a);
	int32_t insee = p->insee.n > 0 ? gazetteer_by_insee(p->insee) : NONE, named = by_name(p, folded);
	int32_t coded = by_postcode(p);
	if (insee >= 0) {
		// A code that disagrees with the postal code, while the point stands nearer to the latter's commune.
		bool contested = coded >= 0 && !has_postcode((uint32_t)insee, p->postcode) && isfinite(p->lat) && !p->at_centre &&
				 km_to(p, (uint32_t)coded) + 2 < km_to(p, (uint32_t)insee);
		if (!contested)
			return insee;
	}
	// A name far from the point or of another department than the postal code was cut short ("Cesson" for
	// Cesson-Sévigné): the code knows better.
	bool doubtful = named >= 0 && coded >= 0 && !has_postcode((uint32_t)named, p->postcode) &&
			(isfinite(p->lat) ? km_to(p, (uint32_t)named) > absurd_km
					  : memcmp(gazetteer_commune((uint32_t)named).insee.p, p->postcode.p, 2) != 0);
	if (named >= 0 && !doubtful)
		return named;
	if (coded >= 0 && (!isfinite(p->lat) || km_to(p, (uint32_t)coded) <= absurd_km))
		return coded;
	if (isfinite(p->lat))
		return gazetteer_nearest(p->lat, p->lon);
	return insee;
}

void enrich_place(struct place *p, struct arena *a)
{
	int32_t at = find_commune(p, a);
	p->commune_at = at >= 0 ? at : NONE;
	if (at < 0) {
		if (!isfinite(p->lat))
			p->at_centre = false;
		return;
	}
	struct commune c = gazetteer_commune((uint32_t)at);
	// An arrondissement's INSEE code tells the postal code: 75110 → 75010, 69383 → 69003, 13206 → 13006.
	if (p->postcode.n == 0 && p->insee.n == 5 && !str_eq(p->insee, c.insee) && !has_postcode((uint32_t)at, p->insee)) {
		int rank = (p->insee.p[3] - '0') * 10 + (p->insee.p[4] - '0');
		if (str_eqz(c.insee, "75056"))
			p->postcode = arena_printf(a, "750%02d", rank);
		else if (str_eqz(c.insee, "69123"))
			p->postcode = arena_printf(a, "6900%d", (rank - 80) % 10);
		else if (str_eqz(c.insee, "13055"))
			p->postcode = arena_printf(a, "130%02d", rank);
	}
	p->commune = c.name;
	p->insee = c.insee;
	if (p->postcode.n == 0 && c.postcodes.n == 5)
		p->postcode = c.postcodes;
	bool known = isfinite((double)c.lat) && (c.lat != 0 || c.lon != 0);
	if (known && (p->at_centre || !isfinite(p->lat) || km_to(p, (uint32_t)at) > absurd_km)) {
		p->lat = (double)c.lat;
		p->lon = (double)c.lon;
		p->at_centre = true;
	}
}

struct warnings {
	struct arena *arena;
	VEC(struct refusal) list;
};

static void warn(struct warnings *w, const struct record *r, const char *column, struct str reason)
{
	vec_push(&w->list, (struct refusal){r->line, str_of(column), reason});
}

// What the gazetteer did not know, or knew better.
static void tell(struct warnings *w, const struct record *r, const struct place *before)
{
	const struct place *now = &r->place;
	struct arena *a = w->arena;
	uint32_t one[1];
	struct str kept = now->commune_at == NONE ? STR_NONE : arena_printf(a, " : « %.*s » est retenu", STR_ARG(now->commune));
	if (before->insee.n > 0 && gazetteer_by_insee(before->insee) < 0)
		warn(w, r, "code_insee", arena_printf(a, "« %.*s » n’est pas un code INSEE connu%.*s", STR_ARG(before->insee), STR_ARG(kept)));
	struct str folded = fold_commune(before->commune, a);
	if (folded.n > 0 && gazetteer_by_name(folded, one, 1) == 0)
		warn(w, r, "commune", arena_printf(a, "« %.*s » n’est pas une commune connue%.*s", STR_ARG(before->commune), STR_ARG(kept)));
	if (isfinite(before->lat) && !before->at_centre && now->at_centre)
		warn(w, r, "latitude", arena_printf(a, "cette position est à %.0f km de %.*s : le centre de la commune est retenu",
						    km_to(before, (uint32_t)now->commune_at), STR_ARG(now->commune)));
}

// A code that another one took the place of is no longer what the file told.
static void forget_replaced(struct record *r, const struct place *before)
{
	for (size_t k = 0; k < place_field_n; k++)
		if (place_fields[k].form == FORM_INSEE && !field_same(&place_fields[k], &r->place, before))
			r->told &= ~((uint64_t)1 << k);
}

void enrich_records(struct record_set *set, struct arena *a)
{
	struct warnings w = {.arena = a};
	for (size_t i = 0; i < set->warning_n; i++)
		vec_push(&w.list, set->warnings[i]);
	for (size_t i = 0; i < set->record_n; i++) {
		struct place before = set->records[i].place;
		enrich_place(&set->records[i].place, a);
		forget_replaced(&set->records[i], &before);
		tell(&w, &set->records[i], &before);
	}
	set->warnings = arena_copy(a, w.list.v, w.list.n, sizeof *w.list.v);
	set->warning_n = w.list.n;
	vec_free(&w.list);
}
