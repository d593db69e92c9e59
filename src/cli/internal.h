// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_CLI_INTERNAL_H
#define MAILLE_CLI_INTERNAL_H

#include "base/vec.h"
#include "cli/cli.h"
#include "cli/remote.h"

struct cli_given {
	const struct cli_option *option;
	const char *value;
};
struct cli {
	const struct cli_command *command;
	VEC(struct cli_given) given;
	VEC(const char *) args;
	struct arena arena;
	struct buf out;
	struct app *app;
	bool progress_shown;
	int64_t started;
	int argc; // what followed the command's name
	char **argv;
	const char *site;         // of the server that runs the command
	struct remote_peer *peer; // whom this server runs the command for; NULL: the terminal
	bool handed_over;         // a server did it: `status` is its answer
	int status;
};

// For remote.c: runs a command on the server's app, for a peer, `site` being where its pages are; its exit status.
int cli_run_for(struct remote_peer *p, struct app *app, const char *site, const char *name, int argc, char **argv);
void cli_show_progress(struct cli *c, struct str line);
void cli_wipe_progress(struct cli *c);

// Reads what follows the command's name; ERR_USAGE says what is wrong.
const struct err *cli_parse(struct cli *c, int argc, char **argv);

extern const struct cli_option cli_common[]; // every command's
void cli_help(struct buf *b);                // of maille
void cli_help_command(const struct cli_command *command, struct buf *b);

#endif
