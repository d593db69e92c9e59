// SPDX-License-Identifier: AGPL-3.0-or-later
// Columns: what they are taken for, what is kept of a correction, and how single cells are understood.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exchange/clean.h"
#include "exchange/column.h"
#include "exchange/hours_plain.h"
#include "exchange/mapping.h"
#include "model/gazetteer.h"

static struct arena arena;

static int reset(void **state)
{
	arena_release(&arena);
	return 0;
}

static void assert_text(struct str s, const char *expected)
{
	if (!str_eqz(s, expected))
		fail_msg("« %.*s » instead of « %s »", STR_ARG(s), expected);
}

static struct table table_of(const char *text)
{
	struct table t;
	const struct err *err = table_read(str_of(text), S("essai"), &arena, &t);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	return t;
}

static struct mapping guess_of(const struct table *t)
{
	struct mapping m;
	mapping_guess(t, &arena, &m);
	return m;
}

static struct str target_of(const struct mapping *m, const char *column)
{
	for (size_t i = 0; i < m->column_n; i++)
		if (str_eqz(m->columns[i].name, column))
			return m->columns[i].target;
	fail_msg("no column %s", column);
	return STR_NONE;
}

static const char file[] = "Nom;Prénom;Structure;Adresse;CP;Ville;Tél;Mél\n"
			   "MARTIN;Jeanne;Le Hangar;1 rue A;1500;Ambérieu-en-Bugey;04 74 00 11 22;contact@hangar.example\n"
			   "LE GOFF;Luc;La Serre;2 rue B;29200;Brest;06 12 34 56 78;luc.legoff@exemple.fr\n";

static void a_guess_may_be_corrected_and_kept(void **state)
{
	struct table t = table_of(file);
	struct mapping m = guess_of(&t);
	assert_text(target_of(&m, "Nom"), "");
	assert_text(m.columns[0].reason, "donnée personnelle");
	assert_int_equal(m.columns[0].example_n, 0);
	assert_text(target_of(&m, "Structure"), "nom");
	assert_text(m.columns[2].examples[1], "La Serre");
	assert_text(target_of(&m, "CP"), "code_postal");
	assert_true(mapping_set(&m, S("Structure"), S("porteuse")));
	assert_true(mapping_set(&m, S("Ville"), S("nom")));
	assert_true(mapping_set(&m, S("Tél"), STR_NONE));
	assert_false(mapping_set(&m, S("Absente"), S("nom")));
	assert_false(mapping_set(&m, S("Ville"), S("inconnu")));
	struct buf text = BUF_IN(&arena);
	mapping_write(&m, &text);

	struct mapping again = guess_of(&t);
	assert_true(mapping_kept(&again, buf_str(&text), &arena));
	assert_text(target_of(&again, "Ville"), "nom");
	assert_text(target_of(&again, "Tél"), "");
	assert_true(str_eq(m.fingerprint, again.fingerprint));
	assert_false(mapping_kept(&again, S("{\"x\": 1}"), &arena));
	assert_false(mapping_kept(&again, S("pas du JSON"), &arena));
	struct record_set set;
	assert_null(mapping_read(&t, &again, S("essai"), &arena, &set));
	assert_text(set.records[1].place.name, "Brest");
	assert_int_equal(set.records[1].tie_n, 1);
}

static void the_order_of_columns_is_no_matter(void **state)
{
	struct table a = table_of("nom;ville\nA;Brest\n"), b = table_of("ville;nom\nBrest;A\n"), c = table_of("nom;commune\nA;Brest\n");
	assert_true(str_eq(guess_of(&a).fingerprint, guess_of(&b).fingerprint));
	assert_false(str_eq(guess_of(&a).fingerprint, guess_of(&c).fingerprint));
}

static void persons_are_left_out(void **state)
{
	struct table t = table_of(file);
	struct mapping m = guess_of(&t);
	struct record_set set;
	assert_null(mapping_read(&t, &m, S("essai"), &arena, &set));
	assert_int_equal(set.record_n, 2);
	assert_text(set.records[0].place.postcode, "01500");
	assert_text(set.records[0].place.phone, "04 74 00 11 22");
	assert_text(set.records[0].place.email, "contact@hangar.example");
	assert_int_equal(set.records[1].place.phone.n, 0);
	assert_int_equal(set.records[1].place.email.n, 0);
	assert_int_equal(set.warning_n, 2);
	assert_true(personal_mail(S("jeanne.martin@mairie-brest.fr")) && personal_mail(S("lelieu@gmail.com")));
	assert_false(personal_mail(S("contact@lelieu.fr")) || personal_mail(S("espace.numerique@ville.fr")));
	assert_true(personal_phone(S("+33 6 12 34 56 78")) && personal_phone(S("07.11.22.33.44")) && personal_phone(S("0033612345678")));
	assert_false(personal_phone(S("02 98 00 11 22")) || personal_phone(S("0 806 00 11 22")));
	assert_true(personal_name(S("Mme Le Goff")) && personal_name(S("DUPONT Jean-Luc")));
	assert_false(personal_name(S("Médiathèque Jean Moulin")) || personal_name(S("La Paillasse")));
	unsigned n = 0;
	assert_text(personal_strip(S("Écrire à jeanne@free.fr ou au 06 12 34 56 78, sinon contact@a.fr."), &arena, &n),
		    "Écrire à … ou au …, sinon contact@a.fr.");
	assert_int_equal(n, 2);
}

static void positions_in_every_form(void **state)
{
	double lat, lon;
	static const char *const same[] = {"48.1,-1.6", "[-1.6, 48.1]", "[48.1, -1.6]", "POINT (-1.6 48.1)", "(48.1; -1.6)", "48,1 ; -1,6",
					   "{\"coordinates\": [-1.6, 48.1], \"type\": \"Point\"}", "{\"lon\": -1.6, \"lat\": 48.1}"};
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		if (!position_pair(str_of(same[i]), &lat, &lon) || fabs(lat - 48.1) > 1e-9 || fabs(lon + 1.6) > 1e-9)
			fail_msg("%s: %f %f", same[i], lat, lon);
	static const char *const none[] = {"48.1", "Rennes", "", "1,2,3,4", "POINT(a b)", "900,100", "[", "{}"};
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (position_pair(str_of(none[i]), &lat, &lon))
			fail_msg("%s was taken for a position", none[i]);
	// IGN's own example point, and Paris' zero kilometre
	position_from_lambert93(652381.04, 6862047.49, &lat, &lon);
	assert_true(geo_km(lat, lon, 48.8566, 2.3514) < 1);
	position_from_mercator(261600, 6250800, &lat, &lon);
	assert_true(geo_km(lat, lon, 48.85, 2.35) < 1);
	assert_true(position_degrees(S("48°07'03.4\"N"), &lat, &lon) && fabs(lat - 48.117611) < 1e-5 && isnan(lon));
	assert_true(position_degrees(S("1° 40' 52\" O"), &lat, &lon) && fabs(lon + 1.681111) < 1e-5);
	assert_false(position_degrees(S("48°77'03\"N"), &lat, &lon));
}

static void metres_are_no_degrees(void **state)
{
	struct table t = table_of("nom;cp;ville;x;y\nA;75004;Paris;652381.04;6862047.49\n");
	struct mapping m = guess_of(&t);
	struct record_set set;
	assert_null(mapping_read(&t, &m, S("essai"), &arena, &set));
	assert_true(geo_km(set.records[0].place.lat, set.records[0].place.lon, 48.8566, 2.3514) < 1);
	// Nothing says which projection this is.
	t = table_of("nom;ville;x;y\nA;Nulle-Part;652381.04;162047.49\n");
	m = guess_of(&t);
	assert_null(mapping_read(&t, &m, S("essai"), &arena, &set));
	assert_true(isnan(set.records[0].place.lat));
	assert_int_equal(set.warning_n, 1);
}

static void hours_to_the_last_word(void **state)
{
	static const char *const pairs[][2] = {
		{"Lundi au vendredi 9h-12h / 14h-18h30", "Mo-Fr 09:00-12:00,14:00-18:30"},
		{"Les mardi, mercredi et vendredi : 9h00-17h00 ; samedi : fermé", "Tu,We,Fr 09:00-17:00; Sa off"},
		{"Du mardi au samedi de 10h à 12h et de 14h à 19h", "Tu-Sa 10:00-12:00,14:00-19:00"},
		{"tous les jours 8h-20h", "Mo-Su 08:00-20:00"},
		{"24h/24 7j/7", "24/7"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct buf b = BUF_IN(&arena);
		assert_true(hours_from_words(str_of(pairs[i][0]), -1, &b));
		assert_text(buf_str(&b), pairs[i][1]);
	}
	static const char *const left[] = {"Sur rendez-vous du lundi au vendredi 9h-12h", "9h-12h", "Lundi 9h-12h, lundi 14h-18h",
					   "Lundi matin", "Lundi 18h-9h", "Lundi au vendredi 9h", "", "vendredi au lundi 9h-12h", "Lundi 25h-26h"};
	for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
		struct buf b = BUF_IN(&arena);
		if (hours_from_words(str_of(left[i]), -1, &b) || b.n > 0)
			fail_msg("« %s » became « %.*s »", left[i], STR_ARG(buf_str(&b)));
	}
	static const char *const shown[] = {"Mo-Fr 09:00-12:00,14:00-18:30", "Mo 10:00-19:00; We 10:00-19:00; Sa 09:30-12:00", "Mo-Fr 09:00-18:00; Su off", "24/7",
					    "Jul-Aug off", "Mo-Su 08:00-20:00"};
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		assert_text(hours_from_plain(hours_to_plain(str_of(shown[i]), &arena), &arena), shown[i]);
	assert_text(hours_to_plain(S("Mo-Fr 09:00-12:00,14:00-18:30; Sa 10:00-12:00"), &arena), "lundi à vendredi 9h-12h et 14h-18h30 ; samedi 10h-12h");
	assert_text(hours_from_plain(S(" Lundi 9h-18h "), &arena), "Mo 09:00-18:00");
	assert_text(hours_from_plain(S("le matin, souvent"), &arena), "le matin, souvent");
	struct buf day = BUF_IN(&arena);
	assert_true(hours_from_words(S("9h-12h"), 2, &day));
	assert_text(buf_str(&day), "We 09:00-12:00");
}

static void kinds_by_whole_phrases(void **state)
{
	unsigned n = 0;
	assert_int_equal(kinds_read(S("Tiers-lieu / Coworking / FabLab"), &n), 1 << TYPE_COWORKING | 1 << TYPE_FABLAB);
	assert_int_equal(kinds_read(S("atelier-artisanal|living-lab"), &n), 1 << TYPE_CRAFT | 1 << TYPE_LIVINGLAB);
	assert_int_equal(n, 0);
	assert_int_equal(kinds_read(S("Lycée agricole; Chambre des métiers et de l’artisanat; Centre culturel; Cuisine centrale"), &n), 0);
	assert_int_equal(n, 4);
	assert_text(clean_postcode(S("2A004"), &arena), "");
	assert_text(clean_postcode(S("F-44 000"), &arena), "44000");
	assert_text(clean_postcode(S("44000 Nantes"), &arena), "44000");
	assert_text(clean_html(S("<p>Un lieu<br/>ouvert</p><ul><li>café</li></ul>"), &arena), "Un lieu\nouvert\n- café");
	assert_text(clean_html(S("a < b et c > d"), &arena), "a < b et c > d");
}

// A street and its number in two columns, a town with its code in one, an address with all of it.
static void pieces_are_joined_and_parted(void **state)
{
	struct table t = table_of("nom;num_voie;lib_voie;complement;localité\nA;12;RUE DES LILAS;Bât. B;35000 RENNES\nB;;rue X;;Brest (29200)\n");
	struct mapping m = guess_of(&t);
	struct record_set set;
	assert_null(mapping_read(&t, &m, S("essai"), &arena, &set));
	assert_text(set.records[0].place.address, "12 Rue des Lilas, Bât. B");
	assert_text(set.records[0].place.commune, "Rennes");
	assert_text(set.records[0].place.postcode, "35000");
	assert_text(set.records[1].place.commune, "Brest");
	t = table_of("nom;adresse\nA;12 rue des Lilas, 35000 Rennes\nB;3 place Foch 29200 BREST\n");
	m = guess_of(&t);
	assert_null(mapping_read(&t, &m, S("essai"), &arena, &set));
	assert_text(set.records[0].place.address, "12 rue des Lilas");
	assert_text(set.records[0].place.commune, "Rennes");
	assert_text(set.records[1].place.postcode, "29200");
}

static struct record_set records_of(const char *text)
{
	struct table t = table_of(text);
	struct mapping m = guess_of(&t);
	struct record_set set;
	const struct err *err = mapping_read(&t, &m, S("essai"), &arena, &set);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	return set;
}

static void odd_files_are_understood(void **state)
{
	// no header; a word to Excel and titles above; the axes the wrong way round; a town a key; JSON-LD; UTF-8 taken for 1252
	struct record_set s = records_of("Le Hangar;1 rue A;35000;Rennes\nLa Cale;2 rue B;29200;Brest\nLe Dock;3 rue C;44000;Nantes\n");
	assert_int_equal(s.record_n, 3);
	assert_text(s.records[0].place.name, "Le Hangar");
	assert_text(s.records[0].place.commune, "Rennes");
	s = records_of("sep=;\r\nLes lieux du pays;;\r\n;;\r\nNom;Ville;CP\r\nLa Cale;Brest;29200\r\nTOTAL;;\r\n");
	assert_int_equal(s.record_n, 1);
	assert_int_equal(s.refusal_n, 1);
	assert_int_equal(s.refusals[0].line, 6);
	s = records_of("nom,ville,lat,long\nA,Rennes,\"-1,68\",\"48,11\"\nB,Brest,\"-4,48\",\"48,39\"\n");
	assert_true(fabs(s.records[0].place.lat - 48.11) < 1e-9 && fabs(s.records[0].place.lon + 1.68) < 1e-9);
	s = records_of("{\"a\": {\"nom\": \"Le Hangar\", \"ville\": \"Rennes\"}, \"b\": {\"nom\": \"La Cale\", \"ville\": \"Brest\"}}");
	assert_int_equal(s.record_n, 2);
	s = records_of("{\"hydra:member\": [{\"@type\": \"Place\", \"name\": \"La Cale\", \"geo\": {\"@type\": \"GeoCoordinates\", "
		       "\"latitude\": 48.39, \"longitude\": -4.48}}]}");
	assert_int_equal(s.warning_n, 0);
	assert_true(fabs(s.records[0].place.lon + 4.48) < 1e-9);
	s = records_of("nom;ville;adresse\nCaf\u00c3\u00a9 du Port;Brest;1 rue de l\u00e2\u20ac\u2122\u00c3\u2030t\u00c3\u00a9\n");
	assert_text(s.records[0].place.address, "1 rue de l’Été");
	s = records_of("{\"name\": \"A\", \"lat\": 48.1, \"lon\": -1.6}\n{\"name\": \"B\", \"lat\": 48.2, \"lon\": -1.7}\n");
	assert_int_equal(s.record_n, 2);
	assert_int_equal(s.records[1].line, 2);
	s = records_of("nom;ville;h_lundi;h_mardi\nA;Brest;9h-12h / 14h-17h;Fermé\nB;Brest;9h-12h;sur demande\n");
	assert_int_equal(s.warning_n, 1);
	assert_text(s.records[0].place.hours, "Mo 09:00-12:00,14:00-17:00; Tu off");
	assert_int_equal(s.records[1].place.hours.n, 0);
	s = records_of("nom;ville;Labellisé France Services;Label FT\nA;Brest;oui;oui\nB;Brest;non;non\nC;Brest;oui;non\n");
	assert_int_equal(s.records[0].tie_n, 2);
	assert_int_equal(s.records[1].tie_n, 0);
	assert_text(s.records[2].ties[0].key, "france-services");
	s = records_of("[{\"nom\": \"NaN \\\"A\", \"cp\": NaN, \"ville\": \"Brest\", \"lat\": -Infinity}]");
	assert_text(s.records[0].place.name, "NaN \"A");
	assert_int_equal(s.records[0].place.postcode.n, 0);
	s = records_of("[{\"name\": \"A\", \"description\": \"Un café.\", \"descriptionMore\": \"Et une scène.\", \"ville\": \"Brest\"}]");
	assert_text(s.records[0].place.description, "Un café.\n\nEt une scène.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_guess_may_be_corrected_and_kept, reset),
		cmocka_unit_test_teardown(the_order_of_columns_is_no_matter, reset),
		cmocka_unit_test_teardown(persons_are_left_out, reset),
		cmocka_unit_test_teardown(positions_in_every_form, reset),
		cmocka_unit_test_teardown(metres_are_no_degrees, reset),
		cmocka_unit_test_teardown(hours_to_the_last_word, reset),
		cmocka_unit_test_teardown(kinds_by_whole_phrases, reset),
		cmocka_unit_test_teardown(odd_files_are_understood, reset),
		cmocka_unit_test_teardown(pieces_are_joined_and_parted, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
