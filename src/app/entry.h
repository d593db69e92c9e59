// SPDX-License-Identifier: AGPL-3.0-or-later
// Ways in: a mailed link, a password, a passkey. Whoever holds an address may have an account: a link sent to an address
// that nobody has makes it when it is opened, so that known and unknown addresses are answered alike, and take as long.
#ifndef MAILLE_APP_ENTRY_H
#define MAILLE_APP_ENTRY_H

#include "app/actor.h"
#include "credential/passkey.h"

struct db;

enum entry_outcome {
	ENTRY_OPEN,  // come in
	ENTRY_WRONG, // there is no such link, or address and password do not fit
	ENTRY_USED,  // the link was opened before
	ENTRY_LATE,  // it was good for fifteen minutes
};
struct entry {
	enum entry_outcome outcome;
	struct str secret; // of the session, for the cookie
	struct str target; // the page that they were going to, "" for none
	bool fresh;        // the account was made just now
	int64_t person;    // whose way it was, 0 when nobody's: for the log
};

// As addresses are kept: trimmed, in lower case; "" when text cannot be one.
struct str entry_address(struct str typed, struct arena *a);

// Mails the link (with one that went before, which goes on working). `target` is a path of this site, or "".
const struct err *app_entry_mail(struct app *app, struct str address, struct str target, struct arena *a);
// For the host, at the command line: the same without mail, a day long; *secret ends the path "/connexion/".
const struct err *app_entry_link(struct app *app, struct str address, struct arena *a, struct str *secret);
// What a link would do, without taking it: programs that look into mails open links.
const struct err *app_entry_look(struct app *app, struct str secret, struct arena *a, struct entry *out);
const struct err *app_entry_by_link(struct app *app, struct str secret, struct str device, struct arena *a, struct entry *out);

const struct err *app_entry_by_password(struct app *app, struct str address, struct str password, struct str device, struct arena *a,
					struct entry *out);

// What a passkey is to sign: text, good once, for five minutes, for this purpose alone.
const struct err *app_entry_challenge(struct app *app, struct str purpose, struct arena *a, struct str *challenge);
// Within a job: whether it was asked for that purpose, and not answered yet.
const struct err *entry_challenge_take(struct db *d, struct str purpose, struct str challenge, struct arena *a, bool *taken);
// What the browser sent, in base64url.
struct passkey_answer {
	struct str challenge, id, client_data, authenticator_data, signature;
};
const struct err *app_entry_by_passkey(struct app *app, const struct passkey_site *site, const struct passkey_answer *answer,
				       struct str device, struct arena *a, struct entry *out);

// Signs out.
const struct err *app_entry_end(struct app *app, const struct actor *who);

// Within a job: the account of that address, made when there is none.
struct person;
const struct err *entry_person(struct db *d, struct str address, struct arena *a, struct person *out, bool *fresh);

#endif
