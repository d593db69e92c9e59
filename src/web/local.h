// SPDX-License-Identifier: AGPL-3.0-or-later
// Where to go next, and what may not be done too often.
#ifndef MAILLE_WEB_LOCAL_H
#define MAILLE_WEB_LOCAL_H

#include "app/limit.h"
#include "web/web.h"

// The same when it is the path of a page of this site that may be gone to after signing in, else "": no open redirect.
struct str local_path(struct str wanted);
// Goes to that page with a note of what was done: "/compte", "nom" gives "/compte?fait=nom".
void go_to(struct page *p, struct str path, const char *done);

// Takes a turn for this key, and for the network that the request comes from. False: too many of late.
bool may_try(struct page *p, enum limit what, struct str key);
bool may_try_from_here(struct page *p, enum limit what);

// Says a failure in the log and shows the page for it; false when there is none.
bool page_broke(struct page *p, const struct err *err, const char *doing);

#endif
