// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail that leaves after the commit. A writer puts it in its own transaction; the server sends it, tries again when
// the other end is busy, and tells the administrators what could not be delivered.
//
//	struct letter l = {.a = a};
//	letter_say(&l, str_of(tr("Ce lien vous connecte à Maille.")));           // the first line says what the mail does
//	letter_button(&l, str_of(tr("Me connecter")), arena_printf(a, "/connexion/%s", token));
//	l.why = str_of(tr("Vous recevez ce courriel parce que cette adresse a été saisie sur la page de connexion."));
//	TRY(outbox_put(d, &(struct outgoing){.kind = "connexion", .to = mail, .subject = subject, .lang = i18n_get(), .letter = &l}));
#ifndef MAILLE_APP_OUTBOX_H
#define MAILLE_APP_OUTBOX_H

#include "app/daily.h"
#include "base/i18n.h"
#include "mail/letter.h"

struct db;

struct outgoing {
	const char *kind;    // a code for the journal and for what is kept how long: "connexion", "suivi", "contact" …
	struct str to;       // one address
	struct str subject;  // says what the mail does
	enum lang lang;      // of the subject and the letter: i18n_get() where they were written
	const struct letter *letter;
	struct str reply_to; // an address, or empty: answers go to nobody
	int64_t person;      // who gets it, when known (0: none); gone with the person
	int64_t place;       // what it is about (0: none)
	int64_t due;         // not before (Unix seconds); 0: now
};

// Writes the mail into the outbox, in the caller's transaction: it leaves only after the commit. ERR_INPUT with a
// sentence when the address cannot be one.
const struct err *outbox_put(struct db *d, const struct outgoing *m);

// Whether text can be a mail address (RFC 5321, with UTF-8 in the local part, RFC 6531): one @, no spaces, no line ends,
// at most 254 bytes. Says nothing of whether it exists.
bool outbox_address(struct str address);

// The sender: one thread of the server. `site` ("https://exemple.org") begins the links; `html` writes the HTML twin
// of a letter (links completed), in the thread's language.
struct sender;
typedef void outbox_html(struct buf *out, struct str subject, const struct letter *l, struct str site);
const struct err *outbox_start(struct app *app, struct str site, outbox_html *html, struct sender **out);
void outbox_stop(struct sender *s); // NULL is fine

// Sends one mail to this address at once, past the outbox, with the settings of the environment: fails with
// what the mail server answered. ERR_INPUT without MAILLE_SMTP.
const struct err *outbox_trial(struct str site, outbox_html *html, struct str to, struct arena *a);

// Forgets mails that were done with thirty days ago, and tells the administrators of those that could not leave.
daily_job outbox_tidy;

// How mail goes out and what is stuck, for the administrators' page.
struct outbox_state {
	bool to_files;      // no MAILLE_SMTP: mails are written into `directory`
	struct str directory;
	size_t waiting, failed; // failed: given up, within the last thirty days
	struct str last_error;  // of the newest failure; no address in it
};
const struct err *outbox_state(struct app *app, struct arena *a, struct outbox_state *out);
// Whether the newest mail to this address was refused for good (an address that does not exist).
const struct err *outbox_bounced(struct db *d, struct str address, bool *out);

#endif
