// SPDX-License-Identifier: AGPL-3.0-or-later
// multipart/form-data (RFC 7578), read whole from memory: the body was already held to its route's limit.
#include "base/i18n.h"
#include "base/utf8.h"
#include "http/target.h"

struct part {
	struct str name, file, type;
	bool has_file;
};

static bool malformed(const char **problem)
{
	*problem = tr("L’envoi est incomplet ou abîmé : essayez de nouveau.");
	return false;
}

// The parameter `name` of a header's value ("form-data; name=\"x\""); p NULL when absent. Browsers percent-encode
// quotes inside (HTML, multipart encoding), and a backslash is itself.
static struct str param(struct str value, struct str name)
{
	str_cut(value, ';', &value);
	while (value.p != NULL) {
		ptrdiff_t eq = str_findc(value, '=');
		if (eq < 0)
			break;
		struct str key = str_trim(str_sub(value, 0, (size_t)eq)), got;
		value = str_trim(str_from(value, (size_t)eq + 1));
		if (str_starts(value, S("\""))) {
			struct str rest;
			got = str_cut(str_from(value, 1), '"', &rest);
			if (rest.p == NULL)
				break;
			str_cut(rest, ';', &value);
		} else {
			got = str_trim(str_cut(value, ';', &value));
		}
		if (str_ieq(key, name))
			return got.p ? got : S("");
	}
	return STR_NONE;
}

struct str http_boundary(struct str content_type, struct arena *a)
{
	struct str kind = str_trim(str_sub(content_type, 0, sizeof "multipart/form-data" - 1));
	if (!str_ieq(kind, S("multipart/form-data")))
		return STR_NONE;
	struct str b = param(content_type, S("boundary"));
	if (b.n == 0 || b.n > 70)
		return STR_NONE;
	return arena_printf(a, "\r\n--%.*s", STR_ARG(b));
}

// Reads a part's headers; what follows their empty line is left in *rest.
static bool part_headers(struct str *rest, struct part *part)
{
	*part = (struct part){0};
	for (;;) {
		ptrdiff_t end = str_find(*rest, S("\r\n"));
		if (end < 0 || end > 8192)
			return false;
		struct str value, line = str_sub(*rest, 0, (size_t)end);
		*rest = (struct str){rest->p + end + 2, rest->n - (size_t)end - 2};
		if (line.n == 0)
			return part->name.p != NULL;
		struct str name = str_cut(line, ':', &value);
		if (str_ieq(name, S("Content-Disposition"))) {
			part->name = param(value, S("name"));
			part->file = param(value, S("filename"));
			part->has_file = part->file.p != NULL;
		} else if (str_ieq(name, S("Content-Type"))) {
			part->type = str_trim(value);
		}
	}
}

bool http_parse_multipart(struct str raw, struct str boundary, size_t max, struct arena *a, struct http_multipart *out,
	const char **problem)
{
	*out = (struct http_multipart){0};
	*problem = NULL;
	struct pair *form = arena_array(a, max, sizeof *form);
	struct http_file *files = arena_array(a, max, sizeof *files);
	struct str rest = raw;
	struct str first = str_from(boundary, 2); // the first one may open the body, without a line break before it
	if (str_starts(rest, first)) {
		rest = (struct str){rest.p + first.n, rest.n - first.n};
	} else {
		ptrdiff_t at = str_find(rest, boundary);
		if (at < 0)
			return malformed(problem);
		rest = (struct str){rest.p + at + boundary.n, rest.n - (size_t)at - boundary.n};
	}
	out->form = form;
	out->files = files;
	while (!str_starts(rest, S("--"))) {
		struct part part;
		if (!str_starts(rest, S("\r\n")))
			return malformed(problem);
		rest = (struct str){rest.p + 2, rest.n - 2};
		if (!part_headers(&rest, &part))
			return malformed(problem);
		ptrdiff_t end = str_find(rest, boundary);
		if (end < 0)
			return malformed(problem);
		struct str bytes = {rest.p, (size_t)end};
		rest = (struct str){rest.p + end + boundary.n, rest.n - (size_t)end - boundary.n};
		if (out->form_n + out->file_n == max) {
			*problem = tr("Il y a trop de champs ou de critères à la fois : enlevez-en quelques-uns.");
			return false;
		}
		if (!utf8_valid(part.name) || !utf8_valid(part.file) || !utf8_valid(part.type) ||
		    (!part.has_file && !utf8_valid(bytes))) {
			*problem = tr("Certains caractères sont illisibles : ils doivent être écrits en UTF-8.");
			return false;
		}
		if (part.has_file)
			files[out->file_n++] = (struct http_file){part.name, part.file, part.type, bytes};
		else
			form[out->form_n++] = (struct pair){part.name, bytes};
	}
	return true;
}
