// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail as bytes: RFC 5322 with MIME (RFC 2045, 2046, 2047), plain text and HTML as alternatives, ASCII on the wire.
// Whatever comes in, no line of it becomes a header: control characters in headers become spaces.
#ifndef MAILLE_MAIL_MESSAGE_H
#define MAILLE_MAIL_MESSAGE_H

#include "base/arena.h"
#include "base/str.h"

struct message {
	struct str from, from_name; // address; name may be empty
	struct str to;              // one address
	struct str reply_to;        // an address, or empty
	struct str subject;
	struct str id;              // Message-ID without its angle brackets: the same each time it is tried
	int64_t date;               // Unix seconds
	struct str unsubscribe;     // https address of a one-click unsubscribe (RFC 8058), or empty
	struct str lang;            // "fr"
	struct str text, html;      // UTF-8; html may be empty
};

// Appends the message with CRLF line ends; ends with one.
void message_write(struct buf *out, const struct message *m);
// The address within "Nom <adresse>" or on its own; *name (may be NULL) is the name, empty when there is none.
struct str message_address(struct str from, struct str *name);
// One address and nothing else: one @, no spaces or control characters, at most 254 bytes, UTF-8.
bool message_is_address(struct str s);

#endif
