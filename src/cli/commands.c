// SPDX-License-Identifier: AGPL-3.0-or-later
// Every command: a file and a row.
#include <stddef.h>

#include "cli/commands.h"

const struct cli_command *const cli_commands[] = {
	&cmd_serve,
	&cmd_starter,
	&cmd_import,
	&cmd_export,
	&cmd_search,
	&cmd_duplicates,
	&cmd_account,
	&cmd_check,
	&cmd_mail,
	&cmd_bounce,
	&cmd_daily,
	NULL,
};
