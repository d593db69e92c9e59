// SPDX-License-Identifier: AGPL-3.0-or-later
// Following: choosing a rhythm, what I follow, and what the links of digests open.
#include "web/page_follow.h"

#include "app/outbox.h"
#include "base/time.h"
#include "web/local.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

const char *rhythm_text(enum rhythm r)
{
	switch (r) {
	case RHYTHM_DAILY: return _("un courriel par jour au plus");
	case RHYTHM_WEEKLY: return _("un courriel par semaine au plus");
	default: return _("pas de courriel");
	}
}

static bool broke(struct page *p, const struct err *err)
{
	return page_broke(p, err, "following");
}

static struct view_layout layout(struct page *p, struct str title)
{
	struct view_layout l = page_layout(p, title);
	l.no_index = true;
	page_passing(p);
	return l;
}

static struct date day_of(int64_t moment)
{
	struct date d = {0};
	struct moment local;
	date_parse(str_sub(moment_paris_unix(moment, &local), 0, 10), &d);
	return d;
}

// What is to be followed, of the query of the page or the fields of its form.
static bool subject(struct page *p, struct str slug, struct str query, struct follow *f)
{
	struct search_ask ask;
	f->person = p->actor->person;
	f->seen = p->atlas->change;
	if (slug.n > 0) {
		const struct place *place = atlas_place(p->atlas, slug);
		if (place == NULL)
			return false;
		f->place = place->id;
		f->title = place->name;
		return true;
	}
	if (query.n > 0) {
		if (!follow_ask(p->index, query, p->a, &ask))
			return false;
	} else {
		struct ask_problems problems = {0};
		if (!ask_read(p->index, p->rq->query, p->rq->query_n, p->a, &ask, &problems))
			return false;
	}
	f->query = follow_query(p->index, &ask, p->a);
	f->title = follow_title(p->index, &ask, p->a);
	return true;
}

static bool same(const struct follow *a, const struct follow *b)
{
	return a->place != 0 ? a->place == b->place : b->place == 0 && str_eq(a->query, b->query);
}

// /suivre?lieu=… or /suivre?q=…&pres=…
void page_follow(struct page *p)
{
	struct follow f = {0}, *mine;
	size_t n;
	if (!subject(p, http_query(p->rq, "lieu"), STR_NONE, &f)) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (broke(p, app_follow_of(p->app, p->actor->person, p->a, &mine, &n)))
		return;
	struct view_follow v = {
		.layout = layout(p, arena_printf(p->a, _("Suivre : %.*s"), STR_ARG(f.title))),
		.title = f.title,
		.slug = http_query(p->rq, "lieu"),
		.query = f.query,
		.rhythm = RHYTHM_WEEKLY,
	};
	if (f.place != 0) {
		v.back = arena_printf(p->a, "/lieux/%.*s", STR_ARG(v.slug));
		v.feed = arena_printf(p->a, "%.*s/changements.atom", STR_ARG(v.back));
	} else {
		v.back = arena_printf(p->a, "/lieux%.*s", STR_ARG(f.query));
		v.feed = arena_printf(p->a, "/lieux.atom%.*s", STR_ARG(f.query));
	}
	v.back = web_link(p->a, v.back);
	for (size_t i = 0; i < n; i++)
		if (same(&f, &mine[i]))
			v.rhythm = mine[i].rhythm;
	view_follow(p->out, &v);
}

void page_follow_post(struct page *p)
{
	struct follow f = {0};
	if (!rhythm_find(http_form(p->rq, "rythme"), &f.rhythm) ||
	    !subject(p, http_form(p->rq, "lieu"), http_form(p->rq, "recherche").n ? http_form(p->rq, "recherche") : S("?"), &f)) {
		page_error(p, 400, str_of(_("Nous n’avons pas compris ce que vous vouliez suivre. Repartez de la page du lieu ou de la recherche.")));
		return;
	}
	if (!broke(p, app_follow_put(p->app, &f)))
		http_redirect(p->rq, p->reply, 303, web_link(p->a, S("/compte/suivis?fait=suivi")));
}

static const char *what_was_done(struct str code)
{
	if (str_eqz(code, "suivi"))
		return _("C’est noté : vous suivez ceci. Tout ce que vous suivez est ici, et se change ici.");
	if (str_eqz(code, "rythme"))
		return _("C’est noté : le rythme est changé.");
	return str_eqz(code, "oublie") ? _("C’est noté : vous ne le suivez plus.") : NULL;
}

void page_follows(struct page *p)
{
	struct follow *mine;
	struct outbox_state mail;
	struct view_follows v = {.layout = layout(p, str_of(_("Mes suivis")))};
	if (broke(p, app_follow_of(p->app, p->actor->person, p->a, &mine, &v.n)) || broke(p, outbox_state(p->app, p->a, &mail)))
		return;
	v.to_files = mail.to_files;
	v.done = what_was_done(http_query(p->rq, "fait"));
	v.lines = arena_array(p->a, v.n, sizeof *v.lines);
	for (size_t i = 0; i < v.n; i++) {
		const struct place *place = mine[i].place ? atlas_place_by_id(p->atlas, mine[i].place) : NULL;
		struct follow_line *l = &v.lines[i];
		*l = (struct follow_line){.id = mine[i].id, .title = mine[i].title, .rhythm = mine[i].rhythm,
					  .since = day_of(mine[i].made), .told = day_of(mine[i].told)};
		if (place != NULL) {
			l->title = place->name;
			l->href = web_link(p->a, arena_printf(p->a, "/lieux/%.*s", STR_ARG(place->slug)));
			l->feed = arena_printf(p->a, "/lieux/%.*s/changements.atom", STR_ARG(place->slug));
		} else if (mine[i].place == 0) {
			l->href = web_link(p->a, arena_printf(p->a, "/lieux%.*s", STR_ARG(mine[i].query)));
			l->feed = arena_printf(p->a, "/lieux.atom%.*s", STR_ARG(mine[i].query));
		}
	}
	view_follows(p->out, &v);
}

void page_follows_post(struct page *p)
{
	int64_t id = 0;
	enum rhythm r;
	bool found = false;
	str_to_i64(http_form(p->rq, "suivi"), &id);
	struct str wished = http_form(p->rq, "rythme");
	if (str_eqz(wished, "oublier")) {
		if (broke(p, app_follow_drop(p->app, p->actor->person, id, &found)))
			return;
	} else if (rhythm_find(wished, &r) && broke(p, app_follow_set(p->app, p->actor->person, id, r, &found))) {
		return;
	}
	if (found)
		http_redirect(p->rq, p->reply, 303,
			      web_link(p->a, str_eqz(wished, "oublier") ? S("/compte/suivis?fait=oublie") : S("/compte/suivis?fait=rythme")));
	else
		page_error(p, 404, STR_NONE);
}

static void stop_page(struct page *p, bool known, bool done, bool before)
{
	struct view_stop v = {
		.layout = layout(p, str_of(!known  ? _("Ce lien n’ouvre plus rien")
					   : done ? _("Vous ne recevrez plus ces courriels")
						  : _("Ne plus recevoir ces courriels ?"))),
		.known = known,
		.done = done,
		.before = before,
	};
	v.layout.other_lang = STR_NONE;
	p->reply->status = known ? 200 : 404;
	view_stop(p->out, &v);
}

void page_stop(struct page *p)
{
	int64_t person;
	struct follow *mine = NULL;
	size_t n = 0;
	if (broke(p, app_follow_stop_open(p->app, http_capture(p->rq, "jeton"), p->a, &person)) ||
	    (person != 0 && broke(p, app_follow_of(p->app, person, p->a, &mine, &n))))
		return;
	bool silent = true;
	for (size_t i = 0; i < n; i++)
		silent = silent && mine[i].rhythm == RHYTHM_NONE;
	stop_page(p, person != 0, person != 0 && silent, silent);
}

// RFC 8058: a mail reader posts "List-Unsubscribe=One-Click", without cookies; the button of our page posts the same.
void page_stop_post(struct page *p)
{
	int64_t person, id = 0;
	bool found;
	if (broke(p, app_follow_stop_open(p->app, http_capture(p->rq, "jeton"), p->a, &person)))
		return;
	if (person != 0 && str_to_i64(http_form(p->rq, "suivi"), &id)) { // one of them, from a notice's page
		if (broke(p, app_follow_set(p->app, person, id, RHYTHM_NONE, &found)))
			return;
	} else if (person != 0 && broke(p, app_follow_stop_all(p->app, person))) {
		return;
	}
	stop_page(p, person != 0, true, false);
}

static void group_places(struct page *p, const struct notice *n, struct view_notice *v)
{
	v->groups = arena_array(p->a, n->item_n, sizeof *v->groups);
	for (size_t i = 0; i < n->item_n; i++) {
		const struct notice_item *it = &n->items[i];
		const struct place *place = atlas_place_by_id(p->atlas, it->place);
		if (v->n == 0 || v->groups[v->n - 1].follow != it->follow)
			v->groups[v->n++] = (struct notice_group){.follow = it->follow, .title = it->title,
								  .places = arena_array(p->a, n->item_n, sizeof *v->groups->places)};
		struct notice_group *g = &v->groups[v->n - 1];
		if (place != NULL)
			g->places[g->n++] = (struct notice_place){place->slug, place->name, part_town(place, p->a), STR_NONE};
	}
}

void page_notice(struct page *p)
{
	struct notice n;
	struct follow *mine;
	size_t mine_n = 0;
	struct view_notice v = {.layout = layout(p, str_of(_("Pourquoi ce courriel ?")))};
	if (broke(p, app_notice_open(p->app, http_capture(p->rq, "jeton"), p->a, &n)))
		return;
	v.known = n.person != 0;
	v.layout.other_lang = STR_NONE;
	if (!v.known) {
		p->reply->status = 404;
		view_notice(p->out, &v);
		return;
	}
	if (broke(p, app_follow_of(p->app, n.person, p->a, &mine, &mine_n)))
		return;
	v.sent = day_of(n.made);
	v.stop = arena_printf(p->a, "/arret/%.*s", STR_ARG(n.stop));
	group_places(p, &n, &v);
	for (size_t i = 0; i < v.n; i++)
		for (size_t k = 0; k < mine_n; k++)
			if (mine[k].id == v.groups[i].follow) {
				v.groups[i].still = mine[k].rhythm != RHYTHM_NONE;
				v.groups[i].rhythm = mine[k].rhythm;
			}
	view_notice(p->out, &v);
}
