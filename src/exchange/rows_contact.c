// SPDX-License-Identifier: AGPL-3.0-or-later
// What reaches the place, without what reaches a person; and when it is open.
#include <string.h>

#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/rows.h"

static struct str fit_phone(struct str s, struct arena *a)
{
	unsigned digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	if (digits == 9 && digits == s.n && s.p[0] != '0') // a number that a table of numbers took the zero of
		return arena_printf(a, "0%.*s", STR_ARG(s));
	return digits >= 4 && digits <= 15 ? s : STR_NONE;
}

static void read_contact(struct reading *r, const char *target)
{
	struct codec *c = r->c;
	struct place *p = &r->r.place;
	const struct field *f = field_find(str_of(target));
	bool mail = target[0] == 'c';
	struct str column, cell, item, problem;
	for (size_t i = 0; f != NULL && (cell = row_nth(r, target, i, &column)).n > 0; i++) {
		struct str rest = clean_line(cell, c->arena);
		while (rows_next_item(&rest, &item)) {
			if (mail ? personal_mail(item) : personal_phone(item)) {
				codec_warn(c, r->row->line, column, "donnée personnelle : laissée de côté");
				continue;
			}
			if (!field_empty(f, p))
				continue; // the first that is the place's own
			struct str value = mail ? item : fit_phone(item, c->arena);
			if (value.n == 0 || (mail && str_findc(item, '@') <= 0) || !field_read(f, value, c->arena, p, &problem))
				codec_warn(c, r->row->line, column, "« %.*s » n’est pas %s : laissé de côté", STR_ARG(utf8_clip(item, 40)),
					   mail ? "une adresse mail" : "un numéro de téléphone");
		}
	}
}

// --- when it is open ---

static int column_day(struct str column, struct arena *a)
{
	struct str words = heading_words(column, a);
	int found = -1;
	while (words.n > 0) {
		int day = hours_day(str_cut(words, ' ', &words));
		found = day >= 0 ? day : found;
	}
	return found;
}

// Hours without a day would be every day's; nobody said so.
static bool names_a_day(struct str s)
{
	static const char *const days[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "24/7", "PH"};
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (str_find(s, str_of(days[i])) >= 0)
			return true;
	return false;
}

static void read_hours(struct reading *r)
{
	struct codec *c = r->c;
	struct place *p = &r->r.place;
	const struct field *f = field_find(S("horaires"));
	struct str column, cell, problem, bad = STR_NONE, bad_column = STR_NONE;
	struct buf week = BUF_IN(c->arena);
	unsigned done = 0;
	for (size_t i = 0; f != NULL && (cell = row_nth(r, "horaires", i, &column)).n > 0; i++) {
		struct str text = clean_line(cell, c->arena);
		int day = column_day(column, c->arena);
		struct buf one = BUF_IN(c->arena);
		bool read = day < 0 && names_a_day(text) && field_read(f, text, c->arena, p, &problem);
		if (!read && hours_from_words(day < 0 ? cell : text, day, &one)) {
			read = day >= 0 ? !(done >> day & 1) : field_read(f, buf_str(&one), c->arena, p, &problem);
			if (day >= 0 && read) {
				done |= 1u << day;
				buf_addf(&week, "%s%.*s", week.n > 0 ? "; " : "", STR_ARG(buf_str(&one)));
			}
		}
		if (!read) {
			bad = bad.n > 0 ? bad : text;
			bad_column = bad_column.n > 0 ? bad_column : column;
		}
		if (read && day < 0)
			return;
	}
	if (week.n > 0 && bad.n == 0 && field_read(f, buf_str(&week), c->arena, p, &problem))
		return;
	if (bad.n > 0) // a week of which a day is not understood would say that it is shut
		codec_warn(c, r->row->line, bad_column, "ces horaires ne se lisent pas : « %.*s » est laissé de côté", STR_ARG(utf8_clip(bad, 40)));
}

void rows_read_contacts(struct reading *r)
{
	read_contact(r, "telephone");
	read_contact(r, "courriels");
	read_hours(r);
}
