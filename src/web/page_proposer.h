// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms for whoever has no right to change a page: propose, report, claim, add a place; and what becomes of it.
#ifndef MAILLE_WEB_PAGE_PROPOSER_H
#define MAILLE_WEB_PAGE_PROPOSER_H

#include "app/creation.h"
#include "app/suggestion.h"
#include "web/layout.h"
#include "web/local.h"

enum fact_how { FACT_LINE, FACT_TEXT, FACT_TYPES };
struct view_fact { // a field of the form
	const char *key, *label, *help; // help NULL for none
	const char *type, *autocomplete; // of the input
	enum fact_how how;
	struct str value;
	struct str was;   // when the form was made: what is still so was not touched
	uint32_t max;
	bool required;
	struct str wrong; // "" when fine
};
struct view_who { // who sends: a person signed in, or a visitor with an address
	bool known;
	struct str address;
	const char *wrong;
};
enum proposal_form { PROPOSAL_CHANGE, PROPOSAL_REPORT, PROPOSAL_NEW, PROPOSAL_FRESH };
struct view_proposal {
	struct view_layout layout;
	enum proposal_form form;
	const struct place *place; // NULL for a new one
	const struct view_fact *facts;
	size_t fact_n;
	struct str what;           // of a report: "erreur", "ferme", "demenage", "double"
	struct str note, other;    // other: the second page's address
	const char *wrong, *wrong_note, *wrong_other;
	struct view_who who;
	struct str action;         // where the form goes
	bool free;                 // needs nobody's approval
	int64_t seen;              // number of the last change when the form was made
	const struct likely *likely;
	size_t likely_n;
	bool likely_asked;         // they must say that it is none of these
	bool team;                 // of a new place: "je fais partie de l’équipe"
};
struct view_change { // before and after, in words
	struct str label, before, after;
	struct str now; // what stands there now, when it changed meanwhile; "" when it did not
	bool conflict;
};
struct view_followed {
	struct view_layout layout;
	struct proposed s;
	const struct place *place;  // NULL when there is none (yet)
	struct str name, kind, state, made, asked, decided;
	const struct view_change *changes;
	size_t change_n;
	struct str action;
};
struct view_claim {
	struct view_layout layout;
	const struct place *place;
	enum { CLAIM_ASK, CLAIM_SENT, CLAIM_QUEUED, CLAIM_IN, CLAIM_OPEN, CLAIM_OVER } stage;
	bool direct; // their address speaks for the place
	bool late;
	struct str address, name, note, follow, action;
};

struct page;
// The items of a suggestion in words; conflicts when `atlas` is not NULL and the place changed meanwhile.
struct view_change *page_changes(const struct atlas *atlas, const struct proposed *s, struct arena *a, size_t *n, bool *conflict);
// A form's main facts, filled from a place; then from what was sent, with what is wrong. Items hold what the person
// changed, and what they saw before: what others changed meanwhile is left alone.
struct view_fact *facts_of(const struct place *p, bool all, struct arena *a, size_t *n);
bool facts_read(struct page *p, struct view_fact *facts, size_t n, const struct place *now, struct proposed_item **items, size_t *item_n);
int64_t facts_seen(const struct page *p); // the last change when the form was made that is being sent
// What somebody else changed since, beside what was wished; the form can then be sent again as a decision. The new `seen`.
int64_t facts_clash(struct page *p, struct view_fact *facts, size_t n, const struct item *items, const struct edit_answer *answer);
bool fact_has_type(const struct view_fact *f, unsigned type); // of a FACT_TYPES
struct str page_when(int64_t moment, struct arena *a); // "3 mars 2026"

#endif
