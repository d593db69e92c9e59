// SPDX-License-Identifier: AGPL-3.0-or-later
// What the dispatcher and the layout share; pages use web.h.
#ifndef MAILLE_WEB_SHARED_H
#define MAILLE_WEB_SHARED_H

#include <pthread.h>

#include "app/limit.h"
#include "app/seal.h"
#include "web/web.h"

struct cache;

struct twin { // a row of the server's table: a page's route in one language, or in the visitor's
	const struct web_route *route;
	int lang; // enum lang, or -1: ask Accept-Language
};
struct web {
	struct app *app;
	const char *base_url;
	struct arena arena;
	struct http_server *server;
	struct sender *sender; // of mail
	struct http_route *routes;
	struct twin *twins; // as many as routes
	struct view_layout layout;
	struct str csp, csp_framed;
	struct seal_key form_key; // of form_token
	struct limits *limits;    // of what may be tried how often
	struct cache *cache;
	pthread_mutex_t lock;    // over what pages keep between requests:
	struct home_cache *home; // page_home.c
};
void home_cache_free(struct home_cache *c);

void root_set(struct str s); // borrowed: a literal
void layout_prepare(struct view_layout *v, struct arena *a);
// The handler behind every row, and the maker of error pages (see http_config).
void web_dispatch(struct http_request *rq, struct http_reply *reply);
void web_on_error(struct http_request *rq, struct http_reply *reply, int status);

#endif
