// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/web.h"

#include <stdlib.h>
#include <string.h>

#include "app/outbox.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/time.h"
#include "http/target.h"
#include "web/cache.h"
#include "web/form.h"
#include "web/gate.h"
#include "web/pages.h"
#include "web/settings.h"
#include "web/shared.h"
#include "web/views/views.gen.h"

// No inline script or style, nothing from elsewhere but the map's tiles when the host chose some.
#define THIS_MACHINE "127.0.0.0/8, ::1"
#define CSP "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " \
	    "manifest-src 'self'; form-action 'self'; base-uri 'none'; img-src 'self' data: %.*s; frame-ancestors %s"

enum { CACHE_BYTES = 3 << 20 };

static enum lang language(const struct http_request *rq, int fixed)
{
	if (fixed >= 0)
		return (enum lang)fixed;
	return i18n_accept(http_header(rq, "Accept-Language"));
}

static void set_language(enum lang lang, bool fixed)
{
	i18n_set(lang);
	root_set(!fixed ? STR_NONE : lang == LANG_EN ? S("/en") : S("/fr"));
}

static void security_headers(struct http_request *rq, struct http_reply *reply)
{
	const struct web *w = rq->user;
	bool framed = rq->route != NULL && w->twins[rq->route - w->routes].route->framed;
	http_set(rq, reply, "Content-Security-Policy", framed ? w->csp_framed : w->csp);
	http_set(rq, reply, "X-Content-Type-Options", S("nosniff"));
	if (w->base_url != NULL && str_starts(str_of(w->base_url), S("https://"))) // RFC 6797
		http_set(rq, reply, "Strict-Transport-Security", S("max-age=31536000; includeSubDomains"));
	if (str_starts(rq->path, S("/api/"))) // open data: any site's script may read it, refusals too
		http_set(rq, reply, "Access-Control-Allow-Origin", S("*"));
	http_set(rq, reply, "Referrer-Policy", S("strict-origin-when-cross-origin"));
	http_set(rq, reply, "Cross-Origin-Opener-Policy", S("same-origin"));
	http_set(rq, reply, "Permissions-Policy", S("geolocation=(self), camera=(), microphone=()"));
}

static struct page page_of(struct http_request *rq, struct http_reply *reply, enum lang lang)
{
	static const struct actor visitor;
	struct web *w = rq->user;
	reply->body.arena = rq->arena;
	return (struct page){
		.rq = rq, .reply = reply, .out = &reply->body, .a = rq->arena, .web = w, .app = w->app, .lang = lang, .actor = &visitor,
	};
}

void page_passing(struct page *p)
{
	http_set(p->rq, p->reply, "Cache-Control", S("no-store"));
}

// A page that depends on nothing but its address, its language, the host's name and the network.
static void kept_page(struct page *p, const struct twin *t)
{
	struct cache *cache = p->web->cache;
	struct cache_state now = {p->atlas, p->atlas->change, time_unix() / 86400};
	struct str origin = web_origin(p);
	struct str key = arena_printf(p->a, "%s %.*s %.*s", i18n_code(p->lang), STR_ARG(origin), STR_ARG(p->rq->target));
	size_t headers = p->reply->header_n;
	bool gzip = http_accepts_gzip(http_header(p->rq, "Accept-Encoding"));
	if (!cache_find(cache, now, key, gzip, p->a, p->reply)) {
		t->route->page(p);
		if (p->reply->header_n > headers)
			return; // it says itself how long it holds
		if (p->reply->status == 200 && p->reply->still.p == NULL)
			cache_keep(cache, now, key, p->a, p->reply);
	}
	struct str hold = S("no-cache"); // ask again: the mark says when nothing changed
	if (t->route->max_age > 0 && p->reply->status == 200)
		hold = arena_printf(p->a, "max-age=%u", t->route->max_age);
	http_set(p->rq, p->reply, "Cache-Control", hold);
}

void web_dispatch(struct http_request *rq, struct http_reply *reply)
{
	const struct web *w = rq->user;
	const struct twin *t = &w->twins[rq->route - w->routes];
	enum lang lang = language(rq, t->lang);
	set_language(lang, t->lang >= 0);
	struct page p = page_of(rq, reply, lang);
	if (!t->route->one_language) {
		http_set(rq, reply, "Content-Language", str_of(i18n_code(lang)));
		if (t->lang < 0)
			http_set(rq, reply, "Vary", S("Accept-Language"));
	}
	reply->squeeze = true;
	p.snap = app_enter(w->app);
	p.atlas = p.snap->atlas;
	p.index = p.snap->index;
	gate_who(&p);
	form_token_set(&p);
	bool plain = rq->method == HTTP_GET && p.actor->person == 0 && t->route->may == MAY_ANYONE;
	if (!plain && !t->route->one_language)
		page_passing(&p); // it is this person's, at this moment
	if (gate_opens(&p, t->route)) {
		if (!plain || t->route->one_language || t->route->not_kept)
			t->route->page(&p);
		else
			kept_page(&p, t);
	}
	app_leave(w->app, p.snap);
}

static const char *error_title(int status)
{
	switch (status) {
	case 401: return _("Il faut se connecter");
	case 404: return _("Cette page n’existe pas");
	case 405: return _("Cette adresse ne s’ouvre pas de cette façon");
	case 413: return _("C’est trop long pour nous");
	case 414: return _("Cette adresse est trop longue");
	case 431: return _("Cette demande est trop longue");
	case 400: return _("Nous n’avons pas compris cette adresse");
	case 503: return _("Il y a foule en ce moment");
	default: return _("Quelque chose s’est cassé chez nous");
	}
}

static const char *error_sentence(int status)
{
	switch (status) {
	case 401: return _("Il faut être connecté·e, ou un jeton d’accès dans l’en-tête Authorization.");
	case 404: return _("Elle a pu être renommée. Cherchez ce que vous vouliez voir, ou repartez de l’accueil.");
	case 405: return _("Revenez à la page précédente et réessayez depuis son formulaire.");
	case 413: return _("Allégez ce que vous envoyez : une photo, 12 Mo au plus ; un texte, quelques pages. Puis réessayez.");
	case 414:
	case 431: return _("Raccourcissez votre question à quelques mots, puis réessayez.");
	case 400: return _("L’adresse contient des caractères illisibles. Reprenez votre recherche ci-dessous.");
	case 503: return _("Beaucoup de gros fichiers partent à la fois. Réessayez dans une minute.");
	default: return _("Ce n’est pas vous, c’est nous. Réessayez dans un instant.");
	}
}

enum { KEPT_MAX = 300, LINK_MAX = 2000 }; // characters of what was typed; bytes of an address worth repeating

void page_error(struct page *p, int status, struct str sentence)
{
	page_refused(p, status, NULL, sentence, (struct web_way){0}, (struct web_way){0});
}

void page_refused(struct page *p, int status, const char *title, struct str sentence, struct web_way one, struct web_way two)
{
	struct view_error v = {
		.layout = page_layout(p, str_of(title != NULL ? title : error_title(status))),
		.status = status,
		.sentence = sentence.n ? sentence : str_of(error_sentence(status)),
		.on = {one, two},
	};
	v.layout.no_index = v.layout.own_search = true;
	v.layout.canonical = v.layout.path_fr = v.layout.path_en = STR_NONE;
	if (p->rq->method != HTTP_GET || p->rq->target.n > LINK_MAX)
		v.layout.other_lang = STR_NONE;
	v.layout.q = utf8_clip(http_query(p->rq, "q"), KEPT_MAX);
	v.layout.where = utf8_clip(http_query(p->rq, "pres"), KEPT_MAX);
	if (p->rq->method == HTTP_GET && p->actor->person == 0)
		http_set(p->rq, p->reply, "Cache-Control", S("no-cache")); // some proxies keep a 404 that says nothing of it
	p->reply->status = status;
	p->reply->squeeze = true;
	buf_reset(p->out);
	view_error(p->out, &v);
}

static void json_error(struct http_reply *reply, int status, struct str sentence)
{
	reply->type = "application/json; charset=utf-8";
	struct json_writer w = {.out = &reply->body};
	json_open(&w, '{');
	json_key(&w, S("erreur"));
	json_str(&w, sentence);
	json_key(&w, S("statut"));
	json_int(&w, status);
	json_close(&w, '}');
}

// Too much was sent to a form for files: back to it, as whoever sent it.
static bool too_heavy(struct page *p)
{
	const struct http_request *rq = p->rq;
	const struct web_route *route = rq->route != NULL ? p->web->twins[rq->route - p->web->routes].route : NULL;
	bool photo = route != NULL && route->page == page_photos;
	if (!photo && (route == NULL || route->page != page_import_upload))
		return false;
	p->snap = app_enter(p->app);
	p->atlas = p->snap->atlas;
	p->index = p->snap->index;
	gate_who(p);
	form_token_set(p);
	struct str form = str_cut(p->rq->target, '?', &(struct str){0});
	page_passing(p);
	page_refused(p, 413, photo ? _("Cette photo est trop lourde") : _("Ce fichier est trop lourd"),
		     str_of(photo ? _("Nous prenons les photos jusqu’à 12 Mo. Réduisez-la (une copie pour le web suffit), puis envoyez-la de nouveau.")
				  : _("Nous prenons les fichiers jusqu’à 12 Mo. Coupez-le en deux, ou demandez à l’hébergeur du site de l’importer.")),
		     (struct web_way){form, _("Revenir au formulaire")}, (struct web_way){0});
	app_leave(p->app, p->snap);
	return true;
}

void web_on_error(struct http_request *rq, struct http_reply *reply, int status)
{
	bool fr = str_starts(rq->path, S("/fr/")), en = str_starts(rq->path, S("/en/"));
	enum lang lang = language(rq, fr ? LANG_FR : en ? LANG_EN : -1);
	set_language(lang, fr || en);
	struct page p = page_of(rq, reply, lang);
	if (status == 414)
		status = 400; // whatever is wrong with a question is said in one way; the sentence tells that it is its length
	reply->status = status;
	http_set(rq, reply, "Content-Language", str_of(i18n_code(lang)));
	if (!fr && !en)
		http_set(rq, reply, "Vary", S("Accept-Language"));
	if (str_starts(rq->path, S("/api/"))) {
		http_set(rq, reply, "Cache-Control", S("no-cache"));
		json_error(reply, status, str_of(rq->problem      ? rq->problem
						 : status == 404 ? _("Il n’y a rien à cette adresse. Celles de l’API sont décrites dans /api/v1/openapi.json.")
								 : error_sentence(status)));
		return;
	}
	if (status != 413 || !too_heavy(&p))
		page_error(&p, status, str_of(rq->problem));
}

// Whose session it is, the database knows: such a request may wait for it, and those of visitors do not wait for them.
static bool brings_cookie(const struct http_request *rq)
{
	return http_header(rq, "Cookie").n > 0 && !str_starts(rq->path, S("/static/")) && !str_starts(rq->path, S("/api/"));
}

// The server's table: each page under its own path, /fr and /en.
static void make_routes(struct web *w)
{
	static const struct {
		const char *prefix;
		int lang;
	} twins[] = {{"", -1}, {"/fr", LANG_FR}, {"/en", LANG_EN}};
	size_t n = 0;
	while (web_routes[n].http.pattern != NULL)
		n++;
	w->routes = arena_array(&w->arena, 3 * n + 1, sizeof *w->routes);
	w->twins = arena_array(&w->arena, 3 * n + 1, sizeof *w->twins);
	size_t to = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < (web_routes[i].one_language ? 1 : 3); k++, to++) {
			w->routes[to] = web_routes[i].http;
			w->routes[to].handle = web_dispatch;
			struct str path = str_of(web_routes[i].http.pattern);
			if (k > 0 && str_eqz(path, "/"))
				path = STR_NONE;
			w->routes[to].pattern = arena_printf(&w->arena, "%s%.*s", twins[k].prefix, STR_ARG(path)).p;
			w->twins[to] = (struct twin){&web_routes[i], twins[k].lang};
		}
}

static void web_free(struct web *w)
{
	cache_free(w->cache);
	limits_free(w->limits);
	home_cache_free(w->home);
	pthread_mutex_destroy(&w->lock);
	arena_release(&w->arena);
	free(w);
}

void web_letter(struct buf *out, struct str subject, const struct letter *l, struct str site)
{
	view_letter(out, subject, l, site);
}

// Where links in mails lead when the host named no address: never what a visitor's request says.
static struct str local_site(struct web *w, const char *listen)
{
	const char *colon = strrchr(listen, ':');
	struct str host = {listen, colon != NULL ? (size_t)(colon - listen) : 0};
	if (host.n == 0 || str_eqz(host, "0.0.0.0") || str_eqz(host, "[::]"))
		host = S("localhost");
	return arena_printf(&w->arena, "http://%.*s:%u", STR_ARG(host), http_port(w->server));
}

const struct err *web_start(struct app *app, const char *listen, const char *base_url, struct web **out)
{
	struct web *w = mem_alloc(sizeof *w);
	w->app = app;
	w->base_url = base_url;
	w->cache = cache_new(CACHE_BYTES);
	w->limits = limits_new();
	pthread_mutex_init(&w->lock, NULL);
	const struct err *err;
	TRY(app_seal_key(app, "formulaires", &w->form_key));
	layout_prepare(&w->layout, &w->arena);
	make_routes(w);
	struct str tiles = settings_tiles_origin(&w->arena);
	w->csp = arena_printf(&w->arena, CSP, STR_ARG(tiles), "'none'");
	w->csp_framed = arena_printf(&w->arena, CSP, STR_ARG(tiles), "*");
	struct http_config config = {
		.listen = listen, .routes = w->routes, .may_wait = brings_cookie, .after = security_headers,
		.on_error = web_on_error, .user = w,
	};
	struct str proxies = settings_get(SETTING_PROXIES);
	err = http_proxies_read(proxies.n > 0 ? proxies : S(THIS_MACHINE), &w->arena, &config.proxies);
	if (err != NULL) {
		err = err_wrap(err, "%s", settings_name(SETTING_PROXIES));
		goto done;
	}
	TRY(http_start(&config, &w->server));
	struct str site = base_url != NULL ? str_of(base_url) : local_site(w, listen);
	TRY(outbox_start(app, site, web_letter, &w->sender));
	*out = w;
	return NULL;
done:
	web_stop(w);
	return err;
}

unsigned web_port(const struct web *w)
{
	return http_port(w->server);
}

void web_stop(struct web *w)
{
	if (w == NULL)
		return;
	if (w->server != NULL)
		http_stop(w->server);
	outbox_stop(w->sender);
	web_free(w);
}
