// SPDX-License-Identifier: AGPL-3.0-or-later
// "Je fais partie de l’équipe": a person whose address is the place's own, or at its website's domain, is mailed a link
// that lets them in; whoever else says so is looked at by the team that is there, or by the animators.
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
// What a mailed link opens: place 0 when nothing.
struct claim {
	int64_t place, person;
	struct str name; // of the person, or their address
	bool late;
};
const struct err *app_claim_open(struct app *app, struct str text, struct arena *a, struct claim *out);
// Gives the mandate. The team that was there is told.
const struct err *app_claim_accept(struct app *app, const struct atlas *atlas, const struct claim *c);

// Whether an address speaks for a place: it is the team's, or at the domain of its website, unless many share that one.
bool claim_speaks_for(struct str address, const struct place *p);

#endif
