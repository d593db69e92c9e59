// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON through jansson, and where things stand in it: jansson forgets the lines of what it has read.
#include <string.h>

#include "exchange/codec.h"
#include "exchange/csv.h"

struct str json_as_text(const json_t *v, struct arena *a)
{
	if (v == NULL)
		return STR_NONE;
	switch (json_typeof(v)) {
	case JSON_STRING:
		return (struct str){json_string_value(v), json_string_length(v)};
	case JSON_INTEGER:
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	case JSON_REAL: {
		struct buf b = BUF_IN(a);
		buf_addd(&b, json_real_value(v), 9);
		return buf_str(&b);
	}
	case JSON_TRUE:
		return S("oui");
	case JSON_FALSE:
		return S("non");
	case JSON_ARRAY: {
		struct buf b = BUF_IN(a);
		for (size_t i = 0; i < json_array_size(v); i++) {
			struct str item = json_as_text(json_array_get(v, i), a);
			if (item.n > 0 && b.n > 0)
				buf_addz(&b, "; ");
			buf_add(&b, item);
		}
		return buf_str(&b);
	}
	default:
		return STR_NONE;
	}
}

struct str json_member_text(const json_t *object, const char *key, struct arena *a)
{
	return arena_str(a, json_as_text(json_object_get(object, key), a));
}

const struct err *json_read(struct str bytes, json_t **out)
{
	json_error_t why;
	*out = json_loadb(bytes.p != NULL ? bytes.p : "", bytes.n, JSON_REJECT_DUPLICATES, &why);
	if (*out != NULL)
		return NULL;
	const char *text = "ce JSON est mal formé";
	switch (json_error_code(&why)) {
	case json_error_premature_end_of_input:
		text = "le fichier s’arrête avant la fin de son JSON";
		break;
	case json_error_invalid_utf8:
		text = "ce JSON n’est pas en UTF-8";
		break;
	case json_error_duplicate_key:
		text = "une même clé figure deux fois dans un objet";
		break;
	case json_error_end_of_input_expected:
		text = "du texte suit la fin du JSON";
		break;
	case json_error_numeric_overflow:
		text = "ce nombre est trop grand";
		break;
	case json_error_null_character:
		text = "un caractère nul se trouve dans un texte";
		break;
	default:
		break;
	}
	return err_new(ERR_INPUT, "ligne %d, colonne %d : %s", why.line > 0 ? why.line : 1, why.column > 0 ? why.column : 1,
		       text);
}

static size_t skip_space(struct str s, size_t at)
{
	while (at < s.n && strchr(" \t\r\n", s.p[at]) != NULL)
		at++;
	return at;
}

static size_t skip_string(struct str s, size_t at)
{
	for (at++; at < s.n && s.p[at] != '"'; at++)
		at += s.p[at] == '\\';
	return at + 1;
}

// Past the value at `at`. The text is known to be good JSON.
static size_t skip_value(struct str s, size_t at)
{
	size_t depth = 0;
	do {
		at = skip_space(s, at);
		if (at >= s.n)
			return s.n;
		char c = s.p[at];
		if (c == '"') {
			at = skip_string(s, at);
		} else if (c == '{' || c == '[') {
			depth++;
			at++;
		} else if (c == '}' || c == ']') {
			depth--;
			at++;
		} else if (c == ',' || c == ':') {
			at++;
			continue;
		} else {
			while (at < s.n && strchr(",:]} \t\r\n", s.p[at]) == NULL)
				at++;
		}
	} while (depth > 0);
	return at;
}

static size_t find_member(struct str s, const char *key)
{
	size_t at = skip_space(s, 0) + 1;
	for (;;) {
		at = skip_space(s, at);
		if (at >= s.n || s.p[at] != '"')
			return s.n;
		size_t end = skip_string(s, at);
		bool found = str_eqz(str_sub(s, at + 1, end - at - 2), key);
		at = skip_space(s, end) + 1; // the colon
		if (found)
			return at;
		at = skip_space(s, skip_value(s, at)) + 1;
	}
}

uint32_t *json_lines(struct str text, const char *key, const char *inner, struct arena *a, size_t n)
{
	uint32_t *lines = arena_array(a, n + 1, sizeof *lines), line = 1;
	size_t at = key != NULL ? find_member(text, key) : 0, counted = 0;
	if (inner != NULL)
		at += find_member(str_from(text, at), inner);
	at = skip_space(text, at) + 1;
	for (size_t i = 0; i < n; i++) {
		at = skip_space(text, at);
		for (; counted < at && counted < text.n; counted++)
			line += text.p[counted] == '\n';
		lines[i] = line;
		at = skip_space(text, skip_value(text, at)) + 1;
	}
	return lines;
}
