// SPDX-License-Identifier: AGPL-3.0-or-later
// What the outbox and its sender share. Settings, read from the environment:
//   MAILLE_SMTP             smtps://user:password@host:465 or smtp://…:587; without it mails become files
//   MAILLE_SMTP_AUTORITES   a PEM file of certificates to trust instead of the system's
//   MAILLE_EXPEDITEUR       "Maille <maille@exemple.org>", in From
//   MAILLE_RETOURS          where bounces go (the envelope's sender); the address of MAILLE_EXPEDITEUR when unset
#ifndef MAILLE_APP_SENDER_H
#define MAILLE_APP_SENDER_H

#include "base/arena.h"

#define SENDER_FILES "courriels" // in the data directory

const char *sender_server(void); // NULL: none is set

// Seconds until the next try after the nth (1 …); 0: given up.
int64_t sender_wait(int64_t tries);

#endif
