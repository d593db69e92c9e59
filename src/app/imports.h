// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports for people and programs: try one, do it, look back, take it back.
#ifndef MAILLE_APP_IMPORTS_H
#define MAILLE_APP_IMPORTS_H

#include "app/actor.h"
#include "app/daily.h"
#include "exchange/record.h"
#include "store/import.h"

struct import_decision { // about two places that may be one
	uint32_t line;       // of the file
	int64_t place;       // the place that is there, or 0:
	uint32_t other;      // another line of the file
	bool same;
};
struct import_request {
	const struct record_set *set; // its places are enriched (exchange/enrich.h)
	const struct actor *who;      // NULL: the host, who may import anything
	struct str file, hash, mapping, fingerprint; // kept with the import; may be empty
	const struct import_decision *decisions;
	size_t decision_n;
	struct str network;           // key of one that all its places join; "" none
	bool dry_run;
	bool detail;                  // report->detail is wanted
};

// What an import does, row by row: for the preview.
struct import_new {
	uint32_t line;
	struct str name, commune;
};
struct import_changed {
	uint32_t line;
	struct str name, slug;        // as it is shown until then
	const struct change_item_row *items;
	size_t item_n;
};
struct import_pair {
	uint32_t line, other;         // other: 0 when the other is a place that is there
	int64_t place;
	struct str name, commune, address;
	struct str other_name, other_commune, other_address, other_slug;
	double confidence;
	const char *const *words;     // msgids: why they may be one
	size_t word_n;
};
struct import_wish {                  // left to the place's team, who said otherwise
	uint32_t line;
	struct str place, kind, key, before, after;
};
struct import_detail {
	struct import_new *created;
	struct import_changed *changed;
	struct import_pair *pairs;
	struct import_wish *wishes;
	size_t created_n, changed_n, pair_n, wish_n;
};

// One transaction; each row is taken or refused alone. The report, its refusals and its detail live in the arena.
const struct err *app_import_as(struct app *app, const struct import_request *req, app_progress *progress, void *user,
				struct arena *a, struct import_report *out);
// The mapping used last for this source or for columns of these names; "" when there is none.
const struct err *app_import_mapping(struct app *app, struct str source_key, struct str fingerprint, struct arena *a, struct str *out);

struct str import_file_hash(struct arena *a, struct str bytes); // BLAKE2b-256 in hexadecimal

// --- looking back ---

const struct err *app_imports(struct app *app, const struct actor *who, size_t max, struct arena *a, struct import_row **out, size_t *n);
const struct err *app_import_find(struct app *app, int64_t number, struct arena *a, struct import_row *out, bool *found);
// Whether they may take it back: who made it, and administrators.
bool import_may_undo(const struct actor *who, const struct import_row *run);

struct undo_report {
	int64_t run;           // that was undone
	size_t restored;       // places that are as they were before
	size_t retired;        // places that it had made, and that nobody else tells of
	size_t kept;           // places that it had made, and that others tell of too: they stay, with what those say
};
enum undo_outcome { UNDO_DONE, UNDO_NOTHING, UNDO_NOT_LAST };
// Takes back an import: the last of its source that stands. By the source's key (run 0), or by number. What others said
// since, the places' own teams first, stays. Undone imports are done again by importing the file again.
const struct err *app_import_undo(struct app *app, const struct actor *who, struct str source_key, int64_t run, struct arena *a,
				  struct undo_report *out, enum undo_outcome *outcome);
const struct err *import_undo_in(struct db *db, const struct actor *who, struct str source_key, int64_t run, struct arena *a,
				 struct undo_report *out, enum undo_outcome *outcome);

// --- files on their way ---

const struct err *app_draft_put(struct app *app, struct arena *a, struct draft_row *r); // new; r->id is made
const struct err *app_draft_read(struct app *app, struct str id, int64_t person, struct arena *a, struct draft_row *out, bool *found);
const struct err *app_draft_update(struct app *app, const struct draft_row *r);
daily_job import_tidy; // forgets those of yesterday
const struct err *app_drafts(struct app *app, int64_t person, struct arena *a, struct draft_row **out, size_t *n);

#endif
