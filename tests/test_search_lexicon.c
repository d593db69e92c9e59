// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "search/lexicon.h"

static struct lexicon *parsed(const char *text)
{
	struct lexicon *l;
	const struct err *err = lexicon_parse(str_of(text), &l);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	return l;
}

static void test_synonyms(void **state)
{
	struct lexicon *l = parsed("# rien\nfablab ~ makerspace ~ Atelier de Fabrication  Numérique\nmaker ~ fablab # aussi\n");
	const struct str *out;
	assert_int_equal(lexicon_synonyms(l, S("fab lab"), &out), 3);
	assert_true(str_eqz(out[0], "makerspace") && str_eqz(out[1], "atelier de fabrication numerique") && str_eqz(out[2], "maker"));
	assert_int_equal(lexicon_synonyms(l, S("Makerspaces"), &out), 2);
	assert_int_equal(lexicon_synonyms(l, S("inconnu"), &out), 0);
	assert_int_equal(lexicon_synonyms(l, STR_NONE, &out), 0);
	assert_int_equal(lexicon_longest(l), 4);
	lexicon_free(l);
}

static void test_values(void **state)
{
	struct lexicon *l = parsed("fablab, fab lab x -> type=fablab\nimprimante 3D >> type=fablab\n"
				   "campagne -> territoire=rural\nvides : le la\nvoisins fablab : atelier-artisanal, living-lab\n");
	enum place_type type;
	struct lexicon_value v;
	assert_true(lexicon_type(l, S("Fab-Labs"), &type) && type == TYPE_FABLAB);
	assert_true(lexicon_type(l, S("imprimantes 3d"), &type) && type == TYPE_FABLAB);
	assert_true(lexicon_value(l, S("imprimante 3D"), &v) && v.tool);
	assert_false(lexicon_type(l, S("campagne"), &type));
	assert_true(lexicon_value(l, S("Campagnes"), &v) && str_eqz(v.param, "territoire") && str_eqz(v.code, "rural") && !v.tool);
	assert_true(lexicon_is_stop(l, S("le")));
	assert_false(lexicon_is_stop(l, S("les")));
	const enum place_type *near;
	assert_int_equal(lexicon_neighbours(l, TYPE_FABLAB, &near), 2);
	assert_int_equal(near[0], TYPE_CRAFT);
	assert_int_equal(lexicon_neighbours(l, TYPE_FARM, &near), 0);
	lexicon_free(l);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"fablab\n", "\n\nfablab -> type=usine", "a -> couleur", "voisins usine : fablab", "voisins fablab : usine",
		"a -> territoire=mer", "a, b -> type=fablab\nb -> type=coworking", "\xff ~ a",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct lexicon *l;
		const struct err *err = lexicon_parse(str_of(bad[i]), &l);
		assert_non_null(err);
		assert_int_equal(err_code(err), ERR_INPUT);
		assert_null(l);
		err_free(err);
	}
	struct lexicon *l;
	const struct err *err = lexicon_parse(S("a ~ b\n\nc"), &l);
	assert_non_null(strstr(err_text(err), "line 3"));
	err_free(err);
}

static void test_shipped(void **state)
{
	struct lexicon *l;
	const struct err *err = lexicon_shipped(&l);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	static const struct {
		const char *words;
		enum place_type type;
	} known[] = {
		{"makerspace", TYPE_FABLAB}, {"hackerspace", TYPE_FABLAB}, {"Imprimante 3D", TYPE_FABLAB}, {"bureaux partagés", TYPE_COWORKING},
		{"co-working", TYPE_COWORKING}, {"découpe laser", TYPE_FABLAB}, {"menuiserie", TYPE_CRAFT}, {"cuisine partagée", TYPE_FOODLAB},
		{"jardins partagés", TYPE_FARM}, {"tiers-lieu culturel", TYPE_CULTURE}, {"laboratoire d'innovation sociale", TYPE_LIVINGLAB},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		enum place_type type;
		if (!lexicon_type(l, str_of(known[i].words), &type) || type != known[i].type)
			fail_msg("%s", known[i].words);
	}
	const struct str *out;
	assert_true(lexicon_synonyms(l, S("recyclerie"), &out) >= 1);
	assert_true(lexicon_is_stop(l, S("pour")) && lexicon_is_stop(l, S("the")));
	lexicon_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_synonyms), cmocka_unit_test(test_values),
					   cmocka_unit_test(test_refused), cmocka_unit_test(test_shipped)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
