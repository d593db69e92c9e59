// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "base/version.h"

enum { DONE = 0, FAILED = 1, USAGE = 2, OUT_LARGE = 64 * 1024 };

const char *cli_value(const struct cli *c, const char *option)
{
	const char *value = NULL;
	for (size_t i = 0; i < c->given.n; i++)
		if (strcmp(c->given.v[i].option->name, option) == 0)
			value = c->given.v[i].value;
	return value;
}

bool cli_has(const struct cli *c, const char *option)
{
	for (size_t i = 0; i < c->given.n; i++)
		if (strcmp(c->given.v[i].option->name, option) == 0)
			return true;
	return false;
}

size_t cli_arg_n(const struct cli *c)
{
	return c->args.n;
}

const char *cli_arg(const struct cli *c, size_t i)
{
	return i < c->args.n ? c->args.v[i] : NULL;
}

bool cli_json(const struct cli *c)
{
	return cli_has(c, "--json");
}

struct arena *cli_arena(struct cli *c)
{
	return &c->arena;
}

struct buf *cli_out(struct cli *c)
{
	if (c->out.n >= OUT_LARGE)
		cli_flush(c);
	return &c->out;
}

static void put(struct cli *c, char what, struct str bytes)
{
	FILE *to = what == 'o' ? stdout : stderr;
	if (c->peer != NULL) {
		remote_say(c->peer, what, bytes);
		return;
	}
	if (bytes.n > 0)
		fwrite(bytes.p, 1, bytes.n, to);
	fflush(to);
}

void cli_flush(struct cli *c)
{
	put(c, 'o', buf_str(&c->out));
	buf_reset(&c->out);
}

const struct err *cli_open(struct cli *c, enum app_mode mode, struct app **out)
{
	const char *data = cli_value(c, "--data");
	struct app_config config = {.data = data ? data : "var", .db = cli_value(c, "--db"), .mode = mode};
	const struct err *err = NULL;
	if (c->peer == NULL) // else it is the server's, open already
		err = app_open(&config, &c->app);
	*out = c->app;
	if (err != NULL && err_code(err) == ERR_BUSY && config.db == NULL && mode != APP_READ && c->command != &cmd_serve)
		c->handed_over = remote_hand_over(c, config.data, &c->status);
	return err;
}

// Shown after a second, rewritten in place, wiped at the end: a log file never sees it.
void cli_show_progress(struct cli *c, struct str line)
{
	if (c->started == 0)
		c->started = time_mono_ns();
	if (!isatty(STDERR_FILENO) || (time_mono_ns() - c->started < 1000000000 && !c->progress_shown))
		return;
	c->progress_shown = true;
	fprintf(stderr, "\r\033[K%.*s", STR_ARG(line));
	fflush(stderr);
}

void cli_progress(void *user, const char *what, size_t done, size_t of)
{
	struct cli *c = user;
	char line[200];
	int n = of > 0 ? snprintf(line, sizeof line, "%s %zu %%", what, done * 100 / of) : snprintf(line, sizeof line, "%s", what);
	struct str said = {line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1};
	if (c->peer != NULL)
		remote_say(c->peer, 'p', said);
	else
		cli_show_progress(c, said);
}

void cli_wipe_progress(struct cli *c)
{
	if (c->progress_shown)
		fputs("\r\033[K", stderr);
	c->progress_shown = false;
}

static void release(struct cli *c)
{
	if (c->peer == NULL)
		app_close(c->app);
	vec_free(&c->given);
	vec_free(&c->args);
	buf_release(&c->out);
	arena_release(&c->arena);
}

// The person's language, as the environment names it; French when it names none.
static void choose_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		if (value == NULL || value[0] == '\0')
			continue;
		i18n_set(strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_FR);
		return;
	}
}

static const struct cli_command *find_command(const char *name)
{
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

static int print(struct buf *b, FILE *to, int status)
{
	if (b->n > 0)
		fwrite(b->p, 1, b->n, to);
	bool broken = fflush(to) != 0;
	buf_release(b);
	return broken ? FAILED : status;
}

static int complain(struct cli *c, const struct err *err)
{
	struct buf b = {0};
	int status = err_code(err) == ERR_USAGE ? USAGE : FAILED;
	buf_addf(&b, "maille %s : %s\n", c->command->name, err_text(err));
	if (status == USAGE)
		buf_addf(&b, tr("« maille %s --help » dit comment l’appeler.\n"), c->command->name);
	put(c, 'e', buf_str(&b));
	buf_release(&b);
	return status;
}

static int run(struct cli *c)
{
	const struct err *err;
	int status = DONE;
	if ((err = cli_parse(c, c->argc, c->argv)) == NULL && cli_has(c, "--help")) {
		struct buf b = {0};
		cli_help_command(c->command, &b);
		return print(&b, stdout, DONE);
	}
	if (err == NULL)
		err = c->command->run(c);
	cli_wipe_progress(c);
	cli_flush(c);
	if (err == NULL && c->peer == NULL && ferror(stdout))
		err = err_new(ERR_IO, tr("la sortie n’a pas pu être écrite en entier"));
	if (c->handed_over)
		status = c->status;
	else if (err != NULL)
		status = complain(c, err);
	err_free(err);
	return status;
}

const char *cli_site(const struct cli *c)
{
	return c->site;
}

int cli_run_for(struct remote_peer *p, struct app *app, const char *site, const char *name, int argc, char **argv)
{
	struct cli c = {.command = find_command(name), .argc = argc, .argv = argv, .peer = p, .app = app, .site = site};
	if (c.command == NULL || c.command == &cmd_serve)
		return USAGE;
	int status = run(&c);
	release(&c);
	return status;
}

int cli_main(int argc, char **argv)
{
	struct buf b = {0};
	choose_language();
	const char *first = argc > 1 ? argv[1] : "";
	if (strcmp(first, "--version") == 0) {
		buf_addz(&b, "maille " MAILLE_VERSION "\n");
		return print(&b, stdout, DONE);
	}
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0) {
		const struct cli_command *asked = argc > 2 ? find_command(argv[2]) : NULL;
		if (asked != NULL)
			cli_help_command(asked, &b);
		else
			cli_help(&b);
		return print(&b, stdout, DONE);
	}
	if (first[0] == '\0') {
		cli_help(&b);
		return print(&b, stderr, USAGE);
	}
	struct cli c = {.command = find_command(first), .argc = argc - 2, .argv = argv + 2};
	if (c.command == NULL) {
		fprintf(stderr, first[0] == '-' ? tr("maille : il faut d’abord nommer une commande, avant « %s ».\n")
						: tr("maille : la commande « %s » n’existe pas.\n"), first);
		fputs(tr("« maille --help » dit ce qu’il sait faire.\n"), stderr);
		return USAGE;
	}
	int status = run(&c);
	release(&c);
	return status;
}
