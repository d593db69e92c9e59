// SPDX-License-Identifier: AGPL-3.0-or-later
// What the files of this room share: the writer's turn, and connections to read with.
#ifndef MAILLE_APP_INTERNAL_H
#define MAILLE_APP_INTERNAL_H

#include "app/app.h"
#include "db/db.h"

const char *app_data(const struct app *app); // the directory of the database and what belongs to it
bool app_serves(const struct app *app);      // APP_SERVE

// Takes the writer's turn in this process and begins a transaction. End it with app_commit or app_rollback, in the
// same thread. ERR_USAGE in APP_READ.
const struct err *app_begin(struct app *app, struct db **out);
// Commits and gives the turn back, also on failure. Readers see it after app_refresh.
const struct err *app_commit(struct app *app);
void app_rollback(struct app *app); // does nothing when no transaction of this thread is open

// A connection to read with, from a pool; give it back.
const struct err *app_reader(struct app *app, struct db **out);
void app_reader_back(struct app *app, struct db *d);

#endif
