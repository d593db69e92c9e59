// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of everything that can be asked for.
#include "web/pages.h"

#define GET(path) .http.method = HTTP_GET, .http.pattern = (path)

const struct web_route web_routes[] = {
	{GET("/"), .page = page_home},
	{GET("/lieux"), .page = page_places},
	{GET("/lieux/{slug}"), .page = page_place},
	{GET("/sante"), .page = page_health, .one_language = true},
	{GET("/robots.txt"), .page = page_robots, .one_language = true},
	{GET("/favicon.ico"), .page = page_static, .one_language = true},
	{GET("/static/{hash}/{file}"), .page = page_static, .one_language = true},
	{.http.pattern = NULL},
};
