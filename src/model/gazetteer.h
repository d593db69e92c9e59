// SPDX-License-Identifier: AGPL-3.0-or-later
// The communes, departments and regions of France, compiled into the binary from data/communes-fr.csv.
// The arrondissements of Paris, Lyon and Marseille are among the communes, by name and postal code only.
#ifndef MAILLE_MODEL_GAZETTEER_H
#define MAILLE_MODEL_GAZETTEER_H

#include "base/str.h"
#include "model/vocab.h"

struct region {
	struct str code, name, key; // "53", "Bretagne", "bretagne"
	double lat, lon;            // centre
};
struct department {
	struct str code, name, key; // "2A", "Corse-du-Sud", "corse-du-sud"
	uint16_t region;
	double lat, lon;
};
struct commune {
	struct str insee, name, folded; // folded: place_key, words with one space between ("saint martin d heres")
	struct str postcodes;           // "44000 44100 44300"
	struct str epci;
	uint32_t population;
	uint16_t department, region;
	float lat, lon; // centre; NAN where the source has none (overseas collectivities)
	uint8_t density; // INSEE grid, 1 (grands centres urbains) to 7 (rural à habitat très dispersé), 0 unknown
	uint8_t rurality; // position in gazetteer_rurality, 0 unknown
	uint8_t qpv_n;   // priority neighbourhoods known
};

uint32_t gazetteer_commune_n(void);
uint16_t gazetteer_department_n(void), gazetteer_region_n(void);
struct commune gazetteer_commune(uint32_t at);
struct department gazetteer_department(uint16_t at);
struct region gazetteer_region(uint16_t at);
const char *gazetteer_density(unsigned class); // "Bourgs ruraux"
// "Les petites polarités mixtes"; "" for towns and where the typology says nothing.
const char *gazetteer_rurality(unsigned class);

int32_t gazetteer_by_insee(struct str insee); // -1 when absent; arrondissements of Paris, Lyon, Marseille give the commune
// Positions of the communes with that postal code, most populous first; returns how many (at most max are written).
size_t gazetteer_by_postcode(struct str code, uint32_t *out, size_t max);
// Communes of that name, most populous first. Case, accents, hyphens, "st" for "saint", "s/" for "sur" and a
// missing article make no difference.
size_t gazetteer_by_name(struct str text, uint32_t *out, size_t max);
// Communes whose name starts so, most populous first; returns how many were written.
size_t gazetteer_by_prefix(struct str text, uint32_t *out, size_t max);
int32_t gazetteer_nearest(double lat, double lon); // commune with the nearest centre, within 30 km; -1
int32_t gazetteer_find_department(struct str text); // code ("29", "2A"), key or name in any spelling; -1
int32_t gazetteer_find_region(struct str text);     // code, key, name or common short name ("PACA"); -1
// A former region ("Picardie", "Limousin") or a province still spoken of ("Anjou") is departments of today; fills out[] and returns how many, 0 when unknown.
size_t gazetteer_former_region(struct str text, uint16_t *departments, size_t max);

double geo_km(double lat1, double lon1, double lat2, double lon2); // great circle, WGS 84 mean radius

#endif
