// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "model/gazetteer.h"
#include "search/where.h"
#include "small_network.h"

static struct arena arena;
static struct answer answer;

static void ask_with(struct search_ask ask)
{
	if (ask.page == 0)
		ask.page = 1;
	if (ask.per_page == 0)
		ask.per_page = 20;
	answer_ask(small_network(), &ask, &arena, &answer);
}

static void ask(const char *q)
{
	ask_with((struct search_ask){.q = str_of(q)});
}

static const struct chip *chip_of(enum chip_kind kind)
{
	for (size_t i = 0; i < answer.chip_n; i++)
		if (answer.chips[i].kind == kind)
			return &answer.chips[i];
	return NULL;
}

static const struct chip *concept(enum facet f)
{
	for (size_t i = 0; i < answer.chip_n; i++)
		if (answer.chips[i].kind == CHIP_CONCEPT && answer.chips[i].value.facet == f)
			return &answer.chips[i];
	return NULL;
}

static const char *first(void)
{
	if (answer.result.hit_n == 0)
		return "";
	return arena_z(&arena, index_atlas(small_network())->places[answer.result.hits[0].place].name);
}

static const char *first_town(void)
{
	return arena_z(&arena, index_atlas(small_network())->places[answer.result.hits[0].place].commune);
}

static void assert_where(const char *q, const char *label, const char *words)
{
	ask(q);
	const struct chip *c = chip_of(CHIP_WHERE);
	if (c == NULL)
		fail_msg("\"%s\" says no place", q);
	if (!str_eqz(answer.where_label, label) || !str_eqz(c->words, words))
		fail_msg("\"%s\": %.*s <%.*s>", q, STR_ARG(answer.where_label), STR_ARG(c->words));
}

static void test_where(void **state)
{
	assert_where("fablab vers Vannes", "Vannes (56)", "vers Vannes");
	assert_where("fablab autour d'Auray", "Auray (56)", "autour d'Auray");
	assert_where("coworking à la campagne autour de Laval", "Laval (53)", "autour de Laval");
	assert_where("bureau partagé 44300", "Nantes (44300)", "44300");
	assert_where("fabrique de territoire en Bretagne", "Bretagne", "en Bretagne");
	assert_where("tiers lieu finistere", "Finistère (29)", "finistere");
	assert_where("29", "Finistère (29)", "29");
	assert_where("fablab dans le 35", "Ille-et-Vilaine (35)", "dans le 35");
	assert_where("coworking sur Nantes", "Nantes (44)", "sur Nantes");
	assert_where("coworking proche de Lille", "Lille (59)", "proche de Lille");
	assert_where("fablab à moins de 20 km de Rennes", "Rennes (35)", "à moins de 20 km de Rennes");
	assert_where("repair café brest", "Brest (29)", "brest");
	assert_where("konk ar lab concarneau", "Concarneau (29)", "concarneau");
	assert_where("nantes coworking partagé", "Nantes (44)", "nantes");
	assert_where("fablab chalon sur saone", "Chalon-sur-Saône (71)", "chalon sur saone");
	assert_where("tiers-lieu Saint-Denis 974", "Saint-Denis (974)", "Saint-Denis 974");
	assert_where("fablab grand est", "Grand Est", "grand est");
	assert_where("tiers-lieu vers Bois", "Bois (17)", "vers Bois");
	assert_where("fablab st-brieuc", "Saint-Brieuc (22)", "st-brieuc");
	assert_where("fablab Paris 11e", "Paris 11e Arrondissement (75)", "Paris 11e");
	ask("tiers-lieu picardie");
	assert_int_equal(answer.query.filter_n, 3);
	assert_true(answer.where_is_area);
}

static void test_read_whole(void **state)
{
	assert_where("fablab à Vitry", "Vitry-sur-Seine (94)", "à Vitry");
	assert_true(chip_of(CHIP_WHERE)->choice_n > 0);
	assert_where("Fablab Sarthe 72", "Sarthe (72)", "Sarthe 72");
	assert_null(chip_of(CHIP_CORRECTION));
	assert_where("coworking Martinique", "Martinique", "Martinique");
	assert_where("sewing Brittany", "Bretagne", "Brittany");
	assert_non_null(concept(FACET_TYPE));
	ask("imprimente 3d");
	assert_true(concept(FACET_TYPE) != NULL && chip_of(CHIP_CORRECTION) != NULL);
	ask("decoupe lazer Quimper");
	assert_non_null(concept(FACET_TYPE));
	assert_string_equal(first(), "Konk Ar Lab");
	ask("coworking 420");
	assert_true(answer.result.corrected.n == 0);
	ask("label fabrique de territoire 2020");
	assert_true(concept(FACET_YEAR) != NULL && concept(FACET_YEAR)->filter && chip_of(CHIP_CORRECTION) == NULL);
	assert_int_equal(answer.result.total, 7);
	ask("inclusion numérique");
	assert_int_equal(answer.query.term_n, 1);
}

static void test_no_where(void **state)
{
	static const char *const none[] = {"machine à bois", "salle de concert", "hermitage", "la fabrique", "atelier vélo à partager",
					   "bureau avec vue sur rue", "le port des créateurs", "coworking en ville", "la manufacture"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		ask(none[i]);
		if (chip_of(CHIP_WHERE) != NULL)
			fail_msg("\"%s\" is read as %.*s", none[i], STR_ARG(answer.where_label));
	}
	ask("hermitage");
	assert_string_equal(first(), "L'Hermitage");
}

static void test_homonyms(void **state)
{
	ask("coworking vers Saint-Denis");
	const struct chip *c = chip_of(CHIP_WHERE);
	assert_non_null(c);
	assert_true(str_eqz(answer.where_label, "Saint-Denis (974)") || str_eqz(answer.where_label, "Saint-Denis (93)"));
	assert_true(c->choice_n >= 2);
	struct where w;
	for (size_t i = 0; i < c->choice_n; i++) {
		assert_int_equal(where_read(c->choices[i].value, &arena, &w), WHERE_OK);
		assert_true(str_eq(w.label, c->choices[i].label));
	}
}

static void test_near_me(void **state)
{
	ask("fablab près de moi");
	assert_null(chip_of(CHIP_WHERE));
	assert_true(answer.where_problem.n > 0);
	ask_with((struct search_ask){.q = S("fablab près de moi"), .where = S("47.65,-2.76")});
	assert_true(answer.where_problem.n == 0);
	assert_true(str_eqz(answer.where_label, "votre position"));
	assert_string_equal(first(), "MakerSpace56");
}

static void test_concepts(void **state)
{
	ask("fabrique de territoire en Bretagne");
	assert_true(concept(FACET_LABEL) != NULL && concept(FACET_LABEL)->filter);
	assert_int_equal(answer.result.total, 2);
	ask("manufacture de proximité Ain");
	assert_true(concept(FACET_LABEL) != NULL && concept(FACET_LABEL)->value.value == 1);
	assert_string_equal(first(), "Ateliers Bermuda");
	ask("imprimante 3D Quimper");
	assert_true(concept(FACET_TYPE) != NULL && concept(FACET_TYPE)->value.value == TYPE_FABLAB && !concept(FACET_TYPE)->filter);
	assert_string_equal(first(), "Konk Ar Lab");
	ask("coworking à la campagne autour de Laval");
	assert_true(concept(FACET_TERRITORY) != NULL && concept(FACET_TERRITORY)->value.value == TERRITORY_RURAL);
	ask("fablab RFF");
	assert_non_null(concept(FACET_NETWORK));
	assert_int_equal(answer.result.total, 1);
	ask("réseau français des fablabs");
	assert_non_null(concept(FACET_NETWORK));
	ask("lieux qui veulent faire de la formation");
	assert_true(concept(FACET_STAGE) != NULL && concept(FACET_ACTION) != NULL);
	assert_int_equal(answer.result.total, 1);
	assert_string_equal(first(), "La Poterie Partagée");
}

static void test_plain_again(void **state)
{
	struct str words = S("fabrique de territoire");
	ask_with((struct search_ask){.q = S("fabrique de territoire"), .plain = &words, .plain_n = 1});
	assert_null(concept(FACET_LABEL));
	words = S("vers Vannes");
	ask_with((struct search_ask){.q = S("fablab vers Vannes"), .plain = &words, .plain_n = 1});
	assert_null(chip_of(CHIP_WHERE));
	ask_with((struct search_ask){.q = S("fablab"), .exact = true});
	assert_null(concept(FACET_TYPE));
}

static void test_known(void **state)
{
	static const char *const known[][2] = {
		{"la fabrique", "La Fabrique"},       {"La Fabrique", "La Fabrique"},     {"lafabrique", "La Fabrique"},
		{"la manufacture", "La Manufacture"}, {"konkarlab", "Konk Ar Lab"},       {"konc ar lab", "Konk Ar Lab"},
		{"coworking 42", "Coworking 42"},     {"telecentre de murat", "Télécentre de Murat"}, {"coworkin lille", "Cowork'in Lille"},
		{"la colocc lorient", "La Colloc"},   {"le port des createurs", "Le Port des Créateurs"},
		{"nantes coworking", "Nantes Coworking"}, {"makerspace 56", "MakerSpace56"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		ask(known[i][0]);
		if (strcmp(first(), known[i][1]) != 0)
			fail_msg("\"%s\" gives %s", known[i][0], first());
	}
	ask("la machinerie grenoble");
	assert_string_equal(first_town(), "Grenoble");
	ask("machinerie amiens");
	assert_string_equal(first_town(), "Amiens");
}

static void test_corrections(void **state)
{
	ask("fabalb vers Vannes");
	assert_non_null(chip_of(CHIP_CORRECTION));
	assert_true(str_eqz(chip_of(CHIP_CORRECTION)->label, "fablab vers Vannes"));
	assert_non_null(concept(FACET_TYPE));
	ask_with((struct search_ask){.q = S("fabalb"), .exact = true});
	assert_int_equal(answer.result.total, 0);
}

static void test_radius(void **state)
{
	ask("fablab à moins de 20 km de Rennes");
	assert_true(answer.radius_km == 20);
	ask("fablab à 15 minutes de Rennes");
	assert_true(answer.radius_km == 15);
	ask_with((struct search_ask){.q = S("fablab"), .where = S("Vannes"), .has_radius = true, .radius_km = 5});
	assert_true(answer.radius_km == 5);
	assert_int_equal(answer.result.total, 1);
	ask("fablab vers Ajaccio"); // nothing within 100 km: the nearest anywhere
	assert_true(answer.radius_km == 0 && answer.result.total > 0);
}

static void test_no_dead_end(void **state)
{
	struct search_filter f = {FACET_LABEL, 0};
	ask_with((struct search_ask){.q = S("coworking"), .where = S("Vannes"), .has_radius = true, .radius_km = 2, .filters = &f, .filter_n = 1});
	assert_int_equal(answer.result.total, 0);
	assert_true(answer.advice_n > 0);
	bool wider = false;
	for (size_t i = 0; i < answer.advice_n; i++) {
		assert_true(answer.advice[i].total > answer.result.total);
		wider = wider || answer.advice[i].kind == ADVICE_DROP_FILTER || answer.advice[i].kind == ADVICE_WIDEN || answer.advice[i].kind == ADVICE_DROP_WHERE;
	}
	assert_true(wider);
	ask("recyclerie xyzzyque nantes");
	assert_string_equal(first(), "Recyclerie du Marais");
	assert_non_null(chip_of(CHIP_CORRECTION));
}

static bool advises(enum advice_kind kind)
{
	for (size_t i = 0; i < answer.advice_n; i++)
		if (answer.advice[i].kind == kind && answer.advice[i].total > 0)
			return true;
	return false;
}

// What was asked stays asked: no answer and good advice rather than places that have nothing to do with it.
static void test_kept(void **state)
{
	struct search_filter fablab = {FACET_TYPE, TYPE_FABLAB}, paris = {FACET_DEPARTMENT, (uint16_t)gazetteer_find_department(S("75"))};
	ask_with((struct search_ask){.q = S("fablab"), .where = S("Redon"), .has_radius = true, .radius_km = 20});
	assert_int_equal(answer.result.total, 0);
	assert_true(advises(ADVICE_WIDEN) && advises(ADVICE_NEIGHBOUR_TYPE) && advises(ADVICE_DROP_WORD));
	for (size_t i = 0; i < answer.advice_n; i++)
		assert_true(answer.advice[i].kind != ADVICE_WIDEN || answer.advice[i].radius_km > 20);
	ask_with((struct search_ask){.q = S("zzzz"), .filters = &fablab, .filter_n = 1});
	assert_int_equal(answer.result.total, 0);
	assert_true(advises(ADVICE_DROP_WORD));
	ask_with((struct search_ask){.q = S("konk"), .filters = &paris, .filter_n = 1});
	assert_int_equal(answer.result.total, 0);
	assert_true(advises(ADVICE_DROP_FILTER));
	static const char *const kept[] = {"fablab rural Morbihan", "fablab Mayenne", "recyclerie vélo", "fablab à Xyzzyville", "zzzz Rennes"};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		ask(kept[i]);
		if (answer.result.total > 0 || answer.advice_n == 0)
			fail_msg("\"%s\" gives %u places, %zu pieces of advice", kept[i], answer.result.total, answer.advice_n);
	}
	ask("fablab xyzzyque vers Vannes");
	assert_true(answer.result.total > 0 && chip_of(CHIP_CORRECTION) != NULL && concept(FACET_TYPE) != NULL);
	struct str word = S("xyzzyque");
	ask_with((struct search_ask){.q = S("fablab xyzzyque vers Vannes"), .plain = &word, .plain_n = 1});
	assert_int_equal(answer.result.total, 0);
}

static void test_always_a_way(void **state)
{
	static const char *const none[] = {"coiffeur", "zzzz", "qsdfgh jklm", "zzzz à Xyzzyville"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		ask(none[i]);
		if (answer.result.total > 0 || answer.advice_n == 0)
			fail_msg("\"%s\" gives %u places, %zu pieces of advice", none[i], answer.result.total, answer.advice_n);
		for (size_t k = 0; k < answer.advice_n; k++)
			assert_true(answer.advice[k].total > 0);
	}
	ask("poteries partajees xq");
	ask_with((struct search_ask){.q = S("concarno"), .exact = true});
	assert_true(advises(ADVICE_SPELL) || advises(ADVICE_TYPE));
}

static void test_nearest_first(void **state)
{
	ask("manufacture vers Ajaccio"); // nothing within 100 km
	assert_true(answer.radius_km == 0 && answer.result.hit_n > 1);
	for (size_t i = 1; i < answer.result.hit_n; i++)
		assert_true(answer.result.hits[i - 1].km <= answer.result.hits[i].km);
}

static void test_hostile(void **state)
{
	static const char *const texts[] = {"", " ", "'", "l'", "à", "vers", "autour de", "à moins de 20 km de", "de de de de", "....",
					    "\xff\xfe", "🙂", "qui veulent", "999999999999999999999", "0 km", "a b c d e f g h i j k l m n o p"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ask(texts[i]);
	struct buf b = BUF_IN(&arena);
	for (int i = 0; i < 3000; i++)
		buf_addz(&b, "vers vannes ");
	ask_with((struct search_ask){.q = buf_str(&b)});
}

static void test_where_read(void **state)
{
	struct where w;
	assert_int_equal(where_read(S("Xyzzy"), &arena, &w), WHERE_UNKNOWN);
	assert_int_equal(where_read(S("95,200"), &arena, &w), WHERE_OUTSIDE);
	assert_int_equal(where_read(S("48.1,-1.68"), &arena, &w), WHERE_OK);
	assert_true(w.kind == WHERE_POINT && fabs(w.lon + 1.68) < 1e-9);
	assert_int_equal(where_read(S("Saint-Denis (974)"), &arena, &w), WHERE_OK);
	assert_true(str_eqz(w.label, "Saint-Denis (974)"));
	assert_int_equal(where_read(S("Saint-Denis de la Réunion"), &arena, &w), WHERE_OK);
	assert_true(str_eqz(w.label, "Saint-Denis (974)"));
	assert_int_equal(where_read(S("44300 Nantes"), &arena, &w), WHERE_OK);
	assert_true(str_eqz(w.label, "Nantes (44)"));
	assert_int_equal(where_read(S("Nouméa"), &arena, &w), WHERE_OK);
	assert_int_equal(w.kind, WHERE_AREA);
	assert_int_equal(where_read(S("Mayenne"), &arena, &w), WHERE_OK);
	assert_int_equal(w.kind, WHERE_AREA);
	assert_int_equal(where_read(S("Vienne"), &arena, &w), WHERE_OK);
	assert_int_equal(w.kind, WHERE_COMMUNE);
	assert_true(w.choice_n >= 1);
}

static void assert_suggests(const char *typed, enum suggestion_kind kind, const char *label)
{
	struct suggestion s[10];
	size_t n = suggest(small_network(), str_of(typed), &arena, s, 10);
	for (size_t i = 0; i < n; i++)
		if (s[i].kind == kind && str_eqz(s[i].label, label))
			return;
	fail_msg("\"%s\" does not suggest %s", typed, label);
}

// "Le Fablab" has closed: its name is a type's, and nothing more.
static void test_closed(void **state)
{
	struct suggestion s[10];
	ask("fablab");
	assert_int_equal(answer.result.total, 6);
	ask("le fablab");
	assert_int_equal(answer.result.total, 6);
	ask("le fablba");
	assert_true(answer.result.total > 0);
	size_t n = suggest(small_network(), S("le fab"), &arena, s, 10);
	for (size_t i = 0; i < n; i++)
		assert_false(str_eqz(s[i].label, "Le Fablab"));
}

static void test_suggest(void **state)
{
	struct suggestion s[3];
	assert_suggests("konk", SUGGEST_PLACE, "Konk Ar Lab");
	assert_suggests("ar l", SUGGEST_PLACE, "Konk Ar Lab");
	assert_suggests("tele", SUGGEST_PLACE, "Télécentre de Murat");
	assert_suggests("van", SUGGEST_COMMUNE, "Vannes (56)");
	assert_suggests("fablab vers van", SUGGEST_COMMUNE, "fablab, près de Vannes (56)");
	assert_suggests("form", SUGGEST_ACTION, "Formation");
	assert_suggests("fab", SUGGEST_CONCEPT, "Fabrique de territoire");
	assert_suggests("bret", SUGGEST_COMMUNE, "Bretagne");
	assert_int_equal(suggest(small_network(), S("bretagne"), &arena, s, 3) > 0, true);
	assert_true(str_eqz(s[0].label, "Bretagne"));
	assert_suggests("la mach", SUGGEST_PLACE, "La Machinerie");
	assert_suggests("brest fab", SUGGEST_CONCEPT, "Fablab, près de Brest (29)");
	struct suggestion all[10];
	for (size_t i = 0, n = suggest(small_network(), S("paris"), &arena, all, 10); i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(all[i].label, all[k].label) && all[i].kind == all[k].kind);
	assert_int_equal(suggest(small_network(), S(""), &arena, s, 3), 0);
	assert_int_equal(suggest(small_network(), S("\xff"), &arena, s, 3), 0);
	assert_true(suggest(small_network(), S("la"), &arena, s, 3) == 3);
	assert_int_equal(suggest(small_network(), S("la"), &arena, s, 0), 0);
}

static int clean(void **state)
{
	arena_release(&arena);
	small_network_free();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where),       cmocka_unit_test(test_no_where),    cmocka_unit_test(test_homonyms),
		cmocka_unit_test(test_near_me),     cmocka_unit_test(test_concepts),    cmocka_unit_test(test_plain_again),
		cmocka_unit_test(test_known),       cmocka_unit_test(test_corrections), cmocka_unit_test(test_radius),
		cmocka_unit_test(test_no_dead_end), cmocka_unit_test(test_read_whole), cmocka_unit_test(test_kept), cmocka_unit_test(test_always_a_way),
		cmocka_unit_test(test_nearest_first), cmocka_unit_test(test_hostile),     cmocka_unit_test(test_where_read),
		cmocka_unit_test(test_suggest),      cmocka_unit_test(test_closed),
	};
	return cmocka_run_group_tests(tests, NULL, clean);
}
