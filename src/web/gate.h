// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands before every page: who asks, whether they may, and whether a form comes from here.
#ifndef MAILLE_WEB_GATE_H
#define MAILLE_WEB_GATE_H

#include "web/web.h"

// Sets p->actor to who the session's cookie brings. A visitor for files and the API, which no cookie opens.
void gate_who(struct page *p);

// Whether the page may be made: the route's permission over the object of its address, and for what changes something,
// that it was asked from this site. False: the reply is made (sign in, 404, the form again).
bool gate_opens(struct page *p, const struct web_route *route);

#endif
