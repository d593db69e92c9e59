// SPDX-License-Identifier: AGPL-3.0-or-later
// Who asks, and what they may do where. A visitor is an actor too: the one with person 0 and no mandate.
#ifndef MAILLE_APP_ACTOR_H
#define MAILLE_APP_ACTOR_H

#include "app/app.h"

// A right over one object: exactly one of the four is set.
struct mandate {
	int64_t id;
	int64_t place;            // member of this place's team
	int64_t network;          // animates this network
	struct str department;    // code: animates this territory
	struct str region;        // key
};
struct actor {
	int64_t person;           // 0: a visitor
	struct str name, address; // name is "" until they chose one
	struct str session;       // hash of the session that they came with; "" for a token of the API
	bool admin, trusted;
	struct mandate *mandates;
	size_t mandate_n;
	int64_t helped;           // the person in whose name they act (a delegate), 0 none: `person` is then that person
	int64_t helper;           // and who really sits there
};

// The one that the secret in their cookie opens; a visitor when it opens nothing (ended, revoked, never was). Notes when
// the session was last used, at most once an hour. Lives in the arena.
const struct err *app_actor(struct app *app, struct str secret, struct arena *a, struct actor *out);
// As that person, without a session: for jobs, tokens and tests.
const struct err *app_actor_of(struct app *app, int64_t person, struct arena *a, struct actor *out);

// What a route asks of who comes (web_route.may); "its" object is the {slug} of the address.
enum permission {
	MAY_ANYONE,
	MAY_PERSON,          // signed in
	MAY_TEAM,            // of the place's team, or who animates it
	MAY_PLACE_ANIMATOR,  // animates a network or a territory that holds the place
	MAY_NETWORK,         // animates the network
	MAY_ANIMATOR,        // animates something
	MAY_ADMIN,           // administrators; they may do all of the above too
};
enum allowed {
	ALLOWED,
	ALLOWED_SIGN_IN,     // maybe once we know who it is
	ALLOWED_NOT,         // the object is not theirs: it does not exist for them (404)
};
// place and network: the object of the address when it has one, else NULL. An object that does not exist is ALLOWED:
// the page says so itself.
enum allowed actor_allowed(const struct actor *who, enum permission what, const struct atlas *atlas, const struct place *place,
			   const struct network *network);

bool actor_in_team(const struct actor *who, const struct place *p);                              // a mandate for the place itself
bool actor_animates(const struct actor *who, const struct atlas *atlas, const struct place *p);  // or an administrator
bool actor_animates_something(const struct actor *who);
// As what they change this place: its team first, then animation, administration; "visite" for anyone else.
struct str actor_role(const struct actor *who, const struct atlas *atlas, const struct place *p);

#endif
