// SPDX-License-Identifier: AGPL-3.0-or-later
// What files write, made fit to be read: names, addresses, codes and links.
#ifndef MAILLE_EXCHANGE_CLEAN_H
#define MAILLE_EXCHANGE_CLEAN_H

#include "base/arena.h"
#include "base/time.h"

struct clean_name {
	struct str name;   // to be shown: one line, proper case
	struct str others; // further names found in it, "; " between them
	struct str notes;  // what else it said, with its lines; empty when nothing
};
// The parts of a name as a file writes it: line breaks, notes, capitals, "porté par", "anciennement" … sorted out.
struct clean_name clean_name(struct str raw, struct arena *a);
// The raw name as a fact may keep it: the cleaned one where the raw one names a person.
struct str clean_told_name(struct str raw, struct str cleaned);

struct str clean_entities(struct str s, struct arena *a); // &amp; &#39; …
// HTML in one line: <br /> becomes ", ", other tags go, entities are resolved, white space squeezed.
struct str clean_line(struct str s, struct arena *a);
// HTML in lines: <br>, <p> and <li> begin a line, other tags go, entities are resolved. A text without tags stays as it is.
struct str clean_html(struct str s, struct arena *a);
// Proper case for a text in capitals, acronyms kept; a text with any lower case comes back as it is.
struct str clean_case(struct str s, struct arena *a);
struct str clean_postcode(struct str s, struct arena *a); // five digits, lost zeros given back; "" when it is none
struct str clean_insee(struct str s, struct arena *a);    // likewise, 2A and 2B known
// An http(s) address, its scheme added when missing; "" when the text is none.
struct str clean_url(struct str s, struct arena *a);
// The forms of date_parse, 31/01/2024 (with - or . too) and 2024-01-31T…; false when unknown. 1 January 1970 is what software writes
// for "never": unknown.
bool clean_date(struct str s, struct date *out);
// A coordinate: decimal comma allowed. False when it is no number.
bool clean_real(struct str s, double *out);

// ="01500" is how a table tells Excel to leave a text alone: the text.
struct str clean_excel(struct str s);

#endif
