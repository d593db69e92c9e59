// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/route.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

struct node {
	struct map literals; // segment → struct node *
	struct node *capture;
	const struct http_route *routes[HTTP_METHODS];
	const char *pattern; // names the captures; NULL while no route ends here
	struct str *names;   // of its captures, in order
	size_t name_n;
};

struct route_tree {
	struct arena arena;
	struct node root;
};

static struct node *step(struct route_tree *t, struct node *at, struct str segment)
{
	assert(segment.n > 0);
	if (segment.p[0] == '{') {
		assert(segment.n > 2 && segment.p[segment.n - 1] == '}');
		if (at->capture == NULL)
			at->capture = arena_new(&t->arena, struct node);
		return at->capture;
	}
	uint64_t *slot = map_at(&at->literals, segment, 0);
	if (*slot == 0)
		*slot = (uint64_t)(uintptr_t)arena_new(&t->arena, struct node);
	return (struct node *)(uintptr_t)*slot;
}

static void add(struct route_tree *t, const struct http_route *route)
{
	struct str pattern = str_of(route->pattern), names[16];
	struct node *at = &t->root;
	size_t name_n = 0;
	assert(pattern.n > 0 && pattern.p[0] == '/' && route->method > HTTP_NONE && route->method < HTTP_METHODS);
	for (struct str rest = str_from(pattern, 1); rest.p != NULL;) {
		struct str segment = str_cut(rest, '/', &rest);
		if (segment.n == 0 && rest.p == NULL)
			break; // "/"
		at = step(t, at, segment);
		if (segment.p[0] == '{') {
			assert(name_n < 16);
			names[name_n++] = str_sub(segment, 1, segment.n - 2);
		}
	}
	assert(at->routes[route->method] == NULL);
	at->routes[route->method] = route;
	if (at->pattern != NULL) {
		// One shape has one set of names, whatever the method.
		for (size_t i = 0; i < name_n; i++)
			assert(str_eq(at->names[i], names[i]));
		return;
	}
	at->pattern = route->pattern;
	at->name_n = name_n;
	at->names = arena_array(&t->arena, name_n, sizeof *at->names);
	for (size_t i = 0; i < name_n; i++)
		at->names[i] = names[i];
}

struct route_tree *route_tree_new(const struct http_route *routes)
{
	struct route_tree *t = mem_alloc(sizeof *t);
	for (; routes->pattern != NULL; routes++)
		add(t, routes);
	return t;
}

static void release(struct node *n)
{
	for (size_t i = 0; i < n->literals.cap; i++)
		if (n->literals.slots[i].used)
			release((struct node *)(uintptr_t)n->literals.slots[i].value);
	map_release(&n->literals);
	if (n->capture != NULL)
		release(n->capture);
}

void route_tree_free(struct route_tree *t)
{
	if (t == NULL)
		return;
	release(&t->root);
	arena_release(&t->arena);
	free(t);
}

static const struct node *walk(const struct node *at, const struct str *segments, size_t n, struct pair *captures)
{
	if (n == 0)
		return at->pattern ? at : NULL;
	uint64_t next;
	if (at->literals.n > 0 && map_get(&at->literals, segments[0], &next)) {
		const struct node *found = walk((const struct node *)(uintptr_t)next, segments + 1, n - 1, captures);
		if (found != NULL)
			return found;
	}
	if (at->capture == NULL)
		return NULL;
	captures[0].value = segments[0];
	return walk(at->capture, segments + 1, n - 1, captures + 1);
}

const struct http_route *const *route_find(const struct route_tree *t, const struct str *segments, size_t n,
	struct pair *captures, size_t *capture_n)
{
	const struct node *found = walk(&t->root, segments, n, captures);
	*capture_n = 0;
	if (found == NULL)
		return NULL;
	*capture_n = found->name_n;
	for (size_t i = 0; i < found->name_n; i++)
		captures[i].name = found->names[i];
	return found->routes;
}

struct str route_allow(const struct http_route *const *by_method, struct arena *a)
{
	static const char *const names[HTTP_METHODS] = {
		[HTTP_GET] = "GET, HEAD, ", [HTTP_POST] = "POST, ", [HTTP_PUT] = "PUT, ", [HTTP_DELETE] = "DELETE, "};
	struct buf allow = BUF_IN(a);
	for (int m = HTTP_NONE + 1; m < HTTP_METHODS; m++)
		if (by_method[m] != NULL)
			buf_addz(&allow, names[m]);
	buf_addz(&allow, "OPTIONS");
	return buf_str(&allow);
}
