// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of routes, compiled once into a tree of segments.
#ifndef MAILLE_HTTP_ROUTE_H
#define MAILLE_HTTP_ROUTE_H

#include "http/http.h"

#define HTTP_METHODS (HTTP_DELETE + 1)

struct route_tree;

// Two routes of the same method and shape are a bug (asserted), as is a pattern that is not "/" or "/a/{b}/c".
struct route_tree *route_tree_new(const struct http_route *routes);
void route_tree_free(struct route_tree *t);

// The routes of the pattern that fits, by method (NULL where there is none); NULL when none fits. A literal segment beats a
// capture. `captures` has room for as many as there are segments.
const struct http_route *const *route_find(const struct route_tree *t, const struct str *segments, size_t n,
	struct pair *captures, size_t *capture_n);

// "GET, HEAD, OPTIONS" for an Allow header.
struct str route_allow(const struct http_route *const *by_method, struct arena *a);

#endif
