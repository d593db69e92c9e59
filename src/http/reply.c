// SPDX-License-Identifier: AGPL-3.0-or-later
#include <assert.h>
#include <string.h>

#include "http/internal.h"

// Compressing a page is the handler's choice (`squeeze`). Measured: level 1 takes 1 to 2 µs a kB, so that a page of 46 kB costs
// 158 µs of processor instead of 105, for a third to a ninth of the bytes; level 6 takes four times as long for 2 to 14 %
// less. On a slow line that is worth far more than it costs, and a core still gives thousands of pages a second. It is no
// default, since compressing a secret beside a visitor's own words lets an onlooker guess it by the length (BREACH).
enum { SQUEEZE_MIN = 1400 }; // what fits one packet gains nothing

void http_set(struct http_request *r, struct http_reply *reply, const char *name, struct str value)
{
	assert(str_findc(value, '\r') < 0 && str_findc(value, '\n') < 0);
	for (size_t i = 0; i < reply->header_n && strcmp(name, "Set-Cookie") != 0 && strcmp(name, "Vary") != 0; i++)
		if (str_eqz(reply->headers[i].name, name)) {
			reply->headers[i].value = arena_str(r->arena, value);
			return;
		}
	assert(reply->header_n < sizeof reply->headers / sizeof *reply->headers);
	reply->headers[reply->header_n++] = (struct pair){str_of(name), arena_str(r->arena, value)};
}

void http_redirect(struct http_request *r, struct http_reply *reply, int status, struct str location)
{
	assert(status >= 300 && status < 400);
	reply->status = status;
	http_set(r, reply, "Location", location);
}

static bool inflate_all(struct exchange *x, struct str gz, struct str *out)
{
	if (gz.n < 18)
		return false;
	const unsigned char *tail = (const unsigned char *)gz.p + gz.n - 4; // the plain size (RFC 1952 2.3.1)
	size_t size = (size_t)tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
	z_stream z = {0};
	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return false;
	char *plain = arena_alloc(&x->arena, size + 1);
	z.next_in = (Bytef *)(uintptr_t)gz.p;
	z.avail_in = (uInt)gz.n;
	z.next_out = (Bytef *)plain;
	z.avail_out = (uInt)size + 1;
	bool done = inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == size;
	inflateEnd(&z);
	*out = (struct str){plain, size};
	return done;
}

static bool deflate_all(struct exchange *x, struct str plain, struct str *out)
{
	z_stream *z = &x->deflater;
	if (!x->deflater_ready && deflateInit2(z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	x->deflater_ready = true;
	deflateReset(z);
	size_t most = deflateBound(z, plain.n);
	char *to = arena_alloc(&x->arena, most);
	z->next_in = (Bytef *)(uintptr_t)plain.p;
	z->avail_in = (uInt)plain.n;
	z->next_out = (Bytef *)to;
	z->avail_out = (uInt)most;
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		return false;
	*out = (struct str){to, z->total_out};
	return true;
}

// The bytes to send and how they are coded.
static bool content(struct exchange *x, struct http_reply *reply, struct str *bytes, bool *coded, bool *varies)
{
	bool still = reply->still.p != NULL;
	*bytes = still ? reply->still : buf_str(&reply->body);
	*coded = false;
	*varies = still ? reply->gzip : reply->squeeze;
	bool wants = *varies && http_accepts_gzip(http_header(&x->req, "Accept-Encoding"));
	if (still && reply->gzip) {
		*coded = wants;
		return wants || inflate_all(x, reply->still, bytes);
	}
	if (wants && bytes->n >= SQUEEZE_MIN)
		*coded = deflate_all(x, *bytes, bytes);
	return true;
}

static bool unchanged(struct exchange *x, const struct http_reply *reply)
{
	return reply->etag.n > 0 && reply->status == 200 && x->req.method == HTTP_GET &&
	       http_etag_match(http_header(&x->req, "If-None-Match"), reply->etag);
}

void reply_build(struct exchange *x)
{
	struct http_reply *reply = &x->reply;
	struct str bytes = STR_NONE;
	bool coded = false, varies = false;
	if (unchanged(x, reply)) {
		reply->status = 304;
		varies = reply->still.p != NULL ? reply->gzip : reply->squeeze;
	} else if (!content(x, reply, &bytes, &coded, &varies)) {
		reply->status = 500;
		bytes = S("");
	}
	// The bytes live in the arena or for ever: nothing to copy or free when the response goes.
	struct MHD_Response *r =
		MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)(bytes.n ? bytes.p : ""), MHD_RESPMEM_PERSISTENT);
	if (r == NULL)
		return;
	if (bytes.n > 0)
		MHD_add_response_header(r, "Content-Type", reply->type ? reply->type : "text/html; charset=utf-8");
	if (coded)
		MHD_add_response_header(r, "Content-Encoding", "gzip");
	if (varies)
		MHD_add_response_header(r, "Vary", "Accept-Encoding");
	if (reply->etag.n > 0) {
		// Weak: one mark for the plain and the gzip form.
		struct str mark = arena_printf(&x->arena, "W/\"%.*s\"", STR_ARG(reply->etag));
		MHD_add_response_header(r, "ETag", mark.p);
	}
	for (size_t i = 0; i < reply->header_n; i++)
		MHD_add_response_header(r, reply->headers[i].name.p, reply->headers[i].value.p);
	x->response = r;
}

enum MHD_Result reply_send(struct exchange *x)
{
	if (x->response == NULL)
		return MHD_NO;
	if (atomic_load_explicit(&x->server->stopping, memory_order_relaxed))
		MHD_add_response_header(x->response, "Connection", "close");
	enum MHD_Result sent = MHD_queue_response(x->mhd, (unsigned)x->reply.status, x->response);
	MHD_destroy_response(x->response);
	x->response = NULL;
	return sent;
}
