// SPDX-License-Identifier: AGPL-3.0-or-later
// What is proposed and waits for a decision. Moments are Unix seconds, 0 when it did not happen.
#ifndef MAILLE_STORE_SUGGESTION_H
#define MAILLE_STORE_SUGGESTION_H

#include "base/arena.h"
#include "base/i18n.h"
#include "db/db.h"

enum proposed_kind {
	SUGGESTION_CHANGE, // modification: its items
	SUGGESTION_NEW,    // creation: the items of a place that is not there yet
	SUGGESTION_REPORT, // signalement: the note says what is wrong
	SUGGESTION_CLAIM,  // revendication: a person says that they are of the team
	SUGGESTION_CLOSE,  // fermeture
	SUGGESTION_MOVE,   // deplacement: items of the address and the position
	SUGGESTION_MERGE,  // fusion: `place` and `other` are one
	SUGGESTION_IMPORT, // import: a file differs from what the team said
	SUGGESTION_KIND_COUNT
};
enum suggestion_state { // a-confirmer, en-attente, accepte, refuse, retire
	SUGGESTION_UNCONFIRMED, // a visitor has not opened the mailed link yet
	SUGGESTION_WAITING,
	SUGGESTION_ACCEPTED,
	SUGGESTION_REFUSED,
	SUGGESTION_WITHDRAWN,   // by who made it, or no longer needed
	SUGGESTION_STATE_COUNT
};
enum suggestion_scope { SCOPE_TEAM, SCOPE_ANIMATION, SCOPE_ADMIN, SCOPE_COUNT }; // equipe, animation, administration
struct str suggestion_kind_code(enum proposed_kind k);
struct str suggestion_state_code(enum suggestion_state s);
struct str suggestion_scope_code(enum suggestion_scope s);

struct proposed_item {
	struct str kind, key, before, after; // as in the table change_item
};
struct proposed {
	int64_t id; // set when put
	enum proposed_kind kind;
	enum suggestion_state state;
	enum suggestion_scope scope;
	int64_t place;      // 0: a creation
	int64_t other;      // of a merge
	int64_t seen;       // the journal's last number when it was written (atlas.change)
	struct str note;
	int64_t person;     // who, 0 a visitor or a file
	struct str address; // a visitor's
	enum lang lang;     // in which they are answered
	int64_t source;     // of an import, its source's id
	struct proposed_item *items;
	size_t item_n;
	int64_t made, asked, escalated, decided;
	int64_t decided_by, change;
	struct str reason;
};
// New: id, made and, when it waits already, asked are set. Items that say the same twice keep the last.
const struct err *store_suggestion_insert(struct db *d, struct proposed *s);
const struct err *store_suggestion_read(struct db *d, int64_t id, struct arena *a, struct proposed *out, bool *found);
// Those in that state, who waits longest first. There may be thousands (a file that differs from many teams): only those
// of no place have their items, which tell where they belong.
const struct err *store_suggestion_list(struct db *d, enum suggestion_state state, struct arena *a, struct proposed **out, size_t *n);
const struct err *store_suggestion_items(struct db *d, struct arena *a, struct proposed *s); // reads the items of one
// Those about a place that wait.
const struct err *store_suggestion_of_place(struct db *d, int64_t place, struct arena *a, struct proposed **out, size_t *n);
// The latest decisions, newest first, at most max.
const struct err *store_suggestion_decided(struct db *d, size_t max, struct arena *a, struct proposed **out, size_t *n);
// state, scope, place, asked, escalated, decided, decided_by, change and reason of one that is still in state `from`;
// *done false when it is not: somebody was faster.
const struct err *store_suggestion_move(struct db *d, const struct proposed *s, enum suggestion_state from, bool *done);
// Somebody let that person into the place's team otherwise than by an answer: what they asked is granted.
const struct err *store_suggestion_let_in(struct db *d, int64_t place, int64_t person, int64_t by);
// Whose turn it is when it is put: the place's team when it has one (two places that are one are not for one
// team alone), else animators.
const struct err *store_suggestion_scope(struct db *d, int64_t place, enum proposed_kind kind, enum suggestion_scope *out);
// How many were made since: by that person, by that address, or (neither) by all visitors.
const struct err *store_suggestion_count(struct db *d, int64_t person, struct str address, int64_t since, int64_t *n);
// Forgets those that were never confirmed and were made before; and the addresses of those decided before.
const struct err *store_suggestion_forget(struct db *d, int64_t unconfirmed, int64_t decided);

#endif
