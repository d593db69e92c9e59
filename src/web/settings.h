// SPDX-License-Identifier: AGPL-3.0-or-later
// What the host of this site says of itself, read from the environment: see settings.c for the names.
#ifndef MAILLE_WEB_SETTINGS_H
#define MAILLE_WEB_SETTINGS_H

#include "base/arena.h"
#include "base/str.h"

enum setting {
	SETTING_PUBLISHER,    // MAILLE_EDITEUR: who answers for the site
	SETTING_CONTACT,      // MAILLE_CONTACT: mail address or web page to write to
	SETTING_HOST,         // MAILLE_HEBERGEUR: name and address of who runs the machine
	SETTING_TILES,        // MAILLE_TUILES: "https://…/{z}/{x}/{y}.png"; the map's base is our own outlines without it
	SETTING_TILES_CREDIT, // MAILLE_TUILES_CREDIT: what their licence asks to be shown
	SETTING_BOUNCES,      // MAILLE_REBONDS: what a mail server says to hand over delivery reports, 16 characters at least
	SETTING_PROXIES,      // MAILLE_MANDATAIRE: addresses and networks whose X-Forwarded-For is believed; this machine without it
	SETTING_COUNT
};

struct str settings_get(enum setting s); // "" when unset
const char *settings_name(enum setting s);
// The origin of the tiles ("https://tuiles.exemple.org", "https://*.exemple.org" for several servers named by {s}), for
// the security policy; "" without tiles.
struct str settings_tiles_origin(struct arena *a);

#endif
