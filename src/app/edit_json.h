// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef MAILLE_APP_EDIT_JSON_H
#define MAILLE_APP_EDIT_JSON_H

#include "app/edit.h"

// What the body of a request wishes: {"champs": {"telephone": "…", "typologie": ["fablab"], "site_web": null},
// "actions": [{"action": "…", "etape": "fait", "depuis": "2021", "note": "…"}], "ferme": false}. Fields that are not named stay as
// they are, null empties; an action whose stage is null ends. False says why in the language of the thread.
bool edit_from_json(struct str body, struct arena *a, struct item **items, size_t *n, struct str *problem);

#endif
