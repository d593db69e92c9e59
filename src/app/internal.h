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

bool app_has_turn(const struct app *app); // this thread

// Returns when the snapshot holds the change of that number, which is committed, or cannot be had (the log says why).
// Whoever asks at the same time shares one rebuild. Not with the turn.
void app_show(struct app *app, int64_t number);

// write.c: the thread that writes for a server.
struct writer;
const struct err *writer_start(struct app *app, struct writer **out);
void writer_stop(struct writer *w); // when what waits is written; NULL is fine
struct writer *app_writer(struct app *app); // NULL but in APP_SERVE

// A connection to read with, from a pool; give it back. One at a time a thread: there are a few only, and when all are
// out for seconds the answer is ERR_BUSY.
const struct err *app_reader(struct app *app, struct db **out);
void app_reader_back(struct app *app, struct db *d);

#endif
