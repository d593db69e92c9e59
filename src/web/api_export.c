// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /lieux.csv, .geojson, .jsonld, .json, -mednum.csv: the places of any search, all of them, as a file. Also
// GET /api/v1/suggestions.
#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/export.h"
#include "web/api.h"
#include "web/page_suggestions.h"

enum { SUGGESTIONS = 8, TYPED_MAX = 80 };

// The longest suffix that fits: "/lieux-mednum.csv" ends in ".csv" too.
static enum export_format format_of(struct str path, struct arena *a)
{
	for (int f = 0; f < EXPORT_COUNT; f++)
		if (str_ends(path, arena_printf(a, "/lieux%s", export_kinds[f].suffix)))
			return (enum export_format)f;
	return EXPORT_CSV;
}

static void file_headers(struct page *p, enum export_format f, struct date today, size_t left_out)
{
	struct buf day = BUF_IN(p->a);
	date_add(&day, today);
	http_set(p->rq, p->reply, "Content-Disposition",
		 arena_printf(p->a, "attachment; filename=\"maille-lieux-%.*s%s\"", STR_ARG(buf_str(&day)), export_kinds[f].suffix));
	struct str origin = web_origin(p);
	http_set(p->rq, p->reply, "Link", arena_printf(p->a, "<%.*s/donnees>; rel=\"license\"", STR_ARG(origin)));
	http_set(p->rq, p->reply, "Access-Control-Allow-Origin", S("*"));
	http_set(p->rq, p->reply, "X-Robots-Tag", S("noindex"));
	if (f == EXPORT_MEDNUM)
		http_set(p->rq, p->reply, "X-Maille-Lieux-Omis", arena_printf(p->a, "%zu", left_out));
}

void page_export(struct page *p)
{
	struct search_ask ask;
	struct answer answer = {0};
	if (!api_ask(p, false, &ask, &answer))
		return;
	enum export_format f = format_of(str_of(p->rq->route->pattern), p->a);
	uint32_t *places;
	size_t left_out;
	struct export e = {.atlas = p->atlas, .origin = web_origin(p), .date = date_today()};
	e.n = index_matches(p->index, &answer.query, p->a, &places, p->atlas->place_n);
	e.places = places;
	export_write(f, &e, p->out, &left_out);
	p->reply->type = export_kinds[f].type;
	file_headers(p, f, e.date, left_out);
	api_done(p, 0);
}

void page_api_suggestions(struct page *p)
{
	struct suggestion items[SUGGESTIONS];
	struct str typed = utf8_clip(http_query(p->rq, "q"), TYPED_MAX);
	size_t n = typed.n ? suggest(p->index, typed, p->a, items, SUGGESTIONS) : 0;
	suggestions_json(p, items, n);
	api_done(p, 0);
}
