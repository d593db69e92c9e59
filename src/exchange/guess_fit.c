// SPDX-License-Identifier: AGPL-3.0-or-later
// One column by itself: what its values alone say, and whether they bear out its name.
#include <string.h>

#include "exchange/guess.h"

double guess_share(const struct guess *g, enum look look)
{
	return column_share(&g->looks, look);
}

void guess_take(struct guess *g, const char *target, int confidence)
{
	g->target = target;
	g->confidence = target != NULL ? confidence : 0;
}

void guess_leave(struct guess *g)
{
	guess_take(g, NULL, 0);
}

bool guess_is(const struct guess *g, const char *target)
{
	return g->target != NULL && strcmp(g->target, target) == 0;
}

// --- by values alone ---

// Codes of communes and postal codes look alike; a whole column of them does not.
static const char *code_of(const struct guess *g)
{
	double post = guess_share(g, LOOK_POSTCODE), insee = guess_share(g, LOOK_INSEE);
	if (post >= 0.9 && insee < 0.85)
		return "code_postal";
	return insee >= 0.9 && post < 0.85 ? "code_insee" : NULL;
}

static bool postal_rather(const struct guess *g)
{
	const char *code = code_of(g);
	return g->looks.n >= 5 && code != NULL && strcmp(code, "code_postal") == 0;
}

void guess_by_values(struct guess *g)
{
	guess_leave(g);
	if (g->looks.n < 2)
		return;
	if (guess_share(g, LOOK_POINT) >= 0.8)
		guess_take(g, "position", 60);
	else if (guess_share(g, LOOK_MAIL) >= 0.8)
		guess_take(g, "courriels", 50);
	else if (guess_share(g, LOOK_URL) >= 0.8 && g->looks.distinct >= 0.5)
		guess_take(g, "site_web", 45);
	else if (code_of(g) != NULL && g->looks.length >= 4.5) // four digits are a year as well
		guess_take(g, code_of(g), 50);
	else if (guess_share(g, LOOK_LAT) >= 0.95 && guess_share(g, LOOK_LON) < 0.5 && g->looks.length >= 6)
		guess_take(g, "latitude", 45);
	else if (guess_share(g, LOOK_LON) >= 0.95 && g->looks.length >= 6)
		guess_take(g, "longitude", 45);
	else if (guess_share(g, LOOK_PERSON) >= 0.6)
		g->personal = true;
	else if (guess_share(g, LOOK_COMMUNE) >= 0.85 && guess_share(g, LOOK_TYPES) < 0.1)
		guess_take(g, "commune", 45);
	else if (guess_share(g, LOOK_STREET) >= 0.6 && g->looks.distinct >= 0.5 && g->looks.length < 120)
		guess_take(g, "adresse", 45);
	else if (guess_share(g, LOOK_TYPES) >= 0.7 && g->looks.length < 80)
		guess_take(g, "typologie", 40);
}

// --- a name against the values ---

static void fit_coordinate(struct guess *g, enum look mine, enum look other, const char *swapped)
{
	bool bare = g->words.n == 1; // "x", "y"
	if (g->looks.n < 5 && !bare && g->heading.confidence >= 90 && guess_share(g, other) < 1)
		return; // too few to know better than the name
	if (guess_share(g, mine) >= 0.5 || guess_share(g, LOOK_METRES) >= 0.5)
		return;
	if (guess_share(g, other) >= 0.5)
		guess_take(g, swapped, 60);
	else if (guess_share(g, LOOK_POINT) >= 0.5)
		guess_take(g, "position", 60);
	else if (bare || guess_share(g, LOOK_NUMBER) < 0.5)
		guess_by_values(g);
}

static void fit_contact(struct guess *g, enum look look)
{
	if (guess_share(g, look) >= 0.3 || g->looks.n == 0)
		return;
	if (guess_share(g, LOOK_MAIL) >= 0.5)
		guess_take(g, "courriels", 60);
	else if (guess_share(g, LOOK_URL) >= 0.5)
		guess_take(g, "site_web", 50);
	else if (guess_share(g, LOOK_PHONE) >= 0.5)
		guess_take(g, "telephone", 55);
	else
		guess_leave(g);
}

static void fit_text(struct guess *g, const char *target)
{
	if (guess_share(g, LOOK_MAIL) >= 0.5)
		guess_take(g, "courriels", 50);
	else if (guess_share(g, LOOK_URL) >= 0.5)
		guess_take(g, "site_web", 40);
	else if (guess_share(g, LOOK_POINT) >= 0.5)
		guess_take(g, "position", 60);
	else if (code_of(g) != NULL && guess_share(g, LOOK_NUMBER) >= 0.5)
		guess_take(g, code_of(g), 50);
	else if (guess_share(g, LOOK_DATE) >= 0.8 || guess_share(g, LOOK_YESNO) >= 0.8 ||
		 (guess_share(g, LOOK_NUMBER) >= 0.8 && strcmp(target, "nom") != 0))
		guess_leave(g);
}

static void fit_place_words(struct guess *g) // addresses, streets, communes
{
	double commune = guess_share(g, LOOK_COMMUNE), street = guess_share(g, LOOK_STREET);
	if (guess_is(g, "commune")) {
		if (commune >= 0.3)
			return;
		if (code_of(g) != NULL)
			guess_take(g, code_of(g), 60);
		else if (street >= 0.5)
			guess_take(g, "adresse", 55);
		else if (guess_share(g, LOOK_NUMBER) >= 0.3 || g->confidence < 80 || g->looks.length > 60 || guess_share(g, LOOK_URL) > 0.3)
			guess_leave(g);
	} else if (guess_is(g, "adresse") || guess_is(g, "rue")) {
		fit_text(g, "adresse");
		if (guess_is(g, "adresse") && commune >= 0.9 && street < 0.1 && g->heading.confidence < 90)
			guess_take(g, "commune", 50);
		if (guess_is(g, "rue") && g->looks.length > 0 && guess_share(g, LOOK_WORD) > 0.8 && guess_share(g, LOOK_STREET) > 0.8)
			guess_take(g, "type_voie", 50); // a column of "rue", "avenue"
	}
}

static void fit_name(struct guess *g)
{
	bool vague = heading_has(g->words, "lieu") && g->words.n == 4;
	fit_text(g, "nom");
	if (!guess_is(g, "nom"))
		return;
	if (guess_share(g, LOOK_NUMBER) >= 0.8 || guess_share(g, LOOK_PHONE) >= 0.5 || guess_share(g, LOOK_CODE) >= 0.8) {
		guess_leave(g);
	} else if (guess_share(g, LOOK_PERSON) >= 0.5) {
		guess_leave(g);
		g->personal = true;
	} else if (vague && guess_share(g, LOOK_COMMUNE) >= 0.8) {
		guess_take(g, "commune", 50);
	} else if (g->looks.n > 20 && g->looks.distinct < 0.2) {
		g->confidence -= 45;
	}
}

static bool label_name(struct str words)
{
	return heading_has(words, "ft") || heading_has(words, "fdt") || heading_has(words, "fabrique") || heading_has(words, "fabriques") ||
	       heading_has(words, "manufacture") || heading_has(words, "labelft") || heading_has(words, "france");
}

static bool heading_day(struct str words)
{
	while (words.n > 0)
		if (hours_day(str_cut(words, ' ', &words)) >= 0)
			return true;
	return false;
}

static void fit_other(struct guess *g)
{
	if (guess_is(g, "horaires")) {
		bool day = heading_day(g->words);
		bool unlike = g->heading.confidence < 75 && !day && guess_share(g, LOOK_HOURS) < 0.2;
		if (unlike || guess_share(g, LOOK_DATE) >= 0.5 || guess_share(g, LOOK_YESNO) >= 0.5 || guess_share(g, LOOK_NUMBER) >= 0.5)
			guess_leave(g);
		else if (guess_share(g, LOOK_URL) >= 0.5)
			guess_take(g, "site_web", 40);
	} else if (guess_is(g, "date_maj")) {
		if (guess_share(g, LOOK_DATE) < 0.5 && ((guess_share(g, LOOK_NUMBER) >= 0.5 && g->looks.length > 4) || g->heading.confidence < 75))
			guess_leave(g);
	} else if (guess_is(g, "identifiant")) {
		if (g->looks.distinct < 0.95 || guess_share(g, LOOK_URL) >= 0.5)
			guess_leave(g);
	} else if (guess_is(g, "precision")) {
		if (guess_share(g, LOOK_NUMBER) < 0.5)
			guess_leave(g);
	} else if (guess_is(g, "qpv") || guess_is(g, "fabrique_numerique")) {
		if (guess_share(g, LOOK_YESNO) < 0.5 && g->heading.confidence < 100)
			guess_leave(g);
	} else if (guess_is(g, "label") || guess_is(g, "reseau")) {
		if (guess_share(g, LOOK_URL) >= 0.5 || guess_share(g, LOOK_DATE) >= 0.5 || (guess_share(g, LOOK_YESNO) >= 0.5 && !label_name(g->words)))
			guess_leave(g);
	} else if (guess_is(g, "typologie")) {
		if (guess_share(g, LOOK_NUMBER) >= 0.5 || guess_share(g, LOOK_URL) >= 0.5 || guess_share(g, LOOK_YESNO) >= 0.5 ||
		    guess_share(g, LOOK_CODE) >= 0.5 || (guess_share(g, LOOK_COMMUNE) >= 0.9 && guess_share(g, LOOK_TYPES) < 0.1))
			guess_leave(g);
		else if (guess_share(g, LOOK_TYPES) >= 0.3)
			g->confidence += 5;
	} else if (guess_is(g, "porteuse")) {
		g->personal = guess_share(g, LOOK_PERSON) >= 0.5;
		if (g->personal || guess_share(g, LOOK_YESNO) >= 0.5 || guess_share(g, LOOK_NUMBER) >= 0.5 || guess_share(g, LOOK_URL) >= 0.5)
			guess_leave(g);
	} else if (guess_is(g, "pivot")) {
		if (guess_share(g, LOOK_PIVOT) < 0.3 && g->heading.confidence < 100)
			guess_leave(g);
	} else if (guess_is(g, "numero")) {
		if (guess_share(g, LOOK_STREET) >= 0.5)
			guess_take(g, "adresse", 55);
		else if (g->looks.length > 12)
			guess_leave(g);
	}
}

void guess_fit(struct guess *g)
{
	const char *t = g->target;
	if (g->looks.n == 0)
		return;
	if (strcmp(t, "latitude") == 0)
		fit_coordinate(g, LOOK_LAT, LOOK_LON, "longitude");
	else if (strcmp(t, "longitude") == 0)
		fit_coordinate(g, LOOK_LON, LOOK_LAT, "latitude");
	else if (strcmp(t, "position") == 0 && guess_share(g, LOOK_POINT) < 0.5)
		guess_by_values(g);
	else if (strcmp(t, "site_web") == 0)
		fit_contact(g, LOOK_URL);
	else if (strcmp(t, "courriels") == 0)
		fit_contact(g, LOOK_MAIL);
	else if (strcmp(t, "telephone") == 0)
		fit_contact(g, LOOK_PHONE);
	else if (strcmp(t, "code_postal") == 0 && guess_share(g, LOOK_POSTCODE) < 0.3 && guess_share(g, LOOK_COMMUNE) >= 0.5)
		guess_take(g, "commune", 60); // "35000 Rennes"
	else if (strcmp(t, "code_postal") == 0 && guess_share(g, LOOK_POSTCODE) < 0.3 && (g->looks.n >= 5 || g->heading.confidence < 90))
		guess_by_values(g);
	else if (strcmp(t, "code_insee") == 0 && (guess_share(g, LOOK_INSEE) < 0.3 || postal_rather(g)))
		guess_by_values(g);
	else if (strcmp(t, "nom") == 0 || strcmp(t, "autres_noms") == 0)
		fit_name(g);
	else if (strncmp(t, "presentation", 12) == 0)
		fit_text(g, t);
	else if (strcmp(t, "commune") == 0 || strcmp(t, "adresse") == 0 || strcmp(t, "rue") == 0)
		fit_place_words(g);
	else
		fit_other(g);
}
