// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing the product's own exchange format; codec.h reads it.
#ifndef MAILLE_EXCHANGE_NATIVE_H
#define MAILLE_EXCHANGE_NATIVE_H

#include "base/json.h"
#include "exchange/record.h"

// One place as an object of "lieux"; its identifier is its slug.
void native_write_place(const struct atlas *atlas, const struct place *p, struct json_writer *w);
void native_write_source(const struct source *source, struct json_writer *w);
// All that stands before "lieux": version, source, labels, actions, networks, structures. The object stays open.
void native_write_head(const struct atlas *atlas, const struct source *source, struct json_writer *w);

#endif
