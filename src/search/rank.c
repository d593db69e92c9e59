// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/rank.h"

#include <math.h>

enum { BITS_REST = RANK_REST_BITS, BITS_KM = RANK_KM_BITS, BITS_FRESH = 3, BITS_LABEL = 1, BITS_DORMANT = 1, BITS_BAND = 4, BITS_STAGE = 2, BITS_MATCH = 6,
       BITS_WHOLE = 2, BITS_REACH = 2 };
enum {
	AT_KM = BITS_REST,
	AT_FRESH = AT_KM + BITS_KM,
	AT_LABEL = AT_FRESH + BITS_FRESH,
	AT_DORMANT = AT_LABEL + BITS_LABEL,
	AT_BAND = AT_DORMANT + BITS_DORMANT,
	AT_STAGE = AT_BAND + BITS_BAND,
	AT_MATCH = AT_STAGE + BITS_STAGE,
	AT_WHOLE = AT_MATCH + BITS_MATCH,
	AT_REACH = AT_WHOLE + BITS_WHOLE,
	AT_MISSING = AT_REACH + BITS_REACH,
};
_Static_assert(AT_BAND == AT_KM + BITS_KM + RANK_OWN_BITS, "what a place decides alone stands together");
_Static_assert(AT_MISSING + 3 == 64, "the tie-breaks fill one number");

static uint64_t clip(uint64_t value, unsigned bits)
{
	uint64_t most = ((uint64_t)1 << bits) - 1;
	return value < most ? value : most;
}

unsigned rank_freshness(struct date confirmed, int newest_year)
{
	static const uint8_t classes[] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5};
	int age = newest_year - confirmed.year;
	if (confirmed.year == 0)
		return 7;
	return age < 0 ? 0 : age < (int)sizeof classes ? classes[age] : 6;
}

static unsigned reach(double km)
{
	return km <= 50 ? 0 : km <= 150 ? 1 : isnan(km) ? 3 : 2;
}

static unsigned band(double km)
{
	unsigned b = 0;
	if (isnan(km))
		return 15;
	for (double most = 2.5; b < 14 && km > (b == 0 ? 2 : most); most *= 2)
		b++;
	return b;
}

uint64_t rank_key(const struct rank *r, uint64_t fixed)
{
	uint64_t key = clip(r->missing, 3) << AT_MISSING | clip(r->whole, BITS_WHOLE) << AT_WHOLE |
		       clip(r->mismatch, BITS_MATCH) << AT_MATCH | clip(r->stage, BITS_STAGE) << AT_STAGE | fixed;
	if (!r->has_point)
		return key;
	uint64_t hundreds = isnan(r->km) ? UINT64_MAX : (uint64_t)(r->km * 10);
	return key | (uint64_t)reach(r->km) << AT_REACH | (uint64_t)band(r->km) << AT_BAND | clip(hundreds, BITS_KM) << AT_KM;
}

uint64_t rank_bound(const struct rank *r)
{
	struct rank least = *r;
	if (isinf(r->km))
		least.km = NAN;
	return rank_key(&least, 0);
}

uint64_t rank_distance_key(double km, uint32_t rest)
{
	// 40 bits of decimetres hold any distance on Earth.
	uint64_t far = isnan(km) || isinf(km) ? ((uint64_t)1 << 40) - 1 : (uint64_t)(km * 10000);
	return far << BITS_REST | rest;
}

uint64_t rank_fresh_key(struct date d, uint32_t rest)
{
	uint64_t days = (uint64_t)(uint16_t)d.year << 9 | (uint64_t)(d.month & 15) << 5 | (d.day & 31);
	return (((uint64_t)1 << 40) - 1 - days) << BITS_REST | rest;
}
