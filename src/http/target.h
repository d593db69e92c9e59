// SPDX-License-Identifier: AGPL-3.0-or-later
// What a request's target and a form's body say: pure functions, bytes in, values out.
#ifndef MAILLE_HTTP_TARGET_H
#define MAILLE_HTTP_TARGET_H

#include "http/http.h"

enum { HTTP_TARGET_MAX = 16 * 1024, HTTP_QUERY_MAX = 256, HTTP_FORM_MAX = 1000 };

struct http_target {
	struct str path;           // decoded; "/" inside a segment cannot be told from one between two: route by segments
	struct str raw_path;       // as it came, without the query
	struct str raw_query;      // without its "?"
	const struct str *segments; // decoded one by one, so that %2F stays inside
	size_t segment_n;
	bool slash; // ends in "/" (and is not "/" alone)
	const struct pair *query;
	size_t query_n;
};

// Reads an origin-form or absolute-form target (RFC 9112 3.2). 0 when it is fine; else the status to answer (400 or 414)
// with *problem a sentence for a person, and what could be read of the path and the query, so that the page which says so
// can be the right one and keep the form. What comes out points into `raw` and the arena.
int http_parse_target(struct str raw, struct arena *a, struct http_target *out, const char **problem);

// Reads application/x-www-form-urlencoded. False with *problem when it has over `max` fields or one is malformed; the
// others are read all the same.
bool http_parse_form(struct str raw, size_t max, struct arena *a, const struct pair **out, size_t *n,
	const char **problem);

// The boundary of a multipart/form-data content type (RFC 2046 5.1.1); empty when there is none that is well formed.
struct str http_boundary(struct str content_type, struct arena *a);
// Reads multipart/form-data (RFC 7578). Fields and files are counted together against `max`.
struct http_multipart {
	const struct pair *form;
	size_t form_n;
	const struct http_file *files;
	size_t file_n;
};
bool http_parse_multipart(struct str raw, struct str boundary, size_t max, struct arena *a, struct http_multipart *out,
	const char **problem);

// Whether an Accept-Encoding header allows gzip (RFC 9110 12.5.3). An absent header (p NULL) does not.
bool http_accepts_gzip(struct str header);
// Whether an If-None-Match header names this mark, compared weakly (RFC 9110 13.1.2).
bool http_etag_match(struct str header, struct str etag);

#endif
