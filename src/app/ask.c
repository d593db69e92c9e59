// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/ask.h"

#include <math.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "search/where.h"

enum { MAX_QUESTION = 300, MAX_FILTERS = 100, MAX_PLAIN = 20, MAX_PAGE = 1000000, MAX_RADIUS = 1000 };

struct reader {
	const struct index *x;
	struct arena *arena;
	struct search_ask *ask;
	VEC(struct ask_problem) problems;
	VEC(struct search_filter) filters;
	VEC(struct str) plain;
	bool seen_q, seen_where, seen_radius, seen_sort, seen_page, seen_per_page;
};

static void problem(struct reader *r, const char *param, struct str message)
{
	vec_push(&r->problems, (struct ask_problem){str_of(param), message});
}

// The value as it may be shown again: at most 60 characters of it.
static struct str shown(struct reader *r, struct str value)
{
	struct str clip = utf8_clip(value, 60);
	return clip.n < value.n ? arena_printf(r->arena, "%.*s…", STR_ARG(clip)) : value;
}

static void read_words(struct reader *r, struct str value)
{
	if (r->seen_q)
		return;
	r->seen_q = true;
	r->ask->q = utf8_clip(value, MAX_QUESTION);
	if (r->ask->q.n < value.n)
		problem(r, "q", arena_printf(r->arena, tr("Votre question est trop longue : gardez-en %d caractères au plus."), MAX_QUESTION));
}

static void read_where(struct reader *r, struct str value)
{
	if (r->seen_where)
		return;
	r->seen_where = true;
	r->ask->where = utf8_clip(value, MAX_QUESTION);
	struct where w;
	switch (where_read(value, r->arena, &w)) {
	case WHERE_OK:
		break;
	case WHERE_OUTSIDE:
		problem(r, "pres", str_of(tr("Cette position n’est pas sur Terre : la latitude va de -90 à 90, la longitude de -180 à 180.")));
		break;
	case WHERE_UNKNOWN:
		problem(r, "pres",
			arena_printf(r->arena,
				     tr("Nous ne connaissons pas « %.*s ». Indiquez une commune, un code postal, un département, une région ou une position « latitude,longitude »."),
				     STR_ARG(shown(r, value))));
		break;
	}
}

static void read_radius(struct reader *r, struct str value)
{
	if (r->seen_radius)
		return;
	r->seen_radius = true;
	struct buf b = BUF_IN(r->arena);
	buf_add(&b, value);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == ',')
			b.p[i] = '.';
	struct str text = buf_str(&b);
	if (str_ends(text, S("km")))
		text = str_trim(str_sub(text, 0, text.n - 2));
	double km;
	if (!str_to_double(text, &km) || km <= 0 || km > MAX_RADIUS) {
		problem(r, "rayon", arena_printf(r->arena, tr("Le rayon « %.*s » ne va pas : c’est un nombre de kilomètres, au-dessus de 0 et jusqu’à %d."),
						 STR_ARG(shown(r, value)), MAX_RADIUS));
		return;
	}
	r->ask->has_radius = true;
	r->ask->radius_km = km;
}

// A whole number between two bounds; says so otherwise.
static bool whole(struct reader *r, const char *param, struct str value, int64_t least, int64_t most, uint32_t *out)
{
	int64_t n;
	if (str_to_i64(value, &n) && n >= least && n <= most) {
		*out = (uint32_t)n;
		return true;
	}
	problem(r, param, arena_printf(r->arena, tr("« %.*s » ne va pas ici : il faut un nombre entier entre %lld et %lld."),
				       STR_ARG(shown(r, value)), (long long)least, (long long)most));
	return false;
}

static void read_sort(struct reader *r, struct str value)
{
	if (r->seen_sort)
		return;
	r->seen_sort = true;
	for (enum search_sort s = SORT_BEST; s <= SORT_FRESH; s++) {
		if (str_eqz(value, search_sort_param(s))) {
			r->ask->sort = s;
			return;
		}
	}
	problem(r, "tri", arena_printf(r->arena, tr("« %.*s » n’est pas un tri : choisissez pertinence, distance, nom ou fraicheur."),
				       STR_ARG(shown(r, value))));
}

// The codes of a facet, for the sentence that refuses another one; at most 12.
static struct str accepted(struct reader *r, enum facet f)
{
	static const enum vocab vocabs[FACET_COUNT] = {
		[FACET_TYPE] = VOCAB_TYPE,     [FACET_STAGE] = VOCAB_STAGE,     [FACET_TERRITORY] = VOCAB_TERRITORY,
		[FACET_HOLDER] = VOCAB_HOLDER, [FACET_PARTNER] = VOCAB_PARTNER,
	};
	const struct atlas *atlas = index_atlas(r->x);
	bool closed = f == FACET_TYPE || f == FACET_STAGE || f == FACET_TERRITORY || f == FACET_HOLDER || f == FACET_PARTNER;
	size_t n = closed ? vocab_size(vocabs[f]) : f == FACET_LABEL ? atlas->label_n : f == FACET_NETWORK ? atlas->network_n
		   : f == FACET_ACTION ? atlas->action_n : 0;
	struct buf b = BUF_IN(r->arena);
	for (size_t i = 0; i < n && i < 12; i++) {
		struct str code = closed ? vocab_code(vocabs[f], (unsigned)i) : f == FACET_LABEL ? atlas->labels[i].key
				  : f == FACET_NETWORK ? atlas->networks[i].key : atlas->actions[i].key;
		buf_addz(&b, i ? ", " : "");
		buf_add(&b, code);
	}
	buf_addz(&b, n > 12 ? ", …" : "");
	return buf_str(&b);
}

static void refuse_value(struct reader *r, enum facet f, struct str value)
{
	struct str codes = accepted(r, f), what = shown(r, value);
	if (f == FACET_DEPARTMENT || f == FACET_REGION)
		problem(r, facet_param(f),
			f == FACET_REGION
				? arena_printf(r->arena, tr("« %.*s » n’est pas une région que nous connaissons : donnez son nom ou son code INSEE, « 53 » pour la Bretagne."), STR_ARG(what))
				: arena_printf(r->arena, tr("« %.*s » n’est pas un département que nous connaissons : donnez son numéro ou son nom, « 29 » ou « finistere »."), STR_ARG(what)));
	else
		problem(r, facet_param(f), arena_printf(r->arena, tr("« %.*s » n’est pas un choix possible. Choix possibles : %.*s."), STR_ARG(what), STR_ARG(codes)));
}

static void read_filter(struct reader *r, enum facet f, struct str value)
{
	uint16_t v;
	uint32_t year;
	if (f == FACET_YEAR || f == FACET_CONFIRMED) {
		if (!whole(r, facet_param(f), value, 1900, 2100, &year))
			return;
		v = (uint16_t)year;
	} else if (!index_facet_find(r->x, f, value, &v)) {
		refuse_value(r, f, value);
		return;
	}
	for (size_t i = 0; i < r->filters.n; i++)
		if (r->filters.v[i].facet == f && r->filters.v[i].value == v)
			return;
	if (r->filters.n < MAX_FILTERS)
		vec_push(&r->filters, (struct search_filter){f, v});
}

static void read_param(struct reader *r, struct str name, struct str value)
{
	if (str_eqz(name, "q"))
		read_words(r, value);
	else if (str_eqz(name, "pres"))
		read_where(r, value);
	else if (str_eqz(name, "rayon"))
		read_radius(r, value);
	else if (str_eqz(name, "tri"))
		read_sort(r, value);
	else if (str_eqz(name, "mots") && r->plain.n < MAX_PLAIN)
		vec_push(&r->plain, utf8_clip(value, MAX_QUESTION));
	else if (str_eqz(name, "exact"))
		r->ask->exact = str_eqz(value, "1") || str_eqz(value, "oui");
	else if (str_eqz(name, "page") && !r->seen_page)
		r->seen_page = whole(r, "page", value, 1, MAX_PAGE, &r->ask->page) || true;
	else if (str_eqz(name, "par_page") && !r->seen_per_page)
		r->seen_per_page = whole(r, "par_page", value, 1, ASK_PER_PAGE_MAX, &r->ask->per_page) || true;
	else
		for (enum facet f = 0; f < FACET_COUNT; f++)
			if (str_eqz(name, facet_param(f)))
				read_filter(r, f, value);
}

static bool known_param(struct str name)
{
	static const char *const own[] = {"q", "pres", "rayon", "tri", "mots", "exact", "page", "par_page"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (str_eqz(name, own[i]))
			return true;
	for (enum facet f = 0; f < FACET_COUNT; f++)
		if (str_eqz(name, facet_param(f)))
			return true;
	return false;
}

bool ask_read(const struct index *x, const struct pair *params, size_t n, struct arena *a, struct search_ask *out,
	      struct ask_problems *problems)
{
	*out = (struct search_ask){.page = 1, .per_page = ASK_PER_PAGE};
	struct reader r = {.x = x, .arena = a, .ask = out};
	for (size_t i = 0; i < n; i++) {
		if (!known_param(params[i].name))
			continue;
		struct str value = str_trim(params[i].value);
		if (!utf8_valid(value))
			problem(&r, arena_z(a, params[i].name), str_of(tr("Ce texte contient des caractères que nous ne savons pas lire (il faut de l’UTF-8).")));
		else if (value.n > 0)
			read_param(&r, params[i].name, value);
	}
	out->filters = arena_copy(a, r.filters.v, r.filters.n, sizeof *r.filters.v);
	out->filter_n = r.filters.n;
	out->plain = arena_copy(a, r.plain.v, r.plain.n, sizeof *r.plain.v);
	out->plain_n = r.plain.n;
	problems->items = arena_copy(a, r.problems.v, r.problems.n, sizeof *r.problems.v);
	problems->n = r.problems.n;
	vec_free(&r.filters);
	vec_free(&r.plain);
	vec_free(&r.problems);
	return problems->n == 0;
}

bool ask_has(const struct search_ask *ask, enum facet f, uint16_t value)
{
	for (size_t i = 0; i < ask->filter_n; i++)
		if (ask->filters[i].facet == f && ask->filters[i].value == value)
			return true;
	return false;
}
