// SPDX-License-Identifier: AGPL-3.0-or-later
// Which fact a column tells: its name proposes, its values decide, and then the columns are seen together.
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/guess.h"

struct guesses {
	struct guess *list;
	size_t n;
};

// --- the columns together ---

static struct guess *best(struct guesses *all, const char *target, const struct guess *but)
{
	struct guess *found = NULL;
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (g != but && guess_is(g, target) && (found == NULL || g->confidence > found->confidence))
			found = g;
	}
	return found;
}

static bool holder_words(const struct guess *g)
{
	return heading_has(g->words, "structure") || heading_has(g->words, "organisme") || heading_has(g->words, "association") ||
	       heading_has(g->words, "organisation") || heading_has(g->words, "raison") || heading_has(g->words, "sociale");
}

// Beside a column of first names, "nom" is a person's unless it cannot be.
static void settle_persons(struct guesses *all)
{
	bool firsts = false;
	for (size_t i = 0; i < all->n; i++)
		firsts |= heading_has(all->list[i].words, "prenom") || heading_has(all->list[i].words, "firstname");
	for (size_t i = 0; firsts && i < all->n; i++) {
		struct guess *g = &all->list[i];
		bool bare = str_eqz(g->words, "nom") || str_eqz(g->words, "name");
		if (guess_is(g, "nom") && bare && (best(all, "nom", g) != NULL || guess_share(g, LOOK_WORD) >= 0.6)) {
			guess_leave(g);
			g->personal = true;
		}
	}
}

// One column names the place. Of several, the one that says "lieu"; what says "structure" then names who holds it.
static void settle_names(struct guesses *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (!guess_is(g, "nom"))
			continue;
		if (heading_has(g->words, "lieu") || heading_has(g->words, "tl") || heading_has(g->words, "fablab"))
			g->confidence += 5;
		else if (heading_has(g->words, "enseigne"))
			g->confidence += 2;
		else if (holder_words(g))
			g->confidence -= 6;
		else if (heading_has(g->words, "title") || heading_has(g->words, "name") || heading_has(g->words, "lib"))
			g->confidence -= 3;
	}
	struct guess *name = best(all, "nom", NULL);
	bool held = best(all, "porteuse", NULL) != NULL;
	for (size_t i = 0; name != NULL && i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (!guess_is(g, "nom") || g == name)
			continue;
		if (holder_words(g) && !holder_words(name) && !held && g->looks.n > 0 && !heading_has(g->words, "enseigne"))
			guess_take(g, "porteuse", 50);
		else
			guess_leave(g);
	}
	if (name != NULL && all->n == 1 && name->confidence < 75) // "nom: Le Hangar" heads no table
		guess_leave(name);
	// An English "label" is a name when nothing else is.
	struct guess *label = best(all, "label", NULL);
	if (name == NULL && label != NULL && str_eqz(label->words, "label") && label->looks.distinct >= 0.8)
		guess_take(label, "nom", 60);
}

// A file whose columns have names of no language: the first that holds short, varied texts.
static void find_name(struct guesses *all)
{
	for (size_t i = 0; i < all->n && all->n > 1 && best(all, "nom", NULL) == NULL; i++) {
		struct guess *g = &all->list[i];
		bool text = g->looks.n > 0 && g->looks.distinct >= 0.8 && g->looks.length >= 4 && g->looks.length <= 80 &&
			    guess_share(g, LOOK_NUMBER) < 0.2 && guess_share(g, LOOK_URL) < 0.2 && guess_share(g, LOOK_MAIL) < 0.2 &&
			    guess_share(g, LOOK_PERSON) < 0.3 && guess_share(g, LOOK_COMMUNE) < 0.6 && guess_share(g, LOOK_STREET) < 0.4 &&
			    guess_share(g, LOOK_DATE) < 0.2 && guess_share(g, LOOK_PHONE) < 0.2 && guess_share(g, LOOK_POINT) < 0.2;
		if (text && g->target == NULL && !g->personal && g->heading.kind == HEADING_UNKNOWN)
			guess_take(g, "nom", 40);
	}
}

static void keep_best_only(struct guesses *all, const char *target)
{
	struct guess *first = best(all, target, NULL);
	for (size_t i = 0; first != NULL && i < all->n; i++)
		if (guess_is(&all->list[i], target) && &all->list[i] != first)
			guess_leave(&all->list[i]);
}

static void settle_repeats(struct guesses *all)
{
	static const char *const single[] = {"identifiant", "precision", "date_maj", "porteuse", "porteuse_nature"};
	for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
		keep_best_only(all, single[i]);
	// What only its values speak for gives way to what is called so.
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		const struct guess *first = g->target != NULL ? best(all, g->target, NULL) : NULL;
		bool adds = guess_is(g, "label") || guess_is(g, "reseau"); // each tells of its own
		if (first != NULL && first != g && !adds && g->confidence < 70 && first->confidence - g->confidence >= 10)
			guess_leave(g);
	}
	bool street = best(all, "rue", NULL) != NULL || best(all, "adresse", NULL) != NULL;
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (guess_is(g, "numero") && best(all, "rue", NULL) == NULL && best(all, "type_voie", NULL) == NULL && !street)
			guess_leave(g);
		if (guess_is(g, "numero") && (str_eqz(g->words, "n") || str_eqz(g->words, "no") || str_eqz(g->words, "numero") ||
					str_eqz(g->words, "num")) && best(all, "rue", NULL) == NULL)
			guess_leave(g); // a row's number
	}
}

// Where one of the pair holds the other's values, the other holds its.
static void settle_swap(struct guesses *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct guess *a = &all->list[i];
		bool lat = a->heading.target != NULL && strcmp(a->heading.target, "latitude") == 0 && guess_is(a, "longitude");
		bool lon = a->heading.target != NULL && strcmp(a->heading.target, "longitude") == 0 && guess_is(a, "latitude");
		for (size_t k = 0; (lat || lon) && k < all->n; k++) {
			struct guess *b = &all->list[k];
			bool pair = b != a && guess_is(b, lat ? "longitude" : "latitude") && b->heading.target != NULL &&
				    strcmp(b->heading.target, lat ? "longitude" : "latitude") == 0 && guess_share(b, lat ? LOOK_LAT : LOOK_LON) >= 0.5;
			if (!pair)
				continue;
			guess_take(a, b->target, 80);
			guess_take(b, lat ? "latitude" : "longitude", 80);
			return;
		}
	}
}

// Half a position is none.
static void settle_position(struct guesses *all)
{
	for (size_t i = 0; i < all->n; i++) { // near the equator "y" alone says nothing: its "x" does
		struct guess *g = &all->list[i];
		bool y = str_eqz(g->words, "y") || str_eqz(g->words, "coord y");
		if (y && g->target == NULL && guess_share(g, LOOK_NUMBER) >= 0.8 && best(all, "longitude", NULL) != NULL &&
		    best(all, "latitude", NULL) == NULL)
			guess_take(g, "latitude", 60);
	}
	struct guess *lat = best(all, "latitude", NULL), *lon = best(all, "longitude", NULL);
	if (lat != NULL && lon == NULL && lat->confidence < 60)
		guess_leave(lat);
	if (lon != NULL && lat == NULL && lon->confidence < 60)
		guess_leave(lon);
}

static struct str fingerprint(const struct table *t, struct arena *a)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < t->column_n; i++)
		sum += str_hash(t->columns[i]) * 0x9E3779B97F4A7C15u;
	return arena_printf(a, "%016llx", (unsigned long long)sum);
}

static void add_examples(const struct table *t, size_t at, struct mapped_column *c)
{
	for (size_t i = 0; i < t->row_n && c->example_n < MAPPING_EXAMPLES; i++) {
		struct str v = utf8_clip(str_trim(t->rows[i].cells[at]), 80);
		bool known = value_empty(v) || personal_mail(v) || personal_phone(v);
		for (unsigned k = 0; k < c->example_n && !known; k++)
			known = str_eq(c->examples[k], v);
		if (!known)
			c->examples[c->example_n++] = v;
	}
}

void mapping_guess(const struct table *t, struct arena *a, struct mapping *out)
{
	struct guesses all = {arena_array(a, t->column_n, sizeof *all.list), t->column_n};
	for (size_t i = 0; i < all.n; i++) {
		struct guess *g = &all.list[i];
		*g = (struct guess){.heading = heading_read(t->columns[i], a), .looks = column_look(t, i, a),
				    .words = heading_words(t->columns[i], a)};
		g->personal = g->heading.kind == HEADING_PERSONAL;
		if (g->heading.kind == HEADING_TARGET) {
			guess_take(g, g->heading.target, g->heading.confidence);
			guess_fit(g);
		} else if (g->heading.kind == HEADING_UNKNOWN) {
			guess_by_values(g);
		}
	}
	settle_swap(&all);
	settle_persons(&all);
	settle_names(&all);
	settle_repeats(&all);
	settle_position(&all);
	find_name(&all);
	*out = (struct mapping){.fingerprint = fingerprint(t, a), .column_n = all.n,
				.columns = arena_array(a, all.n, sizeof *out->columns)};
	for (size_t i = 0; i < all.n; i++) {
		const struct guess *g = &all.list[i];
		struct mapped_column *c = &out->columns[i];
		int sure = g->confidence > 100 ? 100 : g->confidence < 0 ? 0 : g->confidence;
		*c = (struct mapped_column){.name = t->columns[i], .target = str_of(g->target), .confidence = (uint8_t)sure};
		if (g->personal)
			c->reason = str_of(N_("donnée personnelle"));
		else
			add_examples(t, i, c);
	}
}
