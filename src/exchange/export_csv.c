// SPDX-License-Identifier: AGPL-3.0-or-later
// The table that spreadsheets open: a line a place, every field of the field table, then what the place is tied to (the
// columns of the network's technical table), then where it all comes from. Lists are cut by |.
#include "exchange/export.h"
#include "model/field.h"

#define DELIMITER ';'

struct line {
	const struct export *e;
	const struct place *p;
	struct buf *out;
	struct arena *scratch; // forgotten after each place
	bool excel;
};
typedef struct str column_text(struct line *l, unsigned value);

static void item(struct buf *b, struct str s)
{
	if (b->n > 0)
		buf_addz(b, " | ");
	buf_add(b, s);
}

static struct str slug(struct line *l, unsigned value)
{
	return l->p->slug;
}

// A postal code beside its town: no spreadsheet takes that for a number, whose first zero it would drop.
static struct str locality(struct line *l, unsigned value)
{
	struct str code = l->p->postcode, town = l->p->commune;
	return code.n && town.n ? arena_printf(l->scratch, "%.*s %.*s", STR_ARG(code), STR_ARG(town)) : town;
}

static struct str department(struct line *l, unsigned value)
{
	return export_department(l->p);
}

static struct str region(struct line *l, unsigned value)
{
	return export_region(l->p);
}

static struct str territory(struct line *l, unsigned value)
{
	int t = place_territory(l->p);
	return t == NONE ? STR_NONE : vocab_code(VOCAB_TERRITORY, (unsigned)t);
}

static struct str density(struct line *l, unsigned value)
{
	return export_density(l->p);
}

static struct str rurality(struct line *l, unsigned value)
{
	return export_rurality(l->p);
}

static struct str approached(struct line *l, unsigned value)
{
	return l->p->at_centre ? S("oui") : STR_NONE;
}

static struct str closed(struct line *l, unsigned value)
{
	return l->p->state == PLACE_CLOSED ? S("oui") : STR_NONE;
}

static struct str labels(struct line *l, unsigned value)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->label_n; i++)
		item(&b, l->e->atlas->labels[l->p->labels[i].label].name);
	return buf_str(&b);
}

static struct str label_dates(struct line *l, unsigned value)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->label_n; i++) {
		struct buf d = BUF_IN(l->scratch);
		date_add(&d, l->p->labels[i].date);
		item(&b, buf_str(&d));
	}
	return buf_str(&b);
}

static struct str actions(struct line *l, unsigned stage)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->engagement_n; i++)
		if (l->p->engagements[i].stage == stage)
			item(&b, l->e->atlas->actions[l->p->engagements[i].action].name);
	return buf_str(&b);
}

static struct str networks(struct line *l, unsigned value)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->membership_n; i++) {
		const struct membership *m = &l->p->memberships[i];
		item(&b, l->e->atlas->networks[m->network].name);
		if (m->role.n > 0 || m->lead)
			buf_addf(&b, " (%s%s%.*s)", m->lead ? "chef de file" : "", m->lead && m->role.n ? ", " : "", STR_ARG(m->role));
	}
	return buf_str(&b);
}

static void structure(struct line *l, struct buf *b, const struct tie *t)
{
	item(b, l->e->atlas->orgs[t->org].name);
	if (t->note.n > 0)
		buf_addf(b, " (%.*s)", STR_ARG(t->note));
}

static struct str holder(struct line *l, unsigned value)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->tie_n; i++)
		if (l->p->ties[i].holder)
			structure(l, &b, &l->p->ties[i]);
	return buf_str(&b);
}

static struct str holder_kind(struct line *l, unsigned value)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->tie_n; i++) {
		int kind = l->e->atlas->orgs[l->p->ties[i].org].holder_kind;
		if (l->p->ties[i].holder && kind != NONE)
			item(&b, str_of(vocab_name(VOCAB_HOLDER, (unsigned)kind)));
	}
	return buf_str(&b);
}

// PARTNER_COUNT: those of no known kind.
static struct str partners(struct line *l, unsigned kind)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->tie_n; i++) {
		const struct tie *t = &l->p->ties[i];
		if (!t->holder && (t->partner_kind == NONE ? PARTNER_COUNT : (unsigned)t->partner_kind) == kind)
			structure(l, &b, t);
	}
	return buf_str(&b);
}

// The same sources in the same order in each of these columns.
enum origin_part { ORIGIN_SOURCE, ORIGIN_LICENCE, ORIGIN_DATE, ORIGIN_IDENTIFIER };
static struct str origins(struct line *l, unsigned part)
{
	struct buf b = BUF_IN(l->scratch);
	for (size_t i = 0; i < l->p->origin_n; i++) {
		const struct origin *o = &l->p->origins[i];
		const struct source *s = &l->e->atlas->sources[o->source];
		struct buf d = BUF_IN(l->scratch);
		date_add(&d, o->date.year ? o->date : s->date);
		item(&b, part == ORIGIN_SOURCE ? s->key : part == ORIGIN_LICENCE ? s->licence
			 : part == ORIGIN_DATE ? buf_str(&d) : o->identifier);
	}
	return buf_str(&b);
}

static struct str place_link(struct line *l, unsigned value)
{
	return export_link(l->e, l->p, l->scratch);
}

static const struct column {
	const char *name;
	column_text *text;
	unsigned value;
	bool vocab; // the name goes on with the partner kind's code
} columns[] = {
	{"localite", locality, 0, false},
	{"departement", department, 0, false},
	{"region", region, 0, false},
	{"territoire", territory, 0, false},
	{"densite", density, 0, false},
	{"ruralite", rurality, 0, false},
	{"position_approchee", approached, 0, false},
	{"ferme", closed, 0, false},
	{"labels", labels, 0, false},
	{"labels_dates", label_dates, 0, false},
	{"font", actions, STAGE_DOES, false},
	{"ont_commence", actions, STAGE_STARTED, false},
	{"veulent_le_faire", actions, STAGE_WANTS, false},
	{"reseaux", networks, 0, false},
	{"porteuse", holder, 0, false},
	{"porteuse_nature", holder_kind, 0, false},
	{"partenaires_", partners, PARTNER_PUBLIC, true},
	{"partenaires_", partners, PARTNER_SOCIAL, true},
	{"partenaires_", partners, PARTNER_HOUSING, true},
	{"partenaires_", partners, PARTNER_TRAINING, true},
	{"partenaires_", partners, PARTNER_COMPANY, true},
	{"partenaires_", partners, PARTNER_ASSOCIATION, true},
	{"partenaires_", partners, PARTNER_CULTURE, true},
	{"partenaires_autres", partners, PARTNER_COUNT, false},
	{"source", origins, ORIGIN_SOURCE, false},
	{"licence", origins, ORIGIN_LICENCE, false},
	{"date", origins, ORIGIN_DATE, false},
	{"source_identifiant", origins, ORIGIN_IDENTIFIER, false},
	{"lien", place_link, 0, false},
};
enum { COLUMN_N = sizeof columns / sizeof *columns };

static void header(struct buf *out)
{
	buf_addz(out, "\xEF\xBB\xBF" "identifiant");
	for (size_t i = 0; i < place_field_n; i++)
		if (place_fields[i].see == WHO_ANYONE)
			buf_addf(out, "%c%s", DELIMITER, place_fields[i].key);
	for (size_t i = 0; i < COLUMN_N; i++) {
		buf_addf(out, "%c%s", DELIMITER, columns[i].name);
		struct str code = columns[i].vocab ? vocab_code(VOCAB_PARTNER, columns[i].value) : STR_NONE;
		for (size_t k = 0; k < code.n; k++)
			buf_addc(out, code.p[k] == '-' ? '_' : code.p[k]);
	}
	buf_addz(out, "\r\n");
}

// Excel drops the first zero of what it takes for a number; a text in a formula it leaves alone. Only digits come here.
static bool loses_zero(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 1 && s.p[0] == '0';
}

static void write_text(struct line *l, struct str s)
{
	buf_addc(l->out, DELIMITER);
	if (l->excel && loses_zero(s))
		buf_addf(l->out, "\"=\"\"%.*s\"\"\"", STR_ARG(s));
	else
		csv_text(l->out, s, DELIMITER);
}

// "-3.92" is a number, no formula. A French Excel reads 2.12 as the second of December: there it gets its comma.
static void write_number(struct line *l, struct str s)
{
	buf_addc(l->out, DELIMITER);
	for (size_t i = 0; i < s.n; i++)
		buf_addc(l->out, l->excel && s.p[i] == '.' ? ',' : s.p[i]);
}

static void write_line(struct line *l)
{
	csv_text(l->out, slug(l, 0), DELIMITER);
	for (size_t i = 0; i < place_field_n; i++) {
		const struct field *f = &place_fields[i];
		if (f->see != WHO_ANYONE)
			continue;
		struct buf value = BUF_IN(l->scratch);
		bool known = f->type != FIELD_TRI || !field_empty(f, l->p);
		if (known)
			field_write(f, l->p, &value);
		if (f->type == FIELD_REAL || f->type == FIELD_YEAR || f->type == FIELD_DATE)
			write_number(l, buf_str(&value));
		else
			write_text(l, buf_str(&value));
	}
	for (size_t i = 0; i < COLUMN_N; i++)
		write_text(l, columns[i].text(l, columns[i].value));
	buf_addz(l->out, "\r\n");
}

static void write_table(const struct export *e, struct buf *out, bool excel)
{
	struct arena scratch = {0};
	header(out);
	for (size_t i = 0; i < e->n; i++) {
		struct line l = {.e = e, .p = &e->atlas->places[e->places[i]], .out = out, .scratch = &scratch, .excel = excel};
		write_line(&l);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
}

void export_csv(const struct export *e, struct buf *out)
{
	write_table(e, out, false);
}

void export_excel(const struct export *e, struct buf *out)
{
	write_table(e, out, true);
}
