// SPDX-License-Identifier: AGPL-3.0-or-later
// The one door through which use cases write. Jobs that wait at the same time share one transaction and one commit; each
// succeeds or fails alone.
#ifndef MAILLE_APP_WRITE_H
#define MAILLE_APP_WRITE_H

#include "app/app.h"
#include "db/db.h"

// Runs inside a transaction, maybe on another thread, while its caller waits: it touches `db` and its own `user` only
// (an arena in there is its to use meanwhile), never sends anything, never waits, never writes through another door.
// It may be called once more when what it did the first time was undone by no fault of its own: it sets all that it
// answers anew at each call.
typedef const struct err *app_job(struct db *db, void *user);

// NULL: what the job did is on the disk and, if it appended to the journal (store_change_append), the snapshot that
// app_enter gives from now on holds it. A job that fails is undone alone and its failure given back. ERR_USAGE in
// APP_READ; ERR_BUSY when the writer's turn does not come. Never within app_begin … app_commit, nor within a job.
const struct err *app_write(struct app *app, app_job *job, void *user);

// Runs the job on a connection to read with, on the calling thread, over one state of the database. It sees all that
// was written before.
const struct err *app_read(struct app *app, app_job *job, void *user);

#endif
