// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of an edit: things read, compared, written. edit.h has the door.
#ifndef MAILLE_APP_EDIT_INTERNAL_H
#define MAILLE_APP_EDIT_INTERNAL_H

#include "app/edit.h"
#include "app/shown.h"
#include "store/change_item.h"
#include "store/place_tie.h"

// --- edit_item.c: values as texts ---

bool item_is_tie(enum item_kind kind, enum place_tie_kind *out);
enum item_kind item_of_tie(enum place_tie_kind kind);
struct str tie_text(const struct place_tie *t, struct arena *a);
// Reads what was wished for a tie into its code, date, note and name; false says why. "" is no wish: do not ask.
bool tie_read(enum place_tie_kind kind, struct str value, struct arena *a, struct place_tie *out, struct str *problem);
// As field_write, but the centre of a commune is no position that somebody said.
struct str field_said(const struct field *f, const struct place *p, struct arena *a);
// The key under which a source's facts keep what was said of a thing: "nom", "action:stages", "etat".
const char *item_fact_key(enum item_kind kind, struct str key, struct arena *a);

// --- edit.c and edit_check.c: what is now, and what is wished ---

struct wish {
	struct item item;      // in its canonical form
	struct str before;
	size_t at;             // position in edit.items
	struct place_tie tie;  // of ties
};
struct editing {
	struct db *db;
	struct arena *a;
	const struct actor *who;
	const struct edit *edit;
	struct edit_answer *out;
	struct str role;         // as what they change it
	struct place before, after;
	int64_t confirmed_by;
	struct fact_row *facts;  // of all sources
	size_t fact_n;
	struct place_tie *ties;
	size_t tie_n;
	struct source *sources;
	size_t source_n;
	struct source source;    // that tells; id 0 until it is made
	struct wish *wishes;
	size_t wish_n;
	struct edit_problem *problems;
	struct edit_conflict *conflicts;
};
// Reads every wish, leaves out those that are so already; what is wrong goes to e->out.
const struct err *edit_check(struct editing *e);
bool edit_wishes(const struct editing *e, const char *field); // whether a field is among the wishes
void edit_problem(struct editing *e, size_t item, struct str sentence);
struct str edit_now(const struct editing *e, enum item_kind kind, struct str key);
// The setting as wished, with its commune found; e->before's when nothing of it is wished. False: a problem was told.
bool edit_setting(struct editing *e, struct place *out);

// --- edit_write.c ---

const struct err *edit_write(struct editing *e);

#endif
