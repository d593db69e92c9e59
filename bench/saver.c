// SPDX-License-Identifier: AGPL-3.0-or-later
// saver DIR | saver postgresql://…: the portal's pages on one port, and on another a bare form that writes one fact of a place
// through the product's door for edits: POST /lieux/{slug}, texte=…. Says both ports, serves until it is told to stop.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/edit.h"
#include "http/http.h"
#include "web/web.h"

static void on_save(struct http_request *r, struct http_reply *reply)
{
	struct app *app = r->user;
	uint64_t at;
	const struct snapshot *now = app_enter(app);
	const struct err *err = NULL;
	struct actor host = {0};
	struct edit_answer answer = {.outcome = EDIT_ABSENT};
	if (map_get(&now->atlas->slugs, http_capture(r, "slug"), &at)) {
		struct item item = {ITEM_FIELD, S("presentation_resume"), http_form(r, "texte")};
		struct edit edit = {.place = now->atlas->places[at].id, .items = &item, .item_n = 1, .confirms = true};
		err = app_edit(app, &host, &edit, r->arena, &answer);
	}
	app_leave(app, now);
	reply->status = err != NULL ? 500 : answer.outcome == EDIT_DONE ? 200 : 400;
	reply->type = "text/plain; charset=utf-8";
	buf_addz(&reply->body, err != NULL ? err_text(err) : "fait");
	err_free(err);
}

static const struct http_route routes[] = {
	{.method = HTTP_POST, .pattern = "/lieux/{slug}", .handle = on_save, .body_max = 16 * 1024},
	{0},
};

static void must(const struct err *err)
{
	if (err == NULL)
		return;
	fprintf(stderr, "saver: %s\n", err_text(err));
	exit(1);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	bool pgsql = strncmp(argv[1], "postgres", 8) == 0;
	struct app_config config = {.mode = APP_SERVE, .data = pgsql ? NULL : argv[1], .db = pgsql ? argv[1] : NULL};
	struct app *app;
	struct web *web;
	struct http_server *server;
	sigset_t stop;
	int number;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	must(app_open(&config, &app));
	must(web_start(app, "127.0.0.1:0", NULL, &web));
	must(http_start(&(struct http_config){.listen = "127.0.0.1:0", .routes = routes, .user = app}, &server));
	printf("%u %u\n", web_port(web), http_port(server));
	fflush(stdout);
	sigwait(&stop, &number);
	http_stop(server);
	web_stop(web);
	app_close(app);
	return 0;
}
