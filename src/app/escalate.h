// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_APP_ESCALATE_H
#define MAILLE_APP_ESCALATE_H

#include "app/daily.h"

// Daily: what nobody decided within fifteen days goes to the next scope, which gets a mail; what was never confirmed goes.
daily_job suggestion_escalate;

#endif
