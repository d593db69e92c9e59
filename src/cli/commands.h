// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_CLI_COMMANDS_H
#define MAILLE_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cli_command cmd_check;

#endif
