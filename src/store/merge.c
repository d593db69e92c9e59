// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/merge.h"

#include <assert.h>

#include "base/time.h"
#include "base/vec.h"
#include "store/row.h"

// How each kind is read as (key, source, value, date), given and taken. A value of several parts has "|" between them.
static const struct {
	const char *code;
	struct db_stmt read, take;
} kinds[MERGE_KIND_COUNT] = {
	[MERGE_ORIGIN] = {"origine",
			  {"merge_origins", "SELECT identifier, source, '', date FROM place_source WHERE place = $1 ORDER BY identifier, source"},
			  {"merge_origin_take", "DELETE FROM place_source WHERE place = $1 AND identifier = $2 AND source = $3"}},
	[MERGE_FACT] = {"fait",
			{"merge_facts", "SELECT field, source, value, date FROM fact WHERE place = $1 ORDER BY field, source"},
			{"merge_fact_take", "DELETE FROM fact WHERE place = $1 AND field = $2 AND source = $3"}},
	[MERGE_LABEL] = {"label",
			 {"merge_labels", "SELECT CAST(label AS TEXT), source, '', date FROM place_label WHERE place = $1 ORDER BY label"},
			 {"merge_label_take", "DELETE FROM place_label WHERE place = $1 AND CAST(label AS TEXT) = $2 AND source = $3"}},
	[MERGE_ACTION] = {"action",
			  {"merge_actions", "SELECT CAST(action AS TEXT), source, stage || '|' || coalesce(note, ''), since FROM engagement "
					    "WHERE place = $1 ORDER BY action"},
			  {"merge_action_take", "DELETE FROM engagement WHERE place = $1 AND CAST(action AS TEXT) = $2 AND source = $3"}},
	[MERGE_NETWORK] = {"reseau",
			   {"merge_networks", "SELECT CAST(network AS TEXT), source, coalesce(role, ''), NULL FROM membership WHERE place = $1 "
					      "ORDER BY network"},
			   {"merge_network_take", "DELETE FROM membership WHERE place = $1 AND CAST(network AS TEXT) = $2 AND source = $3"}},
	[MERGE_ORG] = {"structure",
		       {"merge_orgs", "SELECT CAST(org AS TEXT) || '/' || CAST(holder AS TEXT), source, coalesce(partner_kind, '') || '|' || "
				      "coalesce(note, ''), NULL FROM tie WHERE place = $1 ORDER BY org, holder"},
		       {"merge_org_take", "DELETE FROM tie WHERE place = $1 AND CAST(org AS TEXT) || '/' || CAST(holder AS TEXT) = $2 "
					  "AND source = $3"}},
	[MERGE_SAID] = {"dit",
			{"merge_said", "SELECT kind || '/' || key, source, value, date FROM said WHERE place = $1 ORDER BY kind, key, source"},
			{"merge_said_take", "DELETE FROM said WHERE place = $1 AND kind || '/' || key = $2 AND source = $3"}},
	[MERGE_TEAM] = {"equipe",
			{"merge_team", "SELECT CAST(person AS TEXT), coalesce(given_by, 0), given_at, NULL FROM mandate WHERE place = $1 ORDER BY person"},
			{"merge_team_take", "DELETE FROM mandate WHERE place = $1 AND CAST(person AS TEXT) = $2 AND coalesce(given_by, 0) = $3"}},
	[MERGE_COLUMN] = {.code = "colonne"},
};
static const struct db_stmt give_origin = {
	"merge_origin_give", "INSERT INTO place_source (place, identifier, source, date) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt give_fact = {
	"merge_fact_give", "INSERT INTO fact (place, field, source, value, date) VALUES ($1, $2, $3, $4, $5)"};
static const struct db_stmt give_label = {
	"merge_label_give", "INSERT INTO place_label (place, label, source, date) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt give_action = {
	"merge_action_give", "INSERT INTO engagement (place, action, source, stage, note, since) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt give_network = {
	"merge_network_give", "INSERT INTO membership (place, network, source, role) VALUES ($1, $2, $3, $4)"};
static const struct db_stmt give_org = {
	"merge_org_give", "INSERT INTO tie (place, org, holder, source, partner_kind, note) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt give_said = {
	"merge_said_give", "INSERT INTO said (place, kind, key, source, value, date) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt give_team = {
	"merge_team_give", "INSERT INTO mandate (id, person, place, given_by, given_at) VALUES "
			   "((SELECT coalesce(max(id), 0) + 1 FROM mandate), $2, $1, $3, $4)"};

#define COLUMNS "id, kept, gone, person, change, made_at, undone_at"
static const struct db_stmt merge_next_id = {"merge_next_id", "SELECT coalesce(max(id), 0) + 1 FROM merge"};
static const struct db_stmt merge_insert = {
	"merge_insert", "INSERT INTO merge (id, kept, gone, person, change, made_at) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt merge_read = {"merge_read", "SELECT " COLUMNS " FROM merge WHERE id = $1"};
static const struct db_stmt merge_list = {"merge_list", "SELECT " COLUMNS " FROM merge ORDER BY id DESC LIMIT $1"};
static const struct db_stmt merge_undone = {"merge_undone", "UPDATE merge SET undone_at = $2 WHERE id = $1"};
static const struct db_stmt merge_row_insert = {
	"merge_row_insert", "INSERT INTO merge_row (merge, kind, key, source, value, date) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_stmt merge_row_read = {
	"merge_row_read", "SELECT kind, key, source, value, date FROM merge_row WHERE merge = $1 ORDER BY kind, key, source"};
static const struct db_stmt place_gone = {"place_gone", "UPDATE place SET gone = $2, gone_to = $3 WHERE id = $1"};
static const struct db_stmt duplicate_state = {"duplicate_state", "UPDATE duplicate SET state = $3 WHERE a = $1 AND b = $2"};

// What follows a place as a whole.
static const struct {
	const char *code;
	struct db_stmt note, move, back;
} followers[] = {
	{"photo",
	 {"merge_pictures", "INSERT INTO merge_row (merge, kind, key, source, value) SELECT $1, 'photo', CAST(id AS TEXT), 0, '' FROM picture WHERE place = $2"},
	 {"merge_picture_move", "UPDATE picture SET place = $2 WHERE place = $1"},
	 {"merge_picture_back", "UPDATE picture SET place = $3 WHERE place = $2 AND CAST(id AS TEXT) IN "
				"(SELECT key FROM merge_row WHERE merge = $1 AND kind = 'photo')"}},
	{"meneur",
	 {"merge_leads", "INSERT INTO merge_row (merge, kind, key, source, value) SELECT $1, 'meneur', CAST(id AS TEXT), 0, '' FROM network WHERE lead = $2"},
	 {"merge_lead_move", "UPDATE network SET lead = $2 WHERE lead = $1"},
	 {"merge_lead_back", "UPDATE network SET lead = $3 WHERE lead = $2 AND CAST(id AS TEXT) IN "
			     "(SELECT key FROM merge_row WHERE merge = $1 AND kind = 'meneur')"}},
	{"proposition",
	 {"merge_waiting", "INSERT INTO merge_row (merge, kind, key, source, value) SELECT $1, 'proposition', CAST(id AS TEXT), 0, '' FROM suggestion "
			   "WHERE place = $2 AND kind <> 'fusion' AND state IN ('a-confirmer', 'en-attente')"},
	 {"merge_waiting_move", "UPDATE suggestion SET place = $2 WHERE place = $1 AND kind <> 'fusion' AND state IN ('a-confirmer', 'en-attente')"},
	 {"merge_waiting_back", "UPDATE suggestion SET place = $3 WHERE place = $2 AND CAST(id AS TEXT) IN "
				"(SELECT key FROM merge_row WHERE merge = $1 AND kind = 'proposition')"}},
	{"suivi", // who follows both goes on with the one
	 {"merge_follows", "INSERT INTO merge_row (merge, kind, key, source, value) SELECT $1, 'suivi', CAST(id AS TEXT), 0, '' FROM follow WHERE place = $2"},
	 {"merge_follow_move", "UPDATE follow SET place = $2 WHERE place = $1 AND NOT EXISTS "
			       "(SELECT 1 FROM follow other WHERE other.person = follow.person AND other.place = $2)"},
	 {"merge_follow_back", "UPDATE follow SET place = $3 WHERE place = $2 AND CAST(id AS TEXT) IN "
			       "(SELECT key FROM merge_row WHERE merge = $1 AND kind = 'suivi')"}},
};
enum { FOLLOWER_N = sizeof followers / sizeof followers[0] };
static const char before_mark[] = "avant:"; // in front of a kind: what stood there before

static const struct err *read_kind(struct db *d, int64_t place, enum merge_kind kind, struct arena *a, struct merge_row **out, size_t *n,
				   size_t *cap)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	TRY(db_query(d, &kinds[kind].read, DB_V(db_int(place)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		if (*n == *cap) {
			*cap = *cap ? *cap * 2 : 64;
			struct merge_row *more = arena_array(a, *cap, sizeof *more);
			for (size_t i = 0; i < *n; i++)
				more[i] = (*out)[i];
			*out = more;
		}
		(*out)[(*n)++] = (struct merge_row){kind, arena_str(a, db_col_text(r, 0)), db_col_int(r, 1),
						    arena_str(a, db_col_text(r, 2)), arena_str(a, db_col_text(r, 3))};
	}
done:
	db_rows_close(r);
	return err;
}

const struct err *store_merge_rows(struct db *d, int64_t place, struct arena *a, struct merge_row **out, size_t *n)
{
	const struct err *err = NULL;
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (enum merge_kind k = 0; k < MERGE_COLUMN; k++)
		TRY(read_kind(d, place, k, a, out, n, &cap));
done:
	return err;
}

static int64_t number(struct str s)
{
	int64_t n = 0;
	str_to_i64(s, &n);
	return n;
}

const struct err *store_merge_give(struct db *d, int64_t place, const struct merge_row *row)
{
	struct db_value at = db_int(place), source = db_int(row->source), date = db_text_or_null(row->date);
	struct str rest = row->value, first = str_cut(rest, '|', &rest), holder = row->key;
	switch (row->kind) {
	case MERGE_ORIGIN: return db_run(d, &give_origin, DB_V(at, db_text(row->key), source, date), NULL);
	case MERGE_FACT: return db_run(d, &give_fact, DB_V(at, db_text(row->key), source, db_text(row->value), date), NULL);
	case MERGE_LABEL: return db_run(d, &give_label, DB_V(at, db_int(number(row->key)), source, date), NULL);
	case MERGE_ACTION:
		return db_run(d, &give_action, DB_V(at, db_int(number(row->key)), source, db_text(first), db_text_or_null(rest), date), NULL);
	case MERGE_NETWORK:
		return db_run(d, &give_network, DB_V(at, db_int(number(row->key)), source, db_text_or_null(row->value)), NULL);
	case MERGE_ORG: {
		struct str org = str_cut(holder, '/', &holder);
		return db_run(d, &give_org, DB_V(at, db_int(number(org)), db_int(number(holder)), source, db_text_or_null(first),
						 db_text_or_null(rest)), NULL);
	}
	case MERGE_SAID: {
		struct str key = row->key, kind = str_cut(key, '/', &key);
		return db_run(d, &give_said, DB_V(at, db_text(kind), db_text(key), source, db_text(row->value), date), NULL);
	}
	case MERGE_TEAM:
		return db_run(d, &give_team, DB_V(at, db_int(number(row->key)), row_id(row->source), db_text(row->value)), NULL);
	case MERGE_COLUMN:
	case MERGE_KIND_COUNT: break;
	}
	assert(!"a column is no row");
	return NULL;
}

const struct err *store_merge_take(struct db *d, int64_t place, const struct merge_row *row)
{
	assert(row->kind < MERGE_COLUMN);
	return db_run(d, &kinds[row->kind].take, DB_V(db_int(place), db_text(row->key), db_int(row->source)), NULL);
}

static const struct err *keep_rows(struct db *d, int64_t merge, const char *mark, const struct merge_row *rows, size_t n)
{
	const struct err *err = NULL;
	for (size_t i = 0; i < n; i++) {
		struct buf kind = {0};
		buf_addz(&kind, mark);
		buf_addz(&kind, kinds[rows[i].kind].code);
		err = db_run(d, &merge_row_insert,
			     DB_V(db_int(merge), db_text(buf_str(&kind)), db_text(rows[i].key), db_int(rows[i].source), db_text(rows[i].value),
				  db_text_or_null(rows[i].date)),
			     NULL);
		buf_release(&kind);
		if (err != NULL)
			break;
	}
	return err;
}

const struct err *store_merge_insert(struct db *d, struct merge *m, const struct merge_row *given, size_t given_n,
				     const struct merge_row *before, size_t before_n)
{
	const struct err *err;
	struct moment_text made;
	TRY(row_int(d, &merge_next_id, NULL, 0, &m->id, NULL));
	TRY(db_run(d, &merge_insert,
		   DB_V(db_int(m->id), db_int(m->kept), db_int(m->gone), row_id(m->person), db_int(m->change), row_moment(time_unix(), &made)),
		   NULL));
	TRY(keep_rows(d, m->id, "", given, given_n));
	TRY(keep_rows(d, m->id, before_mark, before, before_n));
done:
	return err;
}

static struct merge read_merge(struct db_rows *r)
{
	return (struct merge){.id = db_col_int(r, 0), .kept = db_col_int(r, 1), .gone = db_col_int(r, 2), .person = db_col_int(r, 3),
			      .change = db_col_int(r, 4), .made = row_to_moment(db_col_text(r, 5)), .undone = row_to_moment(db_col_text(r, 6))};
}

typedef VEC(struct merge_row) row_list;

static const struct err *read_kept_rows(struct db *d, int64_t id, struct arena *a, row_list *given, row_list *before)
{
	const struct err *err;
	struct db_rows *r = NULL;
	bool row;
	TRY(db_query(d, &merge_row_read, DB_V(db_int(id)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		struct str code = db_col_text(r, 0);
		bool old = str_starts(code, str_of(before_mark));
		struct str plain = old ? str_from(code, sizeof before_mark - 1) : code;
		for (enum merge_kind k = 0; k < MERGE_KIND_COUNT; k++)
			if (str_eqz(plain, kinds[k].code)) {
				row_list *to = old ? before : given;
				vec_push(to, (struct merge_row){k, arena_str(a, db_col_text(r, 1)), db_col_int(r, 2),
								arena_str(a, db_col_text(r, 3)), arena_str(a, db_col_text(r, 4))});
			}
	}
done:
	db_rows_close(r);
	return err;
}

const struct err *store_merge_read(struct db *d, int64_t id, struct arena *a, struct merge *out, bool *found, struct merge_row **given,
				   size_t *given_n, struct merge_row **before, size_t *before_n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	row_list g = {0}, b = {0};
	TRY(db_query(d, &merge_read, DB_V(db_int(id)), &r));
	TRY(db_step(r, found));
	if (*found)
		*out = read_merge(r);
	db_rows_close(r);
	r = NULL;
	TRY(read_kept_rows(d, id, a, &g, &b));
	*given = arena_copy(a, g.v, g.n, sizeof **given);
	*given_n = g.n;
	*before = arena_copy(a, b.v, b.n, sizeof **before);
	*before_n = b.n;
done:
	db_rows_close(r);
	vec_free(&g);
	vec_free(&b);
	return err;
}

const struct err *store_merge_list(struct db *d, size_t max, struct arena *a, struct merge **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct merge) all = {0};
	bool row;
	TRY(db_query(d, &merge_list, DB_V(db_int((int64_t)max)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&all, read_merge(r));
	}
	*out = arena_copy(a, all.v, all.n, sizeof **out);
	*n = all.n;
done:
	db_rows_close(r);
	vec_free(&all);
	return err;
}

const struct err *store_merge_undone(struct db *d, int64_t id)
{
	struct moment_text now;
	return db_run(d, &merge_undone, DB_V(db_int(id), row_moment(time_unix(), &now)), NULL);
}

const struct err *store_place_gone(struct db *d, int64_t place, int64_t to)
{
	return db_run(d, &place_gone, DB_V(db_int(place), to ? db_text(S("fusionne")) : db_null(), row_id(to)), NULL);
}

const struct err *store_merge_follow(struct db *d, int64_t merge, int64_t from, int64_t to)
{
	const struct err *err = NULL;
	for (size_t i = 0; i < FOLLOWER_N; i++) {
		TRY(db_run(d, &followers[i].note, DB_V(db_int(merge), db_int(from)), NULL));
		TRY(db_run(d, &followers[i].move, DB_V(db_int(from), db_int(to)), NULL));
	}
done:
	return err;
}

const struct err *store_merge_return(struct db *d, int64_t merge, int64_t from, int64_t to)
{
	const struct err *err = NULL;
	for (size_t i = 0; i < FOLLOWER_N; i++)
		TRY(db_run(d, &followers[i].back, DB_V(db_int(merge), db_int(from), db_int(to)), NULL));
done:
	return err;
}

const struct err *store_duplicate_state(struct db *d, int64_t a, int64_t b, struct str state)
{
	return db_run(d, &duplicate_state, DB_V(db_int(a < b ? a : b), db_int(a < b ? b : a), db_text(state)), NULL);
}
