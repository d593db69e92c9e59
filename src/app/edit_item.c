// SPDX-License-Identifier: AGPL-3.0-or-later
// Things that can be said of a place, as texts: for the journal, for forms, for people.
#include <string.h>

#include "app/edit_internal.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "model/hours.h"

enum { NOTE_MAX = 500, NAME_MAX_ = 200 };

static const char *const codes[ITEM_KIND_COUNT] = {
	[ITEM_FIELD] = "champ",        [ITEM_ACTION] = "action",      [ITEM_LABEL] = "label", [ITEM_NETWORK] = "reseau",
	[ITEM_HOLDER] = "porteuse",    [ITEM_PARTNER] = "partenaire", [ITEM_PICTURE] = "photo", [ITEM_STATE] = "etat",
};

struct str item_kind_code(enum item_kind kind)
{
	return str_of(codes[kind]);
}

bool item_kind_find(struct str code, enum item_kind *out)
{
	for (int i = 0; i < ITEM_KIND_COUNT; i++)
		if (str_eqz(code, codes[i]))
			return *out = (enum item_kind)i, true;
	return false;
}

bool item_is_tie(enum item_kind kind, enum place_tie_kind *out)
{
	switch (kind) {
	case ITEM_ACTION: *out = PLACE_ACTION; return true;
	case ITEM_LABEL: *out = PLACE_LABEL; return true;
	case ITEM_NETWORK: *out = PLACE_NETWORK; return true;
	case ITEM_HOLDER: *out = PLACE_HOLDER; return true;
	case ITEM_PARTNER: *out = PLACE_PARTNER; return true;
	case ITEM_FIELD:
	case ITEM_PICTURE:
	case ITEM_STATE:
	case ITEM_KIND_COUNT: break;
	}
	return false;
}

enum item_kind item_of_tie(enum place_tie_kind kind)
{
	static const enum item_kind kinds[PLACE_TIE_COUNT] = {ITEM_ACTION, ITEM_LABEL, ITEM_NETWORK, ITEM_HOLDER, ITEM_PARTNER};
	return kinds[kind];
}

const char *item_fact_key(enum item_kind kind, struct str key, struct arena *a)
{
	if (kind == ITEM_FIELD)
		return arena_z(a, key);
	return kind == ITEM_STATE ? "etat" : arena_z(a, arena_printf(a, "%s:%.*s", codes[kind], STR_ARG(key)));
}

// A part before others must not hold what cuts them.
static void add_part(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b, s.p[i] == '|' ? '/' : s.p[i]);
	buf_addc(b, '|');
}

struct str tie_text(const struct place_tie *t, struct arena *a)
{
	struct buf b = BUF_IN(a);
	switch (t->kind) {
	case PLACE_ACTION:
		add_part(&b, t->code);
		date_add(&b, t->date);
		buf_addc(&b, '|');
		buf_add(&b, t->note);
		break;
	case PLACE_LABEL:
		if (t->date.year == 0)
			return S("oui");
		date_add(&b, t->date);
		break;
	case PLACE_NETWORK:
		return t->note.n > 0 ? t->note : S("membre");
	case PLACE_HOLDER:
		add_part(&b, t->code);
		buf_add(&b, t->name);
		break;
	case PLACE_PARTNER:
		add_part(&b, t->code);
		add_part(&b, t->name);
		buf_add(&b, t->note);
		break;
	case PLACE_TIE_COUNT:
		break;
	}
	return buf_str(&b);
}

static bool read_line(struct str s, size_t max, struct arena *a, struct str *out, struct str *problem)
{
	struct buf b = BUF_IN(a);
	utf8_squeeze(&b, s);
	*out = buf_str(&b);
	size_t length = utf8_length(*out);
	if (length > max)
		*problem = arena_printf(a, tr("C’est trop long : %zu caractères, pour %u au plus."), length, (unsigned)max);
	return length <= max;
}

static bool read_date(struct str s, struct arena *a, struct date *out, struct str *problem)
{
	struct place scratch = place_none();
	if (!field_read(field_find(S("date_maj")), s, a, &scratch, problem))
		return false;
	*out = scratch.confirmed;
	return true;
}

static bool read_code(enum vocab v, struct str s, bool needed, struct str *out, struct str *problem)
{
	unsigned value;
	*out = str_trim(s);
	if ((out->n == 0 && !needed) || (out->n > 0 && vocab_find(v, *out, &value)))
		return true;
	*problem = str_of(tr("Choisissez dans la liste."));
	return false;
}

static bool read_name(struct str s, struct arena *a, struct str *out, struct str *problem)
{
	if (!read_line(s, NAME_MAX_, a, out, problem))
		return false;
	if (out->n == 0)
		*problem = str_of(tr("Il manque le nom."));
	return out->n > 0;
}

bool tie_read(enum place_tie_kind kind, struct str value, struct arena *a, struct place_tie *out, struct str *problem)
{
	struct str rest = value, part;
	if (!utf8_valid(value)) {
		*problem = str_of(tr("Ce texte contient des caractères illisibles (il n’est pas en UTF-8)."));
		return false;
	}
	switch (kind) {
	case PLACE_ACTION:
		part = str_cut(rest, '|', &rest);
		if (!read_code(VOCAB_STAGE, part, true, &out->code, problem))
			return false;
		part = str_cut(rest, '|', &rest);
		return read_date(part, a, &out->date, problem) && read_line(rest, NOTE_MAX, a, &out->note, problem);
	case PLACE_LABEL:
		return str_eqz(str_trim(value), "oui") || read_date(value, a, &out->date, problem);
	case PLACE_NETWORK:
		if (!read_line(value, NOTE_MAX, a, &out->note, problem))
			return false;
		if (str_eqz(out->note, "membre"))
			out->note = STR_NONE;
		return true;
	case PLACE_HOLDER:
		part = str_cut(rest, '|', &rest);
		return read_code(VOCAB_HOLDER, part, false, &out->code, problem) && read_name(rest, a, &out->name, problem);
	case PLACE_PARTNER:
		part = str_cut(rest, '|', &rest);
		if (!read_code(VOCAB_PARTNER, part, false, &out->code, problem))
			return false;
		part = str_cut(rest, '|', &rest);
		return read_name(part, a, &out->name, problem) && read_line(rest, NOTE_MAX, a, &out->note, problem);
	case PLACE_TIE_COUNT:
		break;
	}
	return false;
}

struct str field_said(const struct field *f, const struct place *p, struct arena *a)
{
	struct buf b = BUF_IN(a);
	if (f->type != FIELD_REAL || !p->at_centre)
		field_write(f, p, &b);
	return buf_str(&b);
}

struct str item_canonical(enum item_kind kind, struct str key, struct str value, struct arena *a)
{
	struct place_tie t = {0};
	struct place scratch = place_none();
	struct str problem;
	const struct field *f = kind == ITEM_FIELD ? field_find(key) : NULL;
	if (f != NULL)
		return field_read(f, value, a, &scratch, &problem) ? field_said(f, &scratch, a) : value;
	if (value.n > 0 && item_is_tie(kind, &t.kind) && tie_read(t.kind, value, a, &t, &problem))
		return tie_text(&t, a);
	return value;
}

// --- as the atlas has it ---

static struct str code_or_none(enum vocab v, int value)
{
	return value < 0 ? STR_NONE : vocab_code(v, (unsigned)value);
}

static bool action_now(const struct atlas *at, const struct place *p, struct str key, struct place_tie *t)
{
	for (unsigned i = 0; i < p->engagement_n; i++) {
		const struct engagement *e = &p->engagements[i];
		if (!str_eq(at->actions[e->action].key, key))
			continue;
		*t = (struct place_tie){.kind = PLACE_ACTION, .code = vocab_code(VOCAB_STAGE, e->stage), .date = e->since, .note = e->note};
		return true;
	}
	return false;
}

static bool tie_now(const struct atlas *at, const struct place *p, enum item_kind kind, struct str key, struct place_tie *t)
{
	if (kind == ITEM_ACTION)
		return action_now(at, p, key, t);
	for (unsigned i = 0; kind == ITEM_LABEL && i < p->label_n; i++)
		if (str_eq(at->labels[p->labels[i].label].key, key))
			return *t = (struct place_tie){.kind = PLACE_LABEL, .date = p->labels[i].date}, true;
	for (unsigned i = 0; kind == ITEM_NETWORK && i < p->membership_n; i++)
		if (str_eq(at->networks[p->memberships[i].network].key, key))
			return *t = (struct place_tie){.kind = PLACE_NETWORK, .note = p->memberships[i].role}, true;
	for (unsigned i = 0; (kind == ITEM_HOLDER || kind == ITEM_PARTNER) && i < p->tie_n; i++) {
		const struct tie *x = &p->ties[i];
		const struct org *o = &at->orgs[x->org];
		if (x->holder != (kind == ITEM_HOLDER) || !str_eq(o->key, key))
			continue;
		*t = (struct place_tie){.kind = x->holder ? PLACE_HOLDER : PLACE_PARTNER, .name = o->name, .note = x->note};
		t->code = x->holder ? code_or_none(VOCAB_HOLDER, o->holder_kind) : code_or_none(VOCAB_PARTNER, x->partner_kind);
		return true;
	}
	return false;
}

struct str item_now(const struct atlas *atlas, const struct place *p, enum item_kind kind, struct str key, struct arena *a)
{
	struct place_tie t;
	if (kind == ITEM_FIELD) {
		const struct field *f = field_find(key);
		return f != NULL ? field_said(f, p, a) : STR_NONE;
	}
	if (kind == ITEM_STATE)
		return p->state == PLACE_CLOSED ? S("ferme") : S("ouvert");
	return tie_now(atlas, p, kind, key, &t) ? tie_text(&t, a) : STR_NONE;
}

// --- for people ---

static struct str org_name(const struct atlas *atlas, struct str key)
{
	for (uint32_t i = 0; i < atlas->org_n; i++)
		if (str_eq(atlas->orgs[i].key, key))
			return atlas->orgs[i].name;
	return key;
}

struct str item_label(const struct atlas *atlas, enum item_kind kind, struct str key, struct arena *a)
{
	const struct field *f = kind == ITEM_FIELD ? field_find(key) : NULL;
	int32_t at;
	struct str name = key;
	switch (kind) {
	case ITEM_FIELD: return f != NULL ? str_of(tr(f->label)) : key;
	case ITEM_ACTION:
		at = atlas_action(atlas, key);
		name = at != NONE ? atlas->actions[at].name : key;
		return arena_printf(a, tr("Action : %.*s"), STR_ARG(name));
	case ITEM_LABEL:
		at = atlas_label(atlas, key);
		name = at != NONE ? atlas->labels[at].name : key;
		return arena_printf(a, tr("Label : %.*s"), STR_ARG(name));
	case ITEM_NETWORK:
		at = atlas_network(atlas, key);
		name = at != NONE ? atlas->networks[at].name : key;
		return arena_printf(a, tr("Réseau : %.*s"), STR_ARG(name));
	case ITEM_HOLDER: name = org_name(atlas, key); return arena_printf(a, tr("Structure porteuse : %.*s"), STR_ARG(name));
	case ITEM_PARTNER: name = org_name(atlas, key); return arena_printf(a, tr("Partenaire : %.*s"), STR_ARG(name));
	case ITEM_PICTURE: return arena_printf(a, tr("Photo %.*s"), STR_ARG(key));
	case ITEM_STATE: return str_of(tr("État du lieu"));
	case ITEM_KIND_COUNT: break;
	}
	return key;
}

static struct str date_words(struct date d, struct arena *a)
{
	struct buf b = BUF_IN(a);
	i18n_date(&b, d);
	return buf_str(&b);
}

static struct str show_types(struct str value, struct arena *a)
{
	struct buf b = BUF_IN(a);
	while (value.n > 0) {
		unsigned type;
		struct str code = str_cut(value, '|', &value);
		buf_addf(&b, "%s", b.n > 0 ? ", " : "");
		if (vocab_find(VOCAB_TYPE, code, &type))
			buf_addz(&b, tr(vocab_name(VOCAB_TYPE, type)));
		else
			buf_add(&b, code);
	}
	return buf_str(&b);
}

static struct str show_hours(struct str value, struct arena *a)
{
	struct hours_row *rows;
	struct buf b = BUF_IN(a);
	size_t n = hours_words(value, a, &rows);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%.*s %.*s", i > 0 ? " ; " : "", STR_ARG(rows[i].days), STR_ARG(rows[i].times));
	return n > 0 ? buf_str(&b) : value;
}

static struct str show_parts(enum vocab v, struct str value, struct arena *a)
{
	struct buf b = BUF_IN(a);
	for (unsigned i = 0; i < vocab_size(v); i++) {
		struct str text = field_part(value, vocab_code(v, i));
		if (text.n == 0)
			continue;
		buf_addf(&b, "%s%s : ", b.n > 0 ? "\n" : "", tr(vocab_name(v, i)));
		buf_add(&b, text);
	}
	return buf_str(&b);
}

static struct str show_field(struct str key, struct str value, struct arena *a)
{
	const struct field *f = field_find(key);
	struct place scratch = place_none();
	struct str problem;
	if (f == NULL || value.n == 0)
		return value;
	if (f->form == FORM_HOURS)
		return show_hours(value, a);
	switch (f->type) {
	case FIELD_TYPES: return show_types(value, a);
	case FIELD_PARTS: return show_parts(f->parts, value, a);
	case FIELD_TRI: return str_of(str_eqz(value, "oui") ? tr("oui") : tr("non"));
	case FIELD_DATE: return field_read(f, value, a, &scratch, &problem) ? date_words(scratch.confirmed, a) : value;
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_URL:
	case FIELD_URLS:
	case FIELD_REAL:
	case FIELD_YEAR: break;
	}
	return value;
}

static struct str show_code(enum vocab v, struct str code)
{
	unsigned value;
	return code.n > 0 && vocab_find(v, code, &value) ? str_of(tr(vocab_name(v, value))) : STR_NONE;
}

static void join(struct buf *b, struct str s)
{
	if (s.n > 0 && b->n > 0)
		buf_addz(b, ", ");
	buf_add(b, s);
}

static struct str show_tie(const struct place_tie *t, struct arena *a)
{
	static const struct {
		const char *code, *says;
	} stages[] = {{"fait", N_("ce lieu le fait")}, {"commence", N_("ce lieu a commencé")}, {"veut", N_("ce lieu voudrait le faire")}};
	struct buf b = BUF_IN(a);
	for (size_t i = 0; t->kind == PLACE_ACTION && i < sizeof stages / sizeof stages[0]; i++)
		if (str_eqz(t->code, stages[i].code))
			buf_addz(&b, tr(stages[i].says));
	if (t->kind == PLACE_HOLDER || t->kind == PLACE_PARTNER) {
		join(&b, t->name);
		join(&b, show_code(t->kind == PLACE_HOLDER ? VOCAB_HOLDER : VOCAB_PARTNER, t->code));
	}
	if (t->date.year > 0) {
		struct str since = date_words(t->date, a);
		join(&b, arena_printf(a, tr("depuis %.*s"), STR_ARG(since)));
	}
	join(&b, t->note);
	if (b.n == 0)
		buf_addz(&b, t->kind == PLACE_NETWORK ? tr("membre") : tr("oui"));
	return buf_str(&b);
}

struct str item_shown(const struct atlas *atlas, enum item_kind kind, struct str key, struct str value, struct arena *a)
{
	struct place_tie t = {0};
	struct str problem, rest;
	if (value.n == 0)
		return value;
	if (kind == ITEM_FIELD)
		return show_field(key, value, a);
	if (kind == ITEM_STATE)
		return str_of(str_eqz(value, "ferme") ? tr("fermé") : tr("ouvert"));
	if (kind == ITEM_PICTURE) { // "place|alt|credit"
		str_cut(value, '|', &rest);
		struct str alt = str_cut(rest, '|', &rest);
		return alt.n > 0 ? alt : str_of(tr("montrée"));
	}
	return item_is_tie(kind, &t.kind) && tie_read(t.kind, value, a, &t, &problem) ? show_tie(&t, a) : value;
}
