// SPDX-License-Identifier: AGPL-3.0-or-later
// What a mail says, before it is text and HTML: blocks in order. The first one says what the mail does.
// Texts are plain and already in the reader's language; whatever is in them is escaped where it is written.
#ifndef MAILLE_MAIL_LETTER_H
#define MAILLE_MAIL_LETTER_H

#include "base/arena.h"
#include "base/err.h"

enum letter_kind {
	LETTER_SAY,    // text: a paragraph
	LETTER_HEAD,   // text: the title of what follows
	LETTER_BUTTON, // text, link: what the mail is there for
	LETTER_LINK,   // text, link, more: an item of a list, with a line of its own
	LETTER_FACT,   // text, more: a label and its value
	LETTER_QUOTE,  // text: somebody else's words, line breaks kept
	LETTER_KINDS
};

struct letter_block {
	enum letter_kind kind;
	struct str text;
	struct str link; // a path of this site ("/lieux/atelier"), which the sender completes, or a whole address
	struct str more;
};

struct letter {
	struct arena *a; // texts are borrowed; blocks grow here
	struct letter_block *blocks;
	size_t n, cap;
	struct str why;  // the last line: why this person gets this mail
	struct str stop; // a path that stops it ("/arret/…"): one click, RFC 8058; empty for mails that were asked for
};

void letter_say(struct letter *l, struct str text);
void letter_head(struct letter *l, struct str text);
void letter_button(struct letter *l, struct str label, struct str link);
void letter_link(struct letter *l, struct str text, struct str link, struct str more);
void letter_fact(struct letter *l, struct str label, struct str value);
void letter_quote(struct letter *l, struct str text);

// The plain text of a letter; links begin with `site` ("https://exemple.org") when they are paths.
void letter_text(struct buf *out, const struct letter *l, struct str site);
struct str letter_url(struct arena *a, struct str link, struct str site);

// As the outbox keeps it (JSON), and back.
void letter_write(struct buf *out, const struct letter *l);
const struct err *letter_read(struct str json, struct letter *out); // out->a is set; texts are copied there

#endif
