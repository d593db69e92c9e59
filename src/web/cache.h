// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages as they were sent, for as long as the network stays as it is. A page is a function of its address, its
// language, the host's name and the network; so what was worked out once is sent again, compressed once too.
#ifndef MAILLE_WEB_CACHE_H
#define MAILLE_WEB_CACHE_H

#include "http/http.h"

struct cache;

struct cache *cache_new(size_t bytes); // kept at most; the least recently asked for goes first
void cache_free(struct cache *c);      // NULL is fine
size_t cache_bytes(struct cache *c);   // kept now

// What pages were made from: another state empties the cache at its next use.
struct cache_state {
	const void *of;
	int64_t change;
	int64_t day; // pages say what is old
};

// Fills the reply, in the arena, and is true when the page is kept. gzip: the client takes it. Any thread.
bool cache_find(struct cache *c, struct cache_state now, struct str key, bool gzip, struct arena *a, struct http_reply *reply);
// Keeps a page that was just made, and marks it; not one too large to be worth it.
void cache_keep(struct cache *c, struct cache_state now, struct str key, struct arena *a, struct http_reply *reply);

#endif
