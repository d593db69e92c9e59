// SPDX-License-Identifier: AGPL-3.0-or-later
// What waits for a decision; two pages side by side.
#ifndef MAILLE_WEB_PAGE_MODERATION_H
#define MAILLE_WEB_PAGE_MODERATION_H

#include "app/merge.h"
#include "web/page_proposer.h"

struct view_waiting {
	const struct proposed *s;
	const struct place *place, *other; // NULL: a creation; of a merge
	struct str name, town, kind, who, since;
	const char *turn;     // whose turn it is
	int64_t days;         // since when
	bool late;
	const struct view_change *changes;
	size_t change_n;
	bool conflict;
	bool may_trust;       // who asked is a person that may be trusted from now on
	const struct likely *likely; // of a creation
	size_t likely_n;
	bool opened;          // it is what the page is about: a decision on it was refused
	const char *wrong;
	struct str problems[4];
	size_t problem_n;
	struct str reason;
};
struct view_moderation {
	struct view_layout layout;
	const struct view_waiting *waiting;
	size_t waiting_n, all_n; // those shown, all that wait
	const char *done;        // what was just decided, NULL
	struct str done_link;
	bool animates;           // sees the territory's other tools
};

struct view_merge_line {
	struct str label, kept, gone, name; // name: of the form's field
	bool same, take;
};
struct view_merge {
	struct view_layout layout;
	const struct place *kept, *gone;
	struct str kept_town, gone_town;
	const struct view_merge_line *lines;
	size_t line_n;
	struct str *along; // what comes along anyway, in words
	size_t along_n;
	int64_t seen; // number of the last change when they are compared
	struct str swapped; // this page the other way round
	const char *wrong;
};
struct view_merge_pair {
	const struct place *a, *b;
	struct str a_town, b_town;
	struct str reasons;
	int percent;
};
struct view_merge_past {
	int64_t id;
	struct str kept, kept_slug, gone, when;
	bool undone;
};
struct view_merges {
	struct view_layout layout;
	const struct view_merge_pair *pairs;
	size_t pair_n, all_n;
	const struct view_merge_past *past;
	size_t past_n;
	const char *done;
};

#endif
