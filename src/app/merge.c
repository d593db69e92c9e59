// SPDX-License-Identifier: AGPL-3.0-or-later
// All that stands with the kept page is noted before and after: the difference is what undoing takes back.
#include "app/merge.h"

#include <string.h>

#include "app/edit_internal.h"
#include "app/suggestion_mail.h"
#include "app/write.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "store/change.h"
#include "store/place.h"
#include "store/source.h"
#include "store/suggestion.h"

typedef VEC(struct merge_row) row_list;

struct work { // within a job
	struct db *db;
	const struct atlas *atlas;
	const struct actor *who;
	struct arena *a;
};

static struct merge_row column(struct arena *a, const char *key, struct str value)
{
	return (struct merge_row){.kind = MERGE_COLUMN, .key = str_of(key), .value = arena_str(a, value)};
}

// The place's own row, a merge_row a column.
static void add_columns(const struct place *p, int64_t confirmed_by, struct arena *a, row_list *out)
{
	for (size_t i = 0; i < place_field_n; i++) {
		struct buf value = BUF_IN(a);
		field_write(&place_fields[i], p, &value);
		vec_push(out, column(a, place_fields[i].key, buf_str(&value)));
	}
	vec_push(out, column(a, "adresse_page", p->slug));
	vec_push(out, column(a, "etat", p->state == PLACE_CLOSED ? S("ferme") : S("ouvert")));
	vec_push(out, column(a, "au_centre", p->at_centre ? S("oui") : S("non")));
	vec_push(out, column(a, "confirme_par", arena_printf(a, "%lld", (long long)confirmed_by)));
}

static void set_column(const struct merge_row *row, struct arena *a, struct place *p, int64_t *confirmed_by)
{
	const struct field *f = field_find(row->key);
	struct str problem;
	if (f != NULL)
		field_read(f, row->value, a, p, &problem);
	else if (str_eqz(row->key, "adresse_page"))
		p->slug = row->value;
	else if (str_eqz(row->key, "etat"))
		p->state = str_eqz(row->value, "ferme") ? PLACE_CLOSED : PLACE_OPEN;
	else if (str_eqz(row->key, "au_centre"))
		p->at_centre = str_eqz(row->value, "oui");
	else if (str_eqz(row->key, "confirme_par"))
		str_to_i64(row->value, confirmed_by);
}

// All that stands with a place: its rows, then its columns.
static const struct err *note_all(struct work *w, int64_t place, row_list *out, struct place *p, int64_t *confirmed_by, bool *found)
{
	const struct err *err;
	struct merge_row *rows;
	size_t n;
	TRY(store_place_read(w->db, place, w->a, p, confirmed_by, found));
	if (!*found)
		return NULL;
	TRY(store_merge_rows(w->db, place, w->a, &rows, &n));
	for (size_t i = 0; i < n; i++)
		vec_push(out, rows[i]);
	add_columns(p, *confirmed_by, w->a, out);
done:
	return err;
}

static bool same_thing(const struct merge_row *a, const struct merge_row *b)
{
	bool by_source = a->kind == MERGE_ORIGIN || a->kind == MERGE_FACT || a->kind == MERGE_SAID;
	return a->kind == b->kind && str_eq(a->key, b->key) && (!by_source || a->source == b->source);
}

static bool same_row(const struct merge_row *a, const struct merge_row *b)
{
	return same_thing(a, b) && a->source == b->source && str_eq(a->value, b->value) && str_eq(a->date, b->date);
}

static const struct merge_row *find_thing(const row_list *rows, const struct merge_row *like)
{
	for (size_t i = 0; i < rows->n; i++)
		if (same_thing(&rows->v[i], like))
			return &rows->v[i];
	return NULL;
}

// What a has and b has not, or otherwise.
static void difference(const row_list *a, const row_list *b, row_list *out)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct merge_row *there = find_thing(b, &a->v[i]);
		if (there == NULL || !same_row(&a->v[i], there))
			vec_push(out, a->v[i]);
	}
}

static struct str folded(struct str s, struct arena *a)
{
	struct buf b = BUF_IN(a);
	utf8_fold(&b, s);
	return str_trim(buf_str(&b));
}

static void add_choice(const struct atlas *atlas, const struct place *kept, const struct place *gone, enum item_kind kind, struct str key,
		       struct arena *a, struct merge_choice *out, size_t *n)
{
	struct merge_choice c = {.kind = kind, .key = key};
	c.kept = item_now(atlas, kept, kind, key, a);
	c.gone = item_now(atlas, gone, kind, key, a);
	if (c.kept.n == 0 && c.gone.n == 0)
		return;
	c.same = c.gone.n == 0 || str_eq(c.kept, c.gone);
	bool keeps_name = kind == ITEM_FIELD && str_eqz(key, "nom"); // its address goes by it
	c.advised = !c.same && (c.kept.n == 0 || (!keeps_name && date_cmp(gone->confirmed, kept->confirmed) > 0));
	out[(*n)++] = c;
}

static bool has_engagement(const struct place *p, uint16_t action)
{
	for (unsigned i = 0; i < p->engagement_n; i++)
		if (p->engagements[i].action == action)
			return true;
	return false;
}

// Where it stands is one thing: an address of the one with the town of the other would be nowhere.
static struct str setting(const struct place *p, struct arena *a)
{
	struct buf b = BUF_IN(a);
	buf_addf(&b, "%.*s%s%.*s%s%.*s", STR_ARG(p->address), p->address.n ? ", " : "", STR_ARG(p->postcode), p->postcode.n ? " " : "",
		 STR_ARG(p->commune));
	return buf_str(&b);
}

static void add_setting(const struct place *kept, const struct place *gone, struct arena *a, struct merge_choice *out, size_t *n)
{
	struct merge_choice c = {.kind = ITEM_FIELD, .key = S("commune"), .kept = setting(kept, a), .gone = setting(gone, a)};
	if (gone->commune.n == 0)
		return;
	c.same = str_eq(c.kept, c.gone);
	c.advised = !c.same && (kept->commune.n == 0 || (kept->address.n == 0 && gone->address.n > 0));
	out[(*n)++] = c;
}

size_t merge_choices(const struct atlas *atlas, const struct place *kept, const struct place *gone, struct arena *a,
		     struct merge_choice **out)
{
	size_t n = 0;
	*out = arena_array(a, place_field_n + gone->engagement_n + 1u, sizeof **out);
	for (size_t i = 0; i < place_field_n; i++) {
		const char *key = place_fields[i].key;
		if (strcmp(key, "commune") == 0)
			add_setting(kept, gone, a, *out, &n);
		else if (strcmp(key, "date_maj") != 0 && !field_of_setting(key))
			add_choice(atlas, kept, gone, ITEM_FIELD, str_of(key), a, *out, &n);
	}
	for (unsigned i = 0; i < gone->engagement_n; i++) // the others come along
		if (has_engagement(kept, gone->engagements[i].action))
			add_choice(atlas, kept, gone, ITEM_ACTION, atlas->actions[gone->engagements[i].action].key, a, *out, &n);
	add_choice(atlas, kept, gone, ITEM_STATE, STR_NONE, a, *out, &n);
	return n;
}

static bool taken(const struct merging *m, const char *field)
{
	for (size_t i = 0; i < m->take_n; i++) {
		if (m->take[i].kind != ITEM_FIELD)
			continue;
		if (str_eqz(m->take[i].key, field) || (str_eqz(m->take[i].key, "commune") && field_of_setting(field)))
			return true;
	}
	return false;
}

// Whether the kept page's own sources have the word on what this row says of a tie: then others' comes only when chosen.
static bool told_here(const struct merging *m, const row_list *kept, const struct merge_row *row)
{
	struct str key = row->key, kind = str_cut(key, '/', &key);
	bool told = false;
	for (size_t i = 0; i < kept->n && !told; i++)
		told = kept->v[i].kind == MERGE_SAID && str_eq(kept->v[i].key, row->key);
	for (size_t i = 0; i < m->take_n && told; i++)
		if (str_eq(item_kind_code(m->take[i].kind), kind) && str_eq(m->take[i].key, key))
			told = false;
	return told;
}

static bool chosen(const struct merging *m, enum item_kind kind, struct str key)
{
	for (size_t i = 0; i < m->take_n; i++)
		if (m->take[i].kind == kind && str_eq(m->take[i].key, key))
			return true;
	return false;
}

// Of facts, those of fields of which the page that goes says something: where that was not chosen, keep_choices follows.
static bool comes_along(const struct merging *m, const struct place *gone, const struct merge_row *row)
{
	const struct field *f = row->kind == MERGE_FACT ? field_find(row->key) : NULL;
	if (row->kind == MERGE_FACT && str_eqz(row->key, "etat"))
		return chosen(m, ITEM_STATE, STR_NONE);
	if (f == NULL)
		return true;
	return taken(m, f->key) || (field_of_setting(f->key) ? gone->commune.n > 0 : !field_empty(f, gone));
}

// Rows that the kept page lacks come along.
static const struct err *give_rows(struct work *w, const struct merging *m, const row_list *kept, const row_list *gone_rows,
				   const struct place *gone)
{
	const struct err *err = NULL;
	for (size_t i = 0; i < gone_rows->n; i++) {
		const struct merge_row *row = &gone_rows->v[i];
		if (row->kind == MERGE_COLUMN || find_thing(kept, row) != NULL || !comes_along(m, gone, row) ||
		    (row->kind == MERGE_SAID && told_here(m, kept, row)))
			continue;
		TRY(store_merge_give(w->db, m->kept, row));
	}
done:
	return err;
}

// What was chosen on the kept page against the other is a word like any other of its team: the next file does not undo it.
static const struct err *keep_choices(struct work *w, const struct merging *m, const struct place *kept, const struct place *gone)
{
	const struct err *err;
	struct source team = {.key = S(SOURCE_TEAM), .title = S("Les équipes des lieux"), .licence = S("Licence Ouverte 2.0")};
	struct merge_choice *choices;
	struct date today = date_today();
	VEC(struct fact_row) facts = {0};
	size_t n = merge_choices(w->atlas, kept, gone, w->a, &choices);
	TRY(store_source_put(w->db, &team));
	for (size_t i = 0; i < n; i++) {
		const struct merge_choice *c = &choices[i];
		bool setting = c->kind == ITEM_FIELD && str_eqz(c->key, "commune");
		if (c->same || chosen(m, c->kind, c->key) || str_eqz(c->key, "autres_noms"))
			continue;
		for (size_t k = 0; k < place_field_n && setting; k++)
			if (field_of_setting(place_fields[k].key))
				vec_push(&facts, (struct fact_row){m->kept, team.id, place_fields[k].key, field_said(&place_fields[k], kept, w->a), today});
		if (!setting)
			vec_push(&facts, (struct fact_row){m->kept, team.id, item_fact_key(c->kind, c->key, w->a), c->kept, today});
	}
	TRY(store_fact_put(w->db, facts.v, facts.n));
done:
	vec_free(&facts);
	return err;
}

static void add_setting_items(struct work *w, const struct place *gone, struct item *items, size_t *n)
{
	for (size_t k = 0; k < place_field_n; k++) {
		const struct field *f = &place_fields[k];
		struct buf value = BUF_IN(w->a);
		if (!field_of_setting(f->key) || strcmp(f->key, "code_insee") == 0 || (f->type == FIELD_REAL && gone->at_centre))
			continue;
		field_write(f, gone, &value);
		if (value.n > 0 || strcmp(f->key, "adresse") == 0)
			items[(*n)++] = (struct item){ITEM_FIELD, str_of(f->key), buf_str(&value)};
	}
}

// What was chosen, and the name that goes as another name, so that it still finds the place.
static struct item *chosen_items(struct work *w, const struct merging *m, const struct place *kept, const struct place *gone, size_t *n)
{
	struct item *items = arena_array(w->a, m->take_n + place_field_n + 1, sizeof *items);
	struct str others = kept->other_names;
	bool has_others = false;
	*n = 0;
	for (size_t i = 0; i < m->take_n; i++) {
		if (m->take[i].kind == ITEM_FIELD && field_of_setting(arena_z(w->a, m->take[i].key))) {
			add_setting_items(w, gone, items, n);
			continue;
		}
		items[*n] = m->take[i];
		items[*n].value = item_now(w->atlas, gone, m->take[i].kind, m->take[i].key, w->a);
		if (str_eqz(m->take[i].key, "autres_noms")) {
			others = items[*n].value;
			has_others = true;
			continue;
		}
		(*n)++;
	}
	struct str shown = taken(m, "nom") ? gone->name : kept->name, lost = taken(m, "nom") ? kept->name : gone->name;
	if (!str_eq(folded(shown, w->a), folded(lost, w->a)) && str_find(folded(others, w->a), folded(lost, w->a)) < 0) {
		others = others.n ? arena_printf(w->a, "%.*s; %.*s", STR_ARG(others), STR_ARG(lost)) : lost;
		has_others = true;
	}
	if (has_others)
		items[(*n)++] = (struct item){ITEM_FIELD, S("autres_noms"), others};
	return items;
}

static const struct err *apply(struct work *w, struct merging *m, const struct place *kept, const struct place *gone, int64_t *change)
{
	const struct err *err;
	struct edit e = {.place = m->kept, .what = S("lieux-fusionnes")};
	struct edit_answer answer = {0};
	e.items = chosen_items(w, m, kept, gone, &e.item_n);
	TRY(edit_in(w->db, w->atlas, w->who, &e, w->a, &answer));
	*change = answer.change;
	if (answer.outcome == EDIT_NOTHING || e.item_n == 0) {
		struct change_row row = {.what = S("lieux-fusionnes"), .place = m->kept, .person = w->who->person,
					 .role = actor_role(w->who, w->atlas, kept)};
		TRY(store_change_append(w->db, &row, 1));
		TRY(store_change_last(w->db, change));
	} else if (answer.outcome != EDIT_DONE) {
		err = err_new(ERR_INPUT, "%s (%.*s)", tr("ces deux pages ne peuvent pas être fusionnées ainsi"),
			      STR_ARG(answer.problem_n > 0 ? answer.problems[0].sentence : STR_NONE));
	}
done:
	return err;
}

// Those who proposed it are answered.
static const struct err *answer_proposals(struct work *w, const struct merging *m, const struct place *kept, const struct seal_key *key,
					  int64_t change)
{
	const struct err *err;
	struct proposed *waiting;
	size_t n;
	bool done;
	TRY(store_suggestion_of_place(w->db, m->kept, w->a, &waiting, &n));
	for (size_t i = 0; i < n; i++) {
		struct proposed *s = &waiting[i];
		bool this_pair = (s->place == m->kept && s->other == m->gone) || (s->place == m->gone && s->other == m->kept);
		if (s->kind != SUGGESTION_MERGE || !this_pair)
			continue;
		s->state = SUGGESTION_ACCEPTED;
		s->decided = time_unix();
		s->decided_by = w->who->person;
		s->change = change;
		TRY(store_suggestion_move(w->db, s, SUGGESTION_WAITING, &done));
		if (done)
			TRY(suggestion_tell_author(w->db, w->atlas, s, key, kept->slug, w->a));
	}
done:
	return err;
}

static const struct err *changed_since(struct work *w, struct merging *m)
{
	const struct err *err = NULL;
	const int64_t pair[2] = {m->kept, m->gone};
	struct change_item_row *rows;
	size_t n;
	m->changed = false;
	for (int i = 0; i < 2 && m->seen > 0; i++) {
		TRY(store_change_item_since(w->db, pair[i], m->seen, w->a, &rows, &n));
		m->changed |= n > 0;
	}
done:
	return err;
}

struct merge_job {
	const struct atlas *atlas;
	const struct actor *who;
	struct merging *m;
	struct arena *a;
	struct seal_key key;
};

static const struct err *merge(struct db *d, void *user)
{
	const struct err *err;
	struct merge_job *j = user;
	struct merging *m = j->m;
	struct work w = {d, j->atlas, j->who, j->a};
	row_list kept_rows = {0}, gone_rows = {0}, after_rows = {0}, given = {0}, before = {0};
	struct place kept, gone, after;
	int64_t by, change;
	bool found_kept, found_gone = false, found;
	m->merge = 0;
	TRY(note_all(&w, m->kept, &kept_rows, &kept, &by, &found_kept));
	TRY(note_all(&w, m->gone, &gone_rows, &gone, &by, &found_gone));
	m->absent = !found_kept || !found_gone || m->kept == m->gone;
	if (m->absent)
		goto done;
	TRY(changed_since(&w, m));
	if (m->changed)
		goto done;
	const struct place *told_kept = atlas_place_by_id(j->atlas, m->kept), *told_gone = atlas_place_by_id(j->atlas, m->gone);
	TRY(give_rows(&w, m, &kept_rows, &gone_rows, &gone));
	TRY(keep_choices(&w, m, told_kept ? told_kept : &kept, told_gone ? told_gone : &gone));
	TRY(apply(&w, m, told_kept ? told_kept : &kept, told_gone ? told_gone : &gone, &change));
	TRY(note_all(&w, m->kept, &after_rows, &after, &by, &found));
	difference(&after_rows, &kept_rows, &given);
	difference(&kept_rows, &after_rows, &before);
	struct merge row = {.kept = m->kept, .gone = m->gone, .person = j->who->person, .change = change};
	TRY(store_merge_insert(d, &row, given.v, given.n, before.v, before.n));
	TRY(store_merge_follow(d, row.id, m->gone, m->kept));
	TRY(store_place_gone(d, m->gone, m->kept));
	TRY(store_duplicate_state(d, m->kept, m->gone, S("fusionnes")));
	TRY(answer_proposals(&w, m, &after, &j->key, change));
	m->merge = row.id;
done:
	vec_free(&kept_rows);
	vec_free(&gone_rows);
	vec_free(&after_rows);
	vec_free(&given);
	vec_free(&before);
	return err;
}

const struct err *app_merge(struct app *app, const struct atlas *atlas, const struct actor *who, struct merging *m, struct arena *a)
{
	const struct err *err;
	struct merge_job j = {.atlas = atlas, .who = who, .m = m, .a = a};
	TRY(link_key(app, &j.key));
	TRY(app_write(app, merge, &j));
done:
	return err;
}

static bool is_word(const struct merge_row *row)
{
	return row->kind == MERGE_ORIGIN || row->kind == MERGE_FACT || row->kind == MERGE_SAID;
}

// Whether all that this source calls the kept page came with the one that went: whatever it said since, it said of that one.
static bool came_along(const row_list *now, const struct merge_row *given, size_t given_n, int64_t source)
{
	bool any = false;
	for (size_t i = 0; i < now->n; i++) {
		const struct merge_row *row = &now->v[i];
		bool was_given = false;
		if (row->kind != MERGE_ORIGIN || row->source != source)
			continue;
		for (size_t k = 0; k < given_n && !was_given; k++)
			was_given = same_thing(&given[k], row);
		if (!was_given)
			return false;
		any = true;
	}
	return any;
}

static const struct err *take_words(struct work *w, int64_t kept, row_list *now, const struct merge_row *given, size_t given_n)
{
	const struct err *err;
	struct source team = {.key = S(SOURCE_TEAM)};
	size_t left = 0;
	VEC(struct merge_row) gone = {0};
	TRY(store_source_put(w->db, &team));
	for (size_t i = 0; i < now->n; i++)
		if (is_word(&now->v[i]) && now->v[i].source != team.id && came_along(now, given, given_n, now->v[i].source))
			vec_push(&gone, now->v[i]);
	for (size_t i = 0; i < gone.n; i++)
		TRY(store_merge_take(w->db, kept, &gone.v[i]));
	for (size_t i = 0; i < now->n; i++) {
		bool went = false;
		for (size_t k = 0; k < gone.n && !went; k++)
			went = same_thing(&gone.v[k], &now->v[i]);
		if (!went)
			now->v[left++] = now->v[i];
	}
	now->n = left;
done:
	vec_free(&gone);
	return err;
}

// Rows that the merge gave and that nobody changed since go; what stood there before comes back.
static const struct err *take_rows(struct work *w, int64_t kept, row_list *now, const struct merge_row *given, size_t given_n,
				   const struct merge_row *before, size_t before_n)
{
	const struct err *err;
	TRY(take_words(w, kept, now, given, given_n));
	for (size_t i = 0; i < given_n; i++) {
		const struct merge_row *there = given[i].kind == MERGE_COLUMN ? NULL : find_thing(now, &given[i]);
		if (there == NULL || !same_row(there, &given[i]))
			continue;
		TRY(store_merge_take(w->db, kept, &given[i]));
		now->v[there - now->v] = now->v[--now->n];
	}
	for (size_t i = 0; i < before_n; i++)
		if (before[i].kind != MERGE_COLUMN && find_thing(now, &before[i]) == NULL)
			TRY(store_merge_give(w->db, kept, &before[i]));
done:
	return err;
}

static void take_columns(struct work *w, const row_list *now, const struct merge_row *given, size_t given_n, const struct merge_row *before,
			 size_t before_n, struct place *p, int64_t *confirmed_by)
{
	for (size_t i = 0; i < given_n; i++) {
		const struct merge_row *there = given[i].kind == MERGE_COLUMN ? find_thing(now, &given[i]) : NULL;
		if (there == NULL || !same_row(there, &given[i]))
			continue;
		for (size_t k = 0; k < before_n; k++)
			if (same_thing(&before[k], &given[i]))
				set_column(&before[k], w->a, p, confirmed_by);
	}
}

// What the kept page showed, and shows: for its history, and for who has a form of it open.
struct picture_of {
	struct place p;
	struct place_tie *ties;
	size_t tie_n;
};

static struct str tie_of(const struct picture_of *x, const struct place_tie *like, struct arena *a)
{
	for (size_t i = 0; i < x->tie_n; i++)
		if (x->ties[i].kind == like->kind && str_eq(x->ties[i].key, like->key))
			return tie_text(&x->ties[i], a);
	return STR_NONE;
}

static const struct err *tell_items(struct work *w, int64_t change, const struct picture_of *was, const struct picture_of *is)
{
	VEC(struct change_item_row) items = {0};
	const struct picture_of *both[2] = {was, is};
	for (size_t k = 0; k < place_field_n; k++) {
		struct str before = field_said(&place_fields[k], &was->p, w->a), after = field_said(&place_fields[k], &is->p, w->a);
		if (!str_eq(before, after))
			vec_push(&items, (struct change_item_row){change, is->p.id, item_kind_code(ITEM_FIELD), str_of(place_fields[k].key), before, after});
	}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < both[side]->tie_n; i++) {
			const struct place_tie *t = &both[side]->ties[i];
			struct str before = tie_of(was, t, w->a), after = tie_of(is, t, w->a);
			if (!str_eq(before, after) && (side == 0 || before.n == 0)) // each once
				vec_push(&items, (struct change_item_row){change, is->p.id, item_kind_code(item_of_tie(t->kind)), t->key, before, after});
		}
	if (was->p.state != is->p.state)
		vec_push(&items, (struct change_item_row){change, is->p.id, item_kind_code(ITEM_STATE), STR_NONE,
							  was->p.state == PLACE_CLOSED ? S("ferme") : S("ouvert"),
							  is->p.state == PLACE_CLOSED ? S("ferme") : S("ouvert")});
	const struct err *err = store_change_item_insert(w->db, items.v, items.n);
	vec_free(&items);
	return err;
}

struct undo_job {
	const struct atlas *atlas;
	const struct actor *who;
	int64_t id;
	struct arena *a;
	bool done;
};

static const struct err *undo(struct db *d, void *user)
{
	const struct err *err;
	struct undo_job *j = user;
	struct work w = {d, j->atlas, j->who, j->a};
	struct merge m;
	struct merge_row *given, *before;
	size_t given_n, before_n;
	row_list now = {0};
	struct place p;
	struct picture_of was, is;
	int64_t by, change;
	bool found, there = false;
	j->done = false;
	TRY(store_merge_read(d, j->id, j->a, &m, &found, &given, &given_n, &before, &before_n));
	if (found)
		TRY(note_all(&w, m.kept, &now, &p, &by, &there));
	if (!found || m.undone != 0 || !there)
		goto done;
	was.p = p;
	TRY(store_place_ties(d, m.kept, j->a, &was.ties, &was.tie_n));
	take_columns(&w, &now, given, given_n, before, before_n, &p, &by);
	TRY(store_place_update(d, &(struct place_row){&p, by}, 1));
	TRY(take_rows(&w, m.kept, &now, given, given_n, before, before_n));
	TRY(store_merge_return(d, m.id, m.kept, m.gone));
	TRY(store_place_gone(d, m.gone, 0));
	TRY(store_duplicate_state(d, m.kept, m.gone, S("propose")));
	TRY(store_merge_undone(d, m.id));
	TRY(store_change_append(d, &(struct change_row){.what = S("lieux-separes"), .place = m.kept, .person = j->who->person,
							.role = actor_role(j->who, j->atlas, &p), .reverts = m.change}, 1));
	TRY(store_change_last(d, &change));
	is.p = p;
	TRY(store_place_ties(d, m.kept, j->a, &is.ties, &is.tie_n));
	TRY(tell_items(&w, change, &was, &is));
	j->done = true;
done:
	vec_free(&now);
	return err;
}

const struct err *app_unmerge(struct app *app, const struct atlas *atlas, const struct actor *who, int64_t merge_id, struct arena *a,
			      bool *done)
{
	struct undo_job j = {atlas, who, merge_id, a, false};
	const struct err *err = app_write(app, undo, &j);
	*done = j.done;
	return err;
}

struct list_job {
	size_t max;
	struct arena *a;
	struct merge **out;
	size_t *n;
};

static const struct err *list(struct db *d, void *user)
{
	struct list_job *j = user;
	return store_merge_list(d, j->max, j->a, j->out, j->n);
}

const struct err *app_merges(struct app *app, size_t max, struct arena *a, struct merge **out, size_t *n)
{
	struct list_job j = {max, a, out, n};
	return app_read(app, list, &j);
}

struct find_job {
	int64_t id;
	struct arena *a;
	struct merge *out;
};

static const struct err *find(struct db *d, void *user)
{
	struct find_job *j = user;
	struct merge_row *given, *before;
	size_t given_n, before_n;
	bool found;
	*j->out = (struct merge){0};
	return store_merge_read(d, j->id, j->a, j->out, &found, &given, &given_n, &before, &before_n);
}

const struct err *app_merge_find(struct app *app, int64_t id, struct arena *a, struct merge *out)
{
	struct find_job j = {id, a, out};
	return app_read(app, find, &j);
}

static const struct err *distinct(struct db *d, void *user)
{
	const int64_t *pair = user;
	return store_duplicate_state(d, pair[0], pair[1], S("distincts"));
}

const struct err *app_distinct(struct app *app, int64_t a, int64_t b)
{
	int64_t pair[2] = {a, b};
	return app_write(app, distinct, pair);
}
