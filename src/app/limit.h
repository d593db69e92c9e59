// SPDX-License-Identifier: AGPL-3.0-or-later
// How often the same thing may be tried by the same address, network or person. Kept in memory, in one table of fixed
// size; keys are hashed with a key of this process, so that nothing of them can be read there.
#ifndef MAILLE_APP_LIMIT_H
#define MAILLE_APP_LIMIT_H

#include "base/str.h"

enum limit {
	LIMIT_LINK_ADDRESS,     // links mailed to one address
	LIMIT_LINK_NET,         // … asked for from one network
	LIMIT_PASSWORD_ADDRESS, // passwords tried for one address
	LIMIT_PASSWORD_NET,     // … from one network
	LIMIT_PASSKEY_NET,      // passkeys tried, links opened, from one network
	LIMIT_MAIL_PERSON,      // mails that a person has sent to others: invitations, changes of address
	LIMIT_CONTACT_NET,      // messages to places, from one network
	LIMIT_PROPOSAL_NET,     // proposals and new places from one network
	LIMIT_COUNT
};

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l); // NULL is fine

// Takes a turn; false when too many were taken of late. Safe from any thread.
bool limits_take(struct limits *l, enum limit what, struct str key);
// The same at a moment of the monotonic clock, for tests.
bool limits_take_at(struct limits *l, enum limit what, struct str key, int64_t now_ns);

#endif
