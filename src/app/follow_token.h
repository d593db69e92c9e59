// SPDX-License-Identifier: AGPL-3.0-or-later
// The links of digests: a number and its seal.
#ifndef MAILLE_APP_FOLLOW_TOKEN_H
#define MAILLE_APP_FOLLOW_TOKEN_H

#include "app/seal.h"

#define FOLLOW_STOP "arret"  // of a person
#define FOLLOW_NOTICE "avis" // of a notice

struct str follow_token(const struct seal_key *key, const char *what, int64_t id, struct arena *a);
int64_t follow_token_read(const struct seal_key *key, const char *what, struct str token, struct arena *a); // 0: not ours

#endif
