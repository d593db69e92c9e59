// SPDX-License-Identifier: AGPL-3.0-or-later
// The child's side: loads libvips, raises the walls, and only then reads a byte of what was sent.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "picture/confine.h"
#include "picture/vips.h"
#include "picture/wire.h"

enum { QUALITY = 78, EFFORT = 4 };
static const int widths[PICTURE_SIZE_MAX] = {320, 640, 1280};

static struct str read_all(void)
{
	size_t max = PICTURE_BYTES_MAX + 1, n = 0;
	char *to = mem_alloc(max);
	while (n < max) {
		ssize_t got = read(0, to + n, max - n);
		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		n += got > 0 ? (size_t)got : 0;
	}
	return (struct str){to, n};
}

static void write_all(const void *bytes, size_t n)
{
	for (const char *p = bytes; n > 0;) {
		ssize_t done = write(1, p, n);
		if (done < 0 && errno != EINTR)
			_exit(1);
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
}

// The three formats we take, by libvips' loaders that are held against hostile files; whatever else it can read, it shall not.
static void allow_loaders(const struct vips *v)
{
	v->block("VipsForeignLoad", VIPS_YES);
	v->block("VipsForeignLoadJpeg", VIPS_NO);
	v->block("VipsForeignLoadPng", VIPS_NO);
	v->block("VipsForeignLoadWebp", VIPS_NO);
	v->concurrency_set(1);
	v->cache_set_max(0);
}

// Only the head of the file is read here.
static uint32_t measure(const struct vips *v, const vips_image *sent)
{
	int64_t w = v->width(sent), h = v->height(sent);
	return w * h > PICTURE_PIXELS_MAX ? VERDICT_LARGE : w < PICTURE_SIDE_MIN || h < PICTURE_SIDE_MIN ? VERDICT_SMALL : VERDICT_MADE;
}

// Upright, sRGB, at most the largest size, in memory; NULL when it cannot be read to its end.
static vips_image *largest(const struct vips *v, vips_image *sent)
{
	vips_image *lazy = NULL, *made = NULL;
	int width = widths[PICTURE_SIZE_MAX - 1];
	if (v->thumbnail_image(sent, &lazy, width, "height", 2 * width, "size", VIPS_DOWN, "export_profile", "srgb", NULL) == 0) {
		made = v->in_memory(lazy);
		v->unref(lazy);
	}
	return made;
}

static bool make_size(const struct vips *v, vips_image *from, int width, struct wire_head *head, struct str *bytes)
{
	vips_image *at = NULL;
	void *made = NULL;
	size_t n = 0;
	if (v->thumbnail_image(from, &at, width, "height", 2 * width, "size", VIPS_DOWN, NULL) != 0)
		return false;
	// What was written beside the picture is left behind by the parent: the "strip" of 8.14 keeps some of it in WebP.
	bool fine = v->webpsave_buffer(at, &made, &n, "Q", QUALITY, "effort", EFFORT, NULL) == 0;
	uint32_t w = (uint32_t)v->width(at);
	if (fine && (head->n == 0 || w > head->sizes[head->n - 1].width)) {
		*bytes = (struct str){made, n};
		head->sizes[head->n].width = w;
		head->sizes[head->n].height = (uint32_t)v->height(at);
		head->sizes[head->n++].bytes = (uint32_t)n;
	}
	v->unref(at);
	return fine;
}

static void make(const struct vips *v, struct str sent, struct wire_head *head, struct str bytes[PICTURE_SIZE_MAX])
{
	vips_image *opened =
		v->from_buffer(sent.p, sent.n, "", "access", VIPS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
	head->verdict = opened != NULL ? measure(v, opened) : VERDICT_BROKEN;
	if (head->verdict != VERDICT_MADE)
		return;
	vips_image *from = largest(v, opened);
	bool fine = from != NULL;
	for (size_t i = 0; fine && i < PICTURE_SIZE_MAX; i++)
		fine = make_size(v, from, widths[i], head, &bytes[head->n]);
	if (!fine) {
		head->verdict = VERDICT_BROKEN;
		head->n = 0;
	}
}

int picture_worker(void)
{
	struct vips v;
	struct wire_head head = {.magic = WIRE_MAGIC, .verdict = VERDICT_NO_LIBRARY};
	struct str bytes[PICTURE_SIZE_MAX] = {0};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	bool loaded = vips_load(&v);
	if (loaded)
		allow_loaders(&v);
	head.walls = confine(WALL_ALL);
	struct str sent = read_all();
	if (loaded)
		make(&v, sent, &head, bytes);
	write_all(&head, sizeof head);
	for (size_t i = 0; i < head.n; i++)
		write_all(bytes[i].p, bytes[i].n);
	_exit(0); // nothing of the libraries' own farewells
}
