// SPDX-License-Identifier: AGPL-3.0-or-later
// What guards forms and sessions. The dispatcher checks every request that changes something before its page sees it:
// it must come from this site (Sec-Fetch-Site, Origin) and bear a token that this site made for this session.
//   <form method="post" action="…"><input type="hidden" name="jeton" value="{{ form_token() }}">
#ifndef MAILLE_WEB_FORM_H
#define MAILLE_WEB_FORM_H

#include "web/web.h"

// The token of this request's forms. The thread's, valid while the request is answered.
struct str form_token(void);
// Makes it: for the dispatcher.
void form_token_set(struct page *p);
// Whether this POST may reach its page: for the dispatcher. False when it comes from elsewhere or its token is not ours.
bool form_is_ours(struct page *p);
// Seconds since the form that was sent was made, as its token says; for a page kept in memory it may be long.
int64_t form_age(const struct page *p);

// The session's cookie. Only signing in sets one; it is HttpOnly, SameSite=Lax, and Secure with the __Host- prefix when
// the site is served over TLS (serve --url https://…).
struct str session_cookie(const struct page *p);                // the secret that came, "" for none
void session_cookie_set(struct page *p, struct str secret, int64_t seconds);
void session_cookie_end(struct page *p);

// The form could not be taken (signed out meanwhile, token too old): shows what was typed, ready to be sent again.
void page_form_again(struct page *p, bool sign_in);

#endif
