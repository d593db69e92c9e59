// SPDX-License-Identifier: AGPL-3.0-or-later
// A command that writes, while a server works on the same SQLite data: the server does it. One process writes, as
// SQLite needs it, and whoever looks at the pages sees at once what the command changed.
#ifndef MAILLE_CLI_REMOTE_H
#define MAILLE_CLI_REMOTE_H

#include "app/app.h"

struct cli;

// In the command's process: hands the command over to the server that works on `data`, shows what it says, and gives its exit
// status. False when none listens there.
bool remote_hand_over(struct cli *c, const char *data, int *status);

// In the server: takes commands on maille.sock in `data`, which is its owner's alone, one after the other. `site` is the address of its
// pages, for links.
struct remote;
const struct err *remote_start(struct app *app, const char *data, const char *site, struct remote **out);
void remote_stop(struct remote *r); // when the command under way is done; NULL is fine

// What a command run for somebody else says to them: 'o' standard output, 'e' standard error, 'p' progress (may be dropped).
struct remote_peer;
void remote_say(struct remote_peer *p, char what, struct str bytes);

#endif
