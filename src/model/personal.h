// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of persons, said once: the privacy page, "my data", leaving and the daily tidying read this table, the
// statements of each kind stand in store/personal.c. A table of the database that names a person and has no row here
// fails a test.
#ifndef MAILLE_MODEL_PERSONAL_H
#define MAILLE_MODEL_PERSONAL_H

enum personal {
	PERSONAL_ACCOUNT,
	PERSONAL_SESSION,
	PERSONAL_LINK,
	PERSONAL_PASSKEY,
	PERSONAL_MANDATE,
	PERSONAL_HELP,
	PERSONAL_MAIL,
	PERSONAL_CHANGE,
	PERSONAL_CHANGE_ITEM,
	PERSONAL_SUGGESTION,
	PERSONAL_SUGGESTION_ITEM,
	PERSONAL_CONTACT,
	PERSONAL_FOLLOW,
	PERSONAL_NOTICE,
	PERSONAL_PHOTO,
	PERSONAL_DRAFT,
	PERSONAL_CONSENT,
	PERSONAL_COUNT
};

struct personal_kind {
	const char *key;      // in "my data"
	const char *tables;   // of the database, a space between them
	const char *what, *why, *who; // msgids; NULL: said with the kind before
	const char *how_long; // a msgid, with %d for `days` when there are any
	int days;
};
extern const struct personal_kind personal_kinds[PERSONAL_COUNT];

// How long, in days. The daily job "vie-privee" keeps to them.
enum {
	KEEP_SESSION_DAYS = 30,
	KEEP_LINK_DAYS = 7,
	KEEP_MAIL_DAYS = 30,
	KEEP_ANSWERED_DAYS = 90,  // the address of a visitor who suggested something, after the answer
	KEEP_CONTACT_DAYS = 90,   // of silence; the job "conversations"
	KEEP_NOTICE_DAYS = 365,
	KEEP_PHOTO_DAYS = 365,    // one that was taken away
	KEEP_UNUSED_DAYS = 365,   // an account that nobody ever came to
	KEEP_IDLE_DAYS = 3 * 365, // one where nobody comes any more, after a mail a month before
	IDLE_NOTICE_DAYS = 30,
};

#endif
