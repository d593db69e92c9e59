// SPDX-License-Identifier: AGPL-3.0-or-later
// What a place shows when several sources tell of it: the rule, and the only one. Edits, imports and whatever takes
// something back share it.
#ifndef MAILLE_APP_SHOWN_H
#define MAILLE_APP_SHOWN_H

#include "model/field.h"
#include "store/fact.h"

#define SOURCE_TEAM "equipe" // what the teams of places say themselves, or those who help them to

enum { TRUST_TEAM = 3 };
// What a source is worth when two disagree: team 3, network 2, any other 1.
int source_trust(struct str key);

struct voices { // the sources that facts may come from
	const struct source *known;
	size_t known_n;
	const struct source *own; // one more, maybe new; may be NULL
};
// What a place shows, from all that is said of it; id, slug and what confirms it are left empty.
struct place place_from_facts(const struct voices *v, const struct fact_row *facts, size_t n, struct arena *a);

// What a source says of a field, NULL when nothing.
const struct fact_row *fact_of(const struct fact_row *facts, size_t n, const char *key, int64_t source);
// Facts that are one word: where it stands comes as a whole from one source.
bool field_of_setting(const char *key);
// Adds to "a; b" a name that is neither the shown one nor there already.
void names_add(struct buf *names, struct str shown, struct str name);

// Besides fields, a source's facts keep what a team said of ties and of the state, so that no file writes over it: the
// key is then "action:stages", "label:…", "etat", the value that of struct item, "" for "no". The team's one, or NULL.
const struct fact_row *team_told(const struct voices *v, const struct fact_row *facts, size_t n, struct str key);

#endif
