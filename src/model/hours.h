// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening hours. They are written as OpenStreetMap's opening_hours ("Mo-Fr 09:00-12:00,14:00-18:00; Sa off"); a part of
// that language is a week that a form can hold and that can be said in words. The rest is kept as it is.
#ifndef MAILLE_MODEL_HOURS_H
#define MAILLE_MODEL_HOURS_H

#include "base/arena.h"

enum { HOURS_DAYS = 8, HOURS_HOLIDAY = 7, HOURS_RANGES = 4 }; // Monday first; the last is for public holidays

struct hours_range {
	uint16_t from, to; // minutes since midnight; `to` may be of the next day (up to 2880), midnight at the end is 1440
};
struct hours_day {
	struct hours_range ranges[HOURS_RANGES];
	uint8_t n;
	bool told;        // the text speaks of this day; a day of the week that it does not speak of is closed
	bool appointment; // by appointment, within the ranges when there are some
};
struct hours {
	struct hours_day days[HOURS_DAYS];
};

// False when the text is not of the part that a form can hold.
bool hours_read(struct str osm, struct hours *out);
// What hours_read reads back as the same week; days alike stand together. Nothing for a week of which nothing is told.
void hours_write(const struct hours *h, struct buf *out);
// Whether it may be OpenStreetMap's at all: known words, times that exist.
bool hours_plausible(struct str osm);

// "9:00", "9h", "9 h 30", "09:30" of a form; false when it is no time of day. 24:00 is one.
bool hours_time(struct str s, uint16_t *minutes);

// In words, a row for days that are alike: "lundi à vendredi", "9 h – 12 h et 14 h – 18 h". None when it is not of our part.
struct hours_row {
	struct str days, times;
};
size_t hours_words(struct str osm, struct arena *a, struct hours_row **out);
const char *hours_day_name(unsigned day); // "lundi" …, "jours fériés"; pass it through tr()

#endif
