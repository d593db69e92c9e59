// SPDX-License-Identifier: AGPL-3.0-or-later
// The sections of a page's forms: which things stand in them, how they are shown, how they are read back.
#include <math.h>
#include <string.h>

#include "base/vec.h"
#include "exchange/hours_plain.h"
#include "model/field.h"
#include "web/page_modifier.h"
#include "web/web.h"

const struct edit_section edit_sections[] = {
	{"identite", N_("Nom et types"), N_("Comment le lieu s’appelle, et ce qu’il est, en quelques mots.")},
	{"presentation", N_("Présentation"), N_("Ce que vous diriez à quelqu’un qui pousse la porte pour la première fois.")},
	{"contact", N_("Contact et site"), N_("Par où l’on vous joint.")},
	{"adresse", N_("Adresse et point sur la carte"), N_("La commune suffit pour commencer ; l’adresse et le point aident à venir.")},
	{"horaires", N_("Horaires"), N_("Quand on peut passer.")},
	{"actions", N_("Ce qui s’y fait"), N_("Pour chaque action : vous le faites, vous avez commencé, ou vous voudriez le faire.")},
	{"partenaires", N_("Structure porteuse et partenaires"), N_("Qui porte le lieu, et avec qui il travaille.")},
	{"reseaux", N_("Réseaux et labels"), N_("Les réseaux et consortiums dont le lieu fait partie.")},
	{"criteres", N_("Ce qui en fait un tiers-lieu"), N_("Six critères, avec vos mots. Aucun n’est obligatoire.")},
	{"videos", N_("Vidéos"), N_("Les adresses de vos vidéos. Elles s’ouvrent seulement quand on le demande.")},
};
const size_t edit_section_n = sizeof edit_sections / sizeof edit_sections[0];

enum { BLANK_PARTNERS = 3 };

const struct edit_section *edit_section(struct str key)
{
	for (size_t i = 0; i < edit_section_n; i++)
		if (str_eqz(key, edit_sections[i].key))
			return &edit_sections[i];
	return NULL;
}

typedef VEC(struct edit_line) lines_vec;

struct shape { // how a field looks in its form
	const char *section, *key;
	enum edit_control control;
	const char *type, *autocomplete, *help;
	unsigned rows;
};
static const struct shape shapes[] = {
	{"identite", "nom", CONTROL_LINE, "text", "organization", NULL, 0},
	{"identite", "autres_noms", CONTROL_LINE, "text", NULL, N_("Un ancien nom, un sigle… séparés par des points-virgules."), 0},
	{"identite", "typologie", CONTROL_TYPES, NULL, NULL, NULL, 0},
	{"identite", "presentation_resume", CONTROL_AREA, NULL, NULL, N_("Une phrase ou deux : c’est ce que l’on lit dans les listes."), 3},
	{"identite", "qpv", CONTROL_TRI, NULL, NULL, NULL, 0},
	{"identite", "fabrique_numerique", CONTROL_TRI, NULL, NULL, NULL, 0},
	{"presentation", "presentation_detail", CONTROL_AREA, NULL, NULL,
	 N_("Une ligne vide sépare deux paragraphes. « ## Titre » fait un titre, « * » une liste, [texte](https://…) un lien."), 16},
	{"contact", "telephone", CONTROL_LINE, "tel", "tel", N_("Il est montré à tout le monde : mettez celui du lieu, pas celui d’une personne."), 0},
	{"contact", "courriels", CONTROL_LINE, "email", "email",
	 N_("Jamais montrée : les messages du formulaire « Écrire à ce lieu » y arrivent."), 0},
	{"contact", "site_web", CONTROL_LINE, "text", "url", NULL, 0},
	{"contact", "dossier", CONTROL_LINE, "text", NULL, N_("L’adresse d’un document qui vous présente."), 0},
	{"adresse", "adresse", CONTROL_LINE, "text", "street-address", NULL, 0},
	{"adresse", "code_postal", CONTROL_LINE, "text", "postal-code", NULL, 0},
	{"adresse", "commune", CONTROL_LINE, "text", "address-level2", NULL, 0},
	{"adresse", "latitude", CONTROL_LINE, "text", NULL, N_("En degrés, par exemple 47,8752. Sans point, le repère est au centre de la commune."), 0},
	{"adresse", "longitude", CONTROL_LINE, "text", NULL, NULL, 0},
	{"horaires", "horaires", CONTROL_HOURS, NULL, NULL, NULL, 0},
	{"partenaires", "pivot", CONTROL_LINE, "text", NULL, N_("Les 14 chiffres du SIRET, ou le RNA d’une association : W suivi de 9 chiffres."), 0},
	{"partenaires", "porteuse_depuis", CONTROL_LINE, "text", NULL, N_("L’année, par exemple 2012."), 0},
	{"criteres", "criteres", CONTROL_PARTS, NULL, NULL, NULL, 4},
	{"videos", "videos", CONTROL_AREA, NULL, NULL, N_("Une adresse par ligne : PeerTube, de préférence, ou ailleurs."), 5},
};
static const char *const criteria_help[CRITERION_COUNT] = {
	[CRITERION_COMMUNITY] = N_("Qui anime le lieu, jour après jour ?"),
	[CRITERION_INVOLVED] = N_("Quelle part prennent-ils à la gouvernance et à la programmation ?"),
	[CRITERION_ROOTED] = N_("Quels liens avec les pouvoirs publics, les entreprises, les associations d’ici ?"),
	[CRITERION_SHARING] = N_("Que partagez-vous avec les autres tiers-lieux du territoire ?"),
	[CRITERION_DIVERSE] = N_("Au-delà d’un seul champ : travail partagé, numérique, fabrication, culture…"),
	[CRITERION_FOR_ALL] = N_("Comment tout le monde s’y retrouve : âge, genre, handicap, métier… ?"),
};

static struct str line_id(struct arena *a, enum item_kind kind, struct str key)
{
	struct str code = item_kind_code(kind);
	return arena_printf(a, "%.*s.%.*s", STR_ARG(code), STR_ARG(key));
}

static void add(struct page *p, lines_vec *lines, const struct place *place, struct edit_line l)
{
	l.id = line_id(p->a, l.kind, l.key);
	l.before = l.key.n > 0 ? item_now(p->atlas, place, l.kind, l.key, p->a) : STR_NONE;
	l.value = l.before;
	vec_push(lines, l);
}

static void add_fields(struct page *p, lines_vec *lines, const struct place *place, const char *section, bool hours_text)
{
	struct hours h;
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		const struct shape *s = &shapes[i];
		if (strcmp(s->section, section) != 0)
			continue;
		const struct field *f = field_find(str_of(s->key));
		struct edit_line l = {.kind = ITEM_FIELD, .key = str_of(f->key), .control = s->control, .label = str_of(tr(f->label)),
				      .help = s->help ? tr(s->help) : NULL, .type = s->type, .autocomplete = s->autocomplete, .rows = s->rows,
				      .max = f->max};
		bool week = s->control == CONTROL_HOURS && hours_read(place->hours, &h) && h.days[HOURS_HOLIDAY].n == 0 &&
			    !h.days[HOURS_HOLIDAY].appointment;
		if (s->control == CONTROL_HOURS && (hours_text || !week))
			l.control = CONTROL_HOURS_TEXT;
		add(p, lines, place, l);
	}
}

static void add_actions(struct page *p, lines_vec *lines, const struct place *place)
{
	struct str category = STR_NONE;
	for (uint32_t i = 0; i < p->atlas->action_n; i++) {
		const struct action *x = &p->atlas->actions[i];
		struct edit_line l = {.kind = ITEM_ACTION, .key = x->key, .control = CONTROL_ACTION, .label = x->name};
		if (!str_eq(category, x->category_key))
			l.group = x->category;
		category = x->category_key;
		add(p, lines, place, l);
	}
}

static void add_orgs(struct page *p, lines_vec *lines, const struct place *place, bool holder)
{
	enum item_kind kind = holder ? ITEM_HOLDER : ITEM_PARTNER;
	struct edit_line l = {.kind = kind, .control = holder ? CONTROL_HOLDER : CONTROL_PARTNER};
	l.group = str_of(holder ? _("Qui porte le lieu") : _("Avec qui"));
	size_t before = lines->n;
	for (size_t i = 0; i < place->tie_n; i++) {
		if (place->ties[i].holder != holder)
			continue;
		l.key = p->atlas->orgs[place->ties[i].org].key;
		l.label = p->atlas->orgs[place->ties[i].org].name;
		add(p, lines, place, l);
		l.group = STR_NONE;
	}
	unsigned blank = holder ? lines->n == before : BLANK_PARTNERS;
	for (unsigned i = 1; i <= blank; i++) {
		l.key = STR_NONE;
		l.label = str_of(holder ? _("Structure porteuse") : _("Un partenaire de plus"));
		add(p, lines, place, l);
		lines->v[lines->n - 1].id = arena_printf(p->a, "%s.+%u", holder ? "porteuse" : "partenaire", i);
		l.group = STR_NONE;
	}
}

static void add_networks(struct page *p, lines_vec *lines, const struct place *place)
{
	struct str group = str_of(_("Réseaux et consortiums"));
	for (uint32_t i = 0; i < p->atlas->network_n; i++, group = STR_NONE)
		add(p, lines, place, (struct edit_line){.kind = ITEM_NETWORK, .key = p->atlas->networks[i].key, .control = CONTROL_NETWORK,
							.label = p->atlas->networks[i].name, .group = group});
	if (!actor_animates(p->actor, p->atlas, place))
		return;
	group = str_of(_("Labels"));
	for (uint32_t i = 0; i < p->atlas->label_n; i++, group = STR_NONE)
		add(p, lines, place, (struct edit_line){.kind = ITEM_LABEL, .key = p->atlas->labels[i].key, .control = CONTROL_LABEL,
							.label = p->atlas->labels[i].name, .group = group});
}

struct edit_line *edit_lines(struct page *p, const struct place *place, const struct edit_section *s, bool hours_text, size_t *n)
{
	lines_vec lines = {0};
	if (strcmp(s->key, "partenaires") == 0)
		add_orgs(p, &lines, place, true);
	add_fields(p, &lines, place, s->key, hours_text);
	if (strcmp(s->key, "actions") == 0)
		add_actions(p, &lines, place);
	else if (strcmp(s->key, "partenaires") == 0)
		add_orgs(p, &lines, place, false);
	else if (strcmp(s->key, "reseaux") == 0)
		add_networks(p, &lines, place);
	for (size_t i = 0; i < lines.n; i++)
		edit_split(&lines.v[i], p->a);
	struct edit_line *out = arena_copy(p->a, lines.v, lines.n, sizeof *out);
	*n = lines.n;
	vec_free(&lines);
	return out;
}

// --- a value in pieces ---

static struct str time_text(struct arena *a, unsigned minutes)
{
	unsigned m = minutes % (24 * 60);
	return arena_printf(a, "%02u:%02u", m / 60, m % 60);
}

static void split_hours(struct edit_line *l, struct arena *a)
{
	struct hours h = {0};
	hours_read(l->value, &h);
	l->days = arena_array(a, HOURS_HOLIDAY, sizeof *l->days);
	for (unsigned d = 0; d < HOURS_HOLIDAY; d++) {
		const struct hours_day *from = &h.days[d];
		struct edit_day *to = &l->days[d];
		*to = (struct edit_day){.name = tr(hours_day_name(d)), .id = arena_printf(a, "jour.%u", d), .appointment = from->appointment};
		for (unsigned i = 0; i < from->n; i++) {
			to->ranges[i].from = time_text(a, from->ranges[i].from);
			to->ranges[i].to = time_text(a, from->ranges[i].to);
		}
		to->shown = from->n < 2 ? 2 : from->n < HOURS_RANGES ? from->n + 1u : HOURS_RANGES;
	}
	l->closed_holidays = h.days[HOURS_HOLIDAY].told;
}

static void split_parts(struct edit_line *l, struct arena *a)
{
	const struct field *f = field_find(l->key);
	l->part_n = vocab_size(f->parts);
	l->parts = arena_array(a, l->part_n, sizeof *l->parts);
	for (unsigned i = 0; i < l->part_n; i++) {
		struct str code = vocab_code(f->parts, i);
		l->parts[i] = (struct edit_part){arena_printf(a, "%.*s.%.*s", STR_ARG(l->id), STR_ARG(code)), field_part(l->value, code),
						 tr(vocab_name(f->parts, i)), tr(criteria_help[i])};
	}
}

void edit_split(struct edit_line *l, struct arena *a)
{
	struct str rest = l->value;
	switch (l->control) {
	case CONTROL_TYPES:
		for (unsigned type; rest.n > 0;)
			if (vocab_find(VOCAB_TYPE, str_cut(rest, '|', &rest), &type))
				l->ticked[type] = true;
		break;
	case CONTROL_HOURS: split_hours(l, a); break;
	case CONTROL_PARTS: split_parts(l, a); break;
	case CONTROL_ACTION:
		l->code = str_cut(rest, '|', &rest);
		l->since = str_cut(rest, '|', &l->note);
		break;
	case CONTROL_NETWORK:
		l->ticked[0] = rest.n > 0;
		l->note = str_eqz(rest, "membre") ? STR_NONE : rest;
		break;
	case CONTROL_LABEL:
		l->ticked[0] = rest.n > 0;
		l->since = str_eqz(rest, "oui") ? STR_NONE : rest;
		break;
	case CONTROL_HOLDER:
		l->code = str_cut(rest, '|', &l->name);
		break;
	case CONTROL_PARTNER:
		l->code = str_cut(rest, '|', &rest);
		l->name = str_cut(rest, '|', &l->note);
		break;
	case CONTROL_LINE:
	case CONTROL_AREA:
	case CONTROL_TRI:
	case CONTROL_HOURS_TEXT: break;
	}
}

// --- what was sent ---

static struct str form(struct page *p, struct str id, const char *part)
{
	return http_form(p->rq, arena_z(p->a, arena_printf(p->a, "%.*s%s", STR_ARG(id), part)));
}

static void type_types(struct page *p, struct edit_line *l)
{
	struct buf b = BUF_IN(p->a);
	memset(l->ticked, 0, sizeof l->ticked);
	for (size_t i = 0; i < p->rq->form_n; i++)
		if (str_eq(p->rq->form[i].name, l->id))
			buf_addf(&b, "%s%.*s", b.n > 0 ? "|" : "", STR_ARG(p->rq->form[i].value));
	l->value = buf_str(&b);
	edit_split(l, p->a);
}

// A day of the week; what cannot be read is told, and kept as it was typed.
static void type_day(struct page *p, struct edit_line *l, unsigned d, struct hours *h)
{
	struct edit_day *day = &l->days[d];
	struct hours_day *to = &h->days[d];
	day->appointment = form(p, day->id, ".rdv").n > 0;
	day->as_before = d > 0 && form(p, day->id, ".veille").n > 0;
	for (unsigned i = 0; i < HOURS_RANGES; i++) {
		struct hours_range x;
		struct str from = form(p, day->id, arena_z(p->a, arena_printf(p->a, ".de%u", i)));
		struct str until = form(p, day->id, arena_z(p->a, arena_printf(p->a, ".a%u", i)));
		day->ranges[i].from = from;
		day->ranges[i].to = until;
		if (i >= day->shown && from.n + until.n > 0)
			day->shown = i + 1;
		if (day->as_before || from.n + until.n == 0)
			continue;
		if (!hours_time(from, &x.from) || !hours_time(until, &x.to) || x.from >= 24 * 60) {
			l->problem = arena_printf(p->a, _("%s : une plage va d’une heure à une autre, par exemple de 9:00 à 12:30."), day->name);
			if (l->anchor.n == 0)
				l->anchor = arena_printf(p->a, "%.*s.de%u", STR_ARG(day->id), i);
			continue;
		}
		if (x.to <= x.from)
			x.to = (uint16_t)(x.to + 24 * 60);
		to->ranges[to->n++] = x;
	}
	to->appointment = day->appointment;
	to->told = to->n > 0 || to->appointment;
	if (day->as_before)
		*to = h->days[d - 1];
}

static void type_hours(struct page *p, struct edit_line *l)
{
	struct hours h = {0}, again;
	struct buf b = BUF_IN(p->a);
	bool any = false;
	for (unsigned d = 0; d < HOURS_HOLIDAY; d++) {
		type_day(p, l, d, &h);
		any = any || h.days[d].told;
	}
	l->closed_holidays = form(p, l->id, ".feries").n > 0;
	h.days[HOURS_HOLIDAY].told = any && l->closed_holidays;
	hours_write(&h, &b);
	if (l->problem.n == 0 && b.n > 0 && !hours_read(buf_str(&b), &again))
		l->problem = str_of(_("Deux plages du même jour se chevauchent."));
	l->value = buf_str(&b);
}

// A text on one line, so that no line of it is taken for the name of a part.
static void type_parts(struct page *p, struct edit_line *l)
{
	const struct field *f = field_find(l->key);
	struct buf b = BUF_IN(p->a);
	for (unsigned i = 0; i < l->part_n; i++) {
		struct str text = http_form(p->rq, arena_z(p->a, l->parts[i].id)), code = vocab_code(f->parts, i);
		l->parts[i].text = text;
		buf_addf(&b, "%.*s: ", STR_ARG(code));
		for (size_t k = 0; k < text.n; k++)
			buf_addc(&b, text.p[k] == '\r' || text.p[k] == '\n' ? ' ' : text.p[k]);
		buf_addc(&b, '\n');
	}
	l->value = buf_str(&b);
}

static struct str part(struct arena *a, struct str s) // what cuts parts is no part of one
{
	struct buf b = BUF_IN(a);
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		buf_addc(&b, s.p[i] == '|' ? '/' : s.p[i]);
	return buf_str(&b);
}

static void type_tie(struct page *p, struct edit_line *l)
{
	struct arena *a = p->a;
	l->code = part(a, form(p, l->id, ".etape"));
	l->since = part(a, form(p, l->id, ".depuis"));
	l->note = str_trim(form(p, l->id, ".note"));
	l->name = part(a, form(p, l->id, ".nom"));
	l->ticked[0] = form(p, l->id, "").n > 0;
	l->value = STR_NONE;
	switch (l->control) {
	case CONTROL_ACTION:
		if (l->code.n > 0)
			l->value = arena_printf(a, "%.*s|%.*s|%.*s", STR_ARG(l->code), STR_ARG(l->since), STR_ARG(l->note));
		break;
	case CONTROL_NETWORK:
		if (l->ticked[0])
			l->value = l->note.n > 0 ? l->note : S("membre");
		break;
	case CONTROL_LABEL:
		if (l->ticked[0])
			l->value = l->since.n > 0 ? l->since : S("oui");
		break;
	case CONTROL_HOLDER:
		if (l->name.n > 0)
			l->value = arena_printf(a, "%.*s|%.*s", STR_ARG(l->code), STR_ARG(l->name));
		break;
	default:
		if (l->name.n > 0)
			l->value = arena_printf(a, "%.*s|%.*s|%.*s", STR_ARG(l->code), STR_ARG(l->name), STR_ARG(l->note));
		break;
	}
}

static void type_line(struct page *p, struct edit_line *l)
{
	struct str before = form(p, l->id, ".avant");
	l->before = before;
	switch (l->control) {
	case CONTROL_LINE:
	case CONTROL_AREA:
	case CONTROL_TRI: l->value = form(p, l->id, ""); break;
	case CONTROL_HOURS_TEXT: l->value = hours_from_plain(form(p, l->id, ""), p->a); break;
	case CONTROL_TYPES: type_types(p, l); break;
	case CONTROL_HOURS: type_hours(p, l); break;
	case CONTROL_PARTS: type_parts(p, l); break;
	case CONTROL_ACTION:
	case CONTROL_NETWORK:
	case CONTROL_LABEL:
	case CONTROL_HOLDER:
	case CONTROL_PARTNER: type_tie(p, l); break;
	}
}

struct str edit_anchor(const struct edit_line *l, struct arena *a)
{
	if (l->anchor.n > 0)
		return l->anchor;
	switch (l->control) {
	case CONTROL_LINE:
	case CONTROL_AREA:
	case CONTROL_HOURS_TEXT: return l->id;
	case CONTROL_HOLDER:
	case CONTROL_PARTNER: return arena_printf(a, "%.*s.nom", STR_ARG(l->id));
	case CONTROL_NETWORK: return arena_printf(a, "%.*s.note", STR_ARG(l->id));
	case CONTROL_LABEL: return arena_printf(a, "%.*s.depuis", STR_ARG(l->id));
	case CONTROL_TYPES:
	case CONTROL_TRI:
	case CONTROL_HOURS:
	case CONTROL_PARTS:
	case CONTROL_ACTION: break;
	}
	return arena_printf(a, "%.*s.dit", STR_ARG(l->id)); // the sentence itself, at the group
}

static bool has_line(const lines_vec *lines, struct str id)
{
	for (size_t i = 0; i < lines->n; i++)
		if (str_eq(lines->v[i].id, id))
			return true;
	return false;
}

// A structure that the form showed, and that somebody took away meanwhile.
static void add_lost(struct page *p, lines_vec *lines)
{
	static const struct {
		const char *prefix;
		enum item_kind kind;
		enum edit_control control;
	} orgs[] = {{"porteuse.", ITEM_HOLDER, CONTROL_HOLDER}, {"partenaire.", ITEM_PARTNER, CONTROL_PARTNER}};
	for (size_t i = 0; i < p->rq->form_n; i++) {
		struct str name = p->rq->form[i].name;
		for (size_t k = 0; k < 2; k++) {
			if (!str_starts(name, str_of(orgs[k].prefix)) || !str_ends(name, S(".avant")))
				continue;
			struct str id = str_sub(name, 0, name.n - 6), key = str_from(id, strlen(orgs[k].prefix));
			if (!has_line(lines, id) && key.n > 0 && key.p[0] != '+')
				vec_push(lines, (struct edit_line){.kind = orgs[k].kind, .key = key, .control = orgs[k].control, .id = id});
		}
	}
}

struct edit_line *edit_typed(struct page *p, struct edit_line *lines, size_t *n)
{
	lines_vec all = {0};
	for (size_t i = 0; i < *n; i++)
		if (form(p, lines[i].id, ".avant").p != NULL) // the form had it
			vec_push(&all, lines[i]);
	add_lost(p, &all);
	for (size_t i = 0; i < all.n; i++)
		type_line(p, &all.v[i]);
	struct edit_line *out = arena_copy(p->a, all.v, all.n, sizeof *out);
	*n = all.n;
	vec_free(&all);
	return out;
}

static struct str org_name(struct edit_line *l, struct str value)
{
	struct str rest;
	str_cut(value, '|', &rest);
	return l->kind == ITEM_PARTNER ? str_cut(rest, '|', &rest) : rest;
}

struct item *edit_items(struct page *p, struct edit_line *lines, size_t line_n, size_t **of, size_t *n)
{
	struct item *items = arena_array(p->a, line_n * 2 + 1, sizeof *items);
	*of = arena_array(p->a, line_n * 2 + 1, sizeof **of);
	*n = 0;
	for (size_t i = 0; i < line_n; i++) {
		struct edit_line *l = &lines[i];
		bool org = l->kind == ITEM_HOLDER || l->kind == ITEM_PARTNER;
		struct str now = item_canonical(l->kind, l->key, l->value, p->a), was = item_canonical(l->kind, l->key, l->before, p->a);
		if (str_eq(now, was) || str_eqz(form(p, l->id, ".choix"), "leur"))
			continue;
		bool renamed = org && l->key.n > 0 && now.n > 0 && !str_eq(org_name(l, now), org_name(l, was));
		if (renamed) { // another structure in its place
			(*of)[*n] = i;
			items[(*n)++] = (struct item){l->kind, l->key, STR_NONE};
		}
		(*of)[*n] = i;
		items[(*n)++] = (struct item){l->kind, renamed ? STR_NONE : l->key, l->value};
	}
	return items;
}
