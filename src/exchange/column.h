// SPDX-License-Identifier: AGPL-3.0-or-later
// What a column is taken for: by its name (heading.c), by its values (value.c), and what of it names a person (personal.c).
#ifndef MAILLE_EXCHANGE_COLUMN_H
#define MAILLE_EXCHANGE_COLUMN_H

#include "exchange/mapping.h"

enum heading_kind {
	HEADING_UNKNOWN,
	HEADING_TARGET,   // a name for something that we keep
	HEADING_NOTHING,  // a name for something that we do not keep: an image, a SIREN, a department
	HEADING_PERSONAL, // a name for what belongs to a person
};
struct heading {
	enum heading_kind kind;
	const char *target; // key of a mapping_target
	uint8_t confidence;
};
struct heading heading_read(struct str name, struct arena *a);
// The words of a name as comparisons see them: "NOM_du_lieu" is "nom lieu", "codePostal" is "code postal".
struct str heading_words(struct str name, struct arena *a);
bool heading_has(struct str words, const char *word); // one of them

// What a cell looks like; a cell may look like several.
enum look {
	LOOK_URL = 1 << 0,
	LOOK_MAIL = 1 << 1,
	LOOK_PHONE = 1 << 2,
	LOOK_POSTCODE = 1 << 3,
	LOOK_INSEE = 1 << 4,
	LOOK_LAT = 1 << 5,
	LOOK_LON = 1 << 6,
	LOOK_METRES = 1 << 7, // a coordinate of a projection
	LOOK_POINT = 1 << 8,  // both coordinates in one
	LOOK_DATE = 1 << 9,
	LOOK_HOURS = 1 << 10, // opening hours, in any words
	LOOK_COMMUNE = 1 << 11,
	LOOK_STREET = 1 << 12,
	LOOK_TYPES = 1 << 13,
	LOOK_PERSON = 1 << 14,
	LOOK_NUMBER = 1 << 15,
	LOOK_YESNO = 1 << 16,
	LOOK_WORD = 1 << 17, // a single word of letters
	LOOK_CODE = 1 << 18, // one long word with digits in it: a key of some database
	LOOK_PIVOT = 1 << 19, // fourteen digits, or W and nine
	LOOKS = 20,
};
unsigned value_look(struct str cell, struct arena *scratch);
// The town of "35000 Rennes", "Rennes (35000)", "Rennes"; the code goes into *code (may be NULL), which stays when there is none.
struct str value_town(struct str s, struct str *code);
bool value_empty(struct str cell); // "", "-", "NC", "null", "non renseigné" …

struct column_looks {
	size_t n;       // cells that say something, of those looked at
	size_t looks[LOOKS];
	double distinct, length; // share of different values; mean characters
};
struct column_looks column_look(const struct table *t, size_t column, struct arena *a);
double column_share(const struct column_looks *c, enum look look); // 0 to 1

// --- personal.c ---

bool personal_mail(struct str mail);   // at a provider of private mail boxes, or prenom.nom@
bool personal_phone(struct str phone); // a mobile: 06, 07
bool personal_name(struct str text);   // "Mme Jeanne Martin", "MARTIN Jeanne"
// The text without the mail addresses and mobile numbers that belong to persons; *left_out counts them.
struct str personal_strip(struct str text, struct arena *a, unsigned *left_out);

// --- position.c ---

// Both coordinates as files write them in one cell: "48.1,-1.6", "[-1.6, 48.1]", "POINT(-1.6 48.1)", a GeoJSON point.
// In which order they stand is told by the form; a plain pair is latitude first unless only the other order is in France.
bool position_pair(struct str cell, double *lat, double *lon);
// One of them in degrees, minutes and seconds, 48°07'03.4"N; the other is NAN.
bool position_degrees(struct str cell, double *lat, double *lon);
enum projection { PROJECTION_NONE, PROJECTION_LAMBERT93, PROJECTION_MERCATOR };
void position_from_lambert93(double x, double y, double *lat, double *lon); // RGF93, EPSG:2154
void position_from_mercator(double x, double y, double *lat, double *lon);  // EPSG:3857
bool position_in_france(double lat, double lon); // overseas too, with some water around

// Opening hours in French words as OSM syntax, appended; `day` is 0 to 6 when the column is one day's, else -1. False, and
// nothing is appended, when any of it is not understood.
bool hours_from_words(struct str text, int day, struct buf *out);
int hours_day(struct str word); // "lundi", "lun", folded: 0; -1 when it is no day

// The families that a text names, by whole phrases of the trade; what it says besides is counted in *unknown.
uint8_t kinds_read(struct str text, unsigned *unknown);

#endif
