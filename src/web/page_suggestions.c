// SPDX-License-Identifier: AGPL-3.0-or-later
// Completions of what is being typed: JSON for the fields, a plain page for whoever opens the address.
#include "web/page_suggestions.h"

#include "base/json.h"
#include "base/utf8.h"
#include "web/pages.h"
#include "web/views/views.gen.h"

enum { MOST = 8, ASKED = 24, TYPED_MAX = 80 };

static const char *kind_code(enum suggestion_kind k)
{
	static const char *const codes[] = {"lieu", "action", "commune", "notion"};
	return codes[k];
}

// The field "où" takes communes only; its script reads pres= off their links.
static size_t keep_communes(struct suggestion *all, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].kind == SUGGEST_COMMUNE)
			all[kept++] = all[i];
	return kept;
}

void suggestions_json(struct page *p, const struct suggestion *items, size_t n)
{
	p->reply->type = "application/json; charset=utf-8";
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	json_key(&w, S("suggestions"));
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&w, '{');
		json_key(&w, S("genre"));
		json_str(&w, str_of(kind_code(items[i].kind)));
		json_key(&w, S("libelle"));
		json_str(&w, items[i].label);
		json_key(&w, S("detail"));
		json_str(&w, items[i].detail);
		json_key(&w, S("url"));
		json_str(&w, web_link(p->a, items[i].path));
		json_close(&w, '}');
	}
	json_close(&w, ']');
	json_close(&w, '}');
}

void page_suggestions(struct page *p)
{
	struct str typed = utf8_clip(http_query(p->rq, "q"), TYPED_MAX);
	bool where = str_eqz(http_query(p->rq, "champ"), "lieu");
	struct suggestion items[ASKED];
	size_t n = typed.n ? suggest(p->index, typed, p->a, items, where ? ASKED : MOST) : 0;
	if (where)
		n = keep_communes(items, n);
	n = n > MOST ? MOST : n;
	http_set(p->rq, p->reply, "Cache-Control", S("private, max-age=60"));
	http_set(p->rq, p->reply, "Vary", S("Accept"));
	if (str_find(http_header(p->rq, "Accept"), S("application/json")) >= 0) {
		suggestions_json(p, items, n);
		return;
	}
	struct view_suggestions v = {.layout = page_layout(p, str_of(_("Suggestions"))), .items = items, .n = n};
	v.layout.no_index = true;
	v.layout.q = typed;
	v.links = arena_array(p->a, n, sizeof *v.links);
	for (size_t i = 0; i < n; i++)
		v.links[i] = web_link(p->a, items[i].path);
	view_suggestions(p->out, &v);
}
