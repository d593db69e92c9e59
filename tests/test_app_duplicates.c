// SPDX-License-Identifier: AGPL-3.0-or-later
// The starter network against pairs judged by hand: merges are right, true pairs are merged or proposed.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/import.h"
#include "base/embed.h"
#include "base/file.h"
#include "engine.h"
#include "exchange/codec.h"
#include "exchange/csv.h"
#include "exchange/enrich.h"
#include "store/atlas.h"
#include "store/store.h"

static const double least_right = 0.99, least_found = 0.85;

static void take(struct db *db, const char *key, const char *ending)
{
	struct arena arena = {0};
	struct record_set set;
	struct import_report report;
	const struct embed_file *f = embed_find(arena_printf(&arena, "data/%s%s", key, ending));
	assert_non_null(f);
	ok(exchange_read(embed_plain(f, &arena), str_of(key), &arena, &set));
	enrich_records(&set, &arena);
	ok(db_begin(db));
	ok(import_run(db, &set, NULL, NULL, &arena, &report));
	ok(db_commit(db));
	print_message("%s: %zu records, %zu places made, %zu merged, %zu proposed\n", key, set.record_n, report.created, report.merged,
		      report.proposed);
	arena_release(&arena);
}

static const struct place *called(const struct atlas *a, struct str source, struct str identifier)
{
	int32_t at = atlas_source(a, source);
	for (uint32_t i = 0; i < a->place_n; i++)
		for (unsigned k = 0; k < a->places[i].origin_n; k++)
			if (a->places[i].origins[k].source == at && str_eq(a->places[i].origins[k].identifier, identifier))
				return &a->places[i];
	fail_msg("nobody is %.*s of %.*s", STR_ARG(identifier), STR_ARG(source));
	return NULL;
}

static bool proposed(const struct duplicate_row *d, size_t n, int64_t a, int64_t b)
{
	for (size_t i = 0; i < n; i++)
		if ((d[i].a == a && d[i].b == b) || (d[i].a == b && d[i].b == a))
			return true;
	return false;
}

static void judged_pairs(void **state)
{
	struct engine *e = *state;
	struct arena arena = {0};
	struct buf file = {0};
	struct csv t;
	struct atlas *a;
	struct duplicate_row *d;
	size_t n;
	ok(store_migrate(e->db, NULL));
	take(e->db, "fabriques-de-territoire-2024", ".geojson");
	take(e->db, "manufactures-de-proximite-2024", ".geojson");
	take(e->db, "tiers-lieux-2019", ".csv");
	take(e->db, "fablabs-bretagne-2020", ".geojson");
	take(e->db, "documents-de-depart", ".json");
	ok(store_atlas_load(e->db, &a));
	ok(store_duplicate_list(e->db, &arena, &d, &n));
	const char *root = getenv("MAILLE_SOURCE");
	ok(file_read(arena_z(&arena, arena_printf(&arena, "%s/tests/duplicates/pairs.csv", root != NULL ? root : "..")), 1 << 20, &file));
	ok(csv_read(buf_str(&file), &arena, &t));
	size_t pairs = 0, merged = 0, right = 0, found = 0;
	for (size_t i = 0; i < t.row_n; i++) {
		const struct str *c = t.rows[i].cells;
		bool same = str_eqz(c[4], "1");
		const struct place *x = called(a, c[0], c[1]), *y = called(a, c[2], c[3]);
		bool one = x == y, near = !one && proposed(d, n, x->id, y->id);
		pairs += same;
		merged += one;
		right += one && same;
		found += same && (one || near);
		if (one != same && (one || !near))
			print_message("%s: %.*s\n", one ? "wrongly merged" : "missed", STR_ARG(c[5]));
	}
	double precision = (double)right / (double)merged, recall = (double)found / (double)pairs;
	print_message("%u places; %zu pairs judged, %zu true: merges %zu, %.1f %% right; merged or proposed %.1f %%; %zu proposals\n",
		      a->place_n, t.row_n, pairs, merged, 100 * precision, 100 * recall, n);
	assert_true(precision >= least_right);
	assert_true(recall >= least_found);
	buf_release(&file);
	arena_release(&arena);
	atlas_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {ENGINES(judged_pairs)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
