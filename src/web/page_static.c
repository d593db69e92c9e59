// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of the interface, and the small answers that machines ask every site for.
#include "base/embed.h"
#include "base/json.h"
#include "base/version.h"
#include "web/pages.h"
#include "web/shared.h"

static bool is_hash(struct str s)
{
	return s.n == 12;
}

void page_static(struct page *p)
{
	struct str hash = http_capture(p->rq, "hash"), name = http_capture(p->rq, "file");
	if (name.p == NULL)
		name = S("icone.svg"); // /favicon.ico
	const struct embed_file *f = embed_find(arena_printf(p->a, "static/%.*s", STR_ARG(name)));
	if (f == NULL) {
		page_error(p, 404, STR_NONE);
		return;
	}
	p->reply->type = f->type;
	p->reply->still = f->bytes;
	p->reply->gzip = f->gzip;
	// A file beside a style has the style's hash in its address; such files change their name when they change.
	bool same = str_eqz(hash, f->hash) || (is_hash(hash) && str_ends(name, S(".woff2")));
	http_set(p->rq, p->reply, "Cache-Control",
		 same ? S("public, max-age=31536000, immutable") : S("public, max-age=300"));
}

void page_health(struct page *p)
{
	p->reply->type = "application/json; charset=utf-8";
	http_set(p->rq, p->reply, "Cache-Control", S("no-store"));
	bool well = app_is_well(p->app);
	if (!well)
		p->reply->status = 503;
	struct json_writer w = {.out = p->out};
	json_open(&w, '{');
	json_key(&w, S("etat"));
	json_str(&w, well ? S("ok") : S("panne"));
	json_key(&w, S("lieux"));
	json_int(&w, p->atlas->place_n);
	json_key(&w, S("changement"));
	json_int(&w, p->atlas->change);
	json_key(&w, S("version"));
	json_str(&w, S(MAILLE_VERSION));
	json_key(&w, S("moteur"));
	json_str(&w, str_of(app_engine(p->app)));
	json_close(&w, '}');
}

void page_robots(struct page *p)
{
	p->reply->type = "text/plain; charset=utf-8";
	// A search has no end of addresses; its places each have their own page.
	buf_addz(p->out, "User-agent: *\nDisallow: /lieux?\nDisallow: /*/lieux?\nDisallow: /suggestions\n");
}
