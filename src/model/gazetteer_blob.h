// SPDX-License-Identifier: AGPL-3.0-or-later
// How the gazetteer lies in the binary: written by tools/gazetteer.c at build, read in place by gazetteer.c.
// Numbers are the machine's own; the build machine and the target share their byte order.
#ifndef MAILLE_MODEL_GAZETTEER_BLOB_H
#define MAILLE_MODEL_GAZETTEER_BLOB_H

#include "base/str.h"

enum { BLOB_MAGIC = 0x4D475A31, BLOB_CELLS_PER_DEGREE = 20 };

struct blob_head {
	uint32_t magic;
	uint32_t commune_n, key_n, post_n, cell_n, area_n; // area_n: departments, then regions
	uint32_t communes, keys, posts, cells, areas, pool; // where each array starts
};
struct blob_commune { // sorted by INSEE code
	char insee[5];
	uint8_t density, rurality, qpv_n;
	uint32_t population;
	float lat, lon; // NAN when unknown
	uint32_t name, folded, postcodes, epci; // in the pool, NUL-terminated
	uint8_t department, region;
	uint16_t postcodes_n; // bytes
	uint8_t name_n, folded_n, epci_n, unused;
};
struct blob_key { // a name to look up by, sorted by text, then most populous first
	uint32_t text, population;
	uint16_t commune;
	uint8_t n;
	uint8_t second; // not the full name: without its article
};
struct blob_post { // sorted by code, then most populous first
	uint32_t code;
	uint16_t commune, unused;
};
struct blob_cell { // sorted by cell
	uint32_t cell;
	uint16_t commune, unused;
};
struct blob_area {
	float lat, lon;
};

// The two lists of areas, written by hand from the official geographic code.
struct area {
	const char *code, *name, *key;
	const char *region; // its code; of a region, its own
	float lat, lon;     // where no commune tells; 0 otherwise
};
extern const struct area departments[], regions[];
extern const uint16_t department_n, region_n;

enum { DENSITY_N = 8, RURALITY_N = 11 }; // 0 is unknown
extern const char *const density_names[DENSITY_N], *const rurality_names[RURALITY_N];

// The one form in which names are compared: folded, everything but letters and digits as one space, st and ste
// spelled out, "s/" as sur. Returns its length, at most max - 1.
size_t place_key(struct str text, char *out, size_t max);
// The part of a key after its article ("le havre" → "havre"); the key itself when it has none.
struct str place_key_bare(struct str key);

static inline uint32_t blob_cell_of(double lat, double lon)
{
	uint32_t row = (uint32_t)((lat + 90) * BLOB_CELLS_PER_DEGREE), column = (uint32_t)((lon + 180) * BLOB_CELLS_PER_DEGREE);
	return row << 16 | column;
}

#endif
