// SPDX-License-Identifier: AGPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "app/ask.h"
#include "app/lieux_json.h"
#include "base/utf8.h"
#include "small_network.h"

static struct arena arena;
static struct search_ask ask;
static struct ask_problems problems;

// Reads "q=fablab&type=coworking"; values are taken as they are.
static bool read(const char *query)
{
	struct pair params[64];
	size_t n = 0;
	for (struct str left = str_of(query); left.n > 0 && n < 64; n++) {
		struct str value, name = str_cut(str_cut(left, '&', &left), '=', &value);
		params[n] = (struct pair){name, value};
	}
	return ask_read(small_network(), params, n, &arena, &ask, &problems);
}

#define LINK(...) arena_z(&arena, ask_link(small_network(), &ask, &arena, __VA_ARGS__))

static void test_read(void **state)
{
	assert_true(read("q= fablab &pres=Vannes&rayon=20,5&type=fablab&type=coworking&type=fablab&tri=distance&page=2&par_page=50"
			 "&mots=la fabrique&exact=1&inconnu=3&label="));
	assert_true(str_eqz(ask.q, "fablab") && str_eqz(ask.where, "Vannes"));
	assert_true(ask.has_radius && ask.radius_km == 20.5);
	assert_int_equal(ask.filter_n, 2);
	assert_true(ask_has(&ask, FACET_TYPE, TYPE_COWORKING));
	assert_int_equal(ask.sort, SORT_DISTANCE);
	assert_true(ask.page == 2 && ask.per_page == 50 && ask.plain_n == 1 && ask.exact);
	assert_true(read(""));
	assert_true(ask.page == 1 && ask.per_page == ASK_PER_PAGE && ask.filter_n == 0);
	assert_true(read("departement=29&departement=finistere&region=bretagne&annee=2020&confirme=2019&territoire=qpv&etape=veut"
			 "&action=formation&label=fabrique-de-territoire&reseau=rff&porteuse=association&partenaire=formation"));
	assert_int_equal(ask.filter_n, 11);
}

static void assert_refused(const char *query, const char *param)
{
	if (read(query))
		fail_msg("%s is taken", query);
	assert_true(str_eqz(problems.items[0].param, param));
	assert_true(problems.items[0].message.n > 20 && utf8_valid(problems.items[0].message));
}

static void test_refused(void **state)
{
	assert_refused("rayon=-3", "rayon");
	assert_refused("rayon=0", "rayon");
	assert_refused("rayon=abc", "rayon");
	assert_refused("rayon=1e9", "rayon");
	assert_refused("page=0", "page");
	assert_refused("page=-1", "page");
	assert_refused("page=99999999999999999999", "page");
	assert_refused("par_page=1000000", "par_page");
	assert_refused("par_page=0", "par_page");
	assert_refused("pres=Xyzzy", "pres");
	assert_refused("pres=95,2", "pres");
	assert_refused("pres=48,200", "pres");
	assert_refused("type=usine", "type");
	assert_refused("label=vert", "label");
	assert_refused("departement=20", "departement");
	assert_refused("region=prusse", "region");
	assert_refused("territoire=mer", "territoire");
	assert_refused("annee=20", "annee");
	assert_refused("tri=hasard", "tri");
	assert_refused("q=\xff\xfe", "q");
	char longer[2000] = "q=";
	memset(longer + 2, 'a', sizeof longer - 3);
	assert_refused(longer, "q");
	assert_int_equal(ask.q.n, 300);
	assert_false(read("rayon=-3&page=0&q=fablab"));
	assert_int_equal(problems.n, 2);
	assert_true(str_eqz(ask.q, "fablab"));
}

static void test_links(void **state)
{
	assert_true(read("par_page=20&type=fablab&pres=Vannes&q=imprimante 3d&page=3"));
	assert_string_equal(LINK(ASK_SAME), "?q=imprimante%203d&pres=Vannes&type=fablab&page=3");
	assert_string_equal(LINK(ASK_ADD(FACET_TYPE, TYPE_COWORKING)), "?q=imprimante%203d&pres=Vannes&type=fablab&type=coworking");
	assert_string_equal(LINK(ASK_DROP(FACET_TYPE, TYPE_FABLAB)), "?q=imprimante%203d&pres=Vannes");
	assert_string_equal(LINK(ASK_ONLY(FACET_TYPE, TYPE_FARM)), "?q=imprimante%203d&pres=Vannes&type=nourricier");
	assert_string_equal(LINK(ASK_CLEAR(FACET_TYPE), ASK_WORDS(S("")), ASK_WHERE(S(""))), "");
	assert_string_equal(LINK(ASK_RADIUS(20)), "?q=imprimante%203d&pres=Vannes&rayon=20&type=fablab");
	assert_string_equal(LINK(ASK_SORT(SORT_NAME)), "?q=imprimante%203d&pres=Vannes&type=fablab&tri=nom");
	assert_string_equal(LINK(ASK_PAGE(2)), "?q=imprimante%203d&pres=Vannes&type=fablab&page=2");
	assert_string_equal(LINK(ASK_BARE, ASK_PLAIN(S("imprimante 3d"))), "?q=imprimante%203d&pres=Vannes&mots=imprimante%203d");
	assert_string_equal(LINK(ASK_EXACT(1)), "?q=imprimante%203d&pres=Vannes&type=fablab&exact=1");
	assert_int_equal(ask.filter_n, 1); // the ask itself is untouched
	assert_string_equal(LINK(ASK_WORDS(S("a&b=c\"<é"))), "?q=a%26b%3Dc%22%3C%C3%A9&pres=Vannes&type=fablab");
}

// What a link says is read back as the same ask.
static void test_round_trip(void **state)
{
	assert_true(read("q=la fabrique&pres=Saint-Denis (974)&rayon=12.5&type=fablab&label=fabrique-de-territoire&departement=2A&annee=2020"
			 "&region=bretagne&mots=fabrique&tri=fraicheur&par_page=10"));
	struct str first = ask_link(small_network(), &ask, &arena, ASK_SAME);
	struct buf b = BUF_IN(&arena);
	for (size_t i = 1; i < first.n; i++) {
		unsigned byte;
		if (first.p[i] == '%' && sscanf(first.p + i + 1, "%2x", &byte) == 1) {
			buf_addc(&b, (char)byte);
			i += 2;
		} else {
			buf_addc(&b, first.p[i]);
		}
	}
	assert_true(read(arena_z(&arena, buf_str(&b))));
	assert_true(str_eq(ask_link(small_network(), &ask, &arena, ASK_SAME), first));
	struct pair *fields;
	assert_int_equal(ask_fields(small_network(), &ask, &arena, &fields), 8);
}

static void test_chips(void **state)
{
	struct answer answer;
	assert_true(read("q=fablab vers Saint-Denis"));
	answer_ask(small_network(), &ask, &arena, &answer);
	for (size_t i = 0; i < answer.chip_n; i++) {
		const struct chip *c = &answer.chips[i];
		struct str dropped = ask_link_drop_chip(small_network(), &ask, &arena, c);
		struct str plain = ask_link_plain_chip(small_network(), &ask, &arena, c);
		assert_true(str_find(plain, S("mots=")) > 0);
		if (c->kind == CHIP_WHERE) {
			assert_true(str_eqz(dropped, "?q=fablab"));
			assert_true(c->choice_n > 0);
			struct str chosen = ask_link_choose(small_network(), &ask, &arena, c, &c->choices[0]);
			assert_true(str_starts(chosen, S("?q=fablab&pres=Saint-Denis")));
		} else {
			assert_true(str_eqz(dropped, "?q=vers%20Saint-Denis"));
		}
	}
	assert_true(read("q=poterie xyz&pres=Brest&rayon=2&label=manufacture-de-proximite"));
	answer_ask(small_network(), &ask, &arena, &answer);
	assert_true(answer.advice_n > 0);
	for (size_t i = 0; i < answer.advice_n; i++) {
		struct str link = ask_link_advice(small_network(), &ask, &arena, &answer, &answer.advice[i]);
		assert_false(str_eq(link, ask_link(small_network(), &ask, &arena, ASK_SAME)));
	}
}

static void test_json(void **state)
{
	struct answer answer;
	struct buf b = BUF_IN(&arena);
	assert_true(read("q=fablab vers Concarneau&par_page=2"));
	answer_ask(small_network(), &ask, &arena, &answer);
	lieux_json(&b, small_network(), &ask, &answer, S("https://exemple.fr"), &arena);
	json_error_t error;
	json_t *root = json_loadb(b.p, b.n, 0, &error);
	if (root == NULL)
		fail_msg("%s", error.text);
	assert_int_equal(json_integer_value(json_object_get(root, "total")), answer.result.total);
	assert_int_equal(json_integer_value(json_object_get(root, "par_page")), 2);
	json_t *list = json_object_get(root, "lieux"), *one = json_array_get(list, 0);
	assert_int_equal(json_array_size(list), 2);
	static const char *const keys[] = {"id", "slug", "nom", "commune", "code_postal", "code_insee", "departement", "region",
		"latitude", "longitude", "distance_km", "types", "labels", "actions", "reseaux", "presentation_resume", "date_maj",
		"sources", "pourquoi", "url"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_non_null(json_object_get(one, keys[i]));
	assert_string_equal(json_string_value(json_object_get(one, "nom")), "Konk Ar Lab");
	assert_string_equal(json_string_value(json_object_get(one, "departement")), "29");
	assert_true(json_array_size(json_object_get(one, "pourquoi")) > 0);
	assert_true(str_starts(str_of(json_string_value(json_object_get(one, "url"))), S("https://exemple.fr/lieux/")));
	json_t *facets = json_object_get(root, "facettes"), *type = json_array_get(json_object_get(facets, "type"), 0);
	assert_non_null(json_object_get(type, "valeur"));
	assert_non_null(json_object_get(type, "libelle"));
	assert_non_null(json_object_get(type, "total"));
	assert_non_null(json_object_get(json_object_get(root, "recherche"), "compris"));
	json_decref(root);
}

static int clean(void **state)
{
	arena_release(&arena);
	small_network_free();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_read),       cmocka_unit_test(test_refused), cmocka_unit_test(test_links),
					   cmocka_unit_test(test_round_trip), cmocka_unit_test(test_chips),   cmocka_unit_test(test_json)};
	return cmocka_run_group_tests(tests, NULL, clean);
}
