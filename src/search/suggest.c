// SPDX-License-Identifier: AGPL-3.0-or-later
// Completions while typing: what is named (types, labels, territories), places, communes and areas, actions.
#include <string.h>

#include "base/html.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "model/gazetteer.h"
#include "search/lexicon.h"
#include "search/name_table.h"
#include "search/where.h"

struct suggesting {
	const struct index *x;
	struct arena *arena;
	struct str folded; // what is typed: folded words, one space between
	struct suggestion *out;
	size_t n, max;
};

static void add(struct suggesting *s, struct suggestion one)
{
	if (s->n < s->max)
		s->out[s->n++] = one;
}

static struct str folded_words(struct str text, struct arena *a)
{
	struct buf folded = BUF_IN(a), out = BUF_IN(a);
	utf8_fold(&folded, str_sub(text, 0, 300));
	for (size_t i = 0; i < folded.n; i++) {
		char c = folded.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
			buf_addc(&out, c);
		else if (out.n > 0 && out.p[out.n - 1] != ' ')
			buf_addc(&out, ' ');
	}
	return str_trim(buf_str(&out));
}

// One of the name's words starts so, the first one or a later one of some length.
static bool starts_word(struct suggesting *s, struct str name, bool anywhere)
{
	struct str left = folded_words(name, s->arena);
	for (; left.n > 0; (void)str_cut(left, ' ', &left)) {
		if (str_starts(left, s->folded))
			return true;
		if (!anywhere)
			return false;
	}
	return false;
}

static struct str path(struct suggesting *s, const char *before, struct str value)
{
	struct buf b = BUF_IN(s->arena);
	buf_addz(&b, before);
	html_percent(&b, value);
	return buf_str(&b);
}

static void add_concept(struct suggesting *s, enum facet f, uint16_t value)
{
	struct str name = index_facet_name(s->x, f, value);
	const char *before = arena_z(s->arena, arena_printf(s->arena, "/lieux?%s=", facet_param(f)));
	add(s, (struct suggestion){SUGGEST_CONCEPT, name, str_of(tr(facet_label(f))), path(s, before, index_facet_code(s->x, f, value))});
}

static void concepts(struct suggesting *s)
{
	const struct atlas *a = index_atlas(s->x);
	for (uint16_t i = 0; i < TYPE_COUNT; i++)
		if (i != TYPE_OTHER && (starts_word(s, str_of(vocab_name(VOCAB_TYPE, i)), true) || starts_word(s, vocab_code(VOCAB_TYPE, i), false)))
			add_concept(s, FACET_TYPE, i);
	for (uint16_t i = 0; i < a->label_n; i++)
		if (starts_word(s, a->labels[i].name, false))
			add_concept(s, FACET_LABEL, i);
	for (uint16_t i = 0; i < TERRITORY_COUNT; i++)
		if (starts_word(s, str_of(vocab_name(VOCAB_TERRITORY, i)), false) || starts_word(s, vocab_code(VOCAB_TERRITORY, i), false))
			add_concept(s, FACET_TERRITORY, i);
}

static void networks(struct suggesting *s)
{
	const struct atlas *a = index_atlas(s->x);
	for (uint16_t i = 0; i < a->network_n; i++)
		if (starts_word(s, a->networks[i].name, true))
			add(s, (struct suggestion){SUGGEST_CONCEPT, a->networks[i].name,
						   str_of(a->networks[i].consortium ? tr("Consortium") : tr("Réseau")),
						   path(s, "/reseaux/", a->networks[i].key)});
}

static void actions(struct suggesting *s)
{
	const struct atlas *a = index_atlas(s->x);
	size_t most = s->n + 3;
	for (uint32_t i = 0; i < a->action_n && s->n < most; i++)
		if (starts_word(s, a->actions[i].name, s->folded.n >= 3))
			add(s, (struct suggestion){SUGGEST_ACTION, a->actions[i].name, str_of(tr("Action")), path(s, "/actions/", a->actions[i].key)});
}

static struct str place_detail(struct suggesting *s, const struct place *p)
{
	if (p->commune_at == NONE)
		return p->commune;
	struct commune c = gazetteer_commune((uint32_t)p->commune_at);
	return arena_printf(s->arena, "%.*s (%.*s)", STR_ARG(c.name), STR_ARG(gazetteer_department(c.department).code));
}

static void places(struct suggesting *s, size_t most)
{
	struct name_hit hits[8];
	size_t n = names_prefix(index_name_table(s->x), s->folded, hits, most < 8 ? most : 8);
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &index_atlas(s->x)->places[hits[i].place];
		add(s, (struct suggestion){SUGGEST_PLACE, p->name, place_detail(s, p), path(s, "/lieux/", p->slug)});
	}
}

// "/lieux?pres=…", with what was typed before the commune as the question.
static void add_where(struct suggesting *s, struct str before, struct str label, struct str detail, struct str value)
{
	struct buf b = BUF_IN(s->arena);
	for (size_t i = 0; i < s->n; i++)
		if (s->out[i].kind == SUGGEST_COMMUNE && str_eq(s->out[i].label, label)) // Paris is a department too
			return;
	buf_addz(&b, "/lieux?");
	if (before.n > 0) {
		buf_addz(&b, "q=");
		html_percent(&b, before);
		buf_addc(&b, '&');
		label = arena_printf(s->arena, tr("%.*s, près de %.*s"), STR_ARG(before), STR_ARG(label));
	}
	buf_addz(&b, "pres=");
	html_percent(&b, value);
	add(s, (struct suggestion){SUGGEST_COMMUNE, label, detail, buf_str(&b)});
}

static void communes(struct suggesting *s, struct str typed, struct str before, size_t most)
{
	uint32_t found[4];
	size_t n = gazetteer_by_prefix(typed, found, most < 4 ? most : 4);
	for (size_t i = 0; i < n; i++) {
		struct where w;
		where_commune(found[i], s->arena, &w);
		add_where(s, before, w.label, str_of(tr("Commune")), w.value);
	}
}

static void regions(struct suggesting *s)
{
	for (uint16_t i = 0; i < gazetteer_region_n() && s->n < s->max && s->folded.n >= 2; i++)
		if (starts_word(s, gazetteer_region(i).name, false))
			add_where(s, STR_NONE, gazetteer_region(i).name, str_of(tr("Région")), gazetteer_region(i).name);
}

static void departments(struct suggesting *s)
{
	if (s->folded.n < 2)
		return;
	for (uint16_t i = 0; i < gazetteer_department_n() && s->n < s->max; i++) {
		struct department d = gazetteer_department(i);
		if (starts_word(s, d.name, false) || str_eq(d.code, s->folded))
			add_where(s, STR_NONE, arena_printf(s->arena, "%.*s (%.*s)", STR_ARG(d.name), STR_ARG(d.code)),
				  str_of(tr("Département")), d.code);
	}
}

// "44300": a postal code and its communes.
static void postcodes(struct suggesting *s)
{
	struct where w;
	if (s->folded.n == 5 && s->folded.p[1] >= '0' && s->folded.p[1] <= '9' && where_read(s->folded, s->arena, &w) == WHERE_OK && w.kind == WHERE_COMMUNE)
		add_where(s, STR_NONE, w.label, str_of(tr("Code postal")), w.value);
}

static bool says_something(const struct index *x, struct str words, struct arena *a)
{
	const struct lexicon *l = index_lexicon(x);
	for (struct str left = folded_words(words, a); left.n > 0;)
		if (!(l != NULL && lexicon_is_stop(l, str_cut(left, ' ', &left))))
			return true;
	return false;
}

// "brest fab": a type, near the place named before.
static void types_there(struct suggesting *s, struct str where, const struct where *w, struct str last)
{
	struct str all = s->folded;
	s->folded = folded_words(last, s->arena);
	for (uint16_t i = 0; i < TYPE_COUNT; i++) {
		struct str name = str_of(vocab_name(VOCAB_TYPE, i)), short_name = str_trim(str_cut(name, '/', &(struct str){0}));
		if (i == TYPE_OTHER || (!starts_word(s, name, true) && !starts_word(s, vocab_code(VOCAB_TYPE, i), false)))
			continue;
		struct str before = arena_printf(s->arena, "/lieux?type=%.*s&pres=", STR_ARG(vocab_code(VOCAB_TYPE, i)));
		add(s, (struct suggestion){SUGGEST_CONCEPT, arena_printf(s->arena, tr("%.*s, près de %.*s"), STR_ARG(short_name), STR_ARG(w->label)),
					   str_of(tr(facet_label(FACET_TYPE))), path(s, arena_z(s->arena, before), where)});
	}
	s->folded = all;
}

// "fablab van": the last word may be a commune.
static void last_word(struct suggesting *s, struct str typed)
{
	static const char *const links[] = {" vers", " à", " a", " près de", " pres de", " autour de", " en", " sur", " de"};
	size_t cut = typed.n;
	while (cut > 0 && typed.p[cut - 1] != ' ')
		cut--;
	struct str before = str_trim(str_sub(typed, 0, cut)), last = str_from(typed, cut);
	if (before.n == 0 || last.n < 2)
		return;
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (str_ends(before, str_of(links[i])))
			before = str_trim(str_sub(before, 0, before.n - strlen(links[i])));
	struct where w;
	if (!says_something(s->x, before, s->arena))
		return;
	if (where_read(before, s->arena, &w) == WHERE_OK)
		types_there(s, before, &w, last);
	else
		communes(s, last, before, 3);
}

size_t suggest(const struct index *x, struct str typed, struct arena *a, struct suggestion *out, size_t max)
{
	struct suggesting s = {.x = x, .arena = a, .out = out, .max = max};
	typed = str_trim(utf8_clip(typed, 100));
	s.folded = folded_words(typed, a);
	if (s.folded.n == 0 || max == 0)
		return 0;
	size_t half = max > 4 ? max / 2 : max;
	concepts(&s);
	postcodes(&s);
	if (s.folded.n >= 4) // so much of a region's name is meant
		regions(&s);
	places(&s, half);
	if (s.folded.n < 4)
		regions(&s);
	communes(&s, typed, STR_NONE, 3);
	actions(&s);
	departments(&s);
	networks(&s);
	if (s.n < max)
		last_word(&s, typed);
	return s.n;
}
