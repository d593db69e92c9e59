// SPDX-License-Identifier: AGPL-3.0-or-later
#include "model/field_form.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/hours.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Five characters: digits, or a department of Corsica.
static bool is_code(enum field_form form, struct str s)
{
	if (s.n != 5)
		return false;
	for (size_t i = 0; i < 5; i++) {
		bool corsica = form == FORM_INSEE && i == 1 && s.p[0] == '2' && (s.p[1] == 'A' || s.p[1] == 'B');
		if (!is_digit(s.p[i]) && !corsica)
			return false;
	}
	return true;
}

static void replace(struct buf *b, struct buf *with)
{
	buf_release(b);
	*b = *with;
}

// French numbers by pairs ("02 98 97 00 00"), +33 as 0; others keep their country and their digits.
static bool fix_phone(struct buf *b)
{
	char digits[16];
	size_t n = 0;
	struct str s = buf_str(b);
	bool abroad = s.p[0] == '+';
	for (size_t i = abroad; i < s.n; i++) {
		if (strchr(" .-/()", s.p[i]) != NULL)
			continue;
		if (s.n - i >= 2 && (unsigned char)s.p[i] == 0xC2 && (unsigned char)s.p[i + 1] == 0xA0) {
			i++;
			continue;
		}
		if (!is_digit(s.p[i]) || n == sizeof digits - 1)
			return false;
		digits[n++] = s.p[i];
	}
	if (n < 4)
		return false;
	size_t country = abroad && memcmp(digits, "33", 2) == 0 ? 2 : n > 4 && memcmp(digits, "0033", 4) == 0 ? 4 : 0;
	struct buf out = {0};
	if (country > 0) {
		size_t at = country + (n > country && digits[country] == '0'); // +33 (0)2 …
		if (n - at != 9)
			return false;
		digits[at - 1] = '0';
		memmove(digits, digits + at - 1, 10);
		n = 10;
		abroad = false;
	} else if (!abroad && n != 10 && n != 4) {
		return false;
	}
	if (abroad)
		buf_addc(&out, '+');
	for (size_t i = 0; i < n; i++) {
		if (!abroad && n == 10 && i > 0 && i % 2 == 0)
			buf_addc(&out, ' ');
		buf_addc(&out, digits[i]);
	}
	replace(b, &out);
	return true;
}

// One @, something before it, a host with a dot after it; in lower case, as all mail hosts that we meet take it.
static bool fix_mail(struct buf *b)
{
	struct str s = buf_str(b), host;
	struct str user = str_cut(s, '@', &host);
	ptrdiff_t dot = str_findc(host, '.');
	if (user.n == 0 || dot <= 0 || host.p[host.n - 1] == '.' || str_findc(host, '@') >= 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>()[],;:\\\"", s.p[i]) != NULL)
			return false;
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			b->p[i] = (char)(s.p[i] | 32);
	}
	return true;
}

static bool fix_hours(struct buf *b)
{
	struct hours h;
	struct buf out = {0};
	if (!hours_read(buf_str(b), &h))
		return hours_plausible(buf_str(b));
	hours_write(&h, &out);
	replace(b, &out);
	return true;
}

static bool is_luhn(struct str digits)
{
	unsigned sum = 0;
	for (size_t i = 0; i < digits.n; i++) {
		unsigned d = (unsigned)(digits.p[digits.n - 1 - i] - '0') << (i % 2);
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

// A SIRET, checked by Luhn's sum, which the offices of La Poste do not follow (insee.fr, "Numéro SIRET"); no number of an
// establishment is 00000: that is what spreadsheets make of one that they took for a figure. Or an RNA.
static bool fix_pivot(struct buf *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		bool hard = i + 1 < b->n && (unsigned char)b->p[i] == 0xC2 && (unsigned char)b->p[i + 1] == 0xA0;
		bool narrow = i + 2 < b->n && memcmp(b->p + i, "\u202f", 3) == 0;
		i += hard ? 1 : narrow ? 2 : 0;
		if (!hard && !narrow && strchr(" .-", b->p[i]) == NULL)
			b->p[n++] = b->p[i];
	}
	b->n = n;
	struct str s = buf_str(b);
	bool association = n == 10 && (s.p[0] == 'W' || s.p[0] == 'w');
	for (size_t i = association; i < n; i++)
		if (!is_digit(s.p[i]))
			return false;
	if (association)
		b->p[0] = 'W';
	if (association || n != 14)
		return association;
	return !str_ends(s, S("00000")) && !str_starts(s, S("000000000")) && (is_luhn(s) || str_starts(s, S("356000000")));
}

bool form_fix(enum field_form form, struct buf *b, struct str *problem)
{
	switch (form) {
	case FORM_FREE:
		return true;
	case FORM_POSTCODE:
		*problem = str_of(tr("Un code postal a cinq chiffres, par exemple 29900."));
		return is_code(form, buf_str(b));
	case FORM_INSEE:
		*problem = str_of(tr("Un code INSEE a cinq caractères, par exemple 29039 ou 2A004."));
		return is_code(form, buf_str(b));
	case FORM_PHONE:
		*problem = str_of(tr("Ce n’est pas un numéro de téléphone, comme 02 98 97 00 00 ou +32 2 123 45 67."));
		return fix_phone(b);
	case FORM_MAIL:
		*problem = str_of(tr("Ce n’est pas une adresse mail, comme bonjour@exemple.fr."));
		return fix_mail(b);
	case FORM_HOURS:
		*problem = str_of(tr("Ces horaires ne se lisent pas. Écrivez-les comme « lundi au vendredi 9h-12h, 14h-18h ; samedi fermé » (ou Mo-Fr 09:00-12:00,14:00-18:00; Sa off)."));
		return fix_hours(b);
	case FORM_PIVOT:
		*problem = str_of(tr("Ce n’est ni un SIRET (14 chiffres, dont le dernier vérifie les autres) ni un RNA (W et 9 chiffres)."));
		return fix_pivot(b);
	}
	return false;
}

bool form_url(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>\"`{}|\\^", s.p[i]) != NULL)
			return false;
	bool http = s.n >= 7 && str_ieq(str_sub(s, 0, 7), S("http://"));
	bool https = s.n >= 8 && str_ieq(str_sub(s, 0, 8), S("https://"));
	struct str rest = str_from(s, http ? 7 : https ? 8 : 0);
	size_t host = 0;
	while (host < rest.n && strchr("/?#", rest.p[host]) == NULL)
		host++;
	struct str name = str_sub(rest, 0, host);
	if (!http && !https && str_findc(name, ':') >= 0)
		return false; // another scheme: mailto:, javascript:
	if (str_findc(name, '@') >= 0)
		return false; // a mail address, or a name and password
	ptrdiff_t dot = str_findc(name, '.');
	if (dot <= 0 || (size_t)dot + 1 >= name.n)
		return false;
	buf_addz(out, http ? "http://" : "https://");
	buf_add(out, rest);
	return true;
}

static bool has_line(struct str lines, struct str one)
{
	while (lines.n > 0)
		if (str_eq(str_cut(lines, '\n', &lines), one))
			return true;
	return false;
}

bool form_urls(struct str text, struct arena *a, struct buf *out, struct str *problem)
{
	struct buf one = {0};
	bool ok = true;
	unsigned line = 1;
	for (size_t at = 0; at < text.n && ok;) {
		size_t end = at;
		while (end < text.n && strchr("\r\n|", text.p[end]) == NULL)
			end++;
		struct str s = str_trim(str_sub(text, at, end - at));
		unsigned here = line;
		line += end < text.n && text.p[end] != '\r';
		at = end + 1;
		if (s.n == 0)
			continue;
		buf_reset(&one);
		ok = form_url(s, &one);
		if (!ok)
			*problem = arena_printf(a, tr("Ligne %u : « %.*s » n’est pas une adresse web, comme https://videos.exemple.fr/w/abc."), here,
						STR_ARG(utf8_clip(s, 60)));
		if (!ok || has_line(buf_str(out), buf_str(&one)))
			continue;
		if (out->n > 0)
			buf_addc(out, '\n');
		buf_add(out, buf_str(&one));
	}
	buf_release(&one);
	return ok;
}

bool form_parts(enum vocab v, struct str text, uint32_t max, struct arena *a, struct buf *out, struct str *problem)
{
	enum { MOST = 16 };
	struct buf parts[MOST] = {0};
	size_t n = vocab_size(v) < MOST ? vocab_size(v) : MOST;
	unsigned part = 0;
	bool started = false, ok = true;
	while (text.n > 0) {
		struct str line = str_cut(text, '\n', &text), rest;
		unsigned found;
		if (str_trim(line).n == 0)
			continue;
		struct str code = str_trim(str_cut(line, ':', &rest));
		if (rest.p != NULL && vocab_find(v, code, &found)) {
			part = found;
			line = rest;
			started = true;
		}
		if (!started) {
			*problem = str_of(tr("Chaque ligne commence par le nom d’une partie, suivi de deux-points."));
			ok = false;
			break;
		}
		buf_addc(&parts[part], ' ');
		buf_add(&parts[part], line);
	}
	for (unsigned i = 0; i < n; i++) {
		struct buf line = {0};
		utf8_squeeze(&line, buf_str(&parts[i]));
		size_t length = utf8_length(buf_str(&line));
		if (ok && length > max) {
			*problem = arena_printf(a, tr("« %s » est trop long : %zu caractères, pour %u au plus."), tr(vocab_name(v, i)), length,
						(unsigned)max);
			ok = false;
		}
		if (ok && line.n > 0) {
			struct str part_code = vocab_code(v, i);
			buf_addf(out, "%s%.*s: ", out->n > 0 ? "\n" : "", STR_ARG(part_code));
			buf_add(out, buf_str(&line));
		}
		buf_release(&line);
		buf_release(&parts[i]);
	}
	return ok;
}
