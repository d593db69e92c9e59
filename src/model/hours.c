// SPDX-License-Identifier: AGPL-3.0-or-later
// https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
#include "model/hours.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static const char *const codes[HOURS_DAYS] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"};
static const char *const names[HOURS_DAYS] = {N_("lundi"),  N_("mardi"),  N_("mercredi"), N_("jeudi"), N_("vendredi"),
					      N_("samedi"), N_("dimanche"), N_("jours fériés")};
#define APPOINTMENT "\"sur rendez-vous\""

enum { WEEK = 7, DAY_MINUTES = 24 * 60 };

const char *hours_day_name(unsigned day)
{
	return names[day];
}

// --- reading ---

struct reader {
	struct str rest;
};

static void skip(struct reader *r)
{
	while (r->rest.n > 0 && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t'))
		r->rest = str_from(r->rest, 1);
}

static bool take(struct reader *r, const char *what)
{
	size_t n = strlen(what);
	skip(r);
	if (!str_ieq(str_sub(r->rest, 0, n), str_of(what)))
		return false;
	r->rest = str_from(r->rest, n);
	return true;
}

static bool at_letter(const struct reader *r)
{
	return r->rest.n > 0 && ((r->rest.p[0] | 32) >= 'a' && (r->rest.p[0] | 32) <= 'z');
}

static bool take_word(struct reader *r, const char *what)
{
	struct reader before = *r;
	if (take(r, what) && !at_letter(r))
		return true;
	*r = before;
	return false;
}

static int take_day(struct reader *r)
{
	for (int i = 0; i < HOURS_DAYS; i++)
		if (take_word(r, codes[i]))
			return i;
	return -1;
}

static int digits(struct reader *r, int *count)
{
	int value = 0;
	for (*count = 0; *count < 2 && r->rest.n > 0 && r->rest.p[0] >= '0' && r->rest.p[0] <= '9'; ++*count) {
		value = value * 10 + (r->rest.p[0] - '0');
		r->rest = str_from(r->rest, 1);
	}
	return value;
}

static bool take_time(struct reader *r, uint16_t *minutes)
{
	int n, m;
	struct reader before = *r;
	skip(r);
	int hour = digits(r, &n);
	if (n > 0 && r->rest.n > 0 && r->rest.p[0] == ':') {
		r->rest = str_from(r->rest, 1);
		int minute = digits(r, &m);
		if (m == 2 && minute < 60 && hour * 60 + minute <= 2 * DAY_MINUTES) {
			*minutes = (uint16_t)(hour * 60 + minute);
			return true;
		}
	}
	*r = before;
	return false;
}

// "Mo-Fr,Su": the bits of its days; 0 when there are none.
static unsigned take_days(struct reader *r)
{
	unsigned days = 0;
	for (;;) {
		int from = take_day(r);
		if (from < 0)
			return 0;
		int to = from;
		if (from < WEEK && take(r, "-")) {
			to = take_day(r);
			if (to < 0 || to >= WEEK)
				return 0;
		}
		for (int d = from;; d = (d + 1) % WEEK) {
			days |= 1u << d;
			if (d == to || d >= WEEK)
				break;
		}
		struct reader before = *r;
		if (!take(r, ","))
			return days;
		skip(r);
		if (!at_letter(r)) {
			*r = before;
			return days;
		}
	}
}

static bool take_ranges(struct reader *r, struct hours_day *day)
{
	for (;;) {
		struct hours_range x;
		if (day->n == HOURS_RANGES || !take_time(r, &x.from) || x.from >= DAY_MINUTES || !take(r, "-") || !take_time(r, &x.to))
			return false;
		if (x.to <= x.from)
			x.to = (uint16_t)(x.to + DAY_MINUTES);
		if (x.to - x.from > DAY_MINUTES || x.to > 2 * DAY_MINUTES)
			return false;
		day->ranges[day->n++] = x;
		struct reader before = *r;
		if (!take(r, ","))
			return true;
		skip(r);
		if (at_letter(r)) { // another rule
			*r = before;
			return true;
		}
	}
}

static bool take_appointment(struct reader *r)
{
	static const char *const known[] = {"\"sur rendez-vous\"", "\"sur RDV\"", "\"by appointment\"", "\"on appointment\""};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (take(r, known[i]))
			return true;
	return false;
}

static void sort_ranges(struct hours_day *d)
{
	for (int i = 1; i < d->n; i++)
		for (int k = i; k > 0 && d->ranges[k].from < d->ranges[k - 1].from; k--) {
			struct hours_range x = d->ranges[k];
			d->ranges[k] = d->ranges[k - 1];
			d->ranges[k - 1] = x;
		}
}

static bool overlap(const struct hours_day *d)
{
	for (int i = 1; i < d->n; i++)
		if (d->ranges[i].from < d->ranges[i - 1].to)
			return true;
	return false;
}

// One rule; `adds` to what was said of its days (after a comma) or replaces it (after a semicolon).
static bool take_rule(struct reader *r, bool adds, struct hours *h)
{
	struct hours_day rule = {.told = true};
	unsigned days = 0x7F;
	skip(r);
	if (take(r, "24/7")) {
		rule.ranges[rule.n++] = (struct hours_range){0, DAY_MINUTES};
	} else {
		if (at_letter(r) && (days = take_days(r)) == 0)
			return false;
		take(r, ":"); // "Mo-Fr: 09:00" is tolerated
		skip(r);
		bool off = take_word(r, "off") || take_word(r, "closed");
		if (!off && r->rest.n > 0 && r->rest.p[0] != '"' && !take_ranges(r, &rule))
			return false;
		rule.appointment = !off && take_appointment(r);
		if (!off && rule.n == 0 && !rule.appointment)
			return false; // days alone, or another remark than ours
	}
	for (int d = 0; d < HOURS_DAYS; d++) {
		if (!(days & 1u << d))
			continue;
		struct hours_day *to = &h->days[d];
		if (!adds || !to->told) {
			*to = rule;
		} else {
			if (to->n + rule.n > HOURS_RANGES || to->appointment != rule.appointment)
				return false;
			memcpy(to->ranges + to->n, rule.ranges, rule.n * sizeof rule.ranges[0]);
			to->n = (uint8_t)(to->n + rule.n);
		}
		sort_ranges(to);
		if (overlap(to))
			return false;
	}
	return true;
}

bool hours_read(struct str osm, struct hours *out)
{
	struct reader r = {str_trim(osm)};
	struct hours h = {0};
	bool adds = false;
	while (r.rest.n > 0) {
		if (!take_rule(&r, adds, &h))
			return false;
		skip(&r);
		if (r.rest.n == 0)
			break;
		if (r.rest.p[0] != ';' && r.rest.p[0] != ',')
			return false;
		adds = r.rest.p[0] == ',';
		r.rest = str_from(r.rest, 1);
		skip(&r);
	}
	*out = h;
	return true;
}

bool hours_time(struct str s, uint16_t *minutes)
{
	char plain[8];
	size_t n = 0;
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ' ' || (unsigned char)c == 0xC2 || (unsigned char)c == 0xA0) // spaces, no-break ones too
			continue;
		if (c == 'h' || c == 'H' || c == '.')
			c = ':';
		if (n == sizeof plain - 3 || !(c == ':' || (c >= '0' && c <= '9')))
			return false;
		plain[n++] = c;
	}
	if (n == 0)
		return false;
	if (memchr(plain, ':', n) == NULL)
		plain[n++] = ':';
	if (plain[n - 1] == ':') {
		plain[n++] = '0';
		plain[n++] = '0';
	}
	struct reader r = {{plain, n}};
	return take_time(&r, minutes) && r.rest.n == 0 && *minutes <= DAY_MINUTES;
}

// --- writing ---

static bool same_day(const struct hours_day *a, const struct hours_day *b)
{
	return a->told == b->told && a->n == b->n && a->appointment == b->appointment &&
	       memcmp(a->ranges, b->ranges, a->n * sizeof a->ranges[0]) == 0;
}

static void write_time(struct buf *out, unsigned minutes)
{
	unsigned m = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
	buf_addf(out, "%02u:%02u", m / 60, m % 60);
}

static void write_day(const struct hours_day *d, struct buf *out)
{
	for (int i = 0; i < d->n; i++) {
		buf_addz(out, i > 0 ? "," : " ");
		write_time(out, d->ranges[i].from);
		buf_addc(out, '-');
		write_time(out, d->ranges[i].to);
	}
	if (d->appointment)
		buf_addz(out, " " APPOINTMENT);
	else if (d->n == 0)
		buf_addz(out, " off");
}

void hours_write(const struct hours *h, struct buf *out)
{
	bool done[HOURS_DAYS] = {0};
	size_t start = out->n;
	for (int d = 0; d < HOURS_DAYS; d++) {
		const struct hours_day *day = &h->days[d];
		if (done[d] || !day->told)
			continue;
		buf_addz(out, out->n > start ? "; " : "");
		bool first = true;
		for (int from = d; from < HOURS_DAYS; from++) {
			if (done[from] || !same_day(day, &h->days[from]) || (d < WEEK) != (from < WEEK))
				continue;
			int to = from;
			while (to + 1 < WEEK && from < WEEK && same_day(day, &h->days[to + 1]))
				to++;
			buf_addf(out, "%s%s", first ? "" : ",", codes[from]);
			if (to > from)
				buf_addf(out, "%s%s", to > from + 1 ? "-" : ",", codes[to]);
			for (int i = from; i <= to; i++)
				done[i] = true;
			first = false;
			from = to;
		}
		write_day(day, out);
	}
}

// --- the rest of the language, word by word ---

static bool known_word(struct str word)
{
	static const char *const words[] = {
		"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", "SH", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec", "week", "easter", "day", "days", "dawn", "sunrise", "sunset", "dusk", "off", "closed", "open",
		"unknown"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_ieq(word, str_of(words[i])))
			return true;
	return false;
}

bool hours_plausible(struct str osm)
{
	bool said = false;
	for (size_t i = 0; i < osm.n;) {
		unsigned char c = (unsigned char)osm.p[i];
		if (c == '"') {
			ptrdiff_t end = str_findc(str_from(osm, i + 1), '"');
			if (end < 0)
				return false;
			i += (size_t)end + 2;
			said = true;
		} else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
			size_t n = 0;
			while (i + n < osm.n && (osm.p[i + n] | 32) >= 'a' && (osm.p[i + n] | 32) <= 'z')
				n++;
			if (!known_word(str_sub(osm, i, n)))
				return false;
			i += n;
			said = true;
		} else if (c >= '0' && c <= '9') {
			size_t n = 0;
			while (i + n < osm.n && osm.p[i + n] >= '0' && osm.p[i + n] <= '9')
				n++;
			if (n > 4)
				return false;
			i += n;
			said = true;
		} else if (strchr(" \t:;,-+/()[]|=", c) != NULL) {
			i++;
		} else {
			return false;
		}
	}
	return said;
}

// --- in words ---

static void say_time(struct buf *b, unsigned minutes)
{
	unsigned m = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
	if (m % 60 == 0)
		buf_addf(b, tr("%u h"), m / 60);
	else
		buf_addf(b, tr("%u h %02u"), m / 60, m % 60);
}

static struct str say_day(const struct hours_day *d, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (d->n == 1 && d->ranges[0].from == 0 && d->ranges[0].to == DAY_MINUTES) {
		buf_addz(&b, tr("jour et nuit"));
	} else {
		for (int i = 0; i < d->n; i++) {
			buf_addz(&b, i == 0 ? "" : i + 1 == d->n ? tr(" et ") : ", ");
			say_time(&b, d->ranges[i].from);
			buf_addz(&b, " – ");
			say_time(&b, d->ranges[i].to);
		}
	}
	if (d->appointment)
		buf_addf(&b, "%s%s", d->n > 0 ? ", " : "", tr("sur rendez-vous"));
	return b.n > 0 ? buf_str(&b) : str_of(tr("fermé"));
}

size_t hours_words(struct str osm, struct arena *a, struct hours_row **out)
{
	struct hours h;
	size_t n = 0;
	*out = arena_array(a, HOURS_DAYS, sizeof **out);
	if (osm.n == 0 || !hours_read(osm, &h))
		return 0;
	for (int d = 0; d < WEEK; d++)
		h.days[d].told = true; // of what nothing is said is closed
	for (int d = 0; d < HOURS_DAYS; d++) {
		int to = d;
		if (!h.days[d].told)
			continue;
		while (d < WEEK && to + 1 < WEEK && same_day(&h.days[d], &h.days[to + 1]))
			to++;
		const char *first = tr(names[d]), *last = tr(names[to]);
		(*out)[n++] = (struct hours_row){
			to == d ? str_of(first)
				: arena_printf(a, to == d + 1 ? tr("%s et %s") : tr("%s à %s"), first, last),
			say_day(&h.days[d], a)};
		d = to;
	}
	return n;
}
