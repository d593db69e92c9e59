// SPDX-License-Identifier: AGPL-3.0-or-later
// Proposals and their decisions. A visitor's proposal waits until they open the mailed link; then whoever may change the
// place decides: its team first, its animators after fifteen days without an answer, then the administrators. All of them
// see it from the start.
#ifndef MAILLE_APP_SUGGESTION_H
#define MAILLE_APP_SUGGESTION_H

#include "app/actor.h"
#include "app/edit.h"
#include "app/link.h"
#include "store/suggestion.h"

struct db;

enum { SUGGESTION_PATIENCE = 15, SUGGESTION_UNCONFIRMED_DAYS = 7, SUGGESTION_ADDRESS_DAYS = 90 };

// Within a job of app_write: keeps a proposal. kind, place, items (kind, key, before, after) and who (person, address or
// source) are read; whose turn it is (scope) is worked out; state is SUGGESTION_UNCONFIRMED when there is an address, else
// SUGGESTION_WAITING. Sets id. One that waits already with the same kind, place, source and items is not put again: id is
// then its own.
const struct err *suggestion_put_in(struct db *d, struct proposed *s);

// Keeps it and tells (seen: 0 takes the last change that the atlas knows): a visitor gets a link to confirm it; whose turn it is gets a mail once it is in the queue. *follow is
// what stands in the address of its page, /suivi/{follow}.
const struct err *app_suggest(struct app *app, const struct atlas *atlas, struct proposed *s, struct arena *a, struct str *follow);
// By what stands in that address; out->id is 0 when there is none (any more).
const struct err *app_suggestion_follow(struct app *app, struct str follow, struct arena *a, struct proposed *out);
// The visitor opened the mailed link and said yes. Nothing when it was done already.
const struct err *app_suggestion_confirm(struct app *app, const struct atlas *atlas, int64_t id);
const struct err *app_suggestion_withdraw(struct app *app, int64_t id);

// Whether this person, or this address, has sent so much today that it is no longer a person's pace; or everybody together.
const struct err *app_suggestions_many(struct app *app, int64_t person, struct str address, bool *out);

// The name and the address of a person who asked, for those who decide; "" when they have left.
const struct err *app_suggestion_author(struct app *app, int64_t person, struct arena *a, struct str *name, struct str *address);

// Whether they may decide it: the place's team, who animates it, administrators; of a creation, who animates its territory.
// Nobody decides what they asked for themselves, but administrators.
bool suggestion_may_decide(const struct actor *who, const struct atlas *atlas, const struct proposed *s);
// What waits for this actor: how many, and the oldest of them, at most max, oldest first.
const struct err *app_suggestions(struct app *app, const struct actor *who, const struct atlas *atlas, size_t max, struct arena *a,
				  struct proposed **out, size_t *all_n);
const struct err *app_suggestion(struct app *app, int64_t id, struct arena *a, struct proposed *out); // id 0: none

struct decision {
	int64_t id;
	bool accept;
	struct str reason; // mailed with the decision
	bool trust;        // from now on who asked needs no approval
	bool anyway;       // although the place changed meanwhile
};
enum decided {
	DECIDED,
	DECIDED_BEFORE,   // somebody was faster, or it was withdrawn
	DECIDED_CONFLICT, // the place changed meanwhile: see edit.conflicts; nothing was done
	DECIDED_INVALID,  // what it asks for cannot be: see edit.problems; nothing was done
};
struct decision_answer {
	enum decided outcome;
	struct proposed suggestion; // as it is now
	struct edit_answer edit;
	struct str slug;              // of a place that was made
};
// The caller has checked that they may. SUGGESTION_MERGE is accepted by the page that merges (app/merge.h), which gives
// the merge's change here as done.
const struct err *app_suggestion_decide(struct app *app, const struct actor *who, const struct atlas *atlas, const struct decision *d,
					struct arena *a, struct decision_answer *out);

// A place of which only the items are known, enough to tell where it is. Lives in the arena.
struct place suggestion_place(const struct proposed *s, struct arena *a);
// Of a place that is there, its name; of a creation, the name in it.
struct str suggestion_name(const struct atlas *atlas, const struct proposed *s);
// Its items as the door of changes takes them.
struct item *suggestion_edit(const struct proposed *s, struct arena *a, size_t *n);
const char *suggestion_kind_name(enum proposed_kind k);   // "Une modification", a msgid translated
const char *suggestion_state_name(enum suggestion_state s); // "En attente"

// Those who decide in that scope: persons with an address that did not come back, each once. The scope moves on to the
// next while it is empty. Within a job or app_read.
struct told {
	int64_t person;
	struct str address;
	enum lang lang;
};
const struct err *suggestion_deciders(struct db *d, const struct atlas *atlas, const struct place *p, enum suggestion_scope *scope,
				      struct arena *a, struct told **out, size_t *n);

#endif
