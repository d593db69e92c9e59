// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/place_row.h"

#include "model/field.h"
#include "model/gazetteer.h"
#include "store/row.h"

static uint8_t read_types(struct str codes)
{
	uint8_t bits = 0;
	while (codes.n > 0) {
		int type = row_to_code(VOCAB_TYPE, str_cut(codes, '|', &codes));
		if (type >= 0)
			bits |= (uint8_t)(1u << type);
	}
	return bits;
}

static uint8_t read_tri(struct str code)
{
	int value = row_to_code(VOCAB_TRI, code);
	return value < 0 ? UNKNOWN : (uint8_t)value;
}

void place_from_row(struct db_rows *r, place_text *keep, void *user, struct place *p)
{
	struct {
		struct str *to;
		int col;
		bool repeats;
	} texts[] = {
		{&p->slug, 1, false},     {&p->name, 2, false},         {&p->other_names, 3, false}, {&p->address, 4, false},
		{&p->postcode, 5, true},  {&p->commune, 6, true},       {&p->insee, 7, true},        {&p->summary, 12, false},
		{&p->description, 13, false}, {&p->website, 14, false}, {&p->document, 15, false},   {&p->phone, 21, false},
		{&p->email, 22, false},   {&p->hours, 23, true},        {&p->videos, 24, false},     {&p->criteria, 25, false},
		{&p->pivot, 26, false},
	};
	*p = place_none();
	p->id = db_col_int(r, 0);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		*texts[i].to = keep(user, db_col_text(r, texts[i].col), texts[i].repeats);
	if (!db_col_null(r, 8) && !db_col_null(r, 9)) {
		p->lat = db_col_real(r, 8);
		p->lon = db_col_real(r, 9);
	}
	p->at_centre = db_col_int(r, 10) != 0;
	p->types = read_types(db_col_text(r, 11));
	p->qpv = read_tri(db_col_text(r, 16));
	p->digital = read_tri(db_col_text(r, 17));
	p->holder_since = (int16_t)db_col_int(r, 18);
	p->state = str_eqz(db_col_text(r, 19), "ferme") ? PLACE_CLOSED : PLACE_OPEN;
	p->confirmed = row_to_date(db_col_text(r, 20));
	p->commune_at = p->insee.n > 0 ? gazetteer_by_insee(p->insee) : NONE;
}
