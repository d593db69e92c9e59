// SPDX-License-Identifier: AGPL-3.0-or-later
// Two pages side by side; those that look alike; and merges that were made, to be undone.
#include "web/page_moderation.h"

#include "base/vec.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { PAIRS_SHOWN = 50, PAST_SHOWN = 20 };

static bool may_merge(const struct page *p, const struct place *a, const struct place *b)
{
	return actor_animates(p->actor, p->atlas, a) && actor_animates(p->actor, p->atlas, b);
}

// The two places of the address; false when a page was made instead.
static bool the_pair(struct page *p, const struct place **kept, const struct place **gone)
{
	int64_t a, b;
	*kept = *gone = NULL;
	page_passing(p);
	if (str_to_i64(http_capture(p->rq, "reste"), &a) && str_to_i64(http_capture(p->rq, "efface"), &b)) {
		*kept = atlas_place_by_id(p->atlas, a);
		*gone = atlas_place_by_id(p->atlas, b);
	}
	if (*kept != NULL && *gone != NULL && *kept != *gone && may_merge(p, *kept, *gone))
		return true;
	page_error(p, 404, STR_NONE);
	return false;
}

static struct str shown(const struct page *p, const struct merge_choice *c, struct str value)
{
	if (value.n == 0 || str_eqz(c->key, "commune"))
		return value;
	return item_shown(p->atlas, c->kind, c->key, value, p->a);
}

static bool has_label(const struct place *p, uint16_t label)
{
	for (unsigned i = 0; i < p->label_n; i++)
		if (p->labels[i].label == label)
			return true;
	return false;
}

static bool has_network(const struct place *p, uint16_t network)
{
	for (unsigned i = 0; i < p->membership_n; i++)
		if (p->memberships[i].network == network)
			return true;
	return false;
}

static bool has_action(const struct place *p, uint16_t action)
{
	for (unsigned i = 0; i < p->engagement_n; i++)
		if (p->engagements[i].action == action)
			return true;
	return false;
}

static bool has_org(const struct place *p, uint32_t org)
{
	for (unsigned i = 0; i < p->tie_n; i++)
		if (p->ties[i].org == org)
			return true;
	return false;
}

// What the page that goes has and the other lacks.
static void list_along(const struct page *p, const struct place *kept, const struct place *gone, struct view_merge *v)
{
	const struct atlas *a = p->atlas;
	v->along = arena_array(p->a, (size_t)gone->label_n + gone->membership_n + gone->engagement_n + gone->tie_n + 1, sizeof *v->along);
	for (unsigned i = 0; i < gone->engagement_n; i++)
		if (!has_action(kept, gone->engagements[i].action))
			v->along[v->along_n++] = item_label(a, ITEM_ACTION, a->actions[gone->engagements[i].action].key, p->a);
	for (unsigned i = 0; i < gone->label_n; i++)
		if (!has_label(kept, gone->labels[i].label))
			v->along[v->along_n++] = item_label(a, ITEM_LABEL, a->labels[gone->labels[i].label].key, p->a);
	for (unsigned i = 0; i < gone->membership_n; i++)
		if (!has_network(kept, gone->memberships[i].network))
			v->along[v->along_n++] = item_label(a, ITEM_NETWORK, a->networks[gone->memberships[i].network].key, p->a);
	for (unsigned i = 0; i < gone->tie_n; i++)
		if (!has_org(kept, gone->ties[i].org))
			v->along[v->along_n++] = a->orgs[gone->ties[i].org].name;
}

static struct str field_name(const struct merge_choice *c, struct arena *a)
{
	struct str code = item_kind_code(c->kind);
	return arena_printf(a, "%.*s:%.*s", STR_ARG(code), STR_ARG(c->key));
}

static void show(struct page *p, const struct place *kept, const struct place *gone, const char *wrong)
{
	struct merge_choice *choices;
	struct view_merge v = {
		.layout = page_layout(p, str_of(_("Deux pages, un seul lieu ?"))), .kept = kept, .gone = gone,
		.kept_town = part_town(kept, p->a), .gone_town = part_town(gone, p->a), .wrong = wrong,
	};
	size_t n = merge_choices(p->atlas, kept, gone, p->a, &choices);
	struct view_merge_line *lines = arena_array(p->a, n, sizeof *lines);
	v.layout.no_index = true;
	v.seen = p->atlas->change;
	v.swapped = web_link(p->a, arena_printf(p->a, "/fusion/%lld/%lld", (long long)gone->id, (long long)kept->id));
	for (size_t i = 0; i < n; i++) {
		const struct merge_choice *c = &choices[i];
		bool place = str_eqz(c->key, "commune");
		lines[v.line_n++] = (struct view_merge_line){
			.label = place ? str_of(_("Adresse")) : item_label(p->atlas, c->kind, c->key, p->a), .kept = shown(p, c, c->kept),
			.gone = shown(p, c, c->gone), .name = field_name(c, p->a), .same = c->same, .take = c->advised,
		};
	}
	v.lines = lines;
	list_along(p, kept, gone, &v);
	if (wrong != NULL)
		p->reply->status = 422;
	view_merge(p->out, &v);
}

void page_merge(struct page *p)
{
	const struct place *kept, *gone;
	if (the_pair(p, &kept, &gone))
		show(p, kept, gone, NULL);
}

void page_merge_post(struct page *p)
{
	const struct place *kept, *gone;
	struct merge_choice *choices;
	if (!the_pair(p, &kept, &gone))
		return;
	struct merging m = {.kept = kept->id, .gone = gone->id, .seen = p->atlas->change};
	int64_t seen;
	if (str_to_i64(http_form(p->rq, "vu"), &seen) && seen > 0 && seen < m.seen)
		m.seen = seen; // as they were when they were compared
	if (str_eqz(http_form(p->rq, "geste"), "distincts")) {
		if (!page_broke(p, app_distinct(p->app, kept->id, gone->id), "two places that are not one"))
			http_redirect(p->rq, p->reply, 303, web_link(p->a, S("/fusion?fait=distincts")));
		return;
	}
	size_t n = merge_choices(p->atlas, kept, gone, p->a, &choices);
	struct item *take = arena_array(p->a, n, sizeof *take);
	for (size_t i = 0; i < n; i++)
		if (!choices[i].same && str_eqz(http_form(p->rq, arena_z(p->a, field_name(&choices[i], p->a))), "prend"))
			take[m.take_n++] = (struct item){.kind = choices[i].kind, .key = choices[i].key};
	m.take = take;
	const struct err *err = app_merge(p->app, p->atlas, p->actor, &m, p->a);
	if (err != NULL && err_code(err) == ERR_INPUT) {
		err_free(err);
		show(p, kept, gone, _("Ces choix ne vont pas ensemble : changez-en un, puis réessayez."));
	} else if (err == NULL && m.changed) {
		show(p, kept, gone, _("L’une des deux pages vient de changer : regardez ce qu’elle dit maintenant, puis choisissez de nouveau."));
	} else if (!page_broke(p, err, "a merge")) {
		http_redirect(p->rq, p->reply, 303,
			      web_link(p->a, arena_printf(p->a, "/fusion?fait=%s", m.absent ? "deja" : "fusion")));
	}
}

void page_merges(struct page *p)
{
	struct duplicate *all;
	struct merge *past;
	size_t n, past_n;
	struct str done = http_query(p->rq, "fait");
	page_passing(p);
	if (page_broke(p, app_duplicates(p->app, p->a, &all, &n), "duplicates") ||
	    page_broke(p, app_merges(p->app, 200, p->a, &past, &past_n), "merges"))
		return;
	struct view_merges v = {.layout = page_layout(p, str_of(_("Pages en double")))};
	struct view_merge_pair *pairs = arena_array(p->a, PAIRS_SHOWN, sizeof *pairs);
	v.layout.no_index = true;
	v.done = str_eqz(done, "fusion")      ? _("C’est fait : une seule page reste, l’autre adresse y mène.")
		 : str_eqz(done, "distincts") ? _("C’est noté : ces deux lieux ne seront plus rapprochés.")
		 : str_eqz(done, "defaite")   ? _("Les deux pages sont de retour, comme avant.")
		 : str_eqz(done, "deja")      ? _("C’était déjà fait.")
					      : NULL;
	for (size_t i = 0; i < n; i++) {
		const struct place *a = atlas_place_by_id(p->atlas, all[i].a), *b = atlas_place_by_id(p->atlas, all[i].b);
		if (a == NULL || b == NULL || !may_merge(p, a, b))
			continue;
		v.all_n++;
		if (v.pair_n == PAIRS_SHOWN)
			continue;
		struct buf reasons = BUF_IN(p->a);
		for (size_t k = 0; k < all[i].reason_n; k++)
			buf_addf(&reasons, "%s%s", k ? ", " : "", tr(arena_z(p->a, all[i].reasons[k])));
		pairs[v.pair_n++] = (struct view_merge_pair){a, b, part_town(a, p->a), part_town(b, p->a), buf_str(&reasons), (int)(all[i].confidence * 100)};
	}
	v.pairs = pairs;
	struct view_merge_past *shown_past = arena_array(p->a, PAST_SHOWN, sizeof *shown_past);
	for (size_t i = 0; i < past_n && v.past_n < PAST_SHOWN; i++) {
		const struct place *kept = atlas_place_by_id(p->atlas, past[i].kept), *back = atlas_place_by_id(p->atlas, past[i].gone);
		if (kept == NULL || !actor_animates(p->actor, p->atlas, kept))
			continue;
		shown_past[v.past_n++] = (struct view_merge_past){
			.id = past[i].id, .kept = kept->name, .kept_slug = kept->slug, .when = page_when(past[i].made, p->a),
			.gone = back ? back->name : arena_printf(p->a, _("page n° %lld"), (long long)past[i].gone), .undone = past[i].undone != 0,
		};
	}
	v.past = shown_past;
	view_merges(p->out, &v);
}

void page_unmerge(struct page *p)
{
	int64_t id;
	struct merge past = {0};
	bool done = false;
	page_passing(p);
	if (!str_to_i64(http_capture(p->rq, "numero"), &id)) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (page_broke(p, app_merge_find(p->app, id, p->a, &past), "a merge"))
		return;
	const struct place *kept = past.id != 0 ? atlas_place_by_id(p->atlas, past.kept) : NULL;
	if (kept == NULL || !actor_animates(p->actor, p->atlas, kept))
		page_error(p, 404, STR_NONE);
	else if (!page_broke(p, app_unmerge(p->app, p->atlas, p->actor, id, p->a, &done), "undoing a merge"))
		http_redirect(p->rq, p->reply, 303, web_link(p->a, arena_printf(p->a, "/fusion?fait=%s", done ? "defaite" : "deja")));
}
