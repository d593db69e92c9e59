// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening hours in French as OSM writes them: "Lundi au vendredi 9h-12h / 14h-18h" is "Mo-Fr 09:00-12:00,14:00-18:00". Only
// what is understood to its last word is rewritten; "sur rendez-vous" or a day said twice is left as it is found.
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "exchange/column.h"

enum token { END, DAY, TIME, TO, AND, STOP, OFF, EVERY, FROM, OTHER };
struct scan {
	struct str s;
	size_t at;
	enum token token;
	int value; // of a day, 0 to 6; of a time, in minutes
	unsigned seen; // days that a clause before this one spoke of
};

static const char *const osm[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

static bool letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

int hours_day(struct str word) // folded
{
	static const char *const names[7][5] = {
		{"lundi", "lundis", "lun", "lu", NULL}, {"mardi", "mardis", "mar", "ma", NULL}, {"mercredi", "mercredis", "mer", "me", NULL},
		{"jeudi", "jeudis", "jeu", "je", NULL}, {"vendredi", "vendredis", "ven", "ve", NULL}, {"samedi", "samedis", "sam", "sa", NULL},
		{"dimanche", "dimanches", "dim", "di", NULL},
	};
	for (int d = 0; d < 7; d++)
		for (int k = 0; names[d][k] != NULL; k++)
			if (str_eqz(word, names[d][k]))
				return d;
	return -1;
}

static int number(struct scan *c)
{
	int n = 0, digits = 0;
	for (; c->at < c->s.n && digit(c->s.p[c->at]) && digits < 3; c->at++, digits++)
		n = n * 10 + (c->s.p[c->at] - '0');
	return digits == 0 || digits > 2 ? -1 : n;
}

static void skip_spaces(struct scan *c)
{
	while (c->at < c->s.n && (c->s.p[c->at] == ' ' || c->s.p[c->at] == '\t'))
		c->at++;
}

// 9h, 9h30, 9 h 30, 09:30
static void read_time(struct scan *c)
{
	int hours = number(c), minutes = 0;
	skip_spaces(c);
	bool marked = c->at < c->s.n && (c->s.p[c->at] == 'h' || c->s.p[c->at] == ':');
	c->token = OTHER;
	if (hours < 0 || !marked)
		return;
	bool colon = c->s.p[c->at++] == ':';
	size_t mark = c->at;
	if (!colon && c->at < c->s.n && letter(c->s.p[c->at]))
		return;
	skip_spaces(c);
	if (c->at < c->s.n && digit(c->s.p[c->at]) && (colon || mark == c->at || c->at + 2 <= c->s.n)) {
		size_t before = c->at;
		minutes = number(c);
		if (c->at - before != 2 || (c->at < c->s.n && (c->s.p[c->at] == 'h' || c->s.p[c->at] == ':'))) { // "9h 14h"
			c->at = mark;
			minutes = 0;
		}
	} else {
		c->at = mark;
		if (colon)
			return;
	}
	if (hours > 24 || minutes < 0 || minutes > 59)
		return;
	c->token = TIME;
	c->value = hours * 60 + minutes;
}

static void read_word(struct scan *c)
{
	size_t from = c->at;
	while (c->at < c->s.n && letter(c->s.p[c->at]))
		c->at++;
	struct str word = str_sub(c->s, from, c->at - from);
	c->value = hours_day(word);
	if (c->value >= 0)
		c->token = DAY;
	else if (str_eqz(word, "au") || str_eqz(word, "a"))
		c->token = TO;
	else if (str_eqz(word, "et") || str_eqz(word, "puis"))
		c->token = AND;
	else if (str_eqz(word, "du") || str_eqz(word, "de") || str_eqz(word, "le") || str_eqz(word, "les"))
		c->token = FROM;
	else if (str_eqz(word, "ferme") || str_eqz(word, "fermee") || str_eqz(word, "fermeture"))
		c->token = OFF;
	else if (str_eqz(word, "midi")) {
		c->token = TIME;
		c->value = 720;
	} else
		c->token = OTHER;
}

static void next(struct scan *c)
{
	static const struct str every = S("tous les jours");
	skip_spaces(c);
	if (c->at >= c->s.n) {
		c->token = END;
	} else if (str_starts(str_from(c->s, c->at), every)) {
		c->token = EVERY;
		c->at += every.n;
	} else if (digit(c->s.p[c->at])) {
		read_time(c);
	} else if (letter(c->s.p[c->at])) {
		read_word(c);
	} else {
		char mark = c->s.p[c->at++];
		c->token = mark == '-' ? TO : mark == ',' || mark == '/' || mark == '&' ? AND : strchr(";.|\n\r:", mark) != NULL ? STOP : OTHER;
	}
	if (c->token == FROM)
		next(c);
}

static void pass(struct scan *c, enum token a, enum token b)
{
	while (c->token == a || c->token == b)
		next(c);
}

// "lundi au vendredi", "mardi, jeudi et samedi"
static bool days(struct scan *c, struct buf *out)
{
	unsigned mine = 0;
	size_t start = out->n;
	if (c->token == EVERY) {
		next(c);
		buf_addz(out, "Mo-Su");
		mine = 127;
	}
	while (c->token == DAY) {
		int first = c->value, last = first;
		next(c);
		if (c->token == TO) {
			next(c);
			if (c->token != DAY || c->value <= first)
				return false;
			last = c->value;
			next(c);
		}
		for (int d = first; d <= last; d++) {
			if (mine >> d & 1)
				return false;
			mine |= 1u << d;
		}
		if (out->n > start)
			buf_addc(out, ',');
		buf_addz(out, osm[first]);
		if (last > first)
			buf_addf(out, "-%s", osm[last]);
		pass(c, AND, AND);
	}
	bool fresh = (mine & c->seen) == 0;
	c->seen |= mine;
	return mine != 0 && fresh;
}

// "9h-12h / 14h-18h", "9h à 12h et de 14h à 18h", "fermé"
static bool times(struct scan *c, struct buf *out)
{
	int after = -1;
	bool any = false;
	pass(c, STOP, AND);
	if (c->token == OFF) {
		next(c);
		buf_addz(out, " off");
		return true;
	}
	while (c->token == TIME) {
		int from = c->value;
		next(c);
		if (c->token != TO)
			return false;
		next(c);
		if (c->token != TIME || c->value <= from || from <= after)
			return false;
		after = c->value;
		buf_addf(out, "%s%02d:%02d-%02d:%02d", any ? "," : " ", from / 60, from % 60, after / 60, after % 60);
		any = true;
		next(c);
		size_t mark = c->at;
		if (c->token == STOP && c->at > 0 && c->s.p[c->at - 1] != ';' && mark < c->s.n) // "9h-12h. 14h-18h" is one day's
			continue;
		pass(c, AND, AND);
	}
	return any;
}

bool hours_from_words(struct str text, int day, struct buf *out)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	struct scan c = {.s = buf_str(&folded)};
	size_t start = out->n;
	bool good = true;
	if (str_find(c.s, S("24h/24")) >= 0 || str_find(c.s, S("24/24")) >= 0) {
		good = str_find(c.s, S("7j/7")) >= 0 || str_find(c.s, S("7/7")) >= 0;
		good = good && c.s.n < 20;
		if (good)
			buf_addz(out, "24/7");
		buf_release(&folded);
		return good;
	}
	next(&c);
	pass(&c, STOP, AND);
	while (good && c.token != END) {
		if (out->n > start)
			buf_addz(out, "; ");
		if (day >= 0) {
			good = c.seen == 0;
			c.seen = 127;
			buf_addz(out, osm[day]);
		} else {
			good = days(&c, out);
		}
		good = good && times(&c, out);
		pass(&c, STOP, AND);
	}
	good = good && out->n > start;
	if (!good)
		out->n = start;
	buf_release(&folded);
	return good;
}
