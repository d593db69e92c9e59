// SPDX-License-Identifier: AGPL-3.0-or-later
// Codecs: bytes in, places out. Nothing here opens a file, a database or a socket.
#ifndef MAILLE_EXCHANGE_CODEC_H
#define MAILLE_EXCHANGE_CODEC_H

#include <jansson.h>

#include "base/vec.h"
#include "exchange/record.h"

// Reads a file of any form that is known with the mapping that is guessed for it (see mapping.h): the native format (one
// document, or a line a place), the ANCT's label files, #MapLabBZH, the 2019 census, any CSV, JSON list or GeoJSON.
// `key` names the source when the file does not. A text of no known form is ERR_INPUT with line and column, in French;
// a record that cannot be taken is a refusal in *out. All lives in the arena.
const struct err *exchange_read(struct str bytes, struct str key, struct arena *a, struct record_set *out);

// Title, publisher, licence and date of the sources that ship with the product; false leaves *out alone.
bool source_known(struct str key, struct source *out);

// --- for the codecs themselves ---

struct codec {
	struct arena *arena;
	struct record_set *out;
	struct str text; // the whole file as UTF-8, to say where
	VEC(struct record) records;
	VEC(struct refusal) refusals;
	VEC(struct refusal) warnings;
	VEC(struct record_tie) ties; // of the record being read
};

void codec_refuse(struct codec *c, uint32_t line, struct str column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
// Something of a record was left aside or replaced; the record is taken.
void codec_warn(struct codec *c, uint32_t line, struct str column, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void codec_tie(struct codec *c, struct record_tie tie);
// Adds the record with the ties said since the last one. Without a name or with an impossible position it is refused.
void codec_add(struct codec *c, struct record r);
// Two records of one file never share an identifier: the second is the file's mistake.
void codec_check_identifiers(struct codec *c);
// Moves what was gathered into *out and lets go of the rest.
void codec_finish(struct codec *c);
// The position, when both are numbers; 0,0 is unknown. Refuses the record when they are none.
bool codec_position(struct codec *c, uint32_t line, struct str lat, struct str lon, struct place *p);
// The families that a free text names ("Espace de coworking, fablab"); TYPE_OTHER when it says something else.
uint8_t types_from_text(struct str text);

// A JSON value as text: numbers and booleans as files write them, lists joined by "; ", null "".
struct str json_as_text(const json_t *v, struct arena *a);
struct str json_member_text(const json_t *object, const char *key, struct arena *a);
const struct err *json_read(struct str bytes, json_t **out);
// Where the elements of the list stand that `key` (and within it `inner`) holds in the document; NULL: the document is
// the list. As many lines as there are elements.
uint32_t *json_lines(struct str text, const char *key, const char *inner, struct arena *a, size_t n);

struct csv;
void read_labels(struct codec *c, const json_t *features, const uint32_t *lines);
void read_bretagne(struct codec *c, const json_t *features, const uint32_t *lines);
const struct err *read_census(struct codec *c, const struct csv *t);
const struct err *read_native(struct codec *c, const json_t *root, struct str key);
const struct err *read_native_lines(struct codec *c, struct str key);

#endif
