// SPDX-License-Identifier: AGPL-3.0-or-later
#include "exchange/clean.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
	const char *name, *text;
} entities[] = {
	{"amp", "&"},  {"lt", "<"},  {"gt", ">"},      {"quot", "\""},   {"apos", "'"},  {"nbsp", " "},
	{"eacute", "é"}, {"egrave", "è"}, {"agrave", "à"}, {"ccedil", "ç"}, {"rsquo", "’"}, {"laquo", "«"},
	{"raquo", "»"}, {"ndash", "–"}, {"mdash", "—"}, {"hellip", "…"}, {"ocirc", "ô"}, {"ecirc", "ê"},
};

static void add_codepoint(struct buf *b, int64_t cp)
{
	if (cp < 0x80) {
		buf_addc(b, (char)cp);
	} else if (cp < 0x800) {
		buf_addc(b, (char)(0xC0 | cp >> 6));
		buf_addc(b, (char)(0x80 | (cp & 0x3F)));
	} else {
		buf_addc(b, (char)(0xE0 | cp >> 12));
		buf_addc(b, (char)(0x80 | (cp >> 6 & 0x3F)));
		buf_addc(b, (char)(0x80 | (cp & 0x3F)));
	}
}

static bool add_entity(struct buf *b, struct str name)
{
	int64_t cp;
	if (name.n > 1 && name.p[0] == '#' && str_to_i64(str_from(name, 1), &cp) && cp >= 0x20 && cp < 0xD800) {
		add_codepoint(b, cp);
		return true;
	}
	for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
		if (str_eqz(name, entities[i].name)) {
			buf_addz(b, entities[i].text);
			return true;
		}
	}
	return false;
}

struct str clean_entities(struct str s, struct arena *a)
{
	if (str_findc(s, '&') < 0)
		return s;
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '&') {
			ptrdiff_t end = str_findc(str_sub(s, i, 10), ';');
			if (end > 1 && add_entity(&b, str_sub(s, i + 1, (size_t)end - 1))) {
				i += (size_t)end;
				continue;
			}
		}
		buf_addc(&b, s.p[i]);
	}
	return buf_str(&b);
}

struct str clean_line(struct str s, struct arena *a)
{
	s = clean_entities(s, a);
	struct buf b = {0}, out = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++) {
		ptrdiff_t end = s.p[i] == '<' ? str_findc(str_from(s, i), '>') : -1;
		if (end < 0) {
			buf_addc(&b, s.p[i]);
			continue;
		}
		bool br = str_ieq(str_sub(s, i + 1, 2), S("br"));
		while (br && b.n > 0 && (b.p[b.n - 1] == ' ' || b.p[b.n - 1] == ','))
			b.n--;
		buf_addz(&b, br ? ", " : " ");
		i += (size_t)end;
	}
	utf8_squeeze(&out, buf_str(&b));
	buf_release(&b);
	struct str line = buf_str(&out);
	return str_ieq(line, S("null")) || str_eqz(line, "-") || str_eqz(line, "0") ? STR_NONE : line;
}

struct str clean_html(struct str s, struct arena *a)
{
	static const char *const lines[] = {"<br", "<p", "</p", "<li", "<div", "<h"};
	s = clean_entities(s, a);
	ptrdiff_t open = str_findc(s, '<');
	if (open < 0 || str_findc(str_from(s, (size_t)open), '>') < 0)
		return s;
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++) {
		ptrdiff_t end = s.p[i] == '<' && i + 1 < s.n && strchr(" =<0123456789", s.p[i + 1]) == NULL ? str_findc(str_from(s, i), '>') : -1;
		if (end < 0) {
			buf_addc(&b, s.p[i]);
			continue;
		}
		for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
			if (str_ieq(str_sub(s, i, strlen(lines[k])), str_of(lines[k])) && b.n > 0 && b.p[b.n - 1] != '\n') {
				buf_addc(&b, '\n');
				break;
			}
		}
		if (str_ieq(str_sub(s, i, 3), S("<li")))
			buf_addz(&b, "- ");
		i += (size_t)end;
	}
	return str_trim(buf_str(&b));
}

static bool digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

// "44 000", "F-44000", "44000 Nantes"; "2A004" is none.
struct str clean_postcode(struct str s, struct arena *a)
{
	char code[5];
	size_t n = 0;
	s = str_trim(s);
	if (str_ieq(str_sub(s, 0, 2), S("FR")))
		s = str_from(s, 2);
	else if (str_ieq(str_sub(s, 0, 1), S("F")))
		s = str_from(s, 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			if (n == 5)
				return STR_NONE;
			code[n++] = s.p[i];
		} else if (n == 5 && (s.p[i] == ' ' || s.p[i] == ',')) {
			break;
		} else if (strchr(" .-\xC2\xA0", s.p[i]) == NULL) {
			return STR_NONE;
		}
	}
	if (n == 4)
		return arena_printf(a, "0%.4s", code);
	return n == 5 && memcmp(code, "00000", 5) != 0 ? arena_str(a, (struct str){code, 5}) : STR_NONE;
}

struct str clean_insee(struct str s, struct arena *a)
{
	s = str_trim(s);
	if (s.n == 4 && digits(s))
		return arena_printf(a, "0%.*s", STR_ARG(s));
	bool corsica = s.n == 5 && s.p[0] == '2' && (s.p[1] == 'A' || s.p[1] == 'B') && digits(str_from(s, 2));
	return s.n == 5 && (corsica || digits(s)) ? arena_str(a, s) : STR_NONE;
}

struct str clean_url(struct str s, struct arena *a)
{
	s = str_trim(clean_entities(s, a));
	if (s.n > 7 && str_ieq(str_sub(s, 0, 4), S("http")) && !str_starts(s, S("http"))) { // Http://Www.Exemple.Fr
		struct buf b = BUF_IN(a);
		ptrdiff_t slashes = str_find(s, S("://")), end = slashes > 0 ? str_findc(str_from(s, (size_t)slashes + 3), '/') : 0;
		size_t host = slashes > 0 && end >= 0 ? (size_t)(slashes + 3 + end) : s.n;
		for (size_t i = 0; i < s.n; i++)
			buf_addc(&b, i < host && s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i]);
		s = buf_str(&b);
	}
	ptrdiff_t http = str_find(s, S("http")); // "Innovation studio http://…"
	if (http > 0)
		s = str_from(s, (size_t)http);
	ptrdiff_t gap = str_find(s, S(":// "));
	if (gap > 0)
		s = arena_printf(a, "%.*s%.*s", (int)gap + 3, s.p, STR_ARG(str_trim(str_from(s, (size_t)gap + 3))));
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("\"<>\\^`{|}", s.p[i]) != NULL)
			s.n = i;
	bool scheme = str_starts(s, S("http://")) || str_starts(s, S("https://"));
	struct str host = scheme ? str_from(s, s.p[4] == 's' ? 8 : 7) : s;
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] == '/' || host.p[i] == '?' || host.p[i] == '#')
			host.n = i;
	ptrdiff_t dot = str_findc(host, '.');
	if (dot <= 0 || (size_t)dot + 2 >= host.n || str_findc(host, '@') >= 0)
		return STR_NONE;
	return scheme ? arena_str(a, s) : arena_printf(a, "http://%.*s", STR_ARG(s));
}

// 31/01/2024, 1-2-2024, 31.01.2024 14:00
static bool day_first(struct str s, struct date *out)
{
	int64_t part[3];
	for (int i = 0; i < 3; i++) {
		size_t n = 0;
		while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
			n++;
		bool parted = n < s.n && strchr("/-.", s.p[n]) != NULL;
		if (n == 0 || n > 4 || (i < 2 && (!parted || n > 2)) || !str_to_i64(str_sub(s, 0, n), &part[i]))
			return false;
		if (i == 2 && (n != 4 || (n < s.n && s.p[n] != ' ' && s.p[n] != 'T')))
			return false;
		s = str_from(s, i < 2 ? n + 1 : n);
	}
	char iso[16];
	int n = snprintf(iso, sizeof iso, "%04d-%02d-%02d", (int)part[2], (int)part[1], (int)part[0]);
	return date_parse((struct str){iso, (size_t)n}, out);
}

bool clean_date(struct str s, struct date *out)
{
	s = str_trim(s);
	struct date d;
	if (!day_first(s, &d)) {
		if (s.n > 10 && (s.p[10] == 'T' || s.p[10] == ' '))
			s.n = 10;
		if (!date_parse(s, &d))
			return false;
	}
	if (d.year == 1970 && d.month == 1 && d.day == 1)
		return false;
	*out = d;
	return true;
}

bool clean_real(struct str s, double *out)
{
	char number[40];
	s = str_trim(s);
	if (s.n == 0 || s.n >= sizeof number)
		return false;
	for (size_t i = 0; i < s.n; i++)
		number[i] = s.p[i] == ',' ? '.' : s.p[i];
	return str_to_double((struct str){number, s.n}, out);
}

struct str clean_excel(struct str s)
{
	bool told = s.n >= 3 && str_starts(s, S("=\"")) && str_ends(s, S("\""));
	return told ? str_sub(s, 2, s.n - 3) : s;
}
