// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/settings.h"

#include <assert.h>
#include <stdlib.h>

static const char *const names[SETTING_COUNT] = {
	[SETTING_PUBLISHER] = "MAILLE_EDITEUR", [SETTING_CONTACT] = "MAILLE_CONTACT", [SETTING_HOST] = "MAILLE_HEBERGEUR",
	[SETTING_TILES] = "MAILLE_TUILES",      [SETTING_TILES_CREDIT] = "MAILLE_TUILES_CREDIT",
	[SETTING_BOUNCES] = "MAILLE_REBONDS",   [SETTING_PROXIES] = "MAILLE_MANDATAIRE",
};

const char *settings_name(enum setting s)
{
	assert(s < SETTING_COUNT);
	return names[s];
}

struct str settings_get(enum setting s)
{
	return str_trim(str_of(getenv(settings_name(s))));
}

struct str settings_tiles_origin(struct arena *a)
{
	struct str url = settings_get(SETTING_TILES);
	if (!str_starts(url, S("https://")) && !str_starts(url, S("http://")))
		return STR_NONE;
	size_t n = (size_t)str_find(url, S("//")) + 2;
	while (n < url.n && url.p[n] != '/')
		n++;
	for (size_t i = 0; i < n; i++) // it goes into a header: no room for a second directive
		if (url.p[i] <= ' ' || url.p[i] == ';' || url.p[i] == ',')
			return STR_NONE;
	struct str origin = str_sub(url, 0, n), rest = origin, scheme = str_cut(rest, '{', &rest);
	if (str_ends(scheme, S("//")) && str_starts(rest, S("s}."))) // Leaflet puts a, b or c there
		return arena_printf(a, "%.*s*%.*s", STR_ARG(scheme), STR_ARG(str_from(rest, 2)));
	return str_findc(origin, '{') < 0 ? origin : STR_NONE;
}
