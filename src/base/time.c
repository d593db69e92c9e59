// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/time.h"

#include <string.h>
#include <time.h>

int64_t time_mono_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t time_unix(void)
{
	return (int64_t)time(NULL);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

static bool digits(struct str s, int *out)
{
	int value = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*out = value;
	return true;
}

bool date_parse(struct str s, struct date *out)
{
	int year = 0, month = 0, day = 0;
	if (s.n != 4 && s.n != 7 && s.n != 10)
		return false;
	if (!digits(str_sub(s, 0, 4), &year) || year < 1000)
		return false;
	if (s.n >= 7 && (s.p[4] != '-' || !digits(str_sub(s, 5, 2), &month) || month < 1 || month > 12))
		return false;
	if (s.n == 10 && (s.p[7] != '-' || !digits(str_sub(s, 8, 2), &day) || day < 1 || day > month_days(year, month)))
		return false;
	*out = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
	return true;
}

void date_add(struct buf *b, struct date d)
{
	if (d.year == 0)
		return;
	buf_addf(b, "%04d", d.year);
	if (d.month)
		buf_addf(b, "-%02d", d.month);
	if (d.month && d.day)
		buf_addf(b, "-%02d", d.day);
}

int date_cmp(struct date a, struct date b)
{
	int x = a.year * 10000 + a.month * 100 + a.day, y = b.year * 10000 + b.month * 100 + b.day;
	return (x > y) - (x < y);
}

struct date date_today(void)
{
	time_t now = time(NULL);
	struct tm t;
	gmtime_r(&now, &t);
	return (struct date){(int16_t)(t.tm_year + 1900), (uint8_t)(t.tm_mon + 1), (uint8_t)t.tm_mday};
}

int date_months_between(struct date from, struct date to)
{
	return (to.year - from.year) * 12 + (to.month - from.month);
}

struct str moment_text(int64_t unix_seconds, struct moment *m)
{
	time_t t = (time_t)unix_seconds;
	struct tm utc;
	gmtime_r(&t, &utc);
	return (struct str){m->z, strftime(m->z, sizeof m->z, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

int64_t moment_unix(struct str s)
{
	char z[24] = "";
	struct tm utc = {0};
	if (s.n != 20)
		return 0;
	memcpy(z, s.p, s.n);
	const char *end = strptime(z, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return end != NULL && *end == '\0' ? (int64_t)timegm(&utc) : 0;
}

// 01:00 UTC on the last Sunday of a month that has 31 days.
static int64_t last_sunday(int year, int month)
{
	struct tm utc = {.tm_year = year, .tm_mon = month, .tm_mday = 31, .tm_hour = 1};
	int64_t end = (int64_t)timegm(&utc); // fills in the day of the week
	return end - (int64_t)utc.tm_wday * 86400;
}

int64_t time_paris_ahead(int64_t unix_seconds)
{
	enum { MARCH = 2, OCTOBER = 9 };
	time_t t = (time_t)unix_seconds;
	struct tm utc;
	gmtime_r(&t, &utc);
	bool summer = unix_seconds >= last_sunday(utc.tm_year, MARCH) && unix_seconds < last_sunday(utc.tm_year, OCTOBER);
	return summer ? 7200 : 3600;
}

struct str moment_paris_unix(int64_t unix_seconds, struct moment *m)
{
	if (unix_seconds == 0)
		return STR_NONE;
	struct str s = moment_text(unix_seconds + time_paris_ahead(unix_seconds), m);
	return str_sub(s, 0, s.n > 0 ? s.n - 1 : 0); // the Z would lie
}

struct str moment_paris(struct str s, struct moment *m)
{
	return moment_paris_unix(moment_unix(s), m);
}
