// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_CLI_COMMANDS_H
#define MAILLE_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cli_command cmd_account;
extern const struct cli_command cmd_check;
extern const struct cli_command cmd_bounce;
extern const struct cli_command cmd_daily;
extern const struct cli_command cmd_duplicates;
extern const struct cli_command cmd_export;
extern const struct cli_command cmd_import;
extern const struct cli_command cmd_mail;
extern const struct cli_command cmd_search;
extern const struct cli_command cmd_serve;
extern const struct cli_command cmd_starter;

#endif
