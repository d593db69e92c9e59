// SPDX-License-Identifier: AGPL-3.0-or-later
// Changing a place: thing by thing, nothing overwritten silently, everything kept. Forms, the API, suggestions, merges,
// reverts and the freshness mails all change places through this door.
#ifndef MAILLE_APP_EDIT_H
#define MAILLE_APP_EDIT_H

#include "app/actor.h"
#include "model/field.h"

struct db;

// A thing that can be said of a place, and changed alone. Its value is text, written as files have it; "" is "nothing".
enum item_kind {
	ITEM_FIELD,   // key: a field's key. field_write's text
	ITEM_ACTION,  // key: an action's. "fait|since|note", "since" and "note" may be empty
	ITEM_LABEL,   // key: a label's. Its date, or "oui" when unknown
	ITEM_NETWORK, // key: a network's. The role, or "membre"
	ITEM_HOLDER,  // key: an org's. "nature|name"
	ITEM_PARTNER, // key: an org's. "kind|name|note"
	ITEM_PICTURE, // key: a picture's id. "place|alt|credit", see store/picture.h
	ITEM_STATE,   // key: "". "ouvert" or "ferme"
	ITEM_KIND_COUNT
};
struct str item_kind_code(enum item_kind kind);              // "champ", "action" … as in the table change_item
bool item_kind_find(struct str code, enum item_kind *out);

struct item {
	enum item_kind kind;
	struct str key;
	struct str value;  // what it should become
};
// What it is now, as the atlas shows it (pictures: "" always, they are not in the atlas).
struct str item_now(const struct atlas *atlas, const struct place *p, enum item_kind kind, struct str key, struct arena *a);
// What was typed as it would be kept; as it is when it cannot be read.
struct str item_canonical(enum item_kind kind, struct str key, struct str value, struct arena *a);
// "Nom", "Action : accueillir des stagiaires" … in the language of the thread, for lists of changes.
struct str item_label(const struct atlas *atlas, enum item_kind kind, struct str key, struct arena *a);
// The value for people: "font ça, depuis 2021", "oui", "lundi 9 h – 18 h".
struct str item_shown(const struct atlas *atlas, enum item_kind kind, struct str key, struct str value, struct arena *a);

enum edit_outcome {
	EDIT_DONE,     // kept; `change` is its number
	EDIT_NOTHING,  // all was so already
	EDIT_INVALID,  // see `problems`; nothing was kept
	EDIT_CONFLICT, // somebody changed some of the same things meanwhile: see `conflicts`; nothing was kept
	EDIT_ABSENT,   // there is no such place
};
struct edit_problem {
	size_t item;           // position in edit.items
	struct str sentence;   // in the language of the thread, without the thing's name
};
struct edit_conflict {
	size_t item;
	struct str seen, now, mine; // when the form was opened, at present, as wished
	int64_t change;             // the last one that touched it
};
struct edit {
	int64_t place;
	int64_t seen;              // number of the last change when the form was made (atlas.change); 0: whatever stands there
	const struct item *items;
	size_t item_n;
	struct str what;           // code in the journal: "lieu-modifie" unless set
	struct str source;         // key of the source that tells; "equipe" unless set
	int64_t reverts;           // the change taken back, 0 none
	bool confirms;             // the place is confirmed as of today: true for its own team
	bool proposed;             // who asks accepts what somebody proposed: the change is its author's
	int64_t author;            // of what was proposed; 0: a visitor without an account
};
struct edit_answer {
	enum edit_outcome outcome;
	int64_t change;
	const struct edit_problem *problems;
	size_t problem_n;
	const struct edit_conflict *conflicts;
	size_t conflict_n;
};
// The caller has checked that they may. Items that are as they were are left out. The answer lives in the arena.
const struct err *app_edit(struct app *app, const struct actor *who, const struct edit *edit, struct arena *a, struct edit_answer *out);
// The same within a job of app_write, for what changes more than a place at once (an accepted suggestion, a merge).
// `atlas` may be older than the database: current values are read from `db`.
const struct err *edit_in(struct db *db, const struct atlas *atlas, const struct actor *who, const struct edit *edit, struct arena *a,
			  struct edit_answer *out);

#endif
