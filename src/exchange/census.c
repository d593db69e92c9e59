// SPDX-License-Identifier: AGPL-3.0-or-later
// The 2019 census of the Mission Coworking. "0" and "NULL" mean unknown; postal codes may have lost their zero.
#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/codec.h"
#include "exchange/csv.h"

enum column { ID, NAME, ADDRESS, POSTCODE, TOWN, INSEE, COMMUNE, WEB, TYPE, LAT, LON, SCORE, METRO_INSEE, METRO, COLUMNS };
static const char *const columns[COLUMNS] = {
	"ID", "NOM_TL", "ADRESSE", "CP", "COMINIT", "INSEECOM", "NOMCOM", "WEB", "TYPO", "LAT", "LONG", "PRECISION",
	"INSEEMETRO", "NOMCOMMETRO",
};

// Below this score the geocoder only found the street's or the commune's middle, or another town.
static const double score_trusted = 0.4;

const struct err *read_census(struct codec *c, const struct csv *t)
{
	struct arena *a = c->arena;
	int at[COLUMNS];
	for (int i = 0; i < COLUMNS; i++)
		if ((at[i] = csv_column(t, str_of(columns[i]))) < 0)
			return err_new(ERR_INPUT, "ligne 1, colonne 1 : la colonne « %s » manque", columns[i]);
	for (size_t i = 0; i < t->row_n; i++) {
		const struct csv_row *row = &t->rows[i];
		#define CELL(k) row->cells[at[k]]
		struct record r = {.identifier = str_trim(CELL(ID)), .line = row->line, .raw_name = CELL(NAME),
				   .place = place_none()};
		struct clean_name name = clean_name(CELL(NAME), a);
		struct place *p = &r.place;
		p->name = name.name;
		p->other_names = name.others;
		p->description = name.notes;
		p->address = clean_case(clean_line(CELL(ADDRESS), a), a);
		p->postcode = clean_postcode(CELL(POSTCODE), a);
		p->insee = clean_insee(CELL(INSEE), a);
		p->commune = clean_line(CELL(COMMUNE), a);
		if (p->insee.n == 0 && p->commune.n == 0) { // the metropolis columns know the commune where the others are 0
			p->commune = clean_line(CELL(METRO), a);
			p->insee = clean_insee(CELL(METRO_INSEE), a);
		}
		if (p->commune.n == 0)
			p->commune = clean_case(clean_line(CELL(TOWN), a), a);
		p->website = clean_url(CELL(WEB), a);
		struct str type = CELL(TYPE);
		if (str_ends(type, S("coworking")))
			p->types = 1u << TYPE_COWORKING;
		else if (str_ends(type, S("fablab")))
			p->types = 1u << TYPE_FABLAB;
		if (!codec_position(c, r.line, CELL(LAT), CELL(LON), p))
			continue;
		double score;
		if (clean_real(CELL(SCORE), &score) && score > 0 && score < score_trusted)
			p->at_centre = true;
		codec_add(c, r);
	}
	return NULL;
}
