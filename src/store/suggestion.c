// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/suggestion.h"

#include <assert.h>

#include "base/vec.h"
#include "store/row.h"

#define COLUMNS                                                                                                            \
	"id, kind, state, scope, place, other, seen, note, person, address, lang, source, made_at, asked_at, escalated_at, " \
	"decided_at, decided_by, reason, change"

static const struct db_stmt suggestion_next_id = {"suggestion_next_id", "SELECT coalesce(max(id), 0) + 1 FROM suggestion"};
static const struct db_stmt suggestion_insert = {
	"suggestion_insert", "INSERT INTO suggestion (" COLUMNS ") VALUES "
			     "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"};
static const struct db_stmt suggestion_read = {"suggestion_read", "SELECT " COLUMNS " FROM suggestion WHERE id = $1"};
static const struct db_stmt suggestion_list = {
	"suggestion_list", "SELECT " COLUMNS " FROM suggestion WHERE state = $1 ORDER BY asked_at, id"};
static const struct db_stmt suggestion_of_place = {
	"suggestion_of_place",
	"SELECT " COLUMNS " FROM suggestion WHERE state = 'en-attente' AND (place = $1 OR other = $1) ORDER BY asked_at, id"};
static const struct db_stmt suggestion_decided = {
	"suggestion_decided", "SELECT " COLUMNS " FROM suggestion WHERE decided_at IS NOT NULL ORDER BY decided_at DESC, id DESC LIMIT $1"};
static const struct db_stmt suggestion_move = {
	"suggestion_move",
	"UPDATE suggestion SET state = $3, scope = $4, place = $5, asked_at = $6, escalated_at = $7, decided_at = $8, "
	"decided_by = $9, reason = $10, change = $11 WHERE id = $1 AND state = $2"};
static const struct db_stmt suggestion_let_in = {
	"suggestion_let_in",
	"UPDATE suggestion SET state = 'accepte', decided_at = $3, decided_by = $4 "
	"WHERE kind = 'revendication' AND place = $1 AND person = $2 AND state IN ('a-confirmer', 'en-attente')"};
static const struct db_stmt suggestion_items = {
	"suggestion_items", "SELECT kind, key, before, after FROM suggestion_item WHERE suggestion = $1 ORDER BY kind, key"};
static const struct db_stmt suggestion_item_put = {
	"suggestion_item_put",
	"INSERT INTO suggestion_item (suggestion, kind, key, before, after) VALUES ($1, $2, $3, $4, $5) "
	"ON CONFLICT (suggestion, kind, key) DO UPDATE SET before = excluded.before, after = excluded.after"};
static const struct db_stmt suggestion_items_old = {
	"suggestion_items_old", "DELETE FROM suggestion_item WHERE suggestion IN "
				"(SELECT id FROM suggestion WHERE state = 'a-confirmer' AND made_at < $1)"};
static const struct db_stmt suggestion_old = {
	"suggestion_old", "DELETE FROM suggestion WHERE state = 'a-confirmer' AND made_at < $1"};
static const struct db_stmt suggestion_wipe = {
	"suggestion_wipe", "UPDATE suggestion SET address = NULL WHERE address IS NOT NULL AND decided_at < $1"};

static const struct db_stmt suggestion_team = {
	"suggestion_team", "SELECT count(*) FROM mandate JOIN person ON person.id = mandate.person "
			   "WHERE mandate.place = $1 AND person.left_at IS NULL AND person.address IS NOT NULL"};

static const struct db_stmt suggestion_count_person = {
	"suggestion_count_person", "SELECT count(*) FROM suggestion WHERE made_at >= $1 AND person = $2"};
static const struct db_stmt suggestion_count_address = {
	"suggestion_count_address", "SELECT count(*) FROM suggestion WHERE made_at >= $1 AND address = $2"};
static const struct db_stmt suggestion_count_visitors = {
	"suggestion_count_visitors", "SELECT count(*) FROM suggestion WHERE made_at >= $1 AND person IS NULL AND source IS NULL"};

static const char *const kinds[SUGGESTION_KIND_COUNT] = {
	"modification", "creation", "signalement", "revendication", "fermeture", "deplacement", "fusion", "import"};
static const char *const states[SUGGESTION_STATE_COUNT] = {"a-confirmer", "en-attente", "accepte", "refuse", "retire"};
static const char *const scopes[SCOPE_COUNT] = {"equipe", "animation", "administration"};

struct str suggestion_kind_code(enum proposed_kind k)
{
	assert(k < SUGGESTION_KIND_COUNT);
	return str_of(kinds[k]);
}

struct str suggestion_state_code(enum suggestion_state s)
{
	assert(s < SUGGESTION_STATE_COUNT);
	return str_of(states[s]);
}

struct str suggestion_scope_code(enum suggestion_scope s)
{
	assert(s < SCOPE_COUNT);
	return str_of(scopes[s]);
}

static unsigned find(const char *const *words, unsigned n, struct str word)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eqz(word, words[i]))
			return i;
	return 0;
}

static struct db_value moment_or_null(int64_t at, struct moment_text *text)
{
	return at != 0 ? row_moment(at, text) : db_null();
}

const struct err *store_suggestion_insert(struct db *d, struct proposed *s)
{
	const struct err *err;
	struct moment_text made, asked, escalated, decided;
	TRY(row_int(d, &suggestion_next_id, NULL, 0, &s->id, NULL));
	s->made = time_unix();
	if (s->state == SUGGESTION_WAITING)
		s->asked = s->made;
	TRY(db_run(d, &suggestion_insert,
		   DB_V(db_int(s->id), db_text(suggestion_kind_code(s->kind)), db_text(suggestion_state_code(s->state)),
			db_text(suggestion_scope_code(s->scope)), row_id(s->place), row_id(s->other), db_int(s->seen),
			db_text_or_null(s->note), row_id(s->person), db_text_or_null(s->address), db_text(str_of(i18n_code(s->lang))),
			row_id(s->source), row_moment(s->made, &made), moment_or_null(s->asked, &asked),
			moment_or_null(s->escalated, &escalated), moment_or_null(s->decided, &decided), row_id(s->decided_by),
			db_text_or_null(s->reason), row_id(s->change)),
		   NULL));
	for (size_t i = 0; i < s->item_n; i++) {
		const struct proposed_item *it = &s->items[i];
		TRY(db_run(d, &suggestion_item_put,
			   DB_V(db_int(s->id), db_text(it->kind), db_text(it->key), db_text(it->before), db_text(it->after)), NULL));
	}
done:
	return err;
}

static struct proposed read_one(struct db_rows *r, struct arena *a)
{
	return (struct proposed){
		.id = db_col_int(r, 0),
		.kind = (enum proposed_kind)find(kinds, SUGGESTION_KIND_COUNT, db_col_text(r, 1)),
		.state = (enum suggestion_state)find(states, SUGGESTION_STATE_COUNT, db_col_text(r, 2)),
		.scope = (enum suggestion_scope)find(scopes, SCOPE_COUNT, db_col_text(r, 3)),
		.place = db_col_int(r, 4),
		.other = db_col_int(r, 5),
		.seen = db_col_int(r, 6),
		.note = arena_str(a, db_col_text(r, 7)),
		.person = db_col_int(r, 8),
		.address = arena_str(a, db_col_text(r, 9)),
		.lang = str_eqz(db_col_text(r, 10), "en") ? LANG_EN : LANG_FR,
		.source = db_col_int(r, 11),
		.made = row_to_moment(db_col_text(r, 12)),
		.asked = row_to_moment(db_col_text(r, 13)),
		.escalated = row_to_moment(db_col_text(r, 14)),
		.decided = row_to_moment(db_col_text(r, 15)),
		.decided_by = db_col_int(r, 16),
		.reason = arena_str(a, db_col_text(r, 17)),
		.change = db_col_int(r, 18),
	};
}

const struct err *store_suggestion_items(struct db *d, struct arena *a, struct proposed *s)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct proposed_item) items = {0};
	bool row;
	TRY(db_query(d, &suggestion_items, DB_V(db_int(s->id)), &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&items, (struct proposed_item){arena_str(a, db_col_text(r, 0)), arena_str(a, db_col_text(r, 1)),
							  arena_str(a, db_col_text(r, 2)), arena_str(a, db_col_text(r, 3))});
	}
	s->items = arena_copy(a, items.v, items.n, sizeof *s->items);
	s->item_n = items.n;
done:
	db_rows_close(r);
	vec_free(&items);
	return err;
}

static const struct err *list(struct db *d, const struct db_stmt *stmt, struct db_value key, bool items, struct arena *a,
			      struct proposed **out, size_t *n)
{
	const struct err *err;
	struct db_rows *r = NULL;
	VEC(struct proposed) all = {0};
	bool row;
	TRY(db_query(d, stmt, &key, 1, &r));
	for (;;) {
		TRY(db_step(r, &row));
		if (!row)
			break;
		vec_push(&all, read_one(r, a));
	}
	db_rows_close(r);
	r = NULL;
	for (size_t i = 0; i < all.n; i++)
		if (items || all.v[i].place == 0)
			TRY(store_suggestion_items(d, a, &all.v[i]));
	*out = arena_copy(a, all.v, all.n, sizeof **out);
	*n = all.n;
done:
	db_rows_close(r);
	vec_free(&all);
	return err;
}

const struct err *store_suggestion_read(struct db *d, int64_t id, struct arena *a, struct proposed *out, bool *found)
{
	struct proposed *one;
	size_t n = 0;
	const struct err *err = list(d, &suggestion_read, db_int(id), true, a, &one, &n);
	*found = err == NULL && n > 0;
	if (*found)
		*out = one[0];
	return err;
}

const struct err *store_suggestion_list(struct db *d, enum suggestion_state state, struct arena *a, struct proposed **out, size_t *n)
{
	return list(d, &suggestion_list, db_text(suggestion_state_code(state)), false, a, out, n);
}

const struct err *store_suggestion_of_place(struct db *d, int64_t place, struct arena *a, struct proposed **out, size_t *n)
{
	return list(d, &suggestion_of_place, db_int(place), true, a, out, n);
}

const struct err *store_suggestion_decided(struct db *d, size_t max, struct arena *a, struct proposed **out, size_t *n)
{
	return list(d, &suggestion_decided, db_int((int64_t)max), true, a, out, n);
}

const struct err *store_suggestion_move(struct db *d, const struct proposed *s, enum suggestion_state from, bool *done)
{
	struct moment_text asked, escalated, decided;
	int64_t changed = 0;
	const struct err *err = db_run(d, &suggestion_move,
				       DB_V(db_int(s->id), db_text(suggestion_state_code(from)), db_text(suggestion_state_code(s->state)),
					    db_text(suggestion_scope_code(s->scope)), row_id(s->place), moment_or_null(s->asked, &asked),
					    moment_or_null(s->escalated, &escalated), moment_or_null(s->decided, &decided),
					    row_id(s->decided_by), db_text_or_null(s->reason), row_id(s->change)),
				       &changed);
	*done = changed == 1;
	return err;
}

const struct err *store_suggestion_let_in(struct db *d, int64_t place, int64_t person, int64_t by)
{
	struct moment_text now;
	return db_run(d, &suggestion_let_in, DB_V(db_int(place), db_int(person), row_moment(time_unix(), &now), row_id(by)), NULL);
}

const struct err *store_suggestion_scope(struct db *d, int64_t place, enum proposed_kind kind, enum suggestion_scope *out)
{
	int64_t team = 0;
	const struct err *err = NULL;
	*out = SCOPE_ANIMATION;
	if (place == 0 || kind == SUGGESTION_MERGE)
		return NULL;
	TRY(row_int(d, &suggestion_team, DB_V(db_int(place)), &team, NULL));
	if (team > 0)
		*out = SCOPE_TEAM;
done:
	return err;
}

const struct err *store_suggestion_count(struct db *d, int64_t person, struct str address, int64_t since, int64_t *n)
{
	struct moment_text text;
	struct db_value from = row_moment(since, &text);
	if (person != 0)
		return row_int(d, &suggestion_count_person, DB_V(from, db_int(person)), n, NULL);
	if (address.n > 0)
		return row_int(d, &suggestion_count_address, DB_V(from, db_text(address)), n, NULL);
	return row_int(d, &suggestion_count_visitors, DB_V(from), n, NULL);
}

const struct err *store_suggestion_forget(struct db *d, int64_t unconfirmed, int64_t decided)
{
	const struct err *err;
	struct moment_text text;
	TRY(db_run(d, &suggestion_items_old, DB_V(row_moment(unconfirmed, &text)), NULL));
	TRY(db_run(d, &suggestion_old, DB_V(row_moment(unconfirmed, &text)), NULL));
	TRY(db_run(d, &suggestion_wipe, DB_V(row_moment(decided, &text)), NULL));
done:
	return err;
}
