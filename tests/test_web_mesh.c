// SPDX-License-Identifier: AGPL-3.0-or-later
// Outlines and the pictures made of them: places fall where they should, paths are well formed and light.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "model/gazetteer.h"
#include "web/mesh.h"
#include "web/outline.h"

static void france_places(void **state)
{
	double paris_x, paris_y, brest_x, brest_y, nice_x, nice_y, x, y;
	assert_int_equal(france_at(48.8566, 2.3522, &paris_x, &paris_y), 0);
	assert_int_equal(france_at(48.39, -4.486, &brest_x, &brest_y), 0);
	assert_int_equal(france_at(43.7, 7.266, &nice_x, &nice_y), 0);
	assert_true(brest_x < paris_x && paris_x < nice_x);
	assert_true(paris_y < nice_y);
	// Lambert 93 of Notre-Dame (IGN's own converter): 652 500 east, 6 861 900 north, to about 300 m.
	assert_true(fabs(paris_x * 1168 + 88000 - 652500) < 800);
	assert_true(fabs(7125000 - paris_y * 1168 - 6861900) < 800);
	assert_int_equal(france_at(-21.1, 55.5, &x, &y), 4); // La Réunion
	assert_true(x > 0 && x < 250 && y > 550 && y < FRANCE_HEIGHT);
	assert_int_equal(france_at(4.9, -52.3, &x, &y), 3); // Cayenne
	assert_int_equal(france_at(40.7, -74.0, &x, &y), -1);
	assert_int_equal(france_at(NAN, 2, &x, &y), -1);
}

static void departments(void **state)
{
	int outlined = 0;
	for (uint16_t d = 0; d < gazetteer_department_n(); d++) {
		struct department known = gazetteer_department(d);
		int at = outline_department(known.code);
		if (at < 0 && str_cmp(known.code, S("975")) >= 0)
			continue; // overseas, but no department: Saint-Martin, Polynésie …
		if (at < 0)
			fail_msg("no outline for %.*s", STR_ARG(known.code));
		outlined++;
		struct outline_bounds b = outline_bounds(at);
		if (!(known.lat > b.south && known.lat < b.north && known.lon > b.west && known.lon < b.east))
			fail_msg("%.*s stands outside its own outline", STR_ARG(known.code));
	}
	assert_int_equal(outlined, 101);
	assert_int_equal(outline_department(S("99")), -1);
}

// Numbers and the letters of a path, nothing else: no NAN, no exponent.
static void assert_path(struct str s)
{
	assert_true(s.n > 0 && s.p[0] == 'M');
	for (size_t i = 0; i < s.n; i++)
		if (strchr("MmlhvzaqQ0123456789.- ", s.p[i]) == NULL)
			fail_msg("a path holds \"%c\"", s.p[i]);
}

static void paths(void **state)
{
	struct buf land = {0}, regions = {0}, shape = {0};
	france_land(&land);
	assert_path(buf_str(&land));
	france_regions(&regions);
	assert_path(buf_str(&regions));
	int at = outline_department(S("56"));
	struct outline_view v = outline_view_of(outline_bounds(at), 480, 360, 20);
	outline_draw_shape(&shape, &v, at);
	assert_path(buf_str(&shape));
	size_t town = 0;
	bool vannes = false;
	for (const struct outline_town *t; (t = outline_next_town(&v, &town)) != NULL;)
		vannes = vannes || strcmp(t->name, "Vannes") == 0 || strcmp(t->name, "Lorient") == 0;
	assert_true(vannes);
	buf_release(&land);
	buf_release(&regions);
	buf_release(&shape);
}

// As many places as the starter network, at communes all over the country.
enum { MANY = 1900 };
static struct atlas atlas;
static struct place_label label;

static int make_atlas(void **state)
{
	atlas.places = arena_array(&atlas.arena, MANY, sizeof *atlas.places);
	atlas.place_n = MANY;
	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t commune = i * 7919u % gazetteer_commune_n();
		struct commune c = gazetteer_commune(commune);
		atlas.places[i] = (struct place){
			.name = S("Le \"Lieu\" & <fils>"), .slug = S("lieu"), .commune_at = (int32_t)commune,
			.lat = (double)c.lat, .lon = (double)c.lon, .labels = &label, .label_n = i % 5 == 0,
		};
	}
	atlas.places[3].lat = atlas.places[3].lon = NAN;
	static uint32_t members[] = {0, 3, 40, 400, 1200};
	static struct network network = {.lead = 0, .members = members, .member_n = 5, .consortium = true};
	atlas.networks = &network;
	atlas.network_n = 1;
	return 0;
}

static int drop_atlas(void **state)
{
	arena_release(&atlas.arena);
	return 0;
}

static size_t gzipped(struct str s)
{
	static Bytef packed[1 << 20];
	uLongf n = sizeof packed;
	assert_int_equal(compress2(packed, &n, (const Bytef *)s.p, s.n, 9), Z_OK);
	return n;
}

static void home_picture(void **state)
{
	struct arena a = {0};
	struct html h = mesh_svg(&a, &atlas);
	assert_true(str_starts(h.s, S("<svg")) && str_ends(str_trim(h.s), S("</svg>")));
	assert_true(str_find(h.s, S("nan")) < 0);
	assert_true(str_find(h.s, S("mesh-consortium")) > 0);
	assert_true(gzipped(h.s) < 25000);
	arena_release(&a);
}

static void home_picture_of_nothing(void **state)
{
	struct arena a = {0};
	struct atlas empty = {0};
	assert_true(str_starts(mesh_svg(&a, &empty).s, S("<svg")));
	arena_release(&a);
}

static void small_map(void **state)
{
	struct arena a = {0};
	uint32_t near[] = {3, 40};
	struct html h = mesh_small_map(&a, &atlas, 0, near, 2);
	assert_true(str_find(h.s, S("still-lead")) > 0);
	assert_true(str_find(h.s, S("&lt;fils&gt;")) > 0);
	assert_true(str_find(h.s, S("<fils>")) < 0);
	assert_int_equal(mesh_small_map(&a, &atlas, 3, NULL, 0).s.n, 0); // it has no position
	arena_release(&a);
}

static void points_map(void **state)
{
	struct arena a = {0};
	struct mesh_point points[] = {{0, STAGE_DOES}, {40, STAGE_STARTED}, {3, STAGE_WANTS}};
	struct html h = mesh_points_map(&a, &atlas, points, 3, NONE, S("carte"));
	assert_true(str_find(h.s, S("still-half")) > 0);
	assert_true(str_find(h.s, S("still-lead")) < 0);
	assert_true(str_find(mesh_points_map(&a, &atlas, points, 3, 0, S("carte")).s, S("still-lead")) > 0);
	assert_int_equal(mesh_points_map(&a, &atlas, points + 2, 1, NONE, S("carte")).s.n, 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(france_places), cmocka_unit_test(departments), cmocka_unit_test(paths),
		cmocka_unit_test(home_picture),  cmocka_unit_test(home_picture_of_nothing), cmocka_unit_test(small_map),
		cmocka_unit_test(points_map),
	};
	return cmocka_run_group_tests(tests, make_atlas, drop_atlas);
}
