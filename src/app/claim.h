// SPDX-License-Identifier: AGPL-3.0-or-later
// "Je fais partie de l’équipe": a person whose address is the place's own, or at its website's domain, is mailed a link
// that lets them in, once; whoever else says so is looked at by the team that is there, or by the animators. Whom somebody
// took off the team is looked at by the animators, whatever their address.
#ifndef MAILLE_APP_CLAIM_H
#define MAILLE_APP_CLAIM_H

#include "app/actor.h"

enum claim_outcome {
	CLAIM_MAILED,  // a link is on its way to their address
	CLAIM_WAITING, // in the queue
	CLAIM_MEMBER,  // they are of the team already
};
// The person is signed in. `follow` is the address of their proposal's page when it waits.
const struct err *app_claim(struct app *app, const struct atlas *atlas, const struct actor *who, const struct place *place, struct str note,
			    struct arena *a, enum claim_outcome *out, struct str *follow);
// Whether a link will be mailed to them.
const struct err *app_claim_direct(struct app *app, const struct actor *who, const struct place *place, bool *direct);
// What a mailed link opens: place 0 when nothing (any more).
struct claim {
	int64_t place, person;
	struct str name; // of the person, or their address
	bool late;
};
const struct err *app_claim_open(struct app *app, struct str secret, struct arena *a, struct claim *out);
// The same, and gives the mandate: the link has served. The team that was there is told.
const struct err *app_claim_accept(struct app *app, const struct atlas *atlas, struct str secret, struct arena *a, struct claim *out);

// Whether an address speaks for a place: it is the team's, or at the domain of its website, unless many share that one.
bool claim_speaks_for(struct str address, const struct place *p);

#endif
