// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/cache.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/time.h"

enum { SLOTS = 512, PART_MAX = 8 }; // a page may take 1/PART_MAX of the cache

struct kept {
	uint64_t hash;
	char *key, *body, *packed; // packed: gzip, made when first asked for
	size_t key_n, body_n, packed_n;
	const char *type;
	int status;
	char etag[17];
	struct kept *next;           // of the same slot
	struct kept *newer, *older;  // by last use
};

struct cache {
	pthread_mutex_t lock;
	uint64_t born; // another process may write its pages otherwise: its marks differ
	struct cache_state state;
	struct kept *slots[SLOTS];
	struct kept *newest, *oldest;
	size_t bytes, most;
};

struct cache *cache_new(size_t bytes)
{
	struct cache *c = mem_alloc(sizeof *c);
	pthread_mutex_init(&c->lock, NULL);
	c->most = bytes;
	c->born = (uint64_t)time_unix() * 1000003u + (uint64_t)time_mono_ns();
	return c;
}

static size_t weight(const struct kept *k)
{
	return sizeof *k + k->key_n + k->body_n + k->packed_n;
}

static void unlink_use(struct cache *c, struct kept *k)
{
	*(k->newer ? &k->newer->older : &c->newest) = k->older;
	*(k->older ? &k->older->newer : &c->oldest) = k->newer;
	k->newer = k->older = NULL;
}

static void link_newest(struct cache *c, struct kept *k)
{
	k->older = c->newest;
	*(c->newest ? &c->newest->newer : &c->oldest) = k;
	c->newest = k;
}

static void drop(struct cache *c, struct kept *k)
{
	struct kept **at = &c->slots[k->hash % SLOTS];
	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	unlink_use(c, k);
	c->bytes -= weight(k);
	free(k->key);
	free(k->body);
	free(k->packed);
	free(k);
}

static void shrink(struct cache *c, size_t most)
{
	while (c->bytes > most && c->oldest != NULL)
		drop(c, c->oldest);
}

void cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	shrink(c, 0);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

size_t cache_bytes(struct cache *c)
{
	pthread_mutex_lock(&c->lock);
	size_t bytes = c->bytes;
	pthread_mutex_unlock(&c->lock);
	return bytes;
}

static bool is_of(const struct cache *c, struct cache_state now)
{
	return c->state.of == now.of && c->state.change == now.change && c->state.day == now.day;
}

// Pages of another state of the network go.
static void settle(struct cache *c, struct cache_state now)
{
	if (is_of(c, now))
		return;
	shrink(c, 0);
	c->state = now;
}

static struct kept *look(const struct cache *c, struct str key, uint64_t hash)
{
	for (struct kept *k = c->slots[hash % SLOTS]; k != NULL; k = k->next)
		if (k->hash == hash && k->key_n == key.n && memcmp(k->key, key.p, key.n) == 0)
			return k;
	return NULL;
}

static char *copy(struct str s)
{
	char *p = mem_alloc(s.n + 1);
	memcpy(p, s.p, s.n);
	return p;
}

// The gzip form, in the arena; empty when it cannot be made.
static struct str pack(struct str plain, struct arena *a)
{
	z_stream z = {0};
	if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return STR_NONE;
	size_t most = deflateBound(&z, plain.n);
	char *to = arena_alloc(a, most);
	z.next_in = (Bytef *)(uintptr_t)plain.p;
	z.avail_in = (uInt)plain.n;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)most;
	bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
	deflateEnd(&z);
	return done ? (struct str){to, z.total_out} : STR_NONE;
}

static void keep_packed(struct cache *c, struct cache_state now, struct str key, uint64_t hash, struct str packed)
{
	char *own = copy(packed);
	pthread_mutex_lock(&c->lock);
	struct kept *k = is_of(c, now) ? look(c, key, hash) : NULL;
	if (k != NULL && k->packed == NULL) { // still there, and no other thread was quicker
		k->packed = own;
		k->packed_n = packed.n;
		c->bytes += packed.n;
		own = NULL;
		shrink(c, c->most);
	}
	pthread_mutex_unlock(&c->lock);
	free(own);
}

bool cache_find(struct cache *c, struct cache_state now, struct str key, bool gzip, struct arena *a, struct http_reply *reply)
{
	uint64_t hash = str_hash(key);
	struct str packed = STR_NONE;
	pthread_mutex_lock(&c->lock);
	settle(c, now);
	struct kept *k = look(c, key, hash);
	if (k != NULL) {
		unlink_use(c, k);
		link_newest(c, k);
		// A copy: the page may go while it is being sent.
		if (gzip && k->packed_n > 0)
			packed = arena_str(a, (struct str){k->packed, k->packed_n});
		else
			buf_add(&reply->body, (struct str){k->body, k->body_n});
		reply->type = k->type;
		reply->status = k->status;
		reply->etag = arena_str(a, str_of(k->etag));
	}
	pthread_mutex_unlock(&c->lock);
	if (k == NULL)
		return false;
	if (gzip && packed.n == 0) { // the first to ask for it; others need not wait meanwhile
		packed = pack(buf_str(&reply->body), a);
		if (packed.n > 0)
			keep_packed(c, now, key, hash, packed);
	}
	reply->gzip = packed.n > 0;
	reply->squeeze = !reply->gzip;
	if (reply->gzip)
		reply->still = packed;
	return true;
}

void cache_keep(struct cache *c, struct cache_state now, struct str key, struct arena *a, struct http_reply *reply)
{
	struct str body = buf_str(&reply->body);
	if (body.n == 0 || body.n > c->most / PART_MAX || key.n > 2000)
		return;
	struct kept *k = mem_alloc(sizeof *k);
	*k = (struct kept){
		.hash = str_hash(key), .key = copy(key), .key_n = key.n, .body = copy(body), .body_n = body.n,
		.type = reply->type, .status = reply->status,
	};
	uint64_t mark[] = {k->hash, c->born, (uint64_t)now.change, (uint64_t)now.day};
	struct str bytes = {(const char *)mark, sizeof mark};
	snprintf(k->etag, sizeof k->etag, "%016llx", (unsigned long long)str_hash(bytes));
	reply->etag = arena_str(a, str_of(k->etag));
	pthread_mutex_lock(&c->lock);
	settle(c, now);
	struct kept *old = look(c, key, k->hash); // another thread made it meanwhile
	if (old != NULL)
		drop(c, old);
	k->next = c->slots[k->hash % SLOTS];
	c->slots[k->hash % SLOTS] = k;
	link_newest(c, k);
	c->bytes += weight(k);
	shrink(c, c->most);
	pthread_mutex_unlock(&c->lock);
}
