// SPDX-License-Identifier: AGPL-3.0-or-later
// Clocks and calendar dates.
#ifndef MAILLE_BASE_TIME_H
#define MAILLE_BASE_TIME_H

#include "base/str.h"

int64_t time_mono_ns(void); // for durations
int64_t time_unix(void);    // seconds since 1970, UTC

// A moment in UTC as it is stored: "2026-11-21T10:00:00Z".
struct moment {
	char z[24];
};
struct str moment_text(int64_t unix_seconds, struct moment *m); // borrows *m
int64_t moment_unix(struct str s);                              // 0 when it is none

// Seconds that France is ahead of UTC then: an hour, two in summer (last Sundays of March and October, 01:00 UTC; directive 2000/84/EC).
int64_t time_paris_ahead(int64_t unix_seconds);
// A stored moment as clocks in France show it, for people: "2026-11-21T11:00:00", borrows *m; "" when it is none.
struct str moment_paris(struct str s, struct moment *m);
struct str moment_paris_unix(int64_t unix_seconds, struct moment *m); // the same of seconds; "" for 0

// A date as well as it is known: month and day are 0 when only the year is; all 0 is "unknown".
struct date {
	int16_t year;
	uint8_t month, day;
};

// "2024-01-31", "2024-01", "2024"; false when it is none of these or does not exist.
bool date_parse(struct str s, struct date *out);
void date_add(struct buf *b, struct date d);  // the same three forms
int date_cmp(struct date a, struct date b);   // an unknown part sorts first
struct date date_today(void);                 // UTC
int date_months_between(struct date from, struct date to);

#endif
