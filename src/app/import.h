// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of an import: who is who, what is shown, what is written. imports.h and app.h have the doors.
#ifndef MAILLE_APP_IMPORT_H
#define MAILLE_APP_IMPORT_H

#include "app/imports.h"
#include "base/vec.h"
#include "db/db.h"
#include "exchange/match.h"
#include "exchange/record.h"
#include "store/duplicate.h"
#include "store/fact.h"
#include "store/import.h"
#include "store/said.h"

struct subject { // a place that the file tells of
	const struct place *old; // in the atlas, or NULL when it is new
	struct place now;        // what it shows after the import
	int64_t id;
	bool revived;            // taken back once with an import, and told of again: old is NULL, its row is there
	uint32_t first;          // of its records; im->next leads on; NOBODY when all were refused
	struct fact_row *facts;  // what this source now says
	size_t fact_n;
	struct fact_row *before; // what it said before
	size_t before_n;
	struct said_row *ties;   // the same of labels, actions, networks, structures
	size_t tie_n;
	struct said_row *ties_before;
	size_t ties_before_n;
	struct change_item_row *items; // what changes, thing by thing, of a place that was there
	size_t item_n;
	bool changed;
};
struct proposal {
	uint32_t a, b; // items: places of the atlas first, then subjects' records; see import_identify
	uint32_t line_a, line_b; // of the records compared, 0 for a place of the atlas
	struct match match;
};
struct tie_shift { // what is shown of a tie and no longer will be as it was
	size_t subject;
	struct said_row row; // what is shown from now on, and by whom it is told; value "" when nothing is
};
struct wish { // what a file says, where the place's own team said something else
	size_t subject;
	struct str kind, key, before, after;
};
struct importing {
	struct db *db;
	struct arena *arena;
	const struct import_request *req;
	const struct atlas *atlas;
	const struct record_set *set;
	struct source source;     // with its id
	int32_t source_at;        // in the atlas, or NONE when new
	int64_t team;             // id of the source "equipe", 0 none
	struct import_report *report;
	app_progress *progress;   // may be NULL
	void *user;
	bool undoing;             // an import is taken back: see import_undo.c

	struct str *refused;      // by record: why it is left out; p NULL when it is not
	uint32_t *subject_of;     // by record
	uint32_t *next;           // next record of the same subject, or UINT32_MAX
	uint32_t *subject_of_place; // by place of the atlas, UINT32_MAX when the file does not tell of it
	struct map labels, actions, networks, orgs; // keys that are known or that the file brings → 1; orgs: name in org_names
	VEC(struct str) org_names;
	struct map team_said;     // "place|kind|key" → position in team_rows
	struct said_team *team_rows;
	struct gone_row *gone;
	size_t gone_n;
	struct map revived;       // the source's identifier → position in gone
	VEC(struct refusal) refusals;
	VEC(struct subject) subjects;
	VEC(struct proposal) proposals; // a and b are subjects, or places of the atlas with PLACE_BIT set
	VEC(struct proposal) distinct;  // pairs that the person said are two; as above
	VEC(struct tie_shift) shifts;
	VEC(struct wish) wishes;
};
enum { PLACE_BIT = 1u << 31 };
static const uint32_t NOBODY = UINT32_MAX;

// Leaves a record out, with the reason.
void import_refuse(struct importing *im, uint32_t record, const char *column, struct str reason);
// Gives each record its subject: the place that this source called so before, the one that it surely is, or a new one.
void import_identify(struct importing *im);

int import_trust(const struct importing *im, int64_t source); // of a source's id
// What a place shows, from all that is said of it (shown.h has the rule).
struct place import_shown(const struct importing *im, const struct fact_row *facts, size_t n);
// The facts of a subject's records, as this source tells them.
void import_tell(struct importing *im, struct subject *s);
struct date import_origin_date(const struct importing *im, const struct record *r);
// Fills `now` of every subject, finds out which have changed.
const struct err *import_value(struct importing *im);
const struct err *import_write(struct importing *im);
// Whether the file says more of itself or of its vocabulary than the atlas knows.
bool import_brings_news(const struct importing *im);

// --- ties, in import_ties.c ---

struct tie_parts { // a tie's value, read
	int stage;        // of an action, else -1
	struct date date; // of a label, since when of an action
	struct str text;  // role or note
	int8_t org_kind;  // holder's or partner's, or NONE
	struct str name;  // of a structure
};
struct tie_parts said_parts(enum said_kind kind, struct str value);
struct str said_text(enum said_kind kind, const struct tie_parts *t, struct arena *a);
// Whether two values say the same of it: how a structure is written does not matter.
bool said_same(enum said_kind kind, struct str a, struct str b);
// What the place shows of it; false when nothing. *source is the id of who tells it.
bool said_shown(const struct atlas *atlas, const struct place *p, enum said_kind kind, struct str key, struct arena *a,
	       struct str *value, int64_t *source);
// Each key once: "123|label|fabrique".
struct str said_name(int64_t place, struct str kind, struct str key, struct arena *a);
// The best of several, the rule: a date of a label before none, then who is trusted most, then the newest.
const struct said_row *said_best(const struct importing *im, const struct said_row *rows, size_t n, enum said_kind kind, struct str key);
// Refuses records whose ties name what nobody described.
void import_check_ties(struct importing *im);
void import_tell_ties(struct importing *im, struct subject *s);
bool import_same_ties(const struct subject *s);
// What this file changes of the ties that are shown.
const struct err *import_value_ties(struct importing *im, struct subject *s);

// What a subject's place now shows otherwise, thing by thing.
void import_items(struct importing *im, struct subject *s);
// What the preview shows, from the plan.
void import_detail(struct importing *im);

// The whole, inside the caller's transaction. The set's refusals are reported; its places are enriched.
const struct err *import_run(struct db *db, const struct record_set *set, app_progress *progress, void *user, struct arena *a,
			     struct import_report *out);
const struct err *import_run_as(struct db *db, const struct import_request *req, app_progress *progress, void *user, struct arena *a,
				struct import_report *out);

#endif
