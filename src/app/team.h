// SPDX-License-Identifier: AGPL-3.0-or-later
// The team of a place: who keeps its page. Several, all alike; whoever is of it invites, removes, hands over and leaves. A
// place that nobody is left of is its animators' to look after: they are told.
#ifndef MAILLE_APP_TEAM_H
#define MAILLE_APP_TEAM_H

#include "app/entry.h"
#include "store/mandate.h"
#include "store/token.h"

struct team {
	struct mandate_row *members;
	struct token_row *invitations; // not answered yet: subject is the address, person who invited, target "remplace" to hand over
	size_t member_n, invitation_n;
};
const struct err *app_team(struct app *app, int64_t place, struct arena *a, struct team *out);

// Mails an invitation to that address. hands_over: when it is accepted, who invites leaves the team.
const struct err *app_team_invite(struct app *app, const struct actor *who, const struct place *place, struct str address, bool hands_over,
				  struct arena *a);
const struct err *app_team_withdraw(struct app *app, const struct place *place, struct str address);

enum invitation_outcome { INVITATION_OPEN, INVITATION_DONE, INVITATION_GONE };
struct invitation {
	enum invitation_outcome outcome;
	int64_t place;
	struct str by;     // name of who invites, "" when they have none
	struct str address;
	struct str secret; // of the session that it began, "" when there was one
};
// Who is signed in accepts for themselves; else the account of the address that it was sent to, made when there is none.
const struct err *app_team_accept(struct app *app, const struct actor *who, struct str secret, bool takes, struct str device,
				  struct arena *a, struct invitation *out);

// Takes a person off the team (themselves, or another). *last (may be NULL) tells that nobody is left: the animators of the
// place, else the administrators, were written to. *removed is false when they were not of it.
const struct err *app_team_remove(struct app *app, const struct atlas *atlas, const struct actor *who, const struct place *place,
				  int64_t person, struct arena *a, bool *removed, bool *last);

// Within a job, when people have left this place's team: writes to its heirs if nobody is left.
const struct err *team_left(struct db *d, const struct atlas *atlas, int64_t place, struct arena *a);

// Who looks after a place: its team; when it has none, those who animate it; when nobody does, the administrators. Within a
// job or a read. People without an address are left out.
const struct err *team_reach(struct db *d, const struct atlas *atlas, const struct place *place, struct arena *a,
			     struct mandate_row **out, size_t *n);

#endif
