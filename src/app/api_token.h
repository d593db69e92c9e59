// SPDX-License-Identifier: AGPL-3.0-or-later
// Tokens for programs that write in a person's name: what they may do, until when. Only their hash is kept.
#ifndef MAILLE_APP_API_TOKEN_H
#define MAILLE_APP_API_TOKEN_H

#include "app/actor.h"

enum api_scope { API_EDIT = 1, API_CREATE = 2, API_CONFIRM = 4 }; // modifier, creer, confirmer
enum { API_SCOPE_N = 3, API_TOKEN_DAYS = 365 };
const char *api_scope_code(unsigned i); // 0 … API_SCOPE_N - 1
struct api_token {
	struct str id;     // enough of its hash to tell it from others
	struct str name;   // what it is for
	unsigned scopes;   // bits
	struct date made, ends;
};
// *secret is shown once.
const struct err *app_api_token_add(struct app *app, const struct actor *who, struct str name, unsigned scopes, struct arena *a,
				    struct str *secret);
const struct err *app_api_tokens(struct app *app, const struct actor *who, struct arena *a, struct api_token **out, size_t *n);
const struct err *app_api_token_end(struct app *app, const struct actor *who, struct str id, struct arena *a);
// Who a program with that token acts for, and what it may do; a visitor and 0 when it opens nothing.
const struct err *app_api_actor(struct app *app, struct str secret, struct arena *a, struct actor *out, unsigned *scopes);

#endif
