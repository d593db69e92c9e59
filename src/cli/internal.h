// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_CLI_INTERNAL_H
#define MAILLE_CLI_INTERNAL_H

#include "base/vec.h"
#include "cli/cli.h"

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
};

// Reads what follows the command's name; ERR_USAGE says what is wrong.
const struct err *cli_parse(struct cli *c, int argc, char **argv);

extern const struct cli_option cli_common[]; // every command's
void cli_help(struct buf *b);                // of maille
void cli_help_command(const struct cli_command *command, struct buf *b);

#endif
