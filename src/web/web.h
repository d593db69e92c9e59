// SPDX-License-Identifier: AGPL-3.0-or-later
// How a page is written: a file page_<x>.c with one function over a struct page, a view views/<x>.html, and a
// row in routes.c. The dispatcher has set the language and taken the snapshot; it gives the snapshot back.
#ifndef MAILLE_WEB_WEB_H
#define MAILLE_WEB_WEB_H

#include "app/actor.h"
#include "app/app.h"
#include "http/http.h"
#include "web/layout.h"
#include "web/view.h"

struct web; // what all requests share
struct api_answer; // web/api.h
struct letter;     // mail/letter.h

struct page {
	struct http_request *rq;
	struct http_reply *reply;
	struct buf *out;  // the reply's body, in the request's arena
	struct arena *a;  // the request's
	struct web *web;
	struct app *app;
	const struct snapshot *snap;
	const struct atlas *atlas; // snap->atlas
	const struct index *index; // snap->index
	enum lang lang;
	const struct actor *actor; // who asks; never NULL
	unsigned scopes;           // what the token that came with it may do, in the API: enum api_scope
};
typedef void web_page(struct page *);

// One row of the route table.
struct web_route {
	struct http_route http; // its handle stays NULL: the dispatcher is put there
	web_page *page;
	bool one_language; // files, API: no /fr and /en twins
	enum permission may; // who may; of {slug} when it is about an object. See app/actor.h
	bool open_post;    // a POST that bears no token of a form of ours: the API, one-click unsubscribing
	bool not_kept;     // the page depends on more than its address, language and network: made anew each time
	unsigned max_age;  // seconds that a browser may keep it without asking again
	bool framed;       // may stand in another site's frame
	const struct api_answer *answer; // what it answers, for the API's description; NULL: a page
};
extern const struct web_route web_routes[]; // ended by a NULL pattern

// Serves the app until web_stop. base_url ("https://exemple.org", without a final slash) is what links that leave
// the site begin with; NULL takes the request's Host.
const struct err *web_start(struct app *app, const char *listen, const char *base_url, struct web **out);
unsigned web_port(const struct web *w);
void web_stop(struct web *w);

// The beginning of every link to a page: "", "/fr" or "/en", as in the address the visitor is at. The thread's.
// In a view: href="{{ root() }}/lieux/{{ slug }}".
struct str root(void);
struct str home(void); // the home page: "/", "/fr" or "/en"
// The same for a path made in C ("/lieux?q=…").
struct str web_link(struct arena *a, struct str path);
// "/static/{hash}/{name}" of an embedded file of static/.
struct str web_static(struct arena *a, const char *name);
// "https://exemple.org": what absolute links begin with.
struct str web_origin(const struct page *p);

// The HTML twin of a mail, for the outbox.
void web_letter(struct buf *out, struct str subject, const struct letter *l, struct str site);

// The layout of this page, ready for its title: address, language switch, styles and scripts are filled in.
struct view_layout page_layout(struct page *p, struct str title);

// What this page lacks may be there in a moment: it is kept nowhere, neither here nor by a proxy.
void page_passing(struct page *p);

// A link out of a page.
struct web_way {
	struct str href;
	const char *words;
};
// A page that says why not and leads on, with up to two ways; `title` NULL for the status' own.
void page_refused(struct page *p, int status, const char *title, struct str sentence, struct web_way one, struct web_way two);

// Replies with an error page in the visitor's language: 400 with a sentence, 404 with a search box, …
void page_error(struct page *p, int status, struct str sentence);

#endif
