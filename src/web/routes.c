// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of everything that can be asked for.
#include "base/i18n.h"
#include "web/api.h"
#include "web/pages.h"

#define GET(path) .http.method = HTTP_GET, .http.pattern = (path)
#define POST(path, bytes) .http.method = HTTP_POST, .http.pattern = (path), .http.body_max = (bytes)
// What machines read: the address, what it is, the page, its parameters, its answer.
#define API(path, says, function, takes, gives)                                                                       \
	{GET(path), .http.help = (says), .http.params = (takes), .page = (function), .answer = &api_answer_##gives, \
	 .one_language = true}
#define FILE(path, says, gives) \
	{GET(path), .http.slow = true, .http.help = (says), .http.params = search_params, .page = page_export, .answer = &api_answer_##gives, \
	 .not_kept = true}

const struct web_route web_routes[] = {
	{GET("/"), .page = page_home},
	{GET("/a-propos"), .page = page_about},
	{GET("/accessibilite"), .page = page_accessibility},
	{GET("/actions"), .page = page_actions},
	{GET("/actions/{slug}"), .page = page_action},
	{GET("/aide"), .page = page_help},
	{GET("/arret/{jeton}"), .http.slow = true, .page = page_stop, .not_kept = true},
	{POST("/arret/{jeton}", 4 * 1024), .page = page_stop_post, .open_post = true},
	{GET("/avis/{jeton}"), .http.slow = true, .page = page_notice, .not_kept = true},
	{GET("/carte"), .page = page_map},
	{GET("/carte/integree"), .page = page_map_embedded, .framed = true},
	{GET("/carte/integrer"), .page = page_map_snippet},
	{GET("/carte/points.json"), .page = page_points, .max_age = 60},
	{GET("/compte/mes-donnees"), .page = page_my_data, .may = MAY_PERSON, .not_kept = true},
	{GET("/compte/mes-donnees.json"), .http.slow = true, .page = page_my_data_file, .may = MAY_PERSON, .not_kept = true},
	{POST("/compte/partir", 4096), .page = page_leave, .may = MAY_PERSON},
	{GET("/compte/suivis"), .http.slow = true, .page = page_follows, .may = MAY_PERSON, .not_kept = true},
	{POST("/compte/suivis", 4 * 1024), .page = page_follows_post, .may = MAY_PERSON},
	{GET("/donnees"), .page = page_data},
	{GET("/donnees/api"), .page = page_api_guide},
	{GET("/images/{id}/{largeur}"), .http.slow = true, .page = page_image, .one_language = true},
	{GET("/lieux"), .page = page_places},
	{GET("/lieux/{slug}"), .http.slow = true, .page = page_place},
	{GET("/lieux/{slug}/changements.atom"), .http.slow = true, .page = page_place_feed, .max_age = 300},
	{GET("/lieux/{slug}/ecrire"), .http.slow = true, .page = page_contact, .not_kept = true},
	{POST("/lieux/{slug}/ecrire", 64 * 1024), .page = page_contact_post},
	{GET("/messages/{jeton}"), .http.slow = true, .page = page_contact_link, .not_kept = true},
	{POST("/messages/{jeton}", 64 * 1024), .page = page_contact_link_post},
	{GET("/lieux/{slug}/photos"), .http.slow = true, .page = page_photos, .may = MAY_TEAM, .not_kept = true},
	{POST("/lieux/{slug}/photos", 16 << 20), .page = page_photos, .may = MAY_TEAM},
	{GET("/mentions-legales"), .page = page_legal},
	{GET("/reseaux"), .page = page_networks},
	{GET("/reseaux/{slug}"), .page = page_network},
	{GET("/suivre"), .http.slow = true, .page = page_follow, .may = MAY_PERSON, .not_kept = true},
	{POST("/suivre", 8 * 1024), .page = page_follow_post, .may = MAY_PERSON},
	{GET("/suggestions"), .page = page_suggestions, .not_kept = true},
	{GET("/vie-privee"), .page = page_privacy},
	{GET("/lieux.atom"), .http.help = N_("Ce qui change dans une recherche, pour un lecteur de flux (RFC 4287)"), .http.params = search_params,
	 .http.slow = true, .page = page_feed, .answer = &api_answer_atom, .one_language = true, .not_kept = true},
	FILE("/lieux-excel.csv", N_("Les lieux d’une recherche, pour un double-clic dans Excel"), csv),
	FILE("/lieux.csv", N_("Les lieux d’une recherche, pour un tableur"), csv),
	FILE("/lieux.geojson", N_("Les lieux d’une recherche, pour une carte (RFC 7946)"), geojson),
	FILE("/lieux.json", N_("Les lieux d’une recherche, au format de Maille"), native),
	FILE("/lieux.jsonld", N_("Les lieux d’une recherche, en vocabulaire schema.org"), jsonld),
	FILE("/lieux-mednum.csv", N_("Les lieux d’une recherche, au schéma des lieux de médiation numérique v1.0.2"), mednum),
	API("/api/v1/lieux", N_("Chercher des lieux"), page_api_places, search_params, places),
	API("/api/v1/lieux/{slug}", N_("Un lieu, tous ses faits et leurs sources"), page_api_place, NULL, place),
	API("/api/v1/actions", N_("Les actions, par catégorie, et combien de lieux à chaque étape"), page_api_actions, NULL, actions),
	API("/api/v1/actions/{slug}", N_("Une action, et qui la mène, la commence ou la veut"), page_api_action, NULL, action),
	API("/api/v1/reseaux", N_("Les réseaux et les consortiums"), page_api_networks, NULL, networks),
	API("/api/v1/reseaux/{slug}", N_("Un réseau, ses membres et leurs rôles"), page_api_network, NULL, network),
	{GET("/api/v1/changements"), .http.help = N_("Le journal public : tout ce qui a changé, dans l’ordre"), .http.params = change_params,
	 .http.slow = true, .page = page_api_changes, .answer = &api_answer_changes, .one_language = true},
	API("/api/v1/suggestions", N_("Compléter ce que quelqu’un tape"), page_api_suggestions, suggestion_params, suggestions),
	API("/api/v1/openapi.json", N_("Cette description"), page_api_openapi, NULL, openapi),
	API("/sante", N_("Le service va-t-il bien"), page_health, NULL, health),
	{GET("/robots.txt"), .page = page_robots, .one_language = true},
	{GET("/favicon.ico"), .page = page_static, .one_language = true},
	{GET("/static/{hash}/{file}"), .page = page_static, .one_language = true},
	{.http.pattern = NULL},
};
