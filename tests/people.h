// SPDX-License-Identifier: AGPL-3.0-or-later
// A small network with people in it, for the tests of rights: two places in Auray (Morbihan, Bretagne), one in Nantes
// (Loire-Atlantique), a network "reseau" that holds the first.
#ifndef MAILLE_TESTS_PEOPLE_H
#define MAILLE_TESTS_PEOPLE_H

#include "app/actor.h"
#include "engine.h"

enum { PEOPLE_PLACE_A = 1, PEOPLE_PLACE_B, PEOPLE_PLACE_C };

// An app over the engine's empty database, with those three places ("lieu-a", "lieu-b", "lieu-c").
struct app *people_app(struct engine *e);
// Makes a person; the address is made of the name. Returns their id.
int64_t people_add(struct app *app, const char *name, bool admin);
struct mandate_row;
void people_mandate(struct app *app, struct mandate_row m);
// A session's secret, in the arena.
struct str people_session(struct app *app, int64_t person, struct arena *a);
// What one statement that counts gives.
int64_t people_count(struct app *app, const char *sql);

#endif
