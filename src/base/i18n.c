// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads gettext's compiled catalogues (GNU gettext manual, "The Format of GNU MO Files") where they lie in the
// binary: libc's gettext wants installed locales and has one language a process, a server has one a request.
#include "base/i18n.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/embed.h"

static _Thread_local enum lang current;

void i18n_set(enum lang lang)
{
	current = lang;
}

enum lang i18n_get(void)
{
	return current;
}

const char *i18n_code(enum lang lang)
{
	return lang == LANG_EN ? "en" : "fr";
}

// One language range of the header and its weight in thousandths; -1 when the weight is malformed.
static int range_weight(struct str item, struct str *tag)
{
	struct str params, q;
	*tag = str_trim(str_cut(item, ';', &params));
	params = str_trim(params);
	if (params.n == 0)
		return 1000;
	struct str name = str_trim(str_cut(params, '=', &q));
	double weight;
	if (!str_ieq(name, S("q")) || !str_to_double(str_trim(q), &weight) || weight < 0 || weight > 1)
		return -1;
	return (int)lround(weight * 1000);
}

static bool in_language(struct str tag, struct str code)
{
	return str_ieq(str_sub(tag, 0, 2), code) && (tag.n == 2 || tag.p[2] == '-');
}

enum lang i18n_accept(struct str header)
{
	int french = -1, english = -1, any = 0;
	bool english_first = false;
	while (header.n > 0) {
		struct str tag;
		int weight = range_weight(str_cut(header, ',', &header), &tag);
		if (weight < 0)
			continue;
		if (in_language(tag, S("fr")) && weight > french)
			french = weight;
		if (in_language(tag, S("en")) && weight > english) {
			english_first = french < weight;
			english = weight;
		}
		if (str_eqz(tag, "*"))
			any = weight;
	}
	if (french < 0 && english < 0)
		return LANG_FR;
	if (french < 0)
		french = any;
	if (english < 0)
		english = any;
	if (english == 0 || english < french)
		return LANG_FR;
	return english > french || english_first ? LANG_EN : LANG_FR;
}

static uint32_t mo_u32(struct str mo, size_t at)
{
	uint32_t value = 0;
	if (at + 4 <= mo.n)
		memcpy(&value, mo.p + at, 4);
	return le32toh(value); // as po/meson.build asks of msgfmt
}

static const char *mo_text(struct str mo, size_t table, size_t i, size_t *length)
{
	*length = mo_u32(mo, table + 8 * i);
	size_t at = mo_u32(mo, table + 8 * i + 4);
	return at < mo.n && *length < mo.n - at ? mo.p + at : "";
}

// The translation of a message, with its length (plural forms follow each other, NUL between); NULL when there is none.
static const char *translation(const char *french, size_t *length)
{
	const struct embed_file *f = embed_find(S("po/en.mo"));
	if (f == NULL || french[0] == '\0' || mo_u32(f->bytes, 0) != 0x950412de)
		return NULL;
	struct str mo = f->bytes;
	size_t low = 0, high = mo_u32(mo, 8), ids = mo_u32(mo, 12), texts = mo_u32(mo, 16);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(french, mo_text(mo, ids, middle, length));
		if (order == 0) {
			const char *text = mo_text(mo, texts, middle, length);
			return text[0] != '\0' ? text : NULL;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *tr(const char *french)
{
	if (current == LANG_FR)
		return french;
	size_t length;
	const char *text = translation(french, &length);
	return text != NULL ? text : french;
}

const char *trn(const char *one, const char *many, int64_t n)
{
	bool french_one = n > -2 && n < 2, english_one = n == 1 || n == -1;
	if (current == LANG_FR)
		return french_one ? one : many;
	size_t length;
	const char *text = translation(one, &length);
	if (text == NULL)
		return english_one ? one : many;
	size_t first = strlen(text);
	return english_one || first >= length ? text : text + first + 1;
}

// Writes digits in groups of three from the right.
static void grouped(struct buf *b, struct str digits)
{
	for (size_t i = 0; i < digits.n; i++) {
		if (i > 0 && (digits.n - i) % 3 == 0)
			buf_addz(b, current == LANG_EN ? "," : "\u202f");
		buf_addc(b, digits.p[i]);
	}
}

static void localised(struct buf *b, struct str number)
{
	if (str_starts(number, S("-"))) {
		buf_addz(b, "−");
		number = str_from(number, 1);
	}
	struct str rest;
	grouped(b, str_cut(number, '.', &rest));
	if (rest.n > 0) {
		buf_addc(b, current == LANG_EN ? '.' : ',');
		buf_add(b, rest);
	}
}

void i18n_int(struct buf *b, int64_t i)
{
	struct buf plain = {0};
	buf_addi(&plain, i);
	localised(b, buf_str(&plain));
	buf_release(&plain);
}

void i18n_num(struct buf *b, double d, int decimals)
{
	struct buf plain = {0};
	buf_addd(&plain, d, decimals);
	localised(b, buf_str(&plain));
	buf_release(&plain);
}

void i18n_date(struct buf *b, struct date d)
{
	static const char *const months[LANG_COUNT][12] = {
		{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
		 "décembre"},
		{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
		 "December"},
	};
	if (d.year == 0)
		return;
	if (d.month >= 1 && d.month <= 12) {
		if (d.day > 0)
			buf_addf(b, "%d%s ", d.day, d.day == 1 && current == LANG_FR ? "er" : "");
		buf_addf(b, "%s ", months[current][d.month - 1]);
	}
	buf_addf(b, "%d", d.year);
}

void i18n_km(struct buf *b, double km)
{
	double tens = round(km * 100) * 10; // metres, to the ten
	if (tens < 1000) {
		i18n_num(b, tens, 0);
		buf_addz(b, "\u00a0m");
		return;
	}
	i18n_num(b, km, km < 9.95 ? 1 : 0);
	buf_addz(b, "\u00a0km");
}
