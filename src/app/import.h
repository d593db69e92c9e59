// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of an import: who is who, what is shown, what is written. app.h has the door.
#ifndef MAILLE_APP_IMPORT_H
#define MAILLE_APP_IMPORT_H

#include "app/app.h"
#include "base/vec.h"
#include "db/db.h"
#include "exchange/match.h"
#include "exchange/record.h"
#include "store/duplicate.h"
#include "store/fact.h"

struct subject { // a place that the file tells of
	const struct place *old; // in the atlas, or NULL when it is new
	struct place now;        // what it shows after the import
	int64_t id;
	uint32_t first;          // of its records; im->next leads on
	struct fact_row *facts;  // what this source now says
	size_t fact_n;
	struct fact_row *before; // what it said before
	size_t before_n;
	bool changed;
};
struct proposal {
	uint32_t a, b; // items: places of the atlas first, then subjects' records; see import_identify
	struct match match;
};
struct importing {
	struct db *db;
	struct arena *arena;
	const struct atlas *atlas;
	const struct record_set *set;
	struct source source;     // with its id
	int32_t source_at;        // in the atlas, or NONE when new
	struct import_report *report;
	app_progress *progress;   // may be NULL
	void *user;

	uint32_t *subject_of;     // by record
	uint32_t *next;           // next record of the same subject, or UINT32_MAX
	uint32_t *subject_of_place; // by place of the atlas, UINT32_MAX when the file does not tell of it
	VEC(struct subject) subjects;
	VEC(struct proposal) proposals; // a and b are subjects, or places of the atlas with PLACE_BIT set
};
enum { PLACE_BIT = 1u << 31 };
static const uint32_t NOBODY = UINT32_MAX;

// Gives each record its subject: the place that this source called so before, the one that it surely is, or a new one.
void import_identify(struct importing *im);

// The facts of a subject's records, as this source tells them.
void import_tell(struct importing *im, struct subject *s);
// Fills `now` of every subject, finds out which have changed.
const struct err *import_value(struct importing *im);
const struct err *import_write(struct importing *im);
// Whether the file says more of itself or of its vocabulary than the atlas knows.
bool import_brings_news(const struct importing *im);

// The whole, inside the caller's transaction. The set has no refusals; its places are enriched.
const struct err *import_run(struct db *db, const struct record_set *set, app_progress *progress, void *user, struct arena *a,
			     struct import_report *out);

#endif
