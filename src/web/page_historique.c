// SPDX-License-Identifier: AGPL-3.0-or-later
// What happened to a place, readable by anyone; those who may change it can take it back.
#include "web/page_historique.h"

#include "app/journal.h"
#include "base/log.h"
#include "base/time.h"
#include "model/field.h"
#include "web/pages.h"
#include "web/views/views.gen.h"
#include "web/web.h"

enum { CHANGES_MAX = 30, ITEMS_MAX = 40 };

static bool broke(struct page *p, const struct err *err)
{
	if (err == NULL)
		return false;
	log_error("the history of a place: %s", err_text(err));
	bool busy = err_code(err) == ERR_BUSY;
	err_free(err);
	page_error(p, busy ? 503 : 500, STR_NONE);
	return true;
}

static const char *what_words(struct str what, bool person)
{
	const char *says = change_sentence(what);
	if (says != NULL)
		return says;
	return person ? _("La page change") : _("Un fichier est relu");
}

static struct str role_words(struct str role)
{
	if (str_eqz(role, "equipe"))
		return str_of(_("l’équipe du lieu"));
	if (str_eqz(role, "animation"))
		return str_of(_("l’animation du réseau"));
	if (str_eqz(role, "administration"))
		return str_of(_("l’administration du site"));
	return str_eqz(role, "visite") ? str_of(_("une personne de passage")) : STR_NONE;
}

// "" when they want nothing told of them.
static struct str called(struct page *p, struct str name, struct str role_code)
{
	struct str role = name.n > 0 && str_eqz(role_code, "visite") ? STR_NONE : role_words(role_code);
	if (name.n > 0 && role.n > 0)
		return arena_printf(p->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(role));
	return name.n > 0 ? name : role;
}

static struct str accepted_words(struct page *p, const struct history_change *c)
{
	struct str who = called(p, c->accepted_name, c->accepted_role);
	if (!c->accepted)
		return STR_NONE;
	if (who.n == 0)
		return str_of(_("accepté par une personne qui ne souhaite pas être nommée"));
	return arena_printf(p->a, _("accepté par %.*s"), STR_ARG(who));
}

struct str history_who(struct page *p, const struct history_change *c)
{
	struct str who = called(p, c->name, c->role);
	if (who.n > 0)
		return who;
	return c->person ? str_of(_("une personne qui ne souhaite pas être nommée")) : c->source;
}

static struct told_item tell_item(struct page *p, const struct history_item *x)
{
	const struct field *f = x->kind == ITEM_FIELD ? field_find(x->key) : NULL;
	return (struct told_item){
		item_label(p->atlas, x->kind, x->key, p->a),
		item_shown(p->atlas, x->kind, x->key, x->before, p->a),
		item_shown(p->atlas, x->kind, x->key, x->after, p->a),
		f != NULL && f->see != WHO_ANYONE,
	};
}

static struct told_change tell(struct page *p, const struct history_change *c, bool may)
{
	struct told_change t = {.change = c, .what = what_words(c->what, c->person), .who = history_who(p, c), .accepted = accepted_words(p, c),
				.revertible = may && c->revertible && c->reverted == 0};
	struct moment local;
	struct str when = moment_paris(c->when, &local);
	date_parse(str_sub(when, 0, 10), &t.day);
	t.time = arena_str(p->a, str_sub(when, 11, 5));
	t.items = arena_array(p->a, c->item_n, sizeof *t.items);
	for (size_t i = 0; i < c->item_n; i++) {
		if (t.item_n == ITEMS_MAX)
			t.more = true;
		else
			t.items[t.item_n++] = tell_item(p, &c->items[i]);
	}
	t.title = arena_printf(p->a, "%lld", (long long)c->number);
	return t;
}

static bool show(struct page *p, const struct place *place, struct view_historique *v)
{
	struct history_change *changes;
	size_t n;
	int64_t before = 0;
	struct str from = http_query(p->rq, "avant");
	v->layout = page_layout(p, arena_printf(p->a, _("Historique de %.*s"), STR_ARG(place->name)));
	v->layout.nav = NAV_PLACES;
	v->layout.no_index = true;
	v->place = place;
	v->seen = p->atlas->change;
	bool animates = p->actor->person != 0 && actor_animates(p->actor, p->atlas, place);
	v->may_revert = p->actor->person != 0 && actor_allowed(p->actor, MAY_TEAM, p->atlas, place, NULL) == ALLOWED;
	v->first = !str_to_i64(from, &before) || before <= 0;
	if (broke(p, app_history(p->app, place->id, before > 0 && before < INT32_MAX ? before : 0, CHANGES_MAX + 1, p->a, &changes, &n)))
		return false;
	if (n > CHANGES_MAX) {
		n = CHANGES_MAX;
		v->older = changes[n - 1].number;
	}
	v->changes = arena_array(p->a, n, sizeof *v->changes);
	for (size_t i = 0; i < n; i++)
		v->changes[v->change_n++] = tell(p, &changes[i], v->may_revert);
	for (size_t i = 0; i < n; i++)
		v->changes[i].blame = animates && changes[i].person && changes[i].revertible && changes[i].author != p->actor->person;
	view_historique(p->out, v);
	return true;
}

static const struct place *the_place(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return NULL;
	}
	if (p->rq->method != HTTP_GET || str_eq(place->slug, http_capture(p->rq, "slug")))
		return place;
	http_redirect(p->rq, p->reply, 301, web_link(p->a, arena_printf(p->a, "/lieux/%.*s/historique", STR_ARG(place->slug))));
	return NULL;
}

void page_history(struct page *p)
{
	const struct place *place = the_place(p);
	struct view_historique v = {0};
	if (place == NULL)
		return;
	struct str done = http_query(p->rq, "fait");
	if (str_eqz(done, "rien"))
		v.said = _("Il n’y avait rien à reprendre : tout est déjà comme avant ce changement.");
	else if (done.n > 0)
		v.said = _("C’est fait. Ce retour en arrière est lui-même dans l’historique.");
	show(p, place, &v);
}

void page_undo_person(struct page *p, int64_t person)
{
	struct undone *all;
	struct view_undone v = {.layout = page_layout(p, str_of(_("Ce qui a été annulé")))};
	v.layout.no_index = true;
	v.layout.other_lang = STR_NONE;
	log_info("person %lld takes back all that person %lld changed", (long long)p->actor->person, (long long)person);
	if (broke(p, app_revert_person(p->app, p->atlas, p->actor, person, p->a, &all, &v.n, &v.elsewhere)))
		return;
	struct undone_told *told = arena_array(p->a, v.n, sizeof *told);
	for (size_t i = 0; i < v.n; i++) {
		struct buf left = BUF_IN(p->a);
		for (size_t k = 0; k < all[i].left_n; k++) {
			buf_addz(&left, k > 0 ? ", " : "");
			buf_add(&left, item_label(p->atlas, all[i].left[k].kind, all[i].left[k].key, p->a));
		}
		told[i] = (struct undone_told){&all[i], buf_str(&left)};
	}
	v.places = told;
	view_undone(p->out, &v);
}

// Who animates the place may take back all that the author of one of its changes did, wherever they animate.
static void undo_author(struct page *p, const struct place *place, int64_t change)
{
	int64_t person;
	if (broke(p, app_change_person(p->app, place->id, change, p->a, &person)))
		return;
	if (person == 0 || !actor_animates(p->actor, p->atlas, place))
		page_error(p, 404, STR_NONE);
	else
		page_undo_person(p, person);
}

void page_history_post(struct page *p)
{
	const struct place *place = the_place(p);
	struct edit_answer answer;
	struct view_historique v = {0};
	int64_t change = 0, seen = 0;
	bool since = str_eqz(http_form(p->rq, "geste"), "tout");
	if (place == NULL)
		return;
	if (!str_to_i64(http_form(p->rq, "changement"), &change) || change <= 0 || change > INT32_MAX) {
		page_error(p, 400, STR_NONE);
		return;
	}
	if (str_eqz(http_form(p->rq, "geste"), "personne")) {
		undo_author(p, place, change);
		return;
	}
	if (!str_to_i64(http_form(p->rq, "vu"), &seen) || seen <= 0 || seen > p->atlas->change)
		seen = p->atlas->change;
	if (broke(p, app_revert(p->app, p->actor, place->id, change, since, seen, p->a, &answer)))
		return;
	if (answer.outcome == EDIT_DONE || answer.outcome == EDIT_NOTHING) {
		const struct snapshot *now = app_enter(p->app); // a name taken back has its address back
		const struct place *after = atlas_place_by_id(now->atlas, place->id);
		struct str slug = after != NULL ? after->slug : place->slug;
		const char *how = answer.outcome == EDIT_DONE ? "oui" : "rien";
		struct str to = web_link(p->a, arena_printf(p->a, "/lieux/%.*s/historique?fait=%s", STR_ARG(slug), how));
		app_leave(p->app, now);
		http_redirect(p->rq, p->reply, 303, to);
		return;
	}
	v.problem = answer.outcome == EDIT_CONFLICT && since
			    ? _("Quelqu’un vient de changer cette page : regardez ce qui est nouveau ci-dessous, puis recommencez si vous le voulez encore.")
		    : answer.outcome == EDIT_CONFLICT
			    ? _("Ce changement ne se reprend pas tout seul : une partie a été changée de nouveau depuis. Reprenez d’abord le plus récent, ou « tout depuis ».") 
			    : _("Ce changement ne se reprend plus : ce qui était là avant n’existe plus.");
	p->reply->status = 409;
	show(p, place, &v);
}
