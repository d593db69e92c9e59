// SPDX-License-Identifier: AGPL-3.0-or-later
// A small HTTP server over libmicrohttpd: routes in a table, one arena a request.
// A handler of GET answers from memory, in the thread that serves many connections; those of other methods, and of routes
// that say so (`slow`), run on threads of their own and may wait. Nothing here knows what the product is.
#ifndef MAILLE_HTTP_HTTP_H
#define MAILLE_HTTP_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

// HTTP_NONE: a method of which we know nothing, only ever seen by on_error (405).
enum http_method { HTTP_NONE, HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE }; // HEAD is answered as GET without its body

// One file of a multipart form. The name is what the browser said: never use it as a path.
struct http_file {
	struct str field, name, type, bytes;
};

struct http_request {
	struct arena *arena; // freed after the reply was sent
	enum http_method method;
	struct str path;   // decoded; empty when it cannot be
	struct str target; // path and query as they came
	const struct pair *query; // decoded, well-formed UTF-8 without NUL, in the order they came
	size_t query_n;
	const struct pair *form; // POST of application/x-www-form-urlencoded or multipart/form-data
	size_t form_n;
	const struct http_file *files; // of multipart/form-data
	size_t file_n;
	struct str body; // of any other content type, as it came
	const struct pair *captures; // {name} parts of the route's pattern
	size_t capture_n;
	const struct http_route *route; // NULL while no route was found
	const char *problem;            // why it is refused, a sentence for a person; may be NULL: see on_error
	void *native;                   // the server's own
	void *user;                     // http_config.user
};

// The first value of that name; the empty slice with p NULL when absent. Header and cookie values are bytes as
// they came, maybe not UTF-8.
struct str http_query(const struct http_request *r, const char *name);
struct str http_form(const struct http_request *r, const char *name);
struct str http_capture(const struct http_request *r, const char *name);
struct str http_header(const struct http_request *r, const char *name);
struct str http_cookie(const struct http_request *r, const char *name);
// From where it comes, as text that is the same for all of one house's machines (an address, or a /56 of IPv6): behind a proxy
// (http_config.proxies), whom its X-Forwarded-For names last. Empty when unknown.
struct str http_peer(const struct http_request *r);
// The first non-blank value as a number (a decimal comma will do); false and *out left alone when absent or not a
// number. Bounds are http_param_check's.
bool http_query_i64(const struct http_request *r, const char *name, int64_t *out);
bool http_query_double(const struct http_request *r, const char *name, double *out);

struct http_reply {
	int status;         // 200 unless set
	const char *type;   // "text/html; charset=utf-8" unless set
	struct buf body;    // in the request's arena
	struct str still;   // instead of body: bytes that outlive the server (embedded files)
	bool gzip;          // `still` holds gzip data; the server sends it to clients that accept it and inflates for others
	bool squeeze;       // compress `body` for clients that accept it. Not for pages that mix a secret with what a visitor typed
	struct str etag;    // the content's own mark, without quotes; a client that has it gets 304
	struct pair headers[16];
	size_t header_n;
};

// Sets a header, in place of one of that name (cookies and Vary add up). The value is copied into the request's arena; CR and LF in it are a bug (asserted).
void http_set(struct http_request *r, struct http_reply *reply, const char *name, struct str value);
void http_redirect(struct http_request *r, struct http_reply *reply, int status, struct str location);

typedef void http_handler(struct http_request *, struct http_reply *);

// What a parameter of a route may hold: read by validation, the API description and the help.
enum http_kind { HTTP_TEXT, HTTP_INT, HTTP_NUMBER, HTTP_CHOICE };
struct http_param {
	const char *name;
	enum http_kind kind;
	bool repeatable;
	double min, max;            // of numbers, both 0 for no bounds; of a text, max is its length in characters (0: any)
	const char *const *choices; // NULL-terminated, for HTTP_CHOICE
	const char *help;           // in French, a gettext msgid
};

struct http_route {
	enum http_method method;
	const char *pattern; // "/lieux/{slug}": a capture is one whole segment
	http_handler *handle;
	int permission; // the product's own number, for the product's own check
	const struct http_param *params; // ended by a NULL name
	size_t body_max;                 // bytes accepted; 0 refuses any body
	bool slow;                       // GET: the handler may wait, for the database or whatever it asks
	const char *help;                // in French, a gettext msgid
};

// Holds the query against the table (ended by a NULL name): false at the first bad value, with a sentence that names the
// parameter, its value and what is accepted. Blank values count as absent, unknown parameters are ignored.
bool http_param_check(const struct http_request *r, const struct http_param *params, struct arena *a, struct str *problem);

// Machines whose X-Forwarded-For is believed.
struct http_network {
	unsigned char address[16]; // IPv4 as ::ffff:192.0.2.1
	int bits;                  // of the 128, those that count
};
struct http_proxies {
	const struct http_network *networks;
	size_t n;
};
// Of "10.0.0.5, 10.1.0.0/16, fd00::/8"; ERR_INPUT with the one that cannot be read.
const struct err *http_proxies_read(struct str text, struct arena *a, struct http_proxies *out);

struct http_config {
	const char *listen;           // "127.0.0.1:8080", "[::1]:0", port 0 takes a free one
	unsigned threads;             // 0: eight, or one a processor if there are more; each serves up to 125 connections
	const struct http_route *routes; // ended by a NULL pattern
	// Whether the handler may wait for this very GET, though its route does not say so (who is signed in is looked up).
	bool (*may_wait)(const struct http_request *);
	// Before the handler: permission, language (set from Accept-Language until then). False: the reply is already made.
	bool (*before)(struct http_request *, struct http_reply *);
	// After every reply was made, errors and redirects too: security headers.
	void (*after)(struct http_request *, struct http_reply *);
	// Makes the page for an error status (400, 404, 405, 411, 413, 414, 415, 500, 503), with r->problem when there is more to
	// say. NULL: a line of plain text.
	void (*on_error)(struct http_request *, struct http_reply *, int status);
	struct http_proxies proxies; // nobody unless set; outlives the server
	void *user;
	unsigned header_seconds, body_seconds, idle_seconds; // deadlines; 0 takes 10, 60 and 30
	// Handlers that may wait: how many run at once, and how many requests wait for that; more get 503. 0 takes 128 and 256
	unsigned workers_max, waiting_max;
	size_t large_bytes; // memory for large bodies and replies under way, one is always let through; more get 503. 0 takes 128 MB
};

struct http_server;
const struct err *http_start(const struct http_config *config, struct http_server **out);
unsigned http_port(const struct http_server *s); // the one really bound
void http_stop(struct http_server *s);           // waits for the requests under way, and to the end of every handler that runs

#endif
