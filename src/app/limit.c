// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/limit.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/time.h"

enum { SLOTS = 8192, PROBES = 8 };
static const int64_t SECOND = 1000000000;

// So many at once, then one every so many seconds.
static const struct {
	int64_t burst, seconds;
} rules[LIMIT_COUNT] = {
	[LIMIT_LINK_ADDRESS] = {4, 300},
	[LIMIT_LINK_NET] = {40, 30},
	[LIMIT_PASSWORD_ADDRESS] = {8, 120},
	[LIMIT_PASSWORD_NET] = {60, 10},
	[LIMIT_PASSKEY_NET] = {120, 5},
	[LIMIT_MAIL_PERSON] = {20, 180},
	[LIMIT_CONTACT_NET] = {20, 120},
	[LIMIT_PROPOSAL_NET] = {20, 180},
};

// "Generic cell rate": `due` is when all that was taken would have been taken at the steady pace.
struct slot {
	uint64_t key;
	int64_t due;
};
struct limits {
	pthread_mutex_t lock;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct slot slots[SLOTS];
};

struct limits *limits_new(void)
{
	struct limits *l = mem_alloc(sizeof *l);
	if (sodium_init() < 0)
		abort();
	crypto_shorthash_keygen(l->secret);
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

void limits_free(struct limits *l)
{
	if (l == NULL)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static uint64_t hash(const struct limits *l, enum limit what, struct str key)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t h;
	crypto_shorthash(out, (const unsigned char *)(key.p ? key.p : ""), key.n, l->secret);
	memcpy(&h, out, sizeof h);
	h ^= (uint64_t)(what + 1) * 0x9e3779b97f4a7c15u;
	return h != 0 ? h : 1;
}

// Its slot, or the one nearby that matters least: a flood of other keys can make us forget, never refuse.
static struct slot *find(struct limits *l, uint64_t key)
{
	struct slot *least = NULL;
	for (size_t i = 0; i < PROBES; i++) {
		struct slot *s = &l->slots[(key + i) % SLOTS];
		if (s->key == key)
			return s;
		if (least == NULL || s->due < least->due)
			least = s;
	}
	*least = (struct slot){.key = key};
	return least;
}

bool limits_take_at(struct limits *l, enum limit what, struct str key, int64_t now_ns)
{
	int64_t each = rules[what].seconds * SECOND;
	pthread_mutex_lock(&l->lock);
	struct slot *s = find(l, hash(l, what, key));
	int64_t due = s->due > now_ns ? s->due : now_ns;
	bool free = due - now_ns <= (rules[what].burst - 1) * each;
	if (free)
		s->due = due + each;
	pthread_mutex_unlock(&l->lock);
	return free;
}

bool limits_take(struct limits *l, enum limit what, struct str key)
{
	return limits_take_at(l, what, key, time_mono_ns());
}
