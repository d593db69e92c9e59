// SPDX-License-Identifier: AGPL-3.0-or-later
// The search: what was understood, the places with their reasons, the facets, and ways out of too few results.
#include "web/page_places.h"

#include "base/utf8.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { SHOWN = 6, PAGES_SHOWN = 7, TYPED_MAX = 200 };

// Everything the parts of the page are made from.
struct work {
	struct page *p;
	struct search_ask ask;
	struct answer answer;
	bool table;
	struct str order; // "&colonne=…&sens=…" of the table
};

// The address of this search with changes: `query` is what ask_link() gave.
static struct str to(const struct work *w, const char *path, struct str query)
{
	const char *view = w->table ? query.n ? "&vue=tableau" : "?vue=tableau" : "";
	struct str order = w->table ? w->order : STR_NONE;
	return web_link(w->p->a, arena_printf(w->p->a, "%s%.*s%s%.*s", path, STR_ARG(query), view, STR_ARG(order)));
}

#define LINK(w, ...) to((w), "/lieux", ask_link((w)->p->index, &(w)->ask, (w)->p->a, __VA_ARGS__))

// "Année du label : 2020" where the value alone does not say what it is.
static struct str filter_name(const struct work *w, struct search_filter f)
{
	struct str name = index_facet_name(w->p->index, f.facet, f.value);
	bool plain = f.facet != FACET_YEAR && f.facet != FACET_CONFIRMED && f.facet != FACET_PARTNER && f.facet != FACET_STAGE;
	return plain ? name : arena_printf(w->p->a, _("%s : %.*s"), tr(facet_label(f.facet)), STR_ARG(name));
}

static void chips(struct view_places *v, const struct work *w)
{
	const struct answer *o = &w->answer;
	const struct index *x = w->p->index;
	struct arena *a = w->p->a;
	v->chips = arena_array(a, o->chip_n + w->ask.filter_n, sizeof *v->chips);
	v->let_go = arena_array(a, o->chip_n, sizeof *v->let_go);
	for (size_t i = 0; i < o->chip_n; i++) {
		const struct chip *c = &o->chips[i];
		bool ticked = c->kind == CHIP_CONCEPT && ask_has(&w->ask, c->value.facet, c->value.value);
		bool let_go = c->kind == CHIP_CORRECTION && !str_eq(c->label, o->result.corrected);
		if (let_go)
			v->let_go[v->let_go_n++] = (struct view_link){c->words, to(w, "/lieux", ask_link_plain_chip(x, &w->ask, a, c)), false};
		if (c->kind == CHIP_CORRECTION || ticked) // what was ticked too has its chip below
			continue;
		struct view_chip *to_fill = &v->chips[v->chip_n++];
		*to_fill = (struct view_chip){
			.label = c->label, .words = c->words, .only_ranks = !c->filter,
			.drop = to(w, "/lieux", ask_link_drop_chip(x, &w->ask, a, c)),
			.choices = arena_array(a, c->choice_n, sizeof(struct view_choice)), .choice_n = c->choice_n,
		};
		if (c->words.n > 0)
			to_fill->plain = to(w, "/lieux", ask_link_plain_chip(x, &w->ask, a, c));
		for (size_t k = 0; k < c->choice_n; k++)
			to_fill->choices[k] = (struct view_choice){
				c->choices[k].label, to(w, "/lieux", ask_link_choose(x, &w->ask, a, c, &c->choices[k]))};
	}
	for (size_t i = 0; i < w->ask.filter_n; i++) {
		struct search_filter f = w->ask.filters[i];
		v->chips[v->chip_n++] = (struct view_chip){
			.label = filter_name(w, f), .drop = LINK(w, ASK_DROP(f.facet, f.value))};
	}
	if (w->ask.filter_n > 1)
		v->bare = LINK(w, ASK_BARE);
}

// Chosen values first, so that they can be seen and taken back (what the question's own words chose is taken back by
// its chip); long lists leave out what would give nothing.
static void facet(struct view_places *v, const struct work *w, enum facet f)
{
	const struct facet_counts *counts = &w->answer.result.facets[f];
	if (counts->n == 0)
		return;
	const struct index *x = w->p->index;
	struct view_facet *out = &v->facets[v->facet_n++];
	*out = (struct view_facet){
		.param = facet_param(f), .label = tr(facet_label(f)),
		.values = arena_array(w->p->a, counts->n, sizeof *out->values),
		.open = f == FACET_TYPE || f == FACET_TERRITORY || f == FACET_LABEL,
	};
	size_t chosen_n = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < counts->n; i++) {
			const struct facet_count *c = &counts->values[i];
			bool chosen = ask_has(&w->ask, f, c->value);
			if (chosen != (pass == 0) || (!chosen && c->total == 0 && counts->n > 30))
				continue;
			chosen_n += chosen;
			out->values[out->n++] = (struct view_facet_value){
				index_facet_code(x, f, c->value), index_facet_name(x, f, c->value), c->total, chosen};
		}
	out->open = out->open || chosen_n > 0;
	out->shown = chosen_n > SHOWN ? chosen_n : SHOWN;
	if (out->n <= out->shown + 2)
		out->shown = out->n;
}

// The steps of the radius, with the one asked for among them. None asked for: the search chose, and the first choice
// says how far.
static void radii(struct view_places *v, const struct work *w)
{
	static const double steps[] = {5, 10, 20, 30, 50, 100, 200};
	const struct answer *o = &w->answer;
	v->where_label = o->where_label;
	if (!o->query.has_point || o->where_is_area)
		return;
	size_t n = sizeof steps / sizeof *steps;
	double asked = w->ask.has_radius ? w->ask.radius_km : 0;
	v->chosen_km = asked > 0 ? 0 : o->radius_km;
	v->radii = arena_array(w->p->a, n + 1, sizeof *v->radii);
	bool placed = asked <= 0;
	for (size_t i = 0; i < n; i++) {
		if (!placed && asked < steps[i])
			v->radii[v->radius_n++] = (struct view_radius){asked, placed = true};
		bool current = !placed && asked == steps[i];
		placed = placed || current;
		v->radii[v->radius_n++] = (struct view_radius){steps[i], current};
	}
	if (!placed)
		v->radii[v->radius_n++] = (struct view_radius){asked, true};
}

static struct str advice_text(const struct work *w, const struct advice *d)
{
	struct arena *a = w->p->a;
	struct str name = d->kind == ADVICE_DROP_FILTER || d->kind == ADVICE_NEIGHBOUR_TYPE || d->kind == ADVICE_TYPE
				  ? index_facet_name(w->p->index, d->filter.facet, d->filter.value)
				  : d->word;
	struct buf km = BUF_IN(a);
	i18n_km(&km, d->radius_km);
	switch (d->kind) {
	case ADVICE_DROP_FILTER: return arena_printf(a, _("Sans le filtre « %.*s »"), STR_ARG(name));
	case ADVICE_DROP_WORD: return arena_printf(a, _("Sans « %.*s »"), STR_ARG(name));
	case ADVICE_WIDEN: return arena_printf(a, _("Jusqu’à %.*s"), STR_ARG(buf_str(&km)));
	case ADVICE_NEIGHBOUR_TYPE: return arena_printf(a, _("Un type voisin : %.*s"), STR_ARG(name));
	case ADVICE_DROP_WHERE: return str_of(_("Partout en France"));
	case ADVICE_SPELL: return arena_printf(a, _("Avec « %.*s »"), STR_ARG(d->text));
	case ADVICE_TYPE: return arena_printf(a, _("Type de lieu : %.*s"), STR_ARG(name));
	}
	return name;
}

static void advice(struct view_places *v, const struct work *w)
{
	const struct answer *o = &w->answer;
	v->advice = arena_array(w->p->a, o->advice_n, sizeof *v->advice);
	for (size_t i = 0; i < o->advice_n; i++) {
		struct buf b = BUF_IN(w->p->a);
		buf_add(&b, advice_text(w, &o->advice[i]));
		buf_addz(&b, _(" : "));
		i18n_int(&b, o->advice[i].total);
		buf_addf(&b, " %s", trn("lieu", "lieux", o->advice[i].total));
		struct str query = ask_link_advice(w->p->index, &w->ask, w->p->a, o, &o->advice[i]);
		v->advice[v->advice_n++] = (struct view_link){buf_str(&b), to(w, "/lieux", query), false};
	}
}

static void sorts(struct view_places *v, const struct work *w)
{
	const char *const names[] = {_("pertinence"), _("distance"), _("nom"), _("fraîcheur")};
	for (int s = SORT_BEST; s <= SORT_FRESH; s++) {
		if (s == SORT_DISTANCE && !w->answer.query.has_point)
			continue;
		v->sorts[v->sort_n++] = (struct view_link){str_of(names[s]), LINK(w, ASK_SORT(s)), (int)w->ask.sort == s};
	}
}

static void pages(struct view_places *v, const struct work *w)
{
	uint32_t last = (v->total + w->ask.per_page - 1) / w->ask.per_page, at = w->ask.page;
	if (at > last && last > 0)
		at = v->beyond = last + 1;
	if (last < 2 && v->beyond == 0)
		return;
	if (at > 1)
		v->before = LINK(w, ASK_PAGE(at - 1));
	if (at < last)
		v->after = LINK(w, ASK_PAGE(at + 1));
	uint32_t from = at > PAGES_SHOWN / 2 ? at - PAGES_SHOWN / 2 : 1;
	if (from + PAGES_SHOWN > last + 1)
		from = last > PAGES_SHOWN ? last + 1 - PAGES_SHOWN : 1;
	v->pages = arena_array(w->p->a, PAGES_SHOWN, sizeof *v->pages);
	for (uint32_t i = from; i <= last && i < from + PAGES_SHOWN; i++)
		v->pages[v->page_n++] =
			(struct view_link){arena_printf(w->p->a, "%u", i), LINK(w, ASK_PAGE(i)), i == at};
}

static void other_views(struct view_places *v, struct work *w)
{
	struct arena *a = w->p->a;
	struct str query = ask_link(w->p->index, &w->ask, a, ASK_PAGE(1));
	bool table = w->table;
	w->table = false;
	v->list = to(w, "/lieux", query);
	v->map = to(w, "/carte", query);
	v->box = map_box(w->p, query, "#resultats", (struct html){STR_NONE});
	v->csv = arena_printf(a, "/lieux.csv%.*s", STR_ARG(query));
	v->excel = arena_printf(a, "/lieux-excel.csv%.*s", STR_ARG(query));
	v->follow = web_link(a, arena_printf(a, "/suivre%.*s", STR_ARG(query)));
	v->layout.feed = v->atom = arena_printf(a, "/lieux.atom%.*s", STR_ARG(query));
	v->geojson = arena_printf(a, "/lieux.geojson%.*s", STR_ARG(query));
	w->table = true;
	v->table = to(w, "/lieux", query);
	w->table = table;
}

// A value that no place has any more has no box among the facets.
static bool has_box(const struct view_places *v, const struct pair *field)
{
	for (size_t f = 0; f < v->facet_n; f++) {
		if (!str_eqz(field->name, v->facets[f].param))
			continue;
		for (size_t i = 0; i < v->facets[f].n; i++)
			if (str_eq(v->facets[f].values[i].code, field->value))
				return true;
	}
	return false;
}

// What the form must keep and has no field of its own for.
static void hidden(struct view_places *v, const struct work *w)
{
	struct pair *all, *kept;
	size_t n = ask_fields(w->p->index, &w->ask, w->p->a, &all);
	kept = arena_array(w->p->a, n + 3, sizeof *kept);
	for (size_t i = 0; i < n; i++) {
		if (!has_box(v, &all[i]))
			kept[v->hidden_n++] = all[i];
	}
	if (w->table)
		kept[v->hidden_n++] = (struct pair){S("vue"), S("tableau")};
	for (size_t i = 0; i < 2 && w->order.n > 0; i++) {
		static const char *const names[] = {"colonne", "sens"};
		struct str value = http_query(w->p->rq, names[i]);
		if (value.n > 0)
			kept[v->hidden_n++] = (struct pair){str_of(names[i]), value};
	}
	v->hidden = kept;
}

// What a parameter is called on the page; its own name when it has none there.
static const char *field_label(const struct page *p, struct str param)
{
	static const struct {
		const char *param, *label;
	} labels[] = {
		{"rayon", N_("Rayon, en kilomètres")}, {"page", N_("Numéro de page")}, {"par_page", N_("Lieux par page")},
		{"tri", N_("Trier par")}, {"exact", N_("Recherche exacte")}, {"vue", N_("Voir autrement")},
		{"colonne", N_("Colonne qui range le tableau")}, {"sens", N_("Sens du rangement")},
	};
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (str_eqz(param, labels[i].param))
			return tr(labels[i].label);
	for (int f = 0; f < FACET_COUNT; f++)
		if (str_eqz(param, facet_param((enum facet)f)))
			return tr(facet_label((enum facet)f));
	return arena_z(p->a, param);
}

static void problems(struct view_places *v, struct work *w, const struct ask_problems *found)
{
	struct ask_problem *others = arena_array(w->p->a, found->n + 3, sizeof *others);
	for (size_t i = 0; i < found->n; i++) {
		const struct ask_problem *pr = &found->items[i];
		if (str_eqz(pr->param, "q"))
			v->ask.q_problem = arena_z(w->p->a, pr->message);
		else if (str_eqz(pr->param, "pres"))
			v->ask.where_problem = arena_z(w->p->a, pr->message);
		else
			others[v->problem_n++] = *pr;
	}
	for (const struct http_param *t = table_params; t->name != NULL; t++) {
		const struct http_param one[] = {*t, {.name = NULL}};
		struct str more = STR_NONE;
		if (!http_param_check(w->p->rq, one, w->p->a, &more))
			others[v->problem_n++] = (struct ask_problem){str_of(t->name), more};
	}
	v->problems = others;
	v->typed = arena_array(w->p->a, v->problem_n, sizeof *v->typed);
	v->wrong = arena_array(w->p->a, v->problem_n, sizeof *v->wrong);
	for (size_t i = 0; i < v->problem_n; i++) {
		v->wrong[i] = field_label(w->p, others[i].param);
		v->typed[i] = utf8_clip(http_query(w->p->rq, arena_z(w->p->a, others[i].param)), TYPED_MAX);
	}
	v->refused = v->ask.q_problem || v->ask.where_problem || v->problem_n > 0;
}

static struct str page_title(const struct work *w)
{
	struct str q = w->ask.q, where = w->ask.where;
	if (q.n && where.n)
		return arena_printf(w->p->a, "%.*s · %.*s", STR_ARG(q), STR_ARG(where));
	return q.n ? q : where.n ? where : str_of(_("Lieux"));
}

static void answered(struct view_places *v, struct work *w)
{
	const struct answer *o = &w->answer;
	v->total = o->result.total;
	v->first = (w->ask.page - 1) * w->ask.per_page + 1;
	chips(v, w);
	for (int f = 0; f < FACET_COUNT; f++)
		facet(v, w, (enum facet)f);
	radii(v, w);
	advice(v, w);
	sorts(v, w);
	pages(v, w);
	other_views(v, w);
	v->is_exact = w->ask.exact;
	v->inexact = LINK(w, ASK_EXACT(false));
	if (o->result.corrected.n > 0) {
		v->understood = o->result.corrected;
		v->exact = LINK(w, ASK_EXACT(true));
	}
	if (w->table) {
		w->order = STR_NONE; // each column's link brings its own
		v->as_table = table_make(w->p, &w->ask, o, LINK(w, ASK_PAGE(1)));
		return;
	}
	v->items = arena_array(w->p->a, o->result.hit_n, sizeof *v->items);
	for (size_t i = 0; i < o->result.hit_n; i++) {
		v->items[i] = part_hit(w->p, &o->result.hits[i]);
		v->items[i].under_h1 = true;
	}
	v->item_n = o->result.hit_n;
}

void page_places(struct page *p)
{
	struct work w = {.p = p, .table = str_eqz(http_query(p->rq, "vue"), "tableau")};
	struct ask_problems found = {0};
	ask_read(p->index, p->rq->query, p->rq->query_n, p->a, &w.ask, &found);
	struct view_places v = {.layout = page_layout(p, page_title(&w))};
	v.ask = (struct view_ask){.q = w.ask.q, .where = w.ask.where};
	problems(&v, &w, &found);
	if (!v.refused) {
		answer_ask(p->index, &w.ask, p->a, &w.answer);
		if (w.answer.where_problem.n > 0) {
			v.ask.where_problem = arena_z(p->a, w.answer.where_problem);
			v.refused = true;
		}
	}
	if (!v.refused && w.table)
		w.order = table_order(p);
	struct str order = w.order;
	if (v.refused)
		p->reply->status = 400;
	else
		answered(&v, &w);
	w.order = order;
	hidden(&v, &w);
	v.layout.nav = NAV_PLACES;
	v.layout.wide = v.layout.own_search = true;
	v.layout.no_index = p->rq->query_n > 0;
	view_places(p->out, &v);
}
