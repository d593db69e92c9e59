// SPDX-License-Identifier: AGPL-3.0-or-later
// The mails around proposals. Within jobs; texts are written in the reader's language.
#ifndef MAILLE_APP_SUGGESTION_MAIL_H
#define MAILLE_APP_SUGGESTION_MAIL_H

#include "app/outbox.h"
#include "app/suggestion.h"

// To those whose turn it is; `late`: because nobody answered before them. Moves s->scope on while nobody is there.
const struct err *suggestion_tell_deciders(struct db *d, const struct atlas *atlas, struct proposed *s, bool late, struct arena *a);
// To who asked, of the decision. Nothing when they are a file, or have no address left.
const struct err *suggestion_tell_author(struct db *d, const struct atlas *atlas, const struct proposed *s,
					 const struct seal_key *key, struct str slug, struct arena *a);
// The items as facts of a letter: "Téléphone", "02 … au lieu de 03 …".
void suggestion_say_items(struct letter *l, const struct atlas *atlas, const struct proposed *s);

#endif
