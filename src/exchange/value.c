// SPDX-License-Identifier: AGPL-3.0-or-later
// What cells look like, whatever their column is called.
#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "exchange/clean.h"
#include "exchange/column.h"
#include "model/gazetteer.h"

enum { LOOKED_AT = 300 }; // cells of a column, spread over the file

bool value_empty(struct str cell)
{
	static const char *const none[] = {"n/c", "-", "--", "nc", "n.c.", "n/a", "na", "#n/a", "null", "none", "nr", "?", "/", ".", "nan",
					   "non renseigne", "inconnu", "neant", "non communique", "nan,nan", "[]", "{}", "n.a.", "undefined"};
	cell = str_trim(cell);
	if (cell.n == 0 || cell.n > 20 || strchr("-nN#?/.iIuU[{", cell.p[0]) == NULL)
		return cell.n == 0;
	struct buf b = {0};
	utf8_fold(&b, cell);
	bool empty = false;
	for (size_t i = 0; i < sizeof none / sizeof none[0] && !empty; i++)
		empty = str_eqz(str_trim(buf_str(&b)), none[i]);
	buf_release(&b);
	return empty;
}

static unsigned digits_in(struct str s)
{
	unsigned n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] >= '0' && s.p[i] <= '9';
	return n;
}

static bool only(struct str s, const char *allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(allowed, s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

static bool has_word(struct str folded, const char *list)
{
	for (size_t i = 0; i < folded.n;) {
		size_t end = i;
		while (end < folded.n && strchr(" ,.;:'()-/", folded.p[end]) == NULL)
			end++;
		struct str word = str_sub(folded, i, end - i);
		for (const char *at = list; word.n > 0 && (at = strchr(at, ' ')) != NULL;)
			if (strncmp(++at, word.p, word.n) == 0 && at[word.n] == ' ')
				return true;
		i = end + 1;
	}
	return false;
}

static unsigned number_look(struct str s)
{
	double d;
	unsigned look = 0;
	if (!clean_real(s, &d))
		return 0;
	look |= LOOK_NUMBER;
	bool fine = str_findc(s, '.') >= 0 || str_findc(s, ',') >= 0;
	bool lat = (d >= 41 && d <= 51.6) || (d >= 14 && d <= 18.3) || (d <= -7 && d >= -28.5);
	bool lon = (d >= -6 && d <= 10.2) || (d >= -63.3 && d <= -51) || (d >= 44.8 && d <= 56) || (d >= 158 && d <= 172.5) ||
		   (d <= -134 && d >= -179);
	if (fine && lat)
		look |= LOOK_LAT;
	if (fine && lon && d != 0)
		look |= LOOK_LON;
	if (fabs(d) >= 90000 && fabs(d) <= 8e6)
		look |= LOOK_METRES;
	return look;
}

static unsigned code_look(struct str s, struct arena *a)
{
	uint32_t one[1];
	unsigned look = 0;
	struct str code = clean_postcode(s, a);
	if (only(s, "0123456789 .") && code.n == 5 && gazetteer_by_postcode(code, one, 1) > 0)
		look |= LOOK_POSTCODE;
	code = clean_insee(s, a);
	if (code.n == 5 && gazetteer_by_insee(code) >= 0)
		look |= LOOK_INSEE;
	return look;
}

static bool is_url(struct str s)
{
	if (str_starts(s, S("http://")) || str_starts(s, S("https://")) || str_starts(s, S("www.")))
		return true;
	ptrdiff_t dot = str_findc(s, '.');
	if (dot <= 0 || str_findc(s, ' ') >= 0 || str_findc(s, '@') >= 0 || only(s, "0123456789.,-+/"))
		return false;
	return has_word(s, " fr com org net eu bzh info io coop corsica re nc lab paris alsace ") && s.n > 5;
}

static bool five_digits(struct str s)
{
	return s.n == 5 && digits_in(s) == 5;
}

struct str value_town(struct str s, struct str *code)
{
	s = str_trim(s);
	struct str before = str_sub(s, 0, 5), rest = str_from(s, 5), after = s.n > 6 ? str_from(s, s.n - 5) : STR_NONE;
	if (s.n > 6 && str_ends(s, S(")")) && five_digits(str_sub(s, s.n - 6, 5)) && s.p[s.n - 7] == '(') { // Rennes (35000)
		before = str_sub(s, s.n - 6, 5);
		rest = str_sub(s, 0, s.n - 7);
	} else if (!(five_digits(before) && rest.n > 1 && strchr(" -,", rest.p[0]) != NULL)) {
		if (!(five_digits(after) && s.n > 7 && s.p[s.n - 6] == ' '))
			return s;
		before = after;
		rest = str_sub(s, 0, s.n - 6);
	}
	while (rest.n > 0 && strchr(" -,", rest.p[0]) != NULL)
		rest = str_from(rest, 1);
	while (rest.n > 0 && strchr(" -,", rest.p[rest.n - 1]) != NULL)
		rest.n--;
	if (code != NULL)
		*code = before;
	return rest;
}

static unsigned text_look(struct str s, struct arena *a)
{
	struct buf b = {0};
	uint32_t one[1];
	unsigned look = 0, unknown = 0, digits = digits_in(s);
	utf8_fold(&b, s);
	struct str f = buf_str(&b);
	if (str_findc(s, '@') > 0 && str_findc(str_from(s, (size_t)str_findc(s, '@')), '.') > 1 && str_findc(str_trim(s), ' ') < 0)
		look |= LOOK_MAIL;
	else if (is_url(s))
		look |= LOOK_URL;
	if (has_word(f, " lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim mo tu we th fr sa su 24/7 ") &&
	    (digits > 1 || s.n < 40))
		look |= LOOK_HOURS;
	if (has_word(f, " rue avenue av boulevard bd bld place pl chemin ch route rte allee allees impasse imp quai cours square zone za zi "
			"zac faubourg fbg passage esplanade parvis hameau bourg lieu-dit residence ruelle sentier promenade venelle ") &&
	    s.n < 200)
		look |= LOOK_STREET;
	struct str town = value_town(s, NULL);
	if (town.n > 0 && digits_in(town) == 0 && town.n < 60 && gazetteer_by_name(town, one, 1) > 0)
		look |= LOOK_COMMUNE;
	if (s.n < 300 && kinds_read(s, &unknown) != 0)
		look |= LOOK_TYPES;
	if (s.n < 60 && personal_name(s))
		look |= LOOK_PERSON;
	if (digits == 0 && str_findc(str_trim(s), ' ') < 0)
		look |= LOOK_WORD;
	if (digits >= 3 && s.n >= 8 && str_findc(s, ' ') < 0 && !(look & (LOOK_URL | LOOK_MAIL)))
		look |= LOOK_CODE;
	if (has_word(f, " oui non true false vrai faux ") && s.n < 6)
		look |= LOOK_YESNO;
	buf_release(&b);
	return look;
}

// Hard spaces as plain ones, in a cell that fits.
static struct str value_spaces(struct str s, char *plain, size_t max)
{
	size_t n = 0;
	if (s.n > max || (str_find(s, S("\u00a0")) < 0 && str_find(s, S("\u202f")) < 0))
		return s;
	for (size_t i = 0; i < s.n; i++) {
		bool hard = str_starts(str_from(s, i), S("\u00a0")), narrow = str_starts(str_from(s, i), S("\u202f"));
		plain[n++] = hard || narrow ? ' ' : s.p[i];
		i += hard ? 1 : narrow ? 2 : 0;
	}
	return str_trim((struct str){plain, n});
}

// A SIRET or an RNA by its form, with spaces or without.
static bool is_pivot(struct str s)
{
	bool association = s.n > 0 && (s.p[0] == 'W' || s.p[0] == 'w');
	if (str_ends(s, S(".0")))
		s.n -= 2;
	return only(str_from(s, association), "0123456789 .-") && digits_in(s) == (association ? 9 : 14) && s.n < 24;
}

unsigned value_look(struct str cell, struct arena *a)
{
	char plain[200];
	struct str s = value_spaces(str_trim(clean_excel(cell)), plain, sizeof plain);
	struct date d;
	double lat, lon;
	unsigned look = number_look(s), digits = digits_in(s);
	if (only(s, "0123456789 AB") && digits >= 3)
		look |= code_look(s, a);
	if (only(s, "+0123456789 .-/()\t") && digits >= 9 && digits <= 13 && str_findc(s, '.') != 1 && str_findc(s, '.') != 2 + (s.n > 0 && s.p[0] == '-') )
		look |= LOOK_PHONE;
	else if (only(s, "+0123456789 .-/()\t") && digits == 10 && s.p[0] == '0')
		look |= LOOK_PHONE;
	if (position_degrees(s, &lat, &lon)) {
		look |= isnan(lat) ? LOOK_LON : LOOK_LAT;
		return look;
	}
	if (!(look & LOOK_NUMBER) && position_pair(s, &lat, &lon))
		look |= LOOK_POINT;
	if (is_pivot(s))
		look |= LOOK_PIVOT;
	if (digits >= 4 && clean_date(s, &d) && d.month != 0)
		look |= LOOK_DATE;
	if (!(look & (LOOK_NUMBER | LOOK_POINT)))
		look |= text_look(s, a);
	return look;
}

struct column_looks column_look(const struct table *t, size_t column, struct arena *a)
{
	struct column_looks c = {0};
	struct map seen = {0};
	size_t step = t->row_n / LOOKED_AT + 1, length = 0;
	for (size_t i = 0; i < t->row_n; i += step) {
		struct str cell = t->rows[i].cells[column];
		if (value_empty(cell))
			continue;
		unsigned look = value_look(cell, a);
		for (unsigned k = 0; k < LOOKS; k++)
			c.looks[k] += look >> k & 1;
		map_set(&seen, cell, 1);
		length += utf8_length(cell);
		c.n++;
	}
	c.distinct = c.n > 0 ? (double)seen.n / (double)c.n : 0;
	c.length = c.n > 0 ? (double)length / (double)c.n : 0;
	map_release(&seen);
	return c;
}

double column_share(const struct column_looks *c, enum look look)
{
	unsigned k = 0;
	while ((1u << k) < (unsigned)look)
		k++;
	return c->n > 0 ? (double)c->looks[k] / (double)c->n : 0;
}
