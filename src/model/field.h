// SPDX-License-Identifier: AGPL-3.0-or-later
// What a place's facts are, said once: forms, validation, imports, exports, the API's description and the
// index read this table.
#ifndef MAILLE_MODEL_FIELD_H
#define MAILLE_MODEL_FIELD_H

#include "base/arena.h"
#include "model/atlas.h"

enum field_type {
	FIELD_TEXT,  // one line: struct str
	FIELD_LONG,  // Markdown: struct str
	FIELD_URL,   // struct str
	FIELD_REAL,  // double
	FIELD_YEAR,  // int16_t
	FIELD_DATE,  // struct date
	FIELD_TRI,   // uint8_t, enum tri
	FIELD_TYPES, // uint8_t, bits
	FIELD_URLS,  // web addresses, one a line: struct str
	FIELD_PARTS, // texts named by a vocabulary, "code: text" a line: struct str
};
enum field_who { WHO_ANYONE, WHO_MEMBER, WHO_TEAM, WHO_ANIMATOR };
enum field_form { FORM_FREE, FORM_POSTCODE, FORM_INSEE, FORM_PHONE, FORM_MAIL, FORM_HOURS, FORM_PIVOT }; // how a FIELD_TEXT must look

struct field {
	const char *name;  // in C
	const char *key;   // on the wire; LaMednum's where it has one
	const char *label; // in French, a gettext msgid
	enum field_type type;
	size_t offset;     // in struct place
	uint32_t max;      // characters of a text, of each part of FIELD_PARTS; 0 has no meaning for the type
	double least, most; // of numbers
	bool required;
	uint8_t weight;    // of its words in search: 0 not searched … 10 the name; only texts have one
	enum field_who see, change;
	bool personal;      // may lead to a person: the privacy page names it, imports leave it out
	enum field_form form;
	enum vocab parts;  // of FIELD_PARTS: what names them
};

extern const struct field place_fields[];
extern const size_t place_field_n;
const struct field *field_find(struct str key); // NULL when absent

// Reads a value as a person or a file wrote it into p; an empty text is "unknown". False leaves p alone and says why
// in French in *problem (a sentence without the field's name). Texts are squeezed, FIELD_LONG keeps its lines, a URL
// without a scheme gets https://. Numbers may have a decimal comma; dates may be 31/12/2024 or carry a time of day;
// types are codes or names between | or ; or commas. What is kept lives in the arena.
bool field_read(const struct field *f, struct str text, struct arena *a, struct place *p, struct str *problem);
// Writes the value as files have it ("" when unknown): what field_read reads back as the same value.
void field_write(const struct field *f, const struct place *p, struct buf *out);
// Whether nothing is known of it, and whether two places have the same value.
bool field_empty(const struct field *f, const struct place *p);
bool field_same(const struct field *f, const struct place *a, const struct place *b);
// Copies the value as it is: texts stay where they live.
void field_copy(const struct field *f, struct place *to, const struct place *from);
// Whether the field is kept as a text (struct str).
bool field_is_text(const struct field *f);
// One part of a FIELD_PARTS value; "" when it has none.
struct str field_part(struct str value, struct str code);
// A place of which nothing is known: no position, no commune. Start every new place with it.
struct place place_none(void);

#endif
