// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing to a place through a relay: neither side sees the other's address unless it is given. A message of somebody who
// is not signed in leaves only once they opened the mailed link. Links hold a seal: nothing of them is kept.
#ifndef MAILLE_APP_CONTACT_H
#define MAILLE_APP_CONTACT_H

#include "app/actor.h"
#include "app/daily.h"
#include "base/i18n.h"
#include "store/contact.h"

enum { CONTACT_TEXT_LEAST = 10, CONTACT_TEXT_MOST = 5000, CONTACT_NAME_MOST = 80 };

// Who would get it.
enum contact_reach {
	REACH_NOBODY,
	REACH_TEAM,      // the place's team or its own address
	REACH_ANIMATORS, // nobody of the place: who looks after it instead, see team_reach (app/team.h)
};
const struct err *app_contact_reach(struct app *app, const struct atlas *atlas, const struct place *p, enum contact_reach *out);

enum contact_outcome {
	CONTACT_SENT,
	CONTACT_CONFIRM,  // a link was mailed to the writer
	CONTACT_TOO_MANY, // of this writer, or for this place, today
	CONTACT_NOBODY,   // nobody to reach there
	CONTACT_GONE,     // the conversation is over, or there is none
};
struct contact_message {
	const struct place *place;
	struct str name, address, text; // checked by the caller; address is the account's when signed in
	bool share;                     // the place may see the address
	enum lang lang;
};
const struct err *app_contact_write(struct app *app, const struct actor *who, const struct atlas *atlas,
				    const struct contact_message *m, enum contact_outcome *out);

// What a link opens: one side of a conversation.
enum contact_side { SIDE_CONFIRM, SIDE_PLACE, SIDE_WRITER };
struct contact_link {
	enum contact_side side;
	struct contact contact;
	const struct place *place;
};
// *found false: the link is none of ours, or the conversation is over.
const struct err *app_contact_open(struct app *app, const struct atlas *atlas, struct str token, struct arena *a,
				   struct contact_link *out, bool *found);
// The writer confirms: the first message leaves.
const struct err *app_contact_confirm(struct app *app, const struct atlas *atlas, const struct contact_link *link,
				      enum contact_outcome *out);
// One side answers the other.
const struct err *app_contact_answer(struct app *app, const struct atlas *atlas, const struct contact_link *link, struct str text,
				     enum contact_outcome *out);

// Conversations without a message for ninety days are over, those nobody confirmed after two.
daily_job contact_tidy;

#endif
