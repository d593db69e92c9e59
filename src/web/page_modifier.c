// SPDX-License-Identifier: AGPL-3.0-or-later
// A place's page, changed by its team and by those who animate it: the overview, a section's form, two versions of a thing.
#include "web/page_modifier.h"
#include "web/page_historique.h"

#include <math.h>

#include "base/log.h"
#include "base/time.h"
#include "model/field.h"
#include "web/markdown.h"
#include "web/pages.h"
#include "web/settings.h"
#include "web/views/views.gen.h"
#include "web/web.h"

static bool broke(struct page *p, const struct err *err)
{
	if (err == NULL)
		return false;
	log_error("a place's page could not be changed: %s", err_text(err));
	bool busy = err_code(err) == ERR_BUSY;
	err_free(err);
	page_error(p, busy ? 503 : 500, STR_NONE);
	return true;
}

static struct str link_of(struct page *p, const struct place *place, const char *rest)
{
	return web_link(p->a, arena_printf(p->a, "/lieux/%.*s%s", STR_ARG(place->slug), rest));
}

// The place of the address; NULL when a page was made instead. Old addresses lead on.
static const struct place *the_place(struct page *p, const char *rest)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return NULL;
	}
	if (str_eq(place->slug, http_capture(p->rq, "slug")))
		return place;
	if (p->rq->method != HTTP_GET)
		return place;
	http_redirect(p->rq, p->reply, 303, link_of(p, place, rest));
	return NULL;
}

static const char *what_was_done(struct page *p)
{
	struct str done = http_query(p->rq, "fait");
	if (str_eqz(done, "rien"))
		return _("Rien n’a changé : tout était déjà ainsi.");
	if (str_eqz(done, "confirme"))
		return _("Merci : la page est confirmée à la date d’aujourd’hui.");
	if (str_eqz(done, "garde"))
		return _("Rien n’a changé : la version en ligne est gardée.");
	if (str_eqz(done, "partie"))
		return _("C’est enregistré, et déjà en ligne. Là où vous l’avez choisi, la version en ligne est gardée.");
	return done.n > 0 ? _("C’est enregistré, et déjà en ligne.") : NULL;
}

static struct view_modifier view_of(struct page *p, const struct place *place, const struct edit_section *section)
{
	const char *rest = section != NULL ? arena_z(p->a, arena_printf(p->a, "/modifier/%s", section->key)) : "/modifier";
	struct view_modifier v = {
		.layout = page_layout(p, arena_printf(p->a, _("Modifier %.*s"), STR_ARG(place->name))), .place = place, .section = section,
		.action = link_of(p, place, rest), .seen = p->atlas->change, .team = actor_in_team(p->actor, place),
		.animates = actor_animates(p->actor, p->atlas, place), .said = what_was_done(p),
	};
	v.layout.no_index = true;
	v.layout.nav = NAV_PLACES;
	return v;
}

// How much of a section is filled in: things told, of things that could be. Lists have no end.
static void count(struct page *p, const struct place *place, struct edit_overview *o)
{
	size_t n;
	struct edit_line *lines = edit_lines(p, place, o->section, true, &n);
	for (size_t i = 0; i < n; i++) {
		enum edit_control c = lines[i].control;
		bool list = c == CONTROL_ACTION || c == CONTROL_NETWORK || c == CONTROL_LABEL || c == CONTROL_PARTNER || c == CONTROL_HOLDER;
		size_t told = lines[i].value.n > 0, of = !list;
		for (size_t k = 0; k < lines[i].part_n; k++)
			told += lines[i].parts[k].text.n > 0 && (k > 0 || lines[i].parts[0].text.n > 0);
		if (lines[i].part_n > 0) {
			told = told > 0 ? told - 1 : 0;
			of = lines[i].part_n;
		}
		o->filled += told;
		o->of += of;
		if (list)
			o->unit = ""; // a list has no end
	}
}

void page_edit(struct page *p)
{
	const struct place *place = the_place(p, "/modifier");
	if (place == NULL)
		return;
	struct view_modifier v = view_of(p, place, NULL);
	v.sections = arena_array(p->a, edit_section_n, sizeof *v.sections);
	v.section_n = edit_section_n;
	for (size_t i = 0; i < edit_section_n; i++) {
		v.sections[i].section = &edit_sections[i];
		count(p, place, &v.sections[i]);
	}
	view_modifier(p->out, &v);
}

// "Tout est juste."
void page_edit_confirm(struct page *p)
{
	struct edit_answer answer;
	const struct place *place = the_place(p, "/modifier");
	if (place == NULL)
		return;
	struct edit edit = {.place = place->id, .confirms = true};
	if (!broke(p, app_edit(p->app, p->actor, &edit, p->a, &answer)))
		http_redirect(p->rq, p->reply, 303, link_of(p, place, "/modifier?fait=confirme"));
}

// --- a section ---

static const struct edit_section *the_section(struct page *p)
{
	const struct edit_section *s = edit_section(http_capture(p->rq, "section"));
	if (s == NULL)
		page_error(p, 404, STR_NONE);
	return s;
}

static void show_form(struct page *p, struct view_modifier *v)
{
	if (str_eqz(str_of(v->section->key), "adresse")) {
		v->layout.map = true;
		v->near = isfinite(v->place->lat) && isfinite(v->place->lon);
		v->outlines = web_static(p->a, "contours.json");
		v->tiles = settings_get(SETTING_TILES);
		v->credit = settings_get(SETTING_TILES_CREDIT);
	}
	v->labels = arena_array(p->a, v->place->label_n, sizeof *v->labels);
	for (size_t i = 0; i < v->place->label_n && !v->animates && str_eqz(str_of(v->section->key), "reseaux"); i++)
		v->labels[v->label_n++] = p->atlas->labels[v->place->labels[i].label].name;
	for (size_t i = 0; i < v->line_n; i++) {
		v->has_problems = v->has_problems || v->lines[i].problem.n > 0;
		v->lines[i].anchor = edit_anchor(&v->lines[i], p->a);
		if (v->lines[i].control == CONTROL_HOURS)
			v->hours_other = "?ecriture=texte";
		struct hours week;
		if (v->lines[i].control == CONTROL_HOURS_TEXT && hours_read(v->place->hours, &week))
			v->hours_other = "?ecriture=semaine";
	}
	if (v->has_problems)
		p->reply->status = 422;
	view_modifier(p->out, v);
}

void page_edit_section(struct page *p)
{
	const struct edit_section *s = the_section(p);
	const struct place *place = s != NULL ? the_place(p, arena_z(p->a, arena_printf(p->a, "/modifier/%s", s->key))) : NULL;
	if (place == NULL)
		return;
	struct view_modifier v = view_of(p, place, s);
	v.lines = edit_lines(p, place, s, str_eqz(http_query(p->rq, "ecriture"), "texte"), &v.line_n);
	show_form(p, &v);
}

// Who made the other version, and when.
static void tell_theirs(struct page *p, const struct place *place, int64_t change, struct edit_clash *to)
{
	struct history_change *found;
	size_t n = 0;
	struct date day = {0};
	struct moment local;
	const struct err *err = app_history(p->app, place->id, change + 1, 1, p->a, &found, &n);
	if (err != NULL || n == 0 || found[0].number != change) { // the versions are what matters
		err_free(err);
		return;
	}
	struct str when = moment_paris(found[0].when, &local);
	struct buf b = BUF_IN(p->a);
	date_parse(str_sub(when, 0, 10), &day);
	i18n_date(&b, day);
	to->when = arena_printf(p->a, _("%.*s à %.*s"), STR_ARG(buf_str(&b)), STR_ARG(str_sub(when, 11, 5)));
	to->moment = found[0].when;
	to->by = history_who(p, &found[0]);
}

// Both versions of what somebody changed meanwhile; all that was typed goes along.
static void show_conflict(struct page *p, struct view_modifier *v, const struct item *items, size_t item_n, const size_t *of,
			  const struct edit_answer *answer)
{
	v->clashes = arena_array(p->a, answer->conflict_n, sizeof *v->clashes);
	for (size_t i = 0; i < answer->conflict_n; i++) {
		const struct edit_conflict *c = &answer->conflicts[i];
		const struct item *x = &items[c->item];
		v->clashes[v->clash_n++] = (struct edit_clash){
			.id = v->lines[of[c->item]].id,
			.label = item_label(p->atlas, x->kind, x->key, p->a),
			.theirs = item_shown(p->atlas, x->kind, x->key, c->now, p->a),
			.mine = item_shown(p->atlas, x->kind, x->key, c->mine, p->a),
		};
		tell_theirs(p, v->place, c->change, &v->clashes[v->clash_n - 1]);
		if (c->change > v->seen)
			v->seen = c->change;
	}
	v->others = item_n > answer->conflict_n;
	struct pair *kept = arena_array(p->a, p->rq->form_n, sizeof *kept);
	for (size_t i = 0; i < p->rq->form_n; i++) {
		struct str name = p->rq->form[i].name;
		bool decided = false; // it is asked again
		for (size_t k = 0; k < v->clash_n; k++)
			decided = decided || str_eq(name, arena_printf(p->a, "%.*s.choix", STR_ARG(v->clashes[k].id)));
		if (!decided && !str_eqz(name, "jeton") && !str_eqz(name, "vu") && !str_eqz(name, "geste"))
			kept[v->kept_n++] = p->rq->form[i];
	}
	v->kept = kept;
	p->reply->status = 409;
	view_conflict(p->out, v);
}

static void show_problems(struct view_modifier *v, const size_t *of, const struct edit_answer *answer)
{
	for (size_t i = 0; i < answer->problem_n; i++) {
		struct edit_line *l = &v->lines[of[answer->problems[i].item]];
		if (l->problem.n == 0)
			l->problem = answer->problems[i].sentence;
	}
}

static void show_preview(struct page *p, struct view_modifier *v)
{
	v->previewed = true;
	for (size_t i = 0; i < v->line_n; i++)
		if (str_eqz(v->lines[i].key, "presentation_detail"))
			v->preview = markdown(p->a, item_canonical(ITEM_FIELD, v->lines[i].key, v->lines[i].value, p->a));
	show_form(p, v);
}

// Of two versions, somebody chose what is online.
static bool kept_theirs(struct page *p, const struct edit_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(http_form(p->rq, arena_z(p->a, arena_printf(p->a, "%.*s.choix", STR_ARG(lines[i].id)))), "leur"))
			return true;
	return false;
}

void page_edit_section_post(struct page *p)
{
	const struct edit_section *s = the_section(p);
	const struct place *place = s != NULL ? the_place(p, "/modifier") : NULL;
	struct edit_answer answer = {.outcome = EDIT_NOTHING};
	size_t *of, n;
	int64_t seen = 0;
	if (place == NULL)
		return;
	struct view_modifier v = view_of(p, place, s);
	v.lines = edit_lines(p, place, s, http_form(p->rq, "champ.horaires").p != NULL, &v.line_n);
	v.lines = edit_typed(p, v.lines, &v.line_n);
	for (size_t i = 0; http_form(p->rq, "centre").n > 0 && i < v.line_n; i++) // without a point, it is the commune's
		if (str_eqz(v.lines[i].key, "latitude") || str_eqz(v.lines[i].key, "longitude"))
			v.lines[i].value = STR_NONE;
	if (str_to_i64(http_form(p->rq, "vu"), &seen) && seen > 0 && seen <= v.seen)
		v.seen = seen; // as it was when the form was made
	struct item *items = edit_items(p, v.lines, v.line_n, &of, &n);
	for (size_t i = 0; i < v.line_n; i++)
		v.has_problems = v.has_problems || v.lines[i].problem.n > 0;
	if (str_eqz(http_form(p->rq, "geste"), "apercu")) {
		show_preview(p, &v);
		return;
	}
	struct edit edit = {.place = place->id, .seen = v.seen, .items = items, .item_n = n, .confirms = v.team && n > 0};
	if (!v.has_problems && n > 0 && broke(p, app_edit(p->app, p->actor, &edit, p->a, &answer)))
		return;
	if (answer.outcome == EDIT_ABSENT) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (answer.outcome == EDIT_CONFLICT) {
		show_conflict(p, &v, items, n, of, &answer);
		return;
	}
	show_problems(&v, of, &answer);
	if (v.has_problems || answer.outcome == EDIT_INVALID) {
		show_form(p, &v);
		return;
	}
	const struct snapshot *now = app_enter(p->app); // a new name has a new address
	const struct place *after = atlas_place_by_id(now->atlas, place->id);
	bool kept = kept_theirs(p, v.lines, v.line_n);
	const char *rest = answer.outcome == EDIT_DONE ? kept ? "/modifier?fait=partie" : "/modifier?fait=oui"
						       : kept ? "/modifier?fait=garde" : "/modifier?fait=rien";
	struct str to = link_of(p, after != NULL ? after : place, rest);
	app_leave(p->app, now);
	http_redirect(p->rq, p->reply, 303, to);
}
