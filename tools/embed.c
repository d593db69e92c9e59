// SPDX-License-Identifier: AGPL-3.0-or-later
// embed OUT.c OUT.bin [NAME FILE]...: one blob of all files and the table that base/embed.c looks them up in.
// Texts are stored as gzip -9 so that they can be sent as they are; fonts and pictures are packed already, and
// catalogues are read in place.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"
#include "base/vec.h"

struct entry {
	const char *name, *path;
	size_t at, stored, size;
	uint64_t hash;
	bool gzip;
};

static const struct {
	const char *ending, *type;
	bool text;
} types[] = {
	{".css", "text/css; charset=utf-8", true},
	{".js", "text/javascript; charset=utf-8", true},
	{".mjs", "text/javascript; charset=utf-8", true},
	{".json", "application/json", true},
	{".topojson", "application/json", true},
	{".geojson", "application/geo+json", true},
	{".csv", "text/csv; charset=utf-8", true},
	{".txt", "text/plain; charset=utf-8", true},
	{".md", "text/markdown; charset=utf-8", true},
	{".html", "text/html; charset=utf-8", true},
	{".sql", "text/plain; charset=utf-8", true},
	{".svg", "image/svg+xml", true},
	{".xml", "application/xml", true},
	{".webmanifest", "application/manifest+json", true},
	{".woff2", "font/woff2", false},
	{".png", "image/png", false},
	{".jpg", "image/jpeg", false},
	{".webp", "image/webp", false},
	{".ico", "image/x-icon", false},
	{".mo", "application/octet-stream", false},
};

static const char *type_of(struct str name, bool *text)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ends(name, str_of(types[i].ending))) {
			*text = types[i].text;
			return types[i].type;
		}
	*text = false;
	return "application/octet-stream";
}

static const struct err *pack(struct str plain, struct buf *out)
{
	z_stream z = {0};
	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return err_new(ERR_IO, "zlib does not start");
	size_t most = deflateBound(&z, plain.n);
	buf_reserve(out, most);
	z.next_in = (Bytef *)plain.p;
	z.avail_in = (uInt)plain.n;
	z.next_out = (Bytef *)out->p + out->n;
	z.avail_out = (uInt)most;
	int status = deflate(&z, Z_FINISH);
	out->n += z.total_out;
	deflateEnd(&z);
	return status == Z_STREAM_END ? NULL : err_new(ERR_IO, "zlib status %d", status);
}

static const struct err *add(struct entry *e, struct buf *blob)
{
	const struct err *err = NULL;
	struct buf plain = {0}, packed = {0};
	bool text;
	type_of(str_of(e->name), &text);
	TRY(file_read(e->path, 256u << 20, &plain));
	struct str s = buf_str(&plain);
	e->size = s.n;
	e->hash = str_hash(s) & 0xFFFFFFFFFFFFu;
	if (text) {
		TRY(pack(s, &packed));
		e->gzip = packed.n < s.n;
		if (e->gzip)
			s = buf_str(&packed);
	}
	while (blob->n % 16 != 0)
		buf_addc(blob, '\0');
	e->at = blob->n;
	e->stored = s.n;
	buf_add(blob, s);
done:
	buf_release(&plain);
	buf_release(&packed);
	return err;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void write_table(struct buf *out, const struct entry *e, size_t n, const char *blob_path)
{
	buf_addf(out, "// Made by the embed tool.\n#include \"base/embed.h\"\n\n"
		      "extern const char embed_blob[];\nextern const struct embed_file embed_files[];\n"
		      "extern const size_t embed_files_n;\n"
		      "__asm__(\".section .rodata.embed,\\\"a\\\",@progbits\\n.balign 16\\n.global embed_blob\\n\"\n"
		      "\t\".hidden embed_blob\\nembed_blob:\\n.incbin \\\"%s\\\"\\n.byte 0\\n.previous\\n\");\n\n"
		      "const struct embed_file embed_files[] = {\n", blob_path);
	for (size_t i = 0; i < n; i++) {
		bool text;
		const char *type = type_of(str_of(e[i].name), &text);
		buf_addf(out, "\t{\"%s\", \"%s\", {embed_blob + %zu, %zu}, %s, %zu, \"%012" PRIx64 "\"},\n", e[i].name, type,
			 e[i].at, e[i].stored, e[i].gzip ? "true" : "false", e[i].size, e[i].hash);
	}
	buf_addf(out, "\t{0}, // an empty list is still a table\n};\nconst size_t embed_files_n = %zu;\n", n);
}

static const struct err *write_file(const char *path, struct str s)
{
	FILE *f = fopen(path, "wb");
	if (f == NULL || (s.n > 0 && fwrite(s.p, 1, s.n, f) != s.n) || fclose(f) != 0)
		return err_errno("cannot write %s", path);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc % 2 == 0) {
		fprintf(stderr, "usage: embed OUT.c OUT.bin [NAME FILE]...\n");
		return 2;
	}
	const struct err *err = NULL;
	VEC(struct entry) list = {0};
	struct buf blob = {0}, table = {0};
	for (int i = 3; i < argc; i += 2) {
		struct entry e = {.name = argv[i], .path = argv[i + 1]};
		TRY(add(&e, &blob));
		vec_push(&list, e);
	}
	if (list.n > 0)
		qsort(list.v, list.n, sizeof *list.v, by_name);
	for (size_t i = 1; i < list.n; i++)
		if (strcmp(list.v[i - 1].name, list.v[i].name) == 0) {
			err = err_new(ERR_USAGE, "%s is listed twice", list.v[i].name);
			goto done;
		}
	write_table(&table, list.v, list.n, argv[2]);
	TRY(write_file(argv[2], buf_str(&blob)));
	TRY(write_file(argv[1], buf_str(&table)));
done:
	if (err != NULL)
		fprintf(stderr, "embed: %s\n", err_text(err));
	vec_free(&list);
	buf_release(&blob);
	buf_release(&table);
	int status = err != NULL;
	err_free(err);
	return status;
}
