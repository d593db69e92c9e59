// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing through the API: with a token of a person, within what it may do and what they may.
#include "app/api_token.h"
#include "app/creation.h"
#include "app/edit_json.h"
#include "base/log.h"
#include "http/target.h"
#include "web/api.h"

static bool broke(struct page *p, const struct err *err)
{
	if (err == NULL)
		return false;
	bool input = err_code(err) == ERR_INPUT, busy = err_code(err) == ERR_BUSY;
	if (!input)
		log_error("writing through the API: %s", err_text(err));
	api_error(p, input ? 422 : busy ? 503 : 500,
		  input ? arena_str(p->a, str_of(err_text(err))) : str_of(_("Ce n’est pas vous, c’est nous. Réessayez dans un instant.")));
	err_free(err);
	return true;
}

static bool may(struct page *p, enum api_scope scope)
{
	if (p->scopes & (unsigned)scope)
		return true;
	api_error(p, 403, str_of(_("Ce jeton n’a pas été fait pour cela : refaites-en un dans « Mon compte ».")));
	return false;
}

static const struct place *the_place(struct page *p)
{
	const struct place *place = atlas_place(p->atlas, http_capture(p->rq, "slug"));
	if (place == NULL)
		api_error(p, 404, str_of(_("Nous ne connaissons pas de lieu à cette adresse.")));
	return place;
}

// {"erreur": …, "statut": 422, "problemes": [{"parametre": "telephone", "message": "…"}]}
static void refuse(struct page *p, int status, const char *sentence, const struct item *items, const struct edit_answer *answer)
{
	struct json_writer w = {.out = p->out};
	p->reply->status = status;
	p->reply->type = "application/json; charset=utf-8";
	json_open(&w, '{');
	api_text(&w, "erreur", str_of(sentence));
	api_int(&w, "statut", status);
	api_list(&w, "problemes");
	for (size_t i = 0; i < answer->problem_n; i++) {
		json_open(&w, '{');
		api_text(&w, "parametre", items[answer->problems[i].item].key);
		api_text(&w, "message", answer->problems[i].sentence);
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
}

static void done(struct page *p, int status, int64_t place, int64_t change)
{
	const struct snapshot *now = app_enter(p->app);
	const struct place *after = atlas_place_by_id(now->atlas, place);
	struct json_writer w = {.out = p->out};
	p->reply->status = status;
	p->reply->type = "application/json; charset=utf-8";
	json_open(&w, '{');
	api_text(&w, "slug", after != NULL ? after->slug : STR_NONE);
	if (after != NULL) {
		api_link(&w, p, "/lieux/", after->slug);
		http_set(p->rq, p->reply, "Location", arena_printf(p->a, "/api/v1/lieux/%.*s", STR_ARG(after->slug)));
	}
	api_int(&w, "changement", change);
	json_close(&w, '}');
	app_leave(p->app, now);
}

static bool read_body(struct page *p, struct item **items, size_t *n)
{
	struct str problem;
	if (edit_from_json(p->rq->body, p->a, items, n, &problem))
		return true;
	api_error(p, 400, problem);
	return false;
}

// The mark that a GET of this place has now.
static struct str mark_now(struct page *p)
{
	struct http_reply reply = {.body = BUF_IN(p->a)};
	struct page get = *p;
	get.reply = &reply;
	get.out = &reply.body;
	page_api_place(&get);
	return reply.status == 0 || reply.status == 200 ? reply.etag : STR_NONE;
}

void page_api_place_put(struct page *p)
{
	struct item *items;
	struct edit_answer answer;
	size_t n;
	const struct place *place = may(p, API_EDIT) ? the_place(p) : NULL;
	struct str mark = http_header(p->rq, "If-Match");
	if (place == NULL || !read_body(p, &items, &n))
		return;
	if (mark.n == 0) {
		api_error(p, 428, str_of(_("Lisez d’abord le lieu, puis renvoyez son ETag dans l’en-tête If-Match : rien n’est écrasé sans être vu.")));
		return;
	}
	if (!http_etag_match(mark, mark_now(p))) {
		api_error(p, 412, str_of(_("Le lieu a changé depuis que vous l’avez lu. Relisez-le, puis recommencez.")));
		return;
	}
	struct edit edit = {.place = place->id, .seen = p->atlas->change, .items = items, .item_n = n,
			    .confirms = actor_in_team(p->actor, place)};
	if (broke(p, app_edit(p->app, p->actor, &edit, p->a, &answer)))
		return;
	switch (answer.outcome) {
	case EDIT_DONE:
	case EDIT_NOTHING: done(p, 200, place->id, answer.change); break;
	case EDIT_INVALID: refuse(p, 422, _("Des valeurs ne vont pas ; rien n’est enregistré."), items, &answer); break;
	case EDIT_CONFLICT: api_error(p, 412, str_of(_("Le lieu a changé depuis que vous l’avez lu. Relisez-le, puis recommencez."))); break;
	case EDIT_ABSENT: api_error(p, 404, str_of(_("Nous ne connaissons pas de lieu à cette adresse."))); break;
	}
}

void page_api_place_confirm(struct page *p)
{
	struct edit_answer answer;
	const struct place *place = may(p, API_CONFIRM) ? the_place(p) : NULL;
	if (place == NULL)
		return;
	struct edit edit = {.place = place->id, .confirms = true};
	if (!broke(p, app_edit(p->app, p->actor, &edit, p->a, &answer)))
		done(p, 200, place->id, answer.change);
}

static bool says(const struct item *items, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].kind == ITEM_FIELD && str_eqz(items[i].key, field) && items[i].value.n > 0)
			return true;
	return false;
}

void page_api_place_post(struct page *p)
{
	struct creation c = {0};
	struct item *items;
	size_t n;
	struct str problem;
	struct place asked = place_none();
	if (!may(p, API_CREATE) || !read_body(p, &items, &n))
		return;
	if (!says(items, n, "nom") || !says(items, n, "commune")) {
		api_error(p, 422, str_of(_("Un nouveau lieu a au moins un nom et une commune.")));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct field *f = items[i].kind == ITEM_FIELD ? field_find(items[i].key) : NULL;
		if (f != NULL)
			field_read(f, items[i].value, p->a, &asked, &problem);
	}
	struct likely likely[LIKELY_MAX];
	creation_likely(p->atlas, &asked, p->a, likely, LIKELY_MAX); // finds its commune
	if (!creation_is_free(p->actor, p->atlas, &asked)) {
		api_error(p, 403, str_of(_("Ici, créer un lieu passe par une proposition : seules les personnes qui animent ce territoire le font directement.")));
		return;
	}
	c.items = items;
	c.item_n = n;
	if (broke(p, app_create(p->app, p->atlas, p->actor, &c, p->a)))
		return;
	if (c.place == 0)
		refuse(p, 422, _("Des valeurs ne vont pas ; rien n’est enregistré."), items, &c.edit);
	else
		done(p, 201, c.place, c.edit.change);
}
