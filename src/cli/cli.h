// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line. A command is a file cmd_<x>.c that defines its struct cli_command, and a row in commands.c.
// Exit status: 0 done, 1 failed, 2 wrong usage.
#ifndef MAILLE_CLI_CLI_H
#define MAILLE_CLI_CLI_H

#include "app/app.h"
#include "base/json.h"

struct cli;

struct cli_option {
	const char *name;  // "--listen"
	const char *value; // what it takes, for the help ("HÔTE:PORT", a msgid); NULL for a switch
	const char *help;  // a msgid
};
struct cli_command {
	const char *name;
	const char *summary;   // one line, a msgid
	const char *arguments; // "FICHIER…", "" when it takes none
	size_t least, most;    // how many arguments
	const struct cli_option *options; // its own, ended by a NULL name; --data, --db, --json, --help are every command's
	bool json;             // it knows --json
	// ERR_USAGE shows the message and how to call the command (status 2); any other failure is status 1.
	const struct err *(*run)(struct cli *c);
};
extern const struct cli_command *const cli_commands[]; // ended by NULL

// What the person asked for, checked against the command's table.
const char *cli_value(const struct cli *c, const char *option); // NULL when absent; the last one when repeated
bool cli_has(const struct cli *c, const char *option);
size_t cli_arg_n(const struct cli *c);
const char *cli_arg(const struct cli *c, size_t i);
bool cli_json(const struct cli *c);
struct arena *cli_arena(struct cli *c); // freed at the end

// Opens the network that --data or --db names. Closed at the end by itself.
const struct err *cli_open(struct cli *c, enum app_mode mode, struct app **out);

// Where the pages are, when a server runs the command for whoever gave it ("http://127.0.0.1:8080"); NULL: nobody knows.
const char *cli_site(const struct cli *c);

// Standard output, written out at the end or when large. JSON goes to the same buffer.
struct buf *cli_out(struct cli *c);
void cli_flush(struct cli *c);
// An app_progress for whatever takes over a second: a line on standard error, on a terminal only. user: the cli.
void cli_progress(void *user, const char *what, size_t done, size_t of);

// What main does.
int cli_main(int argc, char **argv);

#endif
