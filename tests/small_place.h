// SPDX-License-Identifier: AGPL-3.0-or-later
// A network of two places, known from two files, for tests of what people change.
#ifndef MAILLE_TESTS_SMALL_PLACE_H
#define MAILLE_TESTS_SMALL_PLACE_H

#include "app/edit.h"
#include "engine.h"

// Opened to serve, with "konk-ar-lab" (id 1: a fablab in Concarneau, its address and point known) and "la-quincaille"
// (id 2: only its commune, Sainte-Marie), actions "tricot" and "impression", label "fabrique", network "bretagne",
// and persons 1 to 3 (the first is an administrator).
struct app *small_place_open(struct engine *e);
struct actor small_actor(struct app *app, int64_t person, struct arena *a);
// Changes place 1 as that person; -1 in `seen` takes the number of the last change.
struct edit_answer small_edit(struct app *app, int64_t person, int64_t seen, const struct item *items, size_t n, struct arena *a);
// The value of a field or another thing of place 1 now.
const char *small_now(struct app *app, enum item_kind kind, const char *key, struct arena *a);
// The integer that a statement of that (unique) name gives, and running a script: what no use case shows or does.
int64_t small_number(struct app *app, const char *name, const char *sql);
void small_run(struct app *app, const char *sql);

#define ITEM(kind_, key_, value_) {.kind = ITEM_##kind_, .key = str_of(key_), .value = str_of(value_)}
#define ITEMS(...) ((struct item[]){__VA_ARGS__}), (sizeof((struct item[]){__VA_ARGS__}) / sizeof(struct item))

#endif
