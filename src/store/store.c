// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/store.h"

#include <assert.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt next_ids[STORE_TABLE_COUNT] = {
	[STORE_SOURCE] = {"source_next_id", "SELECT coalesce(max(id), 0) + 1 FROM source"},
	[STORE_PLACE] = {"place_next_id", "SELECT coalesce(max(id), 0) + 1 FROM place"},
	[STORE_LABEL] = {"label_next_id", "SELECT coalesce(max(id), 0) + 1 FROM label"},
	[STORE_CATEGORY] = {"category_next_id", "SELECT coalesce(max(id), 0) + 1 FROM category"},
	[STORE_ACTION] = {"action_next_id", "SELECT coalesce(max(id), 0) + 1 FROM action"},
	[STORE_NETWORK] = {"network_next_id", "SELECT coalesce(max(id), 0) + 1 FROM network"},
	[STORE_ORG] = {"org_next_id", "SELECT coalesce(max(id), 0) + 1 FROM org"},
	[STORE_PICTURE] = {"picture_next_id", "SELECT coalesce(max(id), 0) + 1 FROM picture"},
	[STORE_PERSON] = {"person_next_id", "SELECT coalesce(max(id), 0) + 1 FROM person"},
	[STORE_MANDATE] = {"mandate_next_id", "SELECT coalesce(max(id), 0) + 1 FROM mandate"},
};

const struct err *store_next_id(struct db *d, enum store_table table, int64_t *id)
{
	assert(table < STORE_TABLE_COUNT);
	return row_int(d, &next_ids[table], NULL, 0, id, NULL);
}

// Rules that the schema cannot say; each counts what breaks it.
static const struct {
	struct db_stmt count;
	const char *says;
} rules[] = {
	{{"check_slugs", "SELECT count(*) FROM place_slug JOIN place ON place.slug = place_slug.slug"},
	 N_("anciennes adresses qui sont aussi celle d’un lieu")},
	{{"check_confirmed", "SELECT count(*) FROM place WHERE (confirmed IS NULL) <> (confirmed_by IS NULL)"},
	 N_("lieux confirmés sans source, ou par une source sans date")},
	{{"check_origins", "SELECT count(*) FROM place WHERE NOT EXISTS (SELECT 1 FROM place_source WHERE place_source.place = place.id)"},
	 N_("lieux qui ne viennent d’aucune source")},
	{{"check_names", "SELECT count(*) FROM place WHERE NOT EXISTS "
			 "(SELECT 1 FROM fact WHERE fact.place = place.id AND fact.field = 'nom')"},
	 N_("lieux dont aucune source ne dit le nom")},
	{{"check_changes", "SELECT count(*) FROM (SELECT 1 AS one FROM place LIMIT 1) AS any_place "
			   "WHERE NOT EXISTS (SELECT 1 FROM change)"},
	 N_("des lieux, mais un journal des changements vide")},
};

const struct err *store_check(struct db *d, struct arena *a, struct str **problems, size_t *n)
{
	const struct err *err;
	VEC(struct str) found = {0};
	struct str *broken;
	size_t broken_n;
	TRY(db_verify(d, a, &broken, &broken_n));
	for (size_t i = 0; i < broken_n; i++)
		vec_push(&found, broken[i]);
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		int64_t count;
		TRY(row_int(d, &rules[i].count, NULL, 0, &count, NULL));
		if (count > 0)
			vec_push(&found, arena_printf(a, tr("%s : %lld"), tr(rules[i].says), (long long)count));
	}
	*n = found.n;
	*problems = arena_copy(a, found.v, found.n, sizeof **problems);
done:
	vec_free(&found);
	return err;
}
