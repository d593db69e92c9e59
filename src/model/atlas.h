// SPDX-License-Identifier: AGPL-3.0-or-later
// The network as values: every place, with what it is tied to. The store reads it from the database, the
// search index and the pages stand on it. Ties are positions in the atlas's own arrays, not database ids.
#ifndef MAILLE_MODEL_ATLAS_H
#define MAILLE_MODEL_ATLAS_H

#include "base/arena.h"
#include "base/map.h"
#include "base/time.h"
#include "model/vocab.h"

enum { NONE = -1 };

struct source { // where facts come from
	int64_t id;
	struct str key;     // "fabriques-de-territoire-2024"
	struct str title, publisher, licence, url;
	struct date date;   // as of
	uint32_t place_n;
};
struct label {
	int64_t id;
	struct str key, name, about; // "fabrique-de-territoire", "Fabrique de territoire"
};
struct action { // a sub-action of the two-level vocabulary; a category that stands alone has one action of its name
	int64_t id;
	struct str key, name, category_key, category, about;
};
struct network { // a network or a consortium
	int64_t id;
	struct str key, name, about, url;
	bool consortium;
	int32_t lead;       // place, or NONE
	struct str lead_name; // when the lead is not a place of the atlas
	uint32_t *members;  // places, by name
	uint32_t member_n;
};
struct org {
	int64_t id;
	struct str key, name;
	int8_t holder_kind; // enum holder_kind, or NONE
};

// What ties a place to something keeps who told it: `source` is a position in the atlas, as everywhere below.
struct place_label {
	uint16_t label;
	uint16_t source;
	struct date date;
};
struct engagement {
	uint16_t action;
	uint16_t source;
	uint8_t stage; // enum stage
	struct date since;
	struct str note;
};
struct membership {
	uint16_t network;
	uint16_t source;
	bool lead;
	struct str role; // "accompagnement des collectifs artistiques"
};
struct tie { // a structure that holds the place or works with it
	uint32_t org;
	uint16_t source;
	bool holder;    // porteuse
	int8_t partner_kind; // enum partner_kind of a partner, or NONE
	struct str note;     // "médiation numérique depuis 2015"
};
struct origin { // what a source calls the place
	uint16_t source;
	struct str identifier;
	struct date date;
};
enum place_state { PLACE_OPEN, PLACE_CLOSED };

struct place {
	int64_t id;
	struct str slug, name, other_names; // other names, "; " between them: searched like the name
	struct str address, postcode, commune, insee; // insee is "" when unknown
	struct str summary, description;    // description is Markdown
	struct str website, document;       // document: the presentation file
	struct str phone, email, hours;     // email is the team's, never published; hours as OpenStreetMap writes them
	struct str pivot;                   // SIRET or RNA of the structure that holds the place
	struct str videos, criteria;        // addresses, one a line; "code: text" a line (enum criterion)
	int32_t commune_at; // position in the gazetteer, or NONE
	double lat, lon;    // WGS 84 degrees; NAN when unknown
	bool at_centre;     // the point is only the commune's centre
	uint8_t types;      // bit 1 << enum place_type
	uint8_t qpv, digital; // enum tri: in a priority neighbourhood; "fabrique numérique"
	uint8_t state;      // enum place_state
	int16_t holder_since; // year since the holder exists, 0 unknown
	struct date confirmed;    // when it was last confirmed
	uint16_t confirmed_by;    // source, when confirmed is known

	struct place_label *labels;      // by label
	struct engagement *engagements;  // by action
	struct membership *memberships;  // by network
	struct tie *ties;                // holders first
	struct origin *origins;          // by source
	uint16_t label_n, engagement_n, membership_n, tie_n, origin_n;
};

struct atlas {
	struct arena arena; // owns all below
	struct place *places;   // by id
	struct source *sources;
	struct label *labels;
	struct action *actions; // by category, then as the vocabulary lists them
	struct network *networks;
	struct org *orgs;
	uint32_t place_n, source_n, label_n, action_n, network_n, org_n;
	struct map slugs;   // slug → place; addresses that a place had before lead to it too (its slug then differs), and those of
	                    // places that were merged into it. Places that are gone stand nowhere else
	int64_t change;     // number of the last change it holds
};

void atlas_free(struct atlas *a); // NULL is fine
// NULL when absent; by an old address the place has another slug: send the visitor there.
const struct place *atlas_place(const struct atlas *a, struct str slug);
const struct place *atlas_place_by_id(const struct atlas *a, int64_t id); // NULL when absent
int32_t atlas_network(const struct atlas *a, struct str key);            // NONE when absent
int32_t atlas_action(const struct atlas *a, struct str key);
int32_t atlas_label(const struct atlas *a, struct str key);
int32_t atlas_source(const struct atlas *a, struct str key);
// The territory of a place: rural or urban from its commune's density, NONE when unknown. QPV is apart.
int place_territory(const struct place *p);
// Nobody has confirmed it for eighteen months, or ever. Of a date that is only known in part, its last month counts.
enum { DORMANT_MONTHS = 18 };
bool place_dormant(const struct place *p, struct date today);

#endif
