// SPDX-License-Identifier: AGPL-3.0-or-later
// Of when a file is, as far as the file itself says so.
#ifndef MAILLE_EXCHANGE_DATING_H
#define MAILLE_EXCHANGE_DATING_H

#include "exchange/mapping.h"

enum dated_by {
	DATED_NOT,    // it does not say
	DATED_FILE,   // the file says it of itself
	DATED_COLUMN, // the latest date of a column that tells when places were confirmed
	DATED_NAME,   // its name: "paca-2022.csv", "lieux_2024-03.csv", "export-20240131.json"
};
// Never a day after `today`. *column is that column's name, else empty.
enum dated_by table_dated(const struct table *t, const struct mapping *m, struct str name, struct date today, struct date *out, struct str *column);

#endif
