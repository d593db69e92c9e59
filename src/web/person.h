// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages of people and their accounts share.
#ifndef MAILLE_WEB_PERSON_H
#define MAILLE_WEB_PERSON_H

#include "app/entry.h"
#include "app/session.h"
#include "web/page_connexion.h"
#include "web/web.h"

enum { SESSION_COOKIE_SECONDS = SESSION_MOST_DAYS * 86400 }; // the server ends a session sooner: app/session.h

// What the browser's script sent with a form: see assets/js/passkey.js.
struct passkey_answer passkey_answer_of(const struct page *p);
struct passkey_site passkey_site_of(const struct page *p);
// What it asked before: JSON. name and handle are empty when signing in.
void passkey_challenge_reply(struct page *p, struct str challenge, struct str name, struct str handle);
// The page of a mailed link, without a word on it yet.
struct view_door door_view(struct page *p, const char *title);

// What a mandate is over: "Lieu A", "réseau X", "Morbihan", "Bretagne"; "" when it is no more there.
struct str mandate_name(const struct page *p, int64_t place, int64_t network, struct str department, struct str region);

#endif
