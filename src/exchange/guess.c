// SPDX-License-Identifier: AGPL-3.0-or-later
// Which fact a column tells: its name proposes, its values decide, and then the columns are seen together.
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/column.h"

struct guess {
	struct heading heading;
	struct column_looks looks;
	struct str words;
	const char *target; // NULL: nothing
	int confidence;
	bool personal;
};
struct guesses {
	struct guess *list;
	size_t n;
};

static double share(const struct guess *g, enum look look)
{
	return column_share(&g->looks, look);
}

static void take(struct guess *g, const char *target, int confidence)
{
	g->target = target;
	g->confidence = target != NULL ? confidence : 0;
}

static void leave(struct guess *g)
{
	take(g, NULL, 0);
}

static bool is(const struct guess *g, const char *target)
{
	return g->target != NULL && strcmp(g->target, target) == 0;
}

// --- by values alone ---

// Codes of communes and postal codes look alike; a whole column of them does not.
static const char *code_of(const struct guess *g)
{
	double post = share(g, LOOK_POSTCODE), insee = share(g, LOOK_INSEE);
	if (post >= 0.9 && insee < 0.85)
		return "code_postal";
	return insee >= 0.9 && post < 0.85 ? "code_insee" : NULL;
}

static bool postal_rather(const struct guess *g)
{
	const char *code = code_of(g);
	return g->looks.n >= 5 && code != NULL && strcmp(code, "code_postal") == 0;
}

static void by_values(struct guess *g)
{
	leave(g);
	if (g->looks.n < 2)
		return;
	if (share(g, LOOK_POINT) >= 0.8)
		take(g, "position", 60);
	else if (share(g, LOOK_MAIL) >= 0.8)
		take(g, "courriel", 50);
	else if (share(g, LOOK_URL) >= 0.8 && g->looks.distinct >= 0.5)
		take(g, "site_web", 45);
	else if (code_of(g) != NULL && g->looks.length >= 4.5) // four digits are a year as well
		take(g, code_of(g), 50);
	else if (share(g, LOOK_LAT) >= 0.95 && share(g, LOOK_LON) < 0.5 && g->looks.length >= 6)
		take(g, "latitude", 45);
	else if (share(g, LOOK_LON) >= 0.95 && g->looks.length >= 6)
		take(g, "longitude", 45);
	else if (share(g, LOOK_PERSON) >= 0.6)
		g->personal = true;
	else if (share(g, LOOK_COMMUNE) >= 0.85 && share(g, LOOK_TYPES) < 0.1)
		take(g, "commune", 45);
	else if (share(g, LOOK_STREET) >= 0.6 && g->looks.distinct >= 0.5 && g->looks.length < 120)
		take(g, "adresse", 45);
	else if (share(g, LOOK_TYPES) >= 0.7 && g->looks.length < 80)
		take(g, "typologie", 40);
}

// --- a name against the values ---

static void or_values(struct guess *g)
{
	by_values(g);
}

static void fit_coordinate(struct guess *g, enum look mine, enum look other, const char *swapped)
{
	bool bare = g->words.n == 1; // "x", "y"
	if (g->looks.n < 5 && !bare && g->heading.confidence >= 90)
		return; // too few to know better than the name
	if (share(g, mine) >= 0.5 || share(g, LOOK_METRES) >= 0.5)
		return;
	if (share(g, other) >= 0.5)
		take(g, swapped, 60);
	else if (share(g, LOOK_POINT) >= 0.5)
		take(g, "position", 60);
	else if (bare || share(g, LOOK_NUMBER) < 0.5)
		or_values(g);
}

static void fit_contact(struct guess *g, enum look look)
{
	if (share(g, look) >= 0.3 || g->looks.n == 0)
		return;
	if (share(g, LOOK_MAIL) >= 0.5)
		take(g, "courriel", 60);
	else if (share(g, LOOK_URL) >= 0.5)
		take(g, "site_web", 50);
	else if (share(g, LOOK_PHONE) >= 0.5)
		take(g, "telephone", 55);
	else
		leave(g);
}

static void fit_text(struct guess *g, const char *target)
{
	if (share(g, LOOK_MAIL) >= 0.5)
		take(g, "courriel", 50);
	else if (share(g, LOOK_URL) >= 0.5)
		take(g, "site_web", 40);
	else if (share(g, LOOK_POINT) >= 0.5)
		take(g, "position", 60);
	else if (code_of(g) != NULL && share(g, LOOK_NUMBER) >= 0.5)
		take(g, code_of(g), 50);
	else if (share(g, LOOK_DATE) >= 0.8 || share(g, LOOK_YESNO) >= 0.8 ||
		 (share(g, LOOK_NUMBER) >= 0.8 && strcmp(target, "nom") != 0))
		leave(g);
}

static void fit_place_words(struct guess *g) // addresses, streets, communes
{
	double commune = share(g, LOOK_COMMUNE), street = share(g, LOOK_STREET);
	if (is(g, "commune")) {
		if (commune >= 0.3)
			return;
		if (code_of(g) != NULL)
			take(g, code_of(g), 60);
		else if (street >= 0.5)
			take(g, "adresse", 55);
		else if (share(g, LOOK_NUMBER) >= 0.3 || g->confidence < 80 || g->looks.length > 60 || share(g, LOOK_URL) > 0.3)
			leave(g);
	} else if (is(g, "adresse") || is(g, "rue")) {
		fit_text(g, "adresse");
		if (is(g, "adresse") && commune >= 0.9 && street < 0.1 && g->heading.confidence < 90)
			take(g, "commune", 50);
		if (is(g, "rue") && g->looks.length > 0 && share(g, LOOK_WORD) > 0.8 && share(g, LOOK_STREET) > 0.8)
			take(g, "type_voie", 50); // a column of "rue", "avenue"
	}
}

static void fit_name(struct guess *g)
{
	bool vague = heading_has(g->words, "lieu") && g->words.n == 4;
	fit_text(g, "nom");
	if (!is(g, "nom"))
		return;
	if (share(g, LOOK_NUMBER) >= 0.8 || share(g, LOOK_PHONE) >= 0.5 || share(g, LOOK_CODE) >= 0.8) {
		leave(g);
	} else if (share(g, LOOK_PERSON) >= 0.5) {
		leave(g);
		g->personal = true;
	} else if (vague && share(g, LOOK_COMMUNE) >= 0.8) {
		take(g, "commune", 50);
	} else if (g->looks.n > 20 && g->looks.distinct < 0.2) {
		g->confidence -= 45;
	}
}

static bool label_name(struct str words)
{
	return heading_has(words, "ft") || heading_has(words, "fdt") || heading_has(words, "fabrique") ||
	       heading_has(words, "manufacture") || heading_has(words, "labelft") || heading_has(words, "france");
}

static void fit_other(struct guess *g)
{
	if (is(g, "horaires")) {
		if (share(g, LOOK_DATE) >= 0.5 || share(g, LOOK_YESNO) >= 0.5 || share(g, LOOK_NUMBER) >= 0.5)
			leave(g);
		else if (share(g, LOOK_URL) >= 0.5)
			take(g, "site_web", 40);
	} else if (is(g, "date_maj")) {
		if (share(g, LOOK_DATE) < 0.5 && ((share(g, LOOK_NUMBER) >= 0.5 && g->looks.length > 4) || g->heading.confidence < 75))
			leave(g);
	} else if (is(g, "identifiant")) {
		if (g->looks.distinct < 0.95 || share(g, LOOK_URL) >= 0.5)
			leave(g);
	} else if (is(g, "precision")) {
		if (share(g, LOOK_NUMBER) < 0.5)
			leave(g);
	} else if (is(g, "qpv") || is(g, "fabrique_numerique")) {
		if (share(g, LOOK_YESNO) < 0.5 && g->heading.confidence < 100)
			leave(g);
	} else if (is(g, "label") || is(g, "reseau")) {
		if (share(g, LOOK_URL) >= 0.5 || share(g, LOOK_DATE) >= 0.5 || (share(g, LOOK_YESNO) >= 0.5 && !label_name(g->words)))
			leave(g);
	} else if (is(g, "typologie")) {
		if (share(g, LOOK_NUMBER) >= 0.5 || share(g, LOOK_URL) >= 0.5 || share(g, LOOK_YESNO) >= 0.5 ||
		    share(g, LOOK_CODE) >= 0.5 || (share(g, LOOK_COMMUNE) >= 0.9 && share(g, LOOK_TYPES) < 0.1))
			leave(g);
		else if (share(g, LOOK_TYPES) >= 0.3)
			g->confidence += 5;
	} else if (is(g, "porteuse")) {
		g->personal = share(g, LOOK_PERSON) >= 0.5;
		if (g->personal || share(g, LOOK_YESNO) >= 0.5 || share(g, LOOK_NUMBER) >= 0.5 || share(g, LOOK_URL) >= 0.5)
			leave(g);
	} else if (is(g, "numero")) {
		if (g->looks.length > 12)
			leave(g);
	}
}

static void fit(struct guess *g)
{
	const char *t = g->target;
	if (g->looks.n == 0)
		return;
	if (strcmp(t, "latitude") == 0)
		fit_coordinate(g, LOOK_LAT, LOOK_LON, "longitude");
	else if (strcmp(t, "longitude") == 0)
		fit_coordinate(g, LOOK_LON, LOOK_LAT, "latitude");
	else if (strcmp(t, "position") == 0 && share(g, LOOK_POINT) < 0.5)
		or_values(g);
	else if (strcmp(t, "site_web") == 0)
		fit_contact(g, LOOK_URL);
	else if (strcmp(t, "courriel") == 0)
		fit_contact(g, LOOK_MAIL);
	else if (strcmp(t, "telephone") == 0)
		fit_contact(g, LOOK_PHONE);
	else if (strcmp(t, "code_postal") == 0 && share(g, LOOK_POSTCODE) < 0.3 && share(g, LOOK_COMMUNE) >= 0.5)
		take(g, "commune", 60); // "35000 Rennes"
	else if (strcmp(t, "code_postal") == 0 && share(g, LOOK_POSTCODE) < 0.3 && (g->looks.n >= 5 || g->heading.confidence < 90))
		or_values(g);
	else if (strcmp(t, "code_insee") == 0 && (share(g, LOOK_INSEE) < 0.3 || postal_rather(g)))
		or_values(g);
	else if (strcmp(t, "nom") == 0 || strcmp(t, "autres_noms") == 0)
		fit_name(g);
	else if (strncmp(t, "presentation", 12) == 0)
		fit_text(g, t);
	else if (strcmp(t, "commune") == 0 || strcmp(t, "adresse") == 0 || strcmp(t, "rue") == 0)
		fit_place_words(g);
	else
		fit_other(g);
}

// --- the columns together ---

static struct guess *best(struct guesses *all, const char *target, const struct guess *but)
{
	struct guess *found = NULL;
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (g != but && is(g, target) && (found == NULL || g->confidence > found->confidence))
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
		if (is(g, "nom") && bare && (best(all, "nom", g) != NULL || share(g, LOOK_WORD) >= 0.6)) {
			leave(g);
			g->personal = true;
		}
	}
}

// One column names the place. Of several, the one that says "lieu"; what says "structure" then names who holds it.
static void settle_names(struct guesses *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (!is(g, "nom"))
			continue;
		if (heading_has(g->words, "lieu") || heading_has(g->words, "tl") || heading_has(g->words, "fablab"))
			g->confidence += 5;
		else if (holder_words(g))
			g->confidence -= 6;
		else if (heading_has(g->words, "title") || heading_has(g->words, "name") || heading_has(g->words, "lib"))
			g->confidence -= 3;
	}
	struct guess *name = best(all, "nom", NULL);
	bool held = best(all, "porteuse", NULL) != NULL;
	for (size_t i = 0; name != NULL && i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (!is(g, "nom") || g == name)
			continue;
		if (holder_words(g) && !held && g->looks.n > 0)
			take(g, "porteuse", 50);
		else
			leave(g);
	}
	// An English "label" is a name when nothing else is.
	struct guess *label = best(all, "label", NULL);
	if (name == NULL && label != NULL && str_eqz(label->words, "label") && label->looks.distinct >= 0.8)
		take(label, "nom", 60);
}

// A file whose columns have names of no language: the first that holds short, varied texts.
static void find_name(struct guesses *all)
{
	for (size_t i = 0; i < all->n && best(all, "nom", NULL) == NULL; i++) {
		struct guess *g = &all->list[i];
		bool text = g->looks.n > 0 && g->looks.distinct >= 0.8 && g->looks.length >= 4 && g->looks.length <= 80 &&
			    share(g, LOOK_NUMBER) < 0.2 && share(g, LOOK_URL) < 0.2 && share(g, LOOK_MAIL) < 0.2 &&
			    share(g, LOOK_PERSON) < 0.3 && share(g, LOOK_COMMUNE) < 0.6 && share(g, LOOK_STREET) < 0.4 &&
			    share(g, LOOK_DATE) < 0.2 && share(g, LOOK_PHONE) < 0.2 && share(g, LOOK_POINT) < 0.2;
		if (text && g->target == NULL && !g->personal && g->heading.kind == HEADING_UNKNOWN)
			take(g, "nom", 40);
	}
}

static void keep_best_only(struct guesses *all, const char *target)
{
	struct guess *first = best(all, target, NULL);
	for (size_t i = 0; first != NULL && i < all->n; i++)
		if (is(&all->list[i], target) && &all->list[i] != first)
			leave(&all->list[i]);
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
		if (first != NULL && first != g && g->confidence < 70 && first->confidence - g->confidence >= 10)
			leave(g);
	}
	bool street = best(all, "rue", NULL) != NULL || best(all, "adresse", NULL) != NULL;
	for (size_t i = 0; i < all->n; i++) {
		struct guess *g = &all->list[i];
		if (is(g, "numero") && best(all, "rue", NULL) == NULL && best(all, "type_voie", NULL) == NULL && !street)
			leave(g);
		if (is(g, "numero") && (str_eqz(g->words, "n") || str_eqz(g->words, "no") || str_eqz(g->words, "numero") ||
					str_eqz(g->words, "num")) && best(all, "rue", NULL) == NULL)
			leave(g); // a row's number
	}
}

// Where one of the pair holds the other's values, the other holds its.
static void settle_swap(struct guesses *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct guess *a = &all->list[i];
		bool lat = a->heading.target != NULL && strcmp(a->heading.target, "latitude") == 0 && is(a, "longitude");
		bool lon = a->heading.target != NULL && strcmp(a->heading.target, "longitude") == 0 && is(a, "latitude");
		for (size_t k = 0; (lat || lon) && k < all->n; k++) {
			struct guess *b = &all->list[k];
			bool pair = b != a && is(b, lat ? "longitude" : "latitude") && b->heading.target != NULL &&
				    strcmp(b->heading.target, lat ? "longitude" : "latitude") == 0 && share(b, lat ? LOOK_LAT : LOOK_LON) >= 0.5;
			if (!pair)
				continue;
			take(a, b->target, 80);
			take(b, lat ? "latitude" : "longitude", 80);
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
		if (y && g->target == NULL && share(g, LOOK_NUMBER) >= 0.8 && best(all, "longitude", NULL) != NULL &&
		    best(all, "latitude", NULL) == NULL)
			take(g, "latitude", 60);
	}
	struct guess *lat = best(all, "latitude", NULL), *lon = best(all, "longitude", NULL);
	if (lat != NULL && lon == NULL && lat->confidence < 60)
		leave(lat);
	if (lon != NULL && lat == NULL && lon->confidence < 60)
		leave(lon);
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
			take(g, g->heading.target, g->heading.confidence);
			fit(g);
		} else if (g->heading.kind == HEADING_UNKNOWN) {
			by_values(g);
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
