// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_WEB_PAGE_FOLLOW_H
#define MAILLE_WEB_PAGE_FOLLOW_H

#include "app/follow.h"
#include "web/layout.h"

struct view_follow { // the choice of a rhythm
	struct view_layout layout;
	struct str title;        // what is followed
	struct str slug, query;  // of a place, or of a search
	struct str back, feed;
	enum rhythm rhythm;      // followed already so, or the one proposed
};
struct follow_line {
	int64_t id;
	struct str title, href, feed;
	enum rhythm rhythm;
	struct date since, told;
};
struct view_follows {
	struct view_layout layout;
	struct follow_line *lines;
	size_t n;
	bool to_files; // mails do not leave here
	const char *done; // what was just done, NULL
};
struct view_stop { // /arret/…
	struct view_layout layout;
	bool known, done;
	bool before; // it was so already
};
struct notice_place {
	struct str slug, name, town, what;
};
struct notice_group {
	int64_t follow;
	struct str title;
	enum rhythm rhythm;
	bool still; // it is still followed
	struct notice_place *places;
	size_t n;
};
struct view_notice {
	struct view_layout layout;
	bool known;
	struct date sent;
	struct str stop; // path of the link that stops all
	struct notice_group *groups;
	size_t n;
};

const char *rhythm_text(enum rhythm r);

#endif
