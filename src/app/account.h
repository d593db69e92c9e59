// SPDX-License-Identifier: AGPL-3.0-or-later
// One's own account: name, password, passkeys, sessions, address, and the people who help. Who acts in another's name sees
// and changes nothing of this but the way back: keys stay with their owner.
#ifndef MAILLE_APP_ACCOUNT_H
#define MAILLE_APP_ACCOUNT_H

#include "app/entry.h"
#include "credential/password.h"
#include "store/mandate.h"
#include "store/passkey.h"
#include "store/person.h"
#include "store/session.h"
#include "store/token.h"

struct account {
	struct person person;
	struct session_row *sessions;
	struct passkey_row *passkeys;
	struct person *helpers, *helped;
	struct token_row *offers; // sent to those who may help, not answered yet: subject is the address
	size_t session_n, passkey_n, helper_n, helped_n, offer_n;
	struct str moving_to;     // the address that waits for its confirmations, "" for none
	bool moved_old, moved_new; // which end has confirmed
};
const struct err *app_account(struct app *app, const struct actor *who, struct arena *a, struct account *out);

enum account_outcome {
	ACCOUNT_DONE,
	ACCOUNT_WRONG,    // the present password does not fit
	ACCOUNT_STALE,    // they came in too long ago for this: whoever sits there may be somebody else
	ACCOUNT_TAKEN,    // it has that already
	ACCOUNT_REFUSED,  // what was sent cannot be right
	ACCOUNT_MANY,     // as many as there may be
};
// name: as they wish to be called, "" for none; shown: "nom", "role" or "rien"; lang: "fr" or "en".
const struct err *app_account_set(struct app *app, const struct actor *who, struct str name, struct str shown, struct str lang);

// A new password; "" takes it away. The present one is asked for unless the session began less than fifteen minutes ago
// (account_is_fresh); who has none yet must have come in as lately. Ends all other sessions, and tells by mail.
const struct err *app_account_password(struct app *app, const struct actor *who, struct str present, struct str fresh, struct arena *a,
				       enum account_outcome *out);
bool account_is_fresh(const struct account *account, struct str session);
// PASSWORD_FINE when it may be taken (see credential/password.h).
enum password_fault account_password_fault(const struct account *account, struct str password, struct arena *a);

// One session by the first characters of its hash; "" for all but this one.
const struct err *app_account_end(struct app *app, const struct actor *who, struct str session);

const struct err *app_account_passkey_add(struct app *app, const struct actor *who, const struct passkey_site *site,
					  const struct passkey_answer *answer, struct str name, struct arena *a, enum account_outcome *out);
// What a device keeps beside a passkey: which account it is for, without saying whose.
struct str account_handle(const struct actor *who, struct arena *a);
const struct err *app_account_passkey_remove(struct app *app, const struct actor *who, struct str credential);

// A new address is theirs once a link was opened at both ends. Answers alike whether somebody has the new one.
const struct err *app_account_move(struct app *app, const struct actor *who, struct str address, struct arena *a);
enum move_outcome {
	MOVE_ASKED, // looked at: it can be confirmed
	MOVE_HALF,  // this end is confirmed, the other not yet
	MOVE_DONE,
	MOVE_GONE,  // used, too old, or there is none
	MOVE_TAKEN, // somebody else has that address by now
};
// `takes` false: only looks. *address is the new one.
const struct err *app_account_confirm_move(struct app *app, struct str secret, bool takes, struct arena *a, struct str *address,
					   enum move_outcome *out);

// Offers to whoever has that address to act in one's name; they accept by the mailed link.
const struct err *app_help_ask(struct app *app, const struct actor *who, struct str address, struct arena *a);
struct help_offer {
	enum move_outcome outcome; // ASKED, DONE or GONE
	struct str name;           // of who asks for help
	struct str secret;         // of the session that it began, "" when there was one
};
const struct err *app_help_accept(struct app *app, const struct actor *who, struct str secret, bool takes, struct str device,
				  struct arena *a, struct help_offer *out);
// Ends it, from either side; a pending offer too (by its address).
const struct err *app_help_end(struct app *app, const struct actor *who, int64_t other);
const struct err *app_help_withdraw(struct app *app, const struct actor *who, struct str address);
// Somebody who has no address of their own: an account that its maker acts for.
const struct err *app_help_new(struct app *app, const struct actor *who, struct str name, enum account_outcome *out);
// From now on this session acts in that person's name; 0: in its own again.
const struct err *app_help_act(struct app *app, const struct actor *who, int64_t person);

#endif
