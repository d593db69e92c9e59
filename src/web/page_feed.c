// SPDX-License-Identifier: AGPL-3.0-or-later
// What changed, as an Atom feed: of any search, of a place. And the public journal, for machines that follow all of it.
#include "web/page_feed.h"

#include "app/follow.h"
#include "app/journal.h"
#include "base/log.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views/views.gen.h"

enum { ENTRIES = 50, JOURNAL_MOST = 500 };

static bool broke(struct page *p, const struct err *err)
{
	if (err == NULL)
		return false;
	log_error("the journal cannot be read: %s", err_text(err));
	err_free(err);
	if (str_starts(p->rq->path, S("/api/")))
		api_error(p, 503, str_of(_("Le journal ne se laisse pas lire en ce moment. Réessayez dans un instant.")));
	else
		page_error(p, 503, STR_NONE);
	return true;
}

// Text as XML may hold it: no control characters.
static struct str xml_text(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < s.n; i++)
		buf_addc(&b, (unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\t' ? ' ' : s.p[i]);
	return buf_str(&b);
}

static void write_feed(struct page *p, struct view_feed *v, const struct public_change *changes, size_t n)
{
	struct str origin = web_origin(p);
	v->entries = arena_array(p->a, n, sizeof *v->entries);
	for (size_t i = 0; i < n; i++) {
		const struct public_change *c = &changes[i];
		struct str name = xml_text(p->a, c->place->name), town = part_town(c->place, p->a);
		v->entries[v->n++] = (struct feed_entry){
			.id = arena_printf(p->a, "%.*s/api/v1/changements?depuis=%lld#%lld", STR_ARG(origin), (long long)c->number - 1, (long long)c->number),
			.title = town.n ? arena_printf(p->a, "%.*s, %.*s", STR_ARG(name), STR_ARG(town)) : name,
			.updated = c->when,
			.link = arena_printf(p->a, "%.*s/lieux/%.*s", STR_ARG(origin), STR_ARG(c->place->slug)),
			.summary = xml_text(p->a, public_change_text(p->atlas, c, p->a)),
			.source = c->source != NULL ? c->source->title : S("Maille"),
		};
	}
	v->lang = i18n_code(p->lang);
	v->id = v->self;
	v->updated = n > 0 ? changes[0].when : S("2026-01-01T00:00:00Z"); // a feed without news is as old as feeds here are
	p->reply->type = "application/atom+xml; charset=utf-8";
	http_set(p->rq, p->reply, "Access-Control-Allow-Origin", S("*"));
	view_feed(p->out, v);
}

void page_feed(struct page *p)
{
	struct search_ask ask;
	struct answer answer = {0};
	uint32_t *places;
	struct public_change *changes;
	size_t n;
	if (!api_ask(p, false, &ask, &answer))
		return;
	uint32_t place_n = index_matches(p->index, &answer.query, p->a, &places, p->atlas->place_n);
	if (broke(p, app_journal_of(p->app, p->atlas, places, place_n, ENTRIES, p->a, &changes, &n)))
		return;
	struct str origin = web_origin(p), query = follow_query(p->index, &ask, p->a);
	struct view_feed v = {
		.title = arena_printf(p->a, _("Maille, ce qui change : %.*s"), STR_ARG(xml_text(p->a, follow_title(p->index, &ask, p->a)))),
		.self = arena_printf(p->a, "%.*s/lieux.atom%.*s", STR_ARG(origin), STR_ARG(query)),
		.page = arena_printf(p->a, "%.*s/lieux%.*s", STR_ARG(origin), STR_ARG(query)),
	};
	write_feed(p, &v, changes, n);
}

void page_place_feed(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	struct public_change *changes;
	size_t n;
	if (place == NULL) {
		page_error(p, 404, STR_NONE);
		return;
	}
	if (broke(p, app_journal_place(p->app, p->atlas, place, ENTRIES, p->a, &changes, &n)))
		return;
	struct str origin = web_origin(p);
	struct view_feed v = {
		.title = arena_printf(p->a, _("Maille, ce qui change : %.*s"), STR_ARG(xml_text(p->a, place->name))),
		.self = arena_printf(p->a, "%.*s/lieux/%.*s/changements.atom", STR_ARG(origin), STR_ARG(place->slug)),
		.page = arena_printf(p->a, "%.*s/lieux/%.*s", STR_ARG(origin), STR_ARG(place->slug)),
	};
	write_feed(p, &v, changes, n);
}

static void put_change(struct json_writer *w, struct page *p, const struct public_change *c)
{
	json_open(w, '{');
	api_int(w, "numero", c->number);
	api_text(w, "date", c->when);
	api_text(w, "quoi", c->what);
	api_text(w, "role", c->role);
	api_text(w, "source", c->source != NULL ? c->source->key : STR_NONE);
	json_key(w, S("annule"));
	if (c->reverts != 0)
		json_int(w, c->reverts);
	else
		json_nothing(w);
	json_key(w, S("lieu"));
	if (c->place != NULL) {
		api_place_open(w, p, c->place);
		json_close(w, '}');
	} else {
		json_nothing(w);
	}
	api_list(w, "faits");
	for (size_t i = 0; i < c->item_n; i++) {
		json_open(w, '{');
		api_text(w, "genre", c->items[i].kind);
		api_text(w, "cle", c->items[i].key);
		api_text(w, "avant", c->items[i].before);
		api_text(w, "apres", c->items[i].after);
		json_close(w, '}');
	}
	json_close(w, ']');
	json_close(w, '}');
}

void page_api_changes(struct page *p)
{
	struct public_change *changes;
	size_t n;
	int64_t since = 0;
	struct str problem;
	if (!http_param_check(p->rq, change_params, p->a, &problem)) {
		api_error(p, 400, problem);
		return;
	}
	http_query_i64(p->rq, "depuis", &since);
	if (broke(p, app_journal_after(p->app, p->atlas, since, JOURNAL_MOST, p->a, &changes, &n)))
		return;
	int64_t to = n > 0 ? changes[n - 1].number : since;
	struct str origin = web_origin(p);
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	api_int(&w, "depuis", since);
	api_int(&w, "jusqu_a", to);
	api_int(&w, "dernier", p->atlas->change);
	api_text(&w, "suite", to < p->atlas->change ? arena_printf(p->a, "%.*s/api/v1/changements?depuis=%lld", STR_ARG(origin), (long long)to) : STR_NONE);
	api_list(&w, "changements");
	for (size_t i = 0; i < n; i++)
		put_change(&w, p, &changes[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	api_done(p, 0);
}
