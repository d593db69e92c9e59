// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/place_tie.h"

#include "base/vec.h"
#include "store/row.h"

static const struct db_stmt lists[PLACE_TIE_COUNT] = {
	[PLACE_ACTION] = {"place_tie_actions", "SELECT action.id, engagement.source, key, name, stage, since, note FROM engagement "
					       "JOIN action ON action.id = engagement.action WHERE place = $1 ORDER BY key"},
	[PLACE_LABEL] = {"place_tie_labels", "SELECT label.id, place_label.source, key, name, NULL, date, NULL FROM place_label "
					     "JOIN label ON label.id = place_label.label WHERE place = $1 ORDER BY key"},
	[PLACE_NETWORK] = {"place_tie_networks", "SELECT network.id, membership.source, key, name, NULL, NULL, role FROM membership "
						 "JOIN network ON network.id = membership.network WHERE place = $1 ORDER BY key"},
	[PLACE_HOLDER] = {"place_tie_holders", "SELECT org.id, tie.source, key, name, holder_kind, NULL, note FROM tie "
					       "JOIN org ON org.id = tie.org WHERE place = $1 AND holder = 1 ORDER BY key"},
	[PLACE_PARTNER] = {"place_tie_partners", "SELECT org.id, tie.source, key, name, partner_kind, NULL, note FROM tie "
						 "JOIN org ON org.id = tie.org WHERE place = $1 AND holder = 0 ORDER BY key"},
};
static const struct db_stmt deletes[PLACE_TIE_COUNT] = {
	[PLACE_ACTION] = {"place_tie_no_action", "DELETE FROM engagement WHERE place = $1 AND action = $2"},
	[PLACE_LABEL] = {"place_tie_no_label", "DELETE FROM place_label WHERE place = $1 AND label = $2"},
	[PLACE_NETWORK] = {"place_tie_no_network", "DELETE FROM membership WHERE place = $1 AND network = $2"},
	[PLACE_HOLDER] = {"place_tie_no_holder", "DELETE FROM tie WHERE place = $1 AND org = $2 AND holder = 1"},
	[PLACE_PARTNER] = {"place_tie_no_partner", "DELETE FROM tie WHERE place = $1 AND org = $2 AND holder = 0"},
};
static const struct db_stmt targets[PLACE_TIE_COUNT] = {
	[PLACE_ACTION] = {"tie_target_action", "SELECT id, name, NULL FROM action WHERE key = $1"},
	[PLACE_LABEL] = {"tie_target_label", "SELECT id, name, NULL FROM label WHERE key = $1"},
	[PLACE_NETWORK] = {"tie_target_network", "SELECT id, name, NULL FROM network WHERE key = $1"},
	[PLACE_HOLDER] = {"tie_target_holder", "SELECT id, name, holder_kind FROM org WHERE key = $1"},
	[PLACE_PARTNER] = {"tie_target_partner", "SELECT id, name, NULL FROM org WHERE key = $1"},
};

const struct err *store_place_ties(struct db *d, int64_t place, struct arena *a, struct place_tie **out, size_t *n)
{
	const struct err *err = NULL;
	struct db_rows *r = NULL;
	VEC(struct place_tie) ties = {0};
	bool row;
	for (int kind = 0; kind < PLACE_TIE_COUNT; kind++) {
		TRY(db_query(d, &lists[kind], DB_V(db_int(place)), &r));
		for (;;) {
			TRY(db_step(r, &row));
			if (!row)
				break;
			vec_push(&ties, (struct place_tie){
						.kind = (enum place_tie_kind)kind,
						.id = db_col_int(r, 0),
						.source = db_col_int(r, 1),
						.key = arena_str(a, db_col_text(r, 2)),
						.name = arena_str(a, db_col_text(r, 3)),
						.code = arena_str(a, db_col_text(r, 4)),
						.date = row_to_date(db_col_text(r, 5)),
						.note = arena_str(a, db_col_text(r, 6)),
					});
		}
		db_rows_close(r);
		r = NULL;
	}
	*out = arena_copy(a, ties.v, ties.n, sizeof **out);
	*n = ties.n;
done:
	db_rows_close(r);
	vec_free(&ties);
	return err;
}

const struct err *store_place_tie_delete(struct db *d, int64_t place, enum place_tie_kind kind, int64_t id)
{
	return db_run(d, &deletes[kind], DB_V(db_int(place), db_int(id)), NULL);
}

const struct err *store_tie_target(struct db *d, enum place_tie_kind kind, struct str key, struct arena *a, struct place_tie *out)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	*out = (struct place_tie){.kind = kind, .key = key};
	TRY(db_query(d, &targets[kind], DB_V(db_text(key)), &r));
	TRY(db_step(r, &row));
	if (row) {
		out->id = db_col_int(r, 0);
		out->name = arena_str(a, db_col_text(r, 1));
		out->code = arena_str(a, db_col_text(r, 2));
	}
done:
	db_rows_close(r);
	return err;
}
