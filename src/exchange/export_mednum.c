// SPDX-License-Identifier: AGPL-3.0-or-later
// LaMednum, "Lieux de médiation numérique" v1.0.2 (github.com/LaMednum/standard-mediation-num): 32 columns, lists cut
// by |, commas between cells. What we do not know stays empty where the schema allows it.
#include <math.h>

#include "base/utf8.h"
#include "exchange/export.h"

#define DELIMITER ','
// The column is required: this is what the national map's own tools write where nobody told us a SIRET or an RNA.
#define NO_PIVOT "00000000000000"

static const char *const columns[] = {
	"id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude", "longitude",
	"typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume", "presentation_detail", "source",
	"itinerance", "structure_parente", "date_maj", "services", "publics_specifiquement_adresses",
	"prise_en_charge_specifique", "frais_a_charge", "dispositif_programmes_nationaux", "formations_labels",
	"autres_formations_labels", "modalites_acces", "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
};
enum { COLUMN_N = sizeof columns / sizeof *columns };

// "^([013-9]\d|2[AB1-9])\d{3}$"
static bool insee_fits(struct str s)
{
	if (s.n != 5)
		return false;
	for (size_t i = 0; i < 5; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (!digit && !(i == 1 && s.p[0] == '2' && (s.p[1] == 'A' || s.p[1] == 'B')))
			return false;
	}
	return s.p[0] != '2' || s.p[1] != '0';
}

static bool postcode_fits(struct str s)
{
	if (s.n != 5)
		return false;
	for (size_t i = 0; i < 5; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool place_fits(const struct place *p)
{
	return p->name.n > 0 && p->commune.n > 0 && p->address.n > 0 && postcode_fits(p->postcode) && p->confirmed.year >= 1000;
}

// A whole day is asked for. Where we only know the year or the month, its first day: never fresher than the truth.
static void put_date(struct buf *out, struct date d)
{
	buf_addf(out, "%04d-%02d-%02d", d.year, d.month ? d.month : 1, d.day ? d.day : 1);
}

static void item(struct buf *b, struct str s)
{
	if (b->n > 0)
		buf_addc(b, '|');
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b, s.p[i] == '|' ? '/' : s.p[i]);
}

struct cells {
	struct str value[COLUMN_N];
};

static void put(struct cells *c, const char *column, struct str value)
{
	for (size_t i = 0; i < COLUMN_N; i++)
		if (str_eqz(str_of(columns[i]), column))
			c->value[i] = value;
}

static struct str number(double d, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (isfinite(d))
		buf_addd(&b, d, 6);
	return buf_str(&b);
}

// The vocabularies of the schema: a third place, an association when its holder is one; the one label it lists by name.
static void put_vocabularies(struct cells *c, const struct export *e, const struct place *p, struct arena *a)
{
	struct buf kind = BUF_IN(a), holders = BUF_IN(a), known = BUF_IN(a), others = BUF_IN(a);
	bool association = false;
	item(&kind, S("TIERS_LIEUX"));
	for (size_t i = 0; i < p->tie_n; i++) {
		const struct org *o = &e->atlas->orgs[p->ties[i].org];
		if (!p->ties[i].holder)
			continue;
		association = association || o->holder_kind == HOLDER_ASSOCIATION;
		item(&holders, o->name);
	}
	if (association)
		item(&kind, S("ASSO"));
	for (size_t i = 0; i < p->label_n; i++) {
		const struct label *l = &e->atlas->labels[p->labels[i].label];
		if (str_eqz(l->key, "fabrique-de-territoire"))
			item(&known, S("Fabriques de Territoire"));
		else
			item(&others, l->name);
	}
	put(c, "typologie", buf_str(&kind));
	put(c, "structure_parente", buf_str(&holders));
	put(c, "formations_labels", buf_str(&known));
	put(c, "autres_formations_labels", buf_str(&others));
}

static struct str publishers(const struct export *e, const struct place *p, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < p->origin_n; i++) {
		const struct source *s = &e->atlas->sources[p->origins[i].source];
		if (b.n > 0)
			buf_addz(&b, " ; ");
		buf_addf(&b, "%.*s (%.*s)", STR_ARG(s->title), STR_ARG(s->licence));
	}
	return buf_str(&b);
}

static void write_line(const struct export *e, const struct place *p, struct buf *out, struct arena *a)
{
	struct cells c = {0};
	struct buf date = BUF_IN(a);
	put_date(&date, p->confirmed);
	put(&c, "id", p->slug);
	put(&c, "pivot", p->pivot.n > 0 ? p->pivot : S(NO_PIVOT));
	put(&c, "nom", p->name);
	put(&c, "commune", p->commune);
	put(&c, "code_postal", p->postcode);
	put(&c, "code_insee", insee_fits(p->insee) ? p->insee : STR_NONE);
	put(&c, "adresse", p->address);
	put(&c, "latitude", number(p->lat, a));
	put(&c, "longitude", number(p->lon, a));
	put(&c, "telephone", p->phone);
	put(&c, "site_web", p->website);
	put(&c, "horaires", p->hours);
	put(&c, "presentation_resume", utf8_clip(p->summary, 279)); // 280, with room for an apostrophe
	put(&c, "presentation_detail", p->description);
	put(&c, "source", publishers(e, p, a));
	put(&c, "date_maj", buf_str(&date));
	put_vocabularies(&c, e, p, a);
	for (size_t i = 0; i < COLUMN_N; i++) {
		if (i > 0)
			buf_addc(out, DELIMITER);
		if (str_eqz(str_of(columns[i]), "latitude") || str_eqz(str_of(columns[i]), "longitude"))
			buf_add(out, c.value[i]);
		else
			csv_text(out, c.value[i], DELIMITER);
	}
	buf_addz(out, "\r\n");
}

void export_mednum(const struct export *e, struct buf *out, size_t *left_out)
{
	struct arena a = {0};
	for (size_t i = 0; i < COLUMN_N; i++)
		buf_addf(out, "%s%s", i ? "," : "", columns[i]);
	buf_addz(out, "\r\n");
	for (size_t i = 0; i < e->n; i++) {
		const struct place *p = &e->atlas->places[e->places[i]];
		if (p->state == PLACE_CLOSED || !place_fits(p)) {
			++*left_out;
			continue;
		}
		write_line(e, p, out, &a);
		arena_reset(&a);
	}
	arena_release(&a);
}
