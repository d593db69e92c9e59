// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of everything that can be asked for.
#include "web/pages.h"

#define GET(path) .http.method = HTTP_GET, .http.pattern = (path)

const struct web_route web_routes[] = {
	{GET("/"), .page = page_home},
	{GET("/a-propos"), .page = page_about},
	{GET("/accessibilite"), .page = page_accessibility},
	{GET("/actions"), .page = page_actions},
	{GET("/actions/{slug}"), .page = page_action},
	{GET("/aide"), .page = page_help},
	{GET("/carte"), .page = page_map},
	{GET("/carte/integree"), .page = page_map_embedded, .framed = true},
	{GET("/carte/integrer"), .page = page_map_snippet},
	{GET("/carte/points.json"), .page = page_points},
	{GET("/donnees"), .page = page_data},
	{GET("/donnees/api"), .page = page_api_guide},
	{GET("/lieux"), .page = page_places},
	{GET("/lieux/{slug}"), .page = page_place},
	{GET("/mentions-legales"), .page = page_legal},
	{GET("/reseaux"), .page = page_networks},
	{GET("/reseaux/{slug}"), .page = page_network},
	{GET("/suggestions"), .page = page_suggestions, .not_kept = true},
	{GET("/sante"), .page = page_health, .one_language = true},
	{GET("/robots.txt"), .page = page_robots, .one_language = true},
	{GET("/favicon.ico"), .page = page_static, .one_language = true},
	{GET("/static/{hash}/{file}"), .page = page_static, .one_language = true},
	{.http.pattern = NULL},
};
