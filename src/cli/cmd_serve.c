// SPDX-License-Identifier: AGPL-3.0-or-later
// maille serve: the pages and the API, until it is told to stop.
#include <signal.h>
#include <string.h>

#include "app/daily.h"
#include "app/outbox.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/remote.h"
#include "web/web.h"

#define LISTEN "127.0.0.1:8080"

static const struct cli_option options[] = {
	{"--listen", N_("HÔTE:PORT"), N_("où écouter ; 127.0.0.1:8080 si rien n’est dit, le port 0 en prend un de libre")},
	{"--url", N_("ADRESSE"), N_("l’adresse publique du site (https://exemple.org), pour les liens qui en sortent")},
	{.name = NULL},
};

// Stop signals wait for us instead of ending a thread of the server in the middle of a reply.
static void hold_signals(sigset_t *stop)
{
	sigemptyset(stop);
	sigaddset(stop, SIGINT);
	sigaddset(stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

// "https://exemple.org" without what would double a slash; NULL stays NULL.
static const char *base_url(struct cli *c)
{
	const char *given = cli_value(c, "--url");
	if (given == NULL)
		return NULL;
	struct str url = str_of(given);
	while (str_ends(url, S("/")))
		url.n--;
	return arena_z(cli_arena(c), url);
}

// For whoever sits at this machine: all its addresses are no address.
static const char *own_address(struct cli *c, const char *listen, size_t n, unsigned port)
{
	struct str host = {listen, n};
	if (n == 0 || str_eqz(host, "0.0.0.0") || str_eqz(host, "[::]") || str_eqz(host, "*"))
		host = S("127.0.0.1");
	return arena_z(cli_arena(c), arena_printf(cli_arena(c), "http://%.*s:%u", STR_ARG(host), port));
}

static const struct err *run(struct cli *c)
{
	const struct err *err = NULL;
	struct app *app;
	struct web *web = NULL;
	struct daily *daily = NULL;
	struct remote *remote = NULL;
	struct outbox_state mail;
	sigset_t stop;
	const char *listen = cli_value(c, "--listen"), *url = base_url(c);
	if (listen == NULL)
		listen = LISTEN;
	const char *colon = strrchr(listen, ':');
	if (colon == NULL)
		return err_new(ERR_USAGE, tr("--listen attend un hôte et un port, comme 127.0.0.1:8080"));
	if (url != NULL && !str_starts(str_of(url), S("http://")) && !str_starts(str_of(url), S("https://")))
		return err_new(ERR_USAGE, tr("--url attend une adresse entière, comme https://exemple.org"));
	hold_signals(&stop);
	TRY(cli_open(c, APP_SERVE, &app));
	TRY(web_start(app, listen, url, &web));
	if (cli_value(c, "--db") == NULL) // on PostgreSQL a command writes beside the server
		TRY(remote_start(app, cli_value(c, "--data") ? cli_value(c, "--data") : "var",
				 url != NULL ? url : own_address(c, listen, (size_t)(colon - listen), web_port(web)), &remote));
	buf_addf(cli_out(c), tr("Maille est ouverte sur http://%.*s:%u (Ctrl-C pour fermer)"), (int)(colon - listen), listen,
		 web_port(web));
	buf_addc(cli_out(c), '\n');
	TRY(outbox_state(app, cli_arena(c), &mail));
	if (mail.to_files)
		buf_addf(cli_out(c), tr("Pas de serveur de courriel (MAILLE_SMTP) : les courriels sont écrits dans %.*s\n"),
			 STR_ARG(mail.directory));
	if (mail.failed > 0)
		buf_addf(cli_out(c), trn("%zu courriel n’a pas pu partir ces trente derniers jours : %.*s\n",
					 "%zu courriels n’ont pas pu partir ces trente derniers jours : %.*s\n", (int64_t)mail.failed),
			 mail.failed, STR_ARG(mail.last_error));
	cli_flush(c);
	TRY(daily_start(app, &daily));
	int signal_number = 0;
	sigwait(&stop, &signal_number);
	log_info("stopping on signal %d", signal_number);
done:
	remote_stop(remote);
	daily_stop(daily);
	web_stop(web);
	return err;
}

const struct cli_command cmd_serve = {
	.name = "serve",
	.summary = N_("ouvre le portail dans le navigateur : pages et API"),
	.arguments = "",
	.options = options,
	.run = run,
};
