// SPDX-License-Identifier: AGPL-3.0-or-later
// A request's target, forms and negotiated headers: whatever comes out is well-formed text inside what came in.
#include "base/arena.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "http/target.h"

static void sound(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		MUST(utf8_valid(pairs[i].name) && utf8_valid(pairs[i].value));
}

static void target(struct str raw, struct arena *a)
{
	struct http_target t;
	const char *problem;
	int status = http_parse_target(raw, a, &t, &problem);
	MUST(status == 0 || status == 400 || status == 414);
	MUST((status == 0) == (problem == NULL));
	if (status != 0)
		return;
	MUST(t.path.n > 0 && t.path.p[0] == '/' && utf8_valid(t.path));
	for (size_t i = 0; i < t.segment_n; i++) {
		MUST(t.segments[i].n > 0 && utf8_valid(t.segments[i]));
		MUST(!str_eq(t.segments[i], S(".")) && !str_eq(t.segments[i], S("..")));
	}
	sound(t.query, t.query_n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct str raw = {(const char *)data, size}, rest;
	const char *problem = NULL;
	const struct pair *form;
	size_t n;
	target(raw, &a);
	if (http_parse_form(raw, HTTP_FORM_MAX, &a, &form, &n, &problem))
		sound(form, n);
	else
		MUST(problem != NULL);
	// The first line as a content type, what follows as its body.
	struct str boundary = http_boundary(str_cut(raw, '\n', &rest), &a);
	struct http_multipart parts;
	if (boundary.n > 0 && http_parse_multipart(rest, boundary, 20, &a, &parts, &problem)) {
		sound(parts.form, parts.form_n);
		MUST(parts.form_n + parts.file_n <= 20);
	}
	http_accepts_gzip(raw);
	http_etag_match(raw, S("x"));
	arena_release(&a);
	return 0;
}
