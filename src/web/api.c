// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/api.h"

#include "base/i18n.h"

void api_done(struct page *p, size_t from)
{
	struct http_reply *r = p->reply;
	if (r->type == NULL)
		r->type = "application/json; charset=utf-8";
	r->etag = arena_printf(p->a, "%016llx", (unsigned long long)str_hash(str_from(buf_str(p->out), from)));
	http_set(p->rq, r, "Cache-Control", S("public, max-age=60"));
	http_set(p->rq, r, "Vary", S("Accept-Language"));
}

static void refuse(struct page *p, int status, const struct ask_problem *problems, size_t n)
{
	struct json_writer w = {.out = p->out};
	buf_reset(p->out);
	http_set(p->rq, p->reply, "Cache-Control", S("no-cache"));
	http_set(p->rq, p->reply, "Vary", S("Accept-Language"));
	p->reply->status = status;
	p->reply->type = "application/json; charset=utf-8";
	json_open(&w, '{');
	api_text(&w, "erreur", problems[0].message);
	api_int(&w, "statut", status);
	if (problems[0].param.n > 0) {
		api_text(&w, "parametre", problems[0].param);
		api_list(&w, "problemes");
		for (size_t i = 0; i < n; i++) {
			json_open(&w, '{');
			api_text(&w, "parametre", problems[i].param);
			api_text(&w, "message", problems[i].message);
			json_close(&w, '}');
		}
		json_close(&w, ']');
	}
	json_close(&w, '}');
}

void api_error(struct page *p, int status, struct str sentence)
{
	const struct ask_problem one = {.message = sentence};
	refuse(p, status, &one, 1);
}

bool api_ask(struct page *p, bool json, struct search_ask *ask, struct answer *answer)
{
	struct ask_problems found = {0};
	struct ask_problem where;
	if (ask_read(p->index, p->rq->query, p->rq->query_n, p->a, ask, &found)) {
		answer_ask(p->index, ask, p->a, answer);
		if (answer->where_problem.n == 0)
			return true;
		where = (struct ask_problem){S("pres"), answer->where_problem};
		found = (struct ask_problems){&where, 1};
	}
	if (json)
		refuse(p, 400, found.items, found.n);
	else
		page_error(p, 400, found.items[0].message);
	return false;
}

void api_text(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, str_of(key));
	json_strn(w, value);
}

void api_date(struct json_writer *w, const char *key, struct date d)
{
	struct buf b = {0};
	date_add(&b, d);
	api_text(w, key, buf_str(&b));
	buf_release(&b);
}

void api_int(struct json_writer *w, const char *key, int64_t i)
{
	json_key(w, str_of(key));
	json_int(w, i);
}

void api_bool(struct json_writer *w, const char *key, bool b)
{
	json_key(w, str_of(key));
	json_bool(w, b);
}

void api_num(struct json_writer *w, const char *key, double d)
{
	json_key(w, str_of(key));
	json_num(w, d, 6);
}

void api_list(struct json_writer *w, const char *key)
{
	json_key(w, str_of(key));
	json_open(w, '[');
}

void api_link(struct json_writer *w, struct page *p, const char *before, struct str slug)
{
	struct str origin = web_origin(p);
	api_text(w, "url", arena_printf(p->a, "%.*s%s%.*s", STR_ARG(origin), before, STR_ARG(slug)));
}

void api_place_open(struct json_writer *w, struct page *p, const struct place *place)
{
	json_open(w, '{');
	api_text(w, "slug", place->slug);
	api_text(w, "nom", place->name);
	api_text(w, "commune", place->commune);
	api_text(w, "code_postal", place->postcode);
	api_num(w, "latitude", place->lat);
	api_num(w, "longitude", place->lon);
	api_link(w, p, "/lieux/", place->slug);
}
