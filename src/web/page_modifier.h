// SPDX-License-Identifier: AGPL-3.0-or-later
// Changing a place's page, section by section. Each thing that a form shows is a line; what differs from what the form
// showed is what the person changed.
#ifndef MAILLE_WEB_PAGE_MODIFIER_H
#define MAILLE_WEB_PAGE_MODIFIER_H

#include "app/edit.h"
#include "model/hours.h"
#include "web/layout.h"

enum edit_control {
	CONTROL_LINE, CONTROL_AREA, CONTROL_TYPES, CONTROL_TRI, CONTROL_HOURS, CONTROL_HOURS_TEXT, CONTROL_PARTS,
	CONTROL_ACTION, CONTROL_NETWORK, CONTROL_LABEL, CONTROL_HOLDER, CONTROL_PARTNER,
};
struct edit_day { // of opening hours
	const char *name;
	struct str id;
	struct {
		struct str from, to;
	} ranges[HOURS_RANGES];
	unsigned shown;      // ranges to fill in
	bool appointment, as_before;
};
struct edit_part { // a text of CONTROL_PARTS
	struct str id, text;
	const char *name, *help;
};
struct edit_line {
	enum item_kind kind;
	struct str key;
	enum edit_control control;
	struct str id;          // name of its input: "champ.nom", "action.tricot"
	struct str label;
	const char *help;       // NULL for none
	const char *type;       // of the input: "text", "url", "tel" …
	const char *autocomplete;
	struct str group;       // heading under which it stands, "" when as the one before
	struct str before;      // value when the form was made
	struct str value;       // as it is shown, or was typed
	struct str problem;
	struct str anchor;      // id of what the problem is about
	unsigned rows;
	unsigned max;           // characters
	// The value in pieces:
	bool ticked[TYPE_COUNT];       // types; [0] of a network, a label
	struct str code, since, note, name; // stage or kind; date; note or role; name of an org
	struct edit_day *days;
	bool closed_holidays;
	struct edit_part *parts;
	size_t part_n;
};
struct edit_clash { // two versions of a thing
	struct str id, label, theirs, mine;
	struct str by, when; // who made theirs, as they chose to be shown; "3 mars 2026 à 14:05"
	struct str moment;   // the same for machines
};
struct page;

struct edit_section {
	const char *key, *title, *lead; // French msgids
};
struct edit_overview {
	const struct edit_section *section;
	size_t filled, of;
	const char *unit;
};

struct view_modifier {
	struct view_layout layout;
	const struct place *place;
	const struct edit_section *section; // NULL on the overview
	struct str action;   // where the form goes
	int64_t seen;        // number of the last change when the form was made
	struct edit_line *lines;
	size_t line_n;
	bool has_problems;
	bool team;           // of its team: saving confirms
	const char *said;    // what just happened, NULL for nothing
	struct html preview; // of the text
	bool previewed;
	const char *hours_other; // query that shows the hours the other way
	struct str *labels;  // that only animators give
	size_t label_n;
	struct str outlines, tiles, credit; // of the map
	bool near;           // the place stands somewhere, be it its commune's centre
	// The overview:
	struct edit_overview *sections;
	size_t section_n;
	bool animates;
	// A conflict:
	struct edit_clash *clashes;
	size_t clash_n;
	const struct pair *kept; // all that was typed
	size_t kept_n;
	bool others;         // what was typed besides is to be kept as well
};

// --- page_modifier_form.c ---

extern const struct edit_section edit_sections[];
extern const size_t edit_section_n;
const struct edit_section *edit_section(struct str key); // NULL when there is none
// The lines of a section as the place is now; hours_text: the hours as a text.
struct edit_line *edit_lines(struct page *p, const struct place *place, const struct edit_section *s, bool hours_text, size_t *n);
// Puts what was sent into the lines; those that the form had but the place no longer has are added.
struct edit_line *edit_typed(struct page *p, struct edit_line *lines, size_t *n);
// What differs from what the form showed. `of` says which line each item is of.
struct item *edit_items(struct page *p, struct edit_line *lines, size_t line_n, size_t **of, size_t *n);
// The id of the element that a line’s problem is about.
struct str edit_anchor(const struct edit_line *l, struct arena *a);
void edit_split(struct edit_line *l, struct arena *a); // value → pieces

#endif
