// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/layout.h"

#include "app/suggestion.h"
#include "base/embed.h"
#include "web/local.h"
#include "web/web.h"
#include "web/shared.h"

static _Thread_local struct str the_root;

struct str root(void)
{
	return the_root;
}

struct str home(void)
{
	return the_root.n ? the_root : S("/");
}

void root_set(struct str s)
{
	the_root = s;
}

struct str web_link(struct arena *a, struct str path)
{
	if (str_eqz(path, "/"))
		return home();
	return the_root.n == 0 ? path : arena_printf(a, "%.*s%.*s", STR_ARG(the_root), STR_ARG(path));
}

struct str web_static(struct arena *a, const char *name)
{
	struct str full = arena_printf(a, "static/%s", name);
	const struct embed_file *f = embed_find(full);
	return arena_printf(a, "/static/%s/%s", f ? f->hash : "0", name);
}

// The style names its font beside itself: the font's address follows the style's.
static struct str beside(struct arena *a, struct str file, const char *name)
{
	size_t n = file.n;
	while (n > 0 && file.p[n - 1] != '/')
		n--;
	return arena_printf(a, "%.*s%s", (int)n, file.p, name);
}

void layout_prepare(struct view_layout *v, struct arena *a)
{
	*v = (struct view_layout){
		.css = web_static(a, "maille.css"),
		.js = web_static(a, "maille.js"),
		.map_css = web_static(a, "leaflet.css"),
		.map_lib = web_static(a, "leaflet.js"),
		.map_js = web_static(a, "map.js"),
		.icon = web_static(a, "icone.svg"),
	};
	v->font = beside(a, v->css, "commissioner-5.3.woff2");
}

static bool host_fine(struct str host)
{
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
			    c == '-' || c == ':' || c == '[' || c == ']';
		if (!fine)
			return false;
	}
	return host.n > 0 && host.n < 256;
}

struct str web_origin(const struct page *p)
{
	if (p->web->base_url != NULL)
		return str_of(p->web->base_url);
	struct str host = http_header(p->rq, "Host");
	return arena_printf(p->a, "http://%.*s", STR_ARG(host_fine(host) ? host : S("localhost")));
}

// The address as asked, without its language: "" for the home page.
static struct str plain_target(struct str target)
{
	if (str_starts(target, S("/fr")) || str_starts(target, S("/en"))) {
		char after = target.n > 3 ? target.p[3] : '/';
		if (after == '/' || after == '?')
			target = str_from(target, 3);
	}
	return str_eqz(target, "/") ? STR_NONE : target;
}

// What the menu says of the queue; silent when it cannot be read.
static size_t waiting_for(struct page *p)
{
	struct proposed *all;
	size_t n = 0;
	if (p->actor->person == 0 || (p->actor->mandate_n == 0 && !p->actor->admin) || p->atlas == NULL)
		return 0;
	err_free(app_suggestions(p->app, p->actor, p->atlas, 0, p->a, &all, &n));
	return n;
}

struct view_layout page_layout(struct page *p, struct str title)
{
	struct view_layout v = p->web->layout;
	v.title = title;
	v.lang = i18n_code(p->lang);
	struct str target = plain_target(p->rq->target), rest;
	struct str path = str_cut(target, '?', &rest), origin = web_origin(p);
	v.signed_in = p->actor->person != 0;
	v.waiting = waiting_for(p);
	if (p->actor->helper != 0)
		v.helped = p->actor->name.n > 0 ? p->actor->name : p->actor->address;
	if (p->rq->method == HTTP_GET && p->rq->target.n < 1000)
		v.here = local_path(p->rq->target);
	v.other_lang = arena_printf(p->a, "/%s%.*s", p->lang == LANG_FR ? "en" : "fr", STR_ARG(target));
	v.canonical = arena_printf(p->a, "%.*s%.*s", STR_ARG(origin), STR_ARG(path.n ? path : S("/")));
	v.path_fr = arena_printf(p->a, "%.*s/fr%.*s", STR_ARG(origin), STR_ARG(path));
	v.path_en = arena_printf(p->a, "%.*s/en%.*s", STR_ARG(origin), STR_ARG(path));
	return v;
}
