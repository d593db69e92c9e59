// SPDX-License-Identifier: AGPL-3.0-or-later
#include "model/field.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/field_form.h"

#define AT(member) offsetof(struct place, member)

const struct field place_fields[] = {
	{.name = "name", .key = "nom", .label = N_("Nom"), .type = FIELD_TEXT, .offset = AT(name), .max = 200,
	 .required = true, .weight = 10, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "other_names", .key = "autres_noms", .label = N_("Autres noms"), .type = FIELD_TEXT,
	 .offset = AT(other_names), .max = 500, .weight = 9, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "types", .key = "typologie", .label = N_("Types de lieu"), .type = FIELD_TYPES, .offset = AT(types),
	 .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "address", .key = "adresse", .label = N_("Adresse"), .type = FIELD_TEXT, .offset = AT(address), .max = 300,
	 .weight = 1, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "postcode", .key = "code_postal", .label = N_("Code postal"), .type = FIELD_TEXT, .offset = AT(postcode),
	 .max = 5, .weight = 6, .see = WHO_ANYONE, .change = WHO_TEAM, .form = FORM_POSTCODE},
	{.name = "commune", .key = "commune", .label = N_("Commune"), .type = FIELD_TEXT, .offset = AT(commune), .max = 100,
	 .weight = 6, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "insee", .key = "code_insee", .label = N_("Code INSEE"), .type = FIELD_TEXT, .offset = AT(insee), .max = 5,
	 .see = WHO_ANYONE, .change = WHO_TEAM, .form = FORM_INSEE},
	{.name = "lat", .key = "latitude", .label = N_("Latitude"), .type = FIELD_REAL, .offset = AT(lat), .least = -90,
	 .most = 90, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "lon", .key = "longitude", .label = N_("Longitude"), .type = FIELD_REAL, .offset = AT(lon), .least = -180,
	 .most = 180, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "website", .key = "site_web", .label = N_("Site web"), .type = FIELD_URL, .offset = AT(website), .max = 500,
	 .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "phone", .key = "telephone", .label = N_("Téléphone"), .type = FIELD_TEXT, .offset = AT(phone), .max = 20,
	 .see = WHO_ANYONE, .change = WHO_TEAM, .form = FORM_PHONE, .personal = true},
	{.name = "email", .key = "courriels", .label = N_("Adresse mail de l’équipe"), .type = FIELD_TEXT, .offset = AT(email), .max = 200,
	 .see = WHO_TEAM, .change = WHO_TEAM, .form = FORM_MAIL, .personal = true},
	{.name = "hours", .key = "horaires", .label = N_("Horaires"), .type = FIELD_TEXT, .offset = AT(hours), .max = 500,
	 .see = WHO_ANYONE, .change = WHO_TEAM, .form = FORM_HOURS},
	{.name = "summary", .key = "presentation_resume", .label = N_("En quelques mots"), .type = FIELD_TEXT,
	 .offset = AT(summary), .max = 280, .weight = 4, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "description", .key = "presentation_detail", .label = N_("Présentation"), .type = FIELD_LONG,
	 .offset = AT(description), .max = 20000, .weight = 2, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "qpv", .key = "qpv", .label = N_("Dans un quartier prioritaire (QPV)"), .type = FIELD_TRI, .offset = AT(qpv),
	 .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "digital", .key = "fabrique_numerique", .label = N_("Fabrique numérique"), .type = FIELD_TRI,
	 .offset = AT(digital), .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "pivot", .key = "pivot", .label = N_("SIRET ou RNA de la structure porteuse"), .type = FIELD_TEXT, .offset = AT(pivot),
	 .max = 14, .see = WHO_ANYONE, .change = WHO_TEAM, .form = FORM_PIVOT},
	{.name = "holder_since", .key = "porteuse_depuis", .label = N_("La structure porteuse existe depuis"),
	 .type = FIELD_YEAR, .offset = AT(holder_since), .least = 1000, .most = 2100, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "document", .key = "dossier", .label = N_("Dossier de présentation"), .type = FIELD_URL,
	 .offset = AT(document), .max = 500, .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "videos", .key = "videos", .label = N_("Vidéos"), .type = FIELD_URLS, .offset = AT(videos), .max = 3000,
	 .see = WHO_ANYONE, .change = WHO_TEAM},
	{.name = "criteria", .key = "criteres", .label = N_("Ce qui en fait un tiers-lieu"), .type = FIELD_PARTS, .offset = AT(criteria),
	 .max = 1000, .weight = 2, .see = WHO_ANYONE, .change = WHO_TEAM, .parts = VOCAB_CRITERION},
	{.name = "confirmed", .key = "date_maj", .label = N_("Confirmé le"), .type = FIELD_DATE, .offset = AT(confirmed),
	 .least = 1900, .most = 2100, .see = WHO_ANYONE, .change = WHO_TEAM},
};
const size_t place_field_n = sizeof place_fields / sizeof place_fields[0];

struct place place_none(void)
{
	return (struct place){.commune_at = NONE, .lat = NAN, .lon = NAN};
}

const struct field *field_find(struct str key)
{
	for (size_t i = 0; i < place_field_n; i++)
		if (str_eqz(key, place_fields[i].key))
			return &place_fields[i];
	return NULL;
}

static size_t field_size(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_PARTS:
		return sizeof(struct str);
	case FIELD_REAL:
		return sizeof(double);
	case FIELD_YEAR:
		return sizeof(int16_t);
	case FIELD_DATE:
		return sizeof(struct date);
	case FIELD_TRI:
	case FIELD_TYPES:
		return sizeof(uint8_t);
	}
	return 0;
}

static void *slot(const struct field *f, struct place *p)
{
	return (char *)p + f->offset;
}

static const void *slot_of(const struct field *f, const struct place *p)
{
	return (const char *)p + f->offset;
}

// Markdown keeps its lines; ends of lines are LF, without white space before them.
static void add_lines(struct buf *b, struct str s)
{
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\r') {
			if (i + 1 < s.n && s.p[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if (c == '\n')
			while (b->n > 0 && (b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\t'))
				b->n--;
		buf_addc(b, c);
	}
}

// Writes into b, which holds the squeezed text; false says why.
static bool check_text(const struct field *f, struct buf *b, struct arena *a, struct str *problem)
{
	struct str value = buf_str(b);
	if (f->required && value.n == 0) {
		*problem = str_of(tr("Il manque ce renseignement."));
		return false;
	}
	if (value.n > 0 && f->type == FIELD_URL) {
		struct buf url = {0};
		if (!form_url(value, &url)) {
			*problem = str_of(tr("Ce n’est pas une adresse web, comme https://www.exemple.fr."));
			return false;
		}
		buf_release(b);
		*b = url;
		value = buf_str(b);
	}
	if (value.n > 0 && f->form != FORM_FREE) {
		if (!form_fix(f->form, b, problem))
			return false;
		*problem = STR_NONE;
		value = buf_str(b);
	}
	if (f->type == FIELD_PARTS)
		return true; // each has its own length
	size_t length = utf8_length(value);
	if (length > f->max) {
		*problem = arena_printf(a, tr("C’est trop long : %zu caractères, pour %u au plus."), length, (unsigned)f->max);
		return false;
	}
	return true;
}

static bool read_text(const struct field *f, struct str text, struct arena *a, struct place *p, struct str *problem)
{
	struct buf b = {0};
	bool ok = true;
	if (f->type == FIELD_LONG)
		add_lines(&b, text);
	else if (f->type == FIELD_URLS)
		ok = form_urls(text, a, &b, problem);
	else if (f->type == FIELD_PARTS)
		ok = form_parts(f->parts, text, f->max, a, &b, problem);
	else
		utf8_squeeze(&b, text);
	ok = ok && check_text(f, &b, a, problem);
	if (ok)
		*(struct str *)slot(f, p) = b.n > 0 ? arena_str(a, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return ok;
}

static bool read_number(const struct field *f, struct str text, struct arena *a, double *out, struct str *problem)
{
	char plain[64];
	size_t n = text.n < sizeof plain ? text.n : 0;
	memcpy(plain, text.p, n);
	char *comma = memchr(plain, ',', n);
	if (comma != NULL)
		*comma = '.';
	if (!str_to_double((struct str){plain, n}, out)) {
		*problem = str_of(tr("Ce n’est pas un nombre."));
		return false;
	}
	if (*out < f->least || *out > f->most) {
		*problem = arena_printf(a, tr("Ce nombre doit être entre %g et %g."), f->least, f->most);
		return false;
	}
	return true;
}

static bool read_date(const struct field *f, struct str text, struct date *out)
{
	char iso[10];
	// 2024-01-31T10:00:00 or 2024-01-31 10:00
	if (text.n > 10 && (text.p[10] == 'T' || text.p[10] == ' '))
		text = str_sub(text, 0, 10);
	if (text.n == 10 && text.p[2] == '/' && text.p[5] == '/') { // 31/01/2024
		memcpy(iso, text.p + 6, 4);
		memcpy(iso + 5, text.p + 3, 2);
		memcpy(iso + 8, text.p, 2);
		iso[4] = iso[7] = '-';
		text = (struct str){iso, sizeof iso};
	}
	return date_parse(text, out) && out->year >= f->least && out->year <= f->most;
}

static bool read_tri(struct str text, uint8_t *out)
{
	static const char *const yes[] = {"oui", "o", "yes", "y", "vrai", "true", "1", "x"};
	static const char *const no[] = {"non", "n", "no", "faux", "false", "0"};
	unsigned value;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		if (str_ieq(text, str_of(yes[i])))
			return *out = YES, true;
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		if (str_ieq(text, str_of(no[i])))
			return *out = NO, true;
	if (!vocab_find(VOCAB_TRI, text, &value))
		return false;
	*out = (uint8_t)value;
	return true;
}

// The text folded, with hyphens as spaces: "Living-Lab" and "living lab" are one.
static struct str comparable(struct buf *scratch, struct str s)
{
	buf_reset(scratch);
	utf8_fold(scratch, s);
	for (size_t i = 0; i < scratch->n; i++)
		if (scratch->p[i] == '-')
			scratch->p[i] = ' ';
	return str_trim(buf_str(scratch));
}

// A type by its code, its whole name, or one of the names between slashes in it.
static bool find_type(struct str text, unsigned *out)
{
	if (vocab_find(VOCAB_TYPE, text, out))
		return true;
	struct buf typed = {0}, scratch = {0};
	struct str wanted = comparable(&typed, text);
	bool same = false;
	for (unsigned t = 0; t < TYPE_COUNT && !same; t++) {
		struct str name = str_of(vocab_name(VOCAB_TYPE, t));
		same = str_eq(wanted, comparable(&scratch, vocab_code(VOCAB_TYPE, t))) ||
		       str_eq(wanted, comparable(&scratch, name));
		while (!same && name.n > 0)
			same = str_eq(wanted, comparable(&scratch, str_cut(name, '/', &name)));
		*out = t;
	}
	buf_release(&typed);
	buf_release(&scratch);
	return same;
}

static bool read_types(struct str text, struct arena *a, uint8_t *out, struct str *problem)
{
	uint8_t bits = 0;
	for (size_t at = 0; at < text.n;) {
		size_t end = at;
		while (end < text.n && strchr("|;,", text.p[end]) == NULL)
			end++;
		struct str one = str_trim(str_sub(text, at, end - at));
		unsigned type;
		at = end + 1;
		if (one.n == 0)
			continue;
		if (!find_type(one, &type)) {
			one = utf8_clip(one, 60);
			*problem = arena_printf(a, tr("Le type « %.*s » n’est pas connu. Les types sont : "
						      "atelier-artisanal, coworking, foodlab, fablab, living-lab, "
						      "nourricier, culturel, autre."),
						STR_ARG(one));
			return false;
		}
		bits |= (uint8_t)(1u << type);
	}
	*out = bits;
	return true;
}

static void set_unknown(const struct field *f, struct place *p)
{
	if (f->type == FIELD_REAL)
		*(double *)slot(f, p) = NAN;
	else
		memset(slot(f, p), 0, field_size(f));
}

bool field_read(const struct field *f, struct str text, struct arena *a, struct place *p, struct str *problem)
{
	if (!utf8_valid(text)) {
		*problem = str_of(tr("Ce texte contient des caractères illisibles (il n’est pas en UTF-8)."));
		return false;
	}
	if (field_is_text(f))
		return read_text(f, text, a, p, problem);
	text = str_trim(text);
	if (text.n == 0) {
		set_unknown(f, p);
		return true;
	}
	double number;
	uint8_t small;
	struct date date;
	switch (f->type) {
	case FIELD_REAL:
		if (!read_number(f, text, a, &number, problem))
			return false;
		*(double *)slot(f, p) = number;
		return true;
	case FIELD_YEAR:
		if (!read_number(f, text, a, &number, problem))
			return false;
		if (number != floor(number)) {
			*problem = str_of(tr("Une année s’écrit avec quatre chiffres, par exemple 2019."));
			return false;
		}
		*(int16_t *)slot(f, p) = (int16_t)number;
		return true;
	case FIELD_DATE:
		if (!read_date(f, text, &date)) {
			*problem = str_of(tr("Ce n’est pas une date, comme 2024-01-31 ou 31/01/2024."));
			return false;
		}
		*(struct date *)slot(f, p) = date;
		return true;
	case FIELD_TRI:
		if (!read_tri(text, &small)) {
			*problem = str_of(tr("Il faut répondre par oui ou par non, ou ne rien écrire."));
			return false;
		}
		*(uint8_t *)slot(f, p) = small;
		return true;
	case FIELD_TYPES:
		if (!read_types(text, a, &small, problem))
			return false;
		*(uint8_t *)slot(f, p) = small;
		return true;
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_PARTS:
		break;
	}
	return false;
}

void field_write(const struct field *f, const struct place *p, struct buf *out)
{
	const void *v = slot_of(f, p);
	if (field_empty(f, p))
		return;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_PARTS:
		buf_add(out, *(const struct str *)v);
		break;
	case FIELD_REAL:
		buf_addd(out, *(const double *)v, 6);
		break;
	case FIELD_YEAR:
		buf_addi(out, *(const int16_t *)v);
		break;
	case FIELD_DATE:
		date_add(out, *(const struct date *)v);
		break;
	case FIELD_TRI:
		buf_add(out, vocab_code(VOCAB_TRI, *(const uint8_t *)v));
		break;
	case FIELD_TYPES:
		for (unsigned t = 0, n = 0; t < TYPE_COUNT; t++) {
			if (!(*(const uint8_t *)v & (1u << t)))
				continue;
			if (n++ > 0)
				buf_addc(out, '|');
			buf_add(out, vocab_code(VOCAB_TYPE, t));
		}
		break;
	}
}

bool field_empty(const struct field *f, const struct place *p)
{
	const void *v = slot_of(f, p);
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_PARTS:
		return ((const struct str *)v)->n == 0;
	case FIELD_REAL:
		return isnan(*(const double *)v);
	case FIELD_YEAR:
		return *(const int16_t *)v == 0;
	case FIELD_DATE:
		return ((const struct date *)v)->year == 0;
	case FIELD_TRI:
	case FIELD_TYPES:
		return *(const uint8_t *)v == 0;
	}
	return true;
}

bool field_same(const struct field *f, const struct place *a, const struct place *b)
{
	const void *x = slot_of(f, a), *y = slot_of(f, b);
	if (field_empty(f, a) || field_empty(f, b))
		return field_empty(f, a) && field_empty(f, b);
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_PARTS:
		return str_eq(*(const struct str *)x, *(const struct str *)y);
	case FIELD_REAL:
		return fabs(*(const double *)x - *(const double *)y) < 5e-7; // equal once written with six decimals
	case FIELD_YEAR:
		return *(const int16_t *)x == *(const int16_t *)y;
	case FIELD_DATE:
		return date_cmp(*(const struct date *)x, *(const struct date *)y) == 0;
	case FIELD_TRI:
	case FIELD_TYPES:
		return *(const uint8_t *)x == *(const uint8_t *)y;
	}
	return true;
}

void field_copy(const struct field *f, struct place *to, const struct place *from)
{
	memcpy(slot(f, to), slot_of(f, from), field_size(f));
}

bool field_is_text(const struct field *f)
{
	return f->type == FIELD_TEXT || f->type == FIELD_LONG || f->type == FIELD_URL || f->type == FIELD_URLS || f->type == FIELD_PARTS;
}

struct str field_part(struct str value, struct str code)
{
	while (value.n > 0) {
		struct str line = str_cut(value, '\n', &value), text;
		if (str_eq(str_cut(line, ':', &text), code))
			return str_trim(text);
	}
	return STR_NONE;
}
