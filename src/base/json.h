// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing JSON into a buffer. Reading is jansson's work, in the rooms that read.
#ifndef MAILLE_BASE_JSON_H
#define MAILLE_BASE_JSON_H

#include "base/str.h"

// Commas and nesting are kept by the writer: json_open(w,'{'); json_key(w,S("nom")); json_str(w,nom); json_close(w,'}');
struct json_writer {
	struct buf *out;
	bool comma; // a comma is due before the next item
};

void json_open(struct json_writer *w, char bracket);  // '{' or '['
void json_close(struct json_writer *w, char bracket); // '}' or ']'
void json_key(struct json_writer *w, struct str key);
void json_str(struct json_writer *w, struct str s);   // escapes also < > & so that it may stand in a <script>
void json_strn(struct json_writer *w, struct str s);  // null when empty
void json_int(struct json_writer *w, int64_t i);
void json_num(struct json_writer *w, double d, int decimals); // null when not finite
void json_bool(struct json_writer *w, bool b);
void json_nothing(struct json_writer *w); // null; jansson owns the name json_null

#endif
