// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages of the API share: replies in JSON, and the shape of each answer, said once for its description
// (openapi.c). An API page is a function here and a row in routes.c that names its answer.
#ifndef MAILLE_WEB_API_H
#define MAILLE_WEB_API_H

#include "app/ask.h"
#include "base/json.h"
#include "web/web.h"

web_page page_api_action;
web_page page_api_actions;
web_page page_api_changes;
web_page page_api_network;
web_page page_api_networks;
web_page page_api_openapi;
web_page page_api_place;
web_page page_api_place_confirm;
web_page page_api_place_post;
web_page page_api_place_put;
web_page page_api_places;
web_page page_api_suggestions;
web_page page_export;

// One member of an object on the wire. type: string, integer, number, boolean, date, uri, or the name of a shape (with a
// capital); [] before it: a list; first of all ?: may be null, !: may be absent.
struct api_member {
	const char *name, *type;
	const char *help; // in French, a gettext msgid
};
struct api_shape {
	const char *name;
	const struct api_member *members; // ended by a NULL name
};
extern const struct api_shape api_shapes[]; // ended by a NULL name

struct api_answer {
	const char *type;  // media type
	const char *shape; // NULL: not described member by member
};
extern const struct api_answer api_answer_action, api_answer_atom, api_answer_changes, api_answer_actions, api_answer_network, api_answer_networks,
	api_answer_openapi, api_answer_place, api_answer_written, api_answer_places, api_answer_suggestions, api_answer_health, api_answer_csv,
	api_answer_geojson, api_answer_jsonld, api_answer_mednum, api_answer_native;

// The parameters of a search, facets aside: those are facet_param's. Checked by ask_read, described by openapi.c.
extern const struct http_param search_params[];
extern const struct http_param suggestion_params[];
extern const struct http_param change_params[];
// The closed vocabulary that a facet takes its codes from; false: its codes are the network's own.
bool api_facet_vocab(enum facet f, enum vocab *v);

// Call when the body is written: type, caching, and a mark over what the body holds from `from` on.
void api_done(struct page *p, size_t from);
// {"erreur": "…", "statut": 404}
void api_error(struct page *p, int status, struct str sentence);
// Reads the search; false when a 400 was answered, in JSON or as a page.
bool api_ask(struct page *p, bool json, struct search_ask *ask, struct answer *answer);

void api_text(struct json_writer *w, const char *key, struct str value); // null when empty
void api_date(struct json_writer *w, const char *key, struct date d);    // null when unknown
void api_int(struct json_writer *w, const char *key, int64_t i);
void api_bool(struct json_writer *w, const char *key, bool b);
void api_num(struct json_writer *w, const char *key, double d); // null when unknown
void api_list(struct json_writer *w, const char *key);
// "https://exemple.org/lieux/konk-ar-lab"
void api_link(struct json_writer *w, struct page *p, const char *before, struct str slug);
// A place in few words: slug, nom, commune, code_postal, latitude, longitude, url. The object stays open.
void api_place_open(struct json_writer *w, struct page *p, const struct place *place);

#endif
