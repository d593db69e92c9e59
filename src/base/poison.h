// SPDX-License-Identifier: AGPL-3.0-or-later
// Included before every source file by the build: functions that write without knowing how much room there is,
// or keep state between calls, do not compile. Their headers come first, since they must be able to name them.
#ifndef MAILLE_BASE_POISON_H
#define MAILLE_BASE_POISON_H

#ifndef __ASSEMBLER__

#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#undef alloca
#pragma GCC poison strcpy strncpy stpcpy strcat strncat sprintf vsprintf gets strtok alloca

#endif

#endif
