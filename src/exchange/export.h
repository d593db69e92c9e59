// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing places for others: values in, bytes out. Each format carries the sources and licences of what it holds.
#ifndef MAILLE_EXCHANGE_EXPORT_H
#define MAILLE_EXCHANGE_EXPORT_H

#include "base/json.h"
#include "model/atlas.h"

enum export_format { EXPORT_CSV, EXPORT_EXCEL, EXPORT_GEOJSON, EXPORT_JSONLD, EXPORT_MEDNUM, EXPORT_NATIVE, EXPORT_COUNT };

struct export_kind {
	const char *code;   // "csv"
	const char *suffix; // ".csv": what follows "lieux" in addresses and file names
	const char *type;   // media type
};
extern const struct export_kind export_kinds[EXPORT_COUNT];

struct export {
	const struct atlas *atlas;
	const uint32_t *places; // positions in the atlas, in the order wanted
	size_t n;
	struct str origin; // "https://exemple.org": what links to places begin with; "" leaves them out
	struct date date;  // the day of the export
};

// Appends the file. *left_out (NULL is fine) counts the places that the format cannot legally hold: LaMednum asks for a
// street, a commune, a postal code and a date. The other formats hold every place.
void export_write(enum export_format f, const struct export *e, struct buf *out, size_t *left_out);

// --- for the writers themselves ---

void export_csv(const struct export *e, struct buf *out);
void export_excel(const struct export *e, struct buf *out); // the same table, as a double click in a French Excel wants it
void export_geojson(const struct export *e, struct buf *out);
void export_jsonld(const struct export *e, struct buf *out);
void export_mednum(const struct export *e, struct buf *out, size_t *left_out);
void export_native(const struct export *e, struct buf *out);

// A cell of text, quoted where the delimiter, a quote or a line end asks for it. A text that a spreadsheet would take
// for a formula gets an apostrophe in front (OWASP, "CSV injection").
void csv_text(struct buf *out, struct str s, char delimiter);
// Which sources told something of the places exported: as many bools as the atlas has sources.
bool *export_sources(const struct export *e, struct arena *a);
// "https://exemple.org/lieux/konk-ar-lab"; "" without an origin.
struct str export_link(const struct export *e, const struct place *p, struct arena *a);
// Names of where the place is; "" when its commune is not known.
struct str export_department(const struct place *p);
struct str export_region(const struct place *p);
// Names of the commune's density and rurality classes; "" when unknown.
struct str export_density(const struct place *p), export_rurality(const struct place *p);
// One member of an object, left out when it is empty.
void export_pair(struct json_writer *w, const char *key, struct str value);
void export_date(struct json_writer *w, const char *key, struct date d);
void export_opening_hours(const struct place *p, struct json_writer *w); // schema.org's
// What a place does and where it belongs, as objects; `action` and `network` are the name or the key, as the format has it.
void export_engagement(struct json_writer *w, struct str action, const struct engagement *g);
void export_membership(struct json_writer *w, struct str network, const struct membership *m);

#endif
