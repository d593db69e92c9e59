// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail that waits, and what became of it. Moments are Unix seconds.
#ifndef MAILLE_STORE_OUTBOX_H
#define MAILLE_STORE_OUTBOX_H

#include "base/arena.h"
#include "db/db.h"

enum outbox_row_state { OUTBOX_WAITING, OUTBOX_SENT, OUTBOX_FAILED };

struct outbox_row {
	int64_t id; // set when inserted or read
	struct str message_id, kind, recipient, subject, letter, lang, reply_to;
	int64_t person, place; // 0 none
	int64_t due, tries;
};
const struct err *store_outbox_insert(struct db *d, struct outbox_row *row);
// The one that waits longest among those due; *id is 0 when there is none.
const struct err *store_outbox_due(struct db *d, int64_t now, int64_t *id);
// Takes it until `until` and counts the try: false when another node did, or when it is no longer due.
const struct err *store_outbox_claim(struct db *d, int64_t id, int64_t now, int64_t until, struct arena *a, struct outbox_row *row,
				     bool *taken);
// After a try. Waiting: due again at `due`. Sent and failed: the letter is wiped, and the person whose address it is is
// known to be out of reach, or within it again.
struct outbox_result {
	enum outbox_row_state state;
	int64_t now, due;
	int code;         // 0 none
	struct str error; // empty: none
};
const struct err *store_outbox_settle(struct db *d, int64_t id, const struct outbox_result *r);
const struct err *store_outbox_counts(struct db *d, int64_t since, size_t *waiting, size_t *failed);
const struct err *store_outbox_last_error(struct db *d, int64_t since, struct arena *a, struct str *error);
// Whether the newest mail to this address that is done was refused by its server for good.
const struct err *store_outbox_bounced(struct db *d, struct str address, bool *out);
// How many were given up since then, and whether administrators were told of it since then.
const struct err *store_outbox_lost(struct db *d, int64_t since, int64_t *lost, bool *told);
struct outbox_admin { // who is told
	int64_t person;
	struct str address, lang;
};
const struct err *store_outbox_admins(struct db *d, struct arena *a, struct outbox_admin **out, size_t *n);
// Forgets what was done before.
const struct err *store_outbox_forget(struct db *d, int64_t before, int64_t *forgotten);

// Once a day, whichever node: takes the job for `day` ("2026-11-22") unless it is done or somebody does it; then says
// how it went. `again` takes it even when that day's is done.
const struct err *store_daily_claim(struct db *d, struct str name, struct str day, bool again, int64_t now, int64_t until, bool *taken);
const struct err *store_daily_settle(struct db *d, struct str name, bool done, int64_t due, struct str said);

#endif
